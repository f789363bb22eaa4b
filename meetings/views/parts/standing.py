"""Where one seat stands, in words: for its own people and for who runs the group. meetings.standings does the sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from meetings.forecast import ComingMeeting
from meetings.policy import Seen, State
from meetings.standing import Row, Standing
from meetings.standings import Record
from programs.models import Program
from programs.wording import day_words

SHAPES = {State.GOOD: "on_track", State.CALL: "at_risk", State.TALK: "stuck"}
"""The shape of each state, as templates/components/_status.html names them."""

LATELY = 5
"""A rhythm is told of so many meetings (handbook 5: rhythm, not streaks)."""


@dataclass(frozen=True)
class Why:
    """One meeting of the time looked at: its day, what was seen and what it weighs, in a sentence."""

    day: str
    sentence: str
    status: str


@dataclass(frozen=True)
class Told:
    """A standing in words, ready to print. `back` says when each miss leaves the count."""

    state: State
    shape: str
    label: str
    rhythm: str
    misses: str
    forecast: list[str]
    back: list[str]
    why: list[Why]


def told(record: Record, coming: Sequence[ComingMeeting], program: Program, on: date) -> Told:
    """The standing of a record on a day, with what the meetings to come may bring."""
    stands = record.standing(on)

    def say(day: date) -> str:
        return day_words(day, order=program.date_order, year=day.year != on.year)  # type: ignore[arg-type]

    ahead = [record.forecast(those, on) for those in (coming, [one for one in coming if one.in_person])]
    if stands.state is State.TALK:
        ahead = []
    return Told(
        stands.state,
        SHAPES[stands.state],
        stands.state.label,
        rhythm_words(stands),
        misses_words(stands),
        list(dict.fromkeys(one.words(say) for one in ahead if one)),
        [one.words(say) for one in record.way_back(on)],
        [Why(say(row.mark.starts), row.sentence, glyph(row)) for row in reversed(stands.why)],
    )


def glyph(row: Row) -> str:
    """The shape of one meeting: by what it weighs, not by what it was."""
    if row.weight:
        return "stuck" if row.weight >= 1 else "at_risk"
    return "on_track" if row.attended else "dropped" if row.mark.seen is Seen.ON_LEAVE else "no_news"


def rhythm_words(stands: Standing) -> str:
    """How often the seat was there lately: "4 of the last 5"."""
    lately = [row for row in stands.why if row.counted][-LATELY:]
    if not lately:
        return "No meeting counts yet."
    return f"There at {sum(row.attended for row in lately)} of the last {len(lately)}."


def misses_words(stands: Standing) -> str:
    """How many misses count in the time looked at: "2 misses count, 1 of them in person."."""
    if not stands.misses:
        return "No miss counts."
    many = f"{stands.misses:f} {'miss counts' if stands.misses == 1 else 'misses count'}"
    return f"{many}, {stands.in_person:f} in person." if stands.in_person else f"{many}."
