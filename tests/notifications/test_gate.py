"""The gate: who may leave now, who comes back when."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from notifications.gate import Waiting, decide

ANA, BEN = uuid4(), uuid4()
CHICAGO = "America/Chicago"


def chicago(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in November 2026, in Chicago's winter time: the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) + timedelta(hours=6)


def nudge(person: UUID = ANA, **fields: object) -> Waiting:
    return Waiting(**{"id": uuid4(), "person": person, "kind": "check_in", "zone": CHICAGO} | fields)


def test_in_the_window_it_goes():
    one = nudge()
    assert decide([one], {}, chicago(23, 12)).go == [one.id]


def test_outside_of_it_it_waits_until_it_opens():
    one = nudge()
    assert decide([one], {}, chicago(23, 6)).later == {one.id: chicago(23, 7, 30)}
    assert decide([one], {}, chicago(23, 18)).later == {one.id: chicago(24, 7, 30)}
    assert decide([one], {}, chicago(28, 12)).later == {one.id: chicago(30, 7, 30)}


def test_the_window_is_the_readers():
    one = nudge(zone="Asia/Tokyo")
    assert decide([one], {}, chicago(23, 16, 30)).go
    assert decide([nudge(zone="Asia/Tokyo")], {}, chicago(23, 12)).later


def test_its_readers_own_slot_may_be_any_hour_while_it_is_on_time():
    one = nudge(slot_at=chicago(28, 6))
    assert decide([one], {}, chicago(28, 6, 30)).go
    assert decide([one], {}, chicago(28, 6, 31)).later == {one.id: chicago(30, 7, 30)}


def test_a_program_without_hours_sends_at_any():
    assert decide([nudge(any_hour=True)], {}, chicago(29, 3)).go


def test_one_a_day():
    one, sent = nudge(), {ANA: [chicago(23, 8)]}
    assert decide([one], sent, chicago(23, 17)).later == {one.id: chicago(24, 7, 30)}
    assert decide([one], sent, chicago(24, 8)).go
    assert decide([nudge(BEN)], sent, chicago(23, 17)).go


def test_three_a_week():
    one, sent = nudge(), {ANA: [chicago(day, 8) for day in (18, 20, 23)]}
    assert decide([one], sent, chicago(24, 8)).later == {one.id: chicago(25, 7, 30)}


def test_what_the_caps_push_over_a_weekend_goes_on_monday():
    one, sent = nudge(), {ANA: [chicago(27, 8)]}
    assert decide([one], sent, chicago(27, 12)).later == {one.id: chicago(30, 7, 30)}


def test_two_of_one_person_at_the_same_time_are_one_a_day_too():
    both = [nudge(), nudge()]
    decision = decide(both, {}, chicago(23, 12))
    assert (len(decision.go), list(decision.later.values())) == (1, [chicago(24, 7, 30)])


def test_caps_bind_in_the_slot_and_without_hours_too():
    sent = {ANA: [chicago(23, 8)]}
    assert decide([nudge(slot_at=chicago(23, 20))], sent, chicago(23, 20)).later
    assert decide([nudge(any_hour=True)], sent, chicago(23, 20)).later


def test_priority_uses_up_the_caps_in_order():
    first, other = nudge(kind="check_in"), nudge(kind="weekly_digest")
    assert decide([other, first], {}, chicago(23, 12)).go == [first.id]


def test_a_zone_that_nobody_knows_counts_as_utc():
    assert decide([nudge(zone="Mars/Olympus")], {}, datetime(2026, 11, 23, 12, tzinfo=UTC)).go


def test_a_note_of_the_day_knows_no_hours_and_no_caps_and_uses_none_up():
    day, usual = nudge(kind="meeting_day"), nudge()
    assert decide([day], {ANA: [chicago(23, 9)] * 5}, chicago(23, 23)).go == [day.id]
    assert set(decide([day, usual], {}, chicago(23, 12)).go) == {day.id, usual.id}


def test_the_meeting_mail_waits_a_day_and_not_a_week():
    meeting, three = nudge(kind="meeting"), [chicago(18, 9), chicago(19, 9), chicago(20, 9)]
    assert decide([meeting], {ANA: three}, chicago(23, 9)).go == [meeting.id]
    assert decide([nudge()], {ANA: three}, chicago(23, 9)).go == []
    assert decide([meeting], {ANA: [*three, chicago(23, 8)]}, chicago(23, 9)).later == {meeting.id: chicago(24, 7, 30)}


def test_an_rsvp_goes_before_a_meeting_mail_and_that_before_a_check_in():
    check_in, meeting, rsvp = nudge(), nudge(kind="meeting"), nudge(kind="rsvp")
    assert decide([check_in, meeting, rsvp], {}, chicago(23, 9)).go == [rsvp.id]
    assert decide([check_in, meeting], {}, chicago(23, 9)).go == [meeting.id]
