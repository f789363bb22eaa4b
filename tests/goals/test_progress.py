from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.progress import Pace, Rhythm, elapsed, fraction, pace, rhythm, suggested_status
from goals.rhythm import Turn

BEGINS, ENDS = date(2026, 1, 1), date(2026, 4, 11)  # 100 days


def day(n: int) -> date:
    return BEGINS + timedelta(days=n)


@pytest.mark.parametrize(
    ("start", "target", "value", "made"),
    [
        (44, 52, 48, "0.5"),
        (48, 35, 35, "1"),
        (48, 35, 61, "-1"),
        (0, 10, 15, "1.5"),
        (-10, 10, 0, "0.5"),
        (5, 5, 5, None),
    ],
)
def test_fraction(start: int, target: int, value: int, made: str | None) -> None:
    assert fraction(Decimal(start), Decimal(target), Decimal(value)) == (None if made is None else Decimal(made))


@pytest.mark.parametrize(("n", "share"), [(-5, "0"), (0, "0"), (25, "0.25"), (100, "1"), (120, "1")])
def test_elapsed(n: int, share: str) -> None:
    assert elapsed(BEGINS, ENDS, day(n)) == Decimal(share)


def test_a_span_without_days_is_over() -> None:
    assert elapsed(BEGINS, BEGINS, BEGINS) == 1


def test_pace_up_and_down() -> None:
    up = pace(start=Decimal(40), target=Decimal(60), value=Decimal(48), begins=BEGINS, ends=ENDS, today=day(50))
    assert up == Pace(Decimal("0.4"), Decimal("0.5"), Decimal(50), Decimal(-2))
    down = pace(start=Decimal(60), target=Decimal(40), value=Decimal(48), begins=BEGINS, ends=ENDS, today=day(50))
    assert down == Pace(Decimal("0.6"), Decimal("0.5"), Decimal(50), Decimal(2))
    assert pace(start=Decimal(1), target=Decimal(1), value=Decimal(1), begins=BEGINS, ends=ENDS, today=day(1)) is None


@pytest.mark.parametrize(
    ("check_ins", "today", "status"),
    [
        ([], 10, "on_track"),
        ([], 29, "no_news"),
        ([(40, 40)], 60, "on_track"),
        ([(40, 30)], 50, "at_risk"),
        ([(40, 4)], 50, "stuck"),
        ([(10, 20), (20, 20), (34, 20)], 34, "stuck"),
        ([(10, 10), (30, 20), (34, 20)], 34, "at_risk"),
        ([(10, 25), (20, 25), (34, 25)], 34, "on_track"),
        ([(40, 40)], 69, "no_news"),
        ([(40, 105)], 99, "done"),
        ([(40, 100)], 41, "done"),
        ([(98, 88)], 105, "at_risk"),
        ([(98, 50)], 105, "stuck"),
        ([(10, -20)], 12, "at_risk"),
    ],
    ids=[
        "just begun",
        "never a word",
        "at the pace",
        "a fifth behind",
        "far behind",
        "behind and still",
        "behind and moving",
        "still, but at the pace",
        "silent for two rounds",
        "past the target, however long ago",
        "reached",
        "due, nearly there",
        "due, half way",
        "went back",
    ],
)
def test_suggested_status(check_ins: list[tuple[int, int]], today: int, status: str) -> None:
    found = suggested_status(
        [(day(n), Decimal(value)) for n, value in check_ins],
        start=Decimal(0),
        target=Decimal(100),
        begins=BEGINS,
        ends=ENDS,
        today=day(today),
    )
    assert found == status


def test_a_slower_rhythm_is_not_silence() -> None:
    kept = [(day(40), Decimal(65))]
    span = {"start": Decimal(0), "target": Decimal(100), "begins": BEGINS, "ends": ENDS, "today": day(69)}
    assert suggested_status(kept, **span) == "no_news"  # type: ignore[arg-type]
    assert suggested_status(kept, **span, every_days=28) == "on_track"  # type: ignore[arg-type]


def test_no_way_to_go_no_suggestion() -> None:
    same = Decimal(5)
    assert suggested_status([], start=same, target=same, begins=BEGINS, ends=ENDS, today=day(1)) is None


@given(
    st.lists(st.tuples(st.integers(0, 150), st.integers(-200, 200)), max_size=20),
    st.integers(-200, 200),
    st.integers(-200, 200),
    st.integers(0, 200),
)
def test_any_history_gets_one_of_the_words(history: list[tuple[int, int]], start: int, target: int, today: int) -> None:
    found = suggested_status(
        [(day(n), Decimal(value)) for n, value in sorted(history)],
        start=Decimal(start),
        target=Decimal(target),
        begins=BEGINS,
        ends=ENDS,
        today=day(today),
    )
    assert found in ({None} if start == target else {"on_track", "at_risk", "stuck", "no_news", "done"})


def history(kept: list[int], missed: list[int]) -> list[Turn]:
    return sorted([Turn(day(n), kept=True) for n in kept] + [Turn(day(n), kept=False) for n in missed])


@pytest.mark.parametrize(
    ("kept", "missed", "today", "found"),
    [
        ([0, 14, 28, 42, 56], [], 60, Rhythm(5, 5)),
        ([0, 14, 28, 56], [42], 60, Rhythm(4, 5)),
        ([0, 28, 42, 56, 70], [14], 71, Rhythm(4, 5)),
        ([0, 14, 28, 42, 56], [70], 70, Rhythm(5, 5)),
        ([0], [14], 10, Rhythm(1, 1)),
        ([10], [], 5, Rhythm(1, 1)),
        ([], [0, 14], 60, Rhythm(0, 2)),
        ([], [], 60, Rhythm(0, 0)),
    ],
    ids=["all", "one missed", "only the last five", "today is not over", "to come", "early", "none", "never asked"],
)
def test_rhythm(kept: list[int], missed: list[int], today: int, found: Rhythm) -> None:
    assert rhythm(history(kept, missed), today=day(today)) == found


def test_a_day_away_is_excused_and_counts_when_it_was_kept() -> None:
    turns = history([0, 42], [14, 28])
    assert rhythm(turns, today=day(60)) == Rhythm(2, 4)
    assert rhythm(turns, today=day(60), away=[(day(10), day(14))]) == Rhythm(2, 3)
    assert rhythm(turns, today=day(60), away=[(day(0), day(60))]) == Rhythm(2, 2)


def test_rhythm_in_words_and_a_zero_is_not_said() -> None:
    assert Rhythm(4, 5).words == "4 of the last 5"
    assert Rhythm(1, 1).words == ""
    assert Rhythm(0, 5).words == ""


@given(st.sets(st.integers(0, 100)), st.sets(st.integers(0, 100)), st.integers(0, 100), st.integers(1, 8))
def test_rhythm_never_counts_more_than_was_given_or_asked(
    kept: set[int], missed: set[int], today: int, last: int
) -> None:
    found = rhythm(history(sorted(kept), sorted(missed - kept)), today=day(today), last=last)
    assert 0 <= found.kept <= found.asked <= last
    assert found.kept <= len(kept)
