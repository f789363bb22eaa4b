"""Records, seats and policies for tests of the attendance policy: short ways to write them, and any at random."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from meetings.forecast import ComingMeeting
from meetings.policy import Counts, Policy, Reason, Seen, State, Step, Window
from meetings.standing import CatchUp, Leave, Mark, SeatFacts

FIRST = date(2025, 1, 10)
ANYWHEN = st.integers(0, 900).map(lambda days: FIRST + timedelta(days=days))
WEIGHTS = st.sampled_from([Decimal(0), Decimal("0.25"), Decimal("0.5"), Decimal(1)])
PERCENT = st.none() | st.sampled_from([30, 50, 75])


def monthly(marks: str, *, year: int = 2026, month: int = 1, in_person: bool = False) -> list[Mark]:
    """A meeting on the 10th of each month, a letter each: P present, L late by 12, E told us, U no word, S alternate,
    O on leave; "." is a month without a meeting. They are named 1, 2, 3 …
    """
    seen = {
        "P": Seen.PRESENT, "L": Seen.LATE, "E": Seen.EXCUSED, "U": Seen.UNEXCUSED, "S": Seen.SUBSTITUTE,
        "O": Seen.ON_LEAVE,
    }  # fmt: skip
    told = []
    for number, letter in enumerate(marks):
        if letter != ".":
            months = year * 12 + month - 1 + number
            day = date(months // 12, months % 12 + 1, 10)
            told.append(Mark(day, seen[letter], in_person, 12 if letter == "L" else None, "", 90, number + 1))
    return told


def weekly(marks: str, first: date) -> list[Mark]:
    """The same once a week from `first` on."""
    return [
        mark._replace(starts=first + timedelta(weeks=number)) for number, mark in enumerate(monthly(marks, year=2000))
    ]


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Any policy."""
    steps = st.builds(
        Step,
        st.sampled_from([Decimal(1), Decimal(2), Decimal(3), Decimal(4)]),
        st.sampled_from([State.CALL, State.TALK]),
        st.sampled_from([Counts.ALL, Counts.ALL, Counts.IN_PERSON, Counts.IN_A_ROW]),
    )
    return Policy(
        effective_on=draw(st.just(date.min) | ANYWHEN),
        window=draw(st.sampled_from(Window)),
        months=draw(st.sampled_from([1, 6, 12, 24])),
        starts_month=draw(st.integers(1, 12)),
        late_after=draw(st.sampled_from([0, 10])),
        late_weight=draw(WEIGHTS),
        early_after=draw(st.sampled_from([0, 10])),
        early_weight=draw(WEIGHTS),
        presence=draw(st.none() | st.just(60)),
        substitute_weight=draw(WEIGHTS),
        substitutes=draw(st.none() | st.integers(0, 3)),
        substitutes_with_absence=draw(st.none() | st.integers(0, 2)),
        excused_weight=draw(WEIGHTS),
        unexcused_weight=draw(st.sampled_from([Decimal(1), Decimal("1.5")])),
        client_down_weight=draw(st.none() | WEIGHTS),
        medical_counts=draw(st.booleans()),
        leave_medical_only=draw(st.booleans()),
        leave_days=draw(st.none() | st.sampled_from([20, 56])),
        grace_days=draw(st.sampled_from([0, 60])),
        catch_up_days=draw(st.none() | st.sampled_from([0, 14])),
        least_share=draw(PERCENT),
        least_home_share=draw(PERCENT),
        share_after=draw(st.integers(1, 3)),
        ladder=tuple(draw(st.lists(steps, max_size=4))),
    )


VERSIONS = st.lists(policies(), min_size=1, max_size=3)
LEAVES = st.builds(
    lambda first, days, medical: Leave(first, None if days is None else first + timedelta(days=days), medical),
    ANYWHEN, st.none() | st.integers(0, 120), st.booleans(),
)  # fmt: skip
SEATS = st.builds(SeatFacts, st.none() | ANYWHEN, st.lists(LEAVES, max_size=2))


@st.composite
def records(draw: st.DrawFn) -> list[Mark]:
    """Any record; its meetings are named by numbers."""
    seen = st.sampled_from([*Seen, Seen.PRESENT, Seen.PRESENT, Seen.UNEXCUSED, Seen.EXCUSED])
    minutes = st.none() | st.sampled_from([3, 12, 60])
    marks = st.builds(
        Mark, ANYWHEN, seen, st.booleans(), minutes, st.sampled_from(Reason), st.sampled_from([0, 90, 240])
    )
    return [mark._replace(meeting=number) for number, mark in enumerate(draw(st.lists(marks, max_size=16)))]


def made_up(record: Sequence[Mark]) -> st.SearchStrategy[list[CatchUp]]:
    """Catch-ups for some of the meetings of a record."""
    if not record:
        return st.just([])
    near = st.builds(
        lambda mark, days: CatchUp(mark.meeting, mark.starts + timedelta(days=days)),
        st.sampled_from(record), st.integers(-16, 16),
    )  # fmt: skip
    return st.lists(near, max_size=4)


COMING = st.lists(st.builds(ComingMeeting, ANYWHEN, st.booleans()), max_size=5)
