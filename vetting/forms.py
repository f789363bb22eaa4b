"""Forms of this room: asking to join, and the sections that an applicant fills in at leisure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, ClassVar

from django import forms

from members.fields import CityField, PhoneField, WebsiteField, in_km, in_unit
from members.models import City, CompanyFacts
from members.roster.cities import city as city_text
from members.roster.values import NotUnderstood, clean
from programs.conflict import VersionField, differing_words
from programs.models import Track
from vetting.criteria import Criterion
from vetting.maturity import NAMES, TRAITS, Trait, score
from vetting.models import Application
from vetting.picks import LONGEST_PICK, MOST_PICKS, VENDORS, VERTICALS, own_words, without_twins

NEAR = 6
"""Cities offered for a name that is not clear."""
MOST_COMPETITORS = 20


# -- asking to join ---------------------------------------------------------------------------------------------------


class ApplyForm(forms.Form):
    """Two minutes: who, at which company, how large, where, why now."""

    name = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label="Work e-mail",
        max_length=254,
        help_text="We mail the link to your application here.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    company_name = forms.CharField(
        label="Company", max_length=120, widget=forms.TextInput({"autocomplete": "organization"})
    )
    employees = forms.IntegerField(
        label="How many people work there, you included?",
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    city = CityField(label="City", help_text="Such as Austin, TX.")
    why_now = forms.CharField(
        label="Why now?",
        max_length=1000,
        help_text="A sentence or two: what would you like to get better at?",
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        if data is not None and data.get("city_meant"):
            data = data.copy()
            data["city"] = data["city_meant"]
        super().__init__(data, **kwargs)
        # Made when the form is: before a program is open there are no tracks to ask for.
        self.fields["track"] = forms.ModelChoiceField(
            Track.objects.all(),
            label="Your role",
            empty_label=None,
            widget=forms.RadioSelect,
            error_messages={"required": "Pick the role that is closest to yours."},
        )
        self.order_fields(["track"])

    def clean_city(self) -> City:
        """A city is needed here: it tells which groups are near, and the time zone."""
        city: City | None = self.cleaned_data["city"]
        if city is None:
            raise forms.ValidationError("Name your city, or the nearest larger one.")
        return city

    def cities_near(self) -> list[str]:
        """What may have been meant by a city that was not understood; [] if it was, or if there is nothing to offer."""
        return cities_meant(str(self.data.get("city", ""))) if "city" in self.errors else []


class AddressForm(forms.Form):
    """The address to which a link is mailed once more."""

    email = forms.EmailField(
        label="The e-mail address you applied with", max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )


def cities_meant(typed: str) -> list[str]:
    """Cities that a text may mean, the largest first: those of that name, else those that begin like it."""
    try:
        place = city_text(clean(typed))
    except NotUnderstood:
        return []
    found = City.objects.called(place) or City.objects.called(place._replace(country="", region=""))
    if not found and len(place.name) >= 3:
        found = list(City.objects.beginning_with(place.name[:4])[:NEAR])
    return [str(one) for one in found[:NEAR]]


# -- the sections -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asks:
    """What a program asks in the sections. `unit` is "mi" or "km", `references` how many it wants to call."""

    unit: str
    currency: str
    today: date
    questions: Sequence[Criterion] = ()
    references: int = 0
    candor: bool = True


class SectionForm(forms.Form):
    """One section. A subclass says what of an application stands in its fields, and what the fields tell of it.

    `version` is that of the whole application. `before` is a mark of this section as the reader saw it: when something
    else of the application was saved meanwhile, the mark shows that nobody touched what they are typing in.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    lead: ClassVar[str] = ""
    template: ClassVar[str] = "vetting/_section_fields.html"
    optional: ClassVar[bool] = False
    uncounted: ClassVar[frozenset[str]] = frozenset()
    """Fields that may well stay empty."""

    version = VersionField()
    before = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: Any = None, *, application: Application, asks: Asks) -> None:
        self.application = application
        self.asks = asks
        self.stands = self.of(application)
        mark = sha256(json.dumps(self.stands, sort_keys=True, default=str).encode()).hexdigest()
        super().__init__(data, initial=self.stands | {"version": application.version, "before": mark})
        self.mark = mark
        self.prepare()

    def prepare(self) -> None:
        """Add the fields that depend on the program."""

    def of(self, application: Application) -> dict[str, Any]:
        """The values of the fields as they stand: field -> value."""
        raise NotImplementedError

    def told(self, now: datetime) -> dict[str, Any]:
        """What the fields tell, as vetting.actions.applying.change takes it."""
        raise NotImplementedError

    def shown(self) -> list[forms.BoundField]:
        """The fields that are seen, in their order."""
        return [one for one in self if not one.is_hidden]

    def counted(self) -> list[str]:
        """Names of the fields that make the section complete."""
        return [one.name for one in self.shown() if one.name not in self.uncounted]

    def open(self) -> int:
        """How many fields that count are empty as it stands."""
        return sum(self.stands.get(name) in (None, "", [], False) for name in self.counted())

    def with_facts(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The application's facts with `facts` in them; what is empty is left out."""
        merged = self.application.facts | dict(facts)
        return {key: value for key, value in merged.items() if value not in (None, "", [], {})}

    def in_words(self) -> dict[str, str]:
        """The fields as the page would say them: name -> words."""
        return {one.name: words_of(one) for one in self.shown()}

    def differences(self, theirs: "SectionForm") -> list[tuple[str, str, str]]:
        """(label, what stands, what was typed) of each field in which this form and that of the row differ."""
        labels = {one.name: str(one.label) for one in self.shown()}
        return differing_words(theirs.in_words(), self.in_words(), labels)


def words_of(bound: forms.BoundField) -> str:
    """The value of a field in words, '' when there is none."""
    value: Any = bound.value()
    if isinstance(bound.field, forms.BooleanField):
        return "yes" if value else "no"
    if not isinstance(bound.field, forms.ChoiceField):
        return str("" if value is None else value).strip()
    flat: dict[str, str] = {}
    choices: Any = bound.field.choices
    for key, text in choices:
        flat[str(key)] = str(text)
    picked = value if isinstance(value, (list, tuple)) else [value]
    return ", ".join(flat.get(str(one), "") for one in picked if one not in (None, ""))


def pick_one(label: str, choices: Iterable[tuple[Any, str]], **kwargs: Any) -> forms.ChoiceField:
    """A select that may stay empty."""
    return forms.ChoiceField(label=label, choices=[("", "Not told"), *choices], required=False, **kwargs)


def number(label: str, low: int, high: int, **kwargs: Any) -> forms.IntegerField:
    """A whole number that may stay empty."""
    widget = forms.NumberInput({"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=low, max_value=high, required=False, widget=widget, **kwargs)


class CompanySection(SectionForm):
    """What is asked of every company."""

    key = "company"
    title = "Your company"
    template = "vetting/_section_company.html"
    lead = "Round numbers will do. Program admins and reviewers read this; the groups do not."
    uncounted = frozenset(("job", "phone", "parent"))
    FACTS = ("managed_users", "founded", "revenue_band", "recurring_share", "business_model", "ownership", "parent")

    website = WebsiteField(label="Website", max_length=120, required=False)
    employees = number("Employees, you too", 1, 100_000)
    managed_users = number("Managed users", 0, 10_000_000)
    founded = number("Founded in", 1900, 2100)
    revenue_band = pick_one("Revenue a year", CompanyFacts.RevenueBand.choices)
    recurring_share = number("Recurring share", 0, 100)
    business_model = pick_one("What brings in most of the revenue", CompanyFacts.Model.choices)
    ownership = pick_one("Who owns it", CompanyFacts.Ownership.choices)
    parent = forms.CharField(
        label="The group or investor it belongs to",
        max_length=120,
        required=False,
        help_text="Two companies of one owner do not share a group.",
    )
    job = forms.CharField(label="Your job title", max_length=80, required=False)
    phone = PhoneField(label="Phone", max_length=40, required=False, help_text="For a short call, if one helps.")

    def of(self, application: Application) -> dict[str, Any]:
        """Columns and facts."""
        told = {name: getattr(application, name) for name in ("phone", "website", "employees")}
        return told | {"job": application.title} | {name: application.facts.get(name) for name in self.FACTS}

    def clean_founded(self) -> int | None:
        """A company was founded by now."""
        year: int | None = self.cleaned_data["founded"]
        if year and year > self.asks.today.year:
            raise forms.ValidationError("That year is still to come.")
        return year

    def told(self, now: datetime) -> dict[str, Any]:
        """Columns and facts."""
        given = self.cleaned_data
        facts = {name: given[name] for name in self.FACTS}
        facts["revenue_band"] = int(given["revenue_band"]) if given["revenue_band"] else None
        columns = {name: given[name] for name in ("phone", "website", "employees")}
        return columns | {"title": given["job"], "facts": self.with_facts(facts)}


class MaturitySection(SectionForm):
    """Nine sides of running an MSP, five levels each, and what shows it."""

    key = "maturity"
    title = "How you run it"
    template = "vetting/_section_maturity.html"
    lead = "Pick the sentence that is true today, not the one you work on. A line of evidence saves a question later."

    def prepare(self) -> None:
        """A level and a line for each trait."""
        for trait in TRAITS:
            levels = [(str(level), words) for level, words in enumerate(trait.levels, 1)]
            self.fields[trait.key] = forms.ChoiceField(
                label=trait.question, choices=levels, required=False, widget=forms.RadioSelect
            )
            self.fields[f"{trait.key}_shows"] = forms.CharField(label=trait.evidence, max_length=200, required=False)

    def of(self, application: Application) -> dict[str, Any]:
        """The levels and the evidence."""
        shows = application.facts.get("maturity_evidence", {})
        levels = {key: str(level) for key, level in application.maturity.items()}
        return levels | {f"{trait.key}_shows": shows.get(trait.key, "") for trait in TRAITS}

    def counted(self) -> list[str]:
        """The levels; evidence is a courtesy."""
        return [trait.key for trait in TRAITS]

    def traits(self) -> list[tuple[Trait, forms.BoundField, forms.BoundField]]:
        """Each trait with its two fields, for the page."""
        return [(trait, self[trait.key], self[f"{trait.key}_shows"]) for trait in TRAITS]

    def level(self) -> str:
        """The level as it stands, in words, or '' while too little is answered."""
        found = score(self.application.maturity)
        return f"Level {found.level:g} of {len(NAMES)}: {found.name}" if found.level else ""

    def told(self, now: datetime) -> dict[str, Any]:
        """The levels, their mean, and the evidence."""
        given = self.cleaned_data
        levels = {trait.key: int(given[trait.key]) for trait in TRAITS if given[trait.key]}
        shows = {trait.key: given[f"{trait.key}_shows"] for trait in TRAITS if given[f"{trait.key}_shows"]}
        facts = {"maturity": score(levels).level, "maturity_evidence": shows}
        return {"maturity": levels, "facts": self.with_facts(facts)}


class PlaceSection(SectionForm):
    """Where the company is at home, and how far it goes."""

    key = "place"
    title = "Where you work"
    template = "vetting/_section_place.html"
    lead = "So that you do not sit beside somebody who serves the same streets."

    city = CityField(label="City", help_text="Such as Austin, TX.")
    radius = number("How far you go for a client", 0, 10_000)
    market = forms.CharField(
        label="What you call your market",
        max_length=120,
        required=False,
        help_text="Such as Miami Valley, or Greater Boston.",
    )

    def of(self, application: Application) -> dict[str, Any]:
        """City, radius in the program's unit, market."""
        facts = application.facts
        return {
            "city": str(application.city or ""),
            "radius": in_unit(facts.get("service_radius_km"), self.asks.unit),
            "market": facts.get("market", ""),
        }

    def told(self, now: datetime) -> dict[str, Any]:
        """The zone follows the city."""
        given = self.cleaned_data
        same = given["radius"] == self.stands["radius"]
        km = self.application.facts.get("service_radius_km") if same else in_km(given["radius"], self.asks.unit)
        told = {"city": given["city"], "facts": self.with_facts({"service_radius_km": km, "market": given["market"]})}
        return told | ({"zone": given["city"].zone} if given["city"] else {})


class PicksField(forms.CharField):
    """Own words beside a list."""

    def clean(self, value: Any) -> str:
        """None longer than is kept."""
        text = super().clean(value)
        long = [one for one in own_words(text) if len(one) > LONGEST_PICK]
        if long:
            raise forms.ValidationError(f"Shorten “{long[0][:LONGEST_PICK]}…”: {LONGEST_PICK} letters each.")
        return text


class ToolsSection(SectionForm):
    """What the company runs on, and whom it serves."""

    key = "tools"
    title = "Tools and clients"
    template = "vetting/_section_tools.html"
    lead = "Peers with the same tools have the same questions."
    uncounted = frozenset(("more_vendors", "more_verticals"))

    vendors = forms.MultipleChoiceField(
        label="What you run on",
        choices=[(one, one) for names in VENDORS.values() for one in names],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    more_vendors = PicksField(
        label="Other tools", max_length=600, required=False, help_text="With commas between them."
    )
    verticals = forms.MultipleChoiceField(
        label="Industries you serve most",
        choices=[(one, one) for one in VERTICALS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    more_verticals = PicksField(
        label="Other industries", max_length=600, required=False, help_text="With commas between them."
    )

    def of(self, application: Application) -> dict[str, Any]:
        """The picks of the lists, and the others as text."""
        found: dict[str, Any] = {}
        for name in ("vendors", "verticals"):
            listed = [key for key, _ in self.base_fields[name].choices]  # type: ignore[attr-defined]
            picked = application.facts.get(name, [])
            found[name] = [one for one in listed if one in picked]
            found[f"more_{name}"] = ", ".join(one for one in picked if one not in listed)
        return found

    def open(self) -> int:
        """Own words count like picks."""
        return sum(not (self.stands[name] or self.stands[f"more_{name}"]) for name in self.counted())

    def told(self, now: datetime) -> dict[str, Any]:
        """The picks, then the own words."""
        given = self.cleaned_data
        facts = {
            name: without_twins([*given[name], *own_words(given[f"more_{name}"])])[:MOST_PICKS]
            for name in ("vendors", "verticals")
        }
        return {"facts": self.with_facts(facts)}


class CompetitorsSection(SectionForm):
    """With whom one would not sit."""

    key = "competitors"
    title = "Who you would rather not sit with"
    lead = (
        "We compare these names with the companies of a group before we offer you a seat. Program admins and reviewers "
        "read them; no member and no facilitator does, and nobody is told that you named them."
    )
    optional = True

    competitors = forms.CharField(
        label="Companies to avoid",
        max_length=2000,
        required=False,
        help_text="One on each line. Leave it empty if nobody comes to mind.",
        widget=forms.Textarea({"rows": 4}),
    )

    def of(self, application: Application) -> dict[str, Any]:
        """One on each line."""
        return {"competitors": "\n".join(application.competitors)}

    def clean_competitors(self) -> list[str]:
        """The names, each once."""
        names = without_twins(filter(None, (" ".join(line.split()) for line in lines(self.cleaned_data))))
        if len(names) > MOST_COMPETITORS:
            raise forms.ValidationError(f"These are {len(names)}; name the {MOST_COMPETITORS} that matter most.")
        if any(len(name) > 120 for name in names):
            raise forms.ValidationError("One of the names is longer than 120 letters. One company on each line.")
        return names

    def told(self, now: datetime) -> dict[str, Any]:
        """A list of names."""
        return {"competitors": self.cleaned_data["competitors"]}


def lines(given: Mapping[str, Any]) -> list[str]:
    """The lines of the field of competitors."""
    return str(given["competitors"]).splitlines()


class GoalsSection(SectionForm):
    """What one wants from a group."""

    key = "goals"
    title = "What you want from a group"
    lead = "Program admins and reviewers read this now; your group would hear it from you."

    goals = forms.CharField(
        label="What should be different in a year?",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )

    def of(self, application: Application) -> dict[str, Any]:
        """As it was written."""
        return {"goals": application.goals}

    def told(self, now: datetime) -> dict[str, Any]:
        """As it was written."""
        return {"goals": self.cleaned_data["goals"]}


class QuestionsSection(SectionForm):
    """What this program, or the group in view, asks in its own words."""

    key = "questions"
    title = "Questions of the program"
    lead = "The people who read applications asked for these."

    def prepare(self) -> None:
        """A choice where there are answers to choose from, else a few lines."""
        for asked in self.asks.questions:
            choices = [str(one) for one in asked.wanted.get("choices") or ()]
            self.fields[f"q_{asked.key}"] = (
                forms.ChoiceField(
                    label=asked.question,
                    choices=[(one, one) for one in choices],
                    required=False,
                    widget=forms.RadioSelect,
                )
                if choices
                else forms.CharField(
                    label=asked.question, max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
                )
            )

    def of(self, application: Application) -> dict[str, Any]:
        """By the key of the question."""
        return {f"q_{asked.key}": application.answers.get(asked.key, "") for asked in self.asks.questions}

    def told(self, now: datetime) -> dict[str, Any]:
        """What was answered; answers to questions that are not asked any more stay."""
        given = {asked.key: self.cleaned_data[f"q_{asked.key}"] for asked in self.asks.questions}
        merged = self.application.answers | given
        return {"answers": {key: words for key, words in merged.items() if words}}


class RefereesSection(SectionForm):
    """People who know the applicant's work."""

    key = "referees"
    title = "People we may ask"
    template = "vetting/_section_referees.html"
    lead = (
        "Somebody who knows how you work: a client, a vendor, a peer. They get one short form by mail, and see your "
        "name and company. Tell them first; we ask when you are close to a seat."
    )
    PARTS = (("name", "Name"), ("email", "E-mail address"), ("relation", "How they know you"))

    def prepare(self) -> None:
        """A row for each who is asked for."""
        for row in range(self.asks.references):
            self.fields[f"name_{row}"] = forms.CharField(label="Name", max_length=120, required=False)
            self.fields[f"email_{row}"] = forms.EmailField(label="E-mail address", max_length=254, required=False)
            self.fields[f"relation_{row}"] = forms.CharField(label="How they know you", max_length=120, required=False)

    def of(self, application: Application) -> dict[str, Any]:
        """Row by row."""
        found: dict[str, Any] = {}
        for row in range(self.asks.references):
            one = application.referees[row] if row < len(application.referees) else {}
            found |= {f"{part}_{row}": one.get(part, "") for part, _ in self.PARTS}
        return found

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each row, for the page."""
        return [[self[f"{part}_{row}"] for part, _ in self.PARTS] for row in range(self.asks.references)]

    def clean(self) -> dict[str, Any]:
        """Somebody can only be asked with a name and an address."""
        given = super().clean() or self.cleaned_data
        for row in range(self.asks.references):
            name, email = given.get(f"name_{row}"), given.get(f"email_{row}")
            if name and not email and f"email_{row}" not in self.errors:
                self.add_error(f"email_{row}", "Add the address, so that we can write to them.")
            if email and not name:
                self.add_error(f"name_{row}", "Add the name.")
            if name and email and email.lower() == self.application.email.lower():
                self.add_error(f"email_{row}", "This is your own address.")
        return given

    def told(self, now: datetime) -> dict[str, Any]:
        """Those rows that have a name."""
        given = self.cleaned_data
        rows = [{part: given[f"{part}_{row}"] for part, _ in self.PARTS} for row in range(self.asks.references)]
        return {"referees": [one for one in rows if one["name"]]}


class ConsentSection(SectionForm):
    """Whether the people of a group may be told the name."""

    key = "consent"
    title = "Being named"
    lead = (
        "Before we offer you a seat, we ask the people of that one group: could you speak freely with them? They see "
        "your name and your company then, and nothing else of what you wrote. What they answer stays between them and "
        "their facilitator. Without your yes we cannot ask, and hold no seat for you."
    )

    consent = forms.BooleanField(
        label="Yes, you may name me and my company to the group that you have in mind for me", required=False
    )

    def of(self, application: Application) -> dict[str, Any]:
        """Whether it was given."""
        return {"consent": application.consent_at is not None}

    def told(self, now: datetime) -> dict[str, Any]:
        """The moment at which it was given first."""
        given = self.cleaned_data["consent"]
        return {"consent_at": (self.application.consent_at or now) if given else None}


SECTIONS: tuple[type[SectionForm], ...] = (
    CompanySection, MaturitySection, PlaceSection, ToolsSection, CompetitorsSection, GoalsSection, QuestionsSection,
    RefereesSection, ConsentSection,
)  # fmt: skip


def sections(asks: Asks) -> list[type[SectionForm]]:
    """The sections that a program asks for, in their order."""
    left_out = {
        QuestionsSection: not asks.questions,
        RefereesSection: not asks.references,
        ConsentSection: not asks.candor,
    }
    return [one for one in SECTIONS if not left_out.get(one)]


class AskedForm(forms.Form):
    """The questions that the program asked last, a few lines for each."""

    def __init__(self, data: Any = None, *, application: Application) -> None:
        super().__init__(data)
        self.application = application
        for number_, question in enumerate(application.asked):
            self.fields[f"answer_{number_}"] = forms.CharField(
                label=question,
                max_length=1000,
                required=False,
                initial=application.answers.get(question, ""),
                widget=forms.Textarea({"rows": 3}),
            )

    def told(self) -> dict[str, Any]:
        """The answers, under the words of the question."""
        asked = enumerate(self.application.asked)
        given = {question: self.cleaned_data[f"answer_{number_}"] for number_, question in asked}
        return {"answers": self.application.answers | {key: words for key, words in given.items() if words}}
