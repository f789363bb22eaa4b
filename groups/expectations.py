"""What to expect: the questions that somebody asks before joining a group, and how an answer is inherited.

The questions are those of the user's third source (a peer-group program manager on what to look for). An answer is
written once for the program and again only where a track or a group differs; what the group's settings say already
(sizes, rhythm, cost …) nobody writes at all. Pure: plain values in, plain values out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

KM_PER_MILE = 1.609344
USUAL_MARKET = {"mi": 30, "km": 50}
"""How far a market reaches until somebody says otherwise, in the program's unit."""
LONGEST = 1200
"""Characters of an answer: a paragraph or two, for a page that is read on a phone."""


@dataclass(frozen=True)
class Question:
    """A question of the page: its words, a hint for who writes the answer, and our answer until somebody does.

    `told_by_fact` says that what a group's settings tell answers it whole, so that our answer would only blur it.
    """

    key: str
    section: str
    question: str
    hint: str
    default: str
    told_by_fact: bool = False


WHO, HOW, YOU = "Who it is for", "How it runs", "What it asks of you"

QUESTIONS = (
    Question(
        "criteria", WHO, "Who sits in the group?",
        "Role, kind of company, what they bring. Who does not sit in, too.",
        "People of the same role from MSPs that can speak freely with each other. No vendors in the room.",
    ),
    Question(
        "sizes", WHO, "How large are the companies?",
        "Employees or revenue, and why companies of that size belong together.",
        "Of similar size, so that what worked for one can work for the next.",
        told_by_fact=True,
    ),
    Question(
        "maturity", WHO, "How mature are they?",
        "How well they are run already: service, sales, money.",
        "At a similar stage. Before we suggest a group we ask how you run service, sales and money.",
        told_by_fact=True,
    ),
    Question(
        "territory", WHO, "Do two companies of one town sit together?",
        "Whether it matters, and what you do when it happens.",
        "We look at everyone's market first, and never seat direct competitors together without telling both.",
        told_by_fact=True,
    ),
    Question(
        "cadence", HOW, "How often does it meet?",
        "Rhythm, length, time of day.",
        "Once a month, at a time the group agrees on. Between meetings each goal gets a short check-in by mail.",
        told_by_fact=True,
    ),
    Question(
        "mode", HOW, "Does it meet in person?",
        "Online, in person or both; how often one travels, and where to.",
        "Online, unless the group decides otherwise. Dates for meeting in person are set well ahead; those count most.",
        told_by_fact=True,
    ),
    Question(
        "facilitator", HOW, "What does the facilitator do?",
        "What they do before, in and between meetings, and what they do not.",
        "Prepares the agenda, keeps time, sees that everyone gets a turn, and follows up on what was promised. "
        "What is said in the group stays in the group, also with the facilitator.",
    ),
    Question(
        "cost", HOW, "What does it cost?",
        "Dues, what they cover, what comes on top. Or: on request.",
        "On request. Write to us and we tell you.",
        told_by_fact=True,
    ),
    Question(
        "accountability", YOU, "What does accountability look like?",
        "What members promise, who asks, and what happens when it slips.",
        "You show the group a few goals, each with a number and a date, say every two weeks where they stand, and hear "
        "what peers have tried. “Stuck” is a useful answer.",
    ),
    Question(
        "missed", YOU, "What happens if I miss a meeting?",
        "How to say so, what one catches up on, and when somebody calls.",
        "Tell the group beforehand and read the recap. After two missed meetings in a row your facilitator calls and "
        "asks what would help. A person decides about a seat, never a counter.",
    ),
    Question(
        "homework", YOU, "What homework is there?",
        "What, how long it takes, and what happens without it.",
        "About half an hour before a meeting: update your goals, and read or fill in one thing that the agenda names.",
    ),
    Question(
        "first_meeting", YOU, "How do I prepare for the first meeting?",
        "What to bring and what to expect of the day.",
        "Write three lines about your company, one goal you want help with, and one thing that others may ask you "
        "about. Keep the whole meeting free.",
    ),
    Question(
        "next_meetings", YOU, "And for the meetings after that?",
        "What everyone does before each meeting.",
        "Update your goals, look at what you promised last time, and bring one issue that deserves the group's time.",
    ),
)  # fmt: skip

KEYS = tuple(question.key for question in QUESTIONS)
IN_SHORT = ("criteria", "cadence", "cost", "missed", "homework")
"""What the program's own page answers."""
OUTLINE = ("criteria", "sizes", "cadence", "mode")
"""What of a group's settings a stranger learns when the group shows itself in outline."""

SOURCES = {
    "group": "written for this group",
    "facts": "from the group's settings",
    "track": "the track's answer",
    "program": "the program's answer",
    "default": "our default",
}
"""Where an answer comes from, the nearest first, in the words of the interface."""

