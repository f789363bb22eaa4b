"""Sending: from what is pending to what arrived, with every answer that a mail server may give."""

import logging
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings as django_settings

from goals.actions import check_in, show_goal
from goals.closing import close_goal
from goals.models import Goal
from members.actions import WAVE_WAITS, invite
from members.models import Invitation, Member
from notifications import ledger
from notifications.announcing import announce
from notifications.channels.relay import Relay
from notifications.delivering import BACKOFF, CHUNK, Run, breaker, deliver, written
from notifications.ledger import claim, leave, settle
from notifications.models import AddressTrouble, Delivery, DeliveryWords, Kind, Preference, Urgency
from notifications.outbox import TOO_LATE, Words, post
from notifications.reconciling import reconcile
from notifications.sweeping import sweep
from programs import links
from programs.tenancy import POST, inside
from tests.notifications.conftest import change, deliveries, due_goal, notices, states

TUESDAY = datetime(2026, 11, 24, 14, 10, tzinfo=UTC)  # 8:10 in Chicago
SOON = TUESDAY + timedelta(seconds=20)
pytestmark = pytest.mark.usefixtures("quiet")
State = Delivery.State


def code(address: str = "ana@example.com", *, now: datetime = TUESDAY) -> Delivery:
    """A sign-in mail in the outbox."""
    words = Words("Your code", "123456\n", "<p>123456</p>")
    return post(Kind.SIGN_IN_CODE, Urgency.SECURITY, address=address, words=words, now=now)


def words_left() -> int:
    with inside(None, reach=POST):
        return DeliveryWords.objects.count()


def test_a_reminder_arrives_with_its_goals_and_no_secret_outside(world, server):
    due_goal(world.heartland, world.member, TUESDAY, title="Gross margin 52 %", unit="%")
    sweep(now=TUESDAY)
    assert deliver(now=SOON) == {State.SENT: 1}
    (mail,) = server.mails
    (row,) = deliveries()
    assert mail["To"] == world.member.email
    assert mail["Message-ID"] == f"<{row.pk}@{django_settings.MAIL_DOMAIN}>"
    assert mail["From"].startswith(world.heartland.name)
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for body in (text, html):
        assert "Gross margin 52 %" in body
        assert body.count("/check-in/?status=") == 3
        assert "No change is an answer too" in body
        assert "Tuesday, 8:10\xa0am is your time for check-ins" in body
    seen_first = mail["Subject"] + html.partition("<h1")[0] + text[:140]
    for secret in ("Gross", "52 %", world.member.name, "Owners 1"):
        assert secret not in seen_first
    assert (row.state, row.address, row.failure) == (State.SENT, world.member.email, "")
    assert row.sent_at is not None
    assert {notice.delivery_id for notice in notices()} == {row.pk}


def test_it_asks_for_everything_that_is_due_by_then(world, server):
    due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    due_goal(world.heartland, world.member, TUESDAY + timedelta(hours=2), title="PSA migrated", kind="milestones")
    due_goal(world.heartland, world.member, TUESDAY + timedelta(days=2), title="Cash of 90 days")
    deliver(now=SOON)
    text = server.mails[0].get_body(("plain",)).get_content()
    assert "PSA migrated" in text
    assert "Cash of 90 days" not in text


def test_what_was_answered_meanwhile_is_not_asked(world, server):
    goal = due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    with inside(world.heartland, world.member):
        check_in(goal, by=world.member, now=SOON, status="on_track")
    assert deliver(now=SOON) == {State.NOT_NEEDED: 1}
    assert not server.mails


@pytest.mark.parametrize("until", [None, TUESDAY + timedelta(days=1)])
def test_who_muted_it_gets_none(world, server, until):
    due_goal(world.heartland, world.member, TUESDAY)
    with inside(world.heartland, world.member):
        Preference.objects.create(user=world.member, kind=Kind.CHECK_IN, muted_until=until)
    sweep(now=TUESDAY)
    assert deliver(now=SOON) == {}
    assert states() == [State.NOT_NEEDED]
    assert not server.mails


