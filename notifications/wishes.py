"""What people want of the post, read for many at once under its reach: hours, absence, what they stopped."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from notifications.families import family_of
from notifications.gate import End
from notifications.hours import Hours
from notifications.models import Delivery, Way

MUTED = """
    select program_id, user_id, kind from notifications_preference
    where user_id = any(%s) and (muted_until is null or muted_until > %s)
"""
CHANNELS = (
    "select program_id, user_id, family, way from notifications_channel where user_id = any(%s) and way <> 'mail'"
)
HOURS = """
    select user_id, opens, closes, quiet_days, keeps_holidays, paused_until
    from notifications_mailhours where user_id = any(%s)
"""
AWAY = "select user_id, begins_on, ends_on from members_away where user_id = any(%s) and ends_on >= %s"


@dataclass
class Wishes:
    """By user, the hours of who chose some; by mail, why its reader gets none of its kind."""

    hours: dict[UUID, Hours] = field(default_factory=dict)
    unwanted: dict[UUID, End] = field(default_factory=dict)


def of(mails: Sequence[Delivery], now: datetime) -> Wishes:
    """What the readers of these mails want, in all their programs together."""
    users = list({mail.user_id for mail in mails if mail.user_id})
    if not users:
        return Wishes()
    muted = set(run(MUTED, [users, now]))
    ways = {tuple(key): way for *key, way in run(CHANNELS, [users])}
    wishes = Wishes(hours_of(users, now))
    for mail in mails:
        way = ways.get((mail.program_id, mail.user_id, family_of(mail.kind)))
        if (mail.program_id, mail.user_id, mail.kind) in muted or way == Way.OFF:
            wishes.unwanted[mail.pk] = End.UNWANTED
        elif way == Way.APP:
            wishes.unwanted[mail.pk] = End.IN_THE_APP
    return wishes


def hours_of(users: Sequence[UUID], now: datetime) -> dict[UUID, Hours]:
    """The hours of those of these people who chose some, or are away today or later."""
    away: dict[UUID, list[Any]] = {}
    for user_id, first, last in run(AWAY, [users, (now - timedelta(days=1)).date()]):
        away.setdefault(user_id, []).append((first, last))
    found = {user_id: Hours(away=tuple(spans)) for user_id, spans in away.items()}
    for user_id, opens, closes, quiet, keeps, paused_until in run(HOURS, [users]):
        found[user_id] = Hours(opens, closes, frozenset(quiet), keeps, tuple(away.get(user_id, ())), paused_until)
    return found


def run(sql: str, values: Any = ()) -> list[tuple[Any, ...]]:
    """One statement, and the rows that it returned."""
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []
