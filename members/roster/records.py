"""What an import reads, knows and plans: plain records, keyed by what a spreadsheet can name (addresses and names).

The same record types describe what exists and what is planned. An empty field ("", None, ()) says nothing: importing a
blank cell never erases anything.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from members.roster.choices import TRACKS
from members.roster.dates import DateOrder
from members.roster.reading import Table

Action = Literal["create", "update", "same"]
Severity = Literal["error", "warning", "duplicate"]


@dataclass(frozen=True, slots=True)
class CityFound:
    """A city that a lookup gave back: the key of its row, its label ("Austin, TX"), and its IANA zone."""

    id: int
    label: str
    zone: str


@dataclass(frozen=True, slots=True)
class Company:
    """A company by the key of its name (`names.company_key`). Revenue is a size band 0-6, a share 0-100."""

    key: str
    name: str = ""
    website: str = ""
    city: CityFound | None = None
    employees: int | None = None
    revenue_band: int | None = None
    recurring_share: int | None = None
    maturity: int | None = None
    business_model: str = ""
    ownership: str = ""
    service_radius_km: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person by e-mail address in lower case. `company` is a company's key, `track` the name of a track or ""."""

    email: str
    name: str = ""
    company: str = ""
    phone: str = ""
    title: str = ""
    track: str = ""
    zone: str = ""
    runs: str = ""
    ask_me: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group by the key of its name (`names.name_key`). Where no row says the track, it is that of most people."""

    key: str
    name: str = ""
    track: str = ""
    mode: str = ""
    cadence: str = ""
    cost: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """A company's latest seat in a group, held by the people with these addresses; co-owners share it.

    `until` in the past or today means that the seat was left that day.
    """

    group: str
    company: str
    holders: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Facilitator:
    """Somebody who facilitates a group: by the group's key and their address, with a name if the file gives one."""

    group: str
    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """A person's current goal, by address and `names.name_key` of its title: a draft until the member confirms it."""

    email: str
    title: str
    kind: Literal["number", "milestones"] = "number"
    start_value: Decimal | None = None
    target_value: Decimal | None = None
    unit: str = ""
    due_on: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Existing:
    """What the program has: people by address, companies and groups by key, seats by (group, company) keys with the
    latest seat whether held or left, facilitators as (group key, address), goals by (address, `name_key` of the title).
    `left` are the addresses of those who left the program; they are not among its people.
    """

    people: Mapping[str, Person] = field(default_factory=dict)
    companies: Mapping[str, Company] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    seats: Mapping[tuple[str, str], Seat] = field(default_factory=dict)
    facilitators: AbstractSet[tuple[str, str]] = frozenset()
    goals: Mapping[tuple[str, str], Goal] = field(default_factory=dict)
    left: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Options:
    """How to read the files, as the program is set, and whether rows with an error may be left out."""

    today: date
    date_order: DateOrder = "mdy"
    currency: str = "USD"
    miles: bool = True
    tracks: tuple[str, ...] = tuple(TRACKS)
    skip_broken_rows: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """One file of an import: its name, what was read, and the field key of each column that is imported."""

    name: str
    table: Table
    mapping: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Where:
    """A row of a file, numbered as in the spreadsheet."""

    source: str
    row: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong or doubtful at one place. `says` continues "Row 14, E-mail: 'dana@' …" and says what to do.

    An error keeps the row out; a warning or a merged duplicate does not. `column` is the header as in the file, "" for
    a whole row. `source` is "" when only one file is imported.
    """

    source: str
    row: int
    column: str
    text: str
    says: str
    severity: Severity

    @property
    def sentence(self) -> str:
        """The whole sentence for the person who imports."""
        place = f"{self.source}, row {self.row}" if self.source else f"Row {self.row}"
        shown = self.text if len(self.text) <= 40 else f"{self.text[:39]}\u2026"
        if self.column and shown:
            return f"{place}, {self.column}: '{shown}' {self.says}"
        return f"{place}, {self.column} {self.says}" if self.column else f"{place} {self.says}"


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Planned(Generic[T]):
    """A record as it will be, what becomes of it, the names of the fields that change, and the rows that say so."""

    record: T
    action: Action
    changed: tuple[str, ...]
    rows: tuple[Where, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. Apply it only if `ready`; then apply all of it.

    `clean` rows have no error (merged duplicates are among them), `broken` rows have at least one and are not in it.
    """

    people: tuple[Planned[Person], ...]
    companies: tuple[Planned[Company], ...]
    groups: tuple[Planned[Group], ...]
    seats: tuple[Planned[Seat], ...]
    facilitators: tuple[Planned[Facilitator], ...]
    goals: tuple[Planned[Goal], ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    rows: int
    clean: int
    broken: int
    ready: bool
