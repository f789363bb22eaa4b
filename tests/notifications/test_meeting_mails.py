"""Mail before a meeting, and to calendars: who gets what when, what it offers, and what it must not say."""

import email
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from icalendar import Calendar

from groups.actions import appoint_facilitator, end_term, leave_seat, resume_term, take_seat
from groups.models import FacilitatorTerm, Group, SeatHolder
from meetings.actions.answering import answer, note_stay
from meetings.actions.asking import ask
from meetings.actions.feeding import change_meeting_settings
from meetings.actions.handing import hand_over
from meetings.actions.planning import add_meeting, cancel_meeting, change_meeting, plan_series
from meetings.actions.polling import close_poll, open_poll, vote
from meetings.actions.ringing import ring_all
from meetings.inviting import uid_of
from meetings.models import DateOption, DatePoll, Meeting, Preparation, Rsvp
from meetings.recurrence import Pattern
from members.models import Member
from notifications.announcing import announce
from notifications.delivering import deliver
from notifications.models import Delivery, Notice
from notifications.notices.calendar import MERGES
from notifications.sweeping import sweep
from programs.actions import end_role
from programs.clock import instant, local_day
from programs.models import Due, Program, Role
from programs.tenancy import POST, inside
from tests.meetings.substitutes import chosen, robin
from tests.notifications.conftest import Server, deliveries

CHICAGO = "America/Chicago"
SECRET = "Gross margin is down at Baxter"
pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def thursday() -> date:
    """A Thursday five weeks away, with no holiday of ours around it."""
    today = local_day(timezone.now(), CHICAGO)
    return today + timedelta(days=35 + (3 - today.weekday()) % 7)


@pytest.fixture(autouse=True)
def alone(world: Any, quiet: None) -> None:
    """No other meeting is in anybody's mail."""
    with inside(world.heartland, world.admin):
        Meeting.objects.update(state=Meeting.State.CANCELED)
        Program.objects.update(country="-")


@pytest.fixture
def plan(world: Any, thursday: date) -> Iterator[Any]:
    """Plans a meeting of the group at nine on that Thursday, today."""

    def add(**fields: Any) -> Meeting:
        with inside(world.heartland, world.facilitator):
            return add_meeting(
                world.group, by=world.facilitator, now=timezone.now(), day=thursday, at=time(9), zone=CHICAGO,
                minutes=90, **fields,
            )  # fmt: skip

    return add


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment on the wall of the group."""
    return instant(day, time(hour, minute), CHICAGO)


def sent(server: Server, now: datetime) -> dict[str, EmailMessage]:
    """What leaves at a moment: {address: mail}, and the mailboxes are empty again."""
    announce(now=now)
    sweep(now=now)
    deliver(now=now)
    found = {}
    for mail in server.mails:
        assert str(mail["To"]) not in found, "two mails to one person at once"
        found[str(mail["To"])] = mail
    for file in server.folder.glob("to-*/*.eml"):
        file.unlink()
    return found


def words(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    return str(mail.get_body(("plain",)).get_content())


def html(mail: EmailMessage) -> str:
    """The HTML of a mail."""
    return str(mail.get_body(("html",)).get_content())


def event_of(mail: EmailMessage) -> tuple[str, Any]:
    """(method, event) of the calendar part of a mail, which is also its file."""
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar" and not one.get_filename()]
    (file,) = [one for one in mail.walk() if one.get_filename()]
    assert file.get_payload(decode=True) == part.get_payload(decode=True)
    found = Calendar.from_ical(part.get_payload(decode=True))
    assert str(found["METHOD"]) == part.get_param("method")
    (event,) = found.walk("VEVENT")
    return str(found["METHOD"]), event


def place_of(world: Any, user: Any, meeting: Meeting) -> Rsvp:
    """A user's place, as they read it themselves."""
    return Rsvp.objects.select_related("meeting", "member").get(meeting=meeting, member__user=user)


def calendars_told(server: Server, now: datetime) -> dict[str, EmailMessage]:
    """What leaves for calendars after a change at `now` has waited for the next one."""
    assert not sent(server, now + timedelta(minutes=28))
    return sent(server, now + MERGES)


# -- before the meeting ---------------------------------------------------------------------------------------------


