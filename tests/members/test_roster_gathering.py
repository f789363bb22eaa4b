from datetime import date

import pytest

from members.roster.records import (
    Existing,
    Person,
    Seat,
    Where,
)
from tests.members.rosters import AUSTIN, SEATS, plan_of, sentences, source


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


def test_somebody_who_left_the_program_is_not_brought_back_by_an_import() -> None:
    existing = Existing(left={"dana@acme.example"})
    assert sentences(plan_of("Company,Name,E-mail\nAcme,Dana,dana@acme.example\n", existing=existing)) == [
        "Row 2, E-mail: 'dana@acme.example' left the program. Bring them back on their page first, or delete the row."
    ]


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


def test_roles_are_the_programs_own() -> None:
    plan = plan_of(
        "Company,Name,E-mail,Role\nAcme,Dana,dana@acme.example,founder\nBolt,Lee,lee@bolt.example,vCIO\n",
        tracks=("Owners", "Dispatch"),
    )
    assert [(p.record.track, p.record.title) for p in plan.people] == [("Owners", "Founder"), ("", "vCIO")]
    assert sentences(plan, "warning") == ["Row 3, Role: 'vCIO' is not a track of this program; kept as the job title."]


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
