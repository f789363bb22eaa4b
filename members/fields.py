"""Fields that read what people type the way an import does, for the forms of this room and of those behind it."""

from typing import Any

from django import forms

from members.models import City
from members.places import KM_PER_MILE
from members.roster.cities import city as city_text
from members.roster.values import Doubtful, NotUnderstood, clean, phone, website
from programs.models import Program


def as_imported(read: Any, text: str) -> str:
    """A typed text read like a cell of a roster; what it cannot be is a ValidationError in the same words."""
    try:
        words = clean(text)
        return str(read(words)) if words else ""
    except Doubtful as doubt:
        return str(doubt.value or text)
    except NotUnderstood as problem:
        raise forms.ValidationError(f"This {problem}") from None


class PhoneField(forms.CharField):
    """A phone number as people dial it."""

    widget = forms.TextInput({"type": "tel", "autocomplete": "tel"})

    def clean(self, value: Any) -> str:
        """The number, written as in an import."""
        return as_imported(phone, super().clean(value))


class WebsiteField(forms.CharField):
    """A web address without https://."""

    widget = forms.TextInput({"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"})

    def clean(self, value: Any) -> str:
        """The address, written as in an import."""
        return as_imported(website, super().clean(value))


class CityField(forms.CharField):
    """A city as people type it; cleans to a City or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, required=False, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "list": "city-options"}

    def clean(self, value: Any) -> City | None:
        """The one city that is meant; several or none is an error that says what to add."""
        typed = super().clean(value)
        if not typed.strip():
            return None
        try:
            found = City.objects.called(city_text(clean(typed)))
        except NotUnderstood as problem:
            raise forms.ValidationError(f"This {problem}") from None
        exact = [one for one in found if str(one).casefold() == typed.strip().casefold()]
        if exact or len(found) == 1:
            return (exact or found)[0]  # of two that read the same, the larger: nobody could say which is meant
        if found:
            places = "; ".join(str(one) for one in found)
            raise forms.ValidationError(f"Which one? {places}. Add the state or country.")
        raise forms.ValidationError("We know no city of that name. Check the spelling, or name the nearest larger one.")


def in_unit(km: int | None, unit: str) -> int | None:
    """A distance in the program's unit, whole."""
    return km if km is None or unit == Program.Distance.KILOMETERS else round(km / KM_PER_MILE)


def in_km(distance: int | None, unit: str) -> int | None:
    """A typed distance as it is kept, whole."""
    return distance if distance is None or unit == Program.Distance.KILOMETERS else round(distance * KM_PER_MILE)