MATURITY = {1: "beginning", 2: "emerging", 3: "scaling", 4: "optimizing", 5: "innovating"}
"""The five levels of operational maturity (research/mission.md, OML), in a word each."""

Words = Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """An answer as it reads. `source` is a key of SOURCES; `fact` is what the group's settings say of it, or ''.

    `text` never repeats the fact: where nobody wrote words, the fact is the answer and `text` is empty.
    """

    key: str
    section: str
    question: str
    hint: str
    text: str
    source: str
    fact: str = ""

    @property
    def said_by(self) -> str:
        """Where it comes from, in words."""
        return SOURCES[self.source]

    @property
    def way_back(self) -> str:
        """What the button says that drops one's own words for this inherited answer."""
        return f"Back to {SOURCES[self.source].removeprefix('from ')}"


def inherit(
    program: Words, track: Words | None = None, group: Words | None = None, facts: Words | None = None
) -> list[Answer]:
    """All answers, in the order of the page: the group's words, else the track's, else the program's.

    Where nobody wrote any, the group's `facts` answer, and where they do not tell it whole our default does.
    """
    levels = (("group", group or {}), ("track", track or {}), ("program", program))
    facts = facts or {}
    answers = []
    for asked in QUESTIONS:
        fact = facts.get(asked.key, "")
        own = ((name, words[asked.key]) for name, words in levels if words.get(asked.key))
        source, text = next(own, ("facts", "") if fact and asked.told_by_fact else ("default", asked.default))
        answers.append(Answer(asked.key, asked.section, asked.question, asked.hint, text, source, fact))
    return answers


def written(typed: Words, inherited: Iterable[Answer]) -> dict[str, str]:
    """What of the `typed` answers is worth keeping: not empty, and other words than would be inherited anyway."""
    kept = {answer.key: typed.get(answer.key, "").strip() for answer in inherited if not same(typed, answer)}
    return {key: text for key, text in kept.items() if text}


def same(typed: Words, answer: Answer) -> bool:
    """Do the typed words say what is inherited? White space does not count."""
    return typed.get(answer.key, "").split() == answer.text.split()


def sections(answers: Iterable[Answer]) -> list[tuple[str, list[Answer]]]:
    """The answers under their headings, both in the order of the page."""
    grouped: dict[str, list[Answer]] = {}
    for answer in answers:
        grouped.setdefault(answer.section, []).append(answer)
    return list(grouped.items())


def size_band(low: int | None, high: int | None) -> str:
    """A range of employees in words: "10 to 35 employees", or '' when nothing is set."""
    if low and high:
        return f"{low:,} employees" if low == high else f"{low:,} to {high:,} employees"
    if low:
        return f"{low:,} employees or more"
    return f"Up to {high:,} employees" if high else ""


def maturity_range(low: int | None, high: int | None) -> str:
    """A range of operational maturity in words, or '' when nothing is set."""
    if not low and not high:
        return ""
    first, last = low or 1, high or 5
    if first == last:
        return f"Operational maturity {first} of 5 ({MATURITY[first]})"
    return f"Operational maturity {first} to {last} of 5 ({MATURITY[first]} to {MATURITY[last]})"


def radius(km: int, unit: str) -> str:
    """A distance in the program's unit ("mi" or "km"): 48 km are "30 miles"."""
    return f"{in_unit(km, unit)} {'miles' if unit == 'mi' else 'km'}"


def in_unit(km: int, unit: str) -> int:
    """Kilometers as whole miles or kilometers."""
    return round(km / KM_PER_MILE) if unit == "mi" else km


def in_km(distance: int, unit: str) -> int:
    """A distance in the program's unit as whole kilometers; `in_unit` gives the same distance back."""
    return round(distance * KM_PER_MILE) if unit == "mi" else distance


def usual_market(unit: str) -> int:
    """The usual reach of a market in whole kilometers, a round number in the program's unit."""
    return in_km(USUAL_MARKET[unit], unit)


def territory(policy: str, reach: str) -> str:
    """A geography policy ("none", "warn", "block") in words, with the `reach` of a market ("30 miles")."""
    return {
        "none": "They may. Markets do not matter in this group.",
        "warn": f"They may, if both know: when two serve the same market (within {reach}), we tell both beforehand.",
        "block": f"No. Two companies of the same market (within {reach}) cannot both sit here.",
    }[policy]


def facilitated_by(names: Iterable[str]) -> str:
    """Who facilitates, in words, or ''."""
    *others, last = list(names) or [""]
    everyone = f"{', '.join(others)} and {last}" if others else last
    return f"Facilitated by {everyone}." if everyone else ""
