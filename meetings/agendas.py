"""What a meeting does, in minutes: templates, the clock of an agenda, the next one made from the last. Pure.

Minutes of the templates: research/mission.md section 3, *Agendas in minutes*; the titles are ours. Minutes inside the
mastermind are ours too, since its source names the parts only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from programs.clock import instant, on_the_wall

USUAL_SEATS = 10
"""For how many a group plans that has nobody yet (research/mission.md section 3, *Group size*)."""
MOST_SEATS = 40
MOST_MINUTES = 600
MOST_DAYS = 7
LONGEST_TITLE = 120
ISSUE_MINUTES = 30
"""What one issue takes at least (research/mission.md section 3: issue processing 30 to 45 minutes)."""


class Kind(StrEnum):
    """What an item of an agenda is for."""

    OPENING = "opening"
    CHECK_INS = "check_ins"
    PROMISES = "promises"
    NUMBERS = "numbers"
    GOALS = "goals"
    REVIEWS = "reviews"
    HOT_SEAT = "hot_seat"
    TOPIC = "topic"
    ISSUES = "issues"
    ASKS = "asks"
    SPEAKER = "speaker"
    BREAKOUTS = "breakouts"
    WINS = "wins"
    BREAK = "break"
    BUFFER = "buffer"
    CLOSING = "closing"


KIND_WORDS = {
    Kind.OPENING: "Opening",
    Kind.CHECK_INS: "Check-ins",
    Kind.PROMISES: "Promises",
    Kind.NUMBERS: "Numbers",
    Kind.GOALS: "Goals",
    Kind.REVIEWS: "Board reviews",
    Kind.HOT_SEAT: "Hot seat",
    Kind.TOPIC: "Topic",
    Kind.ISSUES: "Issues",
    Kind.ASKS: "Asks and offers",
    Kind.SPEAKER: "Speaker",
    Kind.BREAKOUTS: "Breakouts",
    Kind.WINS: "Wins",
    Kind.BREAK: "Break",
    Kind.BUFFER: "Room to run over",
    Kind.CLOSING: "Closing",
}
"""Each kind as a person chooses it."""

PLACES = (Kind.HOT_SEAT, Kind.TOPIC, Kind.ISSUES)
"""Where open items of the parking lot flow in: one to a hot seat or topic, one to each half hour of issues."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an agenda: `minutes` (1 to 600) on `day` 1 to 7 of the meeting.

    `key` names it within its agenda. `about` are the keys of open items that it takes up. `each_seat` is for templates:
    its minutes are shared by all seats, who each get an item of their own. Raises ValueError, in words, for what is no
    such line.
    """

    key: str
    title: str
    minutes: int
    kind: Kind
    day: int = 1
    needs_presenter: bool = False
    each_seat: bool = False
    about: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("An item needs a key.")
        if not 1 <= len(self.title.strip()) <= LONGEST_TITLE:
            raise ValueError(f"Give the item a title of at most {LONGEST_TITLE} letters.")
        if not 1 <= self.minutes <= MOST_MINUTES:
            raise ValueError(f"“{self.title}” takes 1 to {MOST_MINUTES} minutes.")
        if not 1 <= self.day <= MOST_DAYS:
            raise ValueError(f"A meeting has days 1 to {MOST_DAYS}.")

    def as_dict(self) -> dict[str, Any]:
        """The item for JSON; `item_from` reads it back."""
        return asdict(self) | {"kind": self.kind.value, "about": list(self.about)}


_TYPES: dict[str, type] = {
    "key": str,
    "title": str,
    "minutes": int,
    "kind": str,
    "day": int,
    "needs_presenter": bool,
    "each_seat": bool,
    "about": list,
}


@dataclass(frozen=True, slots=True)
class Template:
    """An agenda to begin with: its name, one sentence on whom it suits, and its items in order of time.

    Raises ValueError for two items of one key, for days that run backwards, and for none at all.
    """

    key: str
    name: str
    sentence: str
    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("A template needs at least one item.")
        keys = [item.key for item in self.items]
        shared = tuple(f"{item.key}-" for item in self.items if item.each_seat)
        if len(set(keys)) < len(keys) or any(key.startswith(shared) for key in keys if shared):
            raise ValueError("Two items have the same key.")
        if [item.day for item in self.items] != sorted(item.day for item in self.items):
            raise ValueError("Put the items of the first day before those of the second.")

    def items_for(self, seats: int) -> list[Item]:
        """The agenda for a group of so many seats, 0 to 40 (0 plans for 10). Raises ValueError beyond.

        Items of `each_seat` become one for every seat, in all places of a kind together: board reviews of 80 and of 120
        minutes are 4 and 6 of 20 at ten seats, "200 / seats" each. What does not divide goes to the later ones by a
        minute, so that the total is kept; a place that comes out without a seat is left out.
        """
        if not 0 <= seats <= MOST_SEATS:
            raise ValueError(f"A group has up to {MOST_SEATS} seats.")
        shares = {
            kind: _shares([item for item in self.items if item.each_seat and item.kind == kind], seats or USUAL_SEATS)
            for kind in {item.kind for item in self.items if item.each_seat}
        }
        return [each for item in self.items for each in (shares[item.kind][item.key] if item.each_seat else [item])]

    def as_dict(self) -> dict[str, Any]:
        """The template for JSON; `template_from` reads it back."""
        return {
            "key": self.key,
            "name": self.name,
            "sentence": self.sentence,
            "items": [item.as_dict() for item in self.items],
        }


class Slot(NamedTuple):
    """An item with its clock: aware moments on the wall of the meeting's zone."""

    item: Item
    starts: datetime
    ends: datetime


