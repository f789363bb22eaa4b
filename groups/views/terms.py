"""Who facilitates a group: appointing, ending a term, and the way back. The whole group is told of it."""

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
from groups.forms import AppointForm, NewFacilitatorForm
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
    if request.method != "POST":
        typed = told(request)
        return page(request, group, AppointForm(initial=typed), NewFacilitatorForm(initial=typed))
    if not standing().is_admin:
        raise Http404
    known, new = AppointForm(), NewFacilitatorForm()
    if "myself" in request.POST:
        return appointed(request, group, known, new, kind="myself")
    if "email" in request.POST:
        new = NewFacilitatorForm(request.POST)
        return appointed(request, group, known, new, kind="new") if new.is_valid() else page(request, group, known, new)
    known = AppointForm(request.POST)
    return appointed(request, group, known, new, kind="known") if known.is_valid() else page(request, group, known, new)


def appointed(
    request: Request, group: Group, known: AppointForm, new: NewFacilitatorForm, *, kind: str
) -> HttpResponse:
    """Appoint whom the form that was sent names; a refusal is written into it."""
    form = new if kind == "new" else known
    given = form.cleaned_data if form.is_bound else {}
    try:
        with transaction.atomic():
            role = given.get("role") or role_for(request, given)
            is_co = given.get("is_co", given.get("co", False))
            term = appoint_facilitator(group, role, by=request.user, now=timezone.now(), is_co=is_co)
    except Refused as refusal:
        if form.is_bound:
            form.add_error(refusal.field or None, refusal.reason)
            return page(request, group, known, new)
        return page(request, group, known, new, refused=refusal.reason)
    said = YOURSELF if kind == "myself" else f"{term.name} facilitates {group.name} from today. The group is told."
    messages.success(request, said)
    return redirect("terms", request.program.slug, group.pk)


def role_for(request: Request, given: dict[str, Any]) -> Role:
    """The facilitator's role of somebody named by address, given and invited when new; of the reader without one."""
    if not given:
        return give_role(Role.Kind.FACILITATOR, by=request.user, user=request.user)
    user = user_here(given["email"])
    role = give_role(Role.Kind.FACILITATOR, by=request.user, user=user, name=given["name"], email=given["email"])
    if role.user_id is None:
        invite_address(given["email"], by=request.user, now=timezone.now())
    return role


def page(
    request: Request, group: Group, known: AppointForm, new: NewFacilitatorForm, *, refused: str = ""
) -> HttpResponse:
    """The page with both forms; facilitators of the group see who, and may end their own term."""
    is_admin, now = standing().is_admin, timezone.now()
    # A role is for program admins to read, and everybody's own; joining it hides the terms of others.
    own = set(Role.objects.held().filter(user=request.user, kind=Role.Kind.FACILITATOR).values_list("pk", flat=True))
    listed = list(FacilitatorTerm.objects.filter(group=group).order_by("is_co", "-since"))
    current = [term for term in listed if term.ended_at is None]
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
            for term in current
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
        "runs": any(term.role_id in own for term in current),
        "known": known,
        "new": new,
        "refused": refused,
        "yourself": YOURSELF,
        "closed": group.state == Group.State.CLOSED,
        "tabs": tabs(request.program.slug, group, "terms"),
    }
    wrong = refused or known.errors or new.errors
    return render(request, "groups/terms.html", context, status=422 if wrong else 200)


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