def test_a_week_before_one_mail_asks_for_all_of_it(world, plan, thursday, server):
    plan(join_url="https://video.example/owners")
    sent(server, timezone.now() + MERGES)
    mails = sent(server, at(thursday - timedelta(days=7), 8, 10))
    mail = mails[world.member.email]
    assert str(mail["Subject"]) == "Your meeting in Heartland MSP Circle"
    said = words(mail)
    assert "Owners 1 meeting" in said
    assert "9:00\xa0am to 10:30\xa0am" in said
    assert "says=yes" in said
    assert "says=late" in said
    assert "says=no" in said
    assert "/prepare/" in said
    assert "Why this mail: you sit in a group" in said
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "video.example" not in said
    assert "Owners 1" not in str(mail["Subject"])
    assert html(mail).count("says=") == 3


def test_whoever_answered_and_prepared_is_left_alone(world, plan, thursday, server):
    meeting = plan()
    sent(server, timezone.now() + MERGES)
    with inside(world.heartland, world.member):
        place = place_of(world, world.member, meeting)
        answer(place, by=world.member, now=timezone.now(), says="yes")
        Preparation.objects.create(
            rsvp=place,
            meeting=meeting,
            member=place.member,
            audience=[place.group_id],
            done_at=timezone.now(),
            issue=SECRET,
        )
    mails = sent(server, at(thursday - timedelta(days=7), 8, 10))
    assert world.member.email not in mails
    assert world.peer.email in mails
    assert not [mail for mail in mails.values() if SECRET in words(mail)]


def test_three_days_before_only_who_is_silent_or_not_prepared(world, plan, thursday, server):
    meeting = plan()
    sent(server, timezone.now() + MERGES)
    with inside(world.heartland, world.member):
        answer(place_of(world, world.member, meeting), by=world.member, now=timezone.now(), says="no")
    mails = sent(server, at(thursday - timedelta(days=3), 8, 10))
    assert world.member.email not in mails
    assert "You are expected. Can you make it?" in words(mails[world.peer.email])


def test_who_sends_an_update_prepares(world, plan, thursday, server):
    meeting = plan()
    sent(server, timezone.now() + MERGES)
    with inside(world.heartland, world.member):
        place = place_of(world, world.member, meeting)
        answer(place, by=world.member, now=timezone.now(), says="no", sends_update=True)
    said = words(sent(server, at(thursday - timedelta(days=7), 8, 10))[world.member.email])
    assert "/prepare/" in said
    assert "says=yes" not in said


def test_on_the_day_only_who_is_expected_hears_and_how_to_get_in(world, plan, thursday, server):
    meeting = plan(join_url="https://video.example/owners")
    sent(server, timezone.now() + MERGES)
    with inside(world.heartland, world.peer):
        answer(place_of(world, world.peer, meeting), by=world.peer, now=timezone.now(), says="no")
    for days in (7, 3, 1):
        sent(server, at(thursday - timedelta(days=days), 8, 10))
    mails = sent(server, at(thursday, 8))
    assert world.peer.email not in mails
    said = words(mails[world.member.email])
    assert "Your meeting begins soon" in said
    assert "/join/" in said
    assert "video.example" not in said
    assert "says=late" in said
    assert "says=yes" not in said
    assert sent(server, at(thursday, 9, 1)) == {}


def test_a_canceled_meeting_asks_for_nothing(world, plan, thursday, server):
    meeting = plan()
    with inside(world.heartland, world.facilitator):
        cancel_meeting(meeting, by=world.facilitator, now=timezone.now())
    with inside(None, reach=POST):
        assert not Due.objects.filter(kind__startswith="meeting").exclude(kind="meetings.tend").exists()
    assert sent(server, at(thursday - timedelta(days=7), 8, 10)) == {}


def test_a_moved_meeting_is_asked_for_at_its_new_time(world, plan, thursday, server):
    meeting = plan()
    sent(server, timezone.now() + MERGES)
    with inside(world.heartland, world.facilitator):
        later = meeting.starts_at + timedelta(days=7)
        change_meeting(
            meeting, by=world.facilitator, now=timezone.now(), starts_at=later, ends_at=later + timedelta(hours=1)
        )
    calendars = timezone.now() + MERGES
    sent(server, calendars)
    assert sent(server, at(thursday - timedelta(days=7), 8, 10)) == {}
    assert world.member.email in sent(server, at(thursday, 8, 10))


