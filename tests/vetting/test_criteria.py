import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.models import CompanyFacts
from members.places import Coordinates
from vetting.conflicts import Seated
from vetting.criteria import (
    Case,
    Criterion,
    Finding,
    Fit,
    Weight,
    fit,
    judge,
    judge_all,
    missing,
    problems,
    problems_of_all,
    try_on,
)
from vetting.facts import BUSINESS_MODELS, REVENUE_BANDS, Facts, Surroundings
from vetting.kinds import Kind, Met

TODAY = date(2026, 11, 22)

ACME = Facts(
    role="Owners",
    employees=14,
    managed_users=900,
    revenue_band=3,
    recurring_share=62,
    maturity=2.5,
    founded=2014,
    city="Dayton, OH",
    country="US",
    region="OH",
    zone="America/New_York",
    verticals=("Healthcare", "Legal"),
    business_model="managed",
    vendors=("HaloPSA", "Kaseya"),
    at=Coordinates(39.7589, -84.1916),
    market="Greater Dayton",
    answers={"peers": "Yes", "why": "  We  want to grow. "},
)
BAXTER = Seated("1", "Baxter IT", "baxter it", at=Coordinates(39.6895, -84.1688), market="greater dayton")
CINCY = Seated("2", "Cincy Tech", "cincy tech", at=Coordinates(39.1031, -84.5120), market="Cincinnati")
HERE = Surroundings(seated=(BAXTER, CINCY))

SAID = [
    ("role", {"any": ["Owners"]}, "met", "Owners; this group asks for Owners."),
    ("role", {"any": ["Service Manager", "COO"]}, "not_met", "Owners; this group asks for Service Manager or COO."),
    ("employees", {"min": 8, "max": 25}, "met", "14 people; this group asks for 8 to 25."),
    ("employees", {"min": 15}, "not_met", "14 people; this group asks for 15 or more."),
    ("employees", {"min": None, "max": 1200}, "met", "14 people; this group asks for up to 1,200."),
    ("employees", {"min": 14, "max": 14}, "met", "14 people; this group asks for 14."),
    ("managed_users", {"max": 500}, "not_met", "900 managed users; this group asks for up to 500."),
    ("revenue_band", {"min": 2, "max": 4}, "met", "3\N{EN DASH}5 M a year; this group asks for 1 M to 10 M a year."),
    ("revenue_band", {"min": 4}, "not_met", "3\N{EN DASH}5 M a year; this group asks for 5 M a year or more."),
    ("revenue_band", {"max": 1}, "not_met", "3\N{EN DASH}5 M a year; this group asks for up to 1 M a year."),
    (
        "revenue_band",
        {"min": 5, "max": 6},
        "not_met",
        "3\N{EN DASH}5 M a year; this group asks for 10 M a year or more.",
    ),
    ("recurring_share", {"min": 55}, "met", "62 % recurring; this group asks for 55 % or more."),
    ("maturity", {"min": 2, "max": 3.5}, "met", "Maturity 2.5 of 5; this group asks for 2 to 3.5."),
    ("years_in_business", {"min": 15}, "not_met", "12 years in business; this group asks for 15 or more."),
    ("place", {"countries": ["US", "CA"]}, "met", "Dayton, OH; this group asks for US or CA."),
    (
        "place",
        {"countries": ["US"], "regions": ["KY", "IN"]},
        "not_met",
        "Dayton, OH; this group asks for KY or IN in US.",
    ),
    (
        "place",
        {"zones": ["America/New_York"]},
        "met",
        "Dayton, OH, America/New_York; this group asks for the time of America/New_York.",
    ),
    (
        "vertical",
        {"any": ["legal", "dental"]},
        "met",
        "Serves Legal and Healthcare; this group asks for legal or dental.",
    ),
    ("vertical", {"any": ["dental"]}, "not_met", "Serves Healthcare and Legal; this group asks for dental."),
    (
        "business_model",
        {"any": ["projects", "security"]},
        "not_met",
        "Managed services first; this group asks for projects first or security first.",
    ),
    ("vendor", {"none": ["Kaseya"]}, "not_met", "Uses Kaseya and HaloPSA; this group asks for anything but Kaseya."),
    (
        "vendor",
        {"any": ["halopsa"], "none": ["Datto"]},
        "met",
        "Uses HaloPSA and Kaseya; this group asks for halopsa, not Datto.",
    ),
    (
        "distance",
        {"min_km": 48.28},
        "not_met",
        "Baxter IT is 5 miles away; this group asks for 30 miles or more between members.",
    ),
    (
        "market",
        {"at_most": 0},
        "not_met",
        "Greater Dayton, served by Baxter IT too; this group asks for nobody else of the same market.",
    ),
    (
        "market",
        {"at_most": 1},
        "met",
        "Greater Dayton, served by Baxter IT too; this group asks for at most 1 other of the same market.",
    ),
]


