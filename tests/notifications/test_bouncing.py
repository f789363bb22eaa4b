"""What comes back: which reports count, what they make of an address, and how it becomes free again."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from notifications.announcing import announce
from notifications.bouncing import (
    address_works,
    free_address,
    hear_service,
    hold_address,
    send_again,
    take_back,
    wants_mail_again,
)  # fmt: skip
from notifications.delivering import deliver
from notifications.ledger import State
from notifications.models import AddressTrouble, Delivery, Kind, Urgency
from notifications.outbox import post
from notifications.reading import read
from notifications.returned import NoReport, Returned, returned_in, what_of
from notifications.sweeping import sweep
from programs.activity import record
from programs.models import Activity
from programs.refusal import Refused
from programs.tenancy import POST, inside
from tests.notifications.bounces import complaint, dsn
from tests.notifications.conftest import change, deliveries, due_goal
from tests.notifications.test_delivering import SOON, TUESDAY


def sent(world: Any, *, urgency: Urgency = Urgency.NUDGE, kind: Kind = Kind.CHECK_IN, user: Any = None) -> Delivery:
    """A mail to the member that left an hour ago."""
    user = user or world.member
    with inside(world.heartland, user):
        mail = post(kind, urgency, user=user, program=world.heartland, now=timezone.now() - timedelta(hours=1))
    change(mail.pk, state=State.SENT, address=user.email, sent_at=timezone.now() - timedelta(hours=1))
    return mail


def troubles() -> list[AddressTrouble]:
    """What is held against addresses."""
    with inside(None, reach=POST):
        return list(AddressTrouble.objects.order_by("since"))


@pytest.fixture
def now() -> Any:
    return timezone.now()


@pytest.fixture(autouse=True)
def nothing_before(quiet: None) -> None:
    """No mail but the test's own."""


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("5.1.1", "hard"), ("5.1.2", "hard"), ("5.1.10", "hard"), ("5.2.1", "hard"), ("5.4.4", "hard"),
        ("5.0.0", "hard"), ("5.2.2", "soft"), ("5.2.3", "soft"), ("5.3.4", "soft"), ("5.6.0", "soft"),
        ("5.7.1", "soft"), ("5.4.7", "soft"), ("4.4.1", "soft"), ("4.2.2", "soft"), ("550", "hard"),
    ],
)  # fmt: skip
def test_what_a_code_says_of_an_address(code, what):
    assert what_of(code) == what


@pytest.mark.parametrize("original", ["headers", "mail"])
def test_a_report_names_the_mail_that_it_brings_back(original):
    key = uuid4()
    found = returned_in(dsn(key, original=original))
    assert found == Returned((f"{key}@{settings.MAIL_DOMAIN}",), "hard", "5.1.1")


def test_exchange_says_it_in_its_headers():
    key = uuid4()
    more = f"In-Reply-To: <{key}@{settings.MAIL_DOMAIN}>\n"
    assert returned_in(dsn(key, original="none", more=more)) == Returned(
        (f"{key}@{settings.MAIL_DOMAIN}",), "hard", "5.1.1"
    )


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_has_not_failed_is_no_bounce(action):
    assert returned_in(dsn(uuid4(), status=f"Action: {action}\nStatus: 4.4.1")) == NoReport("nothing failed")


def test_not_spam_is_no_complaint():
    assert returned_in(complaint(uuid4(), kind="not-spam")) == NoReport("nothing failed")


@given(st.binary(max_size=2000))
def test_no_mail_breaks_the_reader(noise):
    mail = dsn(uuid4())
    at = len(noise) * 7 % len(mail)
    for one in (noise, mail[:at] + noise, mail[:at] + noise + mail[at:], complaint(uuid4())[:at] + noise):
        assert isinstance(returned_in(one), Returned | NoReport)


def test_a_hard_bounce_ends_the_mail_and_marks_the_address(world, server, now):
    mail = sent(world)
    assert read(dsn(mail.pk, world.member.email), now=now) == "report, hard"
    (after,) = deliveries()
    assert (after.state, after.failure) == (State.BOUNCED, "5.1.1")
    (trouble,) = troubles()
    assert (trouble.kind, trouble.address, trouble.user_id, trouble.program_id) == (
        "bounced", world.member.email, world.member.pk, world.heartland.pk,
    )  # fmt: skip


