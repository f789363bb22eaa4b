"""Forms of people: uploading a roster, adding somebody, a profile, a company, leaving."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from members.fields import CityField, PhoneField, WebsiteField, in_km, in_unit
from members.models import Company, CompanyFacts, Member
from members.roster.decoding import MAX_BYTES, Unreadable
from members.roster.reading import MAX_COLUMNS, MAX_ROWS, Table, read_table
from programs.conflict import VersionField
from programs.models import Track
from programs.wording import WEEKDAYS
from programs.zones import zone_choices

MOST_FILES = 10


# -- a roster ---------------------------------------------------------------------------------------------------------


class SeveralFiles(forms.FileInput):
    """A file input that takes more than one."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        """All files that were chosen."""
        chosen: list[UploadedFile] = files.getlist(name)
        return chosen


class FilesField(forms.FileField):
    """One or several CSV files; cleans to a list of (name, Table)."""

    widget = SeveralFiles({"accept": ".csv,.tsv,.txt,text/csv", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, Table]]:
        """Read every file; each that cannot be read is one error with its name and what to do."""
        uploads = [super(FilesField, self).clean(one, initial) for one in data or [None]]
        if len(uploads) > MOST_FILES:
            raise forms.ValidationError(f"These are {len(uploads)} files; at most {MOST_FILES} go in one import.")
        if sum(upload.size for upload in uploads) > MAX_BYTES:
            raise forms.ValidationError("Together these files are larger than 20 MB. Split them into several imports.")
        tables: list[tuple[str, Table]] = []
        problems = []
        for upload in uploads:
            try:
                tables.append((self.free_name(upload, tables), read_table(upload.read())))
            except Unreadable as reason:
                problems.append(f"{upload.name}: {reason}")
        if problems:
            raise forms.ValidationError(problems)
        self.refuse_too_much([table for _, table in tables])
        return tables

    def free_name(self, upload: UploadedFile, taken: list[tuple[str, Table]]) -> str:
        """The name of a file, told apart from another of the same name."""
        name = " ".join((upload.name or "file.csv").split())[-80:]
        names = {other for other, _ in taken}
        return next(one for n in range(1, 99) if (one := name if n == 1 else f"{name} ({n})") not in names)

    def refuse_too_much(self, tables: list[Table]) -> None:
        """Raise ValidationError for more rows or columns than one import takes."""
        rows = sum(len(table.rows) for table in tables)
        if rows > MAX_ROWS:
            raise forms.ValidationError(f"Together these are {rows:,} rows; an import takes up to {MAX_ROWS:,}.")
        columns = sum(len(table.header) for table in tables)
        if columns > MAX_COLUMNS:
            raise forms.ValidationError(f"Together these have {columns} columns; an import takes up to {MAX_COLUMNS}.")


class UploadForm(forms.Form):
    """The files of an import."""

    sheets = FilesField(
        label="CSV files",
        help_text="People, companies, groups, seats and goals, in one file or in several. Any headers, any delimiter.",
        error_messages={"required": "Choose at least one CSV file.", "empty": "This file is empty."},
    )


# -- people -----------------------------------------------------------------------------------------------------------


class PersonForm(forms.ModelForm):
    """What an admin says of a member."""

    version = VersionField()
    phone = PhoneField(label="Phone", max_length=40, required=False)

    class Meta:
        model = Member
        fields = ("name", "email", "phone", "title", "zone")
        labels = {"name": "Name", "email": "E-mail address", "title": "Job title"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["track"] = track_field(self.instance.track_id)
        self.fields["zone"] = zone_field(self.instance.zone)
        if self.instance.user_id:
            del self.fields["email"]


def track_field(current: Any = None) -> forms.ModelChoiceField:
    """A select of the program's tracks. Made when the form is: before a program is open there are none to ask for."""
    tracks = Track.objects.all()
    return forms.ModelChoiceField(tracks, label="Track", required=False, empty_label="None yet", initial=current)


def zone_field(current: str) -> forms.ChoiceField:
    """A select of time zones; `current` is offered whatever it is."""
    return forms.ChoiceField(label="Time zone", choices=zone_choices(current), initial=current)


