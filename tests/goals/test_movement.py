"""How goals moved since a meeting: what was said then against what was said since."""

import pytest

from goals.movement import Step, movement, movements


@pytest.mark.parametrize(
    ("step", "way"),
    [
        (Step("stuck", "at_risk", said=True), "up"),
        (Step("at_risk", "on_track", said=True), "up"),
        (Step("on_track", "stuck", said=True), "down"),
        (Step("at_risk", "at_risk", said=True), "same"),
        (Step("on_track", "on_track", said=False), "silent"),
        (Step("", "", said=False), "silent"),
        (Step("", "stuck", said=True), "new"),
        (Step("", "", said=False, began=True), "new"),
        (Step("", "on_track", said=True, began=True), "new"),
        (Step("stuck", "stuck", said=False, done=True), "done"),
    ],
)
def test_which_way_a_goal_moved(step, way):
    assert movement(step) == way


def test_they_are_counted_with_a_shape_and_a_word_and_none_is_not_told():
    steps = [Step("stuck", "on_track", said=True)] * 2 + [Step("on_track", "stuck", said=True)]
    assert movements(steps) == [("↑", 2, "up"), ("↓", 1, "down")]
    assert movements([]) == []
