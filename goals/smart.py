"""What a goal still lacks to be specific, measurable, achievable, relevant and time-bound. Hints; they never block.

Rules are ours where no source is named; the wording follows research/ux.md section 3, *Voice*.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from goals.wording import shown
from programs.wording import DateOrder, due_words

Kind = Literal["number", "milestones"]
Letter = Literal["S", "M", "A", "R", "T"]

FAR_MONTHS = 18
SOON_DAYS = 14
BIG_JUMP = 3

_UPWARD = frozenset(("increase", "grow", "raise", "more", "boost", "maximize", "expand", "higher"))
_DOWNWARD = frozenset(("reduce", "cut", "lower", "decrease", "less", "fewer", "shrink", "minimize"))
_HOLLOW = (
    "improve better best optimize enhance strengthen streamline try focus explore some manage healthy healthier faster "
    "stronger good great successful"
)
_EFFORT = re.compile(r"(attend|look at|talk about|think about|read about|meet about|discuss|research)\b", re.I)
"""Titles that begin with these tell of effort, not of what comes of it."""

_FIGURES = re.compile(r"(?<![\w.])[$€£]?\d[\d.,]*\s?(?:%|k\b|m\b|hours?|days?|tickets?)?", re.I)
_VAGUE = _UPWARD | _DOWNWARD | {*_HOLLOW.split(), "work on", "look into"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A goal as typed so far. `number`: from `start_value` to `target_value` of `measure` (or of the title) in `unit`:
    "%", an ISO currency code, a word or "". `milestones`: done or not done, by way of the steps named.
    """

    kind: Kind = "number"
    title: str = ""
    measure: str = ""
    unit: str = ""
    start_value: Decimal | None = None
    target_value: Decimal | None = None
    due_on: date | None = None
    why: str = ""
    milestones: tuple[str, ...] = ()
    if_then: str = ""
    first_step: str = ""
    first_step_on: date | None = None

    @property
    def direction(self) -> Literal["up", "down", ""]:
        """Where the number should go; "" while that is open."""
        if self.start_value is None or self.target_value is None or self.start_value == self.target_value:
            return ""
        return "up" if self.target_value > self.start_value else "down"


BECAUSE: dict[Letter, str] = {
    "S": "What can be pictured can be told from what was not done.",
    "M": "A number settles whether it is reached; nobody has to argue.",
    "A": "A stretch that nobody believes in is dropped in the third week.",
    "R": "On a bad day the reason is what keeps it alive.",
    "T": "Without a day it waits behind everything that has one.",
}
"""Why each letter matters, in words that one would say to a peer."""

BECAUSE_OF_CODE = {
    "step_without_day": "A step with a day and an hour is taken more often than one with neither.",
    "if_then_loose": "Said as if and then, the hard moment itself reminds you.",
    "two_goals": "Two numbers in one goal leave open whether half of it is a success.",
    "only_effort": "Effort can be spent without anything changing.",
    "start_missing": "The way is judged from where it begins.",
}
"""Why a single hint matters where its letter says too little (sources: research/ux.md section 4, the table)."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing a draft lacks: a stable code, its letter of SMART, a sentence, and the form field that answers it."""

    code: str
    letter: Letter
    text: str
    field: str

    @property
    def because(self) -> str:
        """Why it matters, in a sentence."""
        return BECAUSE_OF_CODE.get(self.code) or BECAUSE[self.letter]


def what_is_missing(draft: Draft, *, today: date) -> list[Hint]:
    """What `draft` lacks, in the order of the letters; empty for a goal that says it all."""
    return [
        *_specific(draft),
        *(_measurable(draft) if draft.kind == "number" else _in_steps(draft)),
        *_achievable(draft, today),
        *_relevant(draft),
        *_time_bound(draft, today),
        *_begun(draft),
    ]


def sentence(draft: Draft, *, today: date | None = None, order: DateOrder = "mdy") -> str:
    """The goal in one line: "Gross margin from 44 % to 52 % by June 30"; as much of it as is known."""
    parts = [(draft.measure if draft.kind == "number" else "") or draft.title]
    if draft.kind == "number":
        if draft.start_value is not None and draft.target_value is not None:
            parts.append(f"from {shown(draft.start_value, draft.unit)}")
        if draft.target_value is not None:
            parts.append(f"to {shown(draft.target_value, draft.unit)}")
    if draft.due_on:
        parts.append(f"by {due_words(draft.due_on, today=today, order=order)}")
    words = " ".join(part.strip() for part in parts if part.strip())
    return words[:1].upper() + words[1:]


