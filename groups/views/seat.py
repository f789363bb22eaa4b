"""One hold of a seat: ending it, handing it to a colleague, moving to another group, and the way back from each."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.access import get_group_to_run
from groups.actions import hand_over_seat, leave_seat, move_seat, return_seat
from groups.forms import EndSeatForm
from groups.models import Group, GroupQuerySet, SeatHolder
from groups.views.days import day_said
from groups.views.seats import candidates, one_of
from groups.views.tabs import tabs
from members.models import MemberQuerySet
from programs.access import person
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing
from vetting.actions.welcoming import begin_welcome


def get_holder(request: Request, pk: UUID, holder: UUID) -> SeatHolder:
    """A hold of a seat, past or present, of a group that the reader runs; raises Http404."""
    group = get_group_to_run(request, pk)
    found = SeatHolder.objects.select_related("member", "seat__company").filter(group=group, pk=holder).first()
    if found is None:
        raise Http404
    found.group = group
    return found


def targets(group: Group) -> GroupQuerySet:
    """The groups to which the reader may move somebody from here."""
    who = standing()
    others: GroupQuerySet = Group.objects.running().exclude(pk=group.pk)
    return others if who.is_admin else others.filter(pk__in=who.keeps)


def colleagues(leaver: SeatHolder) -> MemberQuerySet:
    """Those of the same company who do not sit here."""
    people: MemberQuerySet = candidates(leaver.group).filter(company=leaver.seat.company_id)
    return people


@person
@require_safe
def seat(request: Request, pk: UUID, holder: UUID) -> HttpResponse:
    """What can become of it."""
    return page(request, get_holder(request, pk, holder))


def page(request: Request, leaver: SeatHolder, *, form: EndSeatForm | None = None, refused: str = "") -> HttpResponse:
    """The page; `refused` says why what was pressed was not done."""
    context = {
        "nav": "groups",
        "group": leaver.group,
        "holder": leaver,
        "since": day_said(request.program, leaver.seat.since),
        "until": day_said(request.program, leaver.left_at) if leaver.left_at else "",
        "form": form or EndSeatForm(),
        "refused": refused,
        "colleagues": colleagues(leaver),
        "targets": targets(leaver.group),
        "tabs": tabs(request.program.slug, leaver.group, "seats"),
    }
    wrong = refused or (form and form.errors)
    return render(request, "groups/seat.html", context, status=422 if wrong else 200)


@person
@require_POST
def seat_end(request: Request, pk: UUID, holder: UUID) -> HttpResponse:
    """Somebody leaves their seat."""
    leaver = get_holder(request, pk, holder)
    form = EndSeatForm(request.POST)
    if not form.is_valid():
        return page(request, leaver, form=form)
    try:
        leave_seat(leaver, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
    except Refused as refusal:
        return page(request, leaver, refused=refusal.reason)
    leaver.refresh_from_db(fields=["left_at"])
    name = leaver.member.name
    return done(request, leaver, f"{name} has left and reads nothing more here. What they wrote stays theirs.")


@person
@require_POST
def seat_hand_over(request: Request, pk: UUID, holder: UUID) -> HttpResponse:
    """The seat goes to a colleague of the same company."""
    leaver, now = get_holder(request, pk, holder), timezone.now()
    member = one_of(colleagues(leaver), request.POST.get("member", ""))
    if member is None:
        return page(request, leaver, refused="Choose a colleague who does not sit here yet.")
    try:
        hand_over_seat(leaver, member, by=request.user, now=now)
    except Refused as refusal:
        return page(request, leaver, refused=refusal.reason)
    began = SeatHolder.objects.current().get(group=leaver.group, member=member)
    begin_welcome(leaver.group, member, by=request.user, now=now)
    return done(request, leaver, f"{member.name} has the seat of {leaver.member.name} and reads from today.", began)


@person
@require_POST
def seat_move(request: Request, pk: UUID, holder: UUID) -> HttpResponse:
    """A member goes to another group; what they said here stays theirs and stays here."""
    leaver, now = get_holder(request, pk, holder), timezone.now()
    to = one_of(targets(leaver.group), request.POST.get("group", ""))
    if to is None:
        return page(request, leaver, refused="Choose the group to move to.")
    try:
        move_seat(leaver, to, by=request.user, now=now)
    except Refused as refusal:
        return page(request, leaver, refused=refusal.reason)
    began = SeatHolder.objects.current().get(group=to, member=leaver.member_id)
    begin_welcome(to, leaver.member, by=request.user, now=now)
    return done(request, leaver, f"{leaver.member.name} sits in {to.name} now, and no longer here.", began)


def done(request: Request, leaver: SeatHolder, said: str, began: SeatHolder | None = None) -> HttpResponse:
    """Back to the seats, with a way to undo; `began` is the hold that takes the place of this one."""
    undo = reverse("seat_return", args=[request.program.slug, leaver.group_id, leaver.pk])
    messages.success(request, said, extra_tags=f"{undo}?instead={began.pk}" if began else undo)
    return redirect("seats", request.program.slug, leaver.group_id)


@person
@require_POST
def seat_return(request: Request, pk: UUID, holder: UUID) -> HttpResponse:
    """Undo a leaving; ?instead= is the hold that took its place and ends with the undoing."""
    leaver = get_holder(request, pk, holder)
    who = standing()
    began = SeatHolder.objects.current().filter(since=leaver.left_at)
    if not who.is_admin:
        began = began.filter(group__in=who.keeps)
    instead = one_of(began, request.GET.get("instead", ""))
    try:
        return_seat(leaver, by=request.user, now=timezone.now(), instead=instead)
    except Refused as refusal:
        return page(request, leaver, refused=refusal.reason)
    messages.success(request, f"Undone. {leaver.member.name} sits in seat {leaver.seat.number} as before.")
    return redirect("seats", request.program.slug, leaver.group_id)
