from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from meetings.policy import Counts, Policy, Reason, Seen, State, Step, Window
from meetings.presets import OURS
from meetings.standing import (
    Brief,
    CatchUp,
    Leave,
    Mark,
    Rules,
    SeatFacts,
    best_of,
    standing,
    state_of,
    weight_words,
)
from tests.meetings.attendance import ANYWHEN, LEAVES, SEATS, VERSIONS, made_up, monthly, policies, records

SEAT = SeatFacts()
HALF = Decimal("0.5")
LATE_IS_HALF = replace(OURS, late_after=5, late_weight=HALF, early_after=5, early_weight=HALF)


def sentences(
    policy: Policy, record: Sequence[Mark], seat: SeatFacts = SEAT, on: date = date(2026, 12, 31)
) -> list[str]:
    return [row.sentence for row in standing([policy], seat, record, on=on).why]


# -- worked by hand --------------------------------------------------------------------------------------------------


def test_a_year_adds_up() -> None:
    told = standing([LATE_IS_HALF], SEAT, monthly("PPLPEPP"), on=date(2026, 8, 1))
    assert (told.state, told.misses, told.in_person, told.by) == (State.GOOD, Decimal("1.5"), 0, None)
    assert (told.counted, told.attended, told.at_home, told.in_a_row) == (7, 6, 6, 0)
    assert told.share == pytest.approx(6 / 7)
    assert [str(row.weight) for row in told.why] == ["0", "0", "0.5", "0", "1", "0", "0"]


def test_nothing_was_seen_yet() -> None:
    told = standing([OURS], SEAT, [], on=date(2026, 8, 1))
    assert (told.state, told.misses, told.share, told.why) == (State.GOOD, 0, None, ())


def test_why_is_told_meeting_by_meeting() -> None:
    policy = replace(LATE_IS_HALF, presence=60, substitutes=1, client_down_weight=Decimal("0.3"))
    day = date(2026, 3, 1)
    record = [
        Mark(day, Seen.PRESENT),
        Mark(day, Seen.LATE, off=12),
        Mark(day, Seen.LATE, off=1),
        Mark(day, Seen.LEFT_EARLY),
        Mark(day, Seen.LATE, off=48, minutes=120),
        Mark(day, Seen.LATE, off=50, minutes=90),
        Mark(day, Seen.EXCUSED),
        Mark(day, Seen.UNEXCUSED),
        Mark(day, Seen.EXCUSED, reason=Reason.CLIENT_DOWN),
        Mark(day, Seen.UNEXCUSED, reason=Reason.MEDICAL),
        Mark(day, Seen.SUBSTITUTE),
        Mark(day, Seen.SUBSTITUTE),
        Mark(day, Seen.ON_LEAVE),
    ]
    assert sentences(policy, record) == [
        "Present.",
        "Late by 12 minutes: counts half.",
        "Late by 1 minute: does not count.",
        "Left early: counts half.",
        "Late by 48 minutes: counts half.",
        "There for 40 of 90 minutes, too short to count as there: counts as a miss.",
        "Told us: counts as a miss.",
        "No word: counts as a miss.",
        "Told us, a client was down: counts 0.3 of a miss.",
        "No word, for medical reasons: does not count.",
        "An alternate came: does not count.",
        "An alternate came, one more than the rule allows: counts as a miss.",
        "On leave: does not count.",
    ]
    assert [weight_words(Decimal(one)) for one in ("0.25", "1.5", "2", "0.50")] == [
        "counts a quarter", "counts as 1.5 misses", "counts as 2 misses", "counts half",
    ]  # fmt: skip


def test_grace_and_leave_forgive_what_is_missed_in_them() -> None:
    seat = SeatFacts(date(2026, 2, 1), [Leave(date(2026, 4, 10), date(2026, 5, 10))])
    policy = replace(LATE_IS_HALF, grace_days=30)
    assert sentences(policy, monthly("UELULU"), seat) == [
        "Told us, still new in the group: does not count.",
        "Late by 12 minutes: counts half.",
        "No word, on leave: does not count.",
        "Late by 12 minutes, on leave: does not count.",
        "No word: counts as a miss.",
    ]
    told = standing([policy], seat, monthly("UELULU"), on=date(2026, 12, 31))
    assert (told.misses, told.counted, told.attended) == (Decimal("1.5"), 3, 2)


