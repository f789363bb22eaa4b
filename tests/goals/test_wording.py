from datetime import date
from decimal import Decimal

import pytest

from goals.wording import day_words, due_words, short, shown


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("44", "%", "44 %"),
        ("44.00", "%", "44 %"),
        ("44.50", "%", "44.5 %"),
        ("1200000", "USD", "$1,200,000"),
        ("-5000.25", "USD", "-$5,000.25"),
        ("138", "EUR", "€138"),
        ("138", "CHF", "CHF 138"),
        ("14", "days", "14 days"),
        ("12", "FTE", "12 FTE"),
        ("1200", "", "1,200"),
        ("0.90", "tickets", "0.9 tickets"),
        ("-0.001", "", "0"),
    ],
)
def test_shown(value: str, unit: str, words: str) -> None:
    assert shown(Decimal(value), unit) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("1200000", "USD", "$1.2M"),
        ("-62000", "USD", "-$62k"),
        ("850000", "", "850k"),
        ("9500", "days", "9,500"),
        ("44", "%", "44 %"),
    ],
)
def test_short(value: str, unit: str, words: str) -> None:
    assert short(Decimal(value), unit) == words


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