def test_in_person_a_yes_is_asked_for_until_it_is_there_and_the_way_until_it_is_booked(world, plan, thursday, server):
    cut_off = thursday - timedelta(days=14)
    meeting = plan(mode=Group.Mode.IN_PERSON, place="Hotel Allegro, Chicago", answer_by=cut_off, hotel_until=cut_off)
    sent(server, timezone.now() + MERGES)
    asked = sent(server, at(cut_off - timedelta(days=3), 8, 10))
    assert "We need your answer by" in words(asked[world.member.email])
    with inside(world.heartland, world.member):
        place = place_of(world, world.member, meeting)
        answer(place, by=world.member, now=timezone.now(), says="yes")
    travel = sent(server, at(thursday - timedelta(days=14), 8, 10))
    said = words(travel[world.member.email])
    assert "Your way there" in said
    assert "Rooms are held until" in said
    with inside(world.heartland, world.member):
        note_stay(
            place_of(world, world.member, meeting), by=world.member, now=timezone.now(), booked=True, diet="No nuts"
        )
    near = sent(server, at(thursday - timedelta(days=3), 8, 10))
    assert "Your way there" not in words(near[world.member.email])


def test_a_meeting_of_twelve_is_asked_about_in_one_statement(world, plan, queries):
    meeting = plan()

    def again() -> None:
        with inside(world.heartland, world.facilitator):
            ask(meeting, now=timezone.now())

    with inside(None, reach=POST):
        before = Due.objects.count()
    assert queries(again) <= 5
    with inside(None, reach=POST):
        assert Due.objects.count() == before


def test_the_meeting_mail_is_never_dropped_and_the_day_knows_no_cap(world, plan, thursday, server):
    plan()
    sent(server, timezone.now() + MERGES)
    monday = thursday - timedelta(days=3)
    for number in range(3):
        nudged(world, at(monday - timedelta(days=3 + number), 9))
    assert world.member.email in sent(server, at(monday, 8, 10))
    assert world.member.email in sent(server, at(thursday - timedelta(days=1), 8, 10))
    assert world.member.email in sent(server, at(thursday, 8))


def nudged(world: Any, moment: datetime) -> None:
    """A check-in reminder that the member got at a moment."""
    with inside(None, reach=POST):
        Delivery.objects.create(
            program_id=world.heartland.pk, user_id=world.member.pk, kind="check_in", urgency="nudge", state="sent",
            sent_at=moment, send_at=moment,
        )  # fmt: skip


# -- calendars ------------------------------------------------------------------------------------------------------


def test_an_invitation_each_under_one_uid(world, plan, server, settings):
    settings.CALENDAR_ADDRESS = "calendar@peergroups.example"
    meeting = plan(join_url="https://video.example/owners")
    mails = calendars_told(server, timezone.now())
    mail = mails[world.member.email]
    method, event = event_of(mail)
    assert method == "REQUEST"
    assert str(event["UID"]) == uid_of(world.heartland.pk, meeting.pk)
    assert event["SEQUENCE"] == 0
    assert event["DTSTART"].dt == meeting.starts_at
    assert str(event["ORGANIZER"]) == "mailto:calendar@peergroups.example"
    assert str(event["ATTENDEE"]) == f"mailto:{world.member.email}"
    assert "/join/" in str(event["URL"])
    assert "video.example" not in mail.as_string()
    assert "calendar@peergroups.example" in str(mail["From"])
    assert str(mail["Subject"]).startswith("Invitation: a meeting of Heartland MSP Circle, Thursday")
    assert {one.urgency for one in deliveries(kind="meeting_invited")} == {"answer"}
    with inside(world.heartland, world.member):
        assert place_of(world, world.member, meeting).invited_sequence == 0


def test_changes_within_half_an_hour_are_one_update_with_a_higher_sequence(world, plan, server):
    meeting = plan()
    sent(server, timezone.now() + MERGES)
    now = timezone.now() + timedelta(hours=1)
    with inside(world.heartland, world.facilitator):
        for hours in (1, 2):
            moved = meeting.starts_at + timedelta(hours=1)
            change_meeting(
                meeting, by=world.facilitator, now=now + timedelta(minutes=10 * hours), starts_at=moved,
                ends_at=moved + timedelta(hours=1),
            )  # fmt: skip
    mails = sent(server, now + timedelta(minutes=40))
    method, event = event_of(mails[world.member.email])
    assert (method, event["SEQUENCE"]) == ("REQUEST", 2)
    assert event["DTSTART"].dt == meeting.starts_at
    assert "Changed" in str(mails[world.member.email]["Subject"])
    assert sent(server, now + timedelta(hours=2)) == {}


