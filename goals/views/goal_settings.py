"""What a group chose about goals: for its facilitators and program admins."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from goals.models import GoalSettings
from goals.offers import choose_for_group
from groups.access import get_group_to_run
from programs.access import person
from programs.request import Request


class GoalSettingsForm(forms.Form):
    """The choices, each off or on."""

    keeps_plans_private = forms.BooleanField(
        label="Goals of a private plan stay private",
        required=False,
        help_text="Where the charter says that life plans are nobody's business. A member can show one all the same.",
    )


@person
@require_http_methods(["GET", "HEAD", "POST"])
def goal_settings(request: Request, pk: UUID) -> HttpResponse:
    """The choices of a group; a group that never chose has the defaults."""
    group = get_group_to_run(request, pk)
    stands = GoalSettings.objects.filter(group=group).first() or GoalSettings(group=group)
    names = list(GoalSettingsForm.base_fields)
    form = GoalSettingsForm(request.POST or None, initial={name: getattr(stands, name) for name in names})
    if form.is_valid():
        choose_for_group(group, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("goal_settings", request.program.slug, group.pk)
    return render(request, "goals/goal_settings.html", {"nav": "groups", "group": group, "form": form})
