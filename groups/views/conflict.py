"""Two people saved the same group: what the page says, with both texts (templates/components/_conflict.html)."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.timesince import timesince

from groups.models import Group
from programs.models import Activity, User
from programs.request import Request
from programs.tenancy import standing

A_MINUTE = timedelta(minutes=1)
Difference = tuple[str, str, str]
"""What a field is called, and in words what stands in it and what the reader wants."""


def conflict(request: Request, theirs: Group, differences: Iterable[Difference]) -> dict[str, Any]:
    """The context of the component; empty values read as such."""
    listed = list(differences)
    who, when = saved_by(theirs)
    return {
        "who": who,
        "when": when,
        "theirs": "\n".join(f"{label}: {stands or '(empty)'}" for label, stands, _ in listed),
        "yours": "\n".join(f"{label}: {wanted or '(empty)'}" for label, _, wanted in listed),
        "reload_url": request.path,
    }


def differing_words(theirs: Mapping[str, str], yours: Mapping[str, str], labels: Mapping[str, str]) -> list[Difference]:
    """The texts that are not the same on both sides; `labels` names them in their order."""
    pairs = [(label, theirs.get(key, ""), yours.get(key, "")) for key, label in labels.items()]
    return [pair for pair in pairs if pair[1] != pair[2]]


def saved_by(group: Group) -> tuple[str, str]:
    """Who saved the group last and when, for those who may know: the activity of a group is read by its people only."""
    if group.pk not in standing().groups:
        return "Somebody else", "after you opened it"
    last = Activity.objects.filter(about_id=group.pk, kind="group.changed").order_by("-at").first()
    user = User.objects.filter(pk=last.by_id).first() if last else None  # type: ignore[misc]
    if last is None or user is None:
        return "Somebody else", "after you opened it"
    past = timezone.now() - last.at
    return str(user), "a moment ago" if past < A_MINUTE else f"{timesince(last.at, depth=1)} ago"


def send_on(form: forms.BaseForm, version: int) -> None:
    """Have a form that came back carry the version that stands now, so that saving it again is a choice."""
    form.data = {**form.data.dict(), "version": str(version)}  # type: ignore[attr-defined]