def test_what_no_calendar_shows_is_not_mailed(world, plan, server):
    meeting = plan()
    sent(server, timezone.now() + MERGES)
    with inside(world.heartland, world.facilitator):
        change_meeting(
            meeting, by=world.facilitator, now=timezone.now() + timedelta(hours=1), travel="Take the Blue Line."
        )
    assert sent(server, timezone.now() + timedelta(hours=3)) == {}


def test_a_canceled_meeting_leaves_the_calendars_that_had_it(world, plan, server):
    meeting = plan()
    sent(server, timezone.now() + MERGES)
    now = timezone.now() + timedelta(hours=1)
    with inside(world.heartland, world.facilitator):
        cancel_meeting(meeting, by=world.facilitator, now=now)
    mail = sent(server, now + MERGES)[world.member.email]
    method, event = event_of(mail)
    assert (method, event["SEQUENCE"], str(event["STATUS"])) == ("CANCEL", 1, "CANCELLED")
    assert "does not take place" in words(mail)


def test_planned_and_canceled_within_half_an_hour_nobody_hears_of_it(world, plan, server):
    meeting = plan()
    with inside(world.heartland, world.facilitator):
        cancel_meeting(meeting, by=world.facilitator, now=timezone.now())
    assert sent(server, timezone.now() + MERGES + timedelta(minutes=5)) == {}


def test_who_leaves_the_group_is_asked_no_more_and_their_calendar_is_cleared(world, plan, thursday, server):
    meeting = plan()
    sent(server, timezone.now() + MERGES)
    now = timezone.now() + timedelta(hours=1)
    with inside(world.heartland, world.admin):
        holder = SeatHolder.objects.current().get(group=world.group, member__user=world.member)
        leave_seat(holder, by=world.admin, now=now)
    ring_all(now=now + timedelta(seconds=1))
    mail = sent(server, now + timedelta(seconds=5))[world.member.email]
    method, event = event_of(mail)
    assert (method, str(event["UID"])) == ("CANCEL", uid_of(world.heartland.pk, meeting.pk))
    assert event["SEQUENCE"] > 0
    assert world.member.email not in sent(server, at(thursday - timedelta(days=7), 8, 10))


def test_who_leaves_and_comes_back_has_a_sequence_that_only_rises(world, plan, server):
    """Leave, come back, leave, come back: a calendar takes the newest (RFC 5546, 2.1.4), each time."""
    plan()
    first = sent(server, timezone.now() + MERGES)[world.member.email]
    told = [event_of(first)]
    for turn in range(2):
        now = timezone.now() + timedelta(hours=1 + 2 * turn)
        with inside(world.heartland, world.admin):
            holder = SeatHolder.objects.current().get(group=world.group, member__user=world.member)
            leave_seat(holder, by=world.admin, now=now)
        ring_all(now=now + timedelta(seconds=1))
        told.append(event_of(sent(server, now + timedelta(seconds=5))[world.member.email]))
        with inside(world.heartland, world.admin):
            back = now + timedelta(minutes=50)
            take_seat(world.group, Member.objects.get(user=world.member), by=world.admin, now=back)
        ring_all(now=back + timedelta(seconds=1))
        told.append(event_of(sent(server, back + timedelta(seconds=5))[world.member.email]))
    assert [method for method, _ in told] == ["REQUEST", "CANCEL", "REQUEST", "CANCEL", "REQUEST"]
    counted = [event["SEQUENCE"] for _, event in told]
    assert counted == sorted(set(counted))
    assert len({str(event["UID"]) for _, event in told}) == 1


def test_who_comes_into_the_group_is_invited_to_what_is_open(world, plan, server):
    plan()
    sent(server, timezone.now() + MERGES)
    now = timezone.now() + timedelta(hours=1)
    with inside(world.heartland, world.admin):
        take_seat(world.group, Member.objects.get(user=world.sibling), by=world.admin, now=now)
    ring_all(now=now + timedelta(seconds=1))
    mails = sent(server, now + timedelta(seconds=5))
    assert set(mails) == {world.sibling.email}
    assert event_of(mails[world.sibling.email])[0] == "REQUEST"


# -- who runs it ----------------------------------------------------------------------------------------------------


