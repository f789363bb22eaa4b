"""The check-in reminder: every goal that is due, one mail, three answers each, with the promises that come due within a
day. Written as its reader."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from goals import glance
from goals.models import Status
from notifications.gate import known
from notifications.models import Delivery
from notifications.notices.commitment import letter_about, promised
from notifications.notices.letter import Letter, stoppable
from notifications.reply_address import EXAMPLE, address_of
from notifications.sweeping import WITH_IT
from programs import links, wording
from programs.models import Program, User
from programs.tenancy import standing

ASKED = """
    select id, title, unit, current_value, target_value, status, checked_in_at, if_then from goals_goal
    where member_id = app_member() and state in ('open', 'paused') and check_in_at <= %s order by due_on, created_at
"""
"""The reader's goals that are due, or will be within the time in which a promise joins them. Every mail asks this, so
it is written out: building it anew costs five times what asking it does (bench/delivery.py).
"""


ASKS = "update notifications_delivery set asks = %s where id = %s"
"""What the numbers in a reply will mean."""


class Asked(NamedTuple):
    """A goal as the query finds it."""

    pk: UUID
    title: str
    unit: str
    current_value: Decimal | None
    target_value: Decimal | None
    status: str
    checked_in_at: datetime | None
    if_then: str


class Question(NamedTuple):
    """A goal as the mail asks after it: where it stands, ready to print ("" where nothing is known), what its member
    meant to do when, the link of its page, and of the answer "same as last time" ("" before the first)."""

    title: str
    stands: str
    if_then: str
    url: str
    same: str


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """What it says; None when nothing is due any more, or its reader is no member any more."""
    if user is None or not standing().is_member:
        return None
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(ASKED, [now + WITH_IT])
        goals = [Asked(*row) for row in cursor]
    promises = promised(mail, program, now)
    if not goals:
        return letter_about(promises, mail, program, user)
    zone = ZoneInfo(known(mail.zone))
    reply_to = address_of(mail.pk)
    context = {
        "heading": f"Where do these {len(goals)} goals stand today?"
        if goals[1:]
        else "Where does this goal stand today?",
        "questions": [question(goal, program, zone, now) for goal in goals],
        "promises": promises,
        "why": why(mail.slot_at, len(goals), program, zone)
        + (" What you promised comes due, too." if promises else ""),
        "reply_to": reply_to,
        "example": ("1 " if goals[1:] else "") + EXAMPLE,
    }
    made = stoppable(mail, program, user, "check_in", context)
    if reply_to:
        with connection.written_out() as cursor:  # type: ignore[attr-defined]
            cursor.execute(ASKS, [[goal.pk for goal in goals], mail.pk])
        return replace(made, headers={**made.headers, "Reply-To": reply_to})
    return made


def question(goal: Asked, program: Program, zone: ZoneInfo, now: datetime) -> Question:
    """One goal. Its link opens a page; with an answer it opens with that picked; saving is its reader's press."""
    way = glance.way(goal.current_value, goal.target_value, goal.unit)
    said = ""
    if goal.checked_in_at and goal.status:
        ago = wording.ago(goal.checked_in_at.astimezone(zone).date(), now.astimezone(zone).date())
        said = f"Last: {Status(goal.status).label}, {ago}"
    url = links.url("check-in", program.pk, goal.pk)
    same = f"{url}?status={goal.status}" if said else ""
    return Question(goal.title, " \u00b7 ".join(filter(None, (way, said))), goal.if_then, url, same)


def why(slot_at: datetime | None, count: int, program: Program, zone: ZoneInfo) -> str:
    """Why its reader gets this: the hour that they chose, and what is due."""
    due = "one goal is" if count == 1 else f"{count} goals are"
    if slot_at is None:
        return f"You asked to be reminded, and {due} due in {program.name}."
    local = slot_at.astimezone(zone)
    hour = wording.clock(local.time(), program.clock)
    return f"{local:%A}, {hour} is your time for check-ins, and {due} due in {program.name}."
