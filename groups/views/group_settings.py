"""What a group is, and where in its life it stands: for its facilitators and the program's admins."""

from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from groups.access import get_group_to_run
from groups.actions import MOVES, change_group, move_group
from groups.forms import SettingsForm
from groups.models import Group
from groups.views.tabs import tabs
from programs.access import person
from programs.conflict import conflict, differing_fields
from programs.refusal import Refused, Stale
from programs.request import Request
from programs.tenancy import standing


@person
@require_http_methods(["GET", "HEAD", "POST"])
def group_settings(request: Request, pk: UUID) -> HttpResponse:
    """The settings; a save over somebody else's shows both and loses neither."""
    group = get_group_to_run(request, pk)
    form = SettingsForm(
        request.POST or None,
        instance=copy(group),
        unit=request.program.distance,
        runs=group.pk in standing().keeps,
        initial={"version": group.version},
    )
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            change_group(copy(group), by=request.user, seen=form.cleaned_data["version"], **fields)
        except Stale as stale:
            stands = SettingsForm(instance=stale.theirs, unit=form.unit, runs=form.runs)
            found = conflict(request, form, stale.theirs, differing_fields(form, stands), knows=pk in standing().groups)
            return page(request, group, form, status=409, conflict=found)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
        else:
            messages.success(request, "Saved.")
            return redirect("group_settings", request.program.slug, group.pk)
    return page(request, group, form, status=422 if form.errors else 200)


def page(request: Request, group: Group, form: SettingsForm, *, status: int, **more: Any) -> HttpResponse:
    """The page with its form and what may become of the group."""
    may_become = MOVES[Group.State(group.state)]
    context = {
        "nav": "groups",
        "group": group,
        "form": form,
        "unit": "miles" if request.program.distance == "mi" else "km",
        "moves": [{"state": to} | words for (was, to), words in TURNS.items() if was == group.state],
        "may_close": Group.State.CLOSED in may_become,
        "tabs": tabs(request.program.slug, group, "group_settings"),
    }
    return render(request, "groups/group_settings.html", context | more, status=status)


TURNS = {
    (Group.State.FORMING, Group.State.ACTIVE): {"label": "Begin", "effect": "The group meets from now on."},
    (Group.State.ACTIVE, Group.State.PAUSED): {
        "label": "Pause",
        "effect": "Everything stays; it can go on at any time.",
    },
    (Group.State.PAUSED, Group.State.ACTIVE): {"label": "Go on", "effect": "The group meets again."},
}
"""The turns of a group's life that can be taken back, in the words of the page."""


@person
@require_POST
def group_state(request: Request, pk: UUID) -> HttpResponse:
    """Let the group begin, pause, go on, or close for good."""
    group = get_group_to_run(request, pk)
    state = request.POST.get("state", "")
    try:
        if state not in Group.State.values:
            raise Refused("Choose what the group should become.")
        move_group(group, state, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, f"{group.name} is {group.get_state_display().lower()} now.")
    return redirect("group_settings", request.program.slug, pk)
