"""Meetings in people's own calendars: invitations by mail (iMIP, RFC 6047 and 5546), a feed, and the year as one file.

Pure. A date is one event under one UID for as long as it lives, and each change of it has a higher SEQUENCE: so a
calendar that has the year from the overview moves that very entry when the invitation comes. A meeting of several days
is one event too, from its first start to its last end: it is answered once, and moved and canceled as a whole.

Nothing that is said in a group is in a calendar, where assistants and colleagues read along: only whose meeting it is,
when, where, and the address of its page. Who else is asked is not in it either.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import quote, urlsplit

from icalendar import Event, vCalAddress

from programs.calendar_file import appointment, calendar_file, one_line

REFRESH = timedelta(hours=1)
"""How often a calendar is asked to look at a feed. Google looks when it likes, about once in twelve hours."""

Status = Literal["confirmed", "canceled"]
Answer = Literal["accepted", "tentative", "declined"]

_ADDRESS = re.compile(r"[^\s@<>,;:\"\\\x00-\x1f\x7f]+@[^\s@<>,;:\"\\\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Contact:
    """Who asks, or is asked: a name, perhaps none, and a mail address. ValueError if it is no address."""

    name: str
    address: str

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.address):
            raise ValueError(f"{self.address!r} is not a mail address.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting as calendars see it; several days are one entry.

    `uid` never changes; `sequence` counts the changes. Moments are aware; `zone` (IANA) is where the clock hangs.
    `title` is whose meeting it is ("Front Range Owners meeting"); `where` is a place, or empty for online, and then
    `url` stands there. `url` (http or https, may be empty) is the page that opens for those seated. `organizer` is the
    mailbox that reads the answers. Raises ValueError with a sentence for what no calendar could keep.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    title: str
    where: str
    url: str
    description: str
    organizer: Contact
    status: Status = "confirmed"

    def __post_init__(self) -> None:
        if self.sequence < 0:
            raise ValueError("A sequence counts from 0.")
        if self.status not in ("confirmed", "canceled"):
            raise ValueError("A meeting is confirmed or canceled.")
        if self.url:
            _checked(self.url)
        _event(self, self.starts_at)


def request(
    entry: Entry, attendee: Contact, now: datetime, *, answer: Answer | None = None, runs: bool = False
) -> bytes:
    """The invitation of one person, or its change: a part "text/calendar; method=REQUEST; charset=utf-8" of a mail.

    `answer` is what they said already and still holds (a new room, not a new day): their calendar then keeps it. Who
    `runs` the meeting comes anyway: it stands in their calendar, and they are not asked (RFC 5545, 3.2.16 and 3.2.17).
    Raises ValueError for a canceled meeting: that is `cancel`.
    """
    if entry.status == "canceled":
        raise ValueError("Nobody is invited to a canceled meeting.")
    event = _event(entry, now)
    event.add("status", "CONFIRMED")
    event.add("organizer", _calendar_address(entry.organizer))
    asked = _calendar_address(attendee)
    asked.params |= {
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "CHAIR" if runs else "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED" if runs else answer.upper() if answer else "NEEDS-ACTION",
        "RSVP": "FALSE" if runs else "TRUE",
    }
    event.add("attendee", asked)
    # One person cannot move a meeting of twelve from their calendar; Outlook then does not offer it.
    event.add("x-microsoft-disallow-counter", "TRUE")
    return calendar_file([event], method="REQUEST")


def cancel(entry: Entry, attendee: Contact, now: datetime) -> bytes:
    """Takes the meeting out of one person's calendar: a part "text/calendar; method=CANCEL; charset=utf-8" of a mail.

    For a canceled meeting, and for somebody who is no longer asked to one. `entry.sequence` is higher than the last
    that they were sent.
    """
    event = _event(entry, now)
    event.add("status", "CANCELLED")
    event.add("organizer", _calendar_address(entry.organizer))
    event.add("attendee", _calendar_address(attendee))
    return calendar_file([event], method="CANCEL")


def feed(entries: Iterable[Entry], name: str, now: datetime) -> bytes:
    """What a private address answers to a calendar that subscribes: the meetings that are on, under `name`.

    A canceled one is left out: what is no longer in a feed goes from the calendar, in every program. METHOD is PUBLISH,
    as in the feeds that Google and Outlook write themselves; nobody is named in it, so no program offers an answer.
    """
    return calendar_file(_published(entries, now), name=name, refresh=REFRESH)


def overview(entries: Iterable[Entry], now: datetime) -> bytes:
    """The meetings that are on as one file, to be opened once: the year. Under the same UIDs as the invitations."""
    return calendar_file(_published(entries, now))


def google_link(feed_url: str) -> str:
    """Opens Google Calendar and asks whether to subscribe. Raises ValueError if `feed_url` is not http or https."""
    return f"https://calendar.google.com/calendar/r?cid={quote(apple_link(feed_url), safe='')}"


def outlook_link(feed_url: str, name: str = "") -> str:
    """Opens Outlook on the web, of work or school, and asks whether to subscribe. ValueError as `google_link`."""
    named = f"&name={quote(one_line(name), safe='')}" if name else ""
    return f"https://outlook.office.com/calendar/0/addfromweb?url={quote(_checked(feed_url), safe='')}{named}"


def apple_link(feed_url: str) -> str:
    """Opens the calendar of the device: Apple's, Outlook's, Thunderbird's. ValueError as `google_link`."""
    return f"webcal://{_checked(feed_url).partition('://')[2]}"


def _published(entries: Iterable[Entry], now: datetime) -> list[Event]:
    """The events of those that are on, the first first."""
    on = sorted((entry for entry in entries if entry.status == "confirmed"), key=lambda one: (one.starts_at, one.uid))
    events = [_event(entry, now) for entry in on]
    for event in events:
        event.add("status", "CONFIRMED")
    return events


def _event(entry: Entry, now: datetime) -> Event:
    """What every form of an entry has."""
    words = entry.description.strip()
    if entry.url and entry.url not in words:  # Google and Outlook do not show the URL property
        words = f"{words}\n\n{entry.url}".strip()
    event = appointment(
        entry.uid,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        zone=entry.zone,
        title=entry.title,
        where=entry.where or entry.url,
        words=words,
        made_at=now,
    )
    event.add("sequence", entry.sequence)
    event.add("transp", "OPAQUE")
    if entry.url:
        event.add("url", entry.url)
    return event


def _calendar_address(contact: Contact) -> vCalAddress:
    """A person as calendars write them: a name without quotation marks, which a parameter cannot hold."""
    written = vCalAddress(f"mailto:{contact.address}")
    if name := one_line(contact.name.replace('"', "'")):
        written.params["CN"] = name
    return written


def _checked(url: str) -> str:
    """The address of a page, as it came; ValueError for another."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\s\x00-\x1f\x7f]", url):
        raise ValueError(f"{url!r} is not the address of a page.")
    return url
