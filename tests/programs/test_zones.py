"""The choice of a time zone."""

from zoneinfo import available_timezones

from programs.zones import zone_choices


def names(choices) -> list[str]:
    return [name for _, zones in choices for name, _ in zones]


def test_every_choice_is_a_zone_and_offered_once():
    offered = names(zone_choices())
    assert set(offered) <= available_timezones()
    assert len(offered) == len(set(offered))


def test_the_usual_ones_come_first_in_plain_words():
    heading, usual = zone_choices()[0]
    assert heading == "Usual"
    assert ("America/Chicago", "Central (Chicago)") in usual


def test_a_zone_that_is_set_is_offered_whatever_it_is():
    assert "Etc/GMT+3" not in names(zone_choices())
    assert names(zone_choices("Etc/GMT+3"))[0] == "Etc/GMT+3"
    assert zone_choices("Europe/Berlin") == zone_choices()
