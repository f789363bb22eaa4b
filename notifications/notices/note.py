"""A mail of a few sentences: one heading, what there is to know, at most one button. Its words come from its notice."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from notifications.gate import known
from notifications.notices.letter import Letter, words
from programs.clock import local_day
from programs.models import Program
from programs.wording import clock, long_day


@dataclass(frozen=True)
class Note:
    """What a mail says. `subject` and `preview` stand on lock screens, so nothing confidential is in them.

    Under the heading come the `paragraphs`, the `items` as a list, the `closing` paragraphs, then the button (`label`,
    `url`), a `small` line, and `why` its reader gets it, with the page on which a nudge is muted (`mute_url`)
    or an address is taken off a list (`off_url`).
    """

    subject: str
    preview: str
    heading: str
    paragraphs: Sequence[str]
    label: str
    url: str
    why: str
    items: Sequence[str] = ()
    closing: Sequence[str] = ()
    small: str = ""
    mute_url: str = ""
    off_url: str = ""


def noted(note: Note, address: str, program: Program) -> Letter:
    """The letter to an address that says what `note` says."""
    return Letter(address, words("note", program, asdict(note)), sender=program.name)


def day_of(day: date, program: Program, now: datetime) -> str:
    """A day as the program writes it, seen from today: "Tuesday, December 1"."""
    return long_day(day, local_day(now, program.zone), order_of(program))


def moment_of(at: datetime, zone: str, program: Program, now: datetime) -> str:
    """A moment on the wall of `zone`, which is named: "Friday, November 27, 5:00 pm (Chicago time)"."""
    local = at.astimezone(ZoneInfo(known(zone)))
    day = long_day(local.date(), local_day(now, known(zone)), order_of(program))
    return f"{day}, {clock(local.time(), program.clock)} ({place_of(known(zone))})"


def place_of(zone: str) -> str:
    """A time zone as people say it: "Chicago time", "UTC"."""
    _, slash, city = zone.rpartition("/")
    return f"{city.replace('_', ' ')} time" if slash else zone


def order_of(program: Program) -> Any:
    """The program's order of day, month and year."""
    return program.date_order
