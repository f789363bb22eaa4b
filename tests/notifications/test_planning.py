"""The planner as a whole: for any people, mails and clocks, what leaves when. The rules are said once more here, apart
from gate.py and hours.py: research/ux section 4 and handbook 4.
"""

import heapq
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifications.gate import CAUGHT_UP, EXEMPT, ON_TIME, UNCAPPED, End, Waiting, decide, of_use_until
from notifications.hours import Hours
from programs.days_off import is_day_off

ZONES = (
    "America/Chicago", "America/New_York", "Europe/Berlin", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata",
    "Pacific/Apia", "Pacific/Auckland", "America/St_Johns", "Africa/Johannesburg", "UTC",
)  # fmt: skip
KINDS = ("meeting_day", "rsvp", "meeting", "travel", "commitment", "check_in", "stalled", "digest", "needs_you")
FROM = (datetime(2026, 3, 5), datetime(2026, 10, 22), datetime(2026, 12, 20), datetime(2011, 12, 27))  # noqa: DTZ001
"""Around both changes of clocks, Christmas, and the Friday that Samoa never had."""


@dataclass
class Story:
    """Some people and mails, and what became of them: when each left, or why and when it did not."""

    mails: list[tuple[datetime, Waiting]]
    sent: dict[UUID, datetime] = field(default_factory=dict)
    ended: dict[UUID, tuple[End, datetime]] = field(default_factory=dict)
    times: Counter[UUID] = field(default_factory=Counter)

    def play(self, tick: timedelta) -> "Story":
        """Ask at every tick at which something waits, as the ledger does, until nothing waits."""
        order = count()
        queue = [(at, next(order), one) for at, one in self.mails]
        heapq.heapify(queue)
        nudged: dict[UUID, list[datetime]] = {}
        asked = 0
        while queue:
            asked += 1
            assert asked < 3000, "something waits for ever"
            now = queue[0][0] + tick
            ripe = {}
            while queue and queue[0][0] <= now:
                _, _, one = heapq.heappop(queue)
                ripe[one.id] = one
            decision = decide(ripe.values(), nudged, now)
            assert sorted([*decision.go, *decision.later, *decision.ended]) == sorted(ripe)
            for key in decision.go:
                self.times[key] += 1
                self.sent[key] = now
                if not ripe[key].is_free and ripe[key].kind not in (*EXEMPT, *UNCAPPED):
                    nudged.setdefault(ripe[key].person, []).append(now)
            for key, later in decision.later.items():
                assert later > now
                until = of_use_until(ripe[key].not_after, later)
                heapq.heappush(queue, (later, next(order), replace(ripe[key], not_after=until)))
            self.ended |= {key: (end, now) for key, end in decision.ended.items()}
        return self


def days(least: int, most: int) -> st.SearchStrategy[timedelta]:
    return st.integers(least, most).map(lambda number: timedelta(days=number))


