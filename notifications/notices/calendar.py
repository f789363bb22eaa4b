"""Meetings in people's own calendars: the year, an invitation each, and what changes. Who hears, and as whom.

What changes within half an hour is one mail: of several that wait the first speaks, and tells how things stand then.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from email.utils import formataddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.urls import reverse

from meetings.actions.asking import sends_invitations
from meetings.actions.planning import MOVES_CALENDAR, WALL
from meetings.calendar import Contact, cancel, overview, request
from meetings.inviting import SAID, entry_of, lost_entry
from meetings.models import Meeting, Rsvp, Series
from meetings.outline import outline
from notifications.models import Delivery, Kind, Urgency
from notifications.notices.letter import CalendarPart, Letter, words
from notifications.notices.meeting import answers_of
from notifications.notices.note import Note, noted
from notifications.outbox import TOO_LATE
from programs import links
from programs.clock import local_day
from programs.models import Activity, Program, User
from programs.moments import moment_words
from programs.tenancy import standing
from programs.wording import long_day

MERGES = timedelta(minutes=30)
"""So long a change waits for the next one (research/ux section 4, kind 4)."""

WAITS = (Delivery.State.PENDING, Delivery.State.CLAIMED)
LEFT = (Delivery.State.SENDING, Delivery.State.SENT, Delivery.State.UNCONFIRMED)

SHOWN = frozenset((*MOVES_CALENDAR, *WALL))
"""Fields whose change a calendar shows, of a meeting or of its series."""


def to_placed(news: Activity) -> list[Delivery]:
    """Everybody who has a place at the meeting, or at those of the series; nobody hears of what no calendar shows."""
    if news.fields and not SHOWN & set(news.fields):
        return []
    rows = placed(news, news.about_id)
    return [planned(Kind.MEETING_INVITED, news, user, meeting, news.at + MERGES) for meeting, user in rows]


def to_group(news: Activity) -> list[Delivery]:
    """Everybody with a place at a meeting of the group, once it chose how meetings come to calendars."""
    if "way" not in news.fields:
        return []
    rows = placed(news, news.group_id)
    return [planned(Kind.MEETING_INVITED, news, user, meeting, news.at + MERGES) for meeting, user in rows]


def placed(news: Activity, about: UUID | None) -> list[tuple[Any, ...]]:
    """Who has a place at a meeting to come, or at those of a series or a group: (meeting, user)."""
    return ask("select meeting_id, user_id from app_placed_at(%s, %s, %s)", news.program_id, about, news.at)


def to_newly_placed(news: Activity) -> list[Delivery]:
    """Who came into the group while its meetings are open already."""
    return [planned(Kind.MEETING_INVITED, news, user, news.about_id, news.at) for user in member_of(news)]


def to_withdrawn(news: Activity) -> list[Delivery]:
    """Who lost a place and was invited to it."""
    return [planned(Kind.MEETING_OFF, news, user, news.about_id, news.at) for user in member_of(news)]


def to_seated(news: Activity) -> list[Delivery]:
    """Everybody who sits in the group whose year was planned."""
    ((users,),) = ask("select app_seated_users(%s, %s)", news.program_id, news.group_id)
    return [planned(Kind.MEETING_YEAR, news, user, news.about_id, news.at + MERGES) for user in users]


def member_of(news: Activity) -> list[UUID]:
    """The user whom the news is about, if there is one."""
    ((user,),) = ask("select app_user_of_member(%s, %s)", news.program_id, news.member_id)
    return [user] if user else []


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """What the database tells the post: keys and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def planned(kind: str, news: Activity, user: UUID, about: UUID, at: datetime) -> Delivery:
    """A mail that leaves at a moment. `created_at` is when it happened, so that a mail that left later has told it."""
    return Delivery(
        program_id=news.program_id, user_id=user, about_id=about, kind=kind, urgency=Urgency.ANSWER, send_at=at,
        not_after=at + TOO_LATE[Urgency.ANSWER], created_at=news.at,
    )  # fmt: skip


