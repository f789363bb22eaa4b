"""The geometry of a goal's chart, drawn as SVG on the server: a value line, a pace line, marks, ticks, a table twin.

All coordinates are in SVG user units, y growing downward, rounded to a tenth.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor, log10
from typing import NamedTuple, TypedDict

from goals.glance import steps_words
from goals.progress import pace
from goals.wording import short, shown
from programs.wording import DateOrder, day_words

STATUS_WORDS = {"on_track": "on track", "at_risk": "at risk", "stuck": "stuck", "no_news": "no news", "done": "done"}

_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 14.0, 12.0, 26.0
_MARK_GAP = 7.0
_MOST_X_TICKS = 6


class Point(NamedTuple):
    """A check-in: its local day, its value, and its status code (on_track, at_risk, stuck)."""

    date: date
    value: Decimal
    status: str


class Mark(TypedDict):
    """A check-in on the chart; `label` reads "March 4: 47 %, at risk"."""

    x: float
    y: float
    status: str
    label: str


class XTick(TypedDict):
    """A day on the x axis."""

    x: float
    label: str


class YTick(TypedDict):
    """A value on the y axis."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws. `line` and `pace` are points of a polyline ("x,y x,y"), "" where there is none.

    `rows` is the table twin under `heads`: day, value with its unit, status in words, oldest first, every check-in and
    meeting; of a step chart the day, how many are done by then, and which milestone it was.
    `meetings` are the days on which the group met.
    """

    width: int
    height: int
    title: str
    desc: str
    line: str
    pace: str
    marks: list[Mark]
    x_ticks: list[XTick]
    y_ticks: list[YTick]
    meetings: list[XTick]
    rows: list[tuple[date, str, str]]
    heads: tuple[str, str, str] = ("Date", "Value", "Status")


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A value line without axes. `last` is the latest check-in, None without any."""

    width: int
    height: int
    title: str
    line: str
    last: Mark | None


@dataclass(frozen=True, slots=True)
class _Frame:
    """Maps days and values into a rectangle. Days and values that do not spread are put in its middle."""

    left: float
    right: float
    top: float
    bottom: float
    first: date
    last: date
    low: float
    high: float

    def x(self, day: date) -> float:
        span = (self.last - self.first).days
        share = (day - self.first).days / span if span else 0.5
        return round(self.left + share * (self.right - self.left), 1)

    def y(self, value: Decimal | float) -> float:
        span = self.high - self.low
        share = (float(value) - self.low) / span if span else 0.5
        return round(self.bottom - share * (self.bottom - self.top), 1)

    def polyline(self, points: Sequence[tuple[date, Decimal]]) -> str:
        return " ".join(f"{self.x(day):g},{self.y(value):g}" for day, value in points)


def line_chart(
    points: Sequence[Point],
    *,
    start: Decimal | None,
    target: Decimal | None,
    begins: date,
    ends: date | None,
    today: date,
    unit: str = "",
    name: str = "",
    order: DateOrder = "mdy",
    meetings: Sequence[date] = (),
    width: int = 640,
    height: int = 220,
) -> Chart:
    """A goal's way: check-ins from `begins` to `ends`, against the straight line from `start` to `target`.

    Without `start`, `target` or `ends` there is no pace line. `name` is the measure, for the title; `meetings` are days
    on which the group met, of which those up to `today` get a tick.
    """
    points = sorted(points, key=lambda point: point.date)
    last_day = max([ends or today, *(point.date for point in points), begins + timedelta(days=1)])
    first_day = min([begins, *(point.date for point in points)])
    values = [point.value for point in points] + [value for value in (start, target) if value is not None]
    scale = _nice_scale(values)
    frame = _Frame(
        _LEFT, width - _RIGHT, _TOP, height - _BOTTOM, first_day, last_day, float(scale[0]), float(scale[-1])
    )
    way: list[tuple[date, Decimal]] = []
    if start is not None and target is not None and ends is not None:
        way = [(begins, start), (ends, target)]
    met = sorted({day for day in meetings if first_day <= day <= min(last_day, today)})
    told = [(point.date, shown(point.value, unit), _status_words(point.status)) for point in points]
    return Chart(
        width=width,
        height=height,
        title=_title(name, start, target, unit),
        desc=_description(points, way, today, unit, order) + _met_words(met, order),
        line=frame.polyline([(point.date, point.value) for point in points]) if len(points) > 1 else "",
        pace=frame.polyline(way),
        marks=_marks([_mark(point, frame, today, unit, order) for point in points]),
        x_ticks=_x_ticks(frame, order),
        y_ticks=[{"y": frame.y(value), "label": short(value, unit)} for value in scale],
        meetings=[{"x": frame.x(day), "label": f"{day_words(day, order=order)}: the group met"} for day in met],
        rows=sorted([*told, *((day, "", "the group met") for day in met)], key=lambda row: row[0]),
    )