class OpenItem(NamedTuple):
    """Something of the parking lot, or left over: its key, its title, and the place that suits it, if that is known."""

    key: str
    title: str
    kind: Kind = Kind.TOPIC


def item_from(row: object) -> Item:
    """The item that `as_dict` wrote. Raises ValueError, in words, for anything else."""
    if not isinstance(row, dict) or not {"key", "title", "minutes", "kind"} <= row.keys() <= _TYPES.keys():
        raise ValueError("This is not an item of an agenda.")
    if any(type(value) is not _TYPES[name] for name, value in row.items()):
        raise ValueError("This is not an item of an agenda.")
    if row["kind"] not in list(Kind):
        raise ValueError(f"“{row['kind']}” is no kind of item.")
    return Item(**{**row, "kind": Kind(row["kind"]), "about": tuple(map(str, row.get("about", ())))})


def template_from(row: object) -> Template:
    """The template that `as_dict` wrote. Raises ValueError, in words, for anything else."""
    if (
        not isinstance(row, dict)
        or row.keys() != {"key", "name", "sentence", "items"}
        or type(row["items"]) is not list
    ):
        raise ValueError("This is not a template.")
    if not all(type(row[name]) is str for name in ("key", "name", "sentence")):
        raise ValueError("This is not a template.")
    return Template(row["key"], row["name"], row["sentence"], tuple(map(item_from, row["items"])))


def total_minutes(items: Iterable[Item], day: int | None = None) -> int:
    """Minutes of an agenda, or of one of its days."""
    return sum(item.minutes for item in items if day in (None, item.day))


def timeline(items: Sequence[Item], starts: datetime, zone: str) -> list[Slot]:
    """Each item with its clock, from `starts` (aware), on the wall of `zone`.

    Every day begins at the hour at which the first one does, also where the clock changes between them. Raises
    ValueError for a naive `starts`.
    """
    wall = on_the_wall(starts, zone)
    clocks: dict[int, datetime] = {1: starts.astimezone(UTC)}
    slots = []
    for item in items:
        day = wall.date() + timedelta(days=item.day - 1)
        begins = clocks.get(item.day) or instant(day, wall.time(), zone)
        clocks[item.day] = begins + timedelta(minutes=item.minutes)
        slots.append(Slot(item, begins.astimezone(wall.tzinfo), clocks[item.day].astimezone(wall.tzinfo)))
    return slots