def test_no_nudge_goes_there_but_sign_in_mail_and_answers_do(world, server):
    read(dsn(sent(world).pk), now=SOON - timedelta(days=1))
    due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    with inside(world.heartland, world.member):
        post(Kind.TERM, Urgency.ANSWER, user=world.member, program=world.heartland, now=SOON)
    deliver(now=SOON)
    nudge = next(mail for mail in deliveries() if mail.kind == Kind.CHECK_IN and mail.state != State.BOUNCED)
    assert (nudge.state, nudge.failure) == (State.FAILED, "The address refuses mail")
    assert next(mail for mail in deliveries(kind=Kind.TERM)).failure != "The address refuses mail"


def test_another_program_is_not_told(world, server, now):
    read(dsn(sent(world).pk), now=now)
    with inside(world.summit, world.foreign_admin):
        assert not AddressTrouble.objects.exists()
    with inside(world.heartland, world.admin):
        assert AddressTrouble.objects.count() == 1
    with inside(world.heartland, world.peer):
        assert not AddressTrouble.objects.exists()


def test_a_forged_report_about_a_mail_that_is_not_known_changes_nothing(world, now):
    sent(world)
    for key in (uuid4(), f"{uuid4()}@elsewhere.example", "x@y.example"):
        read(dsn(key, world.member.email), now=now)
    assert not troubles()
    assert [mail.state for mail in deliveries()] == [State.SENT]


def test_a_report_about_a_mail_that_has_not_left_changes_nothing(world, now):
    with inside(world.heartland, world.member):
        mail = post(Kind.CHECK_IN, Urgency.NUDGE, user=world.member, program=world.heartland)
    read(dsn(mail.pk, world.member.email), now=now)
    assert not troubles()


def test_soft_bounces_count_each_mail_once_and_the_third_marks_the_address(world, now):
    full = "Action: failed\nStatus: 5.2.2"
    mails = [sent(world, urgency=Urgency.ANSWER) for _ in range(3)]
    for mail in (*mails[:2], *mails[:2]):
        read(dsn(mail.pk, status=full), now=now)
    assert not troubles()
    read(dsn(mails[2].pk, status=full), now=now)
    (trouble,) = troubles()
    assert trouble.kind == "full"


def test_soft_bounces_of_another_month_are_forgotten(world, now):
    for days in (40, 35, 0):
        read(
            dsn(sent(world, urgency=Urgency.ANSWER).pk, status="Action: failed\nStatus: 4.2.2"),
            now=now - timedelta(days=days),
        )
    assert not troubles()


def test_a_complaint_stops_nudges_until_somebody_says_otherwise(world, now):
    mail = sent(world)
    assert read(complaint(mail.pk), now=now) == "report, complaint"
    assert [one.kind for one in troubles()] == ["unwanted"]
    assert deliveries()[0].state == State.SENT
    address_works(world.member.email)  # mail arrives there: that was never the question
    assert [one.kind for one in troubles()] == ["unwanted"]
    with inside(world.heartland, world.member):
        wants_mail_again()
    assert not troubles()


def test_a_code_that_was_typed_frees_the_address(world, now):
    read(dsn(sent(world).pk), now=now)
    address_works(world.member.email.upper())
    assert not troubles()


def test_an_answer_by_a_link_in_a_mail_frees_the_address(world, now):
    read(dsn(sent(world).pk), now=now)
    later, member = now + timedelta(hours=1), world.goal.member_id
    for via, left in (("web", 1), ("mail", 0)):
        with inside(world.heartland, world.member):
            record("goal.checked_in", by=None, about=world.goal, via=via, member=member, at=later)
        announce(now=later)
        assert len(troubles()) == left


