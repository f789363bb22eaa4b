"""What to expect: which answer stands, where it comes from, and how a group's settings speak."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups import expectations
from groups.expectations import KEYS, QUESTIONS, inherit, sections, written

KEY = "missed"
OURS = next(question.default for question in QUESTIONS if question.key == KEY)


def answer(key: str, *levels, **more):
    return next(one for one in inherit(*levels, **more) if one.key == key)


def test_every_question_of_the_source_is_asked_once():
    """Seed 002: criteria, size, maturity, geography; rhythm, in person, facilitator, cost; accountability, a missed
    meeting, homework, preparing for the first meeting and for later ones."""
    assert KEYS == (
        "criteria", "sizes", "maturity", "territory", "cadence", "mode", "facilitator", "cost", "accountability",
        "missed", "homework", "first_meeting", "next_meetings",
    )  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_every_question_has_a_default_in_whole_sentences(question):
    assert question.default.endswith(".")
    assert len(question.default) < expectations.LONGEST
    assert "!" not in question.default + question.question + question.hint


@pytest.mark.parametrize(
    ("levels", "text", "source"),
    [
        (({}, {}, {}), OURS, "default"),
        (({KEY: "P"}, {}, {}), "P", "program"),
        (({KEY: "P"}, {KEY: "T"}, {}), "T", "track"),
        (({KEY: "P"}, {KEY: "T"}, {KEY: "G"}), "G", "group"),
        (({KEY: "P"}, {KEY: ""}, {KEY: ""}), "P", "program"),
    ],
)
def test_the_nearest_words_stand(levels, text, source):
    stands = answer(KEY, *levels)
    assert (stands.text, stands.source) == (text, source)


def test_a_fact_answers_where_nobody_wrote_words():
    stands = answer("sizes", {}, {}, {}, facts={"sizes": "10 to 35 employees."})
    assert (stands.fact, stands.text, stands.source) == ("10 to 35 employees.", "", "facts")


def test_a_fact_stands_beside_words():
    stands = answer("sizes", {"sizes": "Small ones."}, {}, {}, facts={"sizes": "10 to 35 employees."})
    assert (stands.fact, stands.text, stands.source) == ("10 to 35 employees.", "Small ones.", "program")


def test_who_facilitates_does_not_say_what_they_do():
    stands = answer("facilitator", {}, {}, {}, facts={"facilitator": "Facilitated by Frank Ortiz."})
    assert stands.fact == "Facilitated by Frank Ortiz."
    assert stands.source == "default"
    assert "agenda" in stands.text


def test_every_answer_says_something_and_where_from():
    for stands in inherit({}):
        assert stands.text
        assert stands.said_by == "our default"
        assert stands.way_back == "Back to our default"


def test_only_words_that_differ_are_kept():
    above = inherit({KEY: "Call us."})
    typed = {KEY: "  Call   us. ", "cost": " $100 a month ", "homework": "   "}
    assert written(typed, above) == {"cost": "$100 a month"}


@given(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=40)))
def test_keeping_what_is_kept_changes_nothing(typed):
    above = inherit({})
    kept = written(typed, above)
    assert written(kept, above) == kept
    assert all(text.strip() for text in kept.values())


def test_sections_keep_the_order_of_the_page():
    assert [heading for heading, _ in sections(inherit({}))] == [
        "Who it is for",
        "How it runs",
        "What it asks of you",
    ]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (10, 35, "10 to 35 employees"),
        (10, 10, "10 employees"),
        (10, None, "10 employees or more"),
        (None, 35, "Up to 35 employees"),
        (None, None, ""),
    ],
)
def test_a_size_band_reads_as_a_person_would_say_it(low, high, words):
    assert expectations.size_band(low, high) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (2, 4, "Operational maturity 2 to 4 of 5 (emerging to optimizing)"),
        (3, 3, "Operational maturity 3 of 5 (scaling)"),
        (3, None, "Operational maturity 3 to 5 of 5 (scaling to innovating)"),
        (None, 2, "Operational maturity 1 to 2 of 5 (beginning to emerging)"),
        (None, None, ""),
    ],
)
def test_a_range_of_maturity_names_its_levels(low, high, words):
    assert expectations.maturity_range(low, high) == words


@pytest.mark.parametrize(("km", "unit", "words"), [(48, "mi", "30 miles"), (50, "km", "50 km"), (50, "mi", "31 miles")])
def test_a_radius_is_in_the_unit_of_the_program(km, unit, words):
    assert expectations.radius(km, unit) == words


@given(st.integers(1, 1000), st.sampled_from(["mi", "km"]))
def test_a_distance_comes_back_as_it_was_typed(distance, unit):
    assert expectations.in_unit(expectations.in_km(distance, unit), unit) == distance


@pytest.mark.parametrize(("unit", "words"), [("mi", "30 miles"), ("km", "50 km")])
def test_the_usual_market_is_a_round_number(unit, words):
    assert expectations.radius(expectations.usual_market(unit), unit) == words


@pytest.mark.parametrize(
    ("policy", "begins"), [("none", "They may."), ("warn", "They may, if both know"), ("block", "No.")]
)
def test_territory_answers_the_question_first(policy, begins):
    words = expectations.territory(policy, "30 miles")
    assert words.startswith(begins)
    assert ("30 miles" in words) == (policy != "none")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["Frank"], "Facilitated by Frank."),
        (["Frank", "Rosa"], "Facilitated by Frank and Rosa."),
        (["Frank", "Rosa", "Ada"], "Facilitated by Frank, Rosa and Ada."),
    ],
)
def test_facilitators_are_listed(names, words):
    assert expectations.facilitated_by(names) == words
