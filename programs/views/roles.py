"""Who runs the program: its admins, reviewers and facilitators. Every change asks who is there."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from groups.actions import end_term, resume_term
from groups.models import FacilitatorTerm
from members.actions import invite_address, user_here, waiting_people, withdraw_invitations
from members.models import Invitation
from programs import second_factor
from programs.access import admin
from programs.actions import end_role, give_role, restore_role
from programs.faces import hue, initials
from programs.models import Role
from programs.refusal import Refused
from programs.request import Request

A_MOMENT = timedelta(seconds=5)
"""Terms that ended this close to their role ended with it."""

REMEMBERED = timedelta(days=30)
"""How long a role that was ended can be given back from the page."""

WHAT_THEY_DO = {
    Role.Kind.ADMIN: "Run the program: people, groups, roles. Never read what is said inside a group.",
    Role.Kind.REVIEWER: "Give an opinion on applications.",
    Role.Kind.FACILITATOR: "Run the groups that they are appointed to, and read there from that day.",
}


class RoleForm(forms.Form):
    """A role for an address."""

    kind = forms.ChoiceField(label="Role", choices=Role.Kind.choices, widget=forms.RadioSelect)
    email = forms.EmailField(
        label="E-mail address",
        help_text="A member of this program has the role at once; anybody else gets an invitation.",
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": "Type an address such as dana@example.com."},
    )
    name = forms.CharField(
        label="Name", max_length=120, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )


@admin
@require_http_methods(["GET", "HEAD", "POST"])
@second_factor.confirmed(methods=("POST",))
def roles(request: Request) -> HttpResponse:
    """The list, and a role for one more."""
    if request.method != "POST":
        named = {"kind": Role.Kind.FACILITATOR, "email": request.GET.get("email", "").replace("\0", "")[:254]}
        return page(request, RoleForm(initial=named | second_factor.told(request)))
    form = RoleForm(request.POST)
    if not form.is_valid():
        return page(request, form, status=422)
    messages.success(request, give(request, form.cleaned_data, timezone.now()))
    return redirect("roles", request.program.slug)


def page(request: Request, form: RoleForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The page of roles."""
    now = timezone.now()
    held = list(Role.objects.held().select_related("user").order_by("name", "email"))
    sent = {one.pk: one for one in Invitation.objects.filter(pk__in=[role.invitation_id for role in held])}
    lists = [
        {
            "title": f"{label}s",
            "what": WHAT_THEY_DO[Role.Kind(kind)],
            "roles": [row(one, sent, now) for one in held if one.kind == kind],
        }
        for kind, label in Role.Kind.choices
    ]
    ended = Role.objects.filter(ended_at__gte=now - REMEMBERED).select_related("user").order_by("-ended_at")
    context = {"form": form, "refusal": refusal, "lists": lists, "ended": [row(one, sent, now) for one in ended]}
    return render(request, "programs/roles.html", context | {"nav": "directory"}, status=status)


def row(role: Role, sent: dict[Any, Invitation], now: datetime) -> dict[str, Any]:
    """What the page shows of a role."""
    name = str(role.user) if role.user else role.name or role.email
    return {
        "role": role,
        "name": name,
        "initials": initials(name.partition("@")[0].replace(".", " ")),
        "hue": hue(role.user_id or role.pk),
        "email": role.user.email if role.user else role.email,
        "waits": "" if role.user_id else waits_for(sent.get(role.invitation_id), now),
    }


def waits_for(invitation: Invitation | None, now: datetime) -> str:
    """Where somebody stands who has not joined."""
    if invitation is None or invitation.withdrawn_at:
        return "Not invited yet"
    return "Invited" if invitation.expires_at > now else "Invitation ran out"


def give(request: Request, wanted: dict[str, str], now: datetime) -> str:
    """Give the role that the form names, and say what came of it."""
    kind, address = Role.Kind(wanted["kind"]), wanted["email"].lower()
    user = user_here(address)
    role = give_role(kind, by=request.user, user=user, name=wanted["name"], email=address)
    who, what = role.name or role.email, kind.label.lower()
    if role.given_at < now:
        return f"{who} is {what} already."
    if role.user_id:
        return f"{who} is {what} now."
    invite_address(address, by=request.user, now=now)
    return f"Invited {who} as {what}."


@admin
@require_POST
@second_factor.confirmed
def role_end(request: Request, pk: Any) -> HttpResponse:
    """Take a role back, with an undo. An invitation to it opens nothing any more."""
    role, now = get_object_or_404(Role.objects.held(), pk=pk), timezone.now()
    try:
        end_role(role, by=request.user)
    except Refused as refusal:
        return page(request, RoleForm(initial={"kind": role.kind}), refusal=refusal.reason, status=422)
    for term in FacilitatorTerm.objects.current().filter(role=role):
        end_term(term, by=request.user, now=now)
    if role.user_id is None and not any(one.invitation_id == role.invitation_id for one in waiting_people()):
        withdraw_invitations(Invitation.objects.filter(pk=role.invitation_id), by=request.user, now=now)
    undo = reverse("role_return", args=[request.program.slug, role.pk])
    messages.success(
        request, f"{role.name or role.email} is no {role.get_kind_display().lower()} any more.", extra_tags=undo
    )
    if role.user == request.user and role.kind == Role.Kind.ADMIN:
        return redirect("home")
    return redirect("roles", request.program.slug)


@admin
@require_POST
@second_factor.confirmed
def role_return(request: Request, pk: Any) -> HttpResponse:
    """Give a role back that was ended, and with it the groups that ended with it."""
    role: Role = get_object_or_404(Role.objects.exclude(ended_at=None), pk=pk)
    now = timezone.now()
    over: Any = role.ended_at
    ended_with_it = list(FacilitatorTerm.objects.filter(role=role, ended_at__range=(over - A_MOMENT, over + A_MOMENT)))
    try:
        restore_role(role, by=request.user)
    except Refused as refusal:
        return page(request, RoleForm(initial={"kind": role.kind}), refusal=refusal.reason, status=422)
    for term in ended_with_it:
        with suppress(Refused):  # after a day they are appointed anew
            resume_term(term, by=request.user, now=now)
    if role.user_id is None:
        invite_address(role.email, by=request.user, now=now)
    messages.success(request, f"{role.name or role.email} is {role.get_kind_display().lower()} again.")
    return redirect("roles", request.program.slug)


@admin
@require_POST
def role_invitation(request: Request, pk: Any) -> HttpResponse:
    """Invite somebody again whose role waits for them."""
    role = get_object_or_404(Role.objects.held().exclude(email=""), pk=pk, user=None)
    invite_address(role.email, by=request.user, now=timezone.now())
    messages.success(request, f"Invited {role.name or role.email}.")
    return redirect("roles", request.program.slug)
