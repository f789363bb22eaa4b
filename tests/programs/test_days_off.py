"""Public holidays: whose count, which days they are, and that every country offered is known."""

from datetime import date

import pytest

from programs.days_off import COUNTRIES, NONE, country_of, days_off
from programs.models import Program


def test_holidays_of_a_year_and_the_next():
    found = days_off("US", date(2026, 11, 22))
    assert found[date(2026, 11, 26)] == "Thanksgiving Day"
    assert found[date(2027, 1, 1)].startswith("New Year")
    assert date(2026, 11, 27) not in found


@pytest.mark.parametrize("code", [code for code, _ in COUNTRIES])
def test_every_country_that_is_offered_has_holidays(code):
    assert len(days_off(code, date(2026, 6, 1))) >= 8


def test_the_time_zone_tells_unless_a_country_is_chosen():
    assert country_of("", "America/Chicago") == "US"
    assert country_of("CA", "America/Chicago") == "CA"
    assert country_of(NONE, "America/Chicago") == ""
    assert country_of("", "UTC") == ""
    assert days_off("", date(2026, 11, 22)) == {}


def test_a_program_keeps_those_of_its_country():
    assert date(2026, 7, 1) in Program(zone="America/Toronto").days_off(date(2026, 6, 1))
    assert Program(zone="America/Toronto", country=NONE).days_off(date(2026, 10, 1)) == {}
