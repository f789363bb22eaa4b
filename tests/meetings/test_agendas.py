"""Agendas in minutes: the templates add up as in the research, the clock runs, open items flow into the next one."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.agendas import (
    KIND_WORDS,
    PLACES,
    TEMPLATES,
    Item,
    Kind,
    OpenItem,
    Template,
    item_from,
    move,
    next_agenda,
    template_from,
    timeline,
    total_minutes,
)

CHICAGO = "America/Chicago"
MONTHLY = TEMPLATES["msp_monthly"].items_for(10)
QUARTERLY = TEMPLATES["msp_quarterly"]


def minutes(items: list[Item]) -> list[int]:
    return [item.minutes for item in items]


# -- templates ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "day", "parts"),
    [
        ("forum", 1, [10, 60, 30, 10, 50, 10, 50, 20]),
        ("chair_day", 1, [30, 30, 180, 45, 45, 165, 10, 5]),
        ("l10", 1, [5, 5, 5, 5, 5, 60, 5]),
        ("mastermind", 1, [20, 30, 30, 10]),
        ("msp_monthly", 1, [5, 20, 10, 40, 20, 10]),
        ("msp_quarterly", 1, [15, 45, 45, 15, *[20] * 4, 60, *[20] * 6, 15, 45, 25, 15]),
        ("msp_quarterly", 2, [75, 90, 15, 75, 45]),
    ],
)
def test_the_minutes_of_the_research(key: str, day: int, parts: list[int]) -> None:
    assert [item.minutes for item in TEMPLATES[key].items_for(10) if item.day == day] == parts


@pytest.mark.parametrize("seats", range(41))
@pytest.mark.parametrize(
    ("key", "totals"),
    [
        ("forum", {1: 240}),
        ("chair_day", {1: 510}),
        ("l10", {1: 90}),
        ("mastermind", {1: 90}),
        ("msp_monthly", {1: 105}),
        ("msp_quarterly", {1: 480, 2: 300}),
    ],
)
def test_the_totals_hold_for_every_number_of_seats(key: str, totals: dict[int, int], seats: int) -> None:
    items = TEMPLATES[key].items_for(seats)
    assert {item.day: total_minutes(items, item.day) for item in items} == totals
    assert total_minutes(items) == sum(totals.values())
    assert len({item.key for item in items}) == len(items)
    assert not any(item.each_seat for item in items)


def test_there_is_no_seventh_template_without_its_minutes_checked() -> None:
    assert set(TEMPLATES) == {"forum", "chair_day", "l10", "mastermind", "msp_monthly", "msp_quarterly"}
    assert all(template.sentence.endswith(".") and template.name for template in TEMPLATES.values())


@pytest.mark.parametrize(
    ("seats", "before_lunch", "after", "most", "least"),
    [
        (10, 4, 6, 20, 20),
        (8, 3, 5, 25, 25),
        (12, 5, 7, 17, 16),
        (6, 2, 4, 34, 33),
        (0, 4, 6, 20, 20),
        (1, 0, 1, 200, 200),
    ],
)
def test_a_board_review_takes_200_minutes_by_the_seats(
    seats: int, before_lunch: int, after: int, most: int, least: int
) -> None:
    items = QUARTERLY.items_for(seats)
    reviews = [item for item in items if item.kind == Kind.REVIEWS]
    assert [sum(item.key.startswith(f"reviews-{part}") for item in reviews) for part in ("morning", "afternoon")] == [
        *(before_lunch, after),
    ]
    assert (max(minutes(reviews)), min(minutes(reviews)), sum(minutes(reviews))) == (most, least, 200)
    assert [item.title for item in reviews] == [f"Board review {n + 1}" for n in range(len(reviews))]
    assert all(item.needs_presenter for item in reviews)


@pytest.mark.parametrize("seats", [-1, 41])
def test_a_group_of_impossible_size_is_refused(seats: int) -> None:
    with pytest.raises(ValueError, match="up to 40 seats"):
        QUARTERLY.items_for(seats)


def test_every_kind_has_its_word() -> None:
    assert set(KIND_WORDS) == set(Kind)
    assert len(set(KIND_WORDS.values())) == len(Kind)


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_a_template_survives_json(template: Template) -> None:
    assert template_from(json.loads(json.dumps(template.as_dict()))) == template


def test_an_item_survives_json_with_what_it_is_about() -> None:
    item = Item("topic", "Pricing", 20, Kind.TOPIC, day=2, about=("a", "b"))
    assert item_from(json.loads(json.dumps(item.as_dict()))) == item
    assert item_from({"key": "a", "title": "Lunch", "minutes": 45, "kind": "break"}) == Item(
        "a", "Lunch", 45, Kind.BREAK
    )


GOOD = {"key": "a", "title": "Lunch", "minutes": 45, "kind": "break"}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (None, "not an item"),
        ({}, "not an item"),
        (GOOD | {"color": "red"}, "not an item"),
        (GOOD | {"minutes": "45"}, "not an item"),
        (GOOD | {"minutes": True}, "not an item"),
        (GOOD | {"title": None}, "not an item"),
        (GOOD | {"about": "abc"}, "not an item"),
        (GOOD | {"kind": "party"}, "“party” is no kind of item"),
        (GOOD | {"minutes": 0}, "“Lunch” takes 1 to 600 minutes."),
        (GOOD | {"minutes": 601}, "1 to 600 minutes"),
        (GOOD | {"title": "  "}, "Give the item a title"),
        (GOOD | {"title": "x" * 121}, "at most 120 letters"),
        (GOOD | {"day": 8}, "days 1 to 7"),
        (GOOD | {"key": ""}, "needs a key"),
    ],
)
def test_an_item_that_is_none_is_refused_in_words(row: object, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        item_from(row)


HEAD = {"key": "a", "name": "A", "sentence": "B."}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ([], "not a template"),
        (HEAD, "not a template"),
        (HEAD | {"items": "abc"}, "not a template"),
        (HEAD | {"name": 3, "items": [GOOD]}, "not a template"),
        (HEAD | {"items": ["abc"]}, "not an item"),
        (HEAD | {"items": []}, "at least one item"),
        (HEAD | {"items": [GOOD, GOOD]}, "the same key"),
        (HEAD | {"items": [GOOD | {"each_seat": True}, GOOD | {"key": "a-2"}]}, "the same key"),
        (HEAD | {"items": [GOOD | {"day": 2}, GOOD | {"key": "b"}]}, "first day before"),
    ],
)
def test_a_template_that_is_none_is_refused_in_words(row: object, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        template_from(row)


# -- the clock ---------------------------------------------------------------------------------------------------------


def test_an_agenda_by_the_clock_of_its_zone() -> None:
    slots = timeline(MONTHLY, datetime(2026, 11, 19, 15, tzinfo=UTC), CHICAGO)
    assert [f"{slot.starts:%H:%M}-{slot.ends:%H:%M}" for slot in slots] == [
        *("09:00-09:05", "09:05-09:25", "09:25-09:35", "09:35-10:15", "10:15-10:35", "10:35-10:45"),
    ]
    assert [slot.item for slot in slots] == MONTHLY


def test_the_second_day_begins_at_the_same_hour_though_the_clock_changed() -> None:
    saturday = datetime(2026, 10, 31, 9, tzinfo=ZoneInfo(CHICAGO))
    slots = timeline(QUARTERLY.items_for(10), saturday, CHICAGO)
    second = [slot for slot in slots if slot.item.day == 2]
    assert (second[0].starts.date(), second[0].starts.time()) == (date(2026, 11, 1), time(9))
    assert second[0].starts.astimezone(UTC) - saturday.astimezone(UTC) == timedelta(hours=25)
    assert second[-1].ends.time() == time(14)
    assert slots[-6].ends.time() == time(17)


def test_minutes_run_on_while_the_clock_changes() -> None:
    night = [Item("a", "Talk", 90, Kind.TOPIC), Item("b", "Close", 30, Kind.CLOSING)]
    talk, close = timeline(night, datetime(2026, 3, 8, 7, tzinfo=UTC), CHICAGO)
    assert (talk.starts.time(), talk.ends.time(), close.ends.time()) == (time(1), time(3, 30), time(4))


def test_an_empty_agenda_has_no_clock_and_a_naive_start_is_refused() -> None:
    assert timeline([], datetime(2026, 11, 19, 15, tzinfo=UTC), CHICAGO) == []
    with pytest.raises(ValueError, match="aware"):
        timeline(MONTHLY, datetime(2026, 11, 19, 15), CHICAGO)  # noqa: DTZ001


# -- the next one ------------------------------------------------------------------------------------------------------


def test_open_items_flow_into_the_places_that_suit_them() -> None:
    found = next_agenda(MONTHLY, [OpenItem("p1", "Which PSA?"), OpenItem("p2", "Losing my best tech", Kind.HOT_SEAT)])
    by_key = {item.key: item for item in found}
    assert (by_key["topic"].title, by_key["topic"].about) == ("Which PSA?", ("p1",))
    assert (by_key["hot-seat"].title, by_key["hot-seat"].about) == ("Losing my best tech", ("p2",))
    assert minutes(found) == minutes(MONTHLY)
    assert [item.key for item in found] == [item.key for item in MONTHLY]


def test_any_place_will_do_before_something_stays_out() -> None:
    found = next_agenda(MONTHLY, [OpenItem("p1", "One"), OpenItem("p2", "Two"), OpenItem("p3", "Three")])
    assert [(item.key, item.about) for item in found if item.about] == [("hot-seat", ("p2",)), ("topic", ("p1",))]


def test_an_hour_of_issues_takes_one_each_half_hour_and_keeps_its_name() -> None:
    l10 = TEMPLATES["l10"].items_for(10)
    found = next_agenda(l10, [OpenItem(f"p{n}", f"Issue {n}") for n in range(5)])
    [issues] = [item for item in found if item.kind == Kind.ISSUES]
    assert (issues.title, issues.about) == ("Issues", ("p0", "p1"))


def test_last_times_subject_does_not_come_again() -> None:
    last = next_agenda(MONTHLY, [OpenItem("p1", "Which PSA?")])
    found = {item.key: item for item in next_agenda(last, [])}
    assert (found["topic"].title, found["topic"].about) == ("Topic", ())
    assert found["hot-seat"] == next(item for item in MONTHLY if item.key == "hot-seat")


def test_a_title_that_a_person_gave_to_a_standing_item_stays() -> None:
    last = [replace(item, title="Vendor round") if item.key == "topic" else item for item in MONTHLY]
    assert next_agenda(last, []) == last


def test_a_long_title_is_cut_and_an_empty_one_leaves_the_place_its_name() -> None:
    [long] = next_agenda([Item("a", "Topic", 20, Kind.TOPIC)], [OpenItem("p", "x" * 300)])
    [blank] = next_agenda([Item("a", "Topic", 20, Kind.TOPIC)], [OpenItem("p", "  ")])
    assert (len(long.title), long.about, blank.title, blank.about) == (120, ("p",), "Topic", ("p",))


AGENDAS = st.sampled_from([template.items_for(n) for template in TEMPLATES.values() for n in (0, 7, 12)])
OPEN = st.lists(
    st.builds(OpenItem, st.sampled_from("abcdefgh"), st.text(max_size=200), st.sampled_from(PLACES)), max_size=12
)


@given(AGENDAS, OPEN)
def test_the_shape_and_the_minutes_are_kept_and_nothing_is_taken_up_twice(last: list[Item], waiting: list) -> None:
    waiting = list({one.key: one for one in waiting}.values())
    found = next_agenda(last, waiting)
    assert [(i.key, i.minutes, i.kind, i.day) for i in found] == [(i.key, i.minutes, i.kind, i.day) for i in last]
    taken = [key for item in found for key in item.about]
    assert len(taken) == len(set(taken))
    assert set(taken) <= {one.key for one in waiting}
    room = sum(max(1, i.minutes // 30) if i.kind == Kind.ISSUES else i.kind in PLACES for i in last)
    assert len(taken) == min(room, len(waiting))
    assert all(item in last for item in found if item.kind not in PLACES)


# -- moving ------------------------------------------------------------------------------------------------------------


def keys(items: list[Item]) -> list[str]:
    return [item.key for item in items]


def test_an_item_moves_down_up_and_stops_at_the_ends() -> None:
    assert keys(move(MONTHLY, "promises", 2)) == ["opening", "asks", "promises", "hot-seat", "topic", "closing"]
    assert keys(move(MONTHLY, "topic", 0)) == ["topic", "opening", "promises", "asks", "hot-seat", "closing"]
    assert keys(move(MONTHLY, "opening", 99))[-1] == "opening"
    assert keys(move(MONTHLY, "closing", -5))[0] == "closing"
    assert move(MONTHLY, "asks", 2) == MONTHLY


def test_an_item_that_somebody_removed_cannot_move() -> None:
    with pytest.raises(KeyError, match="gone"):
        move(MONTHLY, "gone", 1)


def test_step_by_step_an_item_reaches_every_place_of_both_days() -> None:
    order = [Item(key, key.upper(), 10, Kind.TOPIC, day=day) for key, day in (("a", 1), ("b", 1), ("c", 2), ("d", 2))]
    seen = []
    for to in (2, 3, 2, 1, 0):
        order = move(order, "b", to)
        seen.append(" ".join(f"{item.key}{item.day}" for item in order))
    assert seen == ["a1 c2 b2 d2", "a1 c2 d2 b2", "a1 c2 b2 d2", "a1 b2 c2 d2", "b1 a1 c2 d2"]


@given(AGENDAS, st.data())
def test_moving_loses_nothing_and_keeps_the_days_in_order(items: list[Item], data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(keys(items)))
    to = data.draw(st.integers(-3, len(items) + 3))
    found = move(items, key, to)
    assert keys(found).index(key) == max(0, min(to, len(items) - 1))
    assert [i for i in found if i.key != key] == [i for i in items if i.key != key]
    assert total_minutes(found) == total_minutes(items)
    assert [i.day for i in found] == sorted(i.day for i in found)
