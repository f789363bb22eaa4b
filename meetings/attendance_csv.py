"""Past attendance from a spreadsheet: which rows are understood, and what is wrong with the others, in words. Pure.

Two shapes are read: a row for each person and meeting (who, date, status), and a row for each person with a column for
each meeting, as chapters keep their PALMS sheets (P present, A absent, L late, M medical, S substitute [BNI]).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from meetings.policy import Reason, Seen
from members.roster.columns import normalized
from members.roster.dates import DateOrder, day
from members.roster.names import name_key
from members.roster.reading import Table
from members.roster.values import NotUnderstood, clean, plain

Column = Literal["email", "name", "day", "status", "minutes", "where"]

HEADERS: Mapping[Column, str] = {
    "email": "email,e mail,mail,email address,e mail address,address",
    "name": "name,member,member name,full name,person,attendee,participant,who",
    "day": "date,day,meeting,meeting date,date of meeting,held on",
    "status": "status,attendance,attended,present,palms,code,seen,attendance status",
    "minutes": "minutes,minutes late,late by,late minutes",
    "where": "where,mode,place,location,format,type",
}
_COLUMN_OF = {normalized(name): column for column, names in HEADERS.items() for name in names.split(",")}

STATUSES: Mapping[tuple[Seen, str], str] = {
    (Seen.PRESENT, ""): "p,present,attended,here,yes,y,x,1,on time,there,came,true,\u2713,\u2714",
    (Seen.LATE, ""): "l,late,tardy,came late,arrived late",
    (Seen.LEFT_EARLY, ""): "le,left early,early,left,early leave",
    (Seen.EXCUSED, ""): "e,ex,excused,told us,apologies,apology,regrets,notified,excused absence",
    (Seen.EXCUSED, Reason.MEDICAL): "m,medical,sick,ill,medical leave,health",
    (Seen.EXCUSED, Reason.CLIENT_DOWN): "cd,client down,client emergency,outage",
    (
        Seen.UNEXCUSED,
        "",
    ): "a,absent,absence,u,unexcused,missed,miss,no show,no-show,no word,did not attend,no,n,0,false",
    (Seen.SUBSTITUTE, ""): "s,sub,substitute,substituted,alternate,alt,proxy,stand-in",
    (Seen.ON_LEAVE, ""): "loa,leave,on leave,leave of absence,sabbatical",
}
_STATUS_OF = {word: status for status, words in STATUSES.items() for word in words.split(",")}
_PARTLY = re.compile(r"(?P<word>[a-z ]+?)\s*(?:by )?\(?(?P<minutes>\d{1,3})\s*(?:m|min|mins|minutes|')?\)?")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be meant: their key, address and name."""

    key: Any
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One look at one person: at the meeting of a day."""

    who: Any
    day: date
    seen: Seen
    minutes: int | None = None
    reason: str = ""
    in_person: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, as a sentence; `row` is its number in the spreadsheet."""

    row: int
    words: str


