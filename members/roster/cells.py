"""From one row to the facts that it states: every cell read by its field's parser, every problem with its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP
from typing import Any, NamedTuple

from members.roster.choices import business_model, mode, ownership, role, seat_status
from members.roster.cities import CityText, city, other_reading
from members.roster.columns import kind_of
from members.roster.dates import day
from members.roster.fields import FIELDS
from members.roster.figures import headcount, maturity, percent, radius_km
from members.roster.money import Measure, measure, revenue, unit_name
from members.roster.names import company_name, person_name
from members.roster.reading import Row
from members.roster.records import CityFound, Options, Problem, Severity, Source, Where
from members.roster.values import Doubtful, NotUnderstood, clean, email, emails, phone, plain, website, zone

Lookup = Callable[[CityText], Sequence[CityFound]]
"""Finds the cities that a text may mean, the likeliest first: none, one, or several where the text is ambiguous."""

_LEFT_EMPTY = frozenset(("phone", "zone", "website", "city", "service_radius"))
_LONGEST_TO_PARSE = 300
_NO_FIGURE = frozenset(("done", "not done", "open", "not started", "started", "complete", "yes", "no"))
_PLACE = ("city", "region", "country")
_STORED: dict[str, Callable[[Any], Any]] = {
    "employees": lambda found: found.middle,
    "revenue": lambda found: found.band,
    "recurring_share": lambda share: int(share.to_integral_value(ROUND_HALF_UP)),
}


@dataclass(slots=True)
class Facts:
    """What a row states: values by field key, their cells, and the problems met. Empty cells have no value.

    `unread` are the fields whose cells say something that could not be read.
    """

    where: Where
    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        """Whether an error keeps this row out of the plan."""
        return any(problem.severity == "error" for problem in self.problems)


class _Read(NamedTuple):
    """A value, with what is wrong with it. A cell that states nothing is `_NOTHING`."""

    value: Any
    says: str = ""
    severity: Severity = "warning"


_NOTHING = _Read(None)


class SheetReader:
    """Reads the rows of one file. The same text in the same column is parsed once."""

    def __init__(self, source: Source, options: Options, lookup: Lookup, *, named: bool) -> None:
        """`named`: whether problems carry the file's name, because there are several files."""
        self.source = source
        self.kind = kind_of(source.mapping.values())
        self._named = named
        self._lookup = lookup
        self._parsers = _parsers(options)
        self._cells = [(i, key) for i, key in source.mapping.items() if key not in _PLACE]
        self._places = {key: i for i, key in source.mapping.items() if key in _PLACE}
        self._header = {key: source.table.header[i] for i, key in source.mapping.items()}
        self._known: dict[tuple[str, str], _Read] = {}
        self._cities: dict[tuple[str, ...], _Read] = {}

    def facts(self, row: Row) -> Facts:
        """What `row` states, and what is wrong in it."""
        facts = Facts(Where(self.source.name, row.number))
        if row.surplus:
            beyond = f"has more cells than there are columns, such as '{row.surplus[0].strip()[:40]}'."
            self.add_problem(facts, "", f"{beyond} Put quotes around a text with a separator in it.", "error")
        for i, key in self._cells:
            text = row.cells[i].strip()
            if text:
                self._state(facts, key, text, self._read(key, text))
        if "city" in self._places:
            texts = tuple(row.cells[self._places[key]].strip() if key in self._places else "" for key in _PLACE)
            if texts[0]:
                self._state(facts, "city", texts[0], self._read_city(texts))
        return facts

    def add_problem(self, facts: Facts, key: str, says: str, severity: Severity) -> None:
        """Notes a problem in the cell of field `key`, or in the whole row if `key` is ""."""
        facts.problems.append(self.problem(facts.where.row, key, facts.texts.get(key, ""), says, severity))

    def problem(self, row: int, key: str, text: str, says: str, severity: Severity) -> Problem:
        """A problem of this file, with the column as the file calls it."""
        column = self._header.get(key) or (FIELDS[key].label if key else "")
        return Problem(self.source.name if self._named else "", row, column, " ".join(text.split()), says, severity)

    def _state(self, facts: Facts, key: str, text: str, read: _Read) -> None:
        facts.texts[key] = text
        if read.value is not None:
            facts.values[key] = read.value
        if read.says:
            self.add_problem(facts, key, read.says, read.severity)
            if read.severity == "error":
                facts.unread.add(key)

    def _read(self, key: str, text: str) -> _Read:
        read = self._known.get((key, text))
        if read is None:
            read = self._known[key, text] = _parsed(key, text, self._parsers[key])
        return read

    def _read_city(self, texts: tuple[str, ...]) -> _Read:
        read = self._cities.get(texts)
        if read is None:
            read = self._cities[texts] = _parsed("city", texts[0], lambda _: self._city(*(clean(t) for t in texts)))
        return read

    def _city(self, text: str, region: str, country: str) -> CityFound:
        place = city(text, region, country)
        other = other_reading(place)
        found = self._lookup(place) or (self._lookup(other) if other else ())
        if not found:
            raise NotUnderstood("is not a city that we know. Check the spelling or add the state.")
        if len(found) > 1:
            raise Doubtful(f"may be one of several places; {found[0].label} was taken. Add the state.", found[0])
        return found[0]


def _parsed(key: str, text: str, parser: Callable[[str], Any]) -> _Read:
    """Runs one parser and turns its exceptions into what is wrong with the cell."""
    stored = _STORED.get(key, lambda value: value)
    try:
        cell = clean(text)
        if not cell:
            return _NOTHING
        longest = FIELDS[key].longest
        _refuse_longer(cell, max(longest, _LONGEST_TO_PARSE))
        value = parser(cell)
        if isinstance(value, str):
            _refuse_longer(value, longest)
        return _Read(None if value is None else stored(value))
    except Doubtful as doubt:
        return _Read(None if doubt.value is None else stored(doubt.value), str(doubt))
    except NotUnderstood as problem:
        if key in _LEFT_EMPTY:
            return _Read(None, f"{problem} It was left empty.")
        return _Read(None, str(problem), "error")


def _refuse_longer(text: str, longest: int) -> None:
    if len(text) > longest:
        raise NotUnderstood(f"is {len(text):,} letters long and at most {longest} fit. Shorten it.")


def _parsers(options: Options) -> dict[str, Callable[[str], Any]]:
    """How each field's cell is read. A field that is not named here is kept as text."""

    def figure(text: str) -> Measure | None:
        return None if plain(text) in _NO_FIGURE else measure(text, currency=options.currency)

    as_text = dict.fromkeys(FIELDS, str)
    return as_text | {
        "name": person_name,
        "first_name": person_name,
        "last_name": person_name,
        "email": email,
        "phone": phone,
        "role": lambda text: role(text, options.tracks),
        "zone": zone,
        "company": company_name,
        "website": website,
        "employees": headcount,
        "revenue": lambda text: revenue(text, currency=options.currency),
        "recurring_share": percent,
        "maturity": maturity,
        "business_model": business_model,
        "ownership": ownership,
        "service_radius": lambda text: radius_km(text, miles=options.miles),
        "group_track": lambda text: role(text, options.tracks),
        "mode": mode,
        "facilitator": emails,
        "since": lambda text: day(text, options.date_order),
        "until": lambda text: day(text, options.date_order, at_end=True),
        "status": seat_status,
        "goal_from": figure,
        "goal_to": figure,
        "goal_unit": unit_name,
        "goal_by": lambda text: day(text, options.date_order, today=options.today, at_end=True),
    }