@st.composite
def weeks(draw: st.DrawFn, begins: datetime) -> Hours:
    """What a person chose, in the neighborhood of a day."""
    opens = draw(st.integers(0, 20))
    spans = draw(st.lists(st.tuples(days(-3, 20), days(0, 12)), max_size=2))
    day = begins.date()
    return Hours(
        opens=time(opens, draw(st.sampled_from((0, 30)))),
        closes=time(draw(st.integers(opens + 1, 23)), 45),
        quiet_days=frozenset(draw(st.sets(st.integers(0, 6), max_size=6))),
        keeps_holidays=draw(st.booleans()),
        away=tuple((day + first, day + first + length) for first, length in spans),
        paused_until=draw(st.none() | days(-3, 20).map(lambda ahead: day + ahead)),
    )


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Up to three people in any zone, and up to fourteen mails of all classes to them."""
    begins = draw(st.sampled_from(FROM)).replace(tzinfo=UTC)
    people = [
        (uuid4(), draw(st.sampled_from(ZONES)), draw(weeks(begins)), draw(st.booleans()) and draw(st.booleans()))
        for _ in range(draw(st.integers(1, 3)))
    ]
    mails = []
    for _ in range(draw(st.integers(1, 14))):
        person, zone, hours, any_hour = draw(st.sampled_from(people))
        at = begins + timedelta(minutes=draw(st.integers(0, 9 * 24 * 60)))
        is_free = draw(st.integers(0, 4)) == 0
        kind = draw(st.sampled_from(KINDS))
        not_after = at + draw(st.sampled_from((timedelta(minutes=15), timedelta(days=2), timedelta(days=4))))
        slot_at = at if draw(st.booleans()) and not is_free else None
        unwanted = draw(st.sampled_from((None, None, None, None, *End))) if kind != "needs_you" else None
        one = Waiting(uuid4(), person, kind, zone, slot_at, any_hour, is_free, not_after, unwanted, hours)
        mails.append((at, one))
    return Story(mails)


def wall(moment: datetime, one: Waiting) -> datetime:
    return moment.astimezone(ZoneInfo(one.zone))


def absent(one: Waiting, day: date) -> bool:
    pause = one.hours.paused_until
    return bool(pause and day < pause) or any(first <= day <= last for first, last in one.hours.away)


def in_the_window(one: Waiting, moment: datetime) -> bool:
    """The window of a person, from what they chose."""
    local = wall(moment, one)
    holiday = one.hours.keeps_holidays and is_day_off(local.date(), one.zone)
    quiet = local.weekday() in one.hours.quiet_days or holiday or absent(one, local.date())
    return not quiet and one.hours.opens <= local.time() < one.hours.closes


def at_its_hour(one: Waiting, moment: datetime) -> bool:
    """The hour that its reader chose for it, on a day that is none of their holidays."""
    day = wall(moment, one).date()
    late = one.slot_at and moment - one.slot_at
    holiday = one.hours.keeps_holidays and is_day_off(day, one.zone)
    return late is not None and timedelta() <= late <= ON_TIME and not holiday and not absent(one, day)


def counted(one: Waiting) -> bool:
    return not one.is_free and one.kind not in ("meeting_day", "needs_you")


@settings(max_examples=300, deadline=None)
@given(stories(), st.sampled_from([timedelta(), timedelta(seconds=15), timedelta(minutes=20)]))
@example(
    Story([(datetime(2011, 12, 29, 12, tzinfo=UTC), Waiting(uuid4(), uuid4(), "check_in", "Pacific/Apia"))]),
    timedelta(),
)
def test_whatever_people_choose_and_clocks_do(story: Story, tick: timedelta) -> None:
    story.play(tick)
    mails = {one.id: (at, one) for at, one in story.mails}
    assert sorted([*story.sent, *story.ended]) == sorted(mails), "each leaves or ends, and none does both"
    assert max(story.times.values(), default=1) == 1, "nothing twice"
    nudges = [(one, story.sent[key]) for key, (_, one) in mails.items() if key in story.sent and counted(one)]
    of_a_day = Counter((one.person, wall(moment, one).date()) for one, moment in nudges)
    assert max(of_a_day.values(), default=0) <= 1, "one nudge a day"
    for one, moment in nudges:
        last = wall(moment, one).date()
        week = sum(of_a_day[one.person, last - timedelta(days=back)] for back in range(7))
        assert week <= 3 or one.kind == "meeting", "three a week"
    for key, moment in story.sent.items():
        left_rightly(*mails[key], moment, tick)
    for key, (end, now) in story.ended.items():
        ended_rightly(*mails[key], end, now, tick, of_a_day)


def left_rightly(at: datetime, one: Waiting, moment: datetime, tick: timedelta) -> None:
    """In the window or at its own hour, not while its reader is away, not after it is useless; answers at once."""
    assert one.unwanted is None
    if one.is_free:
        assert at <= moment <= at + tick, "what a human wrote, security and answers are never held"
        return
    assert not absent(one, wall(moment, one).date())
    if one.kind != "meeting_day" and not one.any_hour:
        assert in_the_window(one, moment) or at_its_hour(one, moment)
    if one.not_after and moment > one.not_after:
        assert one.kind in CAUGHT_UP, "nothing is sent after it is useless"
        assert any(absent(one, wall(at, one).date() + timedelta(days=ahead)) for ahead in range(5))


def ended_rightly(
    at: datetime, one: Waiting, end: End, now: datetime, tick: timedelta, of_a_day: Counter[tuple[UUID, date]]
) -> None:
    """Unwanted, late, or held until it was of no use by hours and caps that were full."""
    if one.unwanted:
        assert end in (one.unwanted, End.LATE)
        return
    assert end is End.LATE
    assert one.not_after is not None
    if one.is_free:
        assert one.not_after < now, "an answer ends only when it is late"
        return
    for opening in possible(one, at + tick):
        assert full(one, opening, of_a_day), f"{one.kind} could have left at {opening}"


def possible(one: Waiting, since: datetime) -> list[datetime]:
    """The first minutes of windows, from when it was asked for until it was of no use any more."""
    assert one.not_after is not None
    found = []
    day = wall(since, one).date()
    while day <= wall(one.not_after, one).date():
        moment = datetime.combine(day, one.hours.opens, ZoneInfo(one.zone)).astimezone(UTC)
        if since < moment <= one.not_after and in_the_window(one, moment):
            found.append(moment)
        day += timedelta(days=1)
    return found


def full(one: Waiting, moment: datetime, of_a_day: Counter[tuple[UUID, date]]) -> bool:
    """Whether its reader got as much as the caps allow by the end of that day."""
    day = wall(moment, one).date()
    if not counted(one):
        return False
    week = sum(of_a_day[one.person, day - timedelta(days=back)] for back in range(7))
    return of_a_day[one.person, day] >= 1 or (one.kind != "meeting" and week >= 3)


def test_a_pause_holds_and_the_first_open_morning_brings_one_catch_up() -> None:
    tuesday = datetime(2026, 11, 24, 14, 10, tzinfo=UTC)
    away = Hours(away=((date(2026, 11, 23), date(2026, 12, 6)),))
    one = Waiting(
        uuid4(), uuid4(), "check_in", "America/Chicago", tuesday, not_after=tuesday + timedelta(days=4), hours=away
    )
    other = replace(one, id=uuid4(), kind="travel")
    decision = decide([one, other], {}, tuesday)
    assert decision.later == {one.id: datetime(2026, 12, 7, 13, 30, tzinfo=UTC)}
    assert decision.ended == {other.id: End.LATE}
    assert of_use_until(one.not_after, decision.later[one.id]) == datetime(2026, 12, 8, 13, 30, tzinfo=UTC)


def test_a_public_holiday_of_the_reader_holds_and_of_another_country_does_not() -> None:
    thanksgiving = datetime(2026, 11, 26, 15, tzinfo=UTC)
    here, there = (Waiting(uuid4(), uuid4(), "check_in", zone) for zone in ("America/Detroit", "Europe/Berlin"))
    decision = decide([here, there], {}, thanksgiving)
    assert decision.go == [there.id]
    assert decision.later == {here.id: datetime(2026, 11, 27, 12, 30, tzinfo=UTC)}
    assert decide([replace(here, hours=Hours(keeps_holidays=False))], {}, thanksgiving).go == [here.id]


def test_who_is_quiet_every_day_gets_none_and_nothing_waits_for_ever() -> None:
    one = Waiting(uuid4(), uuid4(), "check_in", "UTC", hours=Hours(quiet_days=frozenset(range(7))))
    assert decide([one], {}, datetime(2026, 11, 24, 12, tzinfo=UTC)).ended == {one.id: End.LATE}
