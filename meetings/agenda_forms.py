"""The editor of an agenda: a row of fields for each line, in the order in which they stand on the page.

Rows are kept nowhere until they are saved: adding, moving and taking out send the whole form there and back. The order
is that of the names in `row`, so that dragging a row in the page is all that a script has to do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from secrets import token_hex
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from meetings.actions.agendas import MOST_ITEMS, Line
from meetings.agendas import KIND_WORDS, LONGEST_TITLE, MOST_DAYS, MOST_MINUTES, Item, Kind, timeline

Choices = Sequence[tuple[str, str]]

MOST_JOBS = 8
JOB_LENGTH = 40
KINDS: Choices = [(kind.value, KIND_WORDS[kind]) for kind in Kind]


class RowForm(forms.Form):
    """What every line of an agenda has. `starts` is when it begins, once the page knows."""

    title = forms.CharField(label="What", max_length=LONGEST_TITLE, widget=forms.TextInput({"autocomplete": "off"}))
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label="Kind", choices=KINDS, initial=Kind.TOPIC.value)
    day = forms.TypedChoiceField(label="Day", coerce=int)
    starts: datetime | None = None

    def __init__(self, row: str, data: Any = None, *, days: int, **kwargs: Any) -> None:
        super().__init__(data, prefix=row, **kwargs)
        self.row = row
        last = max(days, at_most(self["day"].value(), MOST_DAYS)) if data is None else days
        self.fields["day"].choices = [(n, f"Day {n}") for n in range(1, last + 1)]  # type: ignore[attr-defined]
        if days == 1:
            self.fields["day"].widget = forms.HiddenInput()

    @property
    def said(self) -> str:
        """What the row is called on its buttons."""
        return str(self["title"].value() or "the new item")

    @property
    def drawn_minutes(self) -> int:
        """Its minutes as far as they can be read: the clock of the others goes by them."""
        return at_most(self["minutes"].value(), MOST_MINUTES)

    @property
    def drawn_day(self) -> int:
        """Its day as far as it can be read."""
        return max(1, at_most(self["day"].value(), MOST_DAYS))


class LineForm(RowForm):
    """One line of a meeting's agenda, with who presents it."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    parked = forms.UUIDField(required=False, widget=forms.HiddenInput)
    needs_presenter = forms.BooleanField(required=False, widget=forms.HiddenInput)
    presenter = forms.ChoiceField(label="Who", required=False)
    notes = forms.CharField(
        label="Notes", max_length=1000, required=False, widget=forms.Textarea({"rows": 2}),
        help_text="The group reads them with the agenda.",
    )  # fmt: skip

    def __init__(self, row: str, data: Any = None, *, days: int, people: Choices, **kwargs: Any) -> None:
        super().__init__(row, data, days=days, **kwargs)
        self.fields["presenter"].choices = [("", "Nobody yet" if self.wants else "Nobody"), *people]  # type: ignore[attr-defined]

    @property
    def wants(self) -> bool:
        """Whether somebody has to present it."""
        return str(self["needs_presenter"].value()) in ("True", "on")

    @property
    def line(self) -> Line:
        """What a valid row says."""
        said = {**self.cleaned_data}
        return Line(**(said | {"presenter": UUID(said["presenter"]) if said["presenter"] else None}))


class ItemForm(RowForm):
    """One line of an agenda to start from."""

    needs_presenter = forms.BooleanField(label="Somebody presents it", required=False)
    each_seat = forms.BooleanField(label="Its minutes are shared by all seats", required=False)

    def item(self, number: int) -> Item:
        """What a valid row says, with a key of its place."""
        said = self.cleaned_data
        return Item(f"item-{number}", **(said | {"kind": Kind(said["kind"])}))


def at_most(value: Any, most: int) -> int:
    """A number as far as it can be read, 0 to `most`."""
    text = str(value or "").strip()
    return min(int(text), most) if text.isdecimal() and len(text) < 5 else 0


class JobForm(forms.Form):
    """One job and who does it. The name of a usual job is given, that of a further one is typed."""

    name = forms.CharField(label="Job", max_length=JOB_LENGTH, required=False)
    member = forms.ChoiceField(label="Who", required=False)

    def __init__(self, row: str, data: Any = None, *, people: Choices, **kwargs: Any) -> None:
        super().__init__(data, prefix=row, **kwargs)
        self.row = row
        self.fields["member"].choices = [("", "Nobody"), *people]  # type: ignore[attr-defined]

    @property
    def said(self) -> str:
        """What the job is called."""
        return str(self["name"].value() or "")

    def clean(self) -> dict[str, Any]:
        """Somebody who does a job does one with a name."""
        cleaned = super().clean() or {}
        if cleaned.get("member") and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", "What is the job called?")
        return cleaned