@dataclass(slots=True)
class Plan:
    """What would be imported, and what stays out. `obstacle` is why nothing can be, or ''."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    obstacle: str = ""


MEETING = "Meeting "
_DAY_ON_TOP = re.compile(r"(?<![\w/.-])(\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4})(?![\w/.-])")


def with_headers(text: str) -> str:
    """The rows, with a word before each day in a row of headers: a row of days alone looks like one of figures."""
    first, newline, rest = text.lstrip().partition("\n")
    names = {_COLUMN_OF.get(normalized(cell)) for cell in re.split(r"[,;\t|]", first)}
    if names & {"email", "name"}:
        first = _DAY_ON_TOP.sub(rf"{MEETING}\1", first)
    return f"{first}{newline}{rest}"


class _Reader:
    """Everything that is the same for all rows."""

    def __init__(self, people: Iterable[Person], order: DateOrder, today: date) -> None:
        self.order, self.today = order, today
        self.by_email: dict[str, Any] = {}
        self.by_name: dict[str, list[Any]] = {}
        for person in people:
            self.by_email[person.email.casefold()] = person.key
            self.by_name.setdefault(name_key(person.name), []).append(person.key)

    def who(self, email: str, name: str) -> Any:
        """Whom a row means, by address or else by name; raises NotUnderstood in words."""
        email, name = clean(email), clean(name)
        if "@" in name and not email:
            email, name = name, ""
        if email:
            if (found := self.by_email.get(email.casefold())) is not None:
                return found
            if not name:
                raise NotUnderstood(f"“{email}” is the address of nobody in this group.")
        if not name:
            raise NotUnderstood("It does not say who. Put in an e-mail address or a name.")
        named = self.by_name.get(name_key(name), [])
        if len(named) > 1:
            raise NotUnderstood(f"There are several called “{name}”. Use their e-mail address.")
        if not named:
            raise NotUnderstood(f"“{email or name}” is nobody in this group.")
        return named[0]

    def day(self, text: str) -> date:
        """The day of a meeting that is over; raises NotUnderstood."""
        if not clean(text):
            raise NotUnderstood("It has no date.")
        try:
            found = day(clean(text), self.order)
        except NotUnderstood:
            raise NotUnderstood(f"“{clean(text)}” is no date that we can read. Write it like 2026-03-19.") from None
        if found > self.today:
            raise NotUnderstood(f"{found.isoformat()} is still to come.")
        return found


def status(text: str, minutes: str = "") -> tuple[Seen, int | None, str]:
    """What a cell says was seen: (seen, minutes, reason). Raises NotUnderstood in words."""
    words = plain(clean(text))
    if not words:
        raise NotUnderstood("It has no status.")
    typed = clean(minutes)
    found = _STATUS_OF.get(words)
    if found is None and (partly := _PARTLY.fullmatch(words)):
        found, typed = _STATUS_OF.get(partly["word"].strip()), typed or partly["minutes"]
    if found is None:
        raise NotUnderstood(
            f"“{clean(text)}” is no attendance that we know. "
            "Write present, late, left early, told us, absent, substitute, medical or leave."
        )
    seen, reason = found
    off = int(typed) if typed.isdecimal() and seen in (Seen.LATE, Seen.LEFT_EARLY) else None
    if off is not None and not 1 <= off <= 720:
        raise NotUnderstood(f"{off} minutes cannot be. Minutes are from 1 to 720.")
    return seen, off, reason


def read_attendance(table: Table, people: Iterable[Person], *, order: DateOrder, today: date) -> Plan:
    """The plan of a file: `people` are those who may be meant, `order` says what 3/4/2026 is, `today` ends the past."""
    reader, plan = _Reader(people, order, today), Plan()
    columns: dict[Column, int] = {}
    for number, header in enumerate(table.header):
        column = _COLUMN_OF.get(normalized(header))
        if column is not None:
            columns.setdefault(column, number)
    meetings = {} if "day" in columns else _days_of(table.header, reader)
    if not columns.keys() & {"email", "name"}:
        plan.obstacle = "No column says who. Call one “E-mail” or “Name”."
    elif not meetings and not {"day", "status"} <= columns.keys():
        plan.obstacle = "It needs a column “Date” and one “Status”, or a column for each meeting with its date on top."
    else:
        _read_rows(table, reader, plan, columns, meetings)
    return plan


def _days_of(header: Sequence[str], reader: _Reader) -> dict[int, date]:
    """The columns that are headed by a day, as column -> day."""
    found = {}
    for number, text in enumerate(header):
        if re.search(r"\d", text):
            try:
                found[number] = reader.day(text.removeprefix(MEETING))
            except NotUnderstood:
                continue
    return found


def _read_rows(
    table: Table, reader: _Reader, plan: Plan, columns: Mapping[Column, int], meetings: Mapping[int, date]
) -> None:
    """Reads every row; of two that say the same thing the first stands, of two that do not neither is guessed at."""
    known: dict[tuple[Any, date], Entry] = {}
    for row in table.rows:
        told = {column: row.cells[number] for column, number in columns.items()}
        try:
            who = reader.who(told.get("email", ""), told.get("name", ""))
            if meetings:
                cells = [(day, row.cells[at]) for at, day in meetings.items() if row.cells[at].strip()]
            else:
                cells = [(reader.day(told["day"]), told["status"])]
        except NotUnderstood as problem:
            plan.problems.append(Problem(row.number, str(problem)))
            continue
        in_person = "person" in plain(told.get("where", "")) or "site" in plain(told.get("where", ""))
        for day_of, text in cells:
            try:
                seen, minutes, reason = status(text, told.get("minutes", ""))
            except NotUnderstood as problem:
                plan.problems.append(
                    Problem(row.number, f"{day_of.isoformat()}: {problem}" if meetings else str(problem))
                )
                continue
            entry = Entry(who, day_of, seen, minutes, reason, in_person)
            earlier = known.setdefault((who, day_of), entry)
            if earlier is entry:
                plan.entries.append(entry)
            elif earlier != entry:
                plan.problems.append(
                    Problem(row.number, f"{day_of.isoformat()}: another row says {earlier.seen.label.lower()} of them.")
                )
