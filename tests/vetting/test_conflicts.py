from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.places import Coordinates, distance_km
from members.roster.names import company_key
from vetting.conflicts import (
    Applicant,
    Conflict,
    Kind,
    Level,
    Policy,
    Seated,
    boxes_around,
    conflicts,
    not_compared,
    worst,
)

DAYTON = Coordinates(39.7589, -84.1916)
KETTERING = Coordinates(39.6895, -84.1688)  # 5 miles south of it
CINCINNATI = Coordinates(39.1031, -84.5120)  # 48 miles
DENVER = Coordinates(39.7392, -104.9903)

BAXTER = Seated("1", "Baxter IT", "baxter it", at=KETTERING)
ACME = Applicant("acme", at=DAYTON)

PLACES = st.builds(Coordinates, st.floats(-90, 90), st.floats(-180, 180))


def found(applicant: Applicant = ACME, seated: Seated = BAXTER, policy: Policy = "warn", **more: object) -> Conflict:
    (only,) = conflicts(applicant, [seated], policy, 48.28, **more)  # type: ignore[arg-type]
    return only


def test_the_same_company_cannot_sit_twice() -> None:
    conflict = found(replace(ACME, company_key="baxter it"), policy="none")
    assert (conflict.level, conflict.kind) == (Level.CANNOT, Kind.SAME_COMPANY)
    assert conflict.sentence == "Baxter IT already holds a seat here."


def test_co_owners_may_share_the_seat_and_their_own_town_is_no_conflict() -> None:
    conflict = found(replace(ACME, company_key="baxter it", co_owner=True), policy="block")
    assert (conflict.level, conflict.kind) == (Level.NONE, Kind.SAME_COMPANY)
    assert conflict.sentence == "Baxter IT holds a seat here, which co-owners may share."


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Evergreen Services, LLC", "EVERGREEN SERVICES"),
        ("Baxter I.T. Inc.", ""),  # the applicant belongs to who is seated
        ("", "Acme, LLC"),  # and the other way round
    ],
)
def test_one_owner_is_one_owner_however_it_is_spelled(mine: str, theirs: str) -> None:
    conflict = found(replace(ACME, owner=mine, at=None), replace(BAXTER, owner=theirs), "none")
    assert (conflict.level, conflict.kind) == (Level.CANNOT, Kind.SAME_OWNER)
    assert conflict.sentence == "Baxter IT belongs to the same owner."


def test_nobody_shares_an_owner_that_neither_told() -> None:
    assert conflicts(replace(ACME, owner="Evergreen"), [BAXTER], "none", 50) == []
    assert conflicts(replace(ACME, company_key=""), [replace(BAXTER, company_key="")], "none", 50) == []


def test_a_competitor_that_was_named_is_high_whatever_the_policy() -> None:
    conflict = found(replace(ACME, named=frozenset((company_key("BAXTER I.T., Inc."),))), policy="none")
    assert (conflict.level, conflict.kind) == (Level.HIGH, Kind.NAMED)
    assert conflict.sentence == "They named Baxter IT as a competitor to avoid."


@pytest.mark.parametrize(("policy", "level"), [("warn", Level.HIGH), ("block", Level.CANNOT)])
def test_within_one_market_the_policy_decides(policy: Policy, level: Level) -> None:
    conflict = found(policy=policy)
    assert (conflict.level, conflict.kind) == (level, Kind.TERRITORY)
    assert conflict.sentence == "Same market: Baxter IT is 5 miles away, and a market reaches 30 miles."
    assert conflict.km == pytest.approx(distance_km(DAYTON, KETTERING))


def test_where_markets_do_not_matter_nobody_is_in_the_way() -> None:
    assert conflicts(replace(ACME, market="Dayton"), [replace(BAXTER, market="Dayton")], "none", 50) == []


@pytest.mark.parametrize(
    ("mine", "theirs", "sentence"),
    [
        (60.0, 40.0, "Baxter IT is 78 km away, and the areas they serve (60 km and 40 km around) overlap."),
        (30.0, 40.0, "Baxter IT is 78 km away, and the areas they serve (30 km and 40 km around) come close."),
        (None, 45.0, "Baxter IT is 78 km away, and the areas they serve (24 km and 45 km around) come close."),
        (20.0, 40.0, None),
        (None, None, None),
    ],
)
def test_service_areas_that_come_close_are_workable(
    mine: float | None, theirs: float | None, sentence: str | None
) -> None:
    seated = replace(BAXTER, at=CINCINNATI, radius_km=theirs)
    all_found = conflicts(replace(ACME, radius_km=mine), [seated], "block", 48.28, "km")
    assert [(one.level, one.sentence) for one in all_found] == ([(Level.WORKABLE, sentence)] if sentence else [])


def test_far_away_is_no_conflict_and_unknown_is_said() -> None:
    far, nowhere = replace(BAXTER, key="2", at=DENVER), replace(BAXTER, key="3", at=None)
    assert conflicts(ACME, [far, nowhere], "block", 48.28) == []
    assert not_compared(ACME, 1, "block") == "1 company without a city could not be compared."
    assert not_compared(ACME, 2, "warn") == "2 companies without a city could not be compared."
    assert not_compared(replace(ACME, at=None), 0, "warn") == (
        "Without a city of the applicant no distance could be checked."
    )
    assert not_compared(ACME, 1, "none") == not_compared(ACME, 0, "warn") == ""