def criterion(kind: str, wanted: dict[str, Any], weight: str = "must", **more: Any) -> Criterion:
    return Criterion(more.pop("key", kind), Kind(kind), Weight(weight), wanted, **more)


@pytest.mark.parametrize(("kind", "wanted", "met", "sentence"), SAID)
def test_a_finding_is_a_sentence_with_numbers(kind: str, wanted: dict[str, Any], met: str, sentence: str) -> None:
    asked = criterion(kind, wanted)
    assert problems(asked) == []
    finding = judge(asked, ACME, HERE, today=TODAY)
    assert (finding.met, finding.sentence) == (met, sentence)
    assert finding.ask == ""


@pytest.mark.parametrize(("kind", "wanted", "met", "sentence"), SAID)
def test_what_nobody_told_is_unclear_and_asked_for(kind: str, wanted: dict[str, Any], met: str, sentence: str) -> None:
    finding = judge(criterion(kind, wanted), Facts(), HERE, today=TODAY)
    assert finding.met is Met.UNCLEAR
    assert finding.evidence == ""
    assert " not known yet; this group asks for " in finding.sentence
    assert finding.ask.endswith(("?", "."))


def test_a_distance_is_said_in_the_unit_of_the_program_and_by_who_asks() -> None:
    asked = criterion("distance", {"min_km": 60})
    here = Surroundings(seated=(CINCY,), unit="km", whose="the program")
    finding = judge(asked, ACME, here, today=TODAY)
    assert finding.met is Met.MET
    assert finding.sentence == "Cincy Tech is 78 km away; the program asks for 60 km or more between members."
    nobody = judge(asked, ACME, replace(here, seated=(replace(CINCY, at=None),)), today=TODAY)
    assert nobody.met is Met.MET
    assert nobody.sentence == (
        "No member within 60 km; the program asks for 60 km or more between members. "
        "1 company without a city could not be compared."
    )


def test_part_of_a_place_is_not_guessed() -> None:
    asked = criterion("place", {"countries": ["US"], "regions": ["OH"]})
    assert judge(asked, Facts(country="US"), today=TODAY).met is Met.UNCLEAR
    assert judge(asked, Facts(country="CA"), today=TODAY).met is Met.NOT_MET
    assert judge(asked, Facts(region="TX"), today=TODAY).sentence == "TX; this group asks for OH in US."
    assert judge(criterion("place", {"zones": ["UTC"]}), Facts(country="US"), today=TODAY).met is Met.UNCLEAR


def test_a_year_to_come_is_not_believed() -> None:
    asked = criterion("years_in_business", {"min": 0})
    assert judge(asked, Facts(founded=2027), today=TODAY).met is Met.UNCLEAR
    assert judge(asked, Facts(founded=2025), today=TODAY).evidence == "1 year in business"


def test_zero_is_a_figure_and_one_is_a_person() -> None:
    assert judge(criterion("recurring_share", {"min": 1}), Facts(recurring_share=0), today=TODAY).met is Met.NOT_MET
    assert judge(criterion("employees", {"min": 1}), Facts(employees=1), today=TODAY).evidence == "1 person"


def test_a_question_with_answers_to_choose_from() -> None:
    asked = criterion(
        "question", {"choices": ["Yes", "No"], "good": ["No"]}, key="peers", question="Are you in another group?"
    )
    finding = judge(asked, ACME, HERE, today=TODAY)
    assert (finding.met, finding.sentence) == (Met.NOT_MET, "Answered “Yes”; this group asks for “No”.")
    assert judge(asked, Facts(), today=TODAY).ask == "Are you in another group?"


def test_a_free_answer_is_left_to_people_and_not_asked_again() -> None:
    asked = criterion("question", {}, key="why", question="What do you want from a group?")
    finding = judge(asked, ACME, HERE, today=TODAY)
    assert (finding.met, finding.ask) == (Met.UNCLEAR, "")
    assert finding.sentence == "Answered “We want to grow”. Only a person can judge it."
    long = judge(asked, Facts(answers={"why": "word " * 60}), today=TODAY)
    assert len(long.evidence) < 100
    assert long.evidence.endswith("…”")


def test_of_a_long_list_the_first_few_are_named_with_what_decides_in_front() -> None:
    facts = Facts(vendors=("A", "B", "C", "D", "E", "Kaseya"))
    finding = judge(criterion("vendor", {"none": ["Kaseya"]}), facts, today=TODAY)
    assert finding.evidence == "uses Kaseya, A, B and 3 more"


