import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.roster.cities import CityText
from members.roster.columns import guess_columns, mapping_of
from members.roster.fields import FIELDS
from members.roster.plan import build_plan
from members.roster.reading import Row, Table, read_table
from members.roster.records import (
    CityFound,
    Company,
    Existing,
    Facilitator,
    Goal,
    Group,
    Options,
    Person,
    Plan,
    Problem,
    Seat,
    Source,
    Where,
)

TODAY = date(2026, 11, 22)
AUSTIN = CityFound(1, "Austin, TX", "America/Chicago")
PORTLANDS = [CityFound(2, "Portland, OR", "America/Los_Angeles"), CityFound(3, "Portland, ME", "America/New_York")]
BERLIN = CityFound(4, "Berlin, DE", "Europe/Berlin")


def lookup(place: CityText) -> list[CityFound]:
    known = {
        CityText("Austin", "TX", "US"): [AUSTIN],
        CityText("Portland"): PORTLANDS,
        CityText("Berlin", "", "DE"): [BERLIN],
    }
    return known.get(place, [])


def source(text: str, name: str = "roster.csv") -> Source:
    table = read_table(text.strip("\n").encode())
    return Source(name, table, mapping_of(guess_columns(table.header)))


def plan_of(*sources: Source | str, existing: Existing | None = None, **options: object) -> Plan:
    return build_plan(
        [source(s) if isinstance(s, str) else s for s in sources],
        existing=existing or Existing(),
        options=Options(today=TODAY, **options),  # type: ignore[arg-type]
        lookup_city=lookup,
    )


def after(plan: Plan) -> Existing:
    """What the program has once `plan` is applied."""
    return Existing(
        people={p.record.email: p.record for p in plan.people},
        companies={p.record.key: p.record for p in plan.companies},
        groups={p.record.key: p.record for p in plan.groups},
        seats={(p.record.group, p.record.company): p.record for p in plan.seats},
        facilitators={(p.record.group, p.record.email) for p in plan.facilitators},
        goals={(p.record.email, p.record.title.casefold()): p.record for p in plan.goals},
    )


def sentences(plan: Plan, severity: str = "error") -> list[str]:
    return [problem.sentence for problem in plan.problems if problem.severity == severity]


ONE_ROW = """
Company,Name,E-mail,Phone,City,Employees,Revenue,MRR %,OML,Role,Group,Joined,Facilitator,Goal,From,To,By when
"Acme IT, LLC",dana SMITH,Dana@Acme.example,5125550142,"Austin, TX",12-15 staff,$1.2M,65 %,OML 3,\
Founder,Lone Star,3/4/2021,Priya <priya@c.example>,Gross margin,44 %,52 %,June 30
"""


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


def test_a_problem_says_row_column_text_and_what_to_do() -> None:
    plan = plan_of("Company,Name,E-mail\nAcme,Dana,dana@acme.example\n\nBolt,Lee,lee@\n")
    assert plan.problems == (
        Problem("", 4, "E-mail", "lee@", "is not a full address. Add what comes after the @.", "error"),
    )
    assert sentences(plan) == ["Row 4, E-mail: 'lee@' is not a full address. Add what comes after the @."]


def test_an_error_makes_the_plan_unready_unless_broken_rows_may_be_left_out() -> None:
    text = "Company,Name,E-mail\nAcme,Dana,dana@acme.example\nBolt,Lee,lee@\n"
    plan = plan_of(text)
    assert (plan.rows, plan.clean, plan.broken, plan.ready) == (2, 1, 1, False)
    assert plan_of(text, skip_broken_rows=True).ready
    assert [p.record.key for p in plan.companies] == ["acme"]


def test_what_is_missing_in_a_row() -> None:
    plan = plan_of("""
Company,Name,E-mail
Acme,Dana,
Acme,,lee@acme.example
,Kim,kim@bolt.example
n/a,TBD,-
""")
    assert sentences(plan) == [
        "Row 2, E-mail is empty. Add the address of Dana; they are known by it.",
        "Row 3, Name is empty. Add whose address lee@acme.example is.",
        "Row 4, Company is empty. Add the MSP of Kim.",
        "Row 5, E-mail: '-' is empty. Add the address of this person; they are known by it.",
        "Row 5, Company: 'n/a' is empty. Add the MSP of this person.",
    ]


def test_a_known_person_needs_neither_name_nor_company() -> None:
    existing = Existing(people={"dana@acme.example": Person("dana@acme.example", "Dana Smith", "acme")})
    plan = plan_of("E-mail,Phone,Group\ndana@acme.example,512-555-0142,North\n", existing=existing)
    assert not plan.problems
    assert (plan.people[0].action, plan.people[0].changed) == ("update", ("phone",))
    assert plan.seats[0].record == Seat("north", "acme", ("dana@acme.example",))


