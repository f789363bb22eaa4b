import time

import pytest

from members.roster.columns import guess_columns
from members.roster.reading import Row, Table
from members.roster.records import (
    Problem,
    Source,
)
from tests.members.rosters import (
    AUSTIN,
    BERLIN,
    PORTLANDS,
    plan_of,
    sentences,
)


def test_a_problem_says_row_column_text_and_what_to_do() -> None:
    plan = plan_of("Company,Name,E-mail\nAcme,Dana,dana@acme.example\n\nBolt,Lee,lee@\n")
    assert plan.problems == (
        Problem("", 4, "E-mail", "lee@", "is not a full address. Add what comes after the @.", "error"),
    )
    assert sentences(plan) == ["Row 4, E-mail: 'lee@' is not a full address. Add what comes after the @."]


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


@pytest.mark.parametrize("letter", ["a", "@", "1", ".", ",", "-", " a", "a@", "a.", "('"])
def test_a_cell_as_long_as_a_book_is_refused_at_once(letter: str) -> None:
    table = Table(("Company", "Name", "E-mail"), (Row(2, (letter * 400_000,) * 3),), 1, "UTF-8", ",")
    begun = time.process_time()
    guess_columns(table.header, [row.cells for row in table.rows])
    plan = plan_of(Source("x.csv", table, {0: "company", 1: "name", 2: "email"}))
    assert "at most 300 fit" in plan.problems[0].says
    assert time.process_time() - begun < 3
