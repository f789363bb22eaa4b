from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.chart import Chart, Point, line_chart, sparkline, step_chart

BEGINS, ENDS, TODAY = date(2026, 8, 20), date(2027, 6, 30), date(2026, 11, 22)


def points(*values: int | str, status: str = "on_track", every: int = 14) -> list[Point]:
    return [Point(BEGINS + timedelta(days=12 + every * i), Decimal(v), status) for i, v in enumerate(values)]


def chart_of(given_points: list[Point], start: int | None = 44, target: int | None = 52) -> Chart:
    return line_chart(
        given_points,
        start=None if start is None else Decimal(start),
        target=None if target is None else Decimal(target),
        begins=BEGINS,
        ends=ENDS,
        today=TODAY,
        unit="%",
        name="Gross margin",
    )


def pairs(line: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in line.split())]


def test_a_goal_half_a_year_in() -> None:
    chart = chart_of(points(44, 45, "46.5", 47))
    assert (chart.width, chart.height) == (640, 220)
    assert chart.title == "Gross margin from 44 % to 52 %"
    assert chart.desc == (
        "4 check-ins; the latest, on October 13, is 47 % and on track. A steady pace would be at 46.4 % today."
    )
    assert chart.pace == "52,194 626,12"
    assert chart.line == "73.9,194 99.5,171.2 125.1,137.1 150.7,125.8"
    assert chart.marks[-1] == {"x": 150.7, "y": 125.8, "status": "on_track", "label": "October 13: 47 %, on track"}
    assert [tick["label"] for tick in chart.y_ticks] == ["44 %", "46 %", "48 %", "50 %", "52 %"]
    assert [tick["label"] for tick in chart.x_ticks] == ["Sep", "Nov", "Jan 2027", "Mar", "May"]
    assert chart.rows[2] == (date(2026, 9, 29), "46.5 %", "on track")


def test_the_pace_line_falls_where_the_goal_does() -> None:
    (_, first), (_, last) = pairs(chart_of([], 48, 35).pace)
    assert first < last


def test_without_check_ins_there_is_the_way_and_a_word() -> None:
    chart = chart_of([])
    assert (chart.line, chart.marks, chart.rows) == ("", [], [])
    assert chart.pace
    assert chart.desc == "No check-ins yet."


def test_one_check_in_is_a_mark_and_no_line() -> None:
    chart = chart_of(points(45))
    assert chart.line == ""
    assert len(chart.marks) == len(chart.rows) == 1
    assert chart.desc.startswith("One check-in; the latest, on September 1, is 45 %")


def test_without_start_target_or_end_there_is_no_pace() -> None:
    assert chart_of(points(44, 45), start=None).pace == ""
    chart = line_chart(points(1, 2), start=None, target=None, begins=BEGINS, ends=None, today=TODAY)
    assert (chart.pace, chart.title) == ("", "Progress")
    assert chart.desc.endswith("is 2 and on track.")


def test_equal_values_lie_on_one_level() -> None:
    chart = chart_of(points(5, 5, 5), 5, 5)
    assert len({y for _, y in pairs(chart.line)}) == 1
    assert len(chart.y_ticks) >= 3


def test_three_hundred_check_ins() -> None:
    many = [Point(BEGINS + timedelta(days=i), Decimal(44) + i % 9, "on_track") for i in range(300)]
    chart = chart_of(many)
    assert len(chart.rows) == len(pairs(chart.line)) == 300
    assert len(chart.marks) < 100
    assert chart.marks[-1]["x"] == pairs(chart.line)[-1][0]
    gaps = [b["x"] - a["x"] for a, b in zip(chart.marks, chart.marks[1:], strict=False)]
    assert min(gaps) >= 6.9


def test_a_change_of_status_is_marked_however_narrow() -> None:
    many = points(*range(44, 54), every=1)
    many[4] = many[4]._replace(status="stuck")
    assert "stuck" in [mark["status"] for mark in chart_of(many).marks]


def test_check_ins_before_and_after_the_goals_days_widen_the_chart() -> None:
    early, late = Point(date(2026, 7, 1), Decimal(43), "stuck"), Point(date(2027, 8, 1), Decimal(60), "on_track")
    chart = chart_of([late, early])
    assert pairs(chart.line)[0][0] == 52
    assert pairs(chart.line)[1][0] == 626
    assert 52 < pairs(chart.pace)[0][0] < pairs(chart.pace)[1][0] < 626


def test_days_of_another_year_say_so_and_the_order_is_the_programs() -> None:
    chart = line_chart(
        [Point(date(2025, 12, 31), Decimal(1), "at_risk")],
        start=Decimal(0),
        target=Decimal(9),
        begins=date(2025, 12, 20),
        ends=date(2026, 1, 20),
        today=date(2026, 1, 5),
        order="dmy",
    )
    assert chart.marks[0]["label"] == "31 December 2025: 1, at risk"
    assert chart.x_ticks[0]["label"] == "20 Dec"


@pytest.mark.parametrize(("days", "most"), [(0, 2), (3, 5), (20, 5), (100, 6), (800, 6), (8000, 6)])
def test_the_axis_has_few_days_in_order(days: int, most: int) -> None:
    chart = line_chart(
        [], start=Decimal(0), target=Decimal(1), begins=BEGINS, ends=BEGINS + timedelta(days=days), today=BEGINS
    )
    xs = [tick["x"] for tick in chart.x_ticks]
    assert 2 <= len(xs) <= most
    assert xs == sorted(set(xs))


