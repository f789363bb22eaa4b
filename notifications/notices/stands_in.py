"""A group is handed to somebody for some days: they hear which, from when to when, and where the briefing sheet is.

Nothing that is said in the group is in it: it reaches them before their dates, when they may read nothing yet.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.urls import reverse

from groups.models import A_MOMENT, FacilitatorTerm
from notifications.models import Delivery, Kind, Urgency
from notifications.notices.letter import Letter
from notifications.notices.note import Note, day_of, noted
from notifications.outbox import TOO_LATE
from programs.clock import local_day
from programs.models import Activity, Program, User


def deliveries(news: Activity) -> list[Delivery]:
    """A mail to the substitute."""
    with connection.cursor() as cursor:
        cursor.execute("select app_substitute(%s, %s)", [news.program_id, news.about_id])
        users: list[UUID] = cursor.fetchone()[0]
    return [
        Delivery(
            program_id=news.program_id, user_id=user, about_id=news.about_id, kind=Kind.STANDS_IN,
            urgency=Urgency.ANSWER, send_at=news.at, not_after=news.at + TOO_LATE[Urgency.ANSWER],
        )
        for user in users
    ]  # fmt: skip


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """Which group and which days; None once it was taken back or the days are over."""
    terms = FacilitatorTerm.objects.select_related("group").filter(pk=mail.about_id, role__user=user)  # type: ignore[misc]
    term = terms.filter(ended_at=None, until__gt=now).first()
    if user is None or term is None or term.until is None:
        return None
    first = day_of(local_day(term.since, program.zone), program, now)
    last = day_of(local_day(term.until - A_MOMENT, program.zone), program, now)
    note = Note(
        subject=f"You stand in for a facilitator in {program.name}",
        preview="From which day to which, and where your briefing sheet is.",
        heading=f"You stand in for the facilitator of {term.group.name}",
        paragraphs=(
            f"On {first}." if first == last else f"From {first} to {last}.",
            (
                "On these days the group is among yours: meetings, agenda, attendance and recap. Your briefing sheet "
                "tells who is there, what is open, and what its facilitator wants you to know. Before and after them "
                "you read nothing of the group."
            ),
        ),
        label="Open the briefing sheet",
        url=settings.SITE_URL + reverse("handover", args=[program.slug, term.pk]),
        small="If you cannot, tell who handed the group to you; they choose somebody else.",
        why="a group was handed to you for some days.",
    )
    return noted(note, user.email, program)
