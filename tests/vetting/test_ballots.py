"""What votes come to."""

import pytest

from vetting.ballots import Came, by_all, by_majority, enough_asked


@pytest.mark.parametrize(
    ("seats", "yes", "no", "abstain", "came"),
    [
        (8, 0, 0, 0, Came.ASKED),
        (8, 4, 0, 0, Came.ASKED),  # half is not most, and silence is never a yes
        (8, 5, 0, 0, Came.CLEAR),
        (8, 5, 3, 0, Came.CLEAR),
        (8, 0, 4, 0, Came.BLOCKED),  # whatever the others say, it cannot come to more yes than no
        (8, 4, 4, 0, Came.BLOCKED),
        (8, 3, 2, 3, Came.CLEAR),
        (8, 3, 3, 2, Came.BLOCKED),
        (8, 0, 0, 8, Came.BLOCKED),
        (3, 1, 1, 0, Came.ASKED),
        (2, 1, 1, 0, Came.BLOCKED),
        (0, 0, 0, 0, Came.BLOCKED),
    ],
)
def test_by_majority(seats, yes, no, abstain, came):
    assert by_majority(seats, yes, no, abstain) == came


@pytest.mark.parametrize(
    ("seats", "yes", "no", "abstain", "came"),
    [
        (8, 7, 0, 0, Came.ASKED),
        (8, 8, 0, 0, Came.CLEAR),
        (8, 5, 0, 3, Came.CLEAR),
        (8, 0, 1, 0, Came.BLOCKED),
        (8, 7, 1, 0, Came.BLOCKED),
        (8, 0, 0, 8, Came.BLOCKED),
        (0, 0, 0, 0, Came.ASKED),
    ],
)
def test_by_all(seats, yes, no, abstain, came):
    assert by_all(seats, yes, no, abstain) == came


@pytest.mark.parametrize(
    ("asked", "seats", "everyone", "enough"),
    [(4, 8, False, False), (5, 8, False, True), (2, 3, False, True), (7, 8, True, False), (8, 8, True, True)],
)
def test_by_phone_most_are_asked_or_all_where_one_no_is_enough(asked, seats, everyone, enough):
    assert enough_asked(asked, seats, everyone=everyone) is enough