def test_a_pause_ends(world, server):
    due_goal(world.heartland, world.member, TUESDAY)
    with inside(world.heartland, world.member):
        Preference.objects.create(user=world.member, kind=Kind.CHECK_IN, muted_until=TUESDAY - timedelta(days=1))
    sweep(now=TUESDAY)
    assert deliver(now=SOON) == {State.SENT: 1}


def test_a_mail_says_nothing_that_its_reader_may_not_read(world, server):
    """The row may be wrong; the database still shows its reader their own goals only."""
    close_later = due_goal(world.heartland, world.member, TUESDAY, title="Mine to close")
    due_goal(world.heartland, world.peer, TUESDAY, title="A goal of the peer")
    sweep(now=TUESDAY)
    with inside(world.heartland, world.member):
        close_goal(close_later, Goal.State.DONE, by=world.member, now=SOON)
    (mine,) = [mail for mail in deliveries() if mail.user_id == world.member.pk]
    theirs = [mail for mail in deliveries() if mail.user_id != world.member.pk]
    for mail in theirs:
        change(mail.pk, user_id=world.facilitator.pk)
    assert deliver(now=SOON) == {State.NOT_NEEDED: 2}
    assert not server.mails
    assert mine.pk


def test_who_has_left_the_program_gets_none(world, server):
    due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    with inside(world.heartland, world.admin):
        Member.objects.filter(user=world.member).update(left_at=TUESDAY)
    assert deliver(now=SOON) == {State.NOT_NEEDED: 1}


def test_a_goal_taken_out_of_its_group_is_still_asked_after(world, server):
    goal = due_goal(world.heartland, world.member, TUESDAY, groups=[world.group])
    sweep(now=TUESDAY)
    with inside(world.heartland, world.member):
        show_goal(goal, [], by=world.member, now=SOON)
    assert deliver(now=SOON) == {State.SENT: 1}


def invited(world) -> Invitation:
    """Somebody who has not joined is invited once more."""
    with inside(world.heartland, world.admin):
        (invitation,) = invite([Member.objects.get(pk=world.pending.pk)], by=world.admin, now=TUESDAY)
    return invitation


def test_an_invitation_arrives_and_knows_where_to_go(world, server):
    invitation = invited(world)
    assert announce(now=TUESDAY) == 1
    assert announce(now=TUESDAY) == 0
    assert deliver(now=SOON) == {}, "it can be undone for a minute"
    assert deliver(now=TUESDAY + WAVE_WAITS) == {State.SENT: 1}
    (mail,) = server.mails
    assert mail["To"] == invitation.address
    assert mail["Subject"] == f"Your invitation to {world.heartland.name}"
    unsigned = links.url("invitation", world.heartland.pk, invitation.pk).partition(":1")[0]
    assert unsigned in mail.get_body(("plain",)).get_content()
    (notice,) = notices()
    assert (notice.recipient_id, notice.delivery_id) == (invitation.pk, deliveries()[0].pk)


def test_an_invitation_that_was_withdrawn_does_not_leave(world, server):
    invitation = invited(world)
    announce(now=TUESDAY)
    with inside(world.heartland, world.admin):
        Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=TUESDAY)
    assert deliver(now=TUESDAY + WAVE_WAITS) == {State.NOT_NEEDED: 1}
    assert not server.mails


def test_words_are_wiped_when_they_are_sent(world, server):
    code()
    assert words_left() == 1
    assert deliver(now=SOON) == {State.SENT: 1}
    assert "123456" in server.mails[0].get_body(("plain",)).get_content()
    assert words_left() == 0


def test_a_code_that_is_late_expires_and_its_words_go(world, server):
    code()
    assert deliver(now=TUESDAY + timedelta(minutes=16)) == {}
    assert states() == [State.EXPIRED]
    assert words_left() == 0
    assert not server.mails


