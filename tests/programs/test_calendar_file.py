"""Files that calendars read: the wall clock in every zone, as others (dateutil) read the rules beside it."""

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from programs.calendar_file import appointment, calendar_file

NOON = datetime(2026, 12, 3, 18, tzinfo=UTC)
MADE = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
# Clocks that change by half an hour, by two, backward, in Ramadan, at midnight, on a Friday, or no longer.
AWKWARD = (
    *("Australia/Lord_Howe", "Antarctica/Troll", "Europe/Dublin", "Africa/Casablanca", "America/Santiago"),
    *("Asia/Jerusalem", "Asia/Gaza", "America/Sao_Paulo", "Asia/Kathmandu", "Africa/Cairo", "Pacific/Chatham"),
)


def one(**changed):
    facts = {"starts_at": NOON, "ends_at": NOON + timedelta(hours=2), "title": "A call", "made_at": MADE}
    return appointment("one@example.org", **(facts | changed))


def zone_in(file: bytes):
    """The zone that a file describes, as dateutil understands it, which knows no other rules."""
    return tzical(io.StringIO(file.decode())).get()


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.sampled_from(AWKWARD), st.sampled_from(sorted(available_timezones() - {"UTC"}))),
    st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_the_wall_clock_holds_in_every_zone(zone, moment):
    moment = moment.replace(microsecond=0)
    file = calendar_file([one(starts_at=moment, ends_at=moment + timedelta(hours=1), zone=zone)])
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert event.start == moment
    assert event.end == moment + timedelta(hours=1)
    wall = moment.astimezone(ZoneInfo(zone))
    if wall.fold or not event["DTSTART"].params:  # an hour that comes twice, and zones that are UTC by another name
        assert event["DTSTART"].to_ical() == moment.strftime("%Y%m%dT%H%M%SZ").encode()
        assert wall.fold or not wall.utcoffset()
    else:
        assert event["DTSTART"].to_ical() == wall.strftime("%Y%m%dT%H%M%S").encode()
        assert wall.replace(tzinfo=zone_in(file)).utcoffset() == wall.utcoffset()


@pytest.mark.parametrize(
    ("zone", "rules"),
    [
        (
            "America/Chicago",
            ["20250309T020000 FREQ=YEARLY;BYDAY=2SU;BYMONTH=3", "20251102T020000 FREQ=YEARLY;BYDAY=1SU;BYMONTH=11"],
        ),
        (
            "Europe/Berlin",
            ["20250330T020000 FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "20251026T030000 FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"],
        ),
        ("Asia/Tokyo", ["20250101T000000 "]),
    ],
)
def test_the_rules_of_a_zone_come_yearly(zone, rules):
    (described,) = Calendar.from_ical(calendar_file([one(zone=zone)])).timezones
    found = [
        f"{part.DTSTART:%Y%m%dT%H%M%S} {part['RRULE'].to_ical().decode() if 'RRULE' in part else ''}"
        for part in described.subcomponents
    ]
    assert sorted(found) == sorted(rules)


def test_a_zone_without_yearly_rules_lists_its_days():
    # Morocco puts its clocks back for Ramadan: 2027 from February 7 to March 14.
    described = zone_in(calendar_file([one(zone="Africa/Casablanca")]))
    ramadan, after = datetime(2027, 2, 20, 12, tzinfo=described), datetime(2027, 3, 20, 12, tzinfo=described)
    assert (ramadan.utcoffset(), after.utcoffset()) == (timedelta(0), timedelta(hours=1))


def test_a_moment_in_utc_needs_no_zone():
    assert b"VTIMEZONE" not in calendar_file([one()])


def test_two_zones_are_described_once_each_from_the_first_year():
    later = one(zone="Europe/Berlin", starts_at=NOON.replace(year=2028), ends_at=NOON.replace(year=2028, hour=20))
    file = calendar_file([later, one(zone="Europe/Berlin"), one(zone="America/Chicago")])
    found = Calendar.from_ical(file).timezones
    assert [zone.tz_name for zone in found] == ["America/Chicago", "Europe/Berlin"]
    assert {part.DTSTART.year for zone in found for part in zone.subcomponents} == {2025}


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_words_break_out_of_their_line(title, words):
    file = calendar_file([one(title=f"x{title}", where=title, words=words)], name=title)
    assert file.count(b"\nBEGIN:") == 1
    assert file.count(b"\nEND:") == 2
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    assert b"\n" not in file.replace(b"\r\n", b"")
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert set(event) <= {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION"}


def test_lines_of_a_description_stay_lines():
    (event,) = Calendar.from_ical(calendar_file([one(words="Bring; a laptop,\r\nand \x00 ice\\")])).walk("VEVENT")
    assert str(event["DESCRIPTION"]) == "Bring; a laptop,\nand   ice\\"


def test_who_subscribes_is_told_a_name_and_when_to_look():
    file = calendar_file([one()], name="My groups", refresh=timedelta(minutes=90))
    for line in ("METHOD:PUBLISH", "NAME:My groups", "X-WR-CALNAME:My groups", "X-PUBLISHED-TTL:PT1H30M"):
        assert f"\r\n{line}\r\n".encode() in file
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H30M\r\n" in file


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"starts_at": datetime(2026, 12, 3, 18)}, "aware"),  # noqa: DTZ001
        ({"made_at": datetime(2026, 12, 3, 18)}, "aware"),  # noqa: DTZ001
        ({"ends_at": NOON}, "ends after it starts"),
        ({"starts_at": NOON.replace(year=1999)}, "between 2000 and 2100"),
        ({"ends_at": NOON.replace(year=2101)}, "between 2000 and 2100"),
        ({"zone": "Mars/Olympus"}, "no time zone 'Mars/Olympus'"),
        ({"zone": "../etc/passwd"}, "no time zone"),
        ({"zone": ""}, "no time zone ''"),
        ({"title": " \x07\n"}, "needs a title"),
    ],
)
def test_what_no_calendar_could_keep_is_refused_in_words(changed, words):
    with pytest.raises(ValueError, match=words):
        one(**changed)


@pytest.mark.parametrize("uid", ["", "two words", "a\r\nb"])
def test_a_uid_has_no_spaces(uid):
    with pytest.raises(ValueError, match="uid"):
        appointment(uid, starts_at=NOON, ends_at=NOON + timedelta(hours=1), title="A call", made_at=MADE)