def test_leave_can_be_medical_only_and_as_long_as_the_rule_says() -> None:
    policy = replace(OURS, leave_medical_only=True, leave_days=56)
    record = monthly("UUUU")  # January 10, 56 days on is March 7
    first = date(2026, 1, 10)
    on = date(2026, 12, 31)
    assert state_of([policy], SeatFacts(None, [Leave(first)]), record, on=on).misses == 4
    assert state_of([policy], SeatFacts(None, [Leave(first, medical=True)]), record, on=on).misses == 2
    assert state_of([policy], SeatFacts(None, [Leave(first, date(2026, 1, 31), True)]), record, on=on).misses == 3
    assert state_of([OURS], SeatFacts(None, [Leave(first, date.max)]), record, on=on).misses == 0


def test_in_person_has_its_own_steps() -> None:
    record = [*monthly("UPP"), *monthly("...U", in_person=True)]
    one = standing([OURS], SEAT, record, on=date(2026, 6, 1))
    assert (one.state, one.misses, one.in_person, one.by) == (State.CALL, 2, 1, Counts.ALL)
    two = standing([OURS], SEAT, [*record[1:], *monthly("....E", in_person=True)], on=date(2026, 6, 1))
    assert (two.state, two.misses, two.in_person, two.by) == (State.TALK, 2, 2, Counts.IN_PERSON)


def test_coming_back_ends_a_row_and_leave_does_not() -> None:
    policy = Policy(ladder=(Step(Decimal(2), State.CALL, Counts.IN_A_ROW),))
    on = date(2026, 12, 31)
    assert standing([policy], SEAT, monthly("PUOU"), on=on).by is Counts.IN_A_ROW
    assert state_of([policy], SEAT, monthly("UPU"), on=on).state is State.GOOD
    assert state_of([policy], SEAT, monthly("UUP"), on=on).state is State.GOOD
    assert state_of([policy], SEAT, monthly("USU"), on=on).state is State.GOOD


@pytest.mark.parametrize(
    ("day", "months", "leaves"),
    [
        (date(2026, 5, 14), 12, date(2027, 5, 14)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 29), 6, date(2027, 2, 28)),
        (date(2026, 9, 1), 6, date(2027, 3, 1)),
    ],
)
def test_a_rolling_window_holds_a_miss_until_the_same_day(day: date, months: int, leaves: date) -> None:
    policy = Policy(months=months)
    record = [Mark(day, Seen.UNEXCUSED)]
    assert state_of([policy], SEAT, record, on=leaves - timedelta(days=1)).misses == 1
    assert state_of([policy], SEAT, record, on=leaves).misses == 0


def test_a_calendar_window_begins_anew() -> None:
    halves = Policy(window=Window.HALF_YEAR, starts_month=7)
    record = monthly("UUUUUUUUUUUU")
    assert state_of([halves], SEAT, record, on=date(2026, 6, 30)).misses == 6
    assert state_of([halves], SEAT, record, on=date(2026, 7, 1)).misses == 0
    year = replace(halves, window=Window.YEAR)
    assert state_of([year], SEAT, record, on=date(2026, 12, 31)).misses == 6
    assert state_of([year], SEAT, record, on=date(2027, 6, 30)).misses == 6
    assert state_of([year], SEAT, record, on=date(2027, 7, 1)).misses == 0


def test_a_catch_up_makes_up_for_the_meeting_it_names_and_in_time() -> None:
    policy = replace(OURS, catch_up_days=14)
    record = monthly("UUU")
    on = date(2026, 4, 1)
    good = [CatchUp(1, date(2025, 12, 27)), CatchUp(2, date(2026, 2, 24))]
    told = standing([policy], SEAT, record, good, on=on)
    assert (told.misses, told.attended, told.at_home, told.counted) == (1, 2, 0, 3)
    assert told.why[0].sentence == "Missed and made up: does not count."
    late = [CatchUp(1, date(2025, 12, 26)), CatchUp(2, date(2026, 2, 25)), CatchUp(9, date(2026, 3, 10))]
    assert state_of([policy], SEAT, record, late, on=on).misses == 3
    assert state_of([OURS], SEAT, record, good, on=on).misses == 3, "off unless the group says so"
    assert state_of([policy], SEAT, record, good, on=date(2026, 2, 23)).misses == 1, "it counts from its day on"