def test_security_mail_knows_no_hours_and_no_caps(world, server):
    night = TUESDAY - timedelta(hours=8)
    for _ in range(5):
        code(world.member.email, now=night)
    assert deliver(now=night) == {State.SENT: 5}


def test_a_late_reminder_waits_for_the_window_and_a_useless_one_expires(world, server):
    due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    evening = TUESDAY + timedelta(hours=11)
    assert deliver(now=evening) == {}
    assert deliveries()[0].send_at == datetime(2026, 11, 25, 13, 30, tzinfo=UTC)
    change(deliveries()[0].pk, send_at=TUESDAY)
    deliver(now=TUESDAY + TOO_LATE[Urgency.NUDGE] + timedelta(minutes=1))
    assert states() == [State.EXPIRED]


def test_what_would_only_be_late_after_its_wait_expires_at_once(world, server):
    due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    change(deliveries()[0].pk, not_after=TUESDAY + timedelta(hours=12))
    deliver(now=TUESDAY + timedelta(hours=11))
    assert states() == [State.EXPIRED]


def test_what_is_held_waits(world, server):
    code()
    change(deliveries()[0].pk, hold_until=TUESDAY + timedelta(minutes=5))
    assert deliver(now=SOON) == {}
    assert deliver(now=TUESDAY + timedelta(minutes=5)) == {State.SENT: 1}


def test_caps_count_a_person_over_two_programs(world, server):
    """Dana is a member here and there; the second program's reminder waits for the next day."""
    with inside(world.summit, world.foreign_admin):
        stranger = Member.objects.get(user=world.stranger)
        Member.objects.create(
            user=world.member, company=stranger.company, name=world.member.name, email=world.member.email
        )
    due_goal(world.heartland, world.member, TUESDAY)
    due_goal(world.summit, world.member, TUESDAY)
    sweep(now=TUESDAY)
    assert deliver(now=SOON) == {State.SENT: 1}
    (waiting,) = deliveries(state=State.PENDING)
    assert waiting.send_at == datetime(2026, 11, 25, 13, 30, tzinfo=UTC)
    assert deliver(now=waiting.send_at) == {State.SENT: 1}


def test_a_nudge_on_its_way_counts(world, server):
    with inside(world.summit, world.foreign_admin):
        stranger = Member.objects.get(user=world.stranger)
        Member.objects.create(
            user=world.member, company=stranger.company, name=world.member.name, email=world.member.email
        )
    due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    assert len(claim(now=SOON).mails) == 1
    due_goal(world.summit, world.member, TUESDAY)
    sweep(now=TUESDAY)
    assert not claim(now=SOON).mails


def test_a_run_goes_on_past_a_batch_of_which_nothing_leaves(world, server):
    for user in (world.member, world.peer):
        due_goal(world.heartland, user, TUESDAY)
    sweep(now=TUESDAY)
    late = next(mail for mail in deliveries() if mail.user_id == world.member.pk)
    change(late.pk, send_at=TUESDAY - timedelta(hours=1), not_after=TUESDAY - timedelta(minutes=1))
    with closing(Relay()) as way_out:
        assert Run(SOON, way_out, written, ledger.LEASE, 60, batch=1).go() == {State.SENT: 1}
    assert [mail["To"] for mail in server.mails] == [world.peer.email]


def test_4xx_is_tried_again_later_and_later(world, server):
    server.says["ana@example.com"] = "451 4.7.1 Greylisted"
    code()
    change(deliveries()[0].pk, not_after=None)
    now = SOON
    for tries, wait in enumerate(BACKOFF, start=1):
        assert deliver(now=now) == {State.PENDING: 1}
        (mail,) = deliveries()
        assert mail.attempts == tries
        assert mail.failure == "451 4.7.1 Greylisted"
        assert timedelta() <= mail.send_at - now - wait < timedelta(seconds=5)
        now = mail.send_at
    server.says.clear()
    assert deliver(now=now) == {State.SENT: 1}
    assert deliveries()[0].failure == ""


