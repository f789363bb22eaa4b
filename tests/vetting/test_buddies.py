"""Who suits a newcomer as a buddy, and why; no rival, nobody of the same company, nobody with two at their side."""

import pytest

from vetting.buddies import Newcomer, Seated, shared, suggest

LEE = Newcomer("Hire a service manager and get my evenings back", "America/Chicago")


def seated(name="Dana Fox", **told):
    fields = {"key": name, "knows": "", "zone": "America/New_York"} | told
    return Seated(name=name, **fields)


def names(found):
    return [one.seated.name for one in found]


def test_a_step_ahead_comes_before_the_same_size_and_far_ahead():
    people = [seated(f"Step {step}", size=step, maturity=step) for step in (-1, 0, 1, 2)]
    assert names(suggest(LEE, people)) == ["Step 1", "Step 0", "Step 2"]


def test_what_they_know_counts_when_the_newcomer_works_on_it():
    knows = seated("Kim Ode", knows="Hiring dispatchers, service managers, tax")
    found = suggest(LEE, [seated("Al May", zone="America/Chicago"), knows])
    assert names(found) == ["Kim Ode", "Al May"]
    assert found[0].why == "Kim knows about service and managers."
    assert found[1].why == "Al lives in the same time zone."


def test_everyday_words_are_nothing_in_common():
    assert shared(Newcomer("I want to work with my team more", ""), seated(knows="work with people and a team")) == []


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"size": 1, "maturity": 1}, "Dana is a step ahead in size and maturity."),
        ({"size": 0, "maturity": 1}, "Dana is a step ahead in maturity."),
        ({"size": 1, "maturity": 0}, "Dana runs a company one size larger."),
        ({"size": 0}, "Dana runs a company of the same size."),
        ({"newcomers": 1}, "Dana has one newcomer at their side already."),
        ({}, "Dana has sat here for a while."),
    ],
)
def test_each_suggestion_says_why(told, why):
    (found,) = suggest(LEE, [seated(**told)])
    assert found.why == why


@pytest.mark.parametrize("reason", [{"rival": True}, {"colleague": True}, {"vouched": True}, {"newcomers": 2}])
def test_some_are_never_suggested(reason):
    assert suggest(LEE, [seated(size=1, maturity=1, **reason)]) == []


def test_of_equals_who_has_been_there_longer_comes_first_and_three_are_all():
    people = [seated(f"P{days}", tenure=days) for days in (10, 400, 30, 200)]
    assert names(suggest(LEE, people)) == ["P400", "P200", "P30"]
