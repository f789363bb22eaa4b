import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.roster.fields import FIELDS
from members.roster.plan import build_plan
from members.roster.reading import Row, Table, read_table
from members.roster.records import (
    Company,
    Existing,
    Facilitator,
    Goal,
    Group,
    Options,
    Person,
    Seat,
    Source,
    Where,
)
from tests.members.rosters import (
    AUSTIN,
    ONE_ROW,
    SEATS,
    TODAY,
    after,
    lookup,
    plan_of,
    sentences,
    source,
)


def test_one_row_tells_of_a_person_a_company_a_group_a_seat_a_facilitator_and_a_goal() -> None:
    plan = plan_of(ONE_ROW)
    where = (Where("roster.csv", 2),)
    assert not plan.problems
    assert (plan.rows, plan.clean, plan.broken, plan.ready) == (1, 1, 0, True)
    assert plan.companies[0].record == Company(
        key="acme it",
        name="Acme IT, LLC",
        city=AUSTIN,
        employees=14,
        revenue_band=2,
        recurring_share=65,
        maturity=3,
    )
    assert plan.people[0].record == Person(
        email="dana@acme.example",
        name="Dana Smith",
        company="acme it",
        phone="+1 512-555-0142",
        title="Founder",
        track="Owner/Principal",
    )
    assert plan.groups[0].record == Group(key="lone star", name="Lone Star", track="Owner/Principal")
    assert plan.seats[0].record == Seat("lone star", "acme it", ("dana@acme.example",), date(2021, 3, 4))
    assert plan.facilitators[0].record == Facilitator("lone star", "priya@c.example", "Priya")
    assert plan.goals[0].record == Goal(
        email="dana@acme.example",
        title="Gross margin",
        start_value=Decimal(44),
        target_value=Decimal(52),
        unit="%",
        due_on=date(2027, 6, 30),
    )
    planned = (*plan.people, *plan.companies, *plan.groups, *plan.seats, *plan.facilitators, *plan.goals)
    assert {(p.action, p.changed, p.rows) for p in planned} == {("create", (), where)}


def test_importing_again_changes_nothing() -> None:
    again = plan_of(ONE_ROW, existing=after(plan_of(ONE_ROW)))
    planned = (*again.people, *again.companies, *again.groups, *again.seats, *again.facilitators, *again.goals)
    assert {(p.action, p.changed) for p in planned} == {("same", ())}


def test_importing_again_names_what_changes_and_blank_cells_erase_nothing() -> None:
    changed = ONE_ROW.replace("5125550142", "").replace("$1.2M", "$3.4M").replace("OML 3", "4").replace("52 %", "55 %")
    again = plan_of(changed, existing=after(plan_of(ONE_ROW)))
    assert (again.people[0].action, again.people[0].record.phone) == ("same", "+1 512-555-0142")
    assert (again.companies[0].action, again.companies[0].changed) == ("update", ("revenue_band", "maturity"))
    assert (again.goals[0].action, again.goals[0].changed) == ("update", ("target_value",))


def test_another_spelling_of_a_name_that_is_known_changes_nothing() -> None:
    shouted = (
        ONE_ROW.replace("Acme IT, LLC", "ACME IT").replace("Lone Star", "LONE STAR").replace("dana SMITH", "DANA SMITH")
    )
    again = plan_of(shouted, existing=after(plan_of(ONE_ROW)))
    assert {p.action for p in (*again.people, *again.companies, *again.groups)} == {"same"}
    assert again.companies[0].record.name == "Acme IT, LLC"


def test_an_error_makes_the_plan_unready_unless_broken_rows_may_be_left_out() -> None:
    text = "Company,Name,E-mail\nAcme,Dana,dana@acme.example\nBolt,Lee,lee@\n"
    plan = plan_of(text)
    assert (plan.rows, plan.clean, plan.broken, plan.ready) == (2, 1, 1, False)
    assert plan_of(text, skip_broken_rows=True).ready
    assert [p.record.key for p in plan.companies] == ["acme"]


HELD = Seat("north", "acme", ("dana@acme.example", "lee@acme.example"), date(2020, 1, 1))
LEFT = Seat("north", "acme", ("dana@acme.example",), date(2020, 1, 1), date(2022, 1, 1))


@pytest.mark.parametrize(
    ("old", "cells", "action", "seat"),
    [
        (HELD, "dana@acme.example,North,,,", "same", HELD),
        (HELD, "dana@acme.example,North,2/2/2022,,", "same", HELD),
        (
            HELD,
            "kim@acme.example,North,2/2/2022,,",
            "update",
            Seat("north", "acme", (*HELD.holders, "kim@acme.example"), HELD.since),
        ),
        (
            HELD,
            "dana@acme.example,North,,6/30/2025,",
            "update",
            Seat("north", "acme", ("lee@acme.example",), HELD.since),
        ),
        (LEFT, "dana@acme.example,North,1/1/2020,1/1/2022,", "same", LEFT),
        (
            LEFT,
            "dana@acme.example,North,2/2/2024,,",
            "create",
            Seat("north", "acme", ("dana@acme.example",), date(2024, 2, 2)),
        ),
    ],
    ids=["holds it", "since is the seat's", "a co-owner joins", "a co-owner leaves", "left before", "comes back"],
)
def test_seats_that_exist(old: Seat, cells: str, action: str, seat: Seat) -> None:
    plan = plan_of(f"{SEATS}Acme,Somebody,{cells}\n", existing=Existing(seats={("north", "acme"): old}))
    assert (plan.seats[0].action, plan.seats[0].record) == (action, seat)


