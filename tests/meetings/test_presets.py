"""Three worked cases for each culture, from the sources that research/mission.md names; ours is issue 4's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from meetings.policy import Counts, Policy, Reason, Seen, State, Step, Window
from meetings.presets import BNI, FORUM, NLG, OURS, PRESETS, ROTARY, VISTAGE, words
from meetings.standing import CatchUp, Leave, Mark, SeatFacts, Standing, standing
from tests.meetings.attendance import monthly, weekly

SEAT = SeatFacts()


def stands(policy: Policy, record: Sequence[Mark], on: date, seat: SeatFacts = SEAT) -> State:
    return standing([policy], seat, record, on=on).state


# -- NLG: nlgpeers.com/constitution, II. Attendance and Punctuality --------------------------------------------------

QUARTERS = [date(2025, 2, 6), date(2025, 5, 8), date(2025, 8, 7), date(2025, 11, 6), date(2026, 2, 5), date(2027, 5, 7)]


def test_nlg_more_than_one_missed_in_two_years_is_ground_for_a_talk() -> None:
    missed = [Mark(day, Seen.EXCUSED) for day in QUARTERS]
    assert stands(NLG, missed[:1], date(2025, 12, 31)) is State.GOOD
    assert stands(NLG, [missed[0], missed[4]], date(2026, 2, 5)) is State.TALK
    assert stands(NLG, [missed[0], missed[5]], date(2027, 5, 7)) is State.GOOD, "more than two years apart"


def test_nlg_health_and_family_emergencies_are_excused() -> None:
    missed = [Mark(day, Seen.EXCUSED, reason=Reason.MEDICAL) for day in QUARTERS[:3]]
    assert standing([NLG], SEAT, missed, on=date(2025, 12, 31)).misses == 0


def test_nlg_an_alternate_the_group_approved_stands_for_the_company() -> None:
    record = [Mark(QUARTERS[0], Seen.SUBSTITUTE), Mark(QUARTERS[1], Seen.UNEXCUSED)]
    assert stands(NLG, record, date(2025, 12, 31)) is State.GOOD


# -- BNI: bni-iconic.notion.site (Attendance and Substitutes); blogbni.com/2017/07 -----------------------------------

MONDAY = date(2026, 1, 5)


def test_bni_three_are_allowed_and_the_fourth_in_six_months_opens_the_seat() -> None:
    # blogbni.com: two weeks of vacation, a job to finish, then the emergency: "his 4th missed meeting in six months".
    tom = weekly("PPUUPPPPUPPPPPPU", MONDAY)
    assert stands(BNI, tom[:9], date(2026, 3, 2)) is State.CALL
    assert stands(BNI, tom, date(2026, 4, 20)) is State.TALK
    assert stands(BNI, tom, date(2026, 7, 18)) is State.TALK
    assert stands(BNI, tom, date(2026, 7, 19)) is State.CALL, "the first, of January 19, has left"


def test_bni_a_substitute_is_no_absence_up_to_six_or_three_after_an_absence() -> None:
    # blogbni.com: "If you had sent someone to just one meeting you would … have had a day to spare."
    assert stands(BNI, weekly("PPSUPPPPUPPPPPPU", MONDAY), date(2026, 4, 20)) is State.CALL
    # bni-iconic: up to six in rolling six months without an absence, up to three with absences.
    six = standing([BNI], SEAT, weekly("SSSSSS", MONDAY), on=date(2026, 4, 20))
    seven = standing([BNI], SEAT, weekly("SSSSSSS", MONDAY), on=date(2026, 4, 20))
    after_one = standing([BNI], SEAT, weekly("USSSS", MONDAY), on=date(2026, 4, 20))
    assert (six.misses, seven.misses, after_one.misses) == (0, 1, 2)


def test_bni_medical_leave_is_out_for_eight_weeks_and_no_other_leave_is() -> None:
    record = weekly("E" * 10, MONDAY)
    medical = SeatFacts(None, [Leave(MONDAY, None, medical=True)])
    told = standing([BNI], medical, record, on=date(2026, 4, 20))
    assert (told.misses, told.counted) == (2, 2), "weeks nine and ten"
    other = SeatFacts(None, [Leave(MONDAY, None)])
    assert stands(BNI, record, date(2026, 4, 20), other) is State.TALK


# -- Vistage: managinghorizons.com, Operating Principles -------------------------------------------------------------


def test_vistage_two_in_any_twelve_months_are_expected_a_third_is_not() -> None:
    assert stands(VISTAGE, monthly("EPPPPE"), date(2026, 12, 31)) is State.GOOD
    assert stands(VISTAGE, monthly("EPPPPEPPE"), date(2026, 12, 31)) is State.TALK
    assert stands(VISTAGE, monthly("EPPPPEPPPPPPE"), date(2027, 1, 10)) is State.GOOD, "never three in twelve months"


def test_vistage_new_members_have_leeway() -> None:
    record = monthly("EEEPPEE")
    assert stands(VISTAGE, record, date(2026, 12, 31), SeatFacts(date(2026, 1, 1))) is State.GOOD
    assert stands(VISTAGE, record, date(2026, 12, 31), SeatFacts(date(2024, 1, 1))) is State.TALK


def test_vistage_a_crisis_at_work_or_at_home_comes_first() -> None:
    crisis = [
        mark._replace(reason=reason)
        for mark, reason in zip(monthly("EEE"), (Reason.CLIENT_DOWN, Reason.MEDICAL, Reason.CLIENT_DOWN), strict=True)
    ]
    told = standing([VISTAGE], SEAT, [*crisis, *monthly("...EE")], on=date(2026, 12, 31))
    assert (told.state, told.misses, told.counted) == (State.GOOD, 2, 2)


# -- Forum: theforumlauncher.com, 2021/02 (fines and penalties) and 2023/03 (three signs) ----------------------------


def test_forum_late_by_more_than_a_minute_or_leaving_early_is_half_a_miss() -> None:
    day = date(2026, 3, 1)
    record = [Mark(day, Seen.LATE, off=1), Mark(day, Seen.LATE, off=2), Mark(day, Seen.LEFT_EARLY, off=5)]
    told = standing([FORUM], SEAT, record, on=date(2026, 12, 31))
    assert [row.weight for row in told.why] == [0, Decimal("0.5"), Decimal("0.5")]
    assert told.why[1].sentence == "Late by 2 minutes: counts half."


def test_forum_more_than_two_a_year_is_a_sign() -> None:
    assert stands(FORUM, monthly("UPPEPP"), date(2026, 12, 31)) is State.GOOD
    assert stands(FORUM, monthly("UPPEPPE"), date(2026, 12, 31)) is State.CALL
    assert stands(FORUM, monthly("UPPEPPEE"), date(2026, 12, 31)) is State.TALK, (
        "more than the two or three of any forum"
    )


def test_forum_two_misses_and_a_late_arrival_are_more_than_two() -> None:
    told = standing([FORUM], SEAT, monthly("UPEPL"), on=date(2026, 12, 31))
    assert (told.state, told.misses) == (State.CALL, Decimal("2.5"))


# -- Rotary: salmonarmrotary.org, sunsetrotarydavis.org, wilmingtoneastrotary.com, catalinarotary.org ----------------

JULY = date(2026, 7, 7)
YEAR_END = date(2026, 12, 31)


def test_rotary_half_of_each_half_year_with_catch_ups_within_fourteen_days() -> None:
    # salmonarmrotary.org: 26 meetings in six months, 13 required. Never four in a row here.
    thirteen = weekly("PU" * 13, JULY)
    twelve = weekly("UU" + "PU" * 12, JULY)
    assert stands(ROTARY, thirteen[:26], YEAR_END) is State.GOOD
    told = standing([ROTARY], SEAT, twelve[:26], on=YEAR_END)
    assert (told.state, told.by, told.attended, told.counted) == (State.TALK, Counts.SHARE, 12, 26)

    def with_catch_up(days: int) -> Standing:
        made = [CatchUp(1, JULY - timedelta(days=days))]
        return standing([ROTARY], SEAT, twelve[:26], made, on=YEAR_END)

    assert with_catch_up(14).state is State.GOOD
    assert with_catch_up(15).state is State.TALK
    assert stands(ROTARY, twelve[:26], date(2027, 1, 1)) is State.GOOD, "each half-year by itself"


def test_rotary_enough_must_be_at_home() -> None:
    # salmonarmrotary.org asks for 25 % at home (7 of 26), sunsetrotarydavis.org for 30 %.
    record = weekly("UUUP" * 6 + "UP", JULY)
    made = [CatchUp(mark.meeting, mark.starts) for mark in record if mark.seen == Seen.UNEXCUSED]
    at_25 = replace(ROTARY, least_home_share=25, catch_up_days=14)
    told = standing([at_25], SEAT, record, made[:12], on=YEAR_END)
    assert (told.state, told.at_home, told.attended, told.counted) == (State.GOOD, 7, 19, 26)
    assert standing([ROTARY], SEAT, record, made[:12], on=YEAR_END).by is Counts.SHARE


def test_rotary_never_four_in_a_row() -> None:
    # salmonarmrotary.org and sunsetrotarydavis.org; danvilleafterhoursrotary.com writes after three.
    assert stands(ROTARY, weekly("PPPPPPUU", JULY), YEAR_END) is State.GOOD
    assert stands(ROTARY, weekly("PPPPPPUUU", JULY), YEAR_END) is State.CALL
    told = standing([ROTARY], SEAT, weekly("PPPPPPUUUU", JULY), on=YEAR_END)
    assert (told.state, told.by) == (State.TALK, Counts.IN_A_ROW)
    made_up = standing(
        [ROTARY], SEAT, weekly("PPPPPPUUUU", JULY), [CatchUp(10, JULY + timedelta(weeks=10))], on=YEAR_END
    )
    assert made_up.state is State.GOOD


def test_rotary_there_is_who_is_there_for_sixty_percent() -> None:
    # catalinarotary.org: 80 minutes, so 48 of them.
    for off, missed in ((32, 0), (33, 1)):
        record = [Mark(JULY, Seen.LEFT_EARLY, off=off, minutes=80)]
        assert standing([ROTARY], SEAT, record, on=YEAR_END).misses == missed


# -- ours: issue 4 ---------------------------------------------------------------------------------------------------


def test_ours_the_second_miss_is_a_call_and_the_third_a_talk() -> None:
    assert stands(OURS, monthly("PPEPP"), YEAR_END) is State.GOOD
    assert stands(OURS, monthly("PPEPPU"), YEAR_END) is State.CALL
    assert stands(OURS, monthly("PPEPPUPE"), YEAR_END) is State.TALK


def test_ours_the_second_in_person_is_a_talk() -> None:
    assert stands(OURS, monthly("E", in_person=True), YEAR_END) is State.GOOD
    assert stands(OURS, monthly("EPPE", in_person=True), YEAR_END) is State.TALK


def test_ours_the_year_rolls_and_the_way_back_is_time() -> None:
    record = monthly("EPPPPE")
    assert stands(OURS, record, date(2027, 1, 9)) is State.CALL
    assert stands(OURS, record, date(2027, 1, 10)) is State.GOOD
    down = [mark._replace(reason=Reason.CLIENT_DOWN) for mark in monthly("EEE")]
    assert standing([OURS], SEAT, down, on=YEAR_END).misses == Decimal("1.5")


# -- in plain sentences ----------------------------------------------------------------------------------------------


def test_our_rule_in_plain_sentences() -> None:
    assert words(OURS) == [
        "We look at the last 12 months.",
        "At two misses your facilitator calls and asks what would help.",
        "At three misses there is a talk about the seat.",
        "At two misses in person there is a talk about the seat.",
        "A miss is a miss whether or not you tell us; telling us helps the others.",
        "When a client is down, a miss counts at most half.",
        "Sending an approved alternate is no miss.",
        "Leave agreed on with your facilitator does not count.",
        "Neither does a meeting you miss for medical reasons.",
        "A person decides what happens next; nobody loses a seat by a count.",
    ]


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        (NLG, "We look at the last 24 months."),
        (BNI, "You can do so up to six times; up to three times after you missed a meeting yourself."),
        (BNI, "Medical leave agreed on with your facilitator does not count, up to eight weeks."),
        (VISTAGE, "Nor does what you miss in your first 90 days in the group."),
        (VISTAGE, "Nobody can stand in for you: a meeting an alternate comes to is one you missed."),
        (VISTAGE, "When a client is down, a miss does not count."),
        (FORUM, "At 2.5 misses your facilitator calls and asks what would help."),
        (FORUM, "Coming late by more than one minute counts half."),
        (FORUM, "Leaving early counts half."),
        (ROTARY, "We look at half a year at a time, from July and from January."),
        (ROTARY, "At four misses in a row there is a talk about the seat."),
        (ROTARY, "Be there for at least 60 % of a meeting; less is a miss."),
        (ROTARY, "A meeting you missed can be made up for within 14 days before or after it."),
        (Policy(window=Window.YEAR, starts_month=9), "We look at a year at a time, each from September."),
        (Policy(months=1), "We look at the last month."),
        (Policy(), "No number of misses opens anything."),
        (Policy(leave_days=10), "Leave agreed on with your facilitator does not count, up to ten days."),
        (Policy(substitute_weight=Decimal("0.5"), substitutes=1), "Sending an approved alternate counts half."),
        (Policy(substitutes=1), "You can do so once."),
        (
            Policy(ladder=(Step(Decimal(1), State.CALL),)),
            "At one miss your facilitator calls and asks what would help.",
        ),
        (
            Policy(excused_weight=Decimal("0.5")),
            "A meeting you miss counts half if you tell us beforehand; without a word it counts as a miss.",
        ),
        (
            Policy(excused_weight=Decimal("1.5"), unexcused_weight=Decimal("1.5")),
            "A meeting you miss counts as 1.5 misses, whether you tell us or not; telling us helps the others.",
        ),
    ],
)
def test_a_rule_in_plain_sentences(policy: Policy, sentence: str) -> None:
    assert sentence in words(policy)


def test_shares_in_plain_sentences() -> None:
    assert words(ROTARY)[3] == (
        "Come to at least 50 % of the meetings, catch-ups included, and to at least 30 % of the meetings without "
        "catch-ups. With less, and three misses or more, there is a talk about the seat."
    )
    assert words(Policy(least_home_share=40, share_after=1))[1] == (
        "Come to at least 40 % of the meetings without catch-ups. With less, and one miss or more, there is a talk "
        "about the seat."
    )


def test_presets_are_policies_by_key_and_ours_comes_first() -> None:
    assert list(PRESETS) == ["ours", "nlg", "bni", "vistage", "forum", "rotary"]
    for preset in PRESETS.values():
        assert Policy.from_dict(preset.policy.to_dict()) == preset.policy
        assert words(preset.policy)[-1] == "A person decides what happens next; nobody loses a seat by a count."
