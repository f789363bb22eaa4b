import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vetting.mix import Company, Spread, mix, preview, variety, why

GROUP = [
    Company(8, 2.0, "managed", ("Legal", "Dental"), "OH"),
    Company(14, 3.0, "managed", ("Legal",), "OH"),
    Company(20, 3.5, "projects", ("Construction",), "IN"),
    Company(24, None, "managed", (), "KY"),
]
NAMES = st.sampled_from(["a", "b", "c", ""])
COMPANIES = st.builds(
    Company, st.none() | st.integers(0, 500), st.none() | st.sampled_from([1.0, 2.5, 5.0]), NAMES,
    st.lists(NAMES, max_size=3), NAMES,
)  # fmt: skip
SEATS = st.lists(st.sets(st.sampled_from("abcd"), min_size=1), max_size=12)


def test_a_group_in_figures() -> None:
    told = mix(GROUP)
    assert told.seats == 4
    assert told.sizes == Spread(8, 17, 24, 4)
    assert told.maturity == Spread(2.0, 3.0, 3.5, 3)
    assert told.models == (("managed", 3), ("projects", 1))
    assert told.verticals == (("Legal", 2), ("Construction", 1), ("Dental", 1))
    assert told.regions == (("OH", 2), ("IN", 1), ("KY", 1))
    assert told.variety == pytest.approx({"models": 0.5, "verticals": 11 / 12, "regions": 5 / 6})


def test_figures_of_two_companies_are_not_told() -> None:
    two = mix([*GROUP[:2], Company()])
    assert (two.sizes, two.maturity, two.variety) == (None, None, {})
    assert mix([]).seats == 0


def test_a_preview_shows_the_mix_before_and_after() -> None:
    before, after = preview(GROUP, Company(30, 4.0, "security", ("Legal",), "TX"))
    assert before == mix(GROUP)
    assert after.sizes == Spread(8, 20, 30, 5)
    assert after.maturity == Spread(2.0, 3.25, 4.0, 4)
    assert after.variety["models"] > before.variety["models"]
    assert after.variety["verticals"] < before.variety["verticals"]


def test_variety_runs_from_all_alike_to_all_different() -> None:
    assert variety([["a"], ["a"], ["a"]]) == 0.0
    assert variety([["a"], ["b"], ["c"]]) == pytest.approx(1.0)
    assert variety([["a"], ["a"], ["b"], ["b"]]) == pytest.approx((1 - 0.5) / (1 - 0.25))
    assert variety([["a"]]) == variety([]) == 0.0
    with pytest.raises(ValueError, match="without a value"):
        variety([["a"], []])


@settings(deadline=None)
@given(SEATS)
def test_variety_is_a_share_and_the_order_of_seats_does_not_matter(seats: list[set[str]]) -> None:
    assert 0.0 <= variety(seats) <= 1.0
    assert variety(seats) == pytest.approx(variety(seats[::-1]))


def test_why_a_seat_says_what_it_adds_and_what_it_risks() -> None:
    assert why(GROUP, Company(18, 3.5, "security", ("Dental", "Healthcare"), "OH")) == [
        ("adds", "18 people, within the 8 to 24 of the group; its middle is 17."),
        ("adds", "Maturity 3.5 of 5, close to the group's middle of 3."),
        ("adds", "Knows Healthcare, which nobody here serves yet."),
        ("risks", "No risk shows in the numbers."),
    ]


def test_more_of_the_same_and_far_away_in_size_and_stage_are_risks() -> None:
    assert why(GROUP, Company(60, 5.0, "managed", ("Legal",), "OH")) == [
        ("adds", "Fills seat 5: one more voice at every meeting."),
        ("risks", "60 people, more than twice the largest here (8 to 24): fewer questions may be shared."),
        ("risks", "Maturity 5 of 5, the group's middle is 3: they may give more than they get."),
        ("risks", "4 of 5 would be managed services first: one more of the same view."),
    ]
    said = why([*GROUP[:2], *GROUP[:2]], Company(3, 1.0, "", ("Legal",), "OH"))
    assert ("risks", "3 people, less than half the smallest here (8 to 14): fewer questions may be shared.") in said
    assert ("risks", "Maturity 1 of 5, the group's middle is 2.5: they may need more than they give.") in said


def test_a_little_larger_or_smaller_is_an_addition() -> None:
    assert why(GROUP, Company(30))[0] == ("adds", "30 people would be the largest here, next to 8 to 24.")
    assert why(GROUP, Company(5))[0] == ("adds", "5 people would be the smallest here, next to 8 to 24.")


def test_the_first_of_a_model_and_of_a_place_are_named() -> None:
    said = why(GROUP, Company(model="breakfix", region="TX"))
    assert ("adds", "The first that is break-fix.") in said
    assert ("adds", "The first from TX.") in said
    assert said[-1] == ("risks", "Not known yet: size, maturity and industries.")


def test_in_a_small_group_no_figure_of_another_company_is_told() -> None:
    said = why(GROUP[:2], Company(18, 3.5, "security", ("Legal",), "OH"))
    assert [side for side, _ in said] == ["adds", "risks"]
    assert said[0][1] == "One of the first: 2 companies sit here so far, so they shape what the group becomes."
    assert why([], Company())[0][1].startswith("One of the first: nobody sits here so far")


@settings(deadline=None)
@given(st.lists(COMPANIES, max_size=14), COMPANIES)
def test_why_is_always_two_to_four_sentences_what_it_adds_first(group: list[Company], newcomer: Company) -> None:
    said = why(group, newcomer)
    sides = [side for side, _ in said]
    assert 2 <= len(said) <= 4
    assert sides[0] == "adds"
    assert sides[-1] == "risks"
    assert sides == sorted(sides)
    assert all(sentence.endswith(".") for _, sentence in said)