POINTS = st.builds(
    Point,
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.decimals(-(10**13), 10**13, places=2),
    st.sampled_from(["on_track", "at_risk", "stuck"]),
)
VALUES = st.one_of(st.none(), st.decimals(-(10**13), 10**13, places=2))


@given(st.lists(POINTS, max_size=40), VALUES, VALUES, st.dates(date(2024, 1, 1), date(2028, 1, 1)))
def test_everything_lies_on_the_canvas(
    some: list[Point], start: Decimal | None, target: Decimal | None, ends: date
) -> None:
    chart = line_chart(some, start=start, target=target, begins=date(2023, 5, 5), ends=ends, today=TODAY)
    spots = [*pairs(chart.line), *pairs(chart.pace), *((mark["x"], mark["y"]) for mark in chart.marks)]
    spots += [(100, tick["y"]) for tick in chart.y_ticks] + [(tick["x"], 100) for tick in chart.x_ticks]
    assert all(0 <= x <= 640 and 0 <= y <= 220 for x, y in spots)
    assert len(chart.rows) == len(some)
    assert 3 <= len(chart.y_ticks) <= 7


@given(st.lists(POINTS, max_size=40))
def test_a_sparkline_lies_on_its_canvas(some: list[Point]) -> None:
    spark = sparkline(some)
    assert all(0 <= x <= 96 and 0 <= y <= 28 for x, y in pairs(spark.line))
    assert (spark.last is None) is (not some)


def test_sparklines() -> None:
    assert sparkline([]).title == "No check-ins yet."
    one = sparkline(points(44), unit="%")
    assert (one.line, one.title) == ("", "44 %, on track.")
    assert one.last
    assert (one.last["x"], one.last["y"]) == (47.5, 14.0)
    three = sparkline(points(44, 50, 47, status="at_risk"), unit="%")
    assert three.title == "44 % to 47 % in 3 check-ins, at risk."
    assert three.line == "3,24 47.5,4 92,14"


def test_meetings_are_ticks_a_sentence_and_rows_as_far_as_they_are_over() -> None:
    days = [BEGINS - timedelta(days=9), BEGINS + timedelta(days=13), BEGINS + timedelta(days=41)]
    chart = line_chart(
        points(44, 45), start=Decimal(44), target=Decimal(52), begins=BEGINS, ends=ENDS, today=TODAY, unit="%",
        meetings=[*days, days[-1], TODAY + timedelta(days=3)],
    )  # fmt: skip
    assert [tick["label"] for tick in chart.meetings] == ["September 2: the group met", "September 30: the group met"]
    assert 52 <= chart.meetings[0]["x"] < chart.meetings[1]["x"]
    assert chart.desc.endswith(" The group met 2 times since, last on September 30.")
    assert [row[2] for row in chart.rows] == ["on track", "the group met", "on track", "the group met"]


def test_without_a_meeting_nothing_is_said_of_one() -> None:
    assert "met" not in chart_of(points(44, 45)).desc
    assert chart_of(points(44, 45)).meetings == []


def steps_of(*days: int, total: int = 4, ends: date | None = ENDS) -> Chart:
    done = [(BEGINS + timedelta(days=day), f"Step {number}") for number, day in enumerate(days, start=1)]
    return step_chart(
        done, total, begins=BEGINS, ends=ends, today=TODAY, name="PSA migrated", meetings=[date(2026, 9, 17)]
    )


def test_milestones_are_steps_upward_and_the_line_goes_on_to_today() -> None:
    chart = steps_of(20, 60)
    line = pairs(chart.line)
    assert len(line) == 6, "from the first day, two corners a milestone, to today"
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(line)), "no slope"
    assert [y for _, y in line] == sorted((y for _, y in line), reverse=True)
    assert chart.title == "PSA migrated in 4 milestones"
    assert chart.desc == (
        "2 of 4 milestones done; the latest, on October 19: Step 2. A steady pace would be at 1.2 today."
        " The group met once since, last on September 17."
    )
    assert [mark["label"] for mark in chart.marks] == [
        "September 9: Step 1, 1 of 4 done", "October 19: Step 2, 2 of 4 done",
    ]  # fmt: skip
    assert (chart.heads, chart.rows) == (
        ("Date", "Done", "Milestone"),
        [
            (date(2026, 9, 9), "1 of 4", "Step 1"),
            (date(2026, 9, 17), "", "the group met"),
            (date(2026, 10, 19), "2 of 4", "Step 2"),
        ],
    )
    assert [tick["label"] for tick in chart.y_ticks] == ["0", "1", "2", "3", "4"]


def test_a_complete_goal_ends_with_its_last_step_and_two_of_a_day_are_two_steps() -> None:
    chart = steps_of(10, 10, total=2, ends=None)
    assert pairs(chart.line)[-1][1] == pairs(chart.line)[1][1] - 2 * (pairs(chart.line)[1][1] - pairs(chart.line)[2][1])
    assert chart.pace == ""
    assert "pace" not in chart.desc


@given(st.integers(1, 40), st.lists(st.integers(0, 400), max_size=40))
def test_steps_stay_in_their_frame(total: int, days: list[int]) -> None:
    chart = steps_of(*days[:total], total=total)
    assert all(0 <= x <= 640 and 0 <= y <= 220 for x, y in pairs(chart.line))
    assert len(chart.y_ticks) <= 7