def next_agenda(last_items: Sequence[Item], open_items: Sequence[OpenItem]) -> list[Item]:
    """The agenda to start from: the parts and minutes of the last one, and what is open where last time's issues were.

    `open_items` come with the most pressing first. Each goes to the first free place of its own kind, then, in the same
    order, to any that is left; what finds none stays out, and is in no item's `about`. A place left over that held an
    open item last time bears the name of its kind again. Keys of `last_items` differ.
    """
    items = [_emptied(item) for item in last_items]
    room = {item.key: _capacity(item) for item in items}
    placed: dict[str, list[OpenItem]] = {item.key: [] for item in items}
    waiting = list(dict.fromkeys(open_items))
    for suits in (True, False):
        for one in list(waiting):
            place = next((i for i in items if room[i.key] and (not suits or i.kind == one.kind)), None)
            if place:
                room[place.key] -= 1
                placed[place.key].append(one)
                waiting.remove(one)
    return [_filled(item, placed[item.key]) for item in items]


def move(order: Sequence[Item], key: str, to: int) -> list[Item]:
    """The agenda with one item at another place: `to` counts from 0 and stops at the ends. KeyError: no such item.

    An item takes the day of where it goes: moved down, of the item before it, moved up, of the one after it.
    """
    at = next((n for n, item in enumerate(order) if item.key == key), None)
    if at is None:
        raise KeyError(key)
    to = max(0, min(to, len(order) - 1))
    others = [*order[:at], *order[at + 1 :]]
    if to == at:
        return list(order)
    neighbor = others[to - 1] if to > at else others[to]
    return [*others[:to], replace(order[at], day=neighbor.day), *others[to:]]


def _shares(places: Sequence[Item], seats: int) -> dict[str, list[Item]]:
    """For each place of one kind its items, a seat each: in proportion to its minutes, numbered through."""
    total = total_minutes(places)
    found: dict[str, list[Item]] = {}
    done = passed = 0
    for place in places:
        passed += place.minutes
        upto = (2 * passed * seats + total) // (2 * total)  # rounded to the nearest seat, half up
        found[place.key] = [
            replace(
                place,
                key=f"{place.key}-{n}",
                title=f"{place.title} {n}",
                minutes=total * n // seats - total * (n - 1) // seats,
                each_seat=False,
            )
            for n in range(done + 1, upto + 1)
        ]
        done = upto
    return found