def handed_to(world: Any, user: Any, first: date, days: int, now: datetime) -> FacilitatorTerm:
    """Owners 1 is handed to a user for some days; the term."""
    to = chosen(world, user)
    with inside(world.heartland, world.facilitator):
        last = first + timedelta(days=days - 1)
        return hand_over(world.group, to, by=world.facilitator, now=now, first=first, last=last).term


def told_of_run(mails: dict[str, EmailMessage], user: Any) -> tuple[str, Any]:
    """(method, event) of the mail to a user."""
    return event_of(mails[user.email])


def test_who_runs_a_meeting_has_it_in_their_calendar_and_is_asked_nothing(world, plan, server):
    meeting = plan()
    mails = sent(server, timezone.now() + MERGES)
    method, event = told_of_run(mails, world.facilitator)
    assert (method, str(event["UID"])) == ("REQUEST", uid_of(world.heartland.pk, meeting.pk))
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["ATTENDEE"].params["ROLE"] == "CHAIR"
    assert "Owners 1 meeting" in words(mails[world.facilitator.email])
    assert "Owners 1" not in str(mails[world.facilitator.email]["Subject"])
    assert "Do you come?" not in words(mails[world.facilitator.email])
    assert world.admin.email not in mails


def test_their_calendar_follows_the_meeting_under_a_rising_sequence(world, plan, server):
    meeting = plan()
    told = [told_of_run(sent(server, timezone.now() + MERGES), world.facilitator)]
    now = timezone.now() + timedelta(hours=1)
    with inside(world.heartland, world.facilitator):
        later = meeting.starts_at + timedelta(hours=1)
        change_meeting(meeting, by=world.facilitator, now=now, starts_at=later, ends_at=later + timedelta(hours=1))
    told.append(told_of_run(sent(server, now + MERGES), world.facilitator))
    with inside(world.heartland, world.facilitator):
        cancel_meeting(Meeting.objects.get(pk=meeting.pk), by=world.facilitator, now=now + timedelta(hours=2))
    told.append(told_of_run(sent(server, now + timedelta(hours=3)), world.facilitator))
    assert [(method, event["SEQUENCE"]) for method, event in told] == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]
    assert told[1][1]["DTSTART"].dt == later


def test_whose_term_ends_loses_the_meetings_to_come_and_who_begins_has_them(world, plan, server):
    plan()
    mails = sent(server, timezone.now() + MERGES)
    told, next_one = [told_of_run(mails, world.facilitator)], robin(world)
    now = timezone.now() + timedelta(hours=1)
    with inside(world.heartland, world.admin):
        term = (
            FacilitatorTerm.objects.own().select_related("group").get(group=world.group, role__user=world.facilitator)
        )
        end_term(term, by=world.admin, now=now)
        role = Role.objects.get(user=next_one, kind=Role.Kind.FACILITATOR)
        appoint_facilitator(world.group, role, by=world.admin, now=now)
    sent(server, now)
    mails = sent(server, now + MERGES)
    told.append(told_of_run(mails, world.facilitator))
    assert told_of_run(mails, next_one)[0] == "REQUEST"
    assert set(mails) == {world.facilitator.email, next_one.email}
    back = now + timedelta(hours=2)
    with inside(world.heartland, world.admin):
        term.refresh_from_db()
        resume_term(term, by=world.admin, now=back)
    told.append(told_of_run(sent(server, back + MERGES), world.facilitator))
    assert [method for method, _ in told] == ["REQUEST", "CANCEL", "REQUEST"]
    counted = [event["SEQUENCE"] for _, event in told]
    assert counted == sorted(set(counted))


def test_a_term_that_is_given_back_within_half_an_hour_mails_no_calendar(world, plan, server):
    plan()
    sent(server, timezone.now() + MERGES)
    now = timezone.now() + timedelta(hours=1)
    with inside(world.heartland, world.admin):
        term = (
            FacilitatorTerm.objects.own().select_related("group").get(group=world.group, role__user=world.facilitator)
        )
        end_term(term, by=world.admin, now=now)
        term.refresh_from_db()
        resume_term(term, by=world.admin, now=now + timedelta(minutes=1))
    assert sent(server, now + MERGES + timedelta(minutes=5)) == {}


