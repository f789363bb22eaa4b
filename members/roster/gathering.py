"""Brings the facts of all rows together: one record per person, company, group, seat, facilitator and goal.

The first cell that says something stays; a later one fills blanks, and is reported where it says something else.
"""

from collections.abc import MutableMapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Generic, TypeVar

from members.roster.cells import Facts, SheetReader
from members.roster.names import company_key, name_key
from members.roster.records import Company, Existing, Facilitator, Goal, Group, Options, Person, Seat, Where
from members.roster.values import Address

K = TypeVar("K")
T = TypeVar("T", Company, Person, Group, Facilitator, Goal)

_SAYS_NOTHING: tuple[Any, ...] = (None, "", ())
# A field of a record -> the field of the roster that it came from, where the two differ.
_CAME_FROM = {
    "revenue_band": "revenue",
    "service_radius_km": "service_radius",
    "track": "role",
    "start_value": "goal_from",
    "target_value": "goal_to",
    "unit": "goal_unit",
    "due_on": "goal_by",
    "why": "goal_why",
}
_UNSEATED = {
    "alternate": "stands in for others and gets no seat. If that is wrong, write active.",
    "guest": "visits and gets no seat. If that is wrong, write active.",
}


@dataclass(slots=True)
class Gathered(Generic[T]):
    """A record as the rows so far tell it, those rows, and for each field the row and text that said it first."""

    record: T
    rows: list[Where]
    said: dict[str, tuple[Where, str]]


@dataclass(slots=True)
class SeatClaims:
    """What the rows say of a company's seat in a group: since and until when, by who holds it and by who left it."""

    rows: list[Where]
    current: dict[str, tuple[date | None, date | None]]
    left: dict[str, tuple[date | None, date | None]]

    def seat(self, group: str, company: str) -> Seat:
        """The seat of those who hold it now; if nobody does, as it was left last."""
        claims = self.current or self.left
        begins = [since for since, _ in claims.values() if since]
        ends = [until for _, until in claims.values() if until]
        ended = max(ends) if len(ends) == len(claims) else None
        return Seat(group, company, tuple(claims), min(begins, default=None), ended)


class Gathering:
    """All records of an import. Add the rows of companies and groups first, then people, then goals."""

    def __init__(self, existing: Existing, options: Options) -> None:
        self.companies: dict[str, Gathered[Company]] = {}
        self.people: dict[str, Gathered[Person]] = {}
        self.groups: dict[str, Gathered[Group]] = {}
        self.facilitators: dict[tuple[str, str], Gathered[Facilitator]] = {}
        self.goals: dict[tuple[str, str], Gathered[Goal]] = {}
        self.seats: dict[tuple[str, str], SeatClaims] = {}
        self._existing = existing
        self._options = options
        self._broken_people: dict[str, Where] = {}
        self._namesakes: dict[tuple[str, str], str] = {}

    def add(self, facts: Facts, sheet: SheetReader) -> None:
        """Takes a row in, or notes on `facts` why it cannot be."""
        if sheet.kind == "people":
            self._add_person_row(facts, sheet)
        elif sheet.kind == "goals":
            self._add_goal_row(facts, sheet)
        else:
            self._add_listed(facts, sheet, "company" if sheet.kind == "companies" else "group")

    # -- rows of each kind of file

    def _add_person_row(self, facts: Facts, sheet: SheetReader) -> None:
        values = facts.values
        if "email" not in values and not facts.broken and not values.keys() & {"name", "first_name", "last_name"}:
            sheet.add_problem(facts, "", "names no person; only what it says of the company was read.", "warning")
            self._add_company(facts, sheet)
            return
        known = self._known_person(facts)
        self._check_person(facts, sheet, known)
        if facts.broken:
            if "email" in values:
                self._broken_people.setdefault(values["email"].email, facts.where)
            return
        address: Address = values["email"]
        seen = self.people.get(address.email)
        repeats = next((where for where in seen.rows if where.source == facts.where.source), None) if seen else None
        person = self._add_person(facts, sheet, known)
        if person.company == company_key(values.get("company", "")):
            self._add_company(facts, sheet)
        self._add_group(facts, sheet)
        news = self._add_seat(facts, sheet, person)
        news = self._add_goal(facts, sheet, person.email) or news
        if repeats and not news:
            says = f"repeats row {repeats.row} ({person.email}); the two were merged."
            sheet.add_problem(facts, "", says, "duplicate")

    def _add_goal_row(self, facts: Facts, sheet: SheetReader) -> None:
        if "goal" not in facts.values and not facts.broken:
            sheet.add_problem(facts, "goal", "is empty. Name the goal, or delete the row.", "error")
        email = "" if facts.broken else self._whose_goal(facts, sheet)
        if email and not self._add_goal(facts, sheet, email):
            says = f"repeats an earlier row ({facts.values['goal']}); the two were merged."
            sheet.add_problem(facts, "", says, "duplicate")

    def _add_listed(self, facts: Facts, sheet: SheetReader, field: str) -> None:
        """A row of a list of companies or of groups."""
        if field not in facts.values and not facts.broken:
            sheet.add_problem(facts, field, "is empty. Fill in the name, or delete the row.", "error")
        if facts.broken:
            return
        add = self._add_company if field == "company" else self._add_group
        repeats = add(facts, sheet)
        if repeats:
            sheet.add_problem(facts, "", f"repeats row {repeats.row}; the two were merged.", "duplicate")

    # -- checks before a row is taken in

    def _known_person(self, facts: Facts) -> Person | None:
        email = facts.values["email"].email if "email" in facts.values else ""
        gathered = self.people.get(email)
        return gathered.record if gathered else self._existing.people.get(email)

    def _check_person(self, facts: Facts, sheet: SheetReader, known: Person | None) -> None:
        """Notes what is missing in a row about a person. Cells that could not be read were noted before."""
        values, texts = facts.values, facts.texts
        name = _name(facts) or (known.name if known else "")
        if "email" not in values and _is_blank("email", facts):
            says = f"is empty. Add the address of {name or 'this person'}; they are known by it."
            sheet.add_problem(facts, "email", says, "error")
        if not name and not texts.keys() & {"name", "first_name", "last_name"}:
            sheet.add_problem(facts, "name", f"is empty. Add whose address {texts.get('email', '')} is.", "error")
        if not known and "company" not in values and _is_blank("company", facts):
            sheet.add_problem(facts, "company", f"is empty. Add the MSP of {name or 'this person'}.", "error")
        if "since" in values and "until" in values and values["until"] < values["since"]:
            sheet.add_problem(facts, "until", "is before the seat begins. Check both dates.", "error")

    def _whose_goal(self, facts: Facts, sheet: SheetReader) -> str:
        """The address of the person a goal belongs to, by address or else by a name that only one person has."""
        if "email" in facts.values:
            email: str = facts.values["email"].email
            if email in self.people or email in self._existing.people:
                return email
            broken = self._broken_people.get(email)
            says = f"waits for row {broken.row} of {broken.source}. Repair that one first." if broken else ""
            sheet.add_problem(facts, "email", says or "is nobody's address here. Add the person first.", "error")
            return ""
        name = name_key(_name(facts))
        everybody = self._existing.people | {email: gathered.record for email, gathered in self.people.items()}
        company = company_key(facts.values.get("company", ""))
        found = [
            person.email
            for person in everybody.values()
            if name_key(person.name) == name and company in ("", person.company)
        ]
        if len(found) != 1:
            says = "is the name of several people. Add the e-mail address." if found else "is nobody here. Add them first."
            sheet.add_problem(facts, "name", says, "error")
            return ""
        return found[0]