def _specific(draft: Draft) -> Iterator[Hint]:
    if not draft.title.strip():
        yield Hint("title_missing", "S", "What will be different? A few words are enough.", "title")
        return
    word = _vague_word(draft.title)
    has_numbers = draft.kind == "number" and draft.start_value is not None and draft.target_value is not None
    if word and not has_numbers and not re.search(r"\d", draft.title):
        text = f'"{word.capitalize()}" leaves open when it is reached. Say what will be there then.'
        yield Hint("title_vague", "S", text, "title")
    if effort := _EFFORT.match(draft.title.strip()):
        text = f'"{effort[0].capitalize()}" says what you will do. Say what will be different after it.'
        yield Hint("only_effort", "S", text, "title")
    if len(_FIGURES.findall(draft.title)) > 1 and re.search(r"\band\b|&|\+", draft.title.casefold()):
        yield Hint("two_goals", "S", "That sounds like two goals. Which one comes first?", "title")
    points = "up" if word in _UPWARD else "down" if word in _DOWNWARD else ""
    if points and draft.direction and points != draft.direction:
        way = _from_to(draft)
        text = f'"{word.capitalize()}" says {points}, {way} goes {draft.direction}. Which one is it?'
        yield Hint("direction_odd", "S", text, "target_value")


def _vague_word(title: str) -> str:
    words = re.findall(r"[a-z]+", title.casefold())
    pairs = [" ".join(pair) for pair in pairwise(words)]
    return next((word for word in (*words, *pairs) if word in _VAGUE), "")


def _measurable(draft: Draft) -> Iterator[Hint]:
    start, target = draft.start_value, draft.target_value
    if not draft.measure.strip() and _vague_word(draft.title) and start is None and target is None:
        yield Hint("measure_missing", "M", "Which number would show it? Margin, churn, hours, days.", "measure")
    if start is None:
        yield Hint("start_missing", "M", "Where does it stand today? A guess is fine.", "start_value")
    if target is None:
        yield Hint("target_missing", "M", "Which number would you call done?", "target_value")
    elif not draft.unit.strip():
        yield Hint("unit_missing", "M", f"{shown(target)} of what? Percent, dollars, days.", "unit")
    if start is not None and start == target:
        text = f"It starts and ends at {shown(start, draft.unit)}. Where should it go?"
        yield Hint("target_equals_start", "M", text, "target_value")


def _in_steps(draft: Draft) -> Iterator[Hint]:
    steps = [step for step in draft.milestones if step.strip()]
    if not steps:
        text = "Name two to five steps, so that progress shows on the way."
        yield Hint("milestones_missing", "M", text, "milestones")
    elif len(steps) == 1:
        text = "One step says no more than done or not. Add the one that comes before it."
        yield Hint("milestones_few", "M", text, "milestones")


def _achievable(draft: Draft, today: date) -> Iterator[Hint]:
    if _is_big_jump(draft) and not draft.why.strip():
        size = "more than three times as much" if draft.direction == "up" else "less than a third"
        yield Hint("jump_unexplained", "A", f"{_from_to(draft)} is {size}. Say what makes it possible.", "why")
    if draft.due_on and today <= draft.due_on and (draft.due_on - today).days < SOON_DAYS:
        days = (draft.due_on - today).days
        left = "It is due today" if not days else "That leaves one day" if days == 1 else f"That leaves {days} days"
        yield Hint("due_soon", "A", f"{left}. A later day is fine too.", "due_on")


def _is_big_jump(draft: Draft) -> bool:
    if draft.kind != "number" or not draft.start_value or not draft.target_value:
        return False
    ratio = draft.target_value / draft.start_value
    return ratio > BIG_JUMP or 0 < ratio < Decimal(1) / BIG_JUMP


def _relevant(draft: Draft) -> Iterator[Hint]:
    if not draft.why.strip() and not _is_big_jump(draft):
        yield Hint("why_missing", "R", "Why does it matter to you? Your group will ask.", "why")


def _time_bound(draft: Draft, today: date) -> Iterator[Hint]:
    due = draft.due_on
    if due is None:
        yield Hint("due_missing", "T", "By when? A day makes it a promise.", "due_on")
    elif due < today:
        yield Hint("due_passed", "T", f"{due_words(due, today=today)} has passed. Choose a day ahead.", "due_on")
    elif _months_between(today, due) > FAR_MONTHS:
        months = _months_between(today, due)
        yield Hint("due_far", "T", f"That is {months} months away. What can you reach in the next six?", "due_on")


def _begun(draft: Draft) -> Iterator[Hint]:
    if draft.first_step.strip() and draft.first_step_on is None:
        yield Hint("step_without_day", "T", "When do you take the first step? A day and an hour.", "first_step_day")
    words = draft.if_then.casefold()
    if words.strip() and not re.search(r"\b(if|when)\b", words):
        yield Hint(
            "if_then_loose", "A", 'Begin with "If": what will get in the way? Then: what will you do?', "if_then"
        )


def _months_between(first: date, last: date) -> int:
    """Months begun between two days: one day more than 18 months is 19."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months + (last.day > first.day)


def _from_to(draft: Draft) -> str:
    start, target = draft.start_value or Decimal(0), draft.target_value or Decimal(0)
    return f"{shown(start, draft.unit)} to {shown(target, draft.unit)}"
