"""Who of a group would be a good buddy for a newcomer, and why in a sentence. Pure.

Chosen for need (research/mission.md, row 19): a step ahead, knows what the newcomer works on, awake at the same hours.
Never a rival, never somebody of the same company, not who vouched for them (they know each other), and not somebody who
has two newcomers at their side already.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from programs.wording import listed

SUGGESTED = 3
MOST_NEWCOMERS = 2
"""At the side of one person at a time."""
SHORTEST = 4
"""Letters from which on a word says what somebody works on."""
MOST_WORDS = 3

_EVERYDAY = """
about after also because been being between business client clients company could does done each ever every from
going goal goals have having help here into just know less like make making member members month months more most
much need needs only other over people quarter really same should some team than that their them then there these
they thing things this those through time until very want wants week weeks well what when where which while will
with within without work working would year years your yours
"""
EVERYDAY = frozenset(_EVERYDAY.split())
"""Words that everybody uses, and that therefore say nothing of what two people share."""


@dataclass(frozen=True)
class Newcomer:
    """Who is to be helped: what they work on (goals, what they wrote), and the zone they live in."""

    words: str
    zone: str


@dataclass(frozen=True)
class Seated:
    """Somebody who sits there. `size` and `maturity` are steps ahead of the newcomer, -1 to 2, None when not known.

    `newcomers` is how many they are a buddy of now; `tenure` how many days they have sat there.
    """

    key: str
    name: str
    knows: str
    zone: str
    size: int | None = None
    maturity: int | None = None
    rival: bool = False
    vouched: bool = False
    colleague: bool = False
    newcomers: int = 0
    tenure: int = 0


@dataclass(frozen=True)
class Suggestion:
    """Somebody to ask, and why in a sentence."""

    seated: Seated
    score: float
    why: str


AHEAD = {-1: 0.0, 0: 1.0, 1: 3.0, 2: 0.5}
"""What a step is worth: one ahead has just been where the newcomer is; two ahead has forgotten."""


def may_be(one: Seated) -> bool:
    """Whether somebody can be suggested at all."""
    return not (one.rival or one.colleague or one.vouched or one.newcomers >= MOST_NEWCOMERS)


def words_of(text: str) -> set[str]:
    """The words of a text that say what it is about, without their plural s."""
    found = (word.rstrip("s") for word in re.findall(r"[a-z]+", text.lower()))
    return {word for word in found if len(word) >= SHORTEST and word not in EVERYDAY and f"{word}s" not in EVERYDAY}


def shared(newcomer: Newcomer, one: Seated) -> list[str]:
    """What the newcomer works on and the other knows, in the other's order."""
    wanted = words_of(newcomer.words)
    said = dict.fromkeys(re.findall(r"[a-z]+", one.knows.lower()))
    return [word for word in said if word.rstrip("s") in wanted and words_of(word)]


def suggest(newcomer: Newcomer, seated: Iterable[Seated]) -> list[Suggestion]:
    """The best three, the best first; who has been there longer comes first among equals."""
    found = [weighed(newcomer, one) for one in seated if may_be(one)]
    found.sort(key=lambda each: (-each.score, -each.seated.tenure, each.seated.name))
    return found[:SUGGESTED]


def weighed(newcomer: Newcomer, one: Seated) -> Suggestion:
    """What speaks for somebody, as a number to sort by and as a sentence."""
    common = shared(newcomer, one)
    near = bool(one.zone) and one.zone == newcomer.zone
    steps = [AHEAD[step] for step in (one.size, one.maturity) if step is not None]
    score = sum(steps) + 2.0 * min(len(common), MOST_WORDS) + (1.0 if near else 0.0) - 1.5 * one.newcomers
    return Suggestion(one, score, sentence(one, common, near))


def sentence(one: Seated, common: Sequence[str], near: bool) -> str:
    """Why somebody would be a good buddy."""
    reasons = []
    if one.size == 1 and one.maturity == 1:
        reasons.append("is a step ahead in size and maturity")
    elif one.maturity == 1:
        reasons.append("is a step ahead in maturity")
    elif one.size == 1:
        reasons.append("runs a company one size larger")
    elif one.size == 0:
        reasons.append("runs a company of the same size")
    if common:
        reasons.append(f"knows about {listed(common[:MOST_WORDS])}")
    if near:
        reasons.append("lives in the same time zone")
    if one.newcomers:
        reasons.append("has one newcomer at their side already")
    first = one.name.split(" ")[0]
    return f"{first} {listed(reasons)}." if reasons else f"{first} has sat here for a while."
