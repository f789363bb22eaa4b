"""What a reply says of goals: "at risk 49 %, we lost our dispatcher"; with several goals by their numbers. Pure.

Nothing is guessed: what does not begin with one of five words is not understood, and whoever wrote it is asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Word = Literal["on_track", "at_risk", "stuck", "same", "skip"]

LONGEST_NOTE = 1000

_WORDS: dict[Word, str] = {
    "on_track": r"on[\s-]?track",
    "at_risk": r"at[\s-]?risk",
    "stuck": r"stuck",
    "same": r"(?:the\s+)?same(?:\s+as\s+(?:last\s+time|last\s+week|before))?|no\s+change|unchanged",
    "skip": r"skip(?:\s+(?:this\s+one|this|it))?",
}
_WORD = "|".join(f"(?P<{name}>{words})" for name, words in _WORDS.items())
_ANY_WORD = "|".join(_WORDS.values())
_FIGURE = r"(?:[$€£]\s?)?[+-]?\d[\d.,']*(?:\s?(?:%|percent\b|pct\b)|[km]\b)?"
_FILL = (
    r"(?:(?:it['\u2019]?s|it\s+is|i['\u2019]?m|i\s+am|we['\u2019]?re|we\s+are|is|are|still|status|goal|now)\b[\s:,]*)*"
)
_NUMBER = r"(?:\(?(?:goal\s+)?#?(?P<number>\d{1,2})(?:\s*[).:\u2013-]+\s*|\s+))?"
_ALL = r"(?:(?P<all>all|both|everything)\b(?:\s+of\s+them)?[\s:,-]*)?"
_SAYS = re.compile(
    rf"[*_\s•-]*{_NUMBER}{_ALL}{_FILL}(?:(?P<before>{_FIGURE})[\s,:;\u2013-]*)?(?:{_WORD})[*_]*(?![\w?])(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NEXT = re.compile(
    rf"(?<=[,;.])\s+(?=(?:goal\s+)?#?\d{{1,2}}\s*[).:\u2013-]*\s+{_FILL}(?:{_ANY_WORD})\b)", re.IGNORECASE
)
_TWO = re.compile(rf"\s*(?:/|or\b|and\b)\s*(?:{_ANY_WORD})\b|\s*\?", re.IGNORECASE)
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|hallo|bonjour|salut|moin|thanks|thank\s+you|good\s+(?:morning|evening|afternoon))\b[^\d]{0,40}",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:many\s+)?(?:thanks|thank\s+you|cheers|best|regards|best\s+regards|danke|merci)[!.,\s]*", re.IGNORECASE
)
_AFTER = re.compile(
    rf"[\s,:;.=(\u2013\u2014-]*(?:(?:at|now|value|currently|is)\s+)*(?P<figure>{_FIGURE})(?P<note>.*)",
    re.IGNORECASE | re.DOTALL,
)
_GOES_ON = r"because|but|and|as|after|since|today|so|now|instead|up|down|from|this|due"


@dataclass(frozen=True)
class Said:
    """One statement: of goal `number` (from 1, None where there is but one or for `all`), its word, the figure before
    the word or "", and what follows."""

    number: int | None
    word: Word
    figure: str
    rest: str
    of_all: bool = False


@dataclass(frozen=True)
class Heard:
    """What was understood, and the lines that were not."""

    said: Sequence[Said]
    unclear: Sequence[str]


def heard(text: str, count: int) -> Heard:
    """What a reply says about `count` goals."""
    blocks: list[list[str]] = []
    before: list[str] = []
    for line in pieces(text):
        if _SAYS.match(line):
            blocks.append([line])
        elif blocks:
            blocks[-1] += [] if _CLOSING.fullmatch(line) else [line]
        elif line and not _GREETING.fullmatch(line):
            before.append(line)
    said: list[Said] = []
    unclear: list[str] = []
    for block in blocks:
        whole = "\n".join(block).strip()
        one = statement(whole, count)
        if one is None or any(one.of_all or other.of_all or other.number == one.number for other in said):
            unclear.append(whole)
        else:
            said.append(one)
    if before and count == 1 and len(said) == 1 and not unclear:
        return Heard([Said(None, said[0].word, said[0].figure, said[0].rest + "\n" + "\n".join(before))], [])
    return Heard(said, [*(["\n".join(before)] if before else []), *unclear])


def pieces(text: str) -> list[str]:
    """The lines of a text; a line that goes on with the next number is two."""
    return [piece.strip() for line in text.split("\n") for piece in _NEXT.split(line.strip())]


def statement(text: str, count: int) -> Said | None:
    """What one block says; None if it does not say of which goal, or says two things."""
    found = _SAYS.match(text)
    if found is None or _TWO.match(found["rest"]):
        return None
    word = next(name for name in _WORDS if found[name])
    number = int(found["number"]) if found["number"] else None
    of_all = bool(found["all"]) and count > 1 and number is None
    if count == 1 and number in (None, 1):
        return Said(None, word, found["before"] or "", found["rest"])
    if of_all or (number is not None and 1 <= number <= count):
        return Said(number, word, found["before"] or "", found["rest"], of_all)
    return None


def figure_and_note(one: Said, unit: str) -> tuple[str, str]:
    """The figure of a statement about a goal that counts in `unit`, or "", and its note.

    A number is a figure where a sentence could end behind it, or its unit stands there: "on track, 3 deals closed" is
    a note about deals, unless the goal counts deals.
    """
    if one.figure:
        return one.figure, tidy(one.rest)
    found = _AFTER.match(one.rest)
    if found is None:
        return "", tidy(one.rest)
    unit = re.escape(unit) if unit else r"(?!)"
    stops = rf"\s*(?:{unit}\b)?\s*(?:$|[\n,;:.!)\u2013\u2014-]|(?:{_GOES_ON})\b)|\s*{unit}(?!\w)"
    ends = re.match(stops, found["note"], re.IGNORECASE)
    if not ends:
        return "", tidy(one.rest)
    note = re.sub(rf"^\s*{unit}(?!\w)", "", found["note"], flags=re.IGNORECASE)
    return found["figure"].rstrip(".,"), tidy(note)


def tidy(note: str) -> str:
    """A note without what held it together with the word before."""
    return re.sub(r"\n{3,}", "\n\n", note.lstrip(" \t,;:.!)\u2013\u2014-\n*_")).strip()
