"""The editor of criteria: a row of fields for each, by its kind, and back from what was typed to what it wants.

Rows are kept nowhere until they are published: adding and taking out send the whole form there and back.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from math import isfinite
from secrets import token_hex
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.http import QueryDict

from members.fields import in_km, in_unit
from members.models import City
from members.roster.cities import city as city_text
from programs.days_off import COUNTRIES
from vetting.conflicts import Unit
from vetting.criteria import Criterion, Weight, problems
from vetting.facts import BUSINESS_MODELS, REVENUE_BANDS
from vetting.kinds import RULES, Kind
from vetting.picks import own_words

MOST_ROWS = 40
KEY = r"[\w-]{1,40}"
OF_A_GROUP = (Kind.DISTANCE, Kind.MARKET)
"""Kinds that compare with the people of one group: the program's own criteria cannot ask for them."""

NAMES = {
    Kind.VERTICAL: "Such as Healthcare, Dental. Separate several by commas.",
    Kind.VENDOR: "Such as HaloPSA, NinjaOne. Separate several by commas.",
}
MANY_WORDS = 2000


class TypedNumber(forms.CharField):
    """A number as people type it, "1,200" too; cleans to an int, to a float where `whole` is False, or to None."""

    def __init__(self, *, limits: tuple[float, float], whole: bool = True, **kwargs: Any) -> None:
        mode = "numeric" if whole else "decimal"
        widget = forms.TextInput({"inputmode": mode, "autocomplete": "off"})
        super().__init__(required=False, max_length=20, widget=widget, **kwargs)
        self.limits, self.whole = limits, whole

    def clean(self, value: Any) -> Any:
        """The number within its limits."""
        text = super().clean(value).replace(",", "").replace(" ", "")
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not isfinite(number) or (self.whole and not number.is_integer()):
            example = "such as 12" if self.whole else "such as 2.5"
            raise forms.ValidationError(
                f"“{value.strip()}” is no {'whole ' if self.whole else ''}number. Write digits, {example}."
            )
        low, high = self.limits
        if not low <= number <= high:
            raise forms.ValidationError(f"Write a number from {low:,g} to {high:,.0f}.")
        return int(number) if number.is_integer() else number


class WordsField(forms.CharField):
    """Names separated by commas or lines; cleans to a list."""

    def __init__(self, *, rows: int = 1, **kwargs: Any) -> None:
        widget = forms.Textarea({"rows": rows}) if rows > 1 else forms.TextInput({"autocomplete": "off"})
        super().__init__(required=False, max_length=MANY_WORDS, widget=widget, **kwargs)
        self.by_line = rows > 1

    def clean(self, value: Any) -> Any:
        """The names, each once."""
        text = super().clean(value)
        if self.by_line:
            return list(dict.fromkeys(line for line in (" ".join(one.split()) for one in text.splitlines()) if line))
        return own_words(text)

    def prepare_value(self, value: Any) -> Any:
        """A list as it is typed."""
        return value if isinstance(value, str) or value is None else ("\n" if self.by_line else ", ").join(value)


