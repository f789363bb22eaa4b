import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from meetings.policy import Counts, Policy, Seen, State, Step, Window
from tests.meetings.attendance import policies


@given(policies())
def test_a_policy_survives_json(policy: Policy) -> None:
    assert Policy.from_dict(json.loads(json.dumps(policy.to_dict()))) == policy


def test_what_is_left_out_is_the_default() -> None:
    assert Policy.from_dict({}) == Policy()
    told = {"months": 24, "late_weight": "0.5", "presence": None, "ladder": [{"at": "2", "act": "talk"}]}
    assert Policy.from_dict(told) == Policy(
        months=24, late_weight=Decimal("0.5"), ladder=(Step(Decimal(2), State.TALK),)
    )


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"month": 12}, "“month” is nothing that a rule can say."),
        ({"months": 0}, "Months: 0 is not between 1 and 60."),
        ({"months": "12"}, "Months: '12' is not a whole number."),
        ({"months": True}, "Months: True is not a whole number."),
        ({"months": None}, "Months: None is not a whole number."),
        ({"late_weight": "half"}, "Late weight: 'half' is not a number like 0.5."),
        ({"late_weight": 0.5}, "Late weight: 0.5 is not a number like 0.5."),
        ({"late_weight": "NaN"}, "Late weight: 'NaN' is not a number like 0.5."),
        ({"late_weight": "Infinity"}, "Late weight: 'Infinity' is not a number like 0.5."),
        ({"late_weight": "0.333"}, "Late weight: 0.333 has more than two decimals."),
        ({"late_weight": "-0.5"}, "Late weight: -0.5 is not between 0 and 1."),
        ({"excused_weight": None}, "Excused weight: None is not a number like 0.5."),
        ({"excused_weight": "1", "unexcused_weight": "0.5"}, "Excused weight: nothing can count more than missing"),
        (
            {"client_down_weight": "1", "excused_weight": "0", "unexcused_weight": "0"},
            "Client down weight: nothing can",
        ),
        ({"presence": 101}, "Presence: 101 is not between 1 and 100."),
        ({"window": "decade"}, "Window: 'decade' is none of rolling, half_year, year."),
        ({"medical_counts": 1}, "Medical counts: yes or no is needed, not 1."),
        ({"effective_on": "soon"}, "Effective on: 'soon' is not a day like 2027-01-31."),
        ({"effective_on": 5}, "Effective on: 5 is not a day like 2027-01-31."),
        ({"ladder": "talk"}, "Steps: a list of steps is needed."),
        ({"ladder": [3]}, "Steps: a list of steps is needed."),
        ({"ladder": [{"at": "3"}]}, "Steps: each says at how many misses"),
        ({"ladder": [{"at": "3", "act": "talk", "why": "x"}]}, "Steps: each says at how many misses"),
        ({"ladder": [{"at": "3", "act": "expel"}]}, "Steps: 'expel' is none of good, call, talk."),
        ({"ladder": [{"at": "3", "act": "good"}]}, "Steps: each opens a call or a talk"),
        ({"ladder": [{"at": "3", "act": "talk", "counts": "share"}]}, "Steps: each opens a call or a talk"),
        ({"ladder": [{"at": "0", "act": "talk"}]}, "Steps: 0 misses are not more than 0 and at most 100."),
        ({"ladder": [{"at": "2.125", "act": "talk"}]}, "Steps: 2.125 has more than two decimals."),
        ({"ladder": [{"at": "2.5", "act": "talk", "counts": "in_a_row"}]}, "misses in a row are whole meetings"),
    ],
)
def test_what_is_no_policy_is_refused_in_words(told: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        Policy.from_dict(told)


def test_a_number_that_must_be_there_is_asked_for() -> None:
    with pytest.raises(ValueError, match=r"Months: a number is needed\."):
        replace(Policy(), months=None)  # type: ignore[arg-type]


def test_words_of_the_interface() -> None:
    assert [state.label for state in State] == ["Good standing", "Needs a call", "Talk about the seat"]
    assert [state.rank for state in State] == [0, 1, 2]
    assert (Seen.EXCUSED.label, Seen.UNEXCUSED.label) == ("Told us", "No word")
    assert all(seen.label for seen in Seen)


def test_the_plain_form_is_readable() -> None:
    policy = Policy(
        effective_on=date(2027, 1, 1), window=Window.YEAR, ladder=(Step(Decimal("2.5"), State.CALL, Counts.IN_PERSON),)
    )
    told = policy.to_dict()
    assert (told["effective_on"], told["window"], told["excused_weight"]) == ("2027-01-01", "year", "1")
    assert told["ladder"] == [{"at": "2.5", "act": "call", "counts": "in_person"}]