def test_a_catch_up_does_not_mend_lateness() -> None:
    policy = replace(LATE_IS_HALF, catch_up_days=14)
    told = standing([policy], SEAT, monthly("L"), [CatchUp(1, date(2026, 1, 11))], on=date(2026, 4, 1))
    assert (told.misses, told.at_home) == (HALF, 1)


def test_a_meeting_is_judged_by_the_version_of_its_own_day() -> None:
    strict = replace(OURS, late_after=0, late_weight=Decimal(1))
    versions = [replace(strict, effective_on=date(2026, 3, 1)), replace(OURS, effective_on=date(2026, 1, 15))]
    told = standing(versions, SEAT, monthly("LLLL"), on=date(2026, 4, 30))
    assert [row.mark.starts.month for row in told.why] == [2, 3, 4], "before the first version there is no rule"
    assert [row.weight for row in told.why] == [0, 1, 1]
    assert told.state is State.CALL
    before = standing(versions, SEAT, monthly("LLLL"), on=date(2026, 1, 14))
    assert (before.state, before.why) == (State.GOOD, ())
    assert standing([], SEAT, monthly("U"), on=date(2026, 4, 30)).state is State.GOOD


def test_what_was_never_seen_is_refused() -> None:
    with pytest.raises(ValueError, match="'absent' is not a valid Seen"):
        state_of([OURS], SEAT, [Mark(date(2026, 3, 1), "absent")], on=date(2026, 4, 1))  # type: ignore[arg-type]


def test_people_who_share_a_seat_count_once() -> None:
    day = date(2026, 3, 1)
    present, leave = Mark(day, Seen.PRESENT), Mark(day, Seen.ON_LEAVE)
    late, later = Mark(day, Seen.LATE, off=5), Mark(day, Seen.LEFT_EARLY, off=20)
    told, down = Mark(day, Seen.EXCUSED), Mark(day, Seen.EXCUSED, reason=Reason.CLIENT_DOWN)
    no_word = Mark(day, Seen.UNEXCUSED)
    assert best_of([no_word, present]) == present
    assert best_of([later, late]) == late
    assert best_of([told, Mark(day, Seen.SUBSTITUTE)]).seen == Seen.SUBSTITUTE
    assert best_of([no_word, told]) == told
    assert best_of([told, down]) == down
    assert best_of([leave, no_word]) == no_word, "who is on leave does not excuse the other"
    assert best_of([leave, leave]) == leave
    with pytest.raises(ValueError, match="nobody was seen"):
        best_of([])


# -- against a recount that knows nothing of the engine --------------------------------------------------------------


@dataclass
class Told:
    """One meeting as the recount reads it."""

    mark: Mark
    weight: Decimal
    there: bool
    made_up: bool = False
    kind: str = ""
    """sub (a substitute within the cap) or absent (missed, and it counts); '' if neither."""


def naive(
    versions: Sequence[Policy], seat: SeatFacts, record: Sequence[Mark], made: Sequence[CatchUp], on: date
) -> tuple[Brief, int, int, int]:
    """The rule read out from the top, with dateutil's months, in decimals: the brief, counted, attended, at home."""
    ordered = sorted(versions, key=lambda one: one.effective_on)
    if on < ordered[0].effective_on:
        return Brief(State.GOOD, Decimal(0), Decimal(0)), 0, 0, 0
    rule = [one for one in ordered if one.effective_on <= on][-1]
    told: list[Told] = []
    for mark in sorted(record, key=lambda one: one.starts):
        its = [one for one in ordered if one.effective_on <= mark.starts][-1:]
        if its and mark.starts <= on and mark.starts >= (seat.seated_on or date.min) and held(rule, mark.starts, on):
            told.append(weigh(its[0], mark, seat, [one.day for one in made if one.meeting == mark.meeting], on, told))
    came, home = sum(one.there for one in told), sum(one.there and not one.made_up for one in told)
    missed = sum(one.weight > 0 and not one.there for one in told)
    sums = {
        Counts.ALL: sum((one.weight for one in told), Decimal(0)),
        Counts.IN_PERSON: sum((one.weight for one in told if one.mark.in_person), Decimal(0)),
        Counts.IN_A_ROW: Decimal(run_of(told)),
    }
    acts = [State.GOOD, *(step.act for step in rule.ladder if sums[step.counts] >= step.at)]
    for least, reached in ((rule.least_share, came), (rule.least_home_share, home)):
        if least and missed >= rule.share_after and Fraction(reached, came + missed) < Fraction(least, 100):
            acts.append(State.TALK)
    worst = max(acts, key=["good", "call", "talk"].index)
    return Brief(worst, sums[Counts.ALL], sums[Counts.IN_PERSON]), came + missed, came, home


