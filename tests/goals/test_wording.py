from decimal import Decimal

import pytest

from goals.wording import short, shown


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
