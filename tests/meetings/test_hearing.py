"""Answers of calendar programs, from the mailbox to the member's place: whose count, and what becomes of the mails."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from meetings.actions.answering import answer
from meetings.actions.hearing import hear
from meetings.inviting import keys_of, uid_of
from meetings.mailbox import MailboxAway, address_of, visit
from meetings.models import Rsvp
from notifications.tasks import read_mailbox
from programs.models import Activity
from programs.tenancy import inside
from tests.meetings.imap import Box, serving


def reply(
    world: Any, partstat: str = "DECLINED", *, sender: str = "", attendee: str = "", uid: str = "", sequence: int = 0,
    at: datetime | None = None,
) -> bytes:  # fmt: skip
    """What a calendar program sends when somebody presses a button."""
    sender = sender or world.member.email
    stamp = (at or timezone.now()).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    calendar = "\r\n".join(
        (
            "BEGIN:VCALENDAR", "PRODID:-//Someone//EN", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT",
            f"UID:{uid or uid_of(world.heartland.pk, world.meeting.pk)}", f"SEQUENCE:{sequence}", f"DTSTAMP:{stamp}",
            f"ATTENDEE;PARTSTAT={partstat}:mailto:{attendee or sender}", "END:VEVENT", "END:VCALENDAR", "",
        )
    )  # fmt: skip
    return (
        f"From: Somebody <{sender}>\r\nTo: calendar@peergroups.example\r\nSubject: Declined\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: text/calendar; method=REPLY; charset="utf-8"\r\n\r\n{calendar}'
    ).encode()


def said(world: Any) -> Rsvp:
    """The member's place."""
    with inside(world.heartland, world.member):
        return Rsvp.objects.select_related("meeting").get(meeting=world.meeting, member__user=world.member)


@pytest.fixture
def box(settings):
    with serving() as mailbox:
        settings.CALENDAR_MAILBOX_URL = mailbox.url
        yield mailbox


def test_a_no_in_the_calendar_is_a_no(world):
    assert hear(reply(world), now=timezone.now()) == 1
    assert said(world).answer == "no"
    with inside(world.heartland, world.peer):
        told = Activity.objects.filter(kind="rsvp.answered", about_id=world.meeting.pk).get(via="calendar")
        assert told.by_id == world.member.pk


def test_a_yes_leaves_what_was_said_of_being_late(world):
    with inside(world.heartland, world.member):
        place = Rsvp.objects.select_related("meeting").get(meeting=world.meeting, member__user=world.member)
        answer(place, by=world.member, now=timezone.now() - timedelta(hours=1), says="late", late_minutes=20)
    hear(reply(world, "ACCEPTED"), now=timezone.now())
    assert (said(world).answer, said(world).late_minutes) == ("late", 20)
    hear(reply(world, "DECLINED"), now=timezone.now())
    assert said(world).answer == "no"


@pytest.mark.parametrize("partstat", ["TENTATIVE", "NEEDS-ACTION", "DELEGATED"])
def test_what_is_no_answer_changes_nothing(world, partstat):
    assert hear(reply(world, partstat), now=timezone.now()) == 0
    assert said(world).answer == ""


def test_it_counts_only_from_the_members_own_address(world):
    forged = (
        reply(world, sender="somebody@else.example", attendee=world.member.email),
        reply(world, sender=world.peer.email, attendee=world.member.email),
        reply(world, sender=world.stranger.email),
        reply(world, sender=world.admin.email),
    )
    assert [hear(mail, now=timezone.now()) for mail in forged] == [0, 0, 0, 0]
    assert said(world).answer == ""


def test_case_of_an_address_does_not_matter(world):
    assert hear(reply(world, sender=world.member.email.upper()), now=timezone.now()) == 1


def test_an_answer_to_an_older_state_does_not_count(world):
    with inside(world.heartland, world.member):
        Rsvp.objects.filter(meeting=world.meeting, member__user=world.member).update(invited_sequence=2)
    assert hear(reply(world, sequence=1), now=timezone.now()) == 0
    assert hear(reply(world, sequence=2), now=timezone.now()) == 1


def test_of_two_answers_the_later_one_holds(world):
    with inside(world.heartland, world.member):
        place = Rsvp.objects.select_related("meeting").get(meeting=world.meeting, member__user=world.member)
        answer(place, by=world.member, now=timezone.now(), says="yes")
    assert hear(reply(world, at=timezone.now() - timedelta(hours=1)), now=timezone.now()) == 0
    assert hear(reply(world, at=timezone.now() + timedelta(seconds=5)), now=timezone.now()) == 1


def test_somebody_elses_meeting_and_nonsense_are_passed_over(world):
    for mail in (
        reply(world, uid="040000008200E00074C5B7101A82E008@outlook.example"),
        reply(world, uid=uid_of(world.summit.pk, world.meeting.pk)),
        reply(world, uid=uid_of(world.heartland.pk, world.heartland.pk)),
        b"From: a@b.example\r\n\r\nHello",
        b"",
        b"\xff\x00" * 50,
    ):
        assert hear(mail, now=timezone.now()) == 0


def test_a_uid_leads_back_to_its_meeting(world, settings):
    uid = uid_of(world.heartland.pk, world.meeting.pk)
    assert keys_of(uid) == (world.heartland.pk, world.meeting.pk)
    assert keys_of(uid.replace("@", "@not-")) is None
    assert keys_of("x@" + settings.MAIL_DOMAIN) is None


def test_the_task_reads_the_mailbox_once(world, box: Box):
    spam = box.put(b"From: spam@else.example\r\nSubject: Win\r\n\r\nPress here")
    key = box.put(reply(world))
    read_mailbox()
    assert said(world).answer == "no"
    assert box.seen == {spam, key}
    commands = len(box.log)
    read_mailbox()
    assert not [line for line in box.log[commands:] if "FETCH" in line]


def test_what_could_not_be_dealt_with_comes_again(box: Box):
    box.put(b"From: a@b.example\r\n\r\nHello")

    def fails(mail: bytes) -> None:
        raise RuntimeError("the database is away")

    with pytest.raises(RuntimeError):
        visit(box.url, fails)
    assert box.seen == set()
    found: list[bytes] = []
    assert visit(box.url, found.append) == 1
    assert found == [b"From: a@b.example\r\n\r\nHello"]


def test_a_mailbox_that_is_away_stops_nobody(settings, box: Box, caplog):
    settings.CALENDAR_MAILBOX_URL = box.url.replace("s3cret", "wrong")
    read_mailbox()
    assert "The calendar's mailbox is away" in caplog.text
    assert "s3cret" not in caplog.text
    assert "wrong" not in caplog.text
    with pytest.raises(MailboxAway):
        visit("imap://a:b@127.0.0.1:1/INBOX", print)


def test_without_a_mailbox_nothing_is_read(settings):
    settings.CALENDAR_MAILBOX_URL = ""
    read_mailbox()


@pytest.mark.parametrize(
    "url", ["", "https://a:b@host/", "imap+ssl://host/INBOX", "imap+ssl://user@host", 'imap://a:b@host/IN"BOX']
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(ValueError, match="CALENDAR_MAILBOX_URL"):
        address_of(url)


def test_an_address_is_read():
    found = address_of("imap+ssl://cal%40x.example:p%2Fw@mail.example/Answers")
    assert (found.host, found.port, found.user, found.password) == ("mail.example", 993, "cal@x.example", "p/w")
    assert (found.folder, found.tls) == ("Answers", True)
