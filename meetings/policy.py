"""A group's own attendance rule, as one version of it: what a miss weighs, what is looked at, and the steps.

Pure. Sources: research/mission.md section 3 and its rows 30 to 37; handbook 1 for the words. What a record says under
a policy is in meetings.standing, what comes next in meetings.forecast, the five cultures and ours in meetings.presets.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

HUNDRED = 100
"""Weights are reckoned in hundredths of a miss, as whole numbers."""

# -- words -----------------------------------------------------------------------------------------------------------


class Seen(StrEnum):
    """What was seen of a seat at one meeting. A catch-up is no status: it is a row of its own (`CatchUp`)."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    SUBSTITUTE = "substitute"
    ON_LEAVE = "on_leave"

    @property
    def label(self) -> str:
        """In the words of the interface."""
        return _SEEN_LABELS[self]


_SEEN_LABELS = {
    Seen.PRESENT: "Present", Seen.LATE: "Late", Seen.LEFT_EARLY: "Left early", Seen.EXCUSED: "Told us",
    Seen.UNEXCUSED: "No word", Seen.SUBSTITUTE: "Alternate came", Seen.ON_LEAVE: "On leave",
}  # fmt: skip


class Reason(StrEnum):
    """Why somebody was not there, or not all the time, where it matters to a policy."""

    NONE = ""
    CLIENT_DOWN = "client_down"
    MEDICAL = "medical"


class State(StrEnum):
    """Where a seat stands. Every step is taken by a person."""

    GOOD = "good"
    CALL = "call"
    TALK = "talk"

    @property
    def label(self) -> str:
        """In the words of the interface."""
        return {"good": "Good standing", "call": "Needs a call", "talk": "Talk about the seat"}[self]

    @property
    def rank(self) -> int:
        """0 for good standing, the higher the more is to be done."""
        return _RANKS[self]


_RANKS = {State.GOOD: 0, State.CALL: 1, State.TALK: 2}
STATES = tuple(_RANKS)
"""By rank."""


class Counts(StrEnum):
    """What a step of the ladder counts, or what brought a seat to where it stands."""

    ALL = "all"
    IN_PERSON = "in_person"
    IN_A_ROW = "in_a_row"
    SHARE = "share"


class Window(StrEnum):
    """What of the past is looked at."""

    ROLLING = "rolling"
    HALF_YEAR = "half_year"
    YEAR = "year"


# -- the rule --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """From `at` misses on (of which kind, says `counts`) a call, or a talk about the seat.

    Misses in a row are whole meetings, whatever each of them weighs.
    """

    at: Decimal
    act: State
    counts: Counts = Counts.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of a group's rule, in force from `effective_on` until the next one is. Wrong values: ValueError.

    Weights are misses: 0 does not count, 1 is a miss, at most two decimals. Late and leaving early count only beyond
    so many minutes, or when nobody noted the minutes. Shares are percentages. None is off.
    """

    effective_on: date = date.min
    window: Window = Window.ROLLING
    months: int = 12
    """Length of a rolling window."""
    starts_month: int = 1
    """Month in which a calendar year, or the first of its halves, begins."""
    late_after: int = 0
    late_weight: Decimal = Decimal(0)
    early_after: int = 0
    early_weight: Decimal = Decimal(0)
    presence: int | None = None
    """Who was there for less of the meeting than this share was not there."""
    substitute_weight: Decimal = Decimal(0)
    """At 1 a substitute is a miss like any other."""
    substitutes: int | None = None
    """So many in a window; each one more is a miss."""
    substitutes_with_absence: int | None = None
    """So many once the window holds an absence before it."""
    excused_weight: Decimal = Decimal(1)
    unexcused_weight: Decimal = Decimal(1)
    client_down_weight: Decimal | None = None
    """What a miss or lateness weighs at most when a client was down."""
    medical_counts: bool = False
    """Whether a miss for medical reasons counts like any other."""
    leave_medical_only: bool = False
    """Whether only medical leave is leave."""
    leave_days: int | None = None
    """So many days of a leave window are leave, from its first."""
    grace_days: int = 0
    """Misses within so many days of taking the seat do not count."""
    catch_up_days: int | None = None
    """A catch-up within so many days before or after the missed meeting makes up for it."""
    least_share: int | None = None
    """Attended, catch-ups included; less opens a talk about the seat."""
    least_home_share: int | None = None
    """Attended, without catch-ups."""
    share_after: int = 3
    ladder: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            _check_range(name, getattr(self, name), low, high)
        for name in ("late_weight", "early_weight", "substitute_weight", "excused_weight", "client_down_weight"):
            if (getattr(self, name) or 0) > self.unexcused_weight:
                raise ValueError(f"{_said(name)}: nothing can count more than missing without a word.")
        for step in self.ladder:
            _check_step(step)

    def to_dict(self) -> dict[str, Any]:
        """As JSON keeps it; `from_dict` reads it back."""
        told = {one.name: _plain(getattr(self, one.name)) for one in fields(self)}
        told["ladder"] = [
            {"at": str(step.at), "act": str(step.act), "counts": str(step.counts)} for step in self.ladder
        ]
        return told

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Policy":
        """A policy as `to_dict` wrote it; what is left out is the default. Raises ValueError in words."""
        known = {one.name for one in fields(cls)}
        for name in data:
            if name not in known:
                raise ValueError(f"“{name}” is nothing that a rule can say.")
        values = {name: _read(name, value) for name, value in data.items() if name != "ladder"}
        return cls(**values, ladder=_read_ladder(data.get("ladder", ())))