def test_a_market_named_alike_counts_without_coordinates() -> None:
    seated = replace(BAXTER, at=None, market="Greater Dayton")
    conflict = found(replace(ACME, at=None, market="greater dayton."), seated, "block")
    assert (conflict.level, conflict.kind) == (Level.CANNOT, Kind.MARKET)
    assert conflict.sentence == "Baxter IT serves the same market, Greater Dayton."


def test_one_town_is_told_once_and_a_market_of_one_name_outweighs_areas_that_come_close() -> None:
    assert found(replace(ACME, market="Dayton"), replace(BAXTER, market="Dayton")).kind is Kind.TERRITORY
    seated = replace(BAXTER, at=CINCINNATI, radius_km=60, market="Southwest Ohio")
    conflict = found(replace(ACME, radius_km=60, market="southwest ohio"), seated)
    assert (conflict.level, conflict.kind) == (Level.HIGH, Kind.MARKET)


def test_the_worst_comes_first_then_the_nearest() -> None:
    seated = [
        replace(BAXTER, key="near", company="Near", company_key="near"),
        replace(BAXTER, key="nearer", company="Nearer", company_key="nearer", at=DAYTON),
        replace(BAXTER, key="owner", company="Owned", company_key="owned", at=DENVER, owner="Evergreen"),
        replace(BAXTER, key="wide", company="Wide", company_key="wide", at=CINCINNATI, radius_km=90),
    ]
    all_found = conflicts(replace(ACME, owner="Evergreen"), seated, "warn", 48.28)
    assert [one.seated.key for one in all_found] == ["owner", "nearer", "near", "wide"]
    assert worst(all_found) is Level.CANNOT
    assert worst([]) is Level.NONE
    assert all_found[1].sentence == "Same market: Nearer is under a mile away, and a market reaches 30 miles."


def test_the_levels_speak_the_words_of_the_handbook() -> None:
    assert [level.label for level in Level] == [
        "No conflict", "Workable with consent", "High", "Cannot share a group",
    ]  # fmt: skip
    assert set(get_args(Policy)) == {"none", "warn", "block"}


@settings(deadline=None)
@given(PLACES, PLACES, st.floats(1, 400), st.floats(0, 300), st.floats(0, 300))
def test_the_short_cut_by_latitude_loses_nobody(
    one: Coordinates, other: Coordinates, territory: float, mine: float, theirs: float
) -> None:
    applicant, seated = replace(ACME, at=one, radius_km=mine), replace(BAXTER, at=other, radius_km=theirs)
    km = distance_km(one, other)
    near = km <= territory or km < 1.2 * (mine + theirs)
    assert bool(conflicts(applicant, [seated], "warn", territory)) == near


@settings(deadline=None)
@given(PLACES, PLACES, st.floats(1, 300), st.floats(0, 300), st.floats(0, 300), st.sampled_from(["warn", "block"]))
def test_a_distance_reads_the_same_from_both_ends(
    one: Coordinates, other: Coordinates, territory: float, mine: float, theirs: float, policy: Policy
) -> None:
    there = conflicts(
        replace(ACME, at=one, radius_km=mine), [replace(BAXTER, at=other, radius_km=theirs)], policy, territory
    )
    back = conflicts(
        replace(ACME, at=other, radius_km=theirs), [replace(BAXTER, at=one, radius_km=mine)], policy, territory
    )
    assert worst(there) is worst(back)


@settings(deadline=None)
@given(PLACES, PLACES, st.floats(0, 3000))
def test_a_box_misses_nobody(at: Coordinates, other: Coordinates, km: float) -> None:
    boxes = boxes_around(at, km)
    assert all(box.west <= box.east and box.south <= box.north for box in boxes)
    assert all(-180 <= edge <= 180 for box in boxes for edge in (box.west, box.east))
    if distance_km(at, other) <= km:
        assert any(box.holds(other) for box in boxes)


def test_boxes_at_the_date_line_the_poles_and_at_home() -> None:
    (home,) = boxes_around(DAYTON, 50)
    assert home == pytest.approx((39.309, 40.209, -84.777, -83.607), abs=0.002)
    fiji = Coordinates(-16.8, 179.9)
    here, across = boxes_around(fiji, 100)
    assert here.holds(fiji)
    assert across.holds(Coordinates(-16.8, -179.9))
    assert across.west == -180
    assert not any(box.holds(Coordinates(-16.8, 0)) for box in (here, across))
    (pole,) = boxes_around(Coordinates(89.9, 10), 100)
    assert pole.holds(Coordinates(89.9, -170))
    assert pole.south > 88
    assert boxes_around(Coordinates(-18.0, -179.95), 50)[1].holds(Coordinates(-18.0, 179.95))
    with pytest.raises(ValueError, match="negative"):
        boxes_around(DAYTON, -1)