def test_first_and_last_names_and_a_name_before_an_address() -> None:
    plan = plan_of(
        """
Company,First name,Last name,E-mail
Acme,DANA,smith,dana@acme.example
Acme,,,"Kim, Lee" <lee@acme.example>
""".replace('"Kim, Lee" <lee@acme.example>', '"""Kim, Lee"" <lee@acme.example>"')
    )
    assert [p.record.name for p in plan.people] == ["Dana Smith", "Lee Kim"]


def test_a_row_that_names_no_person_still_tells_of_its_company() -> None:
    plan = plan_of('Company,Name,E-mail,City\nAcme,,,"Austin, TX"\n')
    assert plan.companies[0].record.city == AUSTIN
    assert sentences(plan, "warning") == ["Row 2 names no person; only what it says of the company was read."]
    assert plan.ready


def test_a_row_that_repeats_a_person_is_merged_and_told() -> None:
    plan = plan_of(
        """
Company,Name,E-mail,Phone,Group
Acme IT,Dana Smith,dana@acme.example,,North
ACME it llc,SMITH; Dana,DANA@acme.example,512-555-0142,north
""".replace("SMITH; Dana", '"SMITH, Dana"')
    )
    assert sentences(plan, "duplicate") == ["Row 3 repeats row 2 (dana@acme.example); the two were merged."]
    assert len(plan.problems) == 1
    assert len(plan.people) == len(plan.companies) == len(plan.groups) == len(plan.seats) == 1
    assert plan.people[0].record.phone == "+1 512-555-0142"
    assert plan.people[0].rows == (Where("roster.csv", 2), Where("roster.csv", 3))
    assert (plan.clean, plan.ready) == (2, True)


def test_rows_that_disagree_keep_the_first_and_say_so() -> None:
    plan = plan_of("""
Company,Name,E-mail,Employees
Acme,Dana,dana@acme.example,12
Acme,Lee,lee@acme.example,40
""")
    assert plan.companies[0].record.employees == 12
    assert sentences(plan, "warning") == [
        "Row 3, Employees: '40' differs from '12' in row 2, which was kept. Make them the same."
    ]


def test_a_person_in_two_groups_and_a_person_with_two_goals_are_no_duplicates() -> None:
    plan = plan_of("""
Company,Name,E-mail,Group,Goal
Acme,Dana,dana@acme.example,North,Hire a manager
Acme,Dana,dana@acme.example,South,Hire a manager
Acme,Dana,dana@acme.example,South,Write a price list
""")
    assert not plan.problems
    assert [p.record.group for p in plan.seats] == ["north", "south"]
    assert [p.record.title for p in plan.goals] == ["Hire a manager", "Write a price list"]
    assert plan.goals[0].record.kind == "milestones"


def test_co_owners_share_one_seat() -> None:
    plan = plan_of("""
Company,Name,E-mail,Group,Joined
Acme,Dana,dana@acme.example,North,3/4/2021
Acme,Lee,lee@acme.example,North,5/6/2023
""")
    assert [p.record for p in plan.seats] == [
        Seat("north", "acme", ("dana@acme.example", "lee@acme.example"), date(2021, 3, 4))
    ]


def test_one_name_at_one_company_under_two_addresses_is_a_doubt() -> None:
    plan = plan_of("Company,Name,E-mail\nAcme,Dana Smith,dana@acme.example\nAcme,Dana Smith,d.smith@acme.example\n")
    assert len(plan.people) == 2
    (doubt,) = sentences(plan, "warning")
    assert doubt.startswith("Row 3, Name: 'Dana Smith' is at the same company as dana@acme.example, under that name")


def test_a_person_named_with_two_companies_keeps_the_first() -> None:
    plan = plan_of("Company,Name,E-mail,Group\nAcme,Dana,d@acme.example,North\nBolt,Dana,d@acme.example,South\n")
    assert [p.record.key for p in plan.companies] == ["acme"]
    assert {p.record.company for p in plan.seats} == {"acme"}
    assert sentences(plan, "warning") == [
        "Row 3, Company: 'Bolt' differs from 'Acme' in row 2, which was kept. Make them the same."
    ]


SEATS = """
Company,Name,E-mail,Group,Joined,Left,Status
"""


