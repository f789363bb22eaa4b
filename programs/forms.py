"""Forms of the front door: founding a program, and setting it up."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import slugify

from programs.conflict import VersionField
from programs.days_off import COUNTRIES, NONE
from programs.models import Program, Track
from programs.zones import zone_choices

ADDRESS = r"[a-z0-9]+(-[a-z0-9]+)*"
CURRENCIES = (
    "USD", "CAD", "GBP", "EUR", "AUD", "NZD", "CHF", "DKK", "NOK", "SEK", "PLN", "ZAR", "INR", "SGD", "MXN", "BRL",
)  # fmt: skip
LONGEST_SLUG = 40


def suggested_slug(name: str) -> str:
    """An address for a program of this name: lower case, words joined by hyphens; '' when nothing is left of it."""
    return slugify(name)[:LONGEST_SLUG].strip("-_").replace("_", "-")


class StartForm(forms.Form):
    """A new program and who runs it."""

    name = forms.CharField(label="Name of the program", max_length=80)
    slug = forms.RegexField(
        rf"^{ADDRESS}$",
        label="Address",
        max_length=LONGEST_SLUG,
        required=False,
        help_text="Part of every link, so it does not change later. Left empty, it follows from the name.",
        widget=forms.TextInput({"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": "Use lower-case letters, digits and single hyphens, such as north-circle."},
    )
    person = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We mail a code there; with it you sign in. There are no passwords.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        """Addresses are kept in lower case."""
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        """An empty address becomes the one that the name suggests; a taken one is refused here already."""
        cleaned = super().clean() or {}
        if "slug" in cleaned and not cleaned["slug"]:
            cleaned["slug"] = suggested_slug(cleaned.get("name", ""))
            if cleaned.get("name") and not cleaned["slug"]:
                self.add_error("slug", "Choose an address; the name has no letters that one can be made of.")
        if cleaned.get("slug") and Program.objects.filter(slug=cleaned["slug"]).exists():
            self.add_error("slug", f"Another program here has the address {cleaned['slug']}. Choose a different one.")
        return cleaned


class LookForm(forms.ModelForm):
    """Name, promise and look."""

    version = VersionField()
    about = forms.CharField(
        label="About",
        max_length=2000,
        required=False,
        help_text="Two or three sentences: who it is for, how it works, what makes it yours.",
        widget=forms.Textarea({"rows": 4}),
    )

    class Meta:
        model = Program
        fields = ("name", "promise", "about", "contact", "accent")
        labels = {
            "name": "Name",
            "promise": "What members get, in one line",
            "contact": "Where people ask about joining",
            "accent": "Color",
        }
        help_texts = {
            "promise": "The first thing a visitor reads.",
            "contact": "Shown to anyone. Leave it empty if people join by invitation only.",
        }
        widgets = {
            "promise": forms.TextInput({"placeholder": "MSP owners who keep each other honest, month after month."}),
            "accent": forms.RadioSelect,
        }


class UnitsForm(forms.ModelForm):
    """How distances, times, dates and money are written."""

    version = VersionField()

    class Meta:
        model = Program
        fields = ("distance", "clock", "date_order", "currency", "zone", "country")
        labels = {"distance": "Distances", "clock": "Clock", "date_order": "Dates", "currency": "Currency"}
        widgets = {"distance": forms.RadioSelect, "clock": forms.RadioSelect, "date_order": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = self.instance.currency
        codes = CURRENCIES if used in CURRENCIES else (used, *CURRENCIES)
        self.fields["currency"] = forms.ChoiceField(label="Currency", choices=[(code, code) for code in codes])
        self.fields["zone"] = forms.ChoiceField(
            label="Time zone",
            choices=zone_choices(self.instance.zone),
            help_text="For a new group and for people who have not said theirs.",
        )
        self.fields["country"] = forms.ChoiceField(
            label="Public holidays",
            required=False,
            choices=[("", "Those of the country of the time zone"), *COUNTRIES, (NONE, "None")],
            help_text="Nothing is promised for these days, and they do not count while an offer is held.",
        )


class TrackForm(forms.Form):
    """One role focus of groups; with `key` an existing one, of which its reader saw `version`."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = VersionField(required=False)
    name = forms.CharField(label="Track", max_length=60, required=False)
    for_owners = forms.BooleanField(label="Seats are held by owners", required=False)
    gone = forms.BooleanField(label="Remove", required=False)

    def clean(self) -> dict[str, Any]:
        """A track that stays needs a name; an empty new row is no track."""
        cleaned = super().clean() or {}
        if cleaned.get("key") and not cleaned.get("name") and not cleaned.get("gone") and "name" not in self.errors:
            self.add_error("name", "A track needs a name. To take it off the list, tick Remove.")
        if "key" in self.errors or (cleaned.get("key") and not cleaned.get("version")):
            self.add_error("name", "This row is out of date. Reload the page.")
        return cleaned


def track_forms(data: Any = None) -> list[TrackForm]:
    """A form for each track of the program, in its order or in that of what was typed, and two empty ones."""
    rows = [
        {"key": track.pk, "version": track.version, "name": track.name, "for_owners": track.for_owners}
        for track in Track.objects.all()
    ]
    if data:
        typed = {data.get(f"{track_row(number)}-key"): number for number in range(len(rows))}
        rows.sort(key=lambda row: typed.get(str(row["key"]), len(rows)))
    return [TrackForm(data, prefix=track_row(number), initial=row) for number, row in enumerate([*rows, {}, {}])]


def track_row(number: int) -> str:
    """What the names of a row's fields begin with."""
    return f"track-{number}"


def moved_track(data: QueryDict, up: str, down: str) -> tuple[QueryDict, int | None]:
    """What was typed, with the row of this number one place up or down, and the place where it is now.

    The rows of tracks change places, nothing else; what cannot be moved stays, and its place is None.
    """
    text, step = (up, -1) if up else (down, 1)
    number = int(text) if text.isdecimal() and len(text) < 4 else -1
    one, other = track_row(number), track_row(number + step)
    moved = data.copy()
    if not (data.get(f"{one}-key") and data.get(f"{other}-key")):
        return moved, None
    for name in TrackForm.base_fields:
        for here, there in ((one, other), (other, one)):
            moved.pop(f"{here}-{name}", None)
            if f"{there}-{name}" in data:
                moved.setlist(f"{here}-{name}", data.getlist(f"{there}-{name}"))
    return moved, number + step


class FirstInvitationForm(forms.Form):
    """One person to invite."""

    name = forms.CharField(label="Name", max_length=120, widget=forms.TextInput({"autocomplete": "off"}))
    email = forms.EmailField(label="E-mail address", widget=forms.EmailInput({"autocomplete": "off"}))
    company = forms.CharField(label="Company", max_length=120, help_text="The MSP they work for.")
