"""A goal at a glance: status, way, share, and how long ago, in few words."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from goals import glance

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "days_ago", "shown"),
    [("at_risk", 3, "at_risk"), ("at_risk", 28, "at_risk"), ("at_risk", 29, "no_news"), ("", None, "no_news")],
)
def test_two_silent_rounds_are_no_news(status, days_ago, shown):
    last = None if days_ago is None else NOW - timedelta(days=days_ago)
    assert glance.status_shown(status, last, NOW, 14) == shown


@pytest.mark.parametrize(
    ("start", "target", "current", "share"),
    [
        ("44", "52", "48", 50),
        ("0.8", "0.4", "0.6", 50),
        ("44", "52", "40", 0),
        ("44", "52", "60", 100),
        ("44", "44", "44", None),
        (None, "52", "44", None),
        ("44", "52", None, None),
    ],
)
def test_the_share_of_the_way(start, target, current, share):
    values = [None if value is None else Decimal(value) for value in (start, target, current)]
    assert glance.percent(*values) == share


@pytest.mark.parametrize(
    ("current", "target", "unit", "long", "short"),
    [
        ("46.2", "52", "%", "46.2 → 52 %", "46.2 → 52 %"),
        ("156500", "175000", "USD", "$156,500 → $175,000", "$156.5k → $175k"),
        ("38", "90", "days", "38 → 90 days", "38 → 90 days"),
        (None, "3", "", "3", "3"),
        ("0.72", None, "", "0.72", "0.72"),
        (None, None, "%", "", ""),
    ],
)
def test_where_a_number_stands_and_should_go(current, target, unit, long, short):
    values = [None if value is None else Decimal(value) for value in (current, target)]
    assert glance.way(*values, unit) == long
    assert glance.way_in_short(*values, unit) == short


def test_how_many_steps_are_done():
    assert glance.steps_words(2, 4) == "2 of 4 done"
    assert glance.steps_words(0, 0) == ""
