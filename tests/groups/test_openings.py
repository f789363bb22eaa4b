"""How many seats are open, in a number and in dots."""

from groups.openings import Openings


def test_open_seats_are_counted():
    assert Openings(12, 9).open == 3
    assert Openings(12, 0).open == 12


def test_more_holders_than_seats_leave_none_open():
    """A program may lower the number of seats later."""
    assert Openings(4, 6).open == 0
    assert [taken for _, taken in Openings(4, 6).dots] == [True] * 4


def test_the_dots_stand_side_by_side_the_held_ones_first():
    seats = Openings(3, 1)
    assert seats.dots == [(7, True), (21, False), (35, False)]
    assert seats.width == 42
