"""What calendar programs answer to our invitations by mail (iMIP, RFC 6047): who comes and who does not. Pure.

The mailbox is open to the world, so nothing here believes or raises: whatever comes is a reply or a reason why not. A
calendar part counts more than the headers around it, as some programs mark a person's press of "Yes" as sent by a
machine. Whether who sent it may answer for the attendee is the caller's question: both addresses are told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from typing import Literal

from icalendar import Calendar, Event
from icalendar.error import BrokenCalendarProperty

LARGEST_MAIL = 30_000_000
LARGEST_CALENDAR = 1_000_000
"""In bytes. A reply has some 2,000; what is above is refused unread."""
MOST_EVENTS = 400
LONGEST_COMMENT = 1000

Answer = Literal["accepted", "tentative", "declined", "unknown"]
Reason = Literal["too big", "no calendar", "automatic", "unreadable", "not a reply", "no event", "no answer"]

_ANSWERS: dict[str, Answer] = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "declined"}
_SIGN = r"[^\s@<>,;:\"\\\x00-\x1f\x7f\ud800-\udfff]+"
_ADDRESS = re.compile(f"{_SIGN}@{_SIGN}")
"""Without half a sign (a lone surrogate), which some charsets spell and no database takes."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")
# Zones of their own names are not read: a hostile one would stay in the parser's memory, and we need none.
_ZONES = re.compile(r"^BEGIN:VTIMEZONE\s*?$.*?(^END:VTIMEZONE\s*?$|\Z)", re.IGNORECASE | re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer to one meeting.

    `sequence` is the state of the meeting that was answered, 0 where nobody said. Addresses are in lower case;
    `from_address` is empty if the mail has none. `answer` is "unknown" for who proposes another time, which then is in
    `proposed_at` (UTC; None if it cannot be read) and named in `comment`. `comment` are the person's words, at most
    1,000 characters. `dtstamp` (UTC) is when they answered, None if nobody said: of two answers the later one holds.
    """

    uid: str
    sequence: int
    attendee: str
    answer: Answer
    comment: str
    from_address: str
    dtstamp: datetime | None
    proposed_at: datetime | None = None

    @property
    def is_from_attendee(self) -> bool:
        """The mail came from the address that it answers for, as far as its From says."""
        return self.attendee == self.from_address


@dataclass(frozen=True, slots=True)
class NotAReply:
    """Why a mail says nothing about a meeting; `reason` is for a log and holds nothing of the mail."""

    reason: Reason


def replies_in(mail: bytes) -> tuple[Reply, ...] | NotAReply:
    """The answers in a mail as a mailbox gives it (RFC 822), at least one; or why there is none. Never raises."""
    if len(mail) > LARGEST_MAIL:
        return NotAReply("too big")
    try:
        return _replies_in(message_from_bytes(mail))
    except (Exception, RecursionError):  # what strangers send may break a parser in any way, and the next mail waits
        return NotAReply("unreadable")


def _replies_in(message: Message) -> tuple[Reply, ...] | NotAReply:
    """The answers of the first part that has some; else why the first calendar has none."""
    reasons: list[Reason] = []
    sender = _sender(message)
    for part in _calendar_parts(message):
        found = _read(part, sender)
        if isinstance(found, tuple):
            return found
        reasons.append(found.reason)
    if _is_automatic(message) and set(reasons) <= {"not a reply"}:
        return NotAReply("automatic")
    return NotAReply(reasons[0] if reasons else "no calendar")


def _calendar_parts(message: Message) -> Iterator[Message]:
    """The parts that are calendars, those that say so by their type first. What is forwarded is somebody else's."""
    own = list(_own_parts(message))
    yield from (part for part in own if part.get_content_type() == "text/calendar")
    yield from (part for part in own if part.get_content_type() != "text/calendar" and _is_calendar_file(part))


def _own_parts(message: Message) -> Iterator[Message]:
    """The leaves of a mail, without those of mails inside of it."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting = [inner for inner in part.get_payload() if isinstance(inner, Message)] + waiting
        elif not part.is_multipart():
            yield part


def _is_calendar_file(part: Message) -> bool:
    """An attachment that is one by its type or its name."""
    return part.get_content_type() == "application/ics" or (part.get_filename() or "").lower().endswith(".ics")


def _read(part: Message, sender: str) -> tuple[Reply, ...] | NotAReply:
    """The answers of one calendar part."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or len(content) > LARGEST_CALENDAR:
        return NotAReply("unreadable" if not isinstance(content, bytes) else "too big")
    try:
        calendar = Calendar.from_ical(_ZONES.sub("", _decoded(content, part.get_content_charset())).strip())
    except (ValueError, KeyError, IndexError):
        return NotAReply("unreadable")
    if calendar.name != "VCALENDAR":
        return NotAReply("unreadable")
    method = str(calendar.get("METHOD") or part.get_param("method") or "").strip().upper()
    if method not in ("REPLY", "COUNTER"):
        return NotAReply("not a reply")
    events = [event for event in calendar.subcomponents if isinstance(event, Event)][:MOST_EVENTS]
    if not events:
        return NotAReply("no event")
    replies = tuple(reply for event in events if (reply := _reply(event, method == "COUNTER", sender)))
    return replies or NotAReply("no answer")


def _reply(event: Event, counter: bool, sender: str) -> Reply | None:
    """What one event answers; None if it does not say who, to what, or what."""
    uid = str(event.get("UID") or "").strip()
    attendee = _attendee(event, sender)
    if not uid or attendee is None:
        return None
    address, said = attendee
    answer: Answer | None = "unknown" if counter else _ANSWERS.get(said)
    if answer is None:
        return None
    comment = _comment(event)
    proposed_at = _moment(event, "DTSTART") if counter else None
    if counter:
        when = f": {proposed_at:%Y-%m-%d %H:%M} UTC" if proposed_at else ""
        comment = f"Proposes another time{when}. {comment}".strip()[:LONGEST_COMMENT]
    return Reply(uid, _sequence(event), address, answer, comment, sender, _moment(event, "DTSTAMP"), proposed_at)


def _attendee(event: Event, sender: str) -> tuple[str, str] | None:
    """Whose answer it is, and the PARTSTAT; of several the sender's. None if nobody, or nobody can tell."""
    named = [(_address(one), str(_params(one).get("PARTSTAT", "")).strip().upper()) for one in _all(event, "ATTENDEE")]
    named = [(address, said) for address, said in named if address]
    theirs = [one for one in named if one[0] == sender]
    if theirs:
        return theirs[0]
    return named[0] if len(named) == 1 else None


def _address(attendee: object) -> str:
    """A mail address in lower case, also where iCloud writes another key and the address beside it; "" for none."""
    value = re.sub(r"^\s*mailto:", "", str(attendee), flags=re.IGNORECASE).strip().lower()
    beside = str(_params(attendee).get("EMAIL", "")).strip().lower()
    return next((one for one in (value, beside) if _ADDRESS.fullmatch(one)), "")


def _comment(event: Event) -> str:
    """The person's words: COMMENT, or where Google keeps them beside the attendee."""
    words = [str(one) for one in _all(event, "COMMENT")]
    words = words or [str(_params(one).get("X-RESPONSE-COMMENT", "")) for one in _all(event, "ATTENDEE")]
    return _UNPRINTABLE.sub(" ", "\n".join(words)).strip()[:LONGEST_COMMENT]


def _sequence(event: Event) -> int:
    """Which state was answered; 0 where it is not said in numbers."""
    said = str(event.get("SEQUENCE", "0"))
    return int(said) if re.fullmatch(r"[0-9]{1,9}", said) else 0


def _moment(event: Event, key: str) -> datetime | None:
    """A moment in UTC; None for a day, a moment in no known zone, or nonsense."""
    try:
        moment = getattr(event.get(key), "dt", None)
        return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo else None
    except (BrokenCalendarProperty, OverflowError):
        return None


def _all(event: Event, key: str) -> list[object]:
    """The values of a property that may come more than once."""
    value = event.get(key)
    return value if isinstance(value, list) else [] if value is None else [value]


def _params(value: object) -> dict[str, object]:
    """What is said beside a value."""
    params = getattr(value, "params", None)
    return dict(params) if params else {}


def _decoded(content: bytes, charset: str | None) -> str:
    """The text; in UTF-8 if its charset is unknown or was not meant."""
    try:
        return content.decode(charset or "utf-8").removeprefix("\ufeff")
    except (LookupError, UnicodeError):
        return content.decode("utf-8", "replace").removeprefix("\ufeff")


def _sender(message: Message) -> str:
    """The address of From, in lower case; "" if there is none."""
    try:
        written = str(make_header(decode_header(str(message.get("From", "")))))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        written = str(message.get("From", ""))
    address = next((address for _, address in getaddresses([written]) if address), "").lower()
    return address if _ADDRESS.fullmatch(address) else ""


def _is_automatic(message: Message) -> bool:
    """A machine wrote it: out of office, a bounce (RFC 3834, and what came before it)."""
    said = str(message.get("Auto-Submitted", "no")).strip().lower()
    old = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")
    is_report = message.get_content_type() == "multipart/report"
    return not said.startswith("no") or is_report or any(name in message for name in old[:2])
