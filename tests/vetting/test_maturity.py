from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.roster.figures import LEVELS as ROSTER_LEVELS
from vetting.maturity import LEVELS, NAMES, TRAITS, score

KEYS = [trait.key for trait in TRAITS]
EVEN = dict.fromkeys(KEYS, 3)
ANSWERS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(LEVELS))


def test_nine_traits_of_five_levels_in_words_of_their_own() -> None:
    assert len(KEYS) == len({*KEYS}) == 9
    sentences = list(chain.from_iterable(trait.levels for trait in TRAITS))
    assert len({*sentences}) == 45
    assert all(sentence.endswith(".") and len(sentence) < 90 for sentence in sentences)
    assert all(trait.evidence.endswith("?") and trait.question.endswith("?") for trait in TRAITS)
    assert NAMES == ROSTER_LEVELS


def test_an_even_company_has_its_level_and_nothing_weak() -> None:
    even = score(EVEN)
    assert (even.level, even.name, even.weakest, even.doubts, even.open) == (3.0, "Scaling", (), (), ())


@pytest.mark.parametrize(
    ("levels", "level", "name"),
    [
        ((1, 1, 1, 1, 1, 1, 1, 1, 1), 1.0, "Beginning"),
        ((5, 5, 5, 5, 5, 5, 5, 5, 5), 5.0, "Innovating"),
        ((2, 2, 3, 2, 3, 3, 2, 3, 2), 2.5, "Emerging"),  # 2.44
        ((2, 2, 3, 2, 2, 3, 2, 2, 2), 2.0, "Emerging"),  # 2.22
        ((3, 4, 4, 4, 4, 4, 4, 4, 4), 4.0, "Optimizing"),  # 3.89
    ],
)
def test_the_level_is_the_mean_in_halves(levels: tuple[int, ...], level: float, name: str) -> None:
    found = score(dict(zip(KEYS, levels, strict=True)))
    assert (found.level, found.name) == (level, name)


def test_a_quarter_goes_up() -> None:
    assert score(dict(zip(KEYS, (2, 2, 2, 2, 2, 2, 3, 3), strict=False))).level == 2.5  # 2.25


def test_too_few_answers_are_no_level() -> None:
    some = score({"profit": 5, "books": 1})
    assert (some.level, some.name, some.weakest) == (None, "", ())
    assert [trait.key for trait in some.open] == KEYS[2:]
    assert score(dict.fromkeys(KEYS[:6], 3)).level == 3.0


def test_the_weakest_are_named_the_lowest_first() -> None:
    found = score({**EVEN, "sales": 1, "owner": 2, "service": 2, "people": 2})
    assert [trait.key for trait in found.weakest] == ["sales", "service", "people"]


def test_answers_that_do_not_go_together_are_told() -> None:
    found = score({**EVEN, "profit": 5, "books": 1, "owner": 4, "people": 2})
    assert found.doubts == (
        "Profit 5, Numbers 1: a steady profit is hard to know without timely books.",
        "Budget and plan 3, Numbers 1: a budget that is kept needs books to hold it against.",
        "Without the owner 4, People and pay 2: a company runs without its owner when roles are clear.",
    )
    assert score({**EVEN, "profit": 4, "books": 3}).doubts == ()
    assert score({**EVEN, "profit": 1, "books": 5}).doubts == ()


@pytest.mark.parametrize("answers", [{"height": 3}, {"profit": 0}, {"profit": 6}, {"profit": True}, {"profit": 2.5}])
def test_what_is_no_answer_is_refused(answers: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"there is no trait|a level is 1 to 5"):
        score(answers)


@settings(deadline=None)
@given(ANSWERS)
def test_a_level_lies_within_the_answers(answers: dict[str, int]) -> None:
    found = score(answers)
    if found.level is not None:
        assert min(answers.values()) <= found.level <= max(answers.values())
        assert (found.level * 2).is_integer()
    assert all(found.level is not None and answers[trait.key] < found.level for trait in found.weakest)
    assert len(found.weakest) <= 3


@settings(deadline=None)
@given(ANSWERS.filter(lambda answers: any(level < 5 for level in answers.values())))
def test_a_better_answer_never_lowers_the_level(answers: dict[str, int]) -> None:
    better = {key: min(level + 1, 5) for key, level in answers.items()}
    before, after = score(answers).level, score(better).level
    assert (before is None) == (after is None)
    assert before is None or after is None or after >= before
