"""Forms of what is done before a meeting: the preparation, in sections that are saved while one types, and homework."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.utils.crypto import salted_hmac

from meetings.actions.preparing import LONGEST, USUAL_WEIGHT
from meetings.models import Homework, Preparation
from programs.conflict import Difference, VersionField

KEPT = "kept"
"""What a preparation says of a promise."""

WEIGHTS = (("1", "Small"), ("2", "Medium"), ("3", "Heavy"))

SECTIONS = ("goals", "promises", "win", "issue")


class Asked(NamedTuple):
    """A goal or a promise on the page: its key, its words, and for a goal how it stands ("" before the first word)."""

    key: str
    title: str
    status: str = ""


@dataclass(frozen=True)
class Written:
    """What a preparation says, section by section; goals and promises without those left as they stand."""

    goals: tuple[tuple[str, str], ...] = ()
    promises: tuple[str, ...] = ()
    win: str = ""
    issue: tuple[str, str] = ("", "")

    def mark(self, section: str) -> str:
        """A few letters that change when the section does, and say nothing of it."""
        return salted_hmac("preparation", repr(getattr(self, section))).hexdigest()[:12]

    def told(self) -> dict[str, Any]:
        """What save_preparation takes."""
        issue, weight = self.issue
        return {
            "confirmed": dict(self.goals) | dict.fromkeys(self.promises, KEPT),
            "win": self.win,
            "issue": issue,
            "weight": int(weight) if weight else None,
        }


def written(row: Preparation | None, goals: Iterable[Asked], promises: Iterable[Asked]) -> Written:
    """What a row says, None for one that is not begun; of goals and promises that are on the page."""
    if row is None:
        return Written()
    said: Mapping[str, str] = row.confirmed
    return Written(
        tuple((goal.key, said[goal.key]) for goal in goals if said.get(goal.key, goal.status) != goal.status),
        tuple(promise.key for promise in promises if said.get(promise.key) == KEPT),
        row.win,
        (row.issue, str(row.weight or USUAL_WEIGHT) if row.issue else ""),
    )


class PrepareForm(forms.Form):
    """One scroll: each goal, each promise, a win, an issue with its weight. Nothing is required.

    Beside each section travels the mark of what stood there when the page was drawn, so that two windows only ask their
    reader where both changed the same.
    """

    win = forms.CharField(
        label="One win since the last meeting",
        help_text="A sentence is enough. It is said first at the table.",
        required=False,
        max_length=600,
        widget=forms.Textarea({"rows": 3}),
    )
    issue = forms.CharField(
        label="One issue you would like help with",
        help_text="It goes to the parking lot of the group, under your name.",
        required=False,
        max_length=140,
    )
    weight = forms.ChoiceField(
        label="How much does it weigh?", choices=WEIGHTS, required=False, widget=forms.RadioSelect
    )

    def __init__(
        self,
        data: Any = None,
        *,
        goals: Sequence[Asked],
        promises: Sequence[Asked],
        statuses: Sequence[tuple[str, str]],
        stands: Written,
    ) -> None:
        self.goals, self.promises, self.stands = goals, promises, stands
        self.statuses = dict(statuses)
        said = dict(stands.goals)
        initial: dict[str, Any] = {
            "win": stands.win,
            "issue": stands.issue[0],
            "weight": stands.issue[1] or str(USUAL_WEIGHT),
        }
        initial |= {f"goal-{goal.key}": said.get(goal.key, goal.status) for goal in goals}
        initial |= {f"promise-{promise.key}": promise.key in stands.promises for promise in promises}
        initial |= {f"was-{section}": stands.mark(section) for section in SECTIONS}
        super().__init__(data, initial=initial)
        for goal in goals:
            self.fields[f"goal-{goal.key}"] = forms.ChoiceField(
                label=goal.title,
                choices=list(statuses),
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose on track, at risk or stuck."},
            )
        for promise in promises:
            self.fields[f"promise-{promise.key}"] = forms.BooleanField(label=promise.title, required=False)
        for section in SECTIONS:
            self.fields[f"was-{section}"] = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)

    def clean_win(self) -> str:
        """Line breaks as they are kept: a browser sends two signs for one."""
        win: str = self.cleaned_data["win"]
        return win.replace("\r\n", "\n")

    def marks(self) -> list[Any]:
        """The hidden fields beside the sections."""
        return [self[f"was-{section}"] for section in SECTIONS]

    def goal_rows(self) -> list[tuple[Asked, Any]]:
        """Each goal with its field."""
        return [(goal, self[f"goal-{goal.key}"]) for goal in self.goals]

    def promise_rows(self) -> list[tuple[Asked, Any]]:
        """Each promise with its field."""
        return [(promise, self[f"promise-{promise.key}"]) for promise in self.promises]

    def statuses_said(self) -> dict[str, str]:
        """The status chosen for each goal, by its key; "" where none was."""
        return {goal.key: self.cleaned_data[f"goal-{goal.key}"] for goal in self.goals}

    def said(self) -> Written:
        """What was typed."""
        data, status = self.cleaned_data, self.statuses_said()
        issue = data["issue"]
        return Written(
            tuple((goal.key, status[goal.key]) for goal in self.goals if status[goal.key] not in ("", goal.status)),
            tuple(promise.key for promise in self.promises if data[f"promise-{promise.key}"]),
            data["win"],
            (issue, data["weight"] or str(USUAL_WEIGHT)) if issue else ("", ""),
        )

    def merged(self) -> tuple[Written, list[str]]:
        """What shall stand: of each section what was typed here, or what another window saved meanwhile; and the
        sections that both changed."""
        said, taken, both = self.said(), {}, []
        for section in SECTIONS:
            mine, theirs = getattr(said, section), getattr(self.stands, section)
            was = self.cleaned_data[f"was-{section}"]
            moved = was and was != self.stands.mark(section)
            if moved and mine != theirs and was != said.mark(section):
                both.append(section)
            taken[section] = theirs if moved and was == said.mark(section) else mine
        return Written(**taken), both

    def differences(self, sections: Iterable[str]) -> list[Difference]:
        """What stands and what was typed in these sections, in words."""
        said = self.said()
        return [
            (label, stands, typed)
            for section in sections
            for (label, stands), (_, typed) in zip(
                self.in_words(self.stands, section), self.in_words(said, section), strict=True
            )
            if stands != typed
        ]

    def in_words(self, words: Written, section: str) -> list[tuple[str, str]]:
        """A section as the page would say it: [(label, words)]."""
        if section == "goals":
            said = dict(words.goals)
            return [(goal.title, self.statuses.get(said.get(goal.key, goal.status), "")) for goal in self.goals]
        if section == "promises":
            return [(one.title, "kept" if one.key in words.promises else "open") for one in self.promises]
        if section == "win":
            return [("Win", words.win)]
        return [("Issue", words.issue[0]), ("Weight", dict(WEIGHTS).get(words.issue[1], ""))]

    def send_on(self) -> None:
        """Have a form that came back carry the marks of what stands now, so that saving it again is a choice."""
        data: Any = self.data
        data = data.copy()
        for section in SECTIONS:
            data[f"was-{section}"] = self.stands.mark(section)
        self.data = data


class HomeworkForm(forms.Form):
    """A task for everybody in the group."""

    title = forms.CharField(label="What is it?", max_length=140, help_text="Such as: Bring your service agreement.")
    text = forms.CharField(
        label="In more words", required=False, max_length=2000, widget=forms.Textarea({"rows": 4})
    )  # fmt: skip
    minutes = forms.IntegerField(
        label="How long does it take?",
        min_value=1,
        max_value=LONGEST,
        initial=20,
        help_text="Your estimate. What takes up to half an hour gets done.",
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    hand_in = forms.ChoiceField(
        label="How is it handed in?",
        choices=Homework.HandIn.choices,
        initial=Homework.HandIn.TICK,
        widget=forms.RadioSelect,
    )
    first_meeting = forms.BooleanField(
        label="Only for whoever comes for the first time",
        help_text="They then get this, and not what all get.",
        required=False,
    )
    version = VersionField(required=False)

    def __init__(self, data: Any = None, *, homework: Homework | None = None) -> None:
        names = ("title", "text", "minutes", "hand_in", "first_meeting", "version")
        super().__init__(data, initial={name: getattr(homework, name) for name in names} if homework else {})
        if homework is None:
            del self.fields["version"]
        else:
            self.fields["version"].required = True

    def told(self) -> dict[str, Any]:
        """The fields of Homework."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
