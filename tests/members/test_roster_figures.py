from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.roster.figures import Headcount, headcount, maturity, number, percent, radius_km
from members.roster.values import Doubtful, NotUnderstood


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200", "1200"),
        ("1,200", "1200"),
        ("1,200.50", "1200.50"),
        ("1.200,50", "1200.50"),
        ("1 200 000", "1200000"),
        ("1'200", "1200"),
        ("1.250", "1.250"),
        ("1,25", "1.25"),
        ("0,125", "0.125"),
        (".5", "0.5"),
        ("(1,200)", "-1200"),
        ("\u22125", "-5"),
        ("1.2E+06", "1200000"),
        ("\uff11\uff12", "12"),
        ("٣", "3"),
    ],
)
def test_number(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("NaN", "is not a number"),
        ("Infinity", "is not a number"),
        ("-inf", "is not a number"),
        ("1e309", "is too large a number"),
        ("9" * 40, "is too large a number"),
        ("12,34,567", "has commas or points in odd places"),
        ("1.2.3", "has commas or points in odd places"),
        ("0x10", "is not a number"),
        ("", "is not a number"),
    ],
)
def test_number_refuses(text: str, says: str) -> None:
    with pytest.raises(NotUnderstood) as problem:
        number(text)
    assert str(problem.value).startswith(says)


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_number_reads_what_either_side_of_the_ocean_writes(value: Decimal) -> None:
    american = f"{value:,.2f}"
    european = american.replace(",", " ").replace(".", ",").replace(" ", ".")
    assert number(american) == number(european) == value


@given(st.text(alphabet="0123456789.,'eE+-() %$kM", max_size=24))
def test_number_is_finite_or_refused(text: str) -> None:
    with suppress(NotUnderstood):
        assert number(text).is_finite()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12-15 staff", Headcount(12, 15)),
        ("12 \u2013 15", Headcount(12, 15)),
        ("5 to 8", Headcount(5, 8)),
        ("15-12", Headcount(12, 15)),
        ("~25", Headcount(25, 25)),
        ("12 FTE", Headcount(12, 12)),
        ("10+", Headcount(10, 10)),
        ("ten", Headcount(10, 10)),
        ("solo", Headcount(1, 1)),
        ("15 (3 part time)", Headcount(15, 15)),
        ("12 + 2 part time", Headcount(14, 14)),
        ("12.5", Headcount(13, 13)),
        ("1,200 employees", Headcount(1200, 1200)),
    ],
)
def test_headcount(text: str, found: Headcount) -> None:
    assert headcount(text) == found


def test_the_middle_of_a_range() -> None:
    assert Headcount(12, 15).middle == 14
    assert Headcount(12, 12).middle == 12


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("15-Dec", "was turned into a date by the spreadsheet. Write it like 12 to 15."),
        ("Dec-15", "was turned into a date"),
        ("12/15/2026", "was turned into a date"),
        ("0", "is not a possible number of people"),
        ("-4", "is negative"),
        ("1000000", "is not a possible number of people"),
        ("1e309", "is not a number of people"),
        ("NaN", "is not a number of people"),
        ("plenty", "is not a number of people"),
    ],
)
def test_headcount_refuses(text: str, says: str) -> None:
    with pytest.raises(NotUnderstood) as problem:
        headcount(text)
    assert str(problem.value).startswith(says)


def test_headcount_with_a_question_mark_is_a_doubt() -> None:
    with pytest.raises(Doubtful, match="it was read as 10") as doubt:
        headcount("ten?")
    assert doubt.value.value == Headcount(10, 10)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("65 %", "65"),
        ("65", "65"),
        ("0.65", "65"),
        ("65,5 %", "65.5"),
        ("0.5 %", "0.5"),
        ("60-70 %", "65"),
        ("~62%", "62"),
        ("MRR 70%", "70"),
        ("100", "100"),
        ("0", "0"),
    ],
)
def test_percent(text: str, share: str) -> None:
    assert percent(text) == Decimal(share)


@pytest.mark.parametrize(
    ("text", "says"),
    [("120 %", "is not between 0 and 100 %"), ("-3", "is not between 0 and 100 %"), ("most", "is not a percentage")],
)
def test_percent_refuses(text: str, says: str) -> None:
    with pytest.raises(NotUnderstood) as problem:
        percent(text)
    assert str(problem.value).startswith(says)


def test_a_bare_one_percent_is_a_doubt() -> None:
    with pytest.raises(Doubtful, match="read as 1 %"):
        percent("1")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("3", 3),
        ("3.0", 3),
        ("OML 3", 3),
        ("OML-3", 3),
        ("level 4", 4),
        ("3/5", 3),
        ("2 of 5", 2),
        ("Scaling", 3),
        ("3 - Scaling", 3),
        ("L2", 2),
        ("Optimising", 4),
    ],
)
def test_maturity(text: str, level: int) -> None:
    assert maturity(text) == level


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("6", "is not a maturity level. Levels go from 1 to 5."),
        ("0", "is not a maturity level. Levels go from 1 to 5."),
        ("-1", "is not a maturity level. Levels go from 1 to 5."),
        ("5-Mar", "was turned into a date"),
        ("high", "is not a maturity level. Write a number"),
    ],
)
def test_maturity_refuses(text: str, says: str) -> None:
    with pytest.raises(NotUnderstood) as problem:
        maturity(text)
    assert str(problem.value).startswith(says)


def test_a_level_between_two_is_the_lower_with_a_doubt() -> None:
    with pytest.raises(Doubtful, match="it was read as 3") as doubt:
        maturity("3.5")
    assert doubt.value.value == 3


def test_radius() -> None:
    assert radius_km("30 miles") == radius_km("30") == 48
    assert radius_km("50 km") == radius_km("50", miles=False) == 50
    with pytest.raises(NotUnderstood, match="is not a distance"):
        radius_km("the whole state")
    with pytest.raises(NotUnderstood, match="half around the world"):
        radius_km("50000 km")
