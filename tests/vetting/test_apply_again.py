"""Asking for the link to what is over, applying within the minute of a decline, and hearing why a seat was declined."""

from datetime import timedelta

import pytest

from notifications.announcing import announce
from notifications.delivering import deliver
from notifications.models import Kind
from programs.models import Activity, Track
from programs.tenancy import inside
from tests.notifications.conftest import deliveries, quiet, server  # noqa: F401
from vetting.actions.applying import apply, mail_link_again, withdraw
from vetting.actions.deciding import HEARS_AFTER, decide
from vetting.actions.offering import decline_offer, make_offer
from vetting.models import Application, Offer, VettingRules
from vetting.states import Decision, State


def declined(world, applicant, now):
    made = applicant()
    with inside(world.heartland, world.admin):
        decide(made, Decision.DECLINE, by=world.admin, now=now, reason="small")
    return made


def again(world, email, when) -> int:
    """Apply once more with an address; how many applications it has by then."""
    with inside(world.heartland):
        apply(
            program=world.heartland, track=Track.objects.get(name="Owners"), name="Nora Kessler", email=email,
            company_name="Kessler Networks", employees=18, now=when,
        )  # fmt: skip
    with inside(world.heartland, world.admin):
        return Application.objects.filter(email__iexact=email).count()


def test_within_the_minute_of_a_decline_they_have_applied_already(world, applicant, now):
    made = declined(world, applicant, now)
    assert again(world, made.email.upper(), now + timedelta(seconds=30)) == 1
    with inside(world.heartland, world.admin):
        assert Activity.objects.filter(kind="application.asked_again", about_id=made.pk).exists()
    assert again(world, made.email, now + HEARS_AFTER + timedelta(seconds=1)) == 2


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("end", ["declined", "withdrawn", "ended"])
def test_the_link_to_what_is_over_is_mailed_too(world, client, server, applicant, now, end):  # noqa: F811
    if end == "declined":
        made = declined(world, applicant, now)
    else:
        made = applicant()
        with inside(world.heartland, reach=made.pk):
            withdraw(made, now=now)
        if end == "ended":
            with inside(world.heartland, world.admin):
                Application.objects.update(state=State.ENDED)
    later = now + timedelta(days=2)
    announce(now=now)
    deliver(now=later)
    before = len(server.mails)
    with inside(world.heartland):
        mail_link_again(made.email, Track.objects.get(name="Owners"), now=later)
    announce(now=later)
    deliver(now=later)
    assert len(server.mails) == before + 1
    read = server.mails[-1].get_body(("plain",)).get_content()
    assert "the application is closed" in read
    url = "/" + next(word for word in read.split() if "/application/" in word).split("/", 3)[3]
    assert client.get(url).status_code == 200


def test_an_open_application_comes_before_one_that_is_over(world, applicant, now):
    made = applicant()
    with inside(world.heartland, reach=made.pk):
        withdraw(made, now=now)
    assert again(world, made.email, now + timedelta(hours=1)) == 2
    with inside(world.heartland):
        mail_link_again(made.email, Track.objects.get(name="Owners"), now=now + timedelta(hours=2))
    with inside(world.heartland, world.admin):
        (told,) = Activity.objects.filter(kind="application.asked_again")
        assert Application.objects.get(pk=told.about_id).state == State.SUBMITTED


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(("reason", "words"), [("It is too far.", "It is too far."), ("", "They gave no reason.")])
def test_admins_hear_that_a_seat_was_declined_and_why(world, server, applicant, now, reason, words):  # noqa: F811
    made = applicant()
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(candor=False)
        decide(made, Decision.ACCEPT, by=world.admin, now=now - timedelta(hours=2), reason="fits")
        made.refresh_from_db()
        make_offer(made, world.group, by=world.admin, now=now - timedelta(hours=1))
    with inside(world.heartland, reach=made.pk):
        decline_offer(Offer.objects.get(), now=now, reason=reason)
    announce(now=now)
    deliver(now=now)
    mine = [mail for mail in server.mails if mail["To"] == world.admin.email and "declined" in str(mail["Subject"])]
    (mail,) = mine
    read = " ".join(mail.get_body(("plain",)).get_content().split())
    assert words in read
    assert made.name in read
    assert made.name not in str(mail["Subject"])
    assert {one.state for one in deliveries(kind=Kind.OFFER_DECLINED)} == {"sent"}