class CriterionForm(forms.Form):
    """One criterion. Its kind decides the fields; `criterion` is what it says once it is valid."""

    criterion: Criterion

    def __init__(
        self, kind: Kind, key: str, data: Any = None, *, row: int, unit: Unit, tracks: Collection[str],
        kept: Criterion | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, prefix=f"c{row}", initial=initial_of(kept, unit) if kept else {"weight": Weight.MUST})
        self.kind, self.key, self.row, self.unit, self.is_new = kind, key, row, unit, False
        self.tracks, self.kept = tracks, kept
        label = kind.label
        self.fields["weight"] = forms.ChoiceField(
            label=f"{label} counts as", choices=[(one.value, one.label) for one in Weight],
            error_messages={
                "required": "Choose must, should or information.", "invalid_choice": "Choose one of the three.",
            },
        )  # fmt: skip
        self.fields |= FIELDS[kind](label, unit, tracks, kept.wanted if kept else {})

    def at_rest(self) -> "CriterionForm":
        """The same as it was typed, whatever it says: nobody is told of mistakes while they are still at it."""
        made = CriterionForm(self.kind, self.key, row=self.row, unit=self.unit, tracks=self.tracks, kept=self.kept)
        made.initial = {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }
        return made

    @property
    def title(self) -> str:
        """What it looks at."""
        return self.kind.label

    @property
    def asked(self) -> list[forms.BoundField]:
        """Its fields beside the weight."""
        return [self[name] for name in self.fields if name != "weight"]

    def clean(self) -> dict[str, Any]:
        """Puts the criterion together; what is wrong with it as a whole is said at the field that can mend it."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        low, high = cleaned.get("min"), cleaned.get("max")
        if low is not None and high is not None and low > high:
            said = (
                (REVENUE_BANDS[low], REVENUE_BANDS[high])
                if self.kind is Kind.REVENUE_BAND
                else (f"{low:,g}", f"{high:,g}")
            )
            self.add_error("max", f"Nothing lies between {said[0]} and {said[1]}. Put the smaller one first.")
            return cleaned
        self.criterion = Criterion(
            self.key,
            self.kind,
            Weight(cleaned["weight"]),
            self.wanted(cleaned),
            " ".join(cleaned.get("question", "").split()),
        )
        for problem in problems(self.criterion):
            self.add_error(self.at_fault(problem), problem.removeprefix(f"{self.kind.label}: ").capitalize())
        return cleaned

    def wanted(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """What is asked for, without what was left empty; distances in km."""
        told = {name: value for name, value in cleaned.items() if name not in ("weight", "question")}
        if "distance" in told:
            told = {"min_km": in_km(told["distance"], self.unit)}
        return {name: value for name, value in told.items() if value not in (None, "", [])}

    def at_fault(self, problem: str) -> str:
        """The field at which a problem of the whole is said."""
        if self.kind is Kind.QUESTION:
            return "question" if "write the question" in problem else "good" if "meet" in problem else "choices"
        return next(name for name in self.fields if name != "weight")

    def clean_regions(self) -> list[str]:
        """States by their codes; a name that the program's country list knows is turned into its code."""
        found = [(word, city_text(f"Town, {word}").region or word.upper()) for word in self.cleaned_data["regions"]]
        unsure = {code for word, code in found if not city_text(f"Town, {word}").region}
        known = set(City.objects.filter(region__in=unsure).values_list("region", flat=True)) if unsure else set()
        strange = [word for word, code in found if code in unsure - known]
        if strange:
            raise forms.ValidationError(
                f"We know no state “{strange[0]}”. Write its code or its name, such as OH or Ohio."
            )
        return list(dict.fromkeys(code for _, code in found))

    def clean_countries(self) -> list[str]:
        """Countries by their codes."""
        names = {name.casefold(): code for code, name in COUNTRIES}
        codes = [names.get(word.casefold(), word.upper()) for word in self.cleaned_data["countries"]]
        unsure = set(codes) - set(names.values())
        known = set(City.objects.filter(country__in=unsure).values_list("country", flat=True)) if unsure else set()
        for word, code in zip(self.cleaned_data["countries"], codes, strict=True):
            if code in unsure - known:
                raise forms.ValidationError(f"We know no country “{word}”. Write its two letters, such as US or CA.")
        return list(dict.fromkeys(codes))

    def clean_zones(self) -> list[str]:
        """Time zones by their names in the zone database."""
        names = {name.casefold(): name for name in available_timezones()}
        for word in self.cleaned_data["zones"]:
            if word.replace(" ", "_").casefold() not in names:
                raise forms.ValidationError(f"There is no time zone “{word}”. Write it like America/Chicago.")
        return [names[word.replace(" ", "_").casefold()] for word in self.cleaned_data["zones"]]


# -- the fields of each kind ---------------------------------------------------------------------------------------

Fields = dict[str, forms.Field]


def numbers(kind: Kind, *, whole: bool = True) -> Any:
    """A number from and up to."""

    def fields(label: str, unit: Unit, tracks: Collection[str], kept: Any) -> Fields:
        limits = RULES[kind].limits
        return {
            "min": TypedNumber(label=f"{label} from", limits=limits, whole=whole),
            "max": TypedNumber(label=f"{label} up to", limits=limits, whole=whole),
        }

    return fields