_RANGES = {
    "months": (1, 60), "starts_month": (1, 12), "late_after": (0, 600), "late_weight": (0, 1), "early_after": (0, 600),
    "early_weight": (0, 1), "presence": (1, 100), "substitute_weight": (0, 1), "substitutes": (0, 100),
    "substitutes_with_absence": (0, 100), "excused_weight": (0, 2), "unexcused_weight": (0, 2),
    "client_down_weight": (0, 1), "leave_days": (1, 3660), "grace_days": (0, 730), "catch_up_days": (0, 90),
    "least_share": (1, 100), "least_home_share": (1, 100), "share_after": (1, 100),
}  # fmt: skip
_MAY_BE_OFF = {
    "presence", "substitutes", "substitutes_with_absence", "client_down_weight", "leave_days", "catch_up_days",
    "least_share", "least_home_share",
}  # fmt: skip
_FLAGS = {"medical_counts", "leave_medical_only"}


def _said(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _check_range(name: str, value: Decimal | int | None, low: int, high: int) -> None:
    if value is None:
        if name not in _MAY_BE_OFF:
            raise ValueError(f"{_said(name)}: a number is needed.")
        return
    if not low <= value <= high:
        raise ValueError(f"{_said(name)}: {value} is not between {low} and {high}.")
    if name.endswith("_weight"):
        _check_decimals(_said(name), Decimal(value))


def _check_decimals(what: str, value: Decimal) -> None:
    if value * HUNDRED % 1:
        raise ValueError(f"{what}: {value} has more than two decimals.")


def _check_step(step: Step) -> None:
    if not 0 < step.at <= 100:
        raise ValueError(f"Steps: {step.at} misses are not more than 0 and at most 100.")
    _check_decimals("Steps", step.at)
    if step.counts is Counts.IN_A_ROW and step.at % 1:
        raise ValueError(f"Steps: misses in a row are whole meetings, not {step.at}.")
    if step.act is State.GOOD or step.counts is Counts.SHARE:
        raise ValueError("Steps: each opens a call or a talk, by all misses, those in person or those in a row.")


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | StrEnum) else value


def _read(name: str, value: Any) -> Any:
    if value is None and name in _MAY_BE_OFF:
        return None
    if name == "effective_on":
        return _read_day(value)
    if name == "window":
        return _read_word(Window, value, "Window")
    if name in _FLAGS:
        if not isinstance(value, bool):
            raise ValueError(f"{_said(name)}: yes or no is needed, not {value!r}.")
        return value
    return _read_weight(value, _said(name)) if name.endswith("_weight") else _read_whole(value, _said(name))


def _read_day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"Effective on: {value!r} is not a day like 2027-01-31.") from None


def _read_word(words: type[StrEnum], value: Any, what: str) -> Any:
    try:
        return words(value)
    except ValueError:
        raise ValueError(f"{what}: {value!r} is none of {', '.join(words)}.") from None


def _read_weight(value: Any, what: str) -> Decimal:
    try:
        number = Decimal(value if isinstance(value, str | int) and not isinstance(value, bool) else "")
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise ValueError(f"{what}: {value!r} is not a number like 0.5.")
    return number


def _read_whole(value: Any, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{what}: {value!r} is not a whole number.")
    return value


def _read_ladder(steps: Any) -> tuple[Step, ...]:
    if not isinstance(steps, list | tuple) or not all(isinstance(step, Mapping) for step in steps):
        raise ValueError("Steps: a list of steps is needed.")
    for step in steps:
        if not {"at", "act"} <= set(step) <= {"at", "act", "counts"}:
            raise ValueError("Steps: each says at how many misses (at), what opens (act) and which misses it counts.")
    return tuple(
        Step(
            _read_weight(step["at"], "Steps"),
            _read_word(State, step["act"], "Steps"),
            _read_word(Counts, step.get("counts", Counts.ALL), "Steps"),
        )
        for step in steps
    )