def _capacity(item: Item) -> int:
    if item.kind == Kind.ISSUES:
        return max(1, item.minutes // ISSUE_MINUTES)
    return 1 if item.kind in PLACES else 0


def _emptied(item: Item) -> Item:
    """A place without what it held last time; any other item as it was."""
    if item.kind not in PLACES:
        return item
    return replace(item, title=KIND_WORDS[item.kind] if item.about else item.title, about=())


def _filled(item: Item, taken: Sequence[OpenItem]) -> Item:
    if not taken:
        return item
    title = item.title if item.kind == Kind.ISSUES else taken[0].title.strip()[:LONGEST_TITLE]
    return replace(item, title=title or item.title, about=tuple(one.key for one in taken))


_FORUM = (
    Item("opening", "Welcome, and what stays in the room", 10, Kind.OPENING),
    Item("updates", "Updates, each in turn", 60, Kind.CHECK_INS),
    Item("lightning", "Lightning round: one question, 30 seconds each", 30, Kind.CHECK_INS),
    Item("break-1", "Break", 10, Kind.BREAK),
    Item("hot-seat-1", "Hot seat", 50, Kind.HOT_SEAT, needs_presenter=True),
    Item("break-2", "Break", 10, Kind.BREAK),
    Item("hot-seat-2", "Hot seat", 50, Kind.HOT_SEAT, needs_presenter=True),
    Item("closing", "Best idea, asks and offers, calendar, how we met", 20, Kind.CLOSING),
)
_CHAIR_DAY = (
    Item("events", "What happened since we met", 30, Kind.CHECK_INS),
    Item("numbers", "Numbers, each in turn", 30, Kind.NUMBERS),
    Item("speaker", "Speaker", 180, Kind.SPEAKER, needs_presenter=True),
    Item("lunch", "Lunch", 45, Kind.BREAK),
    Item("host", "Our host's company", 45, Kind.SPEAKER, needs_presenter=True),
    Item("issues", "Issues", 165, Kind.ISSUES),
    Item("calendar", "Calendar", 10, Kind.CLOSING),
    Item("closing", "Takeaways, and what to keep or change", 5, Kind.CLOSING),
)
_L10 = (
    Item("good-news", "Good news", 5, Kind.WINS),
    Item("scorecard", "Scorecard", 5, Kind.NUMBERS),
    Item("goals", "Goals of the quarter", 5, Kind.GOALS),
    Item("headlines", "Headlines", 5, Kind.CHECK_INS),
    Item("promises", "Promises from last time", 5, Kind.PROMISES),
    Item("issues", "Issues", 60, Kind.ISSUES),
    Item("closing", "New promises and rating", 5, Kind.CLOSING),
)
_MASTERMIND = (
    Item("check-ins", "Check-ins, each in turn", 20, Kind.CHECK_INS),
    Item("hot-seat-1", "Hot seat", 30, Kind.HOT_SEAT, needs_presenter=True),
    Item("hot-seat-2", "Hot seat", 30, Kind.HOT_SEAT, needs_presenter=True),
    Item("promises", "New promises", 10, Kind.PROMISES),
)
_MONTHLY = (
    Item("opening", "One word each", 5, Kind.OPENING),
    Item("promises", "Promises from last time", 20, Kind.PROMISES),
    Item("asks", "Asks and offers", 10, Kind.ASKS),
    Item("hot-seat", "Hot seat", 40, Kind.HOT_SEAT, needs_presenter=True),
    Item("topic", "Second issue or topic", 20, Kind.TOPIC),
    Item("closing", "New promises and rating", 10, Kind.CLOSING),
)
_QUARTERLY = (
    Item("opening", "Opening, and what stays in the room", 15, Kind.OPENING),
    Item("promises", "Promises from last quarter", 45, Kind.PROMISES),
    Item("numbers", "Our numbers side by side", 45, Kind.NUMBERS),
    Item("break-1", "Break", 15, Kind.BREAK),
    Item("reviews-morning", "Board review", 80, Kind.REVIEWS, needs_presenter=True, each_seat=True),
    Item("lunch", "Lunch", 60, Kind.BREAK),
    Item("reviews-afternoon", "Board review", 120, Kind.REVIEWS, needs_presenter=True, each_seat=True),
    Item("break-2", "Break", 15, Kind.BREAK),
    Item("hot-seat", "Hot seat", 45, Kind.HOT_SEAT, needs_presenter=True),
    Item("wins", "Wins, takeaways and rating", 25, Kind.WINS),
    Item("buffer", "Room to run over", 15, Kind.BUFFER),
    Item("plan", "Plan of the quarter", 75, Kind.GOALS, day=2),
    Item("breakouts", "Breakouts by track", 90, Kind.BREAKOUTS, day=2),
    Item("break-3", "Break", 15, Kind.BREAK, day=2),
    Item("goals", "Goals and new promises", 75, Kind.GOALS, day=2),
    Item("closing", "How we are doing, calendar, close", 45, Kind.CLOSING, day=2),
)

TEMPLATES = {
    template.key: template
    for template in (
        Template(
            "msp_monthly",
            "MSP monthly, 105 minutes",
            "Online every month: promises, one hot seat, one topic, and new promises.",
            _MONTHLY,
        ),
        Template(
            "msp_quarterly",
            "MSP quarterly, two days",
            "In person every quarter: a board review of each company, numbers side by side, goals for the next.",
            _QUARTERLY,
        ),
        Template(
            "forum",
            "EO forum, 4 hours",
            "Every month: an update from each in turn, then two hot seats of 50 minutes.",
            _FORUM,
        ),
        Template(
            "chair_day",
            "Vistage day",
            "A full day every month: a speaker in the morning, a host's company and issues in the afternoon.",
            _CHAIR_DAY,
        ),
        Template(
            "l10",
            "L10, 90 minutes",
            "Every week or two: five short looks at what is known, then an hour for issues.",
            _L10,
        ),
        Template(
            "mastermind",
            "Mastermind, 90 minutes",
            "Every second week: a check-in, two hot seats and what each will do next.",
            _MASTERMIND,
        ),
    )
}
"""The agendas that every program has, by key. A program's own are rows of the same form."""