def bands(label: str, unit: Unit, tracks: Collection[str], kept: Any) -> Fields:
    """One band to another."""
    choices = [("", "Any"), *((number, words) for number, words in enumerate(REVENUE_BANDS))]
    wrong = {"invalid_choice": "Choose a band from the list."}

    def one(words: str) -> forms.Field:
        return forms.TypedChoiceField(
            label=f"{label} {words}",
            choices=choices,
            coerce=int,
            empty_value=None,
            required=False,
            error_messages=wrong,
        )

    return {"min": one("from"), "max": one("up to")}


def ticks(known: Any) -> Any:
    """One of some, and none of others, out of a list; `known` gives it as (value, words) from the tracks."""

    def fields(label: str, unit: Unit, tracks: Collection[str], kept: Any) -> Fields:
        choices = list(known(tracks))
        values = {value for value, _ in choices}
        used = [name for part in ("any", "none") for name in kept.get(part) or () if name not in values]
        choices += [(name, name) for name in dict.fromkeys(used)]
        wrong = {"invalid_choice": "“%(value)s” is not on the list any more. Reload the page."}

        def one(words: str) -> forms.Field:
            return forms.MultipleChoiceField(
                label=f"{label}, {words}", choices=choices, required=False, widget=forms.CheckboxSelectMultiple,
                error_messages=wrong,
            )  # fmt: skip

        return {"any": one("one of"), "none": one("none of")}

    return fields


def words_of(kind: Kind) -> Any:
    """One of some names, and none of others, in the admin's own words."""

    def fields(label: str, unit: Unit, tracks: Collection[str], kept: Any) -> Fields:
        return {
            "any": WordsField(label=f"{label}, one of", help_text=NAMES[kind]),
            "none": WordsField(label=f"{label}, none of"),
        }

    return fields


def places(label: str, unit: Unit, tracks: Collection[str], kept: Any) -> Fields:
    """Country, state and time zone; each that is told must hold."""
    return {
        "countries": WordsField(
            label="Countries", help_text="Such as US, Canada. Each line that you fill in must hold."
        ),
        "regions": WordsField(label="States or provinces", help_text="Such as OH, Indiana."),
        "zones": WordsField(label="Time zones", help_text="Such as America/Chicago."),
    }


def distances(label: str, unit: Unit, tracks: Collection[str], kept: Any) -> Fields:
    """How far from everybody who is seated."""
    said = "miles" if unit == "mi" else "km"
    return {"distance": TypedNumber(label=f"Distance to each member, {said} or more", limits=(1, 12_000))}


def markets(label: str, unit: Unit, tracks: Collection[str], kept: Any) -> Fields:
    """How many others of the same market."""
    return {"at_most": TypedNumber(label="Others of the same market, at most", limits=(0, 24))}


def questions(label: str, unit: Unit, tracks: Collection[str], kept: Any) -> Fields:
    """A question of one's own."""
    return {
        "question": forms.CharField(label="The question", max_length=300, required=False),
        "choices": WordsField(
            label="Answers to choose from", rows=3, help_text="One on each line. None: they write freely."
        ),
        "good": WordsField(
            label="Answers that meet it", rows=3, help_text="One on each line. None: a person judges it."
        ),
    }


def roles_of(tracks: Collection[str]) -> Iterator[tuple[str, str]]:
    """Roles are the program's tracks."""
    return ((name, name) for name in tracks)


def models_of(tracks: Collection[str]) -> Iterator[tuple[str, str]]:
    """Business models, in words."""
    return ((key, words[:1].upper() + words[1:]) for key, words in BUSINESS_MODELS.items())


FIELDS = {
    Kind.ROLE: ticks(roles_of),
    Kind.EMPLOYEES: numbers(Kind.EMPLOYEES),
    Kind.MANAGED_USERS: numbers(Kind.MANAGED_USERS),
    Kind.REVENUE_BAND: bands,
    Kind.RECURRING_SHARE: numbers(Kind.RECURRING_SHARE),
    Kind.MATURITY: numbers(Kind.MATURITY, whole=False),
    Kind.YEARS_IN_BUSINESS: numbers(Kind.YEARS_IN_BUSINESS),
    Kind.PLACE: places,
    Kind.VERTICAL: words_of(Kind.VERTICAL),
    Kind.BUSINESS_MODEL: ticks(models_of),
    Kind.VENDOR: words_of(Kind.VENDOR),
    Kind.DISTANCE: distances,
    Kind.MARKET: markets,
    Kind.QUESTION: questions,
}


