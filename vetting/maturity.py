"""How mature a company is in its own eyes: nine traits, five levels each, and what to show for it. Pure.

The five levels are those of research/mission.md section 3 (OML 1 to 5, in our words). Traits, wording, thresholds and
pairs are ours; no published assessment was copied.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from types import MappingProxyType

LEVELS = (1, 2, 3, 4, 5)
NAMES = ("Beginning", "Emerging", "Scaling", "Optimizing", "Innovating")
"""The levels by name, the first first."""
ENOUGH = 6
"""With fewer answers there is no level."""
MOST_WEAK = 3
APART = 2
"""So many levels between two traits that lean on each other are worth a question."""


@dataclass(frozen=True, slots=True)
class Trait:
    """One side of running an MSP. `levels` are five sentences, the first of level 1; `evidence` asks what shows it."""

    key: str
    name: str
    question: str
    levels: tuple[str, str, str, str, str]
    evidence: str


TRAITS = (
    Trait(
        "profit", "Profit", "How steady is what is left at the end of the year?",
        (
            "We find out at tax time, and some years lose money.",
            "We earn something, and it swings from quarter to quarter.",
            "We earn a fair margin in most quarters.",
            "We earn a good margin every quarter and know what moves it.",
            "We have been among the best we know for years, and put it to work.",
        ),
        "Which margin did you have in the last two years?",
    ),
    Trait(
        "books", "Numbers", "What do your books tell you, and when?",
        (
            "The bank balance is what we look at.",
            "We get statements, late and in one lump.",
            "We close each month and see service, projects and products apart.",
            "We close within two weeks and see the margin of each client.",
            "We see the margin of clients and services as it happens, and act on it.",
        ),
        "When were the books of last month closed?",
    ),
    Trait(
        "budget", "Budget and plan", "How do you plan the year?",
        (
            "We take it as it comes.",
            "There is a target for revenue.",
            "There is a budget; we look at it now and then.",
            "There is a budget, and each month we ask why we are off it.",
            "We plan several years, with a second plan for when the first one breaks.",
        ),
        "When did you last hold figures against a budget?",
    ),
    Trait(
        "agreements", "Agreements and prices", "How do you sell services?",
        (
            "By the hour, as each client asks.",
            "With agreements that differ from client to client.",
            "With one standard agreement for most clients.",
            "With one agreement for nearly all, and prices that go up every year.",
            "With packages that we renew on purpose, and we let go of what does not fit.",
        ),
        "Which share of your clients is on your standard agreement?",
    ),
    Trait(
        "service", "Service", "How even is the service that clients get?",
        (
            "It depends on who answers.",
            "We have a ticket system; much still lives in heads.",
            "Tickets are sorted and timed, and most are on time.",
            "We meet what we promise and know why tickets come up.",
            "We remove causes before clients notice, and they tell others.",
        ),
        "Which share of tickets was solved on time last month?",
    ),
    Trait(
        "standards", "Standards", "How alike are the systems that you look after?",
        (
            "Every client has what they came with.",
            "We prefer some tools.",
            "There is a standard; about half of our clients are on it.",
            "Nearly all are on it, and somebody checks them on a schedule.",
            "The checks run by themselves, and the standard changes with a plan.",
        ),
        "Which share of your clients is on your standard tools?",
    ),
    Trait(
        "people", "People and pay", "How do people know what is expected of them?",
        (
            "Everybody does everything.",
            "There are roles; bonuses are for good will.",
            "There are job descriptions and a talk each year.",
            "Each role has numbers, and part of the pay follows them.",
            "People grow into the next role, and no role hangs on one person.",
        ),
        "Which number does your service lead answer for?",
    ),
    Trait(
        "sales", "Sales", "Where do new clients come from?",
        (
            "They call us, or they do not.",
            "From word of mouth and the owner's network.",
            "Somebody sells, and there is a list of who may buy.",
            "We know how many talks make a client, and have enough of them.",
            "We choose the clients that we want, and most of those say yes.",
        ),
        "How many clients did you win in the last year, and how?",
    ),
    Trait(
        "owner", "Without the owner", "What happens when the owner is away for four weeks?",
        (
            "It cannot be done.",
            "The phone comes along on vacation.",
            "The days run; decisions wait.",
            "Others decide, within limits that are written down.",
            "Hardly anybody notices: a leadership team runs it.",
        ),
        "When was the owner last away for two weeks?",
    ),
)  # fmt: skip
"""The traits, in the order of the page."""

_BY_KEY = MappingProxyType({trait.key: trait for trait in TRAITS})

_LEANS_ON = (
    ("profit", "books", "a steady profit is hard to know without timely books"),
    ("budget", "books", "a budget that is kept needs books to hold it against"),
    ("people", "books", "pay that follows numbers needs the numbers"),
    ("agreements", "standards", "one agreement for all is hard to keep on systems of every kind"),
    ("service", "standards", "even service is hard on systems that differ"),
    ("owner", "people", "a company runs without its owner when roles are clear"),
)
"""A trait, one that it leans on, and why: a level well above what it leans on is worth a question."""


@dataclass(frozen=True, slots=True)
class Score:
    """`level` is 1 to 5 in halves, None while fewer than six are answered; `weakest` the lowest, at most three;
    `doubts` say in a sentence each where answers do not go together; `open` are the traits without an answer.
    """

    level: float | None
    weakest: tuple[Trait, ...]
    doubts: tuple[str, ...]
    open: tuple[Trait, ...]

    @property
    def name(self) -> str:
        """The level by name, that of the whole level reached: 2.5 is "Emerging"; '' without a level."""
        return NAMES[int(self.level) - 1] if self.level else ""


def score(answers: Mapping[str, int]) -> Score:
    """What a self-assessment says: trait key -> level. The level is the mean, rounded to a half, a quarter up.

    Raises ValueError for a trait or a level that there is not.
    """
    for key, level in answers.items():
        if key not in _BY_KEY:
            raise ValueError(f"there is no trait {key}")
        if isinstance(level, bool) or level not in LEVELS:
            raise ValueError("a level is 1 to 5")
    mean = sum(answers.values()) / len(answers) if answers else 0.0
    level_of_all = floor(mean * 2 + 0.5) / 2 if len(answers) >= ENOUGH else None
    unanswered = tuple(trait for trait in TRAITS if trait.key not in answers)
    return Score(level_of_all, _weakest(answers, level_of_all), _doubts(answers), unanswered)


def _weakest(answers: Mapping[str, int], level: float | None) -> tuple[Trait, ...]:
    """The lowest traits that lie below the level; none where all are alike."""
    if level is None:
        return ()
    below = [trait for trait in TRAITS if answers.get(trait.key, level) < level]
    return tuple(sorted(below, key=lambda trait: answers[trait.key])[:MOST_WEAK])


def _doubts(answers: Mapping[str, int]) -> tuple[str, ...]:
    found = []
    for key, leans_on, why in _LEANS_ON:
        if key in answers and leans_on in answers and answers[key] - answers[leans_on] >= APART:
            pair = f"{_BY_KEY[key].name} {answers[key]}, {_BY_KEY[leans_on].name} {answers[leans_on]}"
            found.append(f"{pair}: {why}.")
    return tuple(found)
