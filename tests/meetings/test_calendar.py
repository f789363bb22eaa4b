"""Invitations, feeds and files of meetings, read back by the icalendar parser."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar

from meetings.calendar import (
    Contact,
    Entry,
    apple_link,
    cancel,
    feed,
    google_link,
    outlook_link,
    overview,
    request,
)

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PROGRAM = Contact("Summit Peers", "calendar@peers.example")
ANN = Contact("Ann Ågren", "ann@acme.example")
ENTRY = Entry(
    uid="meeting-1@peers.example",
    sequence=3,
    starts_at=datetime(2026, 12, 3, 15, tzinfo=UTC),
    ends_at=datetime(2026, 12, 3, 17, tzinfo=UTC),
    zone="America/Chicago",
    title="Front Range Owners meeting",
    where="",
    url="https://peers.example/p/summit/meetings/1/join/",
    description="Answer here or in your calendar.",
    organizer=PROGRAM,
)
FEED = "https://peers.example/calendar/tok-en_1.ics"


def only(file: bytes):
    calendar = Calendar.from_ical(file)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_an_invitation_asks_one_person():
    calendar, event = only(request(ENTRY, ANN, NOW))
    assert calendar["METHOD"] == "REQUEST"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("meeting-1@peers.example", 3, "CONFIRMED")
    assert event["DTSTART"].params["TZID"] == "America/Chicago"
    assert (event["DTSTART"].to_ical(), event["DTEND"].to_ical()) == (b"20261203T090000", b"20261203T110000")
    assert event["DTSTAMP"].dt == NOW
    assert event["SUMMARY"] == "Front Range Owners meeting"
    assert event["ORGANIZER"] == "mailto:calendar@peers.example"
    assert event["ORGANIZER"].params["CN"] == "Summit Peers"
    assert event["ATTENDEE"] == "mailto:ann@acme.example"
    assert event["ATTENDEE"].params == {
        "CN": "Ann Ågren",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }
    assert event["X-MICROSOFT-DISALLOW-COUNTER"] == "TRUE"


def test_a_change_keeps_the_uid_and_what_was_answered():
    moved = replace(ENTRY, sequence=4, where="Room 2")
    _, event = only(request(moved, ANN, NOW, answer="accepted"))
    assert (event["UID"], event["SEQUENCE"]) == (ENTRY.uid, 4)
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_a_cancellation_names_who_it_is_for():
    calendar, event = only(cancel(replace(ENTRY, sequence=4, status="canceled"), ANN, NOW))
    assert calendar["METHOD"] == "CANCEL"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (ENTRY.uid, 4, "CANCELLED")
    assert (event["ATTENDEE"], event["ORGANIZER"]) == ("mailto:ann@acme.example", "mailto:calendar@peers.example")


def test_one_who_is_no_longer_asked_loses_a_meeting_that_is_on():
    _, event = only(cancel(ENTRY, ANN, NOW))
    assert event["STATUS"] == "CANCELLED"


def test_nobody_is_invited_to_a_canceled_meeting():
    with pytest.raises(ValueError, match="canceled"):
        request(replace(ENTRY, status="canceled"), ANN, NOW)


def test_two_days_are_one_event_from_the_first_start_to_the_last_end():
    days = replace(ENTRY, ends_at=datetime(2026, 12, 4, 19, tzinfo=UTC))
    _, event = only(request(days, ANN, NOW))
    assert event.end - event.start == timedelta(days=1, hours=4)


@pytest.mark.parametrize(
    ("where", "url", "location", "description"),
    [
        ("Hotel Oxford", "https://x.example/m/", "Hotel Oxford", "Hello\n\nhttps://x.example/m/"),
        ("", "https://x.example/m/", "https://x.example/m/", "Hello\n\nhttps://x.example/m/"),
        ("Hotel Oxford", "", "Hotel Oxford", "Hello"),
    ],
)
def test_the_address_of_the_page_is_where_every_program_shows_it(where, url, location, description):
    _, event = only(request(replace(ENTRY, where=where, url=url, description="Hello"), ANN, NOW))
    assert event["LOCATION"] == location
    assert event["DESCRIPTION"] == description
    assert event.get("URL", "") == url


def test_an_address_that_the_words_say_already_is_not_said_twice():
    _, event = only(request(replace(ENTRY, description=f"Join: {ENTRY.url}"), ANN, NOW))
    assert event["DESCRIPTION"].count(ENTRY.url) == 1


def test_a_feed_names_nobody_and_has_only_what_is_on():
    later = replace(ENTRY, uid="meeting-2@peers.example", starts_at=ENTRY.starts_at + timedelta(minutes=5))
    off = replace(ENTRY, uid="meeting-3@peers.example", status="canceled")
    file = feed([later, off, ENTRY], "Summit Peers", NOW)
    calendar = Calendar.from_ical(file)
    assert [event["UID"] for event in calendar.walk("VEVENT")] == [ENTRY.uid, later.uid]
    assert (calendar["METHOD"], calendar["X-WR-CALNAME"]) == ("PUBLISH", "Summit Peers")
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in file
    assert not any(name in file for name in (b"ATTENDEE", b"ORGANIZER", b"mailto:"))


def test_an_empty_feed_is_a_calendar():
    calendar = Calendar.from_ical(feed([], "Summit Peers", NOW))
    assert calendar["X-WR-CALNAME"] == "Summit Peers"
    assert calendar.walk("VEVENT") == []


def test_the_overview_has_the_uids_of_the_invitations():
    file = overview([ENTRY, replace(ENTRY, uid="meeting-3@peers.example", status="canceled")], NOW)
    calendar, event = only(file)
    assert (calendar["METHOD"], event["UID"], event["SEQUENCE"]) == ("PUBLISH", ENTRY.uid, 3)
    assert not {"REFRESH-INTERVAL", "X-WR-CALNAME"} & set(calendar)


def test_no_name_breaks_out_of_its_line():
    names = Contact('Ann "Ace"\r\nATTENDEE:mailto:eve@x.example', "ann@acme.example")
    _, event = only(request(ENTRY, names, NOW))
    assert event["ATTENDEE"] == "mailto:ann@acme.example"
    assert event["ATTENDEE"].params["CN"] == "Ann 'Ace' ATTENDEE:mailto:eve@x.example"


def test_who_has_no_name_is_an_address():
    _, event = only(request(ENTRY, Contact("", "ann@acme.example"), NOW))
    assert "CN" not in event["ATTENDEE"].params


@pytest.mark.parametrize("address", ["", "ann", "ann@", "a@b@c", "a b@c.example", "a@b\r\nX:1", "mailto:a@b", "<a@b>"])
def test_what_is_no_mail_address_is_refused(address):
    with pytest.raises(ValueError, match="is not a mail address"):
        Contact("Ann", address)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"sequence": -1}, "counts from 0"),
        ({"status": "cancelled"}, "confirmed or canceled"),
        ({"url": "javascript:alert(1)"}, "not the address of a page"),
        ({"url": "https://x.example/\r\nX:1"}, "not the address of a page"),
        ({"zone": "Mars/Olympus"}, "no time zone"),
        ({"ends_at": ENTRY.starts_at}, "ends after it starts"),
        ({"starts_at": datetime(2026, 12, 3, 15)}, "aware"),  # noqa: DTZ001
        ({"title": ""}, "title"),
        ({"uid": ""}, "uid"),
    ],
)
def test_what_no_calendar_could_keep_is_refused_when_it_is_made(changed, words):
    with pytest.raises(ValueError, match=words):
        replace(ENTRY, **changed)


def test_the_buttons_hand_the_whole_address_over():
    assert apple_link(FEED) == "webcal://peers.example/calendar/tok-en_1.ics"
    google, outlook = urlsplit(google_link(f"{FEED}?a=1&b=2")), urlsplit(outlook_link(FEED, "Ann & Bob"))
    assert (google.hostname, parse_qs(google.query)) == (
        "calendar.google.com",
        {"cid": ["webcal://peers.example/calendar/tok-en_1.ics?a=1&b=2"]},
    )
    assert (outlook.hostname, parse_qs(outlook.query)) == (
        "outlook.office.com",
        {"url": [FEED], "name": ["Ann & Bob"]},
    )


@pytest.mark.parametrize("link", [google_link, outlook_link, apple_link])
@pytest.mark.parametrize("address", ["", "ftp://x.example/a", "https://", "javascript:x", "https://x.example/a b"])
def test_a_button_leads_to_a_page_only(link, address):
    with pytest.raises(ValueError, match="not the address of a page"):
        link(address)
