from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.roster.dates import DateOrder, day
from members.roster.values import Doubtful, NotUnderstood

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "order", "found"),
    [
        ("3/4/2021", "mdy", date(2021, 3, 4)),
        ("3/4/2021", "dmy", date(2021, 4, 3)),
        ("4.3.2021", "dmy", date(2021, 3, 4)),
        ("3/4/21", "mdy", date(2021, 3, 4)),
        ("21-03-04", "ymd", date(2021, 3, 4)),
        ("2021-03-04", "dmy", date(2021, 3, 4)),
        ("2021/3/4", "mdy", date(2021, 3, 4)),
        ("2021-03-04 00:00:00", "mdy", date(2021, 3, 4)),
        ("2021-03-04T10:00:00Z", "mdy", date(2021, 3, 4)),
        ("3/4/2021 12:00 AM", "mdy", date(2021, 3, 4)),
        ("20210304", "mdy", date(2021, 3, 4)),
        ("44259", "mdy", date(2021, 3, 4)),
        ("44259.0", "mdy", date(2021, 3, 4)),
        ("March 4, 2021", "dmy", date(2021, 3, 4)),
        ("Thursday, March 4th, 2021", "mdy", date(2021, 3, 4)),
        ("4 March 2021", "mdy", date(2021, 3, 4)),
        ("4-Mar-21", "mdy", date(2021, 3, 4)),
        ("4. März 2021", "mdy", date(2021, 3, 4)),
        ("since March 4, 2021", "mdy", date(2021, 3, 4)),
    ],
)
def test_a_day(text: str, order: DateOrder, found: date) -> None:
    assert day(text, order) == found


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Mar 2021", date(2021, 3, 1), date(2021, 3, 31)),
        ("Mar-21", date(2021, 3, 1), date(2021, 3, 31)),
        ("March '21", date(2021, 3, 1), date(2021, 3, 31)),
        ("2021-02", date(2021, 2, 1), date(2021, 2, 28)),
        ("02/2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("Q2 2021", date(2021, 4, 1), date(2021, 6, 30)),
        ("2021 Q4", date(2021, 10, 1), date(2021, 12, 31)),
        ("end of June 2021", date(2021, 6, 30), date(2021, 6, 30)),
        ("EOY 2027", date(2027, 12, 31), date(2027, 12, 31)),
    ],
)
def test_a_month_or_quarter_is_its_first_day_or_its_last(text: str, first: date, last: date) -> None:
    assert day(text) == first
    assert day(text, at_end=True) == last


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("June 30", date(2027, 6, 30)),
        ("6/30", date(2027, 6, 30)),
        ("31 Dec", date(2026, 12, 31)),
        ("Nov 22", date(2026, 11, 22)),
        ("by end of Q2", date(2027, 6, 30)),
        ("Q4", date(2026, 12, 31)),
        ("year end", date(2026, 12, 31)),
        ("March", date(2027, 3, 31)),
    ],
)
def test_a_day_without_a_year_is_the_next_one(text: str, found: date) -> None:
    assert day(text, today=TODAY, at_end=True) == found


def test_day_and_month_alone_follow_the_order() -> None:
    assert day("5/6", "dmy", today=TODAY) == date(2027, 6, 5)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2/30/2023", "is not a day of the calendar. Write it like 3/14/2025."),
        ("13/13/2020", "is not a day of the calendar"),
        ("1/1/1800", "lies outside 1950 to 2100"),
        ("9999-12-31", "lies outside 1950 to 2100"),
        ("June 30", "has no year. Add it."),
        ("soon", "is not a date"),
        ("12", "is not a date"),
        ("1e309", "is not a date"),
        ("99999999999999", "is not a date"),
    ],
)
def test_a_day_that_is_none(text: str, says: str) -> None:
    with pytest.raises(NotUnderstood) as problem:
        day(text)
    assert str(problem.value).startswith(says)


def test_the_example_follows_the_order() -> None:
    with pytest.raises(NotUnderstood, match=r"Write it like 14\.3\.2025"):
        day("soon", "dmy")


def test_a_day_that_only_the_other_order_gives_is_a_doubt() -> None:
    with pytest.raises(Doubtful, match=r"there is no month 13\. If the day comes first") as doubt:
        day("13/4/2021", "mdy")
    assert doubt.value.value == date(2021, 4, 13)


def test_a_year_alone_is_a_doubt() -> None:
    with pytest.raises(Doubtful, match="January 1 was taken") as doubt:
        day("2021")
    assert doubt.value.value == date(2021, 1, 1)


DAYS = st.dates(date(1955, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_every_day_survives_every_way_of_writing_it(found: date) -> None:
    assert day(found.isoformat()) == found
    assert day(f"{found.month}/{found.day}/{found.year}", "mdy") == found
    assert day(f"{found.day}.{found.month}.{found.year}", "dmy") == found
    assert day(f"{found:%B} {found.day}, {found.year}") == found
    assert day(str((found - date(1899, 12, 30)).days)) == found


@given(DAYS, st.integers(0, 400))
def test_without_a_year_it_is_within_a_year(today: date, offset: int) -> None:
    meant = today + timedelta(days=offset)
    if (meant.month, meant.day) != (2, 29):
        assert today <= day(f"{meant:%B} {meant.day}", today=today) <= today + timedelta(days=366)


@given(st.text(alphabet="0123456789/.- aprQmyjun'", max_size=16))
def test_any_text_is_a_day_or_a_reason(text: str) -> None:
    found: date | str
    try:
        found = day(text, today=TODAY)
    except NotUnderstood as problem:
        found = str(problem)
    assert found.endswith(".") if isinstance(found, str) else 1950 <= found.year <= 2101