def test_a_substitute_has_the_meetings_of_their_dates_and_no_others(world, plan, thursday, server):
    meeting = plan()
    user = robin(world)
    sent(server, timezone.now() + MERGES)
    now = timezone.now() + timedelta(hours=1)
    handed_to(world, user, thursday - timedelta(days=12), 5, now)
    sent(server, now)
    assert user.email not in sent(server, now + MERGES)
    handed_to(world, user, thursday - timedelta(days=2), 5, now + timedelta(hours=1))
    sent(server, now + timedelta(hours=1))
    mails = sent(server, now + timedelta(hours=1) + MERGES)
    assert set(mails) == {user.email}
    method, event = told_of_run(mails, user)
    assert (method, str(event["UID"])) == ("REQUEST", uid_of(world.heartland.pk, meeting.pk))
    assert event["DTSTART"].dt == meeting.starts_at
    assert "You stand in" in words(mails[user.email])


def test_a_meeting_that_leaves_a_substitutes_dates_leaves_their_calendar_and_comes_back(world, plan, thursday, server):
    meeting = plan()
    user = robin(world)
    sent(server, timezone.now() + MERGES)
    now = timezone.now() + timedelta(hours=1)
    handed_to(world, user, thursday - timedelta(days=2), 5, now)
    sent(server, now)
    told = [told_of_run(sent(server, now + MERGES), user)]
    for hours, days in ((2, 14), (4, -14)):
        moment = now + timedelta(hours=hours)
        with inside(world.heartland, world.facilitator):
            meeting = Meeting.objects.get(pk=meeting.pk)
            begins = meeting.starts_at + timedelta(days=days)
            change_meeting(
                meeting, by=world.facilitator, now=moment, starts_at=begins, ends_at=begins + timedelta(hours=1)
            )
        told.append(told_of_run(sent(server, moment + MERGES), user))
    assert [method for method, _ in told] == ["REQUEST", "CANCEL", "REQUEST"]
    counted = [event["SEQUENCE"] for _, event in told]
    assert counted == sorted(set(counted))


def test_a_substitute_whose_dates_are_ended_early_loses_what_was_to_come(world, plan, thursday, server):
    plan()
    user = robin(world)
    sent(server, timezone.now() + MERGES)
    now = timezone.now() + timedelta(hours=1)
    term = handed_to(world, user, thursday - timedelta(days=2), 5, now)
    sent(server, now)
    sent(server, now + MERGES)
    later = now + timedelta(hours=2)
    with inside(world.heartland, world.facilitator):
        end_term(FacilitatorTerm.objects.select_related("group").get(pk=term.pk), by=world.facilitator, now=later)
    mails = sent(server, later + MERGES)
    method, event = told_of_run(mails, user)
    assert method == "CANCEL"
    assert event["SEQUENCE"] > 0
    assert set(mails) == {user.email}


def test_who_loses_the_role_loses_the_meetings(world, plan, server):
    plan()
    sent(server, timezone.now() + MERGES)
    with inside(world.heartland, world.admin):
        end_role(Role.objects.get(user=world.facilitator, kind=Role.Kind.FACILITATOR, ended_at=None), by=world.admin)
    mails = sent(server, timezone.now() + MERGES + MERGES)
    assert told_of_run(mails, world.facilitator)[0] == "CANCEL"


def test_only_the_post_asks_who_runs_a_meeting_and_only_who_runs_it_is_told_of_it(world, plan):
    meeting = plan()
    for user, may in ((world.facilitator, True), (robin(world), False), (world.member, False)):
        with inside(world.heartland, user), connection.cursor() as cursor:
            cursor.execute("select count(*) from app_at_table(%s, %s, now())", [world.heartland.pk, meeting.pk])
            assert cursor.fetchone() == (0,)
            cursor.execute("select count(*) from app_run_meeting(%s) as found where found is not null", [meeting.pk])
            assert cursor.fetchone() == (int(may),)


@pytest.mark.parametrize("way", ["feed", "none"])
def test_a_group_with_calendars_of_its_own_is_sent_none(world, plan, server, way):
    with inside(world.heartland, world.facilitator):
        change_meeting_settings(world.group, by=world.facilitator, now=timezone.now(), way=way)
    plan()
    assert sent(server, timezone.now() + MERGES + timedelta(minutes=1)) == {}
    with inside(world.heartland, world.facilitator):
        change_meeting_settings(world.group, by=world.facilitator, now=timezone.now(), way="invitations")
    mails = sent(server, timezone.now() + MERGES + timedelta(minutes=2))
    assert event_of(mails[world.member.email])[0] == "REQUEST"


