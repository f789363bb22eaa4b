"""One appointment as a calendar file (RFC 5545). Pure."""

from datetime import datetime

from icalendar import Calendar, Event


def appointment(
    key: str, *, starts_at: datetime, ends_at: datetime, title: str, where: str, words: str, made_at: datetime
) -> bytes:
    """The file of one appointment. `key` stays the same when it moves, so that a calendar moves it too; all aware."""
    calendar = Calendar()
    calendar.add("prodid", "-//Peergroups//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", key)
    event.add("dtstamp", made_at)
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    event.add("summary", title)
    event.add("location", where)
    event.add("description", words)
    calendar.add_component(event)
    file: bytes = calendar.to_ical()
    return file
