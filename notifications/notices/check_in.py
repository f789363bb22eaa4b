"""The check-in reminder: every goal that is due, one mail, three answers each. Written as its reader."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from goals import glance
from goals.models import Goal, Status
from notifications.gate import known
from notifications.models import Delivery, Preference
from notifications.notices.letter import Letter, words
from notifications.sweeping import MERGED
from programs import links
from programs.models import Program, User
from programs.tenancy import standing

COLUMNS = ("pk", "title", "unit", "current_value", "target_value", "status", "checked_in_at")


@dataclass(frozen=True)
class Question:
    """A goal as the mail asks after it; `stands` and `said` are ready to print, "" where there is nothing to say."""

    title: str
    stands: str
    said: str
    answers: list[dict[str, str]]


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """What it says; None when nothing is due any more, its reader is no member any more, or has muted it."""
    who = standing()
    if user is None or not who.is_member:
        return None
    goals = list(Goal.objects.of(who.member_id).due(now + MERGED).values_list(*COLUMNS, named=True))
    if not goals or is_muted(user, mail.kind, now):
        return None
    zone = ZoneInfo(known(mail.zone))
    mute_url = links.url("mute", program.pk, mail.pk)
    context = {
        "questions": [question(goal, program, zone, now) for goal in goals],
        "slot": slot_words(mail.slot_at, program, zone),
        "mute_url": mute_url,
    }
    headers = {"List-Unsubscribe": f"<{mute_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Letter(user.email, words("check_in", program, context), sender=program.name, headers=headers)


def is_muted(user: User, kind: str, now: datetime) -> bool:
    """Whether its reader wants none of this kind now: for good, or until a day that is still to come."""
    wish = Preference.objects.filter(user=user, kind=kind).values_list("muted_until", flat=True)
    return any(until is None or until > now for until in wish)


def question(goal: Any, program: Program, zone: ZoneInfo, now: datetime) -> Question:
    """One goal with its three links. Every link opens a page with the answer picked; saving is its reader's press."""
    url = links.url("check-in", program.pk, goal.pk)
    told = goal.checked_in_at and glance.ago(goal.checked_in_at.astimezone(zone).date(), now.astimezone(zone).date())
    return Question(
        title=goal.title,
        stands=glance.way(goal.current_value, goal.target_value, goal.unit),
        said=f"{Status(goal.status).label}, {told}" if told and goal.status else "",
        answers=[{"status": one.value, "label": one.label, "url": f"{url}?status={one.value}"} for one in Status],
    )


def slot_words(slot_at: datetime | None, program: Program, zone: ZoneInfo) -> str:
    """The hour that its reader chose: "Tuesday, 8:10 am"; "" when it was not sent at one."""
    if slot_at is None:
        return ""
    local = slot_at.astimezone(zone)
    return f"{local:%A}, {glance.clock(local.time(), program.clock)}"
