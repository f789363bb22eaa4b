"""When members are asked for what before a meeting: the moments of messages 2 to 6, on their own wall."""

from datetime import UTC, date, datetime, time, timedelta

from meetings.reminders import About, moments
from programs.clock import instant, on_the_wall

CHICAGO, BERLIN = "America/Chicago", "Europe/Berlin"
THURSDAY = instant(date(2026, 12, 17), time(9), CHICAGO)
LONG_BEFORE = datetime(2026, 9, 1, tzinfo=UTC)


def asked(about: About, zone: str = CHICAGO, now: datetime = LONG_BEFORE, **said) -> dict[str, str]:
    """{name: "Thu 10 Dec 08:10"}, each on the member's wall."""
    found = moments(about, zone, now, **said)
    assert len({one.name for one in found}) == len(found)
    return {one.name: f"{on_the_wall(one.at, zone):%a %d %b %H:%M}" for one in found}


def test_online_and_silent():
    assert asked(About(THURSDAY, CHICAGO)) == {
        "meeting:open": "Thu 10 Dec 08:10",
        "meeting:prepare": "Mon 14 Dec 08:10",
        "meeting:silent": "Mon 14 Dec 08:10",
        "meeting_day:before": "Wed 16 Dec 08:10",
        "meeting_day:hour": "Thu 17 Dec 08:00",
    }


def test_whoever_answered_is_not_asked_again():
    assert "meeting:silent" not in asked(About(THURSDAY, CHICAGO), answer="yes")
    assert "meeting_day:hour" in asked(About(THURSDAY, CHICAGO), answer="late")


def test_whoever_does_not_come_is_asked_for_nothing_but_a_promised_update():
    assert asked(About(THURSDAY, CHICAGO, in_person=True), answer="no") == {}
    assert set(asked(About(THURSDAY, CHICAGO), answer="no", sends_update=True)) == {"meeting:open", "meeting:prepare"}


def test_homework_is_asked_for_three_days_before_it_is_due_and_on_the_morning():
    found = asked(About(THURSDAY, CHICAGO, homework=True))
    assert found["meeting:hand_in"] == "Tue 15 Dec 08:10"
    assert found["meeting:homework"] == "Fri 11 Dec 08:10"  # Saturday, so the Friday before


def test_in_person_a_yes_is_needed_by_the_cut_off():
    about = About(THURSDAY, CHICAGO, in_person=True, answer_by=date(2026, 11, 20))
    found = asked(about)
    assert found["rsvp:7d"] == "Fri 13 Nov 08:10"
    assert found["rsvp:3d"] == "Tue 17 Nov 08:10"
    assert not [name for name in found if name.startswith("meeting_day")]
    assert {name: when for name, when in found.items() if name.startswith("travel")} == {
        "travel:8w": "Thu 22 Oct 08:10", "travel:2w": "Thu 03 Dec 08:10", "travel:3d": "Mon 14 Dec 08:10",
    }  # fmt: skip
    assert not [name for name in asked(about, answer="yes") if name.startswith("rsvp")]
    assert not [name for name in asked(about, answer="yes", booked=True) if name.startswith("travel")]


def test_without_a_cut_off_it_is_two_weeks_before():
    assert asked(About(THURSDAY, CHICAGO, in_person=True))["rsvp:3d"] == "Mon 30 Nov 08:10"


def test_in_a_meeting_week_the_question_stands_in_the_meeting_mail():
    found = asked(About(THURSDAY, CHICAGO, in_person=True, answer_by=date(2026, 12, 15)))
    assert "rsvp:3d" not in found
    assert found["meeting:3d"] == "Fri 11 Dec 08:10"


def test_places_in_person_are_asked_for_at_opening_where_no_invitation_comes():
    about = About(THURSDAY, CHICAGO, in_person=True, opened_at=THURSDAY - timedelta(days=90), asked_by_mail=True)
    assert asked(about)["rsvp:laid"] == "Fri 18 Sep 08:10"


def test_the_hour_is_that_of_the_members_own_wall():
    found = asked(About(THURSDAY, CHICAGO), BERLIN)
    assert found["meeting:open"] == "Thu 10 Dec 08:10"
    assert found["meeting_day:hour"] == "Thu 17 Dec 15:00"


def test_what_is_past_is_not_asked_any_more():
    assert set(asked(About(THURSDAY, CHICAGO), now=THURSDAY - timedelta(hours=3))) == {"meeting_day:hour"}
    assert asked(About(THURSDAY, CHICAGO), now=THURSDAY) == {}


def test_a_monday_meeting_is_announced_on_friday():
    monday = instant(date(2026, 12, 14), time(9), CHICAGO)
    assert asked(About(monday, CHICAGO))["meeting_day:before"] == "Fri 11 Dec 08:10"


def test_days_off_move_the_day_on_which_all_is_due():
    found = asked(About(THURSDAY, CHICAGO, days_off={date(2026, 12, 16)}))
    assert found["meeting:prepare"] == "Fri 11 Dec 08:10"  # due on Monday; Sunday before it is Friday