def test_an_admin_frees_an_address_takes_it_back_and_a_new_bounce_marks_it_again(world, now):
    read(dsn(sent(world, urgency=Urgency.ANSWER).pk), now=now)
    with inside(world.heartland, world.admin):
        (trouble,) = AddressTrouble.objects.all()
        free_address(trouble, by=world.admin, now=now)
        free_address(trouble, by=world.admin, now=now)
        assert AddressTrouble.objects.get().freed_at == now
        hold_address(trouble, by=world.admin, now=now)
        assert AddressTrouble.objects.get().freed_at is None
        free_address(trouble, by=world.admin, now=now)
        kinds = Activity.objects.filter(kind__startswith="address.").values_list("kind", flat=True)
        assert sorted(kinds) == ["address.freed", "address.freed", "address.held"]
    read(dsn(sent(world, urgency=Urgency.ANSWER).pk), now=now)
    assert [one.freed_at for one in troubles()] == [None]


def test_nobody_but_an_admin_frees_an_address(world, now):
    read(dsn(sent(world).pk), now=now)
    for program, user in (
        (world.heartland, world.facilitator),
        (world.summit, world.foreign_admin),
        (world.heartland, world.member),
    ):
        with inside(program, user):
            assert AddressTrouble.objects.update(freed_at=now) == 0


def test_an_answer_that_did_not_arrive_is_sent_once_more_or_taken_back(world, now):
    mail = sent(world, urgency=Urgency.ANSWER, kind=Kind.TERM)
    read(dsn(mail.pk), now=now)
    with inside(world.heartland, world.admin):
        failed = Delivery.objects.get()
        again = send_again(failed, by=world.admin, now=now)
        with pytest.raises(Refused, match="once more already"):
            send_again(failed, by=world.admin, now=now)
        assert (again.user_id, again.kind, again.urgency, again.address) == (world.member.pk, "term", "answer", "")
        assert again.hold_until == now + timedelta(seconds=30)
        take_back(again, by=world.admin, now=now)
        with pytest.raises(Refused, match="left already"):
            take_back(again, by=world.admin, now=now)
        assert Delivery.objects.get(pk=again.pk).state == State.NOT_NEEDED
        assert send_again(failed, by=world.admin, now=now).pk != again.pk


def test_what_is_no_answer_or_arrived_is_not_sent_again(world, now):
    nudge, arrived = sent(world), sent(world, urgency=Urgency.ANSWER, kind=Kind.TERM)
    read(dsn(nudge.pk), now=now)
    with inside(world.heartland, world.admin):
        for key in (nudge.pk, arrived.pk):
            with pytest.raises(Refused):
                send_again(Delivery.objects.get(pk=key), by=world.admin, now=now)


def test_nobody_but_an_admin_takes_a_mail_back_and_only_one_that_is_sent_again(world, now):
    mail = sent(world, urgency=Urgency.ANSWER, kind=Kind.TERM)
    read(dsn(mail.pk), now=now)
    with inside(world.heartland, world.admin):
        again = send_again(Delivery.objects.get(), by=world.admin, now=now)
    with inside(world.heartland, world.member):
        own = post(Kind.TERM, Urgency.ANSWER, user=world.member, program=world.heartland)
    for program, user, one in (
        (world.heartland, world.facilitator, again), (world.summit, world.foreign_admin, again),
        (world.heartland, world.admin, own),
    ):  # fmt: skip
        with inside(program, user), pytest.raises(Refused):
            take_back(one, by=user, now=now)


def test_a_mail_service_is_heard_about_the_mail_that_it_names_or_the_last_one(world, now):
    mails = [sent(world, urgency=Urgency.ANSWER) for _ in range(2)]
    named = f"{{'smtp-id': '<{mails[0].pk}@{settings.MAIL_DOMAIN}>'}}"
    assert hear_service(world.member.email.upper(), "soft", "5.2.2", named=named, now=now)
    assert {mail.pk: mail.state for mail in deliveries()}[mails[0].pk] == State.BOUNCED
    assert hear_service(world.member.email, "hard", "5.1.1", named="", now=now)
    assert [one.kind for one in troubles()] == ["bounced"]
    assert not hear_service("somebody@else.example", "hard", "", named="", now=now)
    assert not hear_service(world.peer.email, "hard", "", named=named, now=now)
