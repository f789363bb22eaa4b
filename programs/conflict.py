"""Two people saved the same row: what the page says, with both texts (templates/components/_conflict.html).

A form of a row with versions carries the one that its reader saw in a VersionField; the action raises Stale for an
older one (programs/versions.py), and the page is shown again with a `conflict` and the status 409.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.timesince import timesince

from programs.models import Activity, User
from programs.request import Request
from programs.tenancy import standing

A_MINUTE = timedelta(minutes=1)
OUT_OF_DATE = "This page is out of date. Reload it, then save again."

Difference = tuple[str, str, str]
"""What a field is called, and in words what stands in it and what the reader wants."""


class VersionField(forms.IntegerField):
    """The version of a row that the reader of its form saw, hidden in the form."""

    widget = forms.HiddenInput
    default_error_messages: ClassVar[dict[str, Any]] = {"required": OUT_OF_DATE, "invalid": OUT_OF_DATE}


def conflict(
    request: Request, form: forms.BaseForm, theirs: Any, differences: Iterable[Difference], *, knows: bool | None = None
) -> dict[str, Any]:
    """The context of the component; empty values read as such. The form is given the version that stands now, so that
    saving it again is a choice.

    `knows` is whether the reader may know who changes `theirs`, by default a program admin: who did stands in its
    activity, and what is a group's is read by its people only.
    """
    send_on(form, theirs.version)
    listed = list(differences)
    knows = standing().is_admin if knows is None else knows
    who, when = saved_by(request, theirs) if knows else ("", "after you opened it")
    return {
        "who": who,
        "when": when,
        "theirs": "\n".join(f"{label}: {stands or '(empty)'}" for label, stands, _ in listed),
        "yours": "\n".join(f"{label}: {wanted or '(empty)'}" for label, _, wanted in listed),
        "reload_url": request.path,
    }


def send_on(form: forms.BaseForm, version: int) -> None:
    """Have a form that came back carry the version that stands now."""
    form.data = {**form.data.dict(), form.add_prefix("version"): str(version)}  # type: ignore[attr-defined]


def saved_by(request: Request, row: Any) -> tuple[str, str]:
    """Who saved a row last and when; the reader of the page is nobody's name, but another window of theirs."""
    kind = f"{row._meta.model_name}.changed"
    last = Activity.objects.filter(about_id=row.pk, kind=kind).order_by("-at").first()
    user = User.objects.filter(pk=last.by_id).first() if last else None  # type: ignore[misc]
    if last is None or user is None:
        return "", "after you opened it"
    past = timezone.now() - last.at
    ago = "a moment ago" if past < A_MINUTE else f"{timesince(last.at, depth=1)} ago"
    return ("", f"in another window of yours, {ago}") if user == request.user else (str(user), ago)


def differing_words(theirs: Mapping[str, str], yours: Mapping[str, str], labels: Mapping[str, str]) -> list[Difference]:
    """The texts that are not the same on both sides; `labels` names them in their order."""
    pairs = [(label, theirs.get(key, ""), yours.get(key, "")) for key, label in labels.items()]
    return [pair for pair in pairs if pair[1] != pair[2]]


def differing_fields(form: forms.BaseForm, stands: forms.BaseForm) -> list[Difference]:
    """The fields in which a typed form and the same form of the row as it `stands` are not the same, in words."""
    shown = [name for name in form.fields if name != "version"]
    pairs = [(form.fields[name].label, in_words(stands, name), in_words(form, name)) for name in shown]
    return [(str(label), one, other) for label, one, other in pairs if one != other]


def in_words(form: forms.BaseForm, name: str) -> str:
    """A field's value as the page would say it, '' when there is none."""
    field, value = form.fields[name], form[name].value()
    if isinstance(field, forms.BooleanField):
        return "yes" if value else "no"
    if not isinstance(field, forms.ChoiceField):
        return str(field.widget.format_value(value) or "")
    choices: Any = field.choices
    flat = [pair for key, text in choices for pair in (text if isinstance(text, list) else [(key, text)])]
    return next((str(text) for key, text in flat if str(key) == str(value)), "")
