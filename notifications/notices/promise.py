"""A day on which an applicant was promised word has passed without a decision: the program admins are told.

Everything that came up within an hour is one mail, which says what is late when it leaves.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.urls import reverse

from notifications.models import Delivery, Kind, Urgency
from notifications.notices.letter import Letter
from notifications.notices.note import Note, day_of, noted
from notifications.outbox import TOO_LATE
from programs.models import Activity, Program, User
from programs.tenancy import standing
from vetting.models import Application
from vetting.states import State

ADMINS = "select app_admins(%s)"
HOUR = timedelta(hours=1)
LATE = (State.SUBMITTED, State.IN_REVIEW)
"""Where the program owes the next step."""
NAMED = 10
"""At most so many are named in a mail; the queue shows them all."""

TELLS = (
    Delivery.State.PENDING, Delivery.State.CLAIMED, Delivery.State.SENDING, Delivery.State.SENT,
    Delivery.State.UNCONFIRMED,
)  # fmt: skip


def deliveries(news: Activity) -> list[Delivery]:
    """A mail for each program admin, at the end of the hour; none about who owes us an answer or waits for a seat."""
    if not set(news.fields) & set(LATE):
        return []
    at = news.at.replace(minute=0, second=0, microsecond=0) + HOUR
    return [
        Delivery(
            program_id=news.program_id,
            user_id=user,
            kind=Kind.PROMISE,
            urgency=Urgency.ANSWER,
            send_at=at,
            not_after=at + TOO_LATE[Urgency.ANSWER],
        )
        for user in admins(news)
    ]


def admins(news: Activity) -> list[UUID]:
    """The users who are admins of a program. Asked by the post, which reads no roles itself."""
    with connection.cursor() as cursor:
        cursor.execute(ADMINS, [news.program_id])
        found: list[UUID] = cursor.fetchone()[0]
    return found


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """Who was promised word and has none; None when all were decided, or another mail of this hour says it."""
    if user is None or not standing().is_admin or another_tells(mail):
        return None
    late = list(
        Application.objects.filter(state__in=LATE, dossier__late_since__isnull=False)
        .select_related("dossier")
        .order_by("dossier__late_since", "submitted_at")
    )
    if not late:
        return None
    count = "Somebody was" if len(late) == 1 else f"{len(late)} people were"
    more = len(late) - NAMED
    note = Note(
        subject=f"A promised date has passed in {program.name}",
        preview="Somebody who applied waits for a decision.",
        heading=f"{count} promised word by a day that has passed",
        paragraphs=(
            "They were told honestly that nothing is decided yet, with a new date. A decision would be better.",
        ),
        items=[
            f"{one.name}, {one.company_name}: since {day_of(one.dossier.late_since, program, now)}"  # type: ignore[arg-type]
            for one in late[:NAMED]
        ]
        + ([f"and {more} more"] if more > 0 else []),
        label="Open the queue",
        url=settings.SITE_URL + reverse("applications", args=[program.slug]),
        why=f"you are a program admin of {program.name}. What comes up within an hour is one mail.",
    )
    return noted(note, user.email, program)


def another_tells(mail: Delivery) -> bool:
    """Whether another mail to the same admin in the same hour comes before this one."""
    others = Delivery.objects.filter(user_id=mail.user_id, kind=mail.kind, send_at=mail.send_at, state__in=TELLS)
    return others.filter(pk__lt=mail.pk).exists()
