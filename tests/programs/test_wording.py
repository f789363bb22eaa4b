"""Days, hours and lists of names in words."""

from datetime import date, time, timedelta

import pytest

from programs import wording
from programs.wording import day_words, due_words


def test_days_in_the_programs_order() -> None:
    day = date(2027, 6, 3)
    assert [day_words(day, order=order) for order in ("mdy", "dmy", "ymd")] == ["June 3", "3 June", "2027-06-03"]
    assert day_words(day, year=True) == "June 3, 2027"
    assert day_words(day, order="dmy", year=True) == "3 June 2027"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 31), "December 31"),
        (date(2027, 6, 30), "June 30"),
        (date(2027, 11, 20), "November 20, 2027"),
        (date(2026, 11, 17), "November 17, 2026"),
    ],
)
def test_a_due_day_has_a_year_where_another_would_be_meant(day: date, words: str) -> None:
    assert due_words(day, today=date(2026, 11, 22)) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (5, "5 days ago"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (59, "8 weeks ago"),
        (60, "2 months ago"),
        (729, "24 months ago"),
        (730, "2 years ago"),
    ],
)
def test_how_long_ago(days, words):
    today = date(2026, 11, 22)
    assert wording.ago(today - timedelta(days=days), today) == words


def test_days_and_hours_follow_the_program():
    today, day = date(2026, 11, 22), date(2026, 12, 1)
    assert wording.long_day(day, today) == "Tuesday, December 1"
    assert wording.long_day(day, today, "dmy") == "Tuesday, 1 December"
    assert wording.near_day(date(2025, 12, 1), today) == "December 1, 2025"
    assert wording.near_day(date(2026, 10, 31), today) == "October 31"
    assert wording.clock(time(8, 5), "12") == "8:05\xa0am"
    assert wording.clock(time(0, 30), "12") == "12:30\xa0am"
    assert wording.clock(time(14, 30), "12") == "2:30\xa0pm"
    assert wording.clock(time(8, 5), "24") == "08:05"


def test_names_in_a_sentence():
    assert wording.listed([]) == ""
    assert wording.listed(["A"]) == "A"
    assert wording.listed(["A", "B"]) == "A and B"
    assert wording.listed(["A", "B", "C"]) == "A, B and C"