class ProfileForm(forms.ModelForm):
    """What a member says of themselves, who may find them, and when they are asked about their goals."""

    version = VersionField()
    phone = PhoneField(label="Phone", max_length=40, required=False)
    slot_weekday = forms.TypedChoiceField(label="Day", choices=WEEKDAYS, coerce=int)
    rhythm_days = forms.TypedChoiceField(
        label="How often",
        choices=[("", "As my group does"), *Member.Rhythm.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )

    class Meta:
        model = Member
        fields = (
            "name", "title", "phone", "runs", "ask_me", "findable", "zone", "slot_weekday", "slot_time", "rhythm_days",
        )  # fmt: skip
        labels = {
            "name": "Name",
            "title": "Job title",
            "runs": "What I run",
            "ask_me": "Ask me about",
            "findable": "People of other groups may find me",
            "slot_time": "Time",
        }
        help_texts = {
            "runs": "Team, clients, tools: what a peer should know before the first call.",
            "ask_me": "Two or three things that you have been through and can tell of.",
            "findable": "Otherwise only the people of your own groups, their facilitators and the program admins do.",
        }
        widgets = {
            "slot_time": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "runs": forms.Textarea({"rows": 3}),
            "ask_me": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"] = zone_field(self.instance.zone)


class MemberForm(forms.Form):
    """Somebody new, added by hand."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="E-mail address", help_text="Nothing is mailed before you send the invitation.")
    company = forms.CharField(
        label="Company",
        max_length=120,
        help_text="One that is here already, or a new one.",
        widget=forms.TextInput({"autocomplete": "off", "list": "company-options"}),
    )
    city = CityField(label="City of a new company", help_text="Such as Austin, TX. It gives the market and the zone.")
    title = forms.CharField(label="Job title", max_length=80, required=False)
    phone = PhoneField(label="Phone", max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["track"] = track_field()


class DepartureForm(forms.Form):
    """Why somebody leaves."""

    reason = forms.CharField(
        label="Reason",
        max_length=200,
        help_text="For the program's file. Program admins read it, and the member; the group does not.",
    )


# -- companies --------------------------------------------------------------------------------------------------------


class CompanyForm(forms.ModelForm):
    """A company as everybody of the program sees it, and the facts that only admins and its own people read.

    `unit` is the program's unit of distance, in which the service radius is typed.
    """

    version = VersionField()
    name = forms.CharField(label="Name", max_length=120)
    website = WebsiteField(label="Website", max_length=120, required=False)
    city = CityField(label="City", help_text="Such as Austin, TX.")
    radius = forms.IntegerField(label="Service radius", min_value=0, max_value=10_000, required=False)
    revenue_band = forms.TypedChoiceField(
        label="Revenue a year",
        choices=[("", "Not told"), *CompanyFacts.RevenueBand.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    maturity = forms.TypedChoiceField(
        label="Operational maturity",
        choices=[("", "Not told"), *((level, f"Level {level}") for level in range(1, 6))],
        coerce=int,
        empty_value=None,
        required=False,
    )

    class Meta:
        model = CompanyFacts
        fields = ("employees", "revenue_band", "recurring_share", "maturity", "business_model", "ownership")
        labels = {
            "employees": "Employees",
            "recurring_share": "Recurring share of revenue",
            "business_model": "Business model",
            "ownership": "Ownership",
        }

    def __init__(self, *args: Any, company: Company, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.fields["employees"].widget.attrs["min"] = 1
        self.fields["recurring_share"].max_value = 100  # type: ignore[attr-defined]
        here = {
            "version": company.version,
            "name": company.name,
            "website": company.website,
            "city": str(company.city or ""),
            "radius": in_unit(self.instance.service_radius_km, unit),
        }
        for name, value in here.items():
            self.fields[name].initial = value
        for name in ("business_model", "ownership"):
            self.fields[name].choices = [("", "Not told"), *self.fields[name].choices[1:]]  # type: ignore[attr-defined]
        self.order_fields(("name", "website", "city"))

    def clean_recurring_share(self) -> int | None:
        """A share is at most all of it."""
        share: int | None = self.cleaned_data["recurring_share"]
        if share is not None and share > 100:
            raise forms.ValidationError("Write a share from 0 to 100.")
        return share

    def of_company(self) -> dict[str, Any]:
        """What belongs to the company's own row."""
        return {name: self.cleaned_data[name] for name in ("name", "website", "city")}

    def facts(self) -> dict[str, Any]:
        """What belongs to its facts."""
        told = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return told | {"service_radius_km": in_km(self.cleaned_data["radius"], self.unit)}
