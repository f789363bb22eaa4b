"""Webhooks of mail services: off, refused without the secret, and heard with it."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from notifications.ledger import State
from notifications.views.mail_hook import view_of
from tests.notifications.conftest import deliveries
from tests.notifications.test_bouncing import sent, troubles

URL = "/hooks/mail/"
SECRET = "hook:let-me-in"


@pytest.fixture
def service(settings: Any) -> None:
    """Postmark is behind our mail."""
    settings.MAIL_SERVICE, settings.ANYMAIL = "postmark", {"WEBHOOK_SECRET": SECRET}


def told(event: dict[str, Any], secret: str = SECRET) -> int:
    """The answer to an event of Postmark."""
    signed = "Basic " + base64.b64encode(secret.encode()).decode()
    answer = Client(raise_request_exception=False).post(
        URL, json.dumps(event), content_type="application/json", headers={"Authorization": signed}
    )
    return answer.status_code


def bounce(address: str, **more: Any) -> dict[str, Any]:
    """What Postmark sends of a hard bounce."""
    return {
        "RecordType": "Bounce", "ID": 4323372036854775807, "Type": "HardBounce", "TypeCode": 1, "Email": address,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483", "From": "post@peergroups.example",
        "BouncedAt": timezone.now().isoformat(), "Details": "smtp;550 5.1.1 no such user", "Inactive": True,
        **more,
    }  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_before(quiet: None) -> None:
    """No mail but the test's own."""


def test_without_a_service_there_is_no_such_page(world):
    sent(world)
    assert told(bounce(world.member.email)) == 404
    assert not troubles()


def test_a_bounce_is_heard(world, service):
    sent(world)
    assert told(bounce(world.member.email)) == 200
    assert [mail.state for mail in deliveries()] == [State.BOUNCED]
    assert [one.kind for one in troubles()] == ["bounced"]


def test_a_complaint_is_heard(world, service):
    sent(world)
    assert told(bounce(world.member.email, RecordType="SpamComplaint", Type="SpamComplaint", TypeCode=512)) == 200
    assert [one.kind for one in troubles()] == ["unwanted"]


def test_a_full_mailbox_counts_as_soft(world, service):
    sent(world)
    details = "smtp;452 4.2.2 mailbox full"
    assert told(bounce(world.member.email, Type="SoftBounce", TypeCode=4096, Details=details)) == 200
    assert not troubles()
    assert [mail.state for mail in deliveries()] == [State.BOUNCED]


@pytest.mark.parametrize("secret", ["hook:guessed", "", "let-me-in"])
def test_who_does_not_know_the_secret_is_refused(world, service, secret):
    sent(world)
    assert told(bounce(world.member.email), secret) == 400
    assert not troubles()


def test_nonsense_with_the_secret_marks_nobody(world, service):
    sent(world)
    for event in ({}, {"RecordType": "Delivery", "Recipient": world.member.email}, bounce("not an address")):
        assert told(event) in (200, 400, 500)
    assert not troubles()


def test_an_old_mail_of_somebody_is_not_blamed(world, service):
    mail = sent(world)
    from tests.notifications.conftest import change

    change(mail.pk, sent_at=timezone.now() - timedelta(days=30))
    assert told(bounce(world.member.email)) == 200
    assert not troubles()


@pytest.mark.parametrize("name", ["postmark", "mailgun", "sendgrid", "amazon_ses", "resend", "brevo", "mandrill"])
def test_the_library_knows_the_services(name):
    assert view_of(name) is not None


def test_a_service_that_nobody_knows_has_no_page(client, settings):
    settings.MAIL_SERVICE = "pigeon"
    assert client.post(URL).status_code == 404