def test_for_information_may_ask_for_nothing() -> None:
    for kind in set(Kind) - {Kind.QUESTION}:
        asked = criterion(kind, {}, weight="info")
        assert problems(asked) == []
        finding = judge(asked, ACME, HERE, today=TODAY)
        assert finding.met is Met.MET
        assert finding.sentence.endswith(".")
        assert "asks" not in finding.sentence


def test_what_all_findings_say_together() -> None:
    def found(weight: str, met: Met) -> Finding:
        return Finding(criterion("role", {}, weight), met, "", "")

    must, should, info = ("must", "should", "info")
    assert fit([]) is Fit.FITS
    assert fit([found(must, Met.MET), found(should, Met.UNCLEAR), found(info, Met.NOT_MET)]) is Fit.FITS
    assert fit([found(must, Met.UNCLEAR)]) is Fit.LOOK
    assert fit([found(must, Met.MET), found(should, Met.NOT_MET)]) is Fit.LOOK
    assert fit([found(must, Met.NOT_MET), found(must, Met.UNCLEAR), found(should, Met.MET)]) is Fit.NOT


def test_what_is_missing_is_asked_once_the_musts_first() -> None:
    asked = [
        criterion("managed_users", {"min": 100}, "info"),
        criterion("employees", {"min": 8}, "should"),
        criterion("distance", {"min_km": 50}),
        criterion("place", {"countries": ["US"]}),
        criterion("role", {"any": ["Owners"]}),
    ]
    findings = judge_all(asked, Facts(role="Owners"), HERE, today=TODAY)
    assert missing(findings) == [
        "In which city is your company?",
        "How many people work at your company, you included?",
    ]


@pytest.mark.parametrize(
    ("kind", "wanted", "problem"),
    [
        ("employees", {}, "Employees: say what is asked for, or make it for information."),
        ("employees", {"min": None}, "Employees: say what is asked for, or make it for information."),
        ("employees", {"min": 25, "max": 8}, "Employees: the lower bound is above the upper one."),
        ("employees", {"min": "8"}, "Employees: write a whole number."),
        ("employees", {"min": 8.5}, "Employees: write a whole number."),
        ("revenue_band", {"min": 2.0}, "Revenue: write a whole number."),
        ("employees", {"min": True}, "Employees: write a whole number."),
        ("employees", {"min": 0}, "Employees: write a number from 1 to 100,000."),
        ("employees", {"least": 8}, "Employees has no part called least."),
        ("maturity", {"min": float("nan")}, "Operational maturity: write a number."),
        ("maturity", {"max": 6}, "Operational maturity: write a number from 1 to 5."),
        ("recurring_share", {"min": 101}, "Recurring share: write a number from 0 to 100."),
        ("role", {"any": "Owners"}, "Role: give a list."),
        ("role", {"any": ["Owners", " "]}, "Role: an entry of the list is empty."),
        ("role", {"any": []}, "Role: say what is asked for, or make it for information."),
        ("vendor", {"any": ["Datto"], "none": ["datto"]}, "Vendors: datto cannot be asked for and left out at once."),
        ("business_model", {"any": ["saas"]}, "Business model: there is no saas."),
        ("place", {"countries": [1]}, "Place: an entry of the list is empty."),
        ("distance", {"min_km": 0}, "Distance: write a number from 1 to 20,000."),
        ("market", {"at_most": -1}, "Market: write a number from 0 to 24."),
        ("question", {}, "Question: write the question."),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(kind: str, wanted: dict[str, Any], problem: str) -> None:
    assert problems(criterion(kind, wanted)) == [problem]


STRANGE = "Question: an answer that meets it is not among those to choose from."


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        ({"choices": ["Yes"]}, "Question: offer two answers or more, or none for a free answer."),
        ({"choices": ["Yes", "No"], "good": ["Maybe"]}, STRANGE),
        ({"choices": ["Yes", "No"]}, "Question: say which answers meet it."),
        ({"good": ["Yes"]}, STRANGE),
    ],
)
def test_what_is_wrong_with_a_question(wanted: dict[str, Any], problem: str) -> None:
    assert problems(criterion("question", wanted, question="Are you in another group?")) == [problem]


def test_keys_are_told_apart() -> None:
    twice = [criterion("employees", {"min": 1}, key="a"), criterion("role", {"any": ["COO"]}, key="a")]
    assert problems_of_all(twice) == ["Two criteria have the key a."]
    assert problems(criterion("employees", {"min": 1}, key=" ")) == ["The criterion has no key."]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
