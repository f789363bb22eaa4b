"""Meetings in the calendars of who runs them: a group's facilitators, and a substitute for those in their dates.

The same entry as the members', under the same UID, without a question: they come anyway. What a calendar was told
stands in the mails that left: of the last one, whether it put the meeting there or took it away.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from groups.models import Group
from meetings.calendar import Contact, cancel, request
from meetings.inviting import entry_of
from meetings.models import Meeting, MeetingSettings, Rsvp
from meetings.outline import outline
from notifications.models import Delivery, Kind
from notifications.notices import calendar
from notifications.notices.calendar import LEFT, MERGES, SHOWN, WAITS, ask, planned
from notifications.notices.letter import CalendarPart, Letter
from notifications.notices.note import Note, noted
from programs.models import Activity, Program, User
from programs.tenancy import standing

QUIET = ("import", "demo")
"""Ways in by which nobody is mailed, as when a term begins."""

TERMS = ("facilitator.appointed", "facilitator.stands_in", "facilitator.ended", "facilitator.resumed")
"""What changes who runs the meetings of a group, and of no meeting anything."""

ROLES = ("role.ended", "role.restored")


def to_who_runs(news: Activity) -> list[Delivery]:
    """Who runs the meetings that the news is about, each with an entry; those who no longer do are to lose theirs.

    When only the people change, nobody is told again what stands in their calendar already.
    """
    of_people = news.kind in TERMS or news.kind in ROLES
    about = news.group_id if news.kind in TERMS or news.kind == "meeting_settings.changed" else news.about_id
    if of_people and news.via in QUIET:
        return []
    rows = ask("select meeting_id, runs, placed from app_at_table(%s, %s, %s)", news.program_id, about, news.at)
    told = told_by(Delivery.objects.filter(program_id=news.program_id, about_id__in=[meeting for meeting, *_ in rows]))
    mails = []
    for meeting, runs, placed in rows:
        come, had = set(runs) - set(placed), told.get(meeting, set())
        invited = come - had if of_people else come
        wanted = [(Kind.MEETING_INVITED, user) for user in sorted(invited)]
        wanted += [(Kind.MEETING_OFF, user) for user in sorted(had - come - set(placed))]
        mails += [planned(kind, news, user, meeting, news.at + MERGES) for kind, user in wanted]
    return mails


def to_changed(news: Activity) -> list[Delivery]:
    """The same for news of a meeting, its series or how a group invites; none of what no calendar shows."""
    if news.kind == "meeting_settings.changed":
        return to_who_runs(news) if "way" in news.fields else []
    return [] if news.fields and not SHOWN & set(news.fields) else to_who_runs(news)


def told_by(mails: QuerySet[Delivery]) -> dict[UUID | None, set[UUID]]:
    """Meeting -> the users in whose calendar it stands, as these mails put it there. One that waits to take it away has
    done so."""
    left = Q(state__in=LEFT, kind__in=(Kind.MEETING_INVITED, Kind.MEETING_OFF))
    rows = mails.filter(left | Q(state__in=WAITS, kind=Kind.MEETING_OFF)).order_by("created_at")
    last = {(about, user): kind for about, user, kind in rows.values_list("about_id", "user_id", "kind")}
    told: dict[UUID | None, set[UUID]] = {}
    for (about, user), kind in last.items():
        if user and kind == Kind.MEETING_INVITED:
            told.setdefault(about, set()).add(user)
    return told


def invited(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """A meeting for one's calendar, as it stands: as it is told to the members, or to who runs it.

    None if the group sends none, if another mail tells it, and of a canceled meeting that was never in the calendar.
    """
    if user is None or has_place(mail):
        return calendar.invited(mail, program, user, now)
    found = run_by_reader(mail)
    if found is None or found["way"] not in (None, MeetingSettings.Way.INVITATIONS) or calendar.another_tells(mail):
        return None
    meeting = meeting_of(mail, found)
    told = user.pk in told_by(Delivery.objects.filter(user_id=user.pk, about_id=meeting.pk)).get(meeting.pk, set())
    if meeting.is_over(now) or not (meeting.is_on or told):
        return None
    entry, attendee = entry_of(meeting, program, raised=2 * calendar.times_off(mail)), Contact(user.name, user.email)
    if meeting.is_on:
        part = CalendarPart(request(entry, attendee, now, runs=True), "invite.ics", "REQUEST")
    else:
        part = CalendarPart(cancel(entry, attendee, now), "canceled.ics", "CANCEL")
    seen = outline(meeting, program, "", now)
    was = meeting.sequence if told else None
    note = Note(
        subject=calendar.subject_of(meeting, program, was),
        preview="For your calendar. There is nothing to answer.",
        heading=calendar.heading_of(meeting, was) if told else "A meeting you run, for your calendar",
        paragraphs=(seen.title, seen.when, seen.where),
        label="Open the meeting",
        url=settings.SITE_URL + reverse("meeting", args=[program.slug, meeting.pk]),
        small=small_of(found, meeting),
        why=f"you run this meeting of {program.name}, and its group sends meetings to calendars.",
    )
    letter = noted(note, user.email, program)
    return Letter(letter.address, letter.words, letter.sender, calendar.from_calendar(program), part)


def withdrawn(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """Takes a meeting out of the calendar of somebody who has no place at it any more, and does not run it."""
    return None if run_by_reader(mail) else calendar.withdrawn(mail, program, user, now)


def has_place(mail: Delivery) -> bool:
    """Whether the reader is asked to the meeting as a member of its group."""
    return Rsvp.objects.filter(meeting=mail.about_id, member=standing().member_id).exists()


def run_by_reader(mail: Delivery) -> dict[str, Any] | None:
    """When and where the meeting of a mail is, if its reader runs it; a substitute knows so before their dates."""
    ((found,),) = ask("select app_run_meeting(%s)", mail.about_id) or [(None,)]
    return json.loads(found) if isinstance(found, str) else found


def meeting_of(mail: Delivery, found: dict[str, Any]) -> Meeting:
    """The meeting as the database told it, not to be saved."""
    return Meeting(
        pk=mail.about_id, group=Group(pk=found["group_id"], name=found["group"]), name=found["name"],
        sequence=found["sequence"], starts_at=datetime.fromisoformat(found["starts_at"]),
        ends_at=datetime.fromisoformat(found["ends_at"]), zone=found["zone"], mode=found["mode"],
        place=found["place"], state=found["state"],
    )  # fmt: skip


def small_of(found: dict[str, Any], meeting: Meeting) -> str:
    """What a substitute is told besides: that they are to run it."""
    return "You stand in for its facilitator." if found["stands_in"] and meeting.is_on else ""


def besides(first: Callable[[Activity], Iterable[Delivery]]) -> Callable[[Activity], list[Delivery]]:
    """The mails to the members, and those to who runs it."""
    return lambda news: [*first(news), *to_changed(news)]


ALSO = (
    "series.changed", "meeting.opened", "meeting.changed", "meeting.moved", "meeting.canceled", "meeting.restored",
    "meeting_settings.changed",
)  # fmt: skip

NEWS: dict[str, Callable[[Activity], Iterable[Delivery]]] = {
    **{kind: besides(calendar.NEWS[kind]) for kind in ALSO},
    **dict.fromkeys((*TERMS, *ROLES), to_who_runs),
}
"""What starts a mail for the calendars of who runs a meeting; of what members hear too, both."""
