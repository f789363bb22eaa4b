from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.roster.money import Measure, Revenue, measure, revenue, revenue_band, unit_name
from members.roster.values import Doubtful, NotUnderstood


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$1.2M", 1_200_000),
        ("1,2 Mio", 1_200_000),
        ("1,250k", 1_250_000),
        ("850k", 850_000),
        ("$3,400,000", 3_400_000),
        ("$3,400,000.49", 3_400_000),
        ("2.400.000", 2_400_000),
        ("1.200", 1200),
        ("2400000", 2_400_000),
        ("1.2E+06", 1_200_000),
        ("~$2M/yr", 2_000_000),
        ("$4.1m ARR", 4_100_000),
        ("USD 2.2 million", 2_200_000),
        ("$1.2M (2025)", 1_200_000),
        ("1'200'000", 1_200_000),
    ],
)
def test_revenue(text: str, amount: int) -> None:
    assert revenue(text) == Revenue(amount, revenue_band(amount))


@pytest.mark.parametrize(
    ("text", "amount"),
    [("€ 1.200.000", 1_200_000), ("1,2 Mio €", 1_200_000), ("850 T€", 850_000), ("EUR 2M", 2_000_000)],
)
def test_revenue_in_the_programs_currency(text: str, amount: int) -> None:
    assert revenue(text, currency="EUR").amount == amount


@pytest.mark.parametrize(
    ("text", "band"), [("$1-3M", 2), ("$500k - $1M", 1), ("<500k", 0), (">20M", 6), ("5M+", 4), ("over 10 million", 5)]
)
def test_revenue_of_which_only_a_range_is_known(text: str, band: int) -> None:
    assert revenue(text) == Revenue(None, band)


@pytest.mark.parametrize(
    ("amount", "band"),
    [
        (0, 0),
        (499_999, 0),
        (500_000, 1),
        (1_000_000, 2),
        (2_999_999, 2),
        (3_000_000, 3),
        (19_999_999, 5),
        (20_000_000, 6),
    ],
)
def test_size_bands(amount: int, band: int) -> None:
    assert revenue_band(amount) == band


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("-500000", "is negative"),
        ("(1,200,000)", "is negative"),
        ("NaN", "is not an amount of money"),
        ("Infinity", "is not an amount of money"),
        ("1e309", "is too large"),
        ("999999999M", "is too large"),
        ("good year", "is not an amount of money"),
        ("3-1M", "runs from more to less"),
    ],
)
def test_revenue_refuses(text: str, says: str) -> None:
    with pytest.raises(NotUnderstood) as problem:
        revenue(text)
    assert str(problem.value).startswith(says)


@pytest.mark.parametrize(
    ("text", "says"), [("1.2", "less than 1,000 a year"), ("€ 2M", "not in USD"), ("C$2M", "not in USD")]
)
def test_revenue_in_doubt_is_left_empty(text: str, says: str) -> None:
    with pytest.raises(Doubtful, match=says) as doubt:
        revenue(text)
    assert doubt.value.value is None


@given(st.integers(min_value=1000, max_value=10**11))
def test_revenue_reads_every_whole_amount(amount: int) -> None:
    assert revenue(f"${amount:,}").amount == revenue(str(amount)).amount == amount


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("44 %", Measure(Decimal(44), "%")),
        ("44%", Measure(Decimal(44), "%")),
        ("$1.2M", Measure(Decimal(1_200_000), "USD")),
        ("$128k", Measure(Decimal(128_000), "USD")),
        ("€300", Measure(Decimal(300), "EUR")),
        ("14 days", Measure(Decimal(14), "days")),
        ("48 hrs", Measure(Decimal(48), "hrs")),
        ("5 months", Measure(Decimal(5), "months")),
        ("3 million users", Measure(Decimal(3_000_000), "users")),
        ("120", Measure(Decimal(120), "")),
        ("0.444", Measure(Decimal("0.44"), "")),
        ("-5 %", Measure(Decimal(-5), "%")),
        ("<5 %", Measure(Decimal(5), "%")),
    ],
)
def test_measure(text: str, found: Measure) -> None:
    assert measure(text) == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lots", "is not a number"),
        ("14 tickets per technician", "has too long a unit"),
        ("NaN", "is not a number"),
        ("1e309", "is too large"),
        ("3/5/2026", "was turned into a date"),
    ],
)
def test_measure_refuses(text: str, says: str) -> None:
    with pytest.raises(NotUnderstood) as problem:
        measure(text)
    assert str(problem.value).startswith(says)


def test_unit_names() -> None:
    assert unit_name("Percent") == "%"
    assert unit_name("$") == unit_name("dollars") == "USD"
    assert unit_name("eur") == "EUR"
    assert unit_name("tickets per tech") == "tickets per tech"