def step_chart(
    done: Sequence[tuple[date, str]],
    total: int,
    *,
    begins: date,
    ends: date | None,
    today: date,
    name: str = "",
    order: DateOrder = "mdy",
    meetings: Sequence[date] = (),
    width: int = 640,
    height: int = 220,
) -> Chart:
    """The way of a goal of `total` milestones: one step up on each day on which one was `done` (day, title).

    The line goes on to today, or ends with the last milestone. Without `ends` there is no pace line.
    """
    done = sorted(done, key=lambda one: one[0])
    reached = [begins, *(day for day, _ in done)]
    last_day = max([ends or today, *reached, begins + timedelta(days=1)])
    step = max(1, ceil(total / 5))
    top = step * ceil(total / step)
    frame = _Frame(_LEFT, width - _RIGHT, _TOP, height - _BOTTOM, min(reached), last_day, 0.0, float(top))
    corners: list[tuple[date, Decimal]] = [(begins, Decimal(0))]
    for count, (day, _) in enumerate(done):
        corners += [(day, Decimal(count)), (day, Decimal(count + 1))]
    if len(done) < total:
        corners.append((max(min(today, last_day), reached[-1]), Decimal(len(done))))
    way = [(begins, Decimal(0)), (ends, Decimal(total))] if ends else []
    met = sorted({day for day in meetings if min(reached) <= day <= min(last_day, today)})
    marks: list[Mark] = []
    for count, (day, title) in enumerate(done, start=1):
        label = f"{day_words(day, order=order, year=day.year != today.year)}: {title}, {steps_words(count, total)}"
        marks.append({"x": frame.x(day), "y": frame.y(Decimal(count)), "status": "done", "label": label})
    told = [(day, f"{count} of {total}", title) for count, (day, title) in enumerate(done, start=1)]
    return Chart(
        width=width,
        height=height,
        title=f"{name or 'Progress'} in {total} milestone{'' if total == 1 else 's'}",
        desc=_steps_description(done, total, way, today, order) + _met_words(met, order),
        line=frame.polyline(corners),
        pace=frame.polyline(way),
        marks=_marks(marks),
        x_ticks=_x_ticks(frame, order),
        y_ticks=[{"y": frame.y(Decimal(count)), "label": str(count)} for count in range(0, top + 1, step)],
        meetings=[{"x": frame.x(day), "label": f"{day_words(day, order=order)}: the group met"} for day in met],
        rows=sorted([*told, *((day, "", "the group met") for day in met)], key=lambda row: row[0]),
        heads=("Date", "Done", "Milestone"),
    )


def _steps_description(
    done: Sequence[tuple[date, str]], total: int, way: Sequence[tuple[date, Decimal]], today: date, order: DateOrder
) -> str:
    """A step chart in a sentence or two: how many are done, the latest, and where a steady pace would be."""
    words = f"{len(done)} of {total} milestones done."
    if done:
        day, title = done[-1]
        words = f"{words[:-1]}; the latest, on {day_words(day, order=order, year=day.year != today.year)}: {title}."
    if not way or len(done) >= total:
        return words
    (begins, start), (ends, target) = way
    now = pace(start=start, target=target, value=Decimal(len(done)), begins=begins, ends=ends, today=today)
    return f"{words} A steady pace would be at {shown(_rounded(now.expected))} today." if now else words


def _met_words(met: Sequence[date], order: DateOrder) -> str:
    """How often the group met meanwhile, as a sentence to add."""
    if not met:
        return ""
    times = "once" if len(met) == 1 else f"{len(met)} times"
    return f" The group met {times} since, last on {day_words(met[-1], order=order)}."


def sparkline(points: Sequence[Point], width: int = 96, height: int = 28, *, unit: str = "") -> Sparkline:
    """The check-ins as one small line, evenly padded. `title` says the same in words."""
    points = sorted(points, key=lambda point: point.date)
    if not points:
        return Sparkline(width, height, "No check-ins yet.", "", None)
    values = [float(point.value) for point in points]
    first, last = points[0], points[-1]
    frame = _Frame(3, width - 4, 4, height - 4, first.date, last.date, min(values), max(values))
    line = frame.polyline([(point.date, point.value) for point in points]) if len(points) > 1 else ""
    title = shown(last.value, unit)
    if len(points) > 1:
        title = f"{shown(first.value, unit)} to {title} in {len(points)} check-ins"
    mark = _mark(last, frame, last.date, unit, "mdy")
    return Sparkline(width, height, f"{title}, {_status_words(last.status)}.", line, mark)


