"""The recap of a meeting by mail: what its reader promised and what the group decided; the rest stands on the page.

Class answer: a facilitator pressed Send. It is written in its reader's own scope, goes to everybody who sits in the
group, whoever was absent too, and names nobody else.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from goals.recap import told
from meetings.actions.recapping import HEARS_AFTER
from meetings.models import Recap
from notifications.models import Delivery, Kind, Urgency
from notifications.notices.letter import Letter
from notifications.notices.note import Note, day_of, noted
from notifications.notices.term import seated
from notifications.outbox import TOO_LATE
from programs.clock import local_day
from programs.models import Activity, Program, User
from programs.tenancy import standing


def deliveries(news: Activity) -> list[Delivery]:
    """A mail for everybody who sits in the group, held for the minute in which it can be taken back."""
    leaves_at = news.at + HEARS_AFTER
    return [
        Delivery(
            program_id=news.program_id, user_id=user_id, about_id=news.about_id, kind=Kind.RECAP,
            urgency=Urgency.ANSWER, send_at=news.at, hold_until=leaves_at,
            not_after=leaves_at + TOO_LATE[Urgency.ANSWER],
        )
        for user_id in seated(news)
    ]  # fmt: skip


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """What it says to somebody who sits there. None if it was held back, or held back and sent anew: the mail of the
    last press speaks."""
    recap = Recap.objects.select_related("meeting__group").filter(meeting=mail.about_id).first()
    if user is None or recap is None or recap.group_id not in standing().groups:
        return None
    if recap.sends_at is None or recap.sends_at != mail.hold_until:
        return None
    meeting, who = recap.meeting, standing()
    said = told(program, meeting, now)
    mine = said.of(who.member_id)
    note = Note(
        subject=f"Recap: {meeting.group.name}",
        preview="What you promised, and what was decided.",
        heading=f"Your meeting of {day_of(local_day(meeting.starts_at, meeting.zone), program, now)}",
        paragraphs=("You promised:" if mine else "You promised nothing this time.",),
        items=[f"{one.text}, by {one.day}" for one in mine],
        closing=[f"Decided: {text}" for text in said.decisions]
        + [f"A win: {one.text} ({one.author})" for one in meeting.wins.select_related("member", "by")],
        label="Read the recap",
        url=settings.SITE_URL + reverse("recap", args=[program.slug, meeting.pk]),
        why=f"you sit in {meeting.group.name}.",
    )
    return noted(note, user.email, program)
