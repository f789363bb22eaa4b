"""Forms of groups: opening one, its settings, its answers, its seats and its facilitators."""

from collections.abc import Iterable
from typing import Any

from django import forms

from groups.expectations import in_km, in_unit
from groups.models import Group
from programs.conflict import VersionField
from programs.models import Role, RoleQuerySet, Track
from programs.zones import zone_choices

LEVELS = [("", "Any")] + [(str(level), str(level)) for level in range(1, 6)]

FACILITATORS_ONLY = ("opens_history", "opens_grid")
"""What a group lets its people see: a program admin, who may read none of it, does not decide it either."""


class GroupForm(forms.ModelForm):
    """What a group is. `unit` is the program's unit of distance, in which the radius of a market is typed."""

    maturity_min = forms.TypedChoiceField(
        label="Maturity from", choices=LEVELS, coerce=int, empty_value=None, required=False
    )
    maturity_max = forms.TypedChoiceField(
        label="Maturity up to", choices=LEVELS, coerce=int, empty_value=None, required=False
    )
    radius = forms.IntegerField(label="A market reaches", min_value=1, max_value=1000)

    class Meta:
        model = Group
        fields = (
            "name", "purpose", "employees_min", "employees_max", "maturity_min", "maturity_max", "geography",
            "cadence", "mode", "check_in_days", "cost", "visibility", "seat_count", "zone", "approval",
            "opens_history", "opens_grid",
        )  # fmt: skip
        labels = {
            "name": "Name",
            "purpose": "What it is about, in a line",
            "employees_min": "Employees from",
            "employees_max": "Employees up to",
            "geography": "Do two companies of one market sit together?",
            "cadence": "How often it meets",
            "mode": "Where it meets",
            "check_in_days": "Check-ins on goals",
            "cost": "What it costs",
            "visibility": "Who sees that it exists",
            "seat_count": "Seats",
            "approval": "Are its people asked about newcomers?",
            "opens_history": "Newcomers may read what was said before they came",
            "opens_grid": "Members see the check-ins week by week",
        }
        help_texts = {
            "cadence": "As members would say it: third Thursday of each month, 9:00 to 10:45.",
            "check_in_days": "How often members are asked where their goals stand. A member may slow it down.",
            "cost": "Such as $2,400 a year per company. Left empty, the page says: on request.",
            "seat_count": "A seat is a company's; co-owners share one.",
            "approval": "Before a seat is offered, once three seats are taken, or two for an objection. Ballots are "
            "private, and an objection is read by the facilitators alone.",
            "opens_history": "With it they read everything since the group began, without it from their first day. "
            "It counts for those who come from now on.",
            "opens_grid": "On group home, a row for each person with the status of each of the last eight weeks. "
            "Without it only the facilitators see that table.",
        }
        widgets = {"geography": forms.RadioSelect, "visibility": forms.RadioSelect}

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        new = self.instance._state.adding
        self.fields["track"] = forms.ModelChoiceField(
            Track.objects.all(), label="Track", initial=None if new else self.instance.track_id, empty_label=None
        )
        self.fields["approval"].choices = [("", "As the program does it"), *Group.Approval.choices]  # type: ignore[attr-defined]
        self.fields["zone"] = forms.ChoiceField(label="Time zone", choices=zone_choices(self.instance.zone))
        self.fields["radius"].initial = in_unit(self.instance.territory_km, unit)

    def clean(self) -> dict[str, Any]:
        """A range that ends before it begins is refused at its end; the radius becomes kilometers."""
        cleaned = super().clean() or {}
        for name, what in (("employees", "companies"), ("maturity", "levels")):
            low, high = cleaned.get(f"{name}_min"), cleaned.get(f"{name}_max")
            if low and high and low > high:
                self.add_error(f"{name}_max", f"No {what} lie between {low} and {high}. Put the smaller number first.")
        if "radius" in cleaned:
            cleaned["territory_km"] = in_km(cleaned.pop("radius"), self.unit)
        return cleaned


class NewGroupForm(GroupForm):
    """The same for a new group, with who facilitates it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FACILITATORS_ONLY:
            del self.fields[name]
        self.fields["geography"].required = False
        self.initial["geography"] = ""
        self.fields["geography"].choices = [("", "As usual for its track"), *Group.Geography.choices]  # type: ignore[attr-defined]
        self.fields["facilitator"] = forms.ModelChoiceField(
            facilitators(), label="Facilitator", required=False, empty_label="Later"
        )
        self.fields["facilitator"].label_from_instance = called  # type: ignore[attr-defined]


class SettingsForm(GroupForm):
    """The same for a group that is there; `version` is the one that the reader saw, `runs` that they facilitate it."""

    version = VersionField()

    def __init__(self, *args: Any, runs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.runs = runs
        if not runs:
            for name in FACILITATORS_ONLY:
                del self.fields[name]


class EndSeatForm(forms.Form):
    """Why somebody leaves a seat."""

    reason = forms.CharField(label="Reason", max_length=200, required=False)


class AppointForm(forms.Form):
    """Who should facilitate: one of the program's facilitators, oneself, or somebody who has not done so here.

    `besides` are the keys of roles that facilitate the group now, `runs` says that the reader's own is among them.
    """

    ME, NEW = "me", "new"

    is_co = forms.BooleanField(label="As co-facilitator", required=False)
    name = forms.CharField(
        label="Name", max_length=120, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        help_text="They get the facilitator's role. Whoever is not in the program yet gets an invitation.",
        widget=forms.EmailInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, besides: Iterable[Any], runs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {str(role.pk): role for role in facilitators().exclude(pk__in=list(besides))}
        others = [(key, called(role)) for key, role in self.roles.items()]
        own = [] if runs else [(self.ME, "Yourself")]
        choices = [("", "Choose"), *others, *own, (self.NEW, "Somebody new to this")]
        self.fields["who"] = forms.ChoiceField(label="Who", choices=choices)

    def clean(self) -> dict[str, Any]:
        """Somebody new needs a name and an address."""
        cleaned = super().clean() or {}
        for name, needed in (("name", "Say what they are called."), ("email", "Say where their invitation goes.")):
            if cleaned.get("who") == self.NEW and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, needed)
        return cleaned

    @property
    def role(self) -> Role | None:
        """The role that was chosen; None for oneself and for somebody new."""
        return self.roles.get(self.cleaned_data["who"])


def facilitators() -> RoleQuerySet:
    """Those who hold the facilitator's role, by name."""
    held: RoleQuerySet = Role.objects.held().filter(kind=Role.Kind.FACILITATOR).order_by("name", "email")
    return held


def called(role: Role) -> str:
    """What to call who holds a role."""
    return role.name or role.email
