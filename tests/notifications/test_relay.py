"""The way out: what a mail server may say or do, and how far the mail came."""

import asyncio
import time

import pytest

from notifications.channels.relay import How, Relay
from notifications.smtpd import serving
from peergroups.machine import any_port
from tests.notifications.conftest import Server

MAIL = b"Subject: x\r\nMessage-ID: <a@x>\r\n\r\n.a line that begins with a dot\r\n..\r\nlast"


def far() -> float:
    return time.monotonic() + 60


def test_a_mail_arrives_byte_for_byte(server):
    relay = Relay()
    assert relay.send("ana@example.com", MAIL, deadline=far()).how is How.TAKEN
    relay.close()
    (file,) = server.folder.glob("to-ana@example.com/*.eml")
    assert file.read_bytes() == MAIL + b"\r\n"
    assert server.accepted == ["a@x"]


def test_one_connection_carries_many_and_lives_on_after_a_no(server):
    server.says |= {"no@example.com": "550 5.1.1 No such user", "later@example.com": "451 4.7.1 Greylisted"}
    relay = Relay()
    refused = relay.send("no@example.com", MAIL, deadline=far())
    assert (refused.how, refused.reason, refused.address_refused) == (How.REFUSED, "550 5.1.1 No such user", True)
    connection = relay._backend.connection
    assert relay.send("later@example.com", MAIL, deadline=far()).how is How.LATER
    assert relay.send("ana@example.com", MAIL, deadline=far()).how is How.TAKEN
    assert relay._backend.connection is connection
    relay.close()


def test_a_good_bye_is_not_called_after(server):
    server.says["bye@example.com"] = "421 4.3.2 Closing"
    relay = Relay()
    assert relay.send("bye@example.com", MAIL, deadline=far()).how is How.LATER
    assert relay._backend.connection is None
    assert relay.send("ana@example.com", MAIL, deadline=far()).how is How.TAKEN
    relay.close()


def test_nobody_there(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", any_port(0)
    assert Relay().send("ana@example.com", MAIL, deadline=far()).how is How.UNREACHABLE


def test_what_would_leave_after_its_deadline_does_not(server):
    relay = Relay()
    assert relay.send("ana@example.com", MAIL, deadline=time.monotonic() - 1).how is How.OVERDUE
    assert relay.send("ana@example.com", MAIL, deadline=far()).how is How.TAKEN
    relay.close()
    assert len(server.mails) == 1


class Late(Server):
    """Takes the mail, and answers when nobody listens any more."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(1.5)
        return answer


class Full(Server):
    """Says no after the last byte."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        return "552 5.3.4 Too big"


@pytest.mark.parametrize(
    ("mood", "how", "taken"),
    [(Late, How.IN_DOUBT, 1), (Full, How.REFUSED, 0)],
    ids=["answers too late", "no at the end"],
)
def test_after_the_last_byte(mood, how, taken, tmp_path, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", any_port(0), 0.7
    handler = mood(tmp_path / "mail")
    with serving(handler, settings.EMAIL_HOST, settings.EMAIL_PORT):
        relay = Relay()
        outcome = relay.send("ana@example.com", MAIL, deadline=far())
        relay.close()
    assert (outcome.how, outcome.address_refused) == (how, False)
    assert len(handler.accepted) == taken