def held(rule: Policy, day: date, on: date) -> bool:
    if rule.window is Window.ROLLING:
        return day + relativedelta(months=rule.months) > on
    size = 6 if rule.window is Window.HALF_YEAR else 12
    periods = [(one.year * 12 + one.month - rule.starts_month) // size for one in (day, on)]
    return periods[0] == periods[1]


def run_of(told: Sequence[Told]) -> int:
    last = [one.there for one in told if one.there or one.weight > 0]
    return len(last) - 1 - max([-1, *(number for number, there in enumerate(last) if there)])


def forgiven(rule: Policy, mark: Mark, seat: SeatFacts) -> bool:
    for leave in seat.leaves:
        days_in = (mark.starts - leave.first).days
        if days_in < 0 or (leave.last is not None and mark.starts > leave.last):
            continue
        if (leave.medical or not rule.leave_medical_only) and (rule.leave_days is None or days_in < rule.leave_days):
            return True
    if seat.seated_on is not None and (mark.starts - seat.seated_on).days < rule.grace_days:
        return True
    return mark.reason == "medical" and not rule.medical_counts


def partly(rule: Policy, mark: Mark) -> Told:
    late = mark.seen == "late"
    weight, after = (rule.late_weight, rule.late_after) if late else (rule.early_weight, rule.early_after)
    if mark.off is None:
        return Told(mark, weight, True)
    if (
        mark.minutes
        and rule.presence
        and Fraction(mark.minutes - mark.off, mark.minutes) < Fraction(rule.presence, 100)
    ):
        return Told(mark, max(weight, rule.excused_weight), False, kind="absent")
    return Told(mark, Decimal(0) if mark.off <= after else weight, True)


def stood_in(rule: Policy, mark: Mark, before: Sequence[Told]) -> Told:
    cap = 999 if rule.substitutes is None else rule.substitutes
    if rule.substitutes_with_absence is not None and any(one.kind == "absent" for one in before):
        cap = min(cap, rule.substitutes_with_absence)
    if sum(one.kind == "sub" for one in before) >= cap:
        return Told(mark, max(rule.excused_weight, rule.substitute_weight), False)
    return Told(mark, rule.substitute_weight, rule.substitute_weight < 1, kind="sub")


def weigh(rule: Policy, mark: Mark, seat: SeatFacts, made: Sequence[date], on: date, before: Sequence[Told]) -> Told:
    told = {
        Seen.PRESENT: lambda: Told(mark, Decimal(0), True),
        Seen.LATE: lambda: partly(rule, mark),
        Seen.LEFT_EARLY: lambda: partly(rule, mark),
        Seen.SUBSTITUTE: lambda: stood_in(rule, mark, before),
        Seen.EXCUSED: lambda: Told(mark, rule.excused_weight, False, kind="absent"),
        Seen.UNEXCUSED: lambda: Told(mark, rule.unexcused_weight, False, kind="absent"),
        Seen.ON_LEAVE: lambda: Told(mark, Decimal(0), False),
    }[mark.seen]()
    within = -1 if rule.catch_up_days is None else rule.catch_up_days
    if not told.there and any(day <= on and abs(day - mark.starts).days <= within for day in made):
        return Told(mark, Decimal(0), True, made_up=True)
    if forgiven(rule, mark, seat):
        return Told(mark, Decimal(0), told.there)
    if mark.reason == "client_down" and rule.client_down_weight is not None:
        told.weight = min(told.weight, rule.client_down_weight)
    if told.kind == "absent" and not told.weight:
        told.kind = ""
    return told


@given(VERSIONS, SEATS, records(), ANYWHEN, st.data())
def test_the_engine_counts_as_a_recount_does(
    versions: list[Policy], seat: SeatFacts, record: list[Mark], on: date, data: st.DataObject
) -> None:
    made = data.draw(made_up(record))
    told = standing(versions, seat, record, made, on=on)
    brief = Brief(told.state, told.misses, told.in_person)
    assert (brief, told.counted, told.attended, told.at_home) == naive(versions, seat, record, made, on)
    assert sum((row.weight for row in told.why), Decimal(0)) == told.misses
    assert sum(row.counted for row in told.why) == told.counted
    assert (told.by is None) == (told.state is State.GOOD)


@given(VERSIONS, SEATS, records(), ANYWHEN, st.data())
def test_the_short_way_says_the_same(
    versions: list[Policy], seat: SeatFacts, record: list[Mark], on: date, data: st.DataObject
) -> None:
    made = data.draw(made_up(record))
    told = standing(versions, seat, record, made, on=on)
    rows = [(*mark[:1], str(mark.seen), *mark[2:4], str(mark.reason), *mark[5:]) for mark in record]
    short = state_of(Rules(versions), seat, rows, made, on=on)  # type: ignore[arg-type]
    assert short == Brief(told.state, told.misses, told.in_person)


# -- what no rule may do ---------------------------------------------------------------------------------------------


@given(VERSIONS, SEATS, records(), ANYWHEN, st.data())
def test_missing_a_meeting_never_improves_a_standing(
    versions: list[Policy], seat: SeatFacts, record: list[Mark], on: date, data: st.DataObject
) -> None:
    made = data.draw(made_up(record))
    there = data.draw(st.builds(Mark, ANYWHEN, st.just(Seen.PRESENT), st.booleans(), meeting=st.just("new")))
    missed = there._replace(seen=data.draw(st.sampled_from([Seen.EXCUSED, Seen.UNEXCUSED])))
    came = state_of(versions, seat, [*record, there], made, on=on)
    stayed = state_of(versions, seat, [*record, missed], made, on=on)
    assert stayed.state.rank >= came.state.rank
    assert stayed.misses >= came.misses
    assert stayed.in_person >= came.in_person


@given(VERSIONS, SEATS, records(), ANYWHEN, LEAVES, st.data())
def test_leave_never_worsens_a_standing(
    versions: list[Policy], seat: SeatFacts, record: list[Mark], on: date, leave: Leave, data: st.DataObject
) -> None:
    made = data.draw(made_up(record))
    without = state_of(versions, seat, record, made, on=on)
    away = state_of(versions, replace(seat, leaves=[*seat.leaves, leave]), record, made, on=on)
    assert away.state.rank <= without.state.rank
    assert away.misses <= without.misses


@given(VERSIONS, policies(), SEATS, records(), ANYWHEN, ANYWHEN, st.data())
def test_a_new_version_is_never_retroactive(
    versions: list[Policy], new: Policy, seat: SeatFacts, record: list[Mark], on: date, from_day: date,
    data: st.DataObject,
) -> None:  # fmt: skip
    versions = [replace(one, effective_on=min(one.effective_on, from_day)) for one in versions]
    made = data.draw(made_up(record))
    amended = [*versions, replace(new, effective_on=from_day)]
    before = from_day - timedelta(days=1)
    assert standing(amended, seat, record, made, on=before) == standing(versions, seat, record, made, on=before)
    # Substitutes aside, whose cap looks at the window of the day asked about, every weight stays what it was.
    plain = [mark for mark in record if mark.seen is not Seen.SUBSTITUTE]
    old = {row.mark: row for row in standing(versions, seat, plain, made, on=on).why}
    for row in standing(amended, seat, plain, made, on=on).why:
        if row.mark.starts < from_day and row.mark in old:
            assert row == old[row.mark]