def test_the_year_is_one_mail_with_all_dates_and_a_file(world, server, thursday):
    with inside(world.heartland, world.facilitator):
        series = plan_series(
            world.group, by=world.facilitator, now=timezone.now(), pattern=Pattern("monthly", 1, 3, 3),
            first_on=thursday + timedelta(days=90), at=time(9), zone=CHICAGO, minutes=90,
        )  # fmt: skip
        meetings = list(Meeting.objects.filter(series=series))
    mail = sent(server, timezone.now() + MERGES + timedelta(minutes=1))[world.member.email]
    assert str(mail["Subject"]) == "The dates of your group in Heartland MSP Circle"
    assert words(mail).count("9:00\xa0am") == len(meetings)
    (file,) = [one for one in mail.walk() if one.get_filename() == "dates.ics"]
    events = Calendar.from_ical(file.get_payload(decode=True)).walk("VEVENT")
    assert {str(one["UID"]) for one in events} == {uid_of(world.heartland.pk, one.pk) for one in meetings}


def test_a_mail_that_waits_for_its_server_still_tells_when_it_is_back(world, plan, server):
    plan()
    server.says[world.member.email] = "451 4.3.0 Try later"
    now = timezone.now() + MERGES + timedelta(minutes=1)
    assert world.member.email not in sent(server, now)
    server.says.clear()
    assert event_of(sent(server, now + timedelta(minutes=2))[world.member.email])[0] == "REQUEST"


def test_nobody_of_another_group_or_program_hears(world, plan, server):
    plan()
    mails = sent(server, timezone.now() + MERGES + timedelta(minutes=1))
    assert mails
    assert not {world.sibling.email, world.stranger.email, world.admin.email} & set(mails)
    with inside(world.heartland, world.sibling):
        assert not Notice.objects.filter(kind="meeting_invited").exists()


def test_a_mail_with_a_calendar_part_reads_in_any_order(world, plan, server):
    plan()
    mail = sent(server, timezone.now() + MERGES + timedelta(minutes=1))[world.member.email]
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics",
    ]  # fmt: skip
    assert email.message_from_bytes(mail.as_bytes())["Message-ID"] == mail["Message-ID"]


# -- a poll for a date ----------------------------------------------------------------------------------------------


@pytest.fixture
def asked(world: Any) -> DatePoll:
    """A poll that was opened just now, for answers within a week."""
    now = timezone.now()
    with inside(world.heartland, world.facilitator):
        return open_poll(
            world.group, by=world.facilitator, now=now, name="A day together", minutes=240, zone=CHICAGO,
            answer_by=local_day(now, CHICAGO) + timedelta(days=7),
            moments=[now + timedelta(days=days) for days in (30, 31)],
        )  # fmt: skip


def test_a_poll_asks_everybody_at_once_with_a_link_each(world, asked, server):
    mails = sent(server, timezone.now())
    assert {world.member.email, world.peer.email} <= set(mails)
    assert not {world.facilitator.email, world.sibling.email, world.stranger.email} & set(mails)
    mail = mails[world.member.email]
    assert "Owners 1" not in str(mail["Subject"])
    assert "A day together" not in str(mail["Subject"])
    links_of = {line.partition(": ")[2] for line in words(mail).splitlines() if "/poll/" in line}
    assert len(links_of) == 3
    assert not links_of & {line.partition(": ")[2] for line in words(mails[world.peer.email]).splitlines()}


def test_only_who_has_not_answered_is_reminded_before_the_last_day(world, asked, server):
    sent(server, timezone.now())
    with inside(world.heartland, world.member):
        said = dict.fromkeys(DateOption.objects.filter(poll=asked).values_list("pk", flat=True), "yes")
        vote(asked, Member.objects.get(user=world.member), by=world.member, now=timezone.now(), says=said)
    mails = sent(server, at(asked.answer_by - timedelta(days=1), 8, 10))
    assert world.peer.email in mails
    assert world.member.email not in mails
    assert sent(server, at(asked.answer_by, 12)) == {}


def test_a_poll_that_ended_reminds_nobody(world, asked, server):
    sent(server, timezone.now())
    with inside(world.heartland, world.facilitator):
        close_poll(asked, by=world.facilitator, now=timezone.now())
    assert sent(server, at(asked.answer_by - timedelta(days=1), 8, 10)) == {}
