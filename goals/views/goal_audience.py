"""Who sees a goal: nobody else, one or more of its member's groups, an accountability partner."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from goals.access import get_own_goal
from goals.actions import name_partner, show_goal
from goals.forms import AudienceForm
from goals.views.cards import groups_of
from goals.views.goal import goal_page, peers_in
from members.access import member
from programs import wording
from programs.refusal import Refused
from programs.request import Request


@member
@require_POST
def goal_audience(request: Request, pk: UUID) -> HttpResponse:
    """Show the goal to exactly those who were ticked."""
    goal, now = get_own_goal(request, pk), timezone.now()
    groups = groups_of(goal.member_id)
    form = AudienceForm(request.POST, groups=groups, peers=peers_in(groups, goal.member_id))
    if form.is_valid():
        chosen = [group for group in groups if str(group.pk) in form.cleaned_data["groups"]]
        try:
            with transaction.atomic():
                show_goal(goal, chosen, by=request.user, now=now)
                name_partner(goal, form.partner_chosen(), by=request.user, now=now)
            names = [group.name for group in chosen] + [peer.name for peer in [form.partner_chosen()] if peer]
            messages.success(request, f"{wording.listed(names)} can read it." if names else "Only you see it now.")
            return redirect("goal", request.program.slug, pk)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    return goal_page(request, goal, audience_form=form, status=422)
