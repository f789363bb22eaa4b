"""How a group's meetings reach calendars, who may come instead, who checks in by a code: for its facilitators."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.access import get_group_to_run
from groups.models import Group
from meetings.actions.feeding import change_meeting_settings
from meetings.models import MeetingSettings
from programs.access import person
from programs.refusal import Stale
from programs.request import Request


class MeetingSettingsForm(forms.Form):
    """What a group chose about its meetings. `version` is that of the row that its reader saw; 0 is none."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**9)
    way = forms.ChoiceField(
        label="How meetings reach calendars",
        choices=MeetingSettings.Way.choices,
        widget=forms.RadioSelect,
        help_text="Choose the last if your own series in Outlook or Google is in everybody's calendar already.",
    )
    alternates = forms.BooleanField(
        label="Members may send somebody instead",
        required=False,
        help_text="An alternate comes for one meeting. What is said there stays there, for them, too.",
    )
    self_check_in = forms.BooleanField(
        label="People check in by a code in the room",
        required=False,
        help_text="You put a code on the wall, from half an hour before; they scan it and say that they are here. What "
        "you write down yourself always wins.",
    )


@person
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_settings(request: Request, pk: UUID) -> HttpResponse:
    """The settings; a save over somebody else's shows what stands now and keeps what was typed."""
    group = get_group_to_run(request, pk)
    stands = MeetingSettings.objects.filter(group=group).first() or MeetingSettings(group=group, version=0)
    form = MeetingSettingsForm(request.POST or None, initial=fields_of(stands) | {"version": stands.version})
    if form.is_valid():
        fields = {name: form.cleaned_data[name] for name in fields_of(stands)}
        try:
            change_meeting_settings(
                group, by=request.user, now=timezone.now(), seen=form.cleaned_data["version"], **fields
            )
        except Stale as stale:
            return page(request, group, form, status=409, theirs=words_of(stale.theirs), version=stale.theirs.version)
        messages.success(request, "Saved.")
        return redirect("meeting_settings", request.program.slug, group.pk)
    return page(request, group, form, status=422 if form.is_bound else 200, version=stands.version)


def page(request: Request, group: Group, form: MeetingSettingsForm, *, status: int, **more: Any) -> HttpResponse:
    """The page; `theirs` is what somebody else saved meanwhile, and `version` what a further save builds on."""
    context = {"nav": "groups", "group": group, "form": form, "for_owners": group.track.for_owners}
    return render(request, "meetings/meeting_settings.html", context | more, status=status)


def fields_of(chosen: MeetingSettings) -> dict[str, Any]:
    """What can be chosen, as it stands."""
    return {"way": chosen.way, "alternates": chosen.alternates, "self_check_in": chosen.self_check_in}


def words_of(chosen: MeetingSettings) -> str:
    """What stands, in a sentence."""
    alternates = "members may send somebody instead" if chosen.alternates else "nobody comes instead"
    code = "people check in by a code" if chosen.self_check_in else "nobody checks in by a code"
    return f"{chosen.get_way_display()}; {alternates}; {code}."
