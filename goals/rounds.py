"""How often each of some people answered when asked, over all their goals in a group: what their facilitator sees.

Read as part of a page's own statement: `rounds_of` writes two of its columns, in which `%(program)s` and `%(group)s`
are filled in; the reader facilitates the group.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from goals.models.goal import EVERY_DAYS
from goals.progress import rhythm
from goals.rhythm import Answer, Turn, away_until, together, turns
from programs.clock import local_day

READ_BACK = 6
"""Check-ins of a goal that are read: one more than the rhythm counts."""


def rounds_of(members: str) -> str:
    """SQL: when each goal was asked after and answered, and when its member is away; of `members`, an array in SQL."""
    return f"""
    (select json_agg(json_build_array(g.member_id, m.zone, g.check_in_at, {EVERY_DAYS},
        (select json_agg(json_build_array(latest.asked, latest.said_at)) from (
            select c.before ->> 'check_in_at' as asked, c.said_at from goals_checkin c
            where c.program_id = g.program_id and c.goal_id = g.id
            order by c.said_at desc limit {READ_BACK}) as latest where latest.asked is not null),
        (select json_agg(json_build_array(s.turn_at, s.said_at)) from goals_skip s
         where s.program_id = g.program_id and s.goal_id = g.id)))
     from goals_goal g join members_member m on m.id = g.member_id
     where g.program_id = %(program)s and g.member_id = any({members}) and g.state in ('open', 'paused')
           and g.audience @> array[%(group)s]::uuid[])::text,
    (select json_agg(json_build_array(m.id, m.zone, a.begins_on, a.ends_on))
     from members_away a join members_member m on m.user_id = a.user_id
     where a.program_id = %(program)s and m.program_id = %(program)s and m.id = any({members}))::text
"""  # noqa: S608 - made of constants


@dataclass(frozen=True)
class Round:
    """Of a member: "4 of the last 5", "" where there is nothing to tell; the last day of an absence that lasts."""

    rhythm: str
    away_until: date | None


def rounds(goals: Iterable[Any], aways: Iterable[Any], *, now: datetime, zone: str) -> dict[UUID, Round]:
    """Member -> how it goes with their check-ins, out of the two columns of `rounds_of`; `zone` is the program's."""
    asked: dict[str, list[list[Turn]]] = defaultdict(list)
    walls: dict[str, str] = {}
    at = datetime.fromisoformat
    for member, own_zone, check_in_at, every, said, skipped in goals:
        walls[member] = own_zone or zone
        answers = [Answer(at(when), at(then)) for when, then in said or ()]
        answers += [Answer(at(when), at(then), skipped=True) for when, then in skipped or ()]
        to_come = at(check_in_at) if check_in_at else None
        asked[member].append(turns(answers, to_come, every_days=every, now=now, zone=walls[member]))
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for member, own_zone, first, last in aways:
        walls[member] = own_zone or zone
        spans[member].append((date.fromisoformat(first), date.fromisoformat(last)))
    found = {}
    for member, wall in walls.items():
        today = local_day(now, wall)
        kept = rhythm(together(asked[member]), today=today, away=spans[member])
        found[UUID(member)] = Round(kept.words, away_until(spans[member], today))
    return found
