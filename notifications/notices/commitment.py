"""A promise comes due: kept, another day, or help. Written as its reader, and also for the check-in mail that it joins.

Two or more that come due together are one mail. What was kept, missed or moved before it leaves is not asked.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from notifications.gate import known
from notifications.models import Delivery
from notifications.notices.letter import Letter, stoppable
from notifications.notices.note import order_of
from notifications.sweeping import WITH_IT
from programs import links
from programs.models import Program, User
from programs.tenancy import standing
from programs.wording import long_day

ASKED = """
    select id, text, proof, due_on from goals_commitment
    where member_id = app_member() and state = 'open' and ask_at > %s and ask_at <= %s
      and (audience = '{}' or exists (select 1 from groups_group as circle
           where circle.id = any(audience) and circle.id = any(app_groups()) and circle.state <> 'closed'))
    order by due_on, said_at
"""
"""The reader's open promises that were to be asked after between two moments, made to a group in which they sit."""

PUT_OFF = timedelta(days=7, hours=1)
"""So far before its own moment a mail takes up what was asked: it may be one that its reader put off to the Monday."""


class Promised(NamedTuple):
    """A promise as the mail asks after it: what it says, what will show it, until when in words, and its link."""

    text: str
    proof: str
    until: str
    url: str


def promised(mail: Delivery, program: Program, now: datetime) -> list[Promised]:
    """The promises that a mail asks after: what comes due until a day from now, as far as it is open."""
    since = min(mail.slot_at or now, now) - PUT_OFF
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(ASKED, [since, now + WITH_IT])
        rows: list[tuple[UUID, str, str, date]] = list(cursor)
    today = now.astimezone(ZoneInfo(known(mail.zone))).date()
    return [
        Promised(
            text, proof, f"{'Until' if due_on >= today else 'Was due'} {long_day(due_on, today, order_of(program))}",
            links.url("promise", program.pk, pk),
        )
        for pk, text, proof, due_on in rows
    ]  # fmt: skip


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """What it says; None when nothing is open any more, or its reader is no member any more."""
    if user is None or not standing().is_member:
        return None
    return letter_about(promised(mail, program, now), mail, program, user)


def letter_about(promises: list[Promised], mail: Delivery, program: Program, user: User) -> Letter | None:
    """The mail that asks after these promises alone; None without any."""
    if not promises:
        return None
    many = len(promises) > 1
    context = {
        "promises": promises,
        "heading": f"{len(promises)} promises of yours come due" if many else "A promise of yours comes due",
        "why": why(len(promises), program),
    }
    return stoppable(mail, program, user, "commitment", context)


def why(count: int, program: Program) -> str:
    """Why its reader gets this."""
    what = "a promise" if count == 1 else f"{count} promises"
    return f"you made {what} in {program.name} until a day, and that day is here or near."