def test_a_seat_is_left_when_its_last_holder_leaves() -> None:
    old = Seat("north", "acme", ("dana@acme.example",), date(2020, 1, 1))
    text = f"{SEATS}Acme,Dana,dana@acme.example,North,,6/30/2025,\n"
    plan = plan_of(text, existing=Existing(seats={("north", "acme"): old}))
    assert (plan.seats[0].action, plan.seats[0].changed) == ("update", ("until",))
    assert plan.seats[0].record.until == date(2025, 6, 30)


def test_the_track_of_a_group_is_that_of_most_of_its_people() -> None:
    plan = plan_of("""
Company,Name,E-mail,Role,Group
Acme,Dana,dana@acme.example,svc mgr,North
Bolt,Lee,lee@bolt.example,Service Manager,North
Cog,Kim,kim@cog.example,Owner,North
""")
    assert plan.groups[0].record.track == "Service Manager"


def test_several_files_are_taken_in_the_order_that_they_need() -> None:
    files = [
        source("Name,Goal,From,To\nDana Smith,Gross margin,44 %,52 %\n", "goals.csv"),
        source("Company,Name,E-mail,Group\nAcme IT,Dana Smith,dana@acme.example,North\n", "people.csv"),
        source("Group,Track,Facilitator,Meets,Mode\nNorth,Owner,priya@c.example,monthly,zoom\n", "groups.csv"),
        source('Name,City,Employees\n"Acme IT, Inc.","Austin, TX",12\n', "companies.csv"),
    ]
    plan = plan_of(*files)
    assert not plan.problems
    assert plan.companies[0].record == Company("acme it", "Acme IT, Inc.", city=AUSTIN, employees=12)
    assert plan.groups[0].record == Group("north", "North", "Owner/Principal", "online", "monthly")
    assert plan.goals[0].record.email == "dana@acme.example"
    assert plan.rows == plan.clean == 4


def test_problems_of_several_files_name_the_file_and_keep_the_order_of_the_files() -> None:
    files = [
        source("E-mail,Goal\nlee@bolt.example,Hire\nkim@nowhere.example,Hire\ndana@acme.example,\n", "goals.csv"),
        source("Company,Name,E-mail,OML\nAcme,Dana,dana@acme.example,3\nBolt,Lee,lee@bolt.example,9\n", "people.csv"),
    ]
    assert sentences(plan_of(*files)) == [
        "goals.csv, row 2, E-mail: 'lee@bolt.example' waits for row 3 of people.csv. Repair that one first.",
        "goals.csv, row 3, E-mail: 'kim@nowhere.example' is nobody's address here. Add the person first.",
        "goals.csv, row 4, Goal is empty. Name the goal, or delete the row.",
        "people.csv, row 3, OML: '9' is not a maturity level. Levels go from 1 to 5.",
    ]


def test_notes_name_the_columns_that_are_not_imported_and_an_old_encoding() -> None:
    table = read_table("Company,Shoe size\nMüller,44\n".encode("cp1252"))
    plan = plan_of(Source("old.csv", table, {0: "company"}))
    assert plan.notes == (
        "old.csv: not written as UTF-8; look at names with accents.",
        "old.csv: not imported: Shoe size.",
    )


def test_progress_is_counted_to_the_end() -> None:
    text = "Company,City\n" + "".join(f"C{i},\n" for i in range(250))
    seen: list[tuple[int, int]] = []
    build_plan(
        [source(text), source("Shoe size\n44\n", "shoes.csv")],
        existing=Existing(),
        options=Options(today=TODAY),
        lookup_city=lookup,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(100, 251), (200, 251), (251, 251)]


CELL = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="0123456789.,-/%$kKmM€ ()eE+<>~", max_size=14),
    st.sampled_from(
        ["", "dana@acme.example", "Acme", "North", "3/4/2021", "12-15", "NaN", "1e309", "=1+1", "#REF!", "owner"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELL, min_size=len(FIELDS), max_size=len(FIELDS)), min_size=1, max_size=4), st.booleans())
def test_whatever_the_cells_each_row_is_clean_or_explained(rows: list[list[str]], skip: bool) -> None:
    table = Table(
        header=tuple(field.label for field in FIELDS.values()),
        rows=tuple(Row(number, tuple(cells)) for number, cells in enumerate(rows, start=2)),
        header_row=1,
        encoding="UTF-8",
        delimiter=",",
    )
    plan = plan_of(Source("x.csv", table, dict(enumerate(FIELDS))), skip_broken_rows=skip)
    assert plan.clean + plan.broken == plan.rows == len(rows)
    assert plan.broken == len({problem.row for problem in plan.problems if problem.severity == "error"})
    assert plan.ready is (skip or not plan.broken)
    assert all(problem.sentence.endswith(".") for problem in plan.problems)
    again = plan_of(Source("x.csv", table, dict(enumerate(FIELDS))), existing=after(plan))
    assert {p.action for p in (*again.people, *again.companies, *again.groups, *again.goals)} <= {"same"}


def test_five_thousand_rows_with_all_that_can_be_told() -> None:
    header, row = ONE_ROW.strip().split("\n")
    rows = "\n".join(
        row.replace("Acme IT", f"Acme {i} IT").replace("Dana@", f"dana{i}@").replace("Lone Star", f"Group {i // 10}")
        for i in range(5000)
    )
    roster = source(f"{header}\n{rows}")
    begun = time.process_time()
    plan = plan_of(roster)
    assert time.process_time() - begun < 6
    assert (plan.clean, len(plan.people), len(plan.groups), len(plan.goals)) == (5000, 5000, 500, 5000)
