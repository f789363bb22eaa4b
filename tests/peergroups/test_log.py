"""What the log does not say, and how often it says the rest."""

import logging
import sys

import pytest
from celery.beat import SchedulingError
from django.conf import settings
from django.test import Client

from peergroups import log
from programs import links
from tests.world import World


def line(record: logging.LogRecord) -> str:
    return log.Line(settings.LOGGING["formatters"]["line"]["format"]).format(record)


@pytest.mark.parametrize("broken", [False, True])
def test_a_mail_link_is_logged_without_its_token(
    world: World, client: Client, caplog: pytest.LogCaptureFixture, broken: bool
) -> None:
    token = links.token("mute", world.heartland.pk, world.heartland.pk)[: -1 if broken else None]
    assert client.get(f"/a/{token}/mute/").status_code in (404, 410)
    (record,) = (one for one in caplog.records if one.name == "django.request")
    assert token in record.getMessage()
    assert line(record).endswith(": /a/…/mute/")


def test_a_traceback_is_logged_without_the_token() -> None:
    try:
        raise ValueError("/a/secret:1:2/check-in/ is odd")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "Went wrong at %r", ("/a/secret/",), sys.exc_info())
    assert "secret" not in line(record)
    assert "ValueError: /a/…/check-in/ is odd" in line(record)


def test_every_handler_writes_by_that_formatter() -> None:
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
    assert settings.LOGGING["formatters"]["line"]["()"] == "peergroups.log.Line"


def away(error: Exception) -> logging.LogRecord:
    return logging.LogRecord(
        "celery.beat", logging.ERROR, "", 0, "Message Error: %s\n%s", (error, "…"), (type(error), error, None)
    )


def test_while_the_broker_is_away_beat_says_so_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr(log.time, "monotonic", lambda: now)
    beat = log.BrokerAway()
    first = away(SchedulingError("Couldn't apply scheduled task x: no server."))
    assert beat.filter(first)
    assert line(first) == "ERROR celery.beat Couldn't apply scheduled task x: no server."
    assert not beat.filter(away(SchedulingError("the next one")))
    assert beat.filter(away(ValueError("something else")))
    now += log.QUIET_SECONDS
    assert beat.filter(away(SchedulingError("still")))
