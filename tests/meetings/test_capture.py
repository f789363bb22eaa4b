"""One line of a meeting: whose promise, a decision, something to park; and that no line is ever lost."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.capture import HOW_TO, Decision, Parked, Person, Problem, Promise, captured, handles

TODAY = date(2026, 11, 22)
FRIDAY = date(2026, 11, 27)
MEETING = date(2026, 12, 17)
PEOPLE = (
    Person("dw", "Dana Whitfield"),
    Person("dc", "Dana Cole"),
    Person("lf", "Luis Ferreira"),
    Person("mo", "Mei-Ling O'Brien"),
    Person("so", "Søren Łukasz Ångström"),
    Person("dn", "Dan Novak"),
    Person("cm", "Chris Marsh"),
    Person("cr", "Chris Reyes"),
    Person("wx", "王 小明"),
)


def read(line: str, people: tuple[Person, ...] = PEOPLE) -> object:
    return captured(line, people, today=TODAY, next_meeting=MEETING)


@pytest.mark.parametrize(
    ("line", "person", "text", "due_on"),
    [
        ("@luis raise support price 8% by fri", "lf", "raise support price 8%", FRIDAY),
        ("@Luis raise support price 8%", "lf", "raise support price 8%", MEETING),
        ("@LUIS: raise support price 8% by 2026-12-01", "lf", "raise support price 8%", date(2026, 12, 1)),
        ("  @luis,raise prices tomorrow", "lf", "raise prices", date(2026, 11, 23)),
        ("@ luis raise prices", "lf", "raise prices", MEETING),
        ("- @luis raise prices", "lf", "raise prices", MEETING),
        ("＠luis raise prices", "lf", "raise prices", MEETING),  # noqa: RUF001
        ("@luis - raise prices", "lf", "raise prices", MEETING),
        ("@luis -5% churn", "lf", "-5% churn", MEETING),
        ("@lu raise prices", "lf", "raise prices", MEETING),
        ("@luisf raise prices", "lf", "raise prices", MEETING),
        ("@ferreira raise prices", "lf", "raise prices", MEETING),
        ("@fer raise prices", "lf", "raise prices", MEETING),
        ("@luis ferreira raise prices", "lf", "raise prices", MEETING),
        ("@Luis Ferreira: raise prices", "lf", "raise prices", MEETING),
        ('@"Luis Ferreira" raise prices', "lf", "raise prices", MEETING),
        ("@luis.ferreira raise prices", "lf", "raise prices", MEETING),
        ("@luís raise prices", "lf", "raise prices", MEETING),
        ("@dana whitfield call Bob", "dw", "call Bob", MEETING),
        ("@dana-cole call Bob", "dc", "call Bob", MEETING),
        ("@danaw call Bob", "dw", "call Bob", MEETING),
        ("@cole call Bob", "dc", "call Bob", MEETING),
        ("@dan call Bob", "dn", "call Bob", MEETING),
        ("@soren call @luis by fri", "so", "call @luis", FRIDAY),
        ("@angstrom call Bob", "so", "call Bob", MEETING),
        ("@Søren Łukasz Ångström call Bob", "so", "call Bob", MEETING),
        ("@mei-ling call Bob", "mo", "call Bob", MEETING),
        ("@meiling call Bob", "mo", "call Bob", MEETING),
        ("@obrien call Bob", "mo", "call Bob", MEETING),
        ("@O'Brien call Bob", "mo", "call Bob", MEETING),
        ("@小明 call Bob", "wx", "call Bob", MEETING),
    ],
)
def test_a_promise(line: str, person: str, text: str, due_on: date) -> None:
    found = read(line)
    assert isinstance(found, Promise)
    assert (found.person, found.text, found.due_on) == (person, text, due_on)
    assert bool(found.due_words) == (due_on != MEETING)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("! decided to meet in Austin", Decision("decided to meet in Austin")),
        ("!Austin it is", Decision("Austin it is")),
        ("!! Austin", Decision("Austin")),
        ("decision: Austin in May", Decision("Austin in May")),
        ("Decided: Austin by fri", Decision("Austin by fri")),
        ("! @luis hosts", Decision("@luis hosts")),
        ("? which PSA", Parked("which PSA")),
        ("?which PSA?", Parked("which PSA?")),
        ("park: vendor capture", Parked("vendor capture")),
        ("Parking lot: vendor capture", Parked("vendor capture")),
        ("parked : vendor capture", Parked("vendor capture")),
        ("？ which PSA", Parked("which PSA")),  # noqa: RUF001
    ],
)
def test_a_decision_and_the_parking_lot(line: str, found: object) -> None:
    assert read(line) == found


@pytest.mark.parametrize(
    ("line", "says", "candidates"),
    [
        ("raise prices", HOW_TO, ()),
        ("", HOW_TO, ()),
        ("parking is hard", HOW_TO, ()),
        ("decided nothing", HOW_TO, ()),
        ("@dana raise", "Two Danas here: @dana-whitfield or @dana-cole.", ("dana-whitfield", "dana-cole")),
        ("@chris call", "Two Chrises here: @chris-marsh or @chris-reyes.", ("chris-marsh", "chris-reyes")),
        ("@da call", "“da” could be @dana-whitfield, @dana-cole or @dan-novak.", None),
        ("@liuis call", "Nobody here is called “liuis”. Did you mean @luis-ferreira?", ("luis-ferreira",)),
        ("@zoe call", "Nobody here is called “zoe”. Write @ and the first name of somebody at this table.", ()),
        ("@", "Whose promise is it? Write @ and a first name, then the promise.", ()),
        ("@ : call", "Whose promise is it?", ()),
        ("@!!! call", "Whose promise is it?", ()),
        ("@luis", "What does Luis promise? Write it after the name.", ()),
        ("@luis: by fri", "What does Luis promise? Write it after the name.", ()),
        ("@everyone send numbers", "A promise is one person's. Write a line for each.", ()),
        ("@luis @mei-ling send numbers", "A promise is one person's. Write a line for each.", ()),
        ("@luis and @mei-ling send numbers", "A promise is one person's. Write a line for each.", ()),
        ("@luis call by 2026-11-01", "November 1, 2026 has passed. Say a day from today on.", ()),
        ("!", "What was decided? Write it after the !", ()),
        ("decision:", "What was decided? Write it after the !", ()),
        ("??", "What should wait? Write it after the ?", ()),
    ],
)
def test_a_problem_says_what_to_do_and_keeps_the_line(line: str, says: str, candidates: tuple[str, ...] | None) -> None:
    found = read(line)
    assert isinstance(found, Problem)
    assert found.says.startswith(says)
    assert found.line == line
    assert candidates is None or found.candidates == candidates


def test_what_a_problem_proposes_is_understood() -> None:
    found = read("@dana raise prices")
    assert isinstance(found, Problem)
    promises = [read(f"@{handle} raise prices") for handle in found.candidates]
    assert [(one.person, one.text) for one in promises if isinstance(one, Promise)] == [
        *(("dw", "raise prices"), ("dc", "raise prices")),
    ]


def test_namesakes_have_numbers() -> None:
    twins = (Person("a", "Dana Cole"), Person("b", "Dana Cole"), Person("c", "Dana-Cole 1"), Person("d", "?"))
    assert handles(twins) == {"a": "dana-cole-2", "b": "dana-cole-3", "c": "dana-cole-1", "d": "guest"}
    found = read("@dana cole call", twins)
    assert isinstance(found, Problem)
    assert found.candidates == ("dana-cole-2", "dana-cole-3", "dana-cole-1")
    assert isinstance(second := read("@dana-cole-3 call", twins), Promise)
    assert second.person == "b"


def test_nobody_at_the_table() -> None:
    assert isinstance(read("@dana call", ()), Problem)
    assert read("! go", ()) == Decision("go")


def test_a_promise_without_a_day_and_a_meeting_is_due_in_two_weeks() -> None:
    found = captured("@luis call", PEOPLE, today=TODAY)
    assert found == Promise("lf", "call", date(2026, 12, 6), "")


NAMES = st.lists(st.text(max_size=24), max_size=6).map(
    lambda names: tuple(Person(str(n), one) for n, one in enumerate(names))
)
STARTS = st.sampled_from(("", "@", "@luis ", "@dana cole ", "! ", "?", "park: ", "decision:", "- @luis: "))
ENDS = st.sampled_from(("", " by fri", " next week.", " by 3/14", " (today)"))


def signs(text: str) -> str:
    """What was typed but for blanks and the marks around words."""
    return re.sub(r"[\s@＠!?.,:;()\[\]\-–—*•]", "", text)  # noqa: RUF001


@given(st.tuples(STARTS, st.text(max_size=60), ENDS).map("".join), st.one_of(st.just(PEOPLE), NAMES))
def test_no_line_raises_and_none_is_lost(line: str, people: tuple[Person, ...]) -> None:
    found = captured(line, people, today=TODAY)
    if isinstance(found, Problem):
        assert found.line == line
        assert found.says
        return
    assert found.text
    assert found.text == found.text.strip()
    assert found.text in line
    if isinstance(found, Promise):
        assert found.person in {person.key for person in people}
        tail = "" if found.due_words in found.text else found.due_words
        assert signs(line).endswith(signs(found.text) + signs(tail))


@given(st.lists(st.from_regex(r"[a-z%]{1,9}", fullmatch=True), min_size=1, max_size=8).map(" ".join))
def test_every_word_of_a_promise_is_in_it_or_is_its_day(words: str) -> None:
    found = captured(f"@luis {words}", PEOPLE, today=TODAY)
    if isinstance(found, Promise):
        tail = "" if found.due_words in found.text else found.due_words
        assert f"{found.text} {tail}".split() == words.removeprefix("ferreira ").split()


@given(NAMES)
def test_every_handle_is_one_persons_and_finds_a_person_who_may_be_meant(people: tuple[Person, ...]) -> None:
    found = handles(people)
    assert len(set(found.values())) == len(people)
    for key, handle in found.items():
        promise = captured(f"@{handle} call", people, today=TODAY)
        if isinstance(promise, Promise):
            assert promise.person == key
        else:
            assert isinstance(promise, Problem)
            assert handle in promise.candidates