@pytest.mark.parametrize(
    ("cells", "since", "until"),
    [
        ("3/4/2021,,", date(2021, 3, 4), None),
        ("3/4/2021,,on leave", date(2021, 3, 4), None),
        ("3/4/2021,12/31/2027,", date(2021, 3, 4), date(2027, 12, 31)),
        ("3/4/2021,6/30/2025,", date(2021, 3, 4), date(2025, 6, 30)),
        ("3/4/2021,6/30/2025,left", date(2021, 3, 4), date(2025, 6, 30)),
        (",,active", None, None),
    ],
)
def test_terms(cells: str, since: date | None, until: date | None) -> None:
    plan = plan_of(f"{SEATS}Acme,Dana,dana@acme.example,North,{cells}\n")
    assert not plan.problems
    assert plan.seats[0].record == Seat("north", "acme", ("dana@acme.example",), since, until)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("alternate", "stands in for others and gets no seat"),
        ("guest", "visits and gets no seat"),
        ("left", "has left, but no row says when"),
    ],
)
def test_who_gets_no_seat(status: str, says: str) -> None:
    plan = plan_of(f"{SEATS}Acme,Dana,dana@acme.example,North,,,{status}\n")
    assert not plan.seats
    assert len(plan.people) == len(plan.groups) == 1
    assert says in sentences(plan, "warning")[0]


def test_a_term_that_ends_before_it_begins() -> None:
    plan = plan_of(f"{SEATS}Acme,Dana,dana@acme.example,North,3/4/2021,3/3/2021,\n")
    assert sentences(plan) == ["Row 2, Left: '3/3/2021' is before the seat begins. Check both dates."]


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


def test_roles_are_the_programs_own() -> None:
    plan = plan_of(
        "Company,Name,E-mail,Role\nAcme,Dana,dana@acme.example,founder\nBolt,Lee,lee@bolt.example,vCIO\n",
        tracks=("Owners", "Dispatch"),
    )
    assert [(p.record.track, p.record.title) for p in plan.people] == [("Owners", "Founder"), ("", "vCIO")]
    assert sentences(plan, "warning") == ["Row 3, Role: 'vCIO' is not a track of this program; kept as the job title."]


def test_cities() -> None:
    plan = plan_of("""
Company,City
Acme,"Austin, TX"
Bolt,Portland
Cog,"Berlin, DE"
Dyn,Atlantis
""")
    assert [p.record.city for p in plan.companies] == [AUSTIN, PORTLANDS[0], BERLIN, None]
    assert sentences(plan, "warning") == [
        "Row 3, City: 'Portland' may be one of several places; Portland, OR was taken. Add the state.",
        "Row 5, City: 'Atlantis' is not a city that we know. Check the spelling or add the state. It was left empty.",
    ]


def test_a_phone_or_zone_in_doubt_stops_nothing() -> None:
    plan = plan_of("Company,Name,E-mail,Phone,Time zone\nAcme,Dana,dana@acme.example,ask me,Mars\n")
    assert plan.ready
    assert [problem.severity for problem in plan.problems] == ["warning", "warning"]
    assert (plan.people[0].record.phone, plan.people[0].record.zone) == ("", "")


def test_texts_that_do_not_fit_are_told() -> None:
    plan = plan_of(f"Company,Name,E-mail,Group\nAcme,Dana,dana@acme.example,{'x' * 61}\n")
    assert sentences(plan) == [f"Row 2, Group: '{'x' * 39}…' is 61 letters long and at most 60 fit. Shorten it."]


def test_a_row_with_more_cells_than_columns_is_an_error() -> None:
    plan = plan_of("Company,Name,E-mail\nAcme, Inc.,Dana,dana@acme.example\nBolt,Lee,lee@bolt.example\n")
    assert sentences(plan)[0] == (
        "Row 2 has more cells than there are columns, such as 'dana@acme.example'. "
        "Put quotes around a text with a separator in it."
    )


def test_goals() -> None:
    plan = plan_of("""
Company,Name,E-mail,Goal,From,To,Unit,By
Acme,Dana,d@acme.example,Recurring share,68,75 %,,12/31/2026
Acme,Dana,d@acme.example,Days until paid,48,35,days,March
Acme,Dana,d@acme.example,PSA migrated,not done,done,,1/31/2026
Acme,Dana,d@acme.example,,5,6,,
""")
    assert [(p.record.kind, p.record.unit, p.record.due_on) for p in plan.goals] == [
        ("number", "%", date(2026, 12, 31)),
        ("number", "days", date(2027, 3, 31)),
        ("milestones", "", date(2026, 1, 31)),
    ]
    assert sentences(plan, "warning") == [
        "Row 4, By: '1/31/2026' has passed. The draft keeps it; the member sets a new day.",
        "Row 5, Goal is empty, but there are figures for one; they were passed over.",
    ]


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


