"""Until when: every way to say it, what is only part of the promise, and days that cannot be promised by."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.due_words import FARTHEST_DAYS, Calendar, NotADay, until

SUNDAY = date(2026, 11, 22)
WEDNESDAY = date(2026, 11, 25)
MEETING = date(2026, 12, 17)
USUAL = date(2026, 12, 6)


@pytest.mark.parametrize(
    ("words", "due_on"),
    [
        ("by fri", date(2026, 11, 27)),
        ("by Friday.", date(2026, 11, 27)),
        ("fri", date(2026, 11, 27)),
        ("friday", date(2026, 11, 27)),
        ("on thurs", date(2026, 11, 26)),
        ("before TUES", date(2026, 11, 24)),
        ("by sun", date(2026, 11, 29)),
        ("by this wed", WEDNESDAY),
        ("next wed", WEDNESDAY),
        ("today", SUNDAY),
        ("by eod", SUNDAY),
        ("by end of the day", SUNDAY),
        ("tonight", SUNDAY),
        ("tomorrow", date(2026, 11, 23)),
        ("this week", date(2026, 11, 27)),
        ("by next week", date(2026, 11, 27)),
        ("next week", date(2026, 11, 27)),
        ("by end of next week", date(2026, 11, 27)),
        ("in 2 weeks", date(2026, 12, 6)),
        ("in two weeks", date(2026, 12, 6)),
        ("within a week", date(2026, 11, 29)),
        ("in 3 days", date(2026, 11, 25)),
        ("in one month", date(2026, 12, 22)),
        ("end of month", date(2026, 11, 30)),
        ("by the 30th", date(2026, 11, 30)),
        ("by end of the month", date(2026, 11, 30)),
        ("by month end", date(2026, 11, 30)),
        ("eom", date(2026, 11, 30)),
        ("by eow", date(2026, 11, 27)),
        ("by next month", date(2026, 12, 31)),
        ("by the end of next month", date(2026, 12, 31)),
        ("at the end of the month", date(2026, 11, 30)),
        ("by tue next week", date(2026, 11, 24)),
        ("by end of quarter", date(2026, 12, 31)),
        ("by eoy", date(2026, 12, 31)),
        ("by end of next year", date(2027, 12, 31)),
        ("by end of January", date(2027, 1, 31)),
        ("by Feb", date(2027, 2, 28)),
        ("by 3/14", date(2027, 3, 14)),
        ("by 12/1/2026", date(2026, 12, 1)),
        ("by 12/1/26", date(2026, 12, 1)),
        ("14 Mar", date(2027, 3, 14)),
        ("by 14 March 2027", date(2027, 3, 14)),
        ("by the 1st", date(2026, 12, 1)),
        ("Mar 14th", date(2027, 3, 14)),
        ("by March 14, 2027", date(2027, 3, 14)),
        ("by 2nd of Dec", date(2026, 12, 2)),
        ("by Fri, 27 Nov", date(2026, 11, 27)),
        ("by Fri 11/27", date(2026, 11, 27)),
        ("2026-12-01", date(2026, 12, 1)),
        ("no later than 2026-12-01", date(2026, 12, 1)),
        ("due friday", date(2026, 11, 27)),
        ("due by friday", date(2026, 11, 27)),
        ("(by friday)", date(2026, 11, 27)),
        ("by next meeting", MEETING),
        ("by the next meeting", MEETING),
        ("by next time", MEETING),
    ],
)
def test_every_way_to_say_a_day(words: str, due_on: date) -> None:
    text, due, read = until(f"raise support price 8% {words}", Calendar(SUNDAY, "mdy", MEETING))
    assert (text, due) == ("raise support price 8%", due_on)
    assert read == words.strip("().")


@pytest.mark.parametrize(
    ("today", "words", "due_on"),
    [
        (WEDNESDAY, "by wed", date(2026, 12, 2)),
        (WEDNESDAY, "by this wed", WEDNESDAY),
        (WEDNESDAY, "next fri", date(2026, 12, 4)),
        (WEDNESDAY, "tuesday next week", date(2026, 12, 1)),
        (WEDNESDAY, "by next week", date(2026, 12, 4)),
        (date(2026, 11, 28), "this week", date(2026, 12, 4)),
        (date(2026, 11, 30), "eom", date(2026, 11, 30)),
        (date(2026, 11, 30), "in 3 months", date(2027, 2, 28)),
        (date(2026, 12, 5), "by next month", date(2027, 1, 31)),
        (date(2027, 1, 31), "by the 30th", date(2027, 3, 30)),
        (date(2027, 1, 31), "by the 31st", date(2027, 1, 31)),
        (date(2026, 12, 31), "tomorrow", date(2027, 1, 1)),
        (date(2027, 3, 14), "by 3/14", date(2027, 3, 14)),
    ],
)
def test_days_are_counted_from_today(today: date, words: str, due_on: date) -> None:
    assert until(f"call {words}", Calendar(today)) == ("call", due_on, words)


@pytest.mark.parametrize(
    ("order", "words", "due_on"),
    [
        ("mdy", "by 3/4", date(2027, 3, 4)),
        ("dmy", "by 3/4", date(2027, 4, 3)),
        ("ymd", "by 3/4", date(2027, 3, 4)),
        ("dmy", "by 4.3.2027", date(2027, 3, 4)),
        ("dmy", "by 3/14/2027", date(2027, 3, 14)),
        ("dmy", "by 14 Mar", date(2027, 3, 14)),
    ],
)
def test_figures_follow_the_order_of_the_program(order: str, words: str, due_on: date) -> None:
    assert until(f"call {words}", Calendar(SUNDAY, order)) == ("call", due_on, words)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "raise the price by 8%",
        "grow NPS by 1.5",
        "raise the close rate to 3/4",
        "call every client each friday",
        "send the numbers of Friday",
        "fix what we broke last friday",
        "write down what happened yesterday",
        "take the team to the sun",
        "ask what he wed",
        "hold the price until friday",
        "write the plan for next year",
        "plan next quarter",
        "meet standby fridays",
        "install the fryer",
        "close 14 marketing",
        "",
    ],
)
def test_what_only_looks_like_a_day_stays_in_the_promise(text: str) -> None:
    assert until(text, Calendar(SUNDAY)) == (text, USUAL, "")


def test_a_day_in_the_midst_counts_and_stays() -> None:
    text = "raise the price by fri for all silver clients"
    assert until(text, Calendar(SUNDAY)) == (text, date(2026, 11, 27), "by fri")
    at_five = "send it by friday 5pm"
    assert until(at_five, Calendar(SUNDAY)) == (at_five, date(2026, 11, 27), "by friday")


def test_no_day_means_the_next_meeting_or_two_weeks() -> None:
    assert until("call", Calendar(SUNDAY, next_meeting=MEETING)) == ("call", MEETING, "")
    assert until("call", Calendar(SUNDAY, next_meeting=SUNDAY)) == ("call", SUNDAY, "")
    assert until("call", Calendar(SUNDAY, next_meeting=date(2026, 11, 21))) == ("call", USUAL, "")
    assert until("call", Calendar(SUNDAY)) == ("call", USUAL, "")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("by 2026-11-21", "November 21, 2026 has passed. Say a day from today on."),
        ("by yesterday", "November 21, 2026 has passed"),
        ("by last friday", "November 20, 2026 has passed"),
        ("by 3/14/2025", "March 14, 2025 has passed"),
        ("by 2062-11-27", "November 27, 2062 is more than two years away. Check the year."),
        ("in 999 weeks", "more than two years away"),
        ("by 14/3", "“14/3” is not a day of the calendar. Write it like 3/14/2025."),
        ("by 31 Nov", "“31 nov” is not a day of the calendar"),
        ("by 0001-01-01", "lies outside 1950 to 2100"),
        ("by the 32nd", "No month has a “32nd”"),
        ("by the 0th", "No month has a “0th”"),
        ("by fri 28 Nov", "November 28 is a Saturday. Which day is it?"),
        ("by next meeting", "No next meeting is set yet. Say a day, such as “by fri”."),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(words: str, says: str) -> None:
    with pytest.raises(NotADay) as refused:
        until(f"call {words}", Calendar(SUNDAY))
    assert says in str(refused.value)


def test_a_meeting_that_has_been_is_not_the_next() -> None:
    with pytest.raises(NotADay, match="No next meeting"):
        until("call by next meeting", Calendar(SUNDAY, next_meeting=date(2026, 11, 21)))


WORDS = (
    "by before on due next last this end of the at in within a 2 999 two week weeks month quarter year meeting "
    "time fri Monday sun 14 31st 0th mar May february 2027 3/14 31/31 2026-13-40 1.1.27 eom today yesterday ( ) . , "
    "fr\u0131 \u017fat"
)
PIECES = st.lists(st.sampled_from(WORDS.split()), max_size=7).map(" ".join)


@given(
    st.one_of(PIECES, st.text(max_size=60)),
    st.dates(date(2000, 1, 1), date(2090, 12, 31)),
    st.sampled_from(("mdy", "dmy", "ymd")),
)
def test_any_words_give_a_day_to_come_or_a_sentence(words: str, today: date, order: str) -> None:
    line = f"call {words}"
    try:
        text, due_on, read = until(line, Calendar(today, order))  # type: ignore[arg-type]
    except NotADay:
        return
    assert today <= due_on <= today + timedelta(days=FARTHEST_DAYS)
    assert line.strip().startswith(text)
    assert read in text or not line.strip()[len(text) :].replace(read, "", 1).strip(" \t\r\n\f\v.!)],;:([")
