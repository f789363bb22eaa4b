import pytest

from tests.members.rosters import plan_of, sentences


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
