"""A year of meetings as a drawing and its twin."""

from datetime import date

from meetings.ribbon import HEIGHT, WIDTH, ribbon

TODAY = date(2026, 11, 22)


def test_twelve_months_from_this_one():
    found = ribbon([], TODAY)
    assert [month.label for month in found.months][:3] == ["Nov", "Dec", "Jan"]
    assert (found.months[0].name, found.months[-1].name) == ("November 2026", "October 2027")
    assert found.sentence == "No meeting is planned in the next twelve months."


def test_each_meeting_is_a_dot_in_its_month():
    days = [(date(2026, 12, 17), "online"), (date(2027, 1, 21), "in_person"), (date(2027, 11, 4), "online")]
    found = ribbon(days, TODAY)
    assert [len(month.dots) for month in found.months[:3]] == [0, 1, 1]
    assert found.months[1].words == "17 online"
    assert found.modes == (("online", "online"), ("in_person", "in person"))
    assert found.sentence == "2 meetings in the next twelve months: 1 online, 1 in person."


def test_dots_lie_in_the_drawing_and_not_on_each_other():
    days = [(date(2026, 12, day), "online") for day in range(1, 20)]
    (month,) = [one for one in ribbon(days, TODAY).months if one.dots]
    assert (len(month.dots), month.more) == (9, 10)
    assert len({(dot.x, dot.y) for dot in month.dots}) == 9
    assert all(0 < dot.x < WIDTH and 0 < dot.y < HEIGHT - 20 for dot in month.dots)


def test_one_kind_is_said_once():
    assert ribbon([(date(2026, 12, 1), "online")], TODAY).sentence == "1 meeting in the next twelve months, online."
    two = [(date(2026, 12, day), "in_person") for day in (1, 2)]
    assert ribbon(two, TODAY).sentence == "2 meetings in the next twelve months, all in person."
