"""Whose turn it is: never comes first, then the longest ago; nobody twice while others have none."""

from datetime import UTC, datetime

from meetings.rotation import by_turn, last_turns, share_out


def on(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC)


def test_who_never_had_it_comes_first_in_the_order_given_then_the_longest_ago():
    assert by_turn(["dana", "luis", "grace", "omar"], {"dana": on(9), "grace": on(2)}) == [
        "luis",
        "omar",
        "grace",
        "dana",
    ]
    assert by_turn([], {"dana": on(9)}) == []


def test_the_last_time_counts_whatever_the_order_of_the_turns():
    assert last_turns([("dana", on(9)), ("luis", on(3)), ("dana", on(2))]) == {"dana": on(9), "luis": on(3)}


def test_each_job_goes_by_its_own_turns():
    had = {"opener": {"dana": on(9)}, "timekeeper": {"luis": on(9)}}
    assert share_out(["opener", "timekeeper"], ["dana", "luis"], had) == {"opener": "luis", "timekeeper": "dana"}


def test_nobody_has_two_jobs_while_others_have_none():
    people = ["dana", "luis", "grace"]
    assert share_out(["opener", "timekeeper"], people, {}, taken=["dana"]) == {"opener": "luis", "timekeeper": "grace"}
    more = share_out(["a", "b", "c", "d"], people, {})
    assert sorted(more.values()) == ["dana", "dana", "grace", "luis"]


def test_with_nobody_there_is_nothing_and_who_left_does_not_count():
    assert share_out(["opener"], [], {}) == {}
    assert share_out(["opener"], ["dana"], {}, taken=["somebody-who-left"]) == {"opener": "dana"}
