"""The criteria of a program or a group, and what an applicant's facts say to each: met, not met or unclear, and why.

Pure. A machine only prepares: people decide. The kinds of criteria are in vetting.kinds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from vetting.conflicts import Unit
from vetting.facts import ALONE, Facts, Surroundings
from vetting.kinds import RULES, Kind, Met, View, wrong_with


class Weight(StrEnum):
    """How much a criterion counts."""

    MUST = "must"
    SHOULD = "should"
    INFO = "info"

    @property
    def label(self) -> str:
        """In the words of the interface."""
        return {"must": "Must", "should": "Should", "info": "For information"}[self]


class Fit(StrEnum):
    """What all findings together say. The machine's word, for people to check."""

    FITS = "fits"
    LOOK = "look"
    NOT = "not"

    @property
    def label(self) -> str:
        """In the words of the interface."""
        return {"fits": "Fits", "look": "Needs a look", "not": "Does not fit"}[self]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One rule. `key` names it within its set; `question` is the text of a custom one. `wanted`, by kind:

    role, vertical, business_model, vendor: {"any": [names], "none": [names]}, business models by key;
    employees, managed_users, revenue_band (0-6), recurring_share (%), maturity (1-5), years_in_business:
    {"min": n, "max": n}; place: {"countries": [ISO], "regions": ["OH"], "zones": [IANA]}, each that is told must hold;
    distance: {"min_km": n} to every seated member; market: {"at_most": n} other companies of the same market;
    question: {"choices": [answers to choose from], "good": [those that meet it]}, or {} for a free answer.
    What is left out or None is not asked for.
    """

    key: str
    kind: Kind
    weight: Weight
    wanted: Mapping[str, Any] = field(default_factory=dict)
    question: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As JSON keeps it; `from_dict` reads it back."""
        return {
            "key": self.key, "kind": str(self.kind), "weight": str(self.weight), "wanted": dict(self.wanted),
            "question": self.question,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Criterion":
        """A criterion as `as_dict` wrote it. Raises KeyError or ValueError for what is none; see `problems` as well."""
        return cls(
            data["key"], Kind(data["kind"]), Weight(data["weight"]), dict(data.get("wanted", {})),
            data.get("question", ""),
        )  # fmt: skip

    def in_words(self, unit: Unit = "mi") -> str:
        """The rule in a line: "Employees, must: 8 to 25"."""
        name = f"{self.kind.label} “{self.question}”" if self.kind is Kind.QUESTION else self.kind.label
        return f"{name}, {self.weight.label.lower()}: {self.asks(unit) or 'whatever it is'}"

    def asks(self, unit: Unit = "mi") -> str:
        """What it asks for, within a sentence: "8 to 25", "healthcare or dental"; '' if it asks for nothing."""
        return RULES[self.kind].asks(self.wanted, unit)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the facts say to one criterion: the evidence in a few words, and one sentence with what was asked for.

    `ask` is the question that would clear it up, or '' if nothing is to be asked.
    """

    criterion: Criterion
    met: Met
    evidence: str
    sentence: str
    ask: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As JSON keeps it; `from_dict` reads it back."""
        return {
            "criterion": self.criterion.as_dict(), "met": str(self.met), "evidence": self.evidence,
            "sentence": self.sentence, "ask": self.ask,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Finding":
        """A finding as `as_dict` wrote it. Raises KeyError or ValueError for what is none."""
        criterion = Criterion.from_dict(data["criterion"])
        return cls(criterion, Met(data["met"]), data["evidence"], data["sentence"], data["ask"])


def judge(criterion: Criterion, facts: Facts, surroundings: Surroundings = ALONE, *, today: date) -> Finding:
    """What `facts` say to `criterion`, in one sentence with numbers: "14 people; this group asks for 8 to 25."

    The criterion is one without `problems`.
    """
    rule = RULES[criterion.kind]
    seen = rule.look(View(criterion.key, criterion.wanted, facts, surroundings, today))
    asks = criterion.asks(surroundings.unit)
    end = f"; {surroundings.whose} asks for {asks}." if asks else "."
    if seen is None:
        question = criterion.question or rule.question
        return Finding(criterion, Met.UNCLEAR, "", f"{_capital(criterion.kind.label)} not known yet{end}", question)
    return Finding(criterion, seen.met, seen.evidence, f"{_capital(seen.evidence)}{end}{seen.more}")


def judge_all(
    criteria: Iterable[Criterion], facts: Facts, surroundings: Surroundings = ALONE, *, today: date
) -> list[Finding]:
    """What `facts` say to each of `criteria`, in their order."""
    return [judge(criterion, facts, surroundings, today=today) for criterion in criteria]


def fit(findings: Iterable[Finding]) -> Fit:
    """A must that is not met does not fit; a must that is unclear or a should that is not met needs a look."""
    marks = {(finding.criterion.weight, finding.met) for finding in findings}
    if (Weight.MUST, Met.NOT_MET) in marks:
        return Fit.NOT
    return Fit.LOOK if marks & {(Weight.MUST, Met.UNCLEAR), (Weight.SHOULD, Met.NOT_MET)} else Fit.FITS


def missing(findings: Iterable[Finding]) -> list[str]:
    """The questions that would clear up what is unclear, the musts first. What is for information holds nobody up."""
    open_ = [finding for finding in findings if finding.ask and finding.criterion.weight is not Weight.INFO]
    open_.sort(key=lambda finding: finding.criterion.weight is not Weight.MUST)
    return list(dict.fromkeys(finding.ask for finding in open_))


# -- trying criteria on past cases ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """A past decision: what was known on the day `on`, and whether it was `accepted`. `key` is the caller's."""

    key: str
    facts: Facts
    accepted: bool
    on: date
    surroundings: Surroundings = ALONE


@dataclass(frozen=True, slots=True)
class Tried:
    """One past case under two sets of criteria: what decides by the old (`was`) and by the new ones (`sentence`)."""

    case: Case
    before: Fit
    after: Fit
    was: str
    sentence: str

    @property
    def flips(self) -> bool:
        """Whether the new criteria speak against a decision against which the old ones did not."""
        against = Fit.NOT if self.case.accepted else Fit.FITS
        return self.after is against and self.before is not against


def try_on(old: Sequence[Criterion], new: Sequence[Criterion], cases: Iterable[Case]) -> list[Tried]:
    """Each past case by the `old` and the `new` criteria, those that would flip first; a sentence says what decides."""
    tried = [_try(old, new, case) for case in cases]
    return sorted(tried, key=lambda one: not one.flips)


def _try(old: Sequence[Criterion], new: Sequence[Criterion], case: Case) -> Tried:
    then = judge_all(old, case.facts, case.surroundings, today=case.on)
    now = judge_all(new, case.facts, case.surroundings, today=case.on)
    before, after = fit(then), fit(now)
    done = "Accepted" if case.accepted else "Declined"
    sentence = f"{done}; by these criteria: {after.label.lower()}. {_why(now, after)}"
    return Tried(case, before, after, _why(then, before), sentence)


def _why(findings: Sequence[Finding], whole: Fit) -> str:
    """The sentence of the finding that decides."""
    return next((one.sentence for one in findings if _decides(one, whole)), "Every must and should is met.")


def _decides(finding: Finding, after: Fit) -> bool:
    """Whether it is a finding for which the whole does not simply fit."""
    weight, met = finding.criterion.weight, finding.met
    if after is Fit.NOT:
        return weight is Weight.MUST and met is Met.NOT_MET
    return (weight is Weight.MUST and met is Met.UNCLEAR) or (weight is Weight.SHOULD and met is not Met.MET)


# -- what a new version changes ------------------------------------------------------------------------------------


def changes(old: Sequence[Criterion], new: Sequence[Criterion], unit: Unit = "mi") -> list[str]:
    """What differs from one version to the next, a sentence a criterion: added, changed, taken out."""
    before, after = ({one.key: one for one in criteria} for criteria in (old, new))
    found = []
    for key, one in after.items():
        if key not in before:
            found.append(f"Added: {one.in_words(unit)}.")
        elif before[key] != one:
            found.append(f"{one.in_words(unit)}. Before: {before[key].in_words(unit)}.")
    return found + [f"Taken out: {one.in_words(unit)}." for key, one in before.items() if key not in after]


# -- what is wrong with a criterion as it was typed ----------------------------------------------------------------


def problems(criterion: Criterion) -> list[str]:
    """What has to change before the criterion can be used, in sentences for its editor; empty if nothing has."""
    found = [] if criterion.key.strip() else ["The criterion has no key."]
    asked = criterion.kind is Kind.QUESTION
    if asked and not criterion.question.strip():
        found.append("Question: write the question.")
    found += wrong_with(criterion.kind, criterion.wanted)
    if found or criterion.weight is Weight.INFO:
        return found
    if asked and criterion.wanted.get("choices") and not criterion.wanted.get("good"):
        return ["Question: say which answers meet it."]
    if not asked and all(value in (None, []) for value in criterion.wanted.values()):
        return [f"{criterion.kind.label}: say what is asked for, or make it for information."]
    return []


def problems_of_all(criteria: Sequence[Criterion]) -> list[str]:
    """`problems` of each, and keys that two criteria have."""
    found = [problem for criterion in criteria for problem in problems(criterion)]
    keys = [criterion.key for criterion in criteria]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    return [*found, *(f"Two criteria have the key {key}." for key in twice)]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