def initial_of(criterion: Criterion, unit: Unit) -> dict[str, Any]:
    """A criterion as its form shows it."""
    told = dict(criterion.wanted) | {"weight": criterion.weight.value, "question": criterion.question}
    if criterion.kind is Kind.DISTANCE:
        told["distance"] = in_unit(told.get("min_km"), unit)
    return told


# -- all rows together ---------------------------------------------------------------------------------------------


class CriteriaForm:
    """All criteria of the program or of a group, as components/_form_errors.html reads a form.

    `version` is the number of the version that the reader saw, 0 if there was none.
    """

    def __init__(self, rows: Sequence[CriterionForm], version: int, *, unit: Unit, tracks: Collection[str]) -> None:
        self.rows, self.version, self.unit, self.tracks = list(rows), version, unit, tracks
        self.refusals: list[str] = []

    @classmethod
    def of(cls, criteria: Sequence[Criterion], version: int, *, unit: Unit, tracks: Collection[str]) -> "CriteriaForm":
        """Filled in with what stands."""
        rows = [
            CriterionForm(one.kind, one.key, row=row, unit=unit, tracks=tracks, kept=one)
            for row, one in enumerate(criteria)
        ]
        return cls(rows, version, unit=unit, tracks=tracks)

    @classmethod
    def typed(
        cls, data: QueryDict, standing: Sequence[Criterion], *, unit: Unit, tracks: Collection[str]
    ) -> "CriteriaForm":
        """As it came back. A row whose kind or key nobody could have typed is left out."""
        kept = {one.key: one for one in standing}
        rows: list[CriterionForm] = []
        for text in dict.fromkeys(data.getlist("row")):
            kind, key = data.get(f"c{text}-kind", ""), data.get(f"c{text}-key", "")
            if text.isdecimal() and len(text) < 4 and kind in set(Kind) and re.fullmatch(KEY, key):
                rows.append(
                    CriterionForm(Kind(kind), key, data, row=int(text), unit=unit, tracks=tracks, kept=kept.get(key))
                )
        seen = data.get("version", "")
        version = int(seen) if seen.isdecimal() and len(seen) < 9 else -1
        return cls(rows[:MOST_ROWS], version, unit=unit, tracks=tracks)

    def add(self, kind: Kind) -> None:
        """One more row, empty; refused where there are enough."""
        self.rows = [row.at_rest() for row in self.rows]
        if len(self.rows) >= MOST_ROWS:
            self.refusals.append(f"{MOST_ROWS} criteria are here already. Take one out first.")
            return
        keys = {one.key for one in self.rows}
        key = str(kind) if kind is not Kind.QUESTION and str(kind) not in keys else f"{kind}_{token_hex(4)}"
        row = max((one.row for one in self.rows), default=-1) + 1
        made = CriterionForm(kind, key, row=row, unit=self.unit, tracks=self.tracks)
        made.is_new = True
        self.rows.append(made)

    def take_out(self, row: str) -> CriterionForm | None:
        """Without one row; None if it is not there."""
        self.rows = [row.at_rest() for row in self.rows]
        found = next((one for one in self.rows if str(one.row) == row), None)
        if found:
            self.rows.remove(found)
        return found

    def is_valid(self) -> bool:
        """Whether every row says something that can be used."""
        return not [row for row in self.rows if not row.is_valid()] and not self.refusals

    @property
    def criteria(self) -> list[Criterion]:
        """What the rows say; of a form that is valid."""
        return [row.criterion for row in self.rows]

    @property
    def errors(self) -> bool:
        """Whether something is to be mended."""
        return bool(self.refusals) or any(row.is_bound and row.errors for row in self.rows)

    def non_field_errors(self) -> list[str]:
        """What is wrong with the whole."""
        return self.refusals

    def __iter__(self) -> Iterator[forms.BoundField]:
        """The fields of all rows."""
        return (field for row in self.rows for field in row)