PARTS = st.sampled_from(
    ["min", "max", "any", "none", "countries", "regions", "zones", "min_km", "at_most", "choices", "good"]
)
NUMBERS = st.none() | st.integers(-5, 200_000) | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.none() | st.text(max_size=6)
LISTS = st.none() | st.lists(st.text(max_size=6), max_size=6)
FACTS = st.builds(
    Facts, role=TEXTS, employees=st.none() | st.integers(0, 10**6), managed_users=st.none() | st.integers(0, 10**7),
    revenue_band=st.none() | st.integers(0, 6), recurring_share=st.none() | st.integers(0, 100),
    maturity=st.none() | st.sampled_from([1.0, 2.5, 5.0]), founded=st.none() | st.integers(1900, 2100), city=TEXTS,
    country=TEXTS, region=TEXTS, zone=TEXTS, verticals=LISTS, business_model=TEXTS, vendors=LISTS,
    at=st.none() | st.builds(Coordinates, st.floats(-90, 90), st.floats(-180, 180)), market=TEXTS,
    answers=st.dictionaries(st.just("k"), st.text(max_size=200)),
)  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from(list(Kind)), st.sampled_from(list(Weight)), st.dictionaries(PARTS, JUNK, max_size=3), FACTS)
def test_whatever_was_typed_is_either_refused_in_words_or_judged(
    kind: Kind, weight: Weight, wanted: dict[str, Any], facts: Facts
) -> None:
    asked = Criterion("k", kind, weight, wanted, "Why?")
    found = problems(asked)
    assert all(problem.endswith(".") for problem in found)
    if not found:
        finding = judge(asked, facts, HERE, today=TODAY)
        assert finding.sentence.endswith(".")
        assert finding.sentence[:1] != " "
        assert (finding.evidence == "") == (finding.met is Met.UNCLEAR and finding.ask != "")


@settings(deadline=None)
@given(st.integers(1, 10**5), st.none() | st.integers(1, 10**5), st.none() | st.integers(1, 10**5))
def test_bounds_count_as_inside(told: int, low: int | None, high: int | None) -> None:
    finding = judge(criterion("employees", {"min": low, "max": high}), Facts(employees=told), today=TODAY)
    inside = (low is None or low <= told) and (high is None or told <= high)
    assert (finding.met is Met.MET) == inside


def test_json_keeps_criteria_and_findings_whole() -> None:
    for kind, wanted, *_ in SAID:
        asked = criterion(kind, wanted)
        finding = judge(asked, ACME, HERE, today=TODAY)
        assert Criterion.from_dict(json.loads(json.dumps(asked.as_dict()))) == asked
        assert Finding.from_dict(json.loads(json.dumps(finding.as_dict()))) == finding


@pytest.mark.parametrize("data", [{"key": "a", "kind": "height", "weight": "must"}, {"kind": "role", "weight": "must"}])
def test_what_is_no_criterion_is_not_read(data: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        Criterion.from_dict(data)


def test_new_criteria_tell_which_past_decisions_would_flip() -> None:
    old = [criterion("employees", {"min": 8, "max": 25})]
    new = [criterion("employees", {"min": 15, "max": 40})]
    cases = [
        Case("stays", replace(ACME, employees=20), accepted=True, on=TODAY),
        Case("out", ACME, accepted=True, on=TODAY),
        Case("in", replace(ACME, employees=30), accepted=False, on=TODAY),
        Case("against the old ones already", replace(ACME, employees=3), accepted=True, on=TODAY),
        Case("unknown", replace(ACME, employees=None), accepted=False, on=TODAY),
    ]
    tried = try_on(old, new, cases)
    assert [(one.case.key, one.flips) for one in tried][:2] == [("out", True), ("in", True)]
    assert not any(one.flips for one in tried[2:])
    assert tried[0].sentence == "Accepted; by these criteria: does not fit. 14 people; this group asks for 15 to 40."
    assert tried[1].sentence == "Declined; by these criteria: fits. Every must and should is met."
    assert tried[-1].sentence == (
        "Declined; by these criteria: needs a look. Employees not known yet; this group asks for 15 to 40."
    )


def test_a_past_case_is_judged_by_its_own_day_and_surroundings() -> None:
    new = [criterion("years_in_business", {"min": 3}), criterion("distance", {"min_km": 50})]
    case = Case("then", replace(ACME, founded=2014), accepted=True, on=date(2016, 5, 4), surroundings=HERE)
    (tried,) = try_on([], new, [case])
    assert (tried.before, tried.after, tried.flips) == (Fit.FITS, Fit.NOT, True)
    assert "2 years in business" in tried.sentence


def test_words_of_models_and_bands_are_those_of_the_company_facts() -> None:
    assert tuple(CompanyFacts.RevenueBand.labels) == REVENUE_BANDS
    assert {key: label.casefold() for key, label in CompanyFacts.Model.choices} == {
        key: words.casefold() for key, words in BUSINESS_MODELS.items()
    }
