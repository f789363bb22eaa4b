from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.smart import Draft, Hint, sentence, what_is_missing

TODAY = date(2026, 11, 22)

NUMBER = Draft(
    title="Gross margin",
    unit="%",
    start_value=Decimal(44),
    target_value=Decimal(52),
    due_on=date(2027, 6, 30),
    why="It pays for the second dispatcher.",
)
STEPS = Draft(
    kind="milestones",
    title="PSA migrated",
    due_on=date(2027, 3, 31),
    why="Two systems cost us an hour a day.",
    milestones=("Data cleaned", "Trial run", "Old one switched off"),
)


def codes(draft: Draft) -> list[str]:
    return [hint.code for hint in what_is_missing(draft, today=TODAY)]


@pytest.mark.parametrize("draft", [NUMBER, STEPS], ids=["number", "milestones"])
def test_a_goal_that_says_it_all_lacks_nothing(draft: Draft) -> None:
    assert what_is_missing(draft, today=TODAY) == []


def test_an_empty_draft_is_asked_for_everything_in_the_order_of_the_letters() -> None:
    hints = what_is_missing(Draft(), today=TODAY)
    assert [(hint.code, hint.letter, hint.field) for hint in hints] == [
        ("title_missing", "S", "title"),
        ("start_missing", "M", "start_value"),
        ("target_missing", "M", "target_value"),
        ("why_missing", "R", "why"),
        ("due_missing", "T", "due_on"),
    ]


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (replace(NUMBER, unit=""), "unit_missing"),
        (replace(NUMBER, start_value=None), "start_missing"),
        (replace(NUMBER, target_value=None), "target_missing"),
        (replace(NUMBER, target_value=Decimal("44.0")), "target_equals_start"),
        (replace(NUMBER, title="Reduce margin"), "direction_odd"),
        (replace(NUMBER, title="Increase churn", target_value=Decimal(40)), "direction_odd"),
        (replace(NUMBER, why=" "), "why_missing"),
        (replace(NUMBER, start_value=Decimal(10), target_value=Decimal(31), why=""), "jump_unexplained"),
        (replace(NUMBER, start_value=Decimal(30), target_value=Decimal(9), why=""), "jump_unexplained"),
        (replace(NUMBER, due_on=None), "due_missing"),
        (replace(NUMBER, due_on=TODAY - timedelta(1)), "due_passed"),
        (replace(NUMBER, due_on=TODAY), "due_soon"),
        (replace(NUMBER, due_on=TODAY + timedelta(13)), "due_soon"),
        (replace(NUMBER, due_on=date(2028, 5, 23)), "due_far"),
        (replace(STEPS, milestones=()), "milestones_missing"),
        (replace(STEPS, milestones=("", " ")), "milestones_missing"),
        (replace(STEPS, milestones=("Data cleaned",)), "milestones_few"),
        (replace(STEPS, title="Improve dispatch"), "title_vague"),
        (replace(STEPS, title="Work on pricing"), "title_vague"),
    ],
)
def test_one_thing_is_missing(draft: Draft, code: str) -> None:
    assert codes(draft) == [code]


@pytest.mark.parametrize(
    "draft",
    [
        replace(NUMBER, due_on=date(2028, 5, 22)),
        replace(NUMBER, due_on=TODAY + timedelta(14)),
        replace(NUMBER, start_value=Decimal(10), target_value=Decimal(30)),
        replace(NUMBER, start_value=Decimal(0), target_value=Decimal(30)),
        replace(NUMBER, start_value=Decimal(-5), target_value=Decimal(5)),
        replace(NUMBER, start_value=Decimal(10), target_value=Decimal(99)),
        replace(NUMBER, title="Improve gross margin"),
        replace(NUMBER, title="Reduce churn", target_value=Decimal(40)),
        replace(NUMBER, due_on=date(2027, 6, 27)),
        replace(STEPS, title="Grow the team by 2 techs"),
    ],
    ids=[
        "18 months to the day",
        "two weeks",
        "three times as much",
        "from nothing",
        "from loss to gain",
        "a jump with a reason",
        "a vague word with its numbers",
        "reduce, and it goes down",
        "a Sunday",
        "a vague word with a number in it",
    ],
)
def test_nothing_is_missing(draft: Draft) -> None:
    assert codes(draft) == []


def test_a_vague_wish_is_asked_for_its_number() -> None:
    assert codes(Draft(title="Better service"))[:2] == ["title_vague", "measure_missing"]


def test_the_words_are_those_of_a_good_peer_in_a_hurry() -> None:
    draft = replace(NUMBER, title="Reduce churn", start_value=Decimal(8), target_value=Decimal(30), why="")
    assert what_is_missing(replace(draft, due_on=TODAY + timedelta(3)), today=TODAY) == [
        Hint("direction_odd", "S", '"Reduce" says down, 8 % to 30 % goes up. Which one is it?', "target_value"),
        Hint(
            "jump_unexplained", "A", "8 % to 30 % is more than three times as much. Say what makes it possible.", "why"
        ),
        Hint("due_soon", "A", "That leaves 3 days. A later day is fine too.", "due_on"),
    ]


def test_direction() -> None:
    assert NUMBER.direction == "up"
    assert replace(NUMBER, target_value=Decimal(40)).direction == "down"
    assert replace(NUMBER, target_value=NUMBER.start_value).direction == ""
    assert Draft().direction == ""


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (NUMBER, "Gross margin from 44 % to 52 % by June 30"),
        (replace(NUMBER, measure="managed services margin"), "Managed services margin from 44 % to 52 % by June 30"),
        (replace(NUMBER, start_value=None), "Gross margin to 52 % by June 30"),
        (replace(NUMBER, target_value=None, due_on=None), "Gross margin"),
        (
            replace(NUMBER, title="MRR", unit="USD", start_value=Decimal(62000), target_value=Decimal(85000)),
            "MRR from $62,000 to $85,000 by June 30",
        ),
        (replace(NUMBER, title=""), "From 44 % to 52 % by June 30"),
        (STEPS, "PSA migrated by March 31"),
        (Draft(), ""),
    ],
)
def test_sentence(draft: Draft, words: str) -> None:
    assert sentence(draft) == words


def test_sentence_in_the_programs_order_and_with_a_year_where_it_is_needed() -> None:
    assert sentence(NUMBER, today=TODAY, order="dmy") == "Gross margin from 44 % to 52 % by 30 June"
    assert sentence(replace(STEPS, due_on=date(2028, 3, 31)), today=TODAY) == "PSA migrated by March 31, 2028"


DECIMALS = st.one_of(st.none(), st.decimals(-(10**10), 10**10, places=2))


@given(
    st.builds(
        Draft,
        kind=st.sampled_from(["number", "milestones"]),
        title=st.text(max_size=140),
        measure=st.text(max_size=20),
        unit=st.sampled_from(["", "%", "USD", "days"]),
        start_value=DECIMALS,
        target_value=DECIMALS,
        due_on=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2100, 1, 1))),
        why=st.text(max_size=10),
        milestones=st.lists(st.text(max_size=10), max_size=4).map(tuple),
    )
)
def test_whatever_is_typed_the_hints_are_kind_and_name_a_field_once(draft: Draft) -> None:
    hints = what_is_missing(draft, today=TODAY)
    assert len({hint.code for hint in hints}) == len(hints)
    assert [hint.letter for hint in hints] == sorted((hint.letter for hint in hints), key="SMART".index)
    assert not any("!" in hint.text for hint in hints)
    assert all(hasattr(draft, hint.field) for hint in hints)
    assert isinstance(sentence(draft, today=TODAY), str)