def test_a_goal_of_a_name_that_two_people_have() -> None:
    existing = Existing(
        people={
            "a@acme.example": Person("a@acme.example", "Dana Smith", "acme"),
            "b@bolt.example": Person("b@bolt.example", "Dana Smith", "bolt"),
        }
    )
    assert sentences(plan_of("Name,Goal\nDana Smith,Hire\n", existing=existing)) == [
        "Row 2, Name: 'Dana Smith' is the name of several people. Add the e-mail address."
    ]
    plan = plan_of("Name,Company,Goal\nDana Smith,Bolt Inc.,Hire\n", existing=existing)
    assert plan.goals[0].record.email == "b@bolt.example"


def test_lists_of_companies_and_groups_tell_what_repeats() -> None:
    plan = plan_of(
        source("Company,City\nAcme,\nAcme LLC,\n,Waco\n", "companies.csv"),
        source("Group,Facilitator\nNorth,p@c.example\nnorth,q@c.example\n", "groups.csv"),
    )
    assert sentences(plan, "duplicate") == [
        "companies.csv, row 3 repeats row 2; the two were merged.",
        "groups.csv, row 3 repeats row 2; the two were merged.",
    ]
    assert sentences(plan) == ["companies.csv, row 4, Company is empty. Fill in the name, or delete the row."]
    assert [p.record.email for p in plan.facilitators] == ["p@c.example", "q@c.example"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Company,Name,Phone\nAcme,Dana,512-555-0142\n", "has no column with e-mail addresses"),
        ("Shoe size,Color\n44,red\n", "names no person, company or group"),
    ],
)
def test_a_file_that_lacks_its_column_is_one_problem_not_one_for_each_row(text: str, says: str) -> None:
    plan = plan_of(text + "more,cells\n")
    assert len(plan.problems) == 1
    assert plan.problems[0].row == 1
    assert says in plan.problems[0].says
    assert (plan.clean, plan.broken, plan.ready) == (0, 2, False)


def test_a_group_spelled_in_two_ways_is_a_doubt_and_a_number_is_no_slip() -> None:
    rows = "".join(f"C{i},P{i},p{i}@x.example,Lone Star Owners 1\n" for i in range(3))
    plan = plan_of(
        f"Company,Name,E-mail,Group\n{rows}D,Q,q@x.example,Lonestar Owners 1\nE,R,r@x.example,Lone Star Owners 2\n"
    )
    (doubt,) = sentences(plan, "warning")
    assert doubt.startswith("Row 5, Group: 'Lonestar Owners 1' is spelled almost like 'Lone Star Owners 1'.")


def test_a_facilitator_in_one_row_of_many_is_a_doubt() -> None:
    rows = "".join(f"C{i},P{i},p{i}@x.example,North,priya@c.example\n" for i in range(4))
    plan = plan_of(f"Company,Name,E-mail,Group,Facilitator\n{rows}D,Q,q@x.example,North,pryia@c.example\n")
    assert sentences(plan, "warning") == [
        "Row 6, Facilitator: 'pryia@c.example' facilitates 'North' in this row only. Check it: facilitators read along."
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


def test_cells_that_attack_are_kept_as_words_or_refused() -> None:
    plan = plan_of(
        """
Company,Name,E-mail,Employees,Revenue,Goal,From
=HYPERLINK("x"),Dana \u202e🍰,dana@acme.example,NaN,1e309,<script>alert(1)</script>,Infinity
""".replace('=HYPERLINK("x")', '"=HYPERLINK(""x"")"')
    )
    assert sentences(plan) == [
        "Row 2, Employees: 'NaN' is not a number of people. Write it like 12 or 12-15.",
        "Row 2, Revenue: '1e309' is too large a number. Check the zeros.",
        "Row 2, From: 'Infinity' is not a number. Write it like 44 % or 120.",
    ]
    fixed = plan_of('Company,Name,E-mail,Goal\n"=HYPERLINK(""x"")",Dana \u202e🍰,dana@acme.example,<b>x</b>\n')
    assert fixed.companies[0].record.name == '=HYPERLINK("x")'
    assert (fixed.people[0].record.name, fixed.goals[0].record.title) == ("Dana 🍰", "<b>x</b>")


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


@pytest.mark.parametrize("letter", ["a", "@", "1", ".", ",", "-", " a", "a@", "a.", "('"])
def test_a_cell_as_long_as_a_book_is_refused_at_once(letter: str) -> None:
    table = Table(("Company", "Name", "E-mail"), (Row(2, (letter * 400_000,) * 3),), 1, "UTF-8", ",")
    begun = time.process_time()
    guess_columns(table.header, [row.cells for row in table.rows])
    plan = plan_of(Source("x.csv", table, {0: "company", 1: "name", 2: "email"}))
    assert "at most 300 fit" in plan.problems[0].says
    assert time.process_time() - begun < 3


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
