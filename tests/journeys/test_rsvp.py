"""Saying whether one comes, in a real browser and from a calendar: two taps on a phone, one press in a mail program."""

import re
from datetime import UTC, timedelta
from email import message_from_bytes
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect

from meetings.actions.planning import change_meeting
from meetings.models import Meeting, Rsvp
from notifications.announcing import announce
from notifications.delivering import deliver
from notifications.notices.calendar import MERGES
from notifications.tasks import read_mailbox
from programs import links
from programs.tenancy import inside
from tests.meetings.imap import serving

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}


def place_of(world: Any) -> Rsvp:
    """The member's place at the next meeting, as it stands."""
    with inside(world.heartland, world.member):
        return Rsvp.objects.select_related("meeting").get(meeting=world.meeting, member__user=world.member)


def mail_link(world: Any, says: str) -> str:
    """What a button of the mail opens."""
    _, _, path = links.url("rsvp", world.heartland.pk, place_of(world).pk).partition("/a/")
    return f"/a/{path}?says={says}"


def test_two_taps_on_a_phone_and_a_peer_sees_it(world, visit, window_of, seems_right):
    phone = visit(viewport=PHONE)
    phone.goto(mail_link(world, "late"))
    expect(phone.get_by_label("Late", exact=True)).to_be_checked()
    expect(phone.get_by_label("How late?")).to_have_value("10")
    seems_right(phone)
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("You come late, 10 minutes.")).to_be_visible()
    seems_right(phone)
    assert place_of(world).answer == "late"

    desk = window_of(world.peer)
    desk.goto(f"/p/heartland/meetings/{world.meeting.pk}/")
    expect(desk.locator("#meeting-rsvp")).to_contain_text("Comes late, 10 minutes")
    seems_right(desk)


def test_a_no_sends_its_update_without_scripts(world, post, visit):
    phone = visit(viewport=PHONE, java_script_enabled=False)
    phone.goto(mail_link(world, "no"))
    expect(phone.get_by_label("How late?")).to_be_hidden()
    phone.get_by_label("Send my update anyway").check()
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("You do not come, and send your update.")).to_be_visible()
    phone.get_by_role("link", name="Prepare, 2 minutes").click()
    expect(phone).to_have_url(re.compile("/prepare/"))
    assert place_of(world).sends_update


def test_one_tap_with_undo_on_the_meetings_page(world, window_of):
    desk = window_of(world.member)
    desk.goto(f"/p/heartland/meetings/{world.meeting.pk}/")
    mine = desk.locator(f"#rsvp-{world.meeting.pk}")
    mine.get_by_role("button", name="No", exact=True).click()
    expect(mine).to_contain_text("Saved. You do not come.")
    assert place_of(world).answer == "no"
    mine.get_by_role("button", name="Undo").click()
    expect(mine).to_contain_text("Taken back.")
    assert place_of(world).answer == ""


def test_one_press_in_a_calendar_reaches_the_meeting(world, post, settings, window_of):
    """The invitation as it was mailed, answered as a calendar program answers, through the mailbox and the task."""
    with inside(world.heartland, world.facilitator):
        meeting = Meeting.objects.get(pk=world.meeting.pk)
        change_meeting(meeting, by=world.facilitator, now=timezone.now(), place="Room 4")
    later = timezone.now() + MERGES + timedelta(minutes=1)
    announce(now=later)
    deliver(now=later)
    box = f"to-{world.member.email.replace('@', '*')}*/*.eml"
    mails = [message_from_bytes(file.read_bytes()) for file in post.folder.glob(box)]
    (invitation,) = [mail for mail in mails if mail["Subject"].startswith("Invitation")]
    (part,) = [one for one in invitation.walk() if one.get_param("method") == "REQUEST"]
    (event,) = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    stamp = timezone.now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    reply = "\r\n".join(
        (
            f"From: {world.member.email}", f"To: {settings.CALENDAR_ADDRESS}", "MIME-Version: 1.0",
            'Content-Type: text/calendar; method=REPLY; charset="utf-8"', "", "BEGIN:VCALENDAR", "VERSION:2.0",
            "PRODID:-//Someone//EN", "METHOD:REPLY", "BEGIN:VEVENT", f"UID:{event['UID']}",
            f"SEQUENCE:{event['SEQUENCE']}", f"DTSTAMP:{stamp}", f"ATTENDEE;PARTSTAT=DECLINED:{event['ATTENDEE']}",
            "END:VEVENT", "END:VCALENDAR", "",
        )
    )  # fmt: skip
    with serving() as box:
        settings.CALENDAR_MAILBOX_URL = box.url
        box.put(reply.encode())
        read_mailbox()
        assert box.seen == {1}
    assert place_of(world).answer == "no"
    desk = window_of(world.peer)
    desk.goto(f"/p/heartland/meetings/{world.meeting.pk}/")
    expect(desk.locator("#meeting-rsvp")).to_contain_text("Does not come")