class AgendaForm:
    """The rows of one agenda, its jobs, and the version that its reader saw."""

    def __init__(self, rows: list[Any], jobs: list[JobForm], version: str) -> None:
        self.rows, self.jobs, self.version = rows, jobs, version
        self.refusals: list[str] = []

    def is_valid(self) -> bool:
        """Whether everything was typed right; the rows say what was not."""
        if not (self.version.isdecimal() and len(self.version) < 10):
            self.refusals.append("This page is out of date. Reload it, then save again.")
        names = [job["name"].value() for job in self.jobs if job.is_valid() and job.cleaned_data["member"]]
        if len({str(name).strip().casefold() for name in names}) < len(names):
            self.refusals.append("Two jobs have the same name.")
        valid = [form.is_valid() for form in (*self.rows, *self.jobs)]
        return all(valid) and not self.refusals

    @property
    def errors(self) -> bool:
        """Whether anything is said to be wrong."""
        forms = (*self.rows, *self.jobs)
        return bool(self.refusals) or any(form.is_bound and form.errors for form in forms)

    @property
    def lines(self) -> list[Line]:
        """What valid rows say."""
        return [form.line for form in self.rows]

    @property
    def given(self) -> dict[str, UUID]:
        """Who does which job, of valid rows."""
        return {
            job.cleaned_data["name"]: UUID(job.cleaned_data["member"])
            for job in self.jobs
            if job.cleaned_data["member"]
        }

    @property
    def minutes(self) -> int:
        """How long it is, as far as that can be read."""
        return sum(form.drawn_minutes for form in self.rows)

    def minutes_of(self, day: int) -> int:
        """How long one of its days is."""
        return sum(form.drawn_minutes for form in self.rows if form.drawn_day == day)

    def set_clock(self, starts: datetime, zone: str) -> None:
        """Tell each row when it begins."""
        items = [Item(form.row, "-", max(1, form.drawn_minutes), Kind.TOPIC, form.drawn_day) for form in self.rows]
        for form, slot in zip(self.rows, timeline(items, starts, zone), strict=True):
            form.starts = slot.starts

    def sort(self) -> None:
        """Put the rows of the first day before those of the second; within a day they stay as they are."""
        self.rows.sort(key=lambda form: form.drawn_day)

    def settle(self, row: str) -> str:
        """A row that was put among those of another day is that day's; returns what it is called, "" for none."""
        at = next((n for n, form in enumerate(self.rows) if form.row == row), None)
        if at is None:
            return ""
        beside = self.rows[at - 1] if at else self.rows[min(1, len(self.rows) - 1)]
        self.rows[at]["day"].initial = beside.drawn_day
        return str(self.rows[at].said)

    def move(self, row: str, step: int) -> str:
        """Have a row change places with its neighbor, or go over to the neighbor's day; returns what it is called, ""
        for none."""
        self.sort()
        at = next((n for n, form in enumerate(self.rows) if form.row == row), None)
        if at is None or not 0 <= at + step < len(self.rows):
            return ""
        one, other = self.rows[at], self.rows[at + step]
        if one.drawn_day != other.drawn_day:
            one["day"].initial = other.drawn_day
        else:
            self.rows[at], self.rows[at + step] = other, one
        return str(one.said)

    def take_out(self, row: str) -> Any:
        """Take a row out; returns it, or None."""
        gone = next((form for form in self.rows if form.row == row), None)
        self.rows = [form for form in self.rows if form is not gone]
        return gone


def new_row() -> str:
    """The name of a row that is not saved yet."""
    return f"n{token_hex(4)}"


def typed_rows(data: QueryDict) -> list[str]:
    """The names of the rows that came back, in their order, each once."""
    names = [name for name in dict.fromkeys(data.getlist("row")) if name.isalnum() and len(name) <= 40]
    return names[: MOST_ITEMS + 1]


def as_typed(form_class: type[forms.Form], row: str, data: QueryDict) -> dict[str, Any]:
    """What was typed into a row, as the initial values of one that nobody is told mistakes of yet."""
    fields = form_class.base_fields.items()
    return {name: field.widget.value_from_datadict(data, {}, f"{row}-{name}") for name, field in fields}


def initial_of(line: Line) -> dict[str, Any]:
    """A line as the values of its row."""
    return {name: "" if value is None else value for name, value in asdict(line).items()}


def job_rows(given: Mapping[str, UUID], usual: Iterable[str], people: Choices) -> list[JobForm]:
    """A row for each usual job and each that somebody has, and one for a further job."""
    names = list(dict.fromkeys((*usual, *given)))[:MOST_JOBS]
    rows = [
        JobForm(f"j{n}", people=people, initial={"name": name, "member": str(given.get(name, ""))})
        for n, name in enumerate(names)
    ]
    return [*rows, JobForm(f"j{len(rows)}", people=people)]
