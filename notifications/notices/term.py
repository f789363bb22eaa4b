"""A facilitator's term began: everybody who holds a seat is told who it is, and from which day that person reads.

Class answer, though a machine writes it (handbook 4). It is news of what a human just did that changes who reads what
one says, as a calendar change is news of what a human moved. It asks nothing of its reader, so it is no reminder that
may wait for Monday's window, use up the day's one nudge, be muted or be merged into another mail: the promise that the
whole group is told (handbook 3) holds before the newcomer has read much. One mail a person and a term.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.urls import reverse

from groups.models import A_MOMENT, FacilitatorTerm
from notifications.models import Delivery, Kind, Urgency
from notifications.notices.letter import Letter, words
from notifications.outbox import TOO_LATE
from programs.models import Activity, Program, Role, User
from programs.tenancy import standing
from programs.wording import day_words

BEGAN = ("facilitator.appointed", "facilitator.stands_in")

QUIET = ("import", "demo")
"""Ways in by which nobody is mailed: an import writes down who facilitated all along, a demo makes up a past."""

SEATED = "select app_seated(%s, %s)"


def deliveries(news: Activity) -> Iterable[Delivery]:
    """A mail for everybody who holds a seat in the group and has joined; none about what was imported."""
    if news.via in QUIET:
        return []
    return [
        Delivery(
            program_id=news.program_id,
            user_id=user_id,
            about_id=news.about_id,
            kind=Kind.TERM,
            urgency=Urgency.ANSWER,
            send_at=news.at,
            not_after=news.at + TOO_LATE[Urgency.ANSWER],
        )
        for user_id in seated(news)
    ]


def seated(news: Activity) -> list[UUID]:
    """The users who hold a seat in the group of an activity. Asked by the post, which reads no seats itself."""
    with connection.cursor() as cursor:
        cursor.execute(SEATED, [news.program_id, news.group_id])
        found: list[UUID] = cursor.fetchone()[0]
    return found


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """What it says to somebody who still sits there, also if the term has ended since: they did read meanwhile.

    None for who left, and for the facilitator, who may hold a seat as well.
    """
    term = FacilitatorTerm.objects.select_related("group").filter(pk=mail.about_id).first()  # type: ignore[misc]
    if user is None or term is None or term.group_id not in standing().groups:
        return None
    if Role.objects.filter(pk=term.role_id, user=user).exists():
        return None
    context = {
        "term": term,
        "group": term.group,
        "is_admin": was_admin(term),
        "since": day(program, term.since),
        "until": day(program, term.until - A_MOMENT) if term.until else "",
        "reads_from": day(program, term.reads_from),
        "reads_earlier": term.reads_from < term.since,
        "url": settings.SITE_URL + reverse("group", args=[program.slug, term.group_id]),
    }
    return Letter(user.email, words("term", program, context), sender=program.name)


def day(program: Program, at: datetime) -> str:
    """The day of a moment where the program is: "November 22, 2026"."""
    local = at.astimezone(ZoneInfo(program.zone)).date()
    return day_words(local, order=program.date_order, year=True)  # type: ignore[arg-type]


def was_admin(term: FacilitatorTerm) -> bool:
    """Whether a program admin took this term. A role is read by admins only, so the group's own activity says it."""
    began = Activity.objects.filter(about_id=term.pk, kind__in=BEGAN).order_by("at").first()
    return began is not None and Role.Kind.ADMIN in began.fields
