"""The weekly digest is planned when something happens: who sits there gets one Due, at the hour that they chose.

So its cost grows with what happens, and a quiet week asks nothing. What it says is written when it leaves.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from notifications.gate import known
from notifications.models import Kind
from notifications.wishes import run
from programs.clock import instant, local_day
from programs.models import Activity

TOLD = {
    "goal.opened": ("new goal", "new goals"),
    "goal.shown": ("goal now shown to you", "goals now shown to you"),
    "goal.checked_in": ("check-in", "check-ins"),
    "goal.done": ("goal reached", "goals reached"),
    "promise.made": ("promise", "promises"),
    "promise.kept": ("promise kept", "promises kept"),
    "thread.asked": ("question to the group", "questions to the group"),
    "thread.answered": ("answer", "answers"),
    "win.posted": ("win", "wins"),
    "kudos.given": ("thank-you", "thank-yous"),
    "decision.noted": ("decision", "decisions"),
    "parked.noted": ("issue in the parking lot", "issues in the parking lot"),
}
"""Kinds of Activity that a digest tells of, and how it counts them: no names, no titles, no figures."""

OF_ONE = ("goal.stalled",)
"""Kinds of Activity that the digest of one member alone tells of."""

QUIET = ("import", "demo")
"""Ways in by which nothing is news: an import, the past that a demo makes up."""

WEDNESDAY, LATE_MORNING = 2, time(10, 30)
"""When it comes for who chose nothing."""

READERS = """
    select reader.program_id, reader.user_id, coalesce(nullif(reader.zone, ''), program.zone)
    from app_digest_readers(%s) as reader join programs_program as program on program.id = reader.program_id
"""
CONCERNED = """
    select concerned.program_id, concerned.user_id, coalesce(nullif(concerned.zone, ''), program.zone)
    from app_users_of(%s) as concerned join programs_program as program on program.id = concerned.program_id
"""
CHOSEN = "select user_id, digest_weekday, digest_time from notifications_mailhours where user_id = any(%s)"
PLAN = """
    insert into programs_due (id, program_id, user_id, kind, object_id, at, wall, zone, every_days)
    select id, program_id, user_id, %(kind)s, program_id, at, wall, zone, 0
    from unnest(%(ids)s::uuid[], %(programs)s::uuid[], %(users)s::uuid[], %(at)s::timestamptz[], %(walls)s::time[],
                %(zones)s::text[]) as due(id, program_id, user_id, at, wall, zone)
    order by program_id, user_id on conflict do nothing
"""


def gather(news: Sequence[Activity], *, now: datetime) -> None:
    """Plan a digest for everybody who sits where something happened, or of whose own it tells, unless one is planned.
    As the post.
    """
    circles = {one.group_id for one in news if one.kind in TOLD and one.via not in QUIET and one.group_id}
    people = {one.member_id for one in news if one.kind in OF_ONE and one.member_id}
    readers = run(READERS, [sorted(circles)]) if circles else []
    readers = sorted({*readers, *(run(CONCERNED, [sorted(people)]) if people else [])})
    if not readers:
        return
    chosen: dict[UUID, tuple[int, time]] = {
        user: (weekday, at) for user, weekday, at in run(CHOSEN, [[user for _, user, _ in readers]])
    }
    wishes = [chosen.get(user, (WEDNESDAY, LATE_MORNING)) for _, user, _ in readers]
    asked = {
        "kind": str(Kind.DIGEST),
        "ids": [uuid4() for _ in readers],
        "programs": [program for program, _, _ in readers],
        "users": [user for _, user, _ in readers],
        "at": [
            next_digest(now, zone, weekday, at)
            for (_, _, zone), (weekday, at) in zip(readers, wishes, strict=True)
        ],
        "walls": [at for _, at in wishes],
        "zones": [zone for _, _, zone in readers],
    }  # fmt: skip
    run(PLAN, asked)


def next_digest(now: datetime, zone: str, weekday: int, at: time) -> datetime:
    """The next time after `now` at which clocks in `zone` show `at` on a `weekday` (0 is Monday), in UTC."""
    zone = known(zone)
    today = local_day(now, zone)
    days = (today + timedelta(days=ahead) for ahead in range(8))
    return next(
        moment for day in days if day.weekday() == weekday and (moment := instant(day, at, zone)) > now
    )  # fmt: skip