def _status_words(status: str) -> str:
    return STATUS_WORDS.get(status, status.replace("_", " "))


def _mark(point: Point, frame: _Frame, today: date, unit: str, order: DateOrder) -> Mark:
    day = day_words(point.date, order=order, year=point.date.year != today.year)
    label = f"{day}: {shown(point.value, unit)}, {_status_words(point.status)}"
    return {"x": frame.x(point.date), "y": frame.y(point.value), "status": point.status, "label": label}


def _marks(marks: Sequence[Mark]) -> list[Mark]:
    """Those that have room. The latest is always there, and so is every change of status."""
    kept: list[Mark] = []
    for mark in reversed(marks):
        if not kept or kept[-1]["x"] - mark["x"] >= _MARK_GAP or kept[-1]["status"] != mark["status"]:
            kept.append(mark)
    return kept[::-1]


def _title(name: str, start: Decimal | None, target: Decimal | None, unit: str) -> str:
    way = ""
    if start is not None and target is not None:
        way = f" from {shown(start, unit)} to {shown(target, unit)}"
    elif target is not None:
        way = f" to {shown(target, unit)}"
    return f"{name or 'Progress'}{way}"


def _description(
    points: Sequence[Point], way: Sequence[tuple[date, Decimal]], today: date, unit: str, order: DateOrder
) -> str:
    """The chart in a sentence or two: how many check-ins, the latest, and where a steady pace would be."""
    if not points:
        return "No check-ins yet."
    last = points[-1]
    count = "One check-in" if len(points) == 1 else f"{len(points)} check-ins"
    day = day_words(last.date, order=order, year=last.date.year != today.year)
    words = f"{count}; the latest, on {day}, is {shown(last.value, unit)} and {_status_words(last.status)}."
    if not way:
        return words
    (begins, start), (ends, target) = way
    now = pace(start=start, target=target, value=last.value, begins=begins, ends=ends, today=today)
    return f"{words} A steady pace would be at {shown(_rounded(now.expected), unit)} today." if now else words


def _rounded(value: Decimal) -> Decimal:
    return round(value, 1) if abs(value) < 100 else round(value, 0)


def _nice_scale(values: Sequence[Decimal]) -> list[Decimal]:
    """Three to six round values (1, 2 or 5 times a power of ten apart) that enclose `values`."""
    low, high = (min(values), max(values)) if values else (Decimal(0), Decimal(1))
    if low == high:
        margin = abs(low) / 10 or Decimal(1)
        low, high = low - margin, high + margin
    raw = float(high - low) / 4
    power = Decimal(10) ** floor(log10(raw))
    step = next(power * nice for nice in (1, 2, 5, 10) if float(power * nice) >= raw * 0.999)
    first, last = floor(low / step), ceil(high / step)
    return [step * i for i in range(first, last + 1)]


def _x_ticks(frame: _Frame, order: DateOrder) -> list[XTick]:
    """Up to six firsts of months, evenly apart; a span too short for three of them gets up to five of its days."""
    days = _month_starts(frame.first, frame.last)
    if len(days) < 3:
        pattern = "{0.day} {0:%b}" if order == "dmy" else "{0:%b} {0.day}"
        return [{"x": frame.x(day), "label": pattern.format(day)} for day in _spread_days(frame.first, frame.last)]
    every = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if ceil(len(days) / n) <= _MOST_X_TICKS)
    days = [day for day in days if (day.year * 12 + day.month - 1) % every == 0]
    return [
        {"x": frame.x(day), "label": _month_label(before, day, by_year=every >= 12)}
        for before, day in pairwise([frame.first, *days])
    ]


def _month_label(before: date, day: date, *, by_year: bool) -> str:
    """The month, with its year where that changes on the axis: Nov, Jan 2027, Mar."""
    if by_year:
        return f"{day.year}"
    return f"{day:%b} {day.year}" if day.year != before.year else f"{day:%b}"


def _month_starts(first: date, last: date) -> list[date]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    starts = [date(month // 12, month % 12 + 1, 1) for month in months]
    return [day for day in starts if first <= day <= last]


def _spread_days(first: date, last: date) -> list[date]:
    """The first and last day, and up to three between, evenly spread."""
    span = (last - first).days
    parts = min(4, span) or 1
    return [first + timedelta(days=span * i // parts) for i in range(parts + 1)]
