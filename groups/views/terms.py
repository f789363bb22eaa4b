"""Who facilitates a group: appointing, ending a term, and the way back. The whole group is told of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from groups.access import get_group_to_run
from groups.actions import UNDO_LASTS, appoint_facilitator, end_term, resume_term
from groups.forms import AppointForm
from groups.models import FacilitatorTerm, Group
from groups.views.days import day_said
from groups.views.tabs import tabs
from members.actions import invite_address, user_here
from programs.access import person
from programs.actions import give_role
from programs.models import Role
from programs.refusal import Refused
from programs.request import Request
from programs.second_factor import confirmed, told
from programs.tenancy import standing

YOURSELF = "You read from today; the whole group is told; it is in the audit."


@person
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed(methods=("POST",))
def terms(request: Request, pk: UUID) -> HttpResponse:
    """Who facilitates now; a POST by a program admin appoints somebody."""
    group = get_group_to_run(request, pk)
    listed = list(FacilitatorTerm.objects.filter(group=group, until=None).order_by("is_co", "-since"))
    if request.method != "POST":
        return page(request, group, listed, form_for(request, listed, initial=told(request)))
    if not standing().is_admin:
        raise Http404
    form = form_for(request, listed, request.POST)
    if form.is_valid():
        try:
            messages.success(request, appoint(request, group, form))
        except Refused as refusal:
            form.add_error("who", refusal.reason)
        else:
            return redirect("terms", request.program.slug, group.pk)
    return page(request, group, listed, form, status=422)


def form_for(request: Request, listed: list[FacilitatorTerm], data: Any = None, **options: Any) -> AppointForm:
    """The form of who may still be appointed; `listed` are the group's terms, past and present."""
    current = [term.role_id for term in listed if term.ended_at is None]
    return AppointForm(data, besides=current, runs=bool(own_roles(request) & set(current)), **options)


def own_roles(request: Request) -> set[UUID]:
    """The keys of the reader's own role as facilitator: none or one."""
    held = Role.objects.held().filter(user=request.user, kind=Role.Kind.FACILITATOR)
    return set(held.values_list("pk", flat=True))


@transaction.atomic
def appoint(request: Request, group: Group, form: AppointForm) -> str:
    """Appoint whom the form names, and say what that means."""
    now = timezone.now()
    role = form.role or role_for(request, form, now)
    term = appoint_facilitator(group, role, by=request.user, now=now, is_co=form.cleaned_data["is_co"])
    if role.user_id == request.user.pk:
        return YOURSELF
    return f"{term.name} facilitates {group.name} from today. The whole group is told."


def role_for(request: Request, form: AppointForm, now: datetime) -> Role:
    """The facilitator's role of the reader, or of somebody named by address, who is invited when new here."""
    given = form.cleaned_data
    if given["who"] == form.ME:
        return give_role(Role.Kind.FACILITATOR, by=request.user, user=request.user)
    known = user_here(given["email"])
    role = give_role(Role.Kind.FACILITATOR, by=request.user, user=known, name=given["name"], email=given["email"])
    if role.user_id is None:
        invite_address(given["email"], by=request.user, now=now)
    return role


def page(
    request: Request, group: Group, listed: list[FacilitatorTerm], form: AppointForm, *, status: int = 200
) -> HttpResponse:
    """The page; facilitators of the group see who, and may end their own term."""
    is_admin, now, own = standing().is_admin, timezone.now(), own_roles(request)
    context = {
        "nav": "groups",
        "group": group,
        "is_admin": is_admin,
        "current": [
            {
                "term": term,
                "since": day_said(request.program, term.since),
                "reads_from": day_said(request.program, term.reads_from),
                "can_end": is_admin or term.role_id in own,
            }
            for term in listed
            if term.ended_at is None
        ],
        "earlier": [
            {
                "term": term,
                "until": day_said(request.program, term.ended_at),
                "can_resume": is_admin and now - term.ended_at <= UNDO_LASTS,
            }
            for term in listed
            if term.ended_at
        ],
        "form": form,
        "yourself": YOURSELF,
        "tabs": tabs(request.program.slug, group, "terms"),
    }
    return render(request, "groups/terms.html", context, status=status)


def get_term(request: Request, pk: UUID, term: UUID) -> FacilitatorTerm:
    """A term of a group, for program admins and for the facilitator whose it is; raises Http404."""
    group = get_group_to_run(request, pk)
    listed = FacilitatorTerm.objects.filter(group=group, pk=term)
    found = (listed if standing().is_admin else listed.filter(role__user=request.user)).first()
    if found is None:
        raise Http404
    return found


@person
@require_POST
@confirmed
def term_end(request: Request, pk: UUID, term: UUID) -> HttpResponse:
    """A term ends, and with it what its facilitator may read."""
    ending = get_term(request, pk, term)
    try:
        end_term(ending, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        undo = reverse("term_resume", args=[request.program.slug, pk, ending.pk]) if standing().is_admin else ""
        messages.success(request, f"{ending.name} no longer facilitates this group.", extra_tags=undo)
    back = "terms" if standing().is_admin else "groups"
    return redirect(back, request.program.slug, *([pk] if back == "terms" else []))


@person
@require_POST
@confirmed
def term_resume(request: Request, pk: UUID, term: UUID) -> HttpResponse:
    """Undo the end of a term."""
    if not standing().is_admin:
        raise Http404
    ended = get_term(request, pk, term)
    try:
        resume_term(ended, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, f"Undone. {ended.name} facilitates this group as before.")
    return redirect("terms", request.program.slug, pk)