def test_5xx_is_final_and_marks_the_address(world, server):
    server.says[world.member.email] = "550 5.1.1 No such user"
    due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    assert deliver(now=SOON) == {State.FAILED: 1}
    assert deliver(now=SOON + timedelta(days=1)) == {}
    assert deliveries()[0].failure == "550 5.1.1 No such user"
    with inside(world.heartland, world.admin):
        (trouble,) = AddressTrouble.objects.all()
        assert trouble.address == world.member.email
    with inside(world.summit, world.foreign_admin):
        assert not AddressTrouble.objects.exists()


def test_a_troubled_address_gets_no_nudge_until_another_mail_arrives(world, server):
    server.says[world.member.email] = "550 5.1.1 No such user"
    code(world.member.email)
    deliver(now=SOON)
    server.says.clear()
    due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    assert deliver(now=SOON) == {}
    assert not server.mails
    code(world.member.email)
    deliver(now=SOON)
    due_goal(world.heartland, world.member, TUESDAY, title="Another")
    sweep(now=SOON)
    assert deliver(now=SOON) == {State.SENT: 1}


def test_a_server_that_is_away_costs_nothing_but_time(world, server, settings):
    code()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert deliver(now=SOON) == {State.PENDING: 1}
    assert (deliveries()[0].attempts, deliveries()[0].state) == (0, State.PENDING)
    settings.EMAIL_PORT = port
    assert deliver(now=SOON) == {}, "the breaker keeps it from being called at once"
    breaker.worked()
    assert deliver(now=SOON) == {State.SENT: 1}


def test_one_bad_row_does_not_hold_up_the_others(world, server, caplog):
    due_goal(world.heartland, world.member, TUESDAY)
    due_goal(world.heartland, world.peer, TUESDAY)
    sweep(now=TUESDAY)
    bad = deliveries()[0]
    change(bad.pk, kind="no_such")
    with caplog.at_level(logging.ERROR):
        assert deliver(now=SOON) == {State.PENDING: 1, State.SENT: 1}
    assert "KeyError" in deliveries(pk=bad.pk)[0].failure
    assert "Gross margin" not in caplog.text


@pytest.mark.parametrize("urgency", [Urgency.SECURITY, Urgency.ANSWER])
def test_what_somebody_waits_for_overtakes_what_is_being_sent(world, server, urgency):
    """A run of reminders is under way; a sign-in code or an answer is handed over after one chunk of them."""
    for _ in range(CHUNK + 5):
        post(Kind.CHECK_IN, Urgency.NUDGE, user=uuid4(), program=world.heartland, slot_at=TUESDAY, now=TUESDAY)
    slow = iter(range(10_000))

    def write(mail, claimed, now):
        if next(slow) == 3:
            post(Kind.ACCOUNT, urgency, address="urgent@example.com", words=Words("Hello", "Hello"), now=now)
        address = mail.address or "reader@example.com"
        return address, b"Subject: x\r\nMessage-ID: <" + str(mail.pk).encode() + b"@x>\r\n\r\nx\r\n"

    assert deliver(now=SOON, write=write)[State.SENT] == CHUNK + 6
    order = [mail.address for mail in sorted(deliveries(), key=lambda mail: mail.sent_at)]
    assert order.index("urgent@example.com") == CHUNK


# -- what a crash leaves behind ------------------------------------------------------------------------------------


def let_lease_end(**conditions: object) -> None:
    """As if the lease of these had been over for a minute."""
    for mail in deliveries(**conditions):
        change(mail.pk, lease_until=mail.lease_until - timedelta(minutes=3))


def test_a_worker_lost_before_it_marked_is_replaced(world, server):
    code()
    claim(now=SOON)
    assert deliver(now=SOON) == {}
    let_lease_end()
    assert reconcile(now=SOON) == {State.PENDING: 1}
    assert deliver(now=SOON) == {State.SENT: 1}