def another_tells(mail: Delivery) -> bool:
    """Whether another mail to the same person about the same meeting has told it, or will before this one."""
    others = Delivery.objects.filter(user_id=mail.user_id, kind=mail.kind, about_id=mail.about_id).exclude(pk=mail.pk)
    before = Q(send_at__lt=mail.send_at) | Q(send_at=mail.send_at, pk__lt=mail.pk)
    return others.filter(Q(before, state__in=WAITS) | Q(state__in=LEFT, sent_at__gt=mail.created_at)).exists()


def invited(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """A meeting for one's calendar, as it stands: an invitation, its change, or that it does not take place.

    None if the group sends none, if another mail tells it, and of a canceled meeting that was never in the calendar.
    """
    rows = Rsvp.objects.select_related("meeting__group", "member")
    place = rows.filter(meeting=mail.about_id, member=standing().member_id, group__in=standing().groups).first()
    if user is None or place is None or place.meeting.is_over(now) or another_tells(mail):
        return None
    meeting, told = place.meeting, place.invited_sequence
    if not sends_invitations(place.group_id) or (told is None and not meeting.is_on):
        return None
    rsvp_url = links.url("rsvp", program.pk, place.pk)
    seen = outline(meeting, program, place.member.zone, now)
    attendee = Contact(user.name, user.email)
    entry = entry_of(
        meeting, program, url=links.url("join", program.pk, place.pk) if meeting.join_url else "",
        words=f"Yes, late or no: {rsvp_url}", raised=2 * times_off(mail),
    )  # fmt: skip
    if meeting.is_on:
        part = CalendarPart(request(entry, attendee, now, answer=SAID.get(place.answer)), "invite.ics", "REQUEST")
    else:
        part = CalendarPart(cancel(entry, attendee, now), "canceled.ics", "CANCEL")
    Rsvp.objects.filter(pk=place.pk).update(invited_sequence=meeting.sequence)
    context = {
        "subject": subject_of(meeting, program, told),
        "preview": "For your calendar. Answer there, or here in two taps.",
        "heading": heading_of(meeting, told),
        "lead": lead_of(place),
        "asks": [{
            "title": seen.title, "when": seen.when, "where": seen.where,
            "question": "Do you come?" if meeting.is_on else "",
            "answers": answers_of(place, program),
        }],
        "why": f"you sit in a group of {program.name} that sends its meetings to your calendar.",
        "mute_url": "",
    }  # fmt: skip
    return Letter(user.email, words("meeting", program, context), program.name, from_calendar(program), part)


def times_off(mail: Delivery) -> int:
    """How often the reader lost their place at this meeting.

    Each time, and each time they come back, counts a step on for them alone: what comes later wins (RFC 5546, 2.1.4).
    """
    return Delivery.objects.filter(user_id=mail.user_id, kind=Kind.MEETING_OFF, about_id=mail.about_id).count()


def subject_of(meeting: Meeting, program: Program, told: int | None) -> str:
    """What stands on a lock screen: no name of the group, no place."""
    kind = "Canceled" if not meeting.is_on else "Invitation" if told is None else "Changed"
    at = meeting.starts_at
    return f"{kind}: a meeting of {program.name}, {moment_words(program, at, at, meeting.zone)}"


def heading_of(meeting: Meeting, told: int | None) -> str:
    """What it is."""
    if not meeting.is_on:
        return "This meeting does not take place"
    return "A meeting for your calendar" if told is None else "This meeting has changed"


def lead_of(place: Rsvp) -> str:
    """What there is to do, where the heading leaves it open."""
    if not place.meeting.is_on:
        return "It has left your calendar. There is nothing to do."
    if place.was and not place.answer:
        return f"It was moved to another day. You said {place.was['answer']} for the old one."
    return ""


def withdrawn(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """Takes a meeting out of the calendar of somebody who left the group; None if they have a place again."""
    if user is None or mail.about_id is None or another_tells(mail):
        return None
    if Rsvp.objects.filter(meeting=mail.about_id, member=standing().member_id).exists():
        return None
    ((told,),) = ask("select app_lost_meeting(%s)", mail.about_id)
    found = json.loads(told or "null")
    if found is None or datetime.fromisoformat(found["ends_at"]) <= now:
        return None
    entry = lost_entry(mail.about_id, found, program, raised=2 * times_off(mail) - 1)
    note = Note(
        subject=f"A meeting of {program.name} leaves your calendar",
        preview="There is nothing to do.",
        heading="A meeting leaves your calendar",
        paragraphs=(
            (
                f"You are not expected any more at the meeting of {found['group']} of "
                f"{moment_words(program, entry.starts_at, now, entry.zone)}, so it has left your calendar."
            ),
        ),
        label="Open the program",
        url=settings.SITE_URL + reverse("program", args=[program.slug]),
        why="you were invited to this meeting.",
    )
    letter = noted(note, user.email, program)
    part = CalendarPart(cancel(entry, Contact(user.name, user.email), now), "canceled.ics", "CANCEL")
    return Letter(letter.address, letter.words, letter.sender, from_calendar(program), part)


def year(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """All dates of a series that are to come, as a list and as a file to be opened once. None if it was ended."""
    series = Series.objects.going_on().select_related("group").filter(pk=mail.about_id).first()
    if user is None or series is None or series.group_id not in standing().groups or another_tells(mail):
        return None
    meetings = list(Meeting.objects.to_come(now).select_related("group").filter(series=series))
    if not meetings or not sends_invitations(series.group_id):
        return None
    for meeting in meetings:
        meeting.group = series.group
    note = Note(
        subject=f"The dates of your group in {program.name}",
        preview="The year at a glance, and as a file for your calendar.",
        heading=f"{series.group.name}: {len(meetings)} {'date' if len(meetings) == 1 else 'dates'}",
        paragraphs=(
            "Block them now. Each comes as an invitation of its own 90 days ahead, and moves this very entry.",
        ),
        items=[date_words(one, program, now) for one in meetings],
        closing=("The file dates.ics puts all of them into your calendar at once.",),
        label="Open the program",
        url=settings.SITE_URL + reverse("program", args=[program.slug]),
        why=f"you sit in {series.group.name}, and its dates were planned.",
    )
    letter = noted(note, user.email, program)
    file = CalendarPart(overview([entry_of(one, program) for one in meetings], now), "dates.ics")
    return Letter(letter.address, letter.words, letter.sender, calendar=file)


def date_words(meeting: Meeting, program: Program, now: datetime) -> str:
    """One date of the year, and the day of the rule from which it was moved."""
    words = moment_words(program, meeting.starts_at, now, meeting.zone)
    if not meeting.moved or meeting.planned_on == local_day(meeting.starts_at, meeting.zone):
        return words
    order: Any = program.date_order
    return f"{words}, instead of {long_day(meeting.planned_on, local_day(now, meeting.zone), order)}"


def from_calendar(program: Program) -> dict[str, str]:
    """The headers of an invitation: it comes from the address that reads the answers (RFC 6047, 2.2)."""
    return {"From": formataddr((" ".join(program.name.split()), settings.CALENDAR_ADDRESS))}


NEWS: dict[str, Callable[[Activity], Iterable[Delivery]]] = {
    "series.planned": to_seated,
    "series.extended": to_seated,
    "series.changed": to_placed,
    "meeting.opened": to_placed,
    "meeting.changed": to_placed,
    "meeting.moved": to_placed,
    "meeting.canceled": to_placed,
    "meeting.restored": to_placed,
    "meeting_settings.changed": to_group,
    "rsvp.placed": to_newly_placed,
    "rsvp.withdrawn": to_withdrawn,
}
"""What starts a mail for calendars."""