def test_a_worker_lost_while_sending_is_asked_after_in_the_log(world, server):
    """Two mails marked as leaving, one taken by the server: the log says which."""
    arrived, lost = code("arrived@example.com"), code("lost@example.com")
    claimed = claim(now=SOON)
    addresses = {mail.pk: mail.address for mail in claimed.mails}
    assert leave(claimed, addresses, now=SOON)[0] == {arrived.pk, lost.pk}
    server.log.add(f"{arrived.pk}@{django_settings.MAIL_DOMAIN}", ["arrived@example.com"], b"x", SOON)
    assert reconcile(now=SOON) == {}, "its lease is not over"
    let_lease_end()
    assert reconcile(now=SOON) == {State.SENT: 1, State.PENDING: 1}
    assert deliver(now=SOON) == {State.SENT: 1}
    assert server.accepted.count(f"{lost.pk}@{django_settings.MAIL_DOMAIN}") == 1
    assert states() == [State.SENT, State.SENT]


def test_without_a_log_a_code_goes_again_and_a_reminder_is_shown_as_unconfirmed(world, server, settings):
    due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    code()
    claimed = claim(now=SOON)
    leave(claimed, {mail.pk: mail.address or world.member.email for mail in claimed.mails}, now=SOON)
    let_lease_end()
    settings.MAIL_ACCEPT_LOG = ""
    assert reconcile(now=SOON) == {State.PENDING: 1, State.UNCONFIRMED: 1}
    assert deliver(now=SOON) == {State.SENT: 1}
    assert len(server.mails) == 1


def test_what_a_lost_worker_finds_out_about_unconfirmed_mail_is_taken_from_it(world, server):
    due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    claimed = claim(now=SOON)
    (mail,) = claimed.mails
    leave(claimed, {mail.pk: world.member.email}, now=SOON)
    let_lease_end()
    reconcile(now=SOON, log=None) if not django_settings.MAIL_ACCEPT_LOG else change(mail.pk, state=State.UNCONFIRMED)
    assert settle(claimed.fence, [ledger.Verdict(mail.pk, State.SENT)]) == {mail.pk: State.SENT}


def test_a_paused_worker_whose_lease_is_over_does_not_send(world, server):
    """It wakes up with mails that another has sent: neither its marks nor its mails count any more."""
    code()
    paused = claim(now=SOON)
    let_lease_end()
    reconcile(now=SOON)
    assert deliver(now=SOON) == {State.SENT: 1}
    held, _ = leave(paused, {mail.pk: mail.address for mail in paused.mails}, now=SOON)
    assert not held
    assert not settle(paused.fence, [ledger.Verdict(mail.pk, State.PENDING) for mail in paused.mails])
    assert states() == [State.SENT]


def test_a_lease_that_ends_on_the_way_stops_the_rest_of_the_chunk(world, server):
    """A worker held up between its mark and the mail finds its deadline passed, and sends nothing."""

    class HeldUp(Relay):
        def send(self, address, payload, *, deadline):
            time.sleep(0.4)
            return super().send(address, payload, deadline=deadline)

    for number in range(3):
        code(f"a{number}@example.com")
    assert deliver(now=SOON, relay=HeldUp(), lease=timedelta(seconds=0.3), seconds=0.2) == {State.PENDING: 3}
    assert not server.mails
    assert deliver(now=SOON) == {State.SENT: 3}


def test_going_back_to_waiting_joins_the_one_that_waits_already(world, server):
    first = due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    claim(now=SOON)
    second = due_goal(world.heartland, world.member, TUESDAY, title="PSA migrated")
    sweep(now=SOON)
    let_lease_end(state=State.CLAIMED)
    assert reconcile(now=SOON) == {State.NOT_NEEDED: 1}
    assert deliver(now=SOON) == {State.SENT: 1}
    (sent,) = deliveries(state=State.SENT)
    assert {(notice.object_id, notice.delivery_id) for notice in notices()} == {
        (first.pk, sent.pk), (second.pk, sent.pk),
    }  # fmt: skip


def test_timeouts_are_shorter_than_a_quarter_of_the_lease():
    assert ledger.LEASE.total_seconds() / 4 > django_settings.EMAIL_TIMEOUT
