"""A promise: made to one's group, kept, missed with a word why, promised anew. Each can be taken back."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals.models import Commitment
from goals.promising import (
    keep_commitment,
    make_commitment,
    miss_commitment,
    move_commitment,
    reopen_commitment,
)
from goals.views.cards import LocalTime, groups_of, local_time
from groups.models import Group
from members.access import current_member, member
from programs.access import person
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing


class PromiseForm(forms.Form):
    """One promise to a group, until a day."""

    text = forms.CharField(
        label="What do you promise?", max_length=200, help_text="Such as: call the five largest clients."
    )
    due_on = forms.DateField(label="Until when?", widget=forms.DateInput({"type": "date"}))
    group = forms.ChoiceField(label="To which group?", error_messages={"invalid_choice": "Choose a group of yours."})

    def __init__(self, data: Any = None, *, groups: list[Group], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["group"].choices = [(str(group.pk), group.name) for group in groups]  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Another day for a promise."""

    due_on = forms.DateField(label="Until when instead?", widget=forms.DateInput({"type": "date"}))


@member
@require_http_methods(["GET", "HEAD", "POST"])
def promise_new(request: Request) -> HttpResponse:
    """Promise something to one of one's groups."""
    me, now = current_member(request), timezone.now()
    groups = groups_of(me.pk)
    if not groups:
        raise Http404
    local = local_time(request.program, now, me.zone)
    form = PromiseForm(
        request.POST if request.method == "POST" else None, groups=groups, initial={"group": str(groups[0].pk)}
    )
    if form.is_valid():
        data = form.cleaned_data
        group = next(one for one in groups if str(one.pk) == data["group"])
        try:
            made = make_commitment(
                me, group, by=request.user, now=now, today=local.today, text=data["text"], due_on=data["due_on"]
            )
            messages.success(request, f"Promised until {local.words(made.due_on)}. {group.name} sees it.")
            return redirect("before", request.program.slug)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    context = {"nav": "goals", "form": form, "groups": groups}
    return render(request, "goals/promise_new.html", context, status=422 if form.is_bound else 200)


@person
@require_safe
def promise(request: Request, pk: UUID) -> HttpResponse:
    """The promise with what can be said of it."""
    return promise_page(request, get_promise(pk))


def promise_page(request: Request, one: Commitment, *, form: MoveForm | None = None, status: int = 200) -> HttpResponse:
    """The page of one promise."""
    local = local_time(request.program, timezone.now(), one.member.zone)
    groups = Group.objects.filter(pk__in=one.audience).values_list("name", flat=True)
    context = {
        "nav": "goals",
        "promise": one,
        "mine": one.member_id == standing().member_id,
        "due": due_words(one.due_on, local),
        "late": one.due_on < local.today and one.state == Commitment.State.OPEN,
        "closed": local.long(one.closed_at),
        "groups": ", ".join(groups),
        "reasons": Commitment.Reason.choices,
        "form": form or MoveForm(),
    }
    return render(request, "goals/promise.html", context, status=status)


def due_words(day: date, local: LocalTime) -> str:
    """By when: "by December 4", or "was due December 4"."""
    return f"{'by' if day >= local.today else 'was due'} {local.words(day)}"


@person
@require_POST
def promise_state(request: Request, pk: UUID) -> HttpResponse:
    """Say what the button names; pressing it twice does no harm."""
    one, now, act = get_promise(pk), timezone.now(), request.POST.get("act") or request.GET.get("act", "")
    undo = f"{reverse('promise_state', args=[request.program.slug, pk])}?act=reopen"
    try:
        if act == "keep":
            keep_commitment(one, by=request.user, now=now)
            messages.success(request, "Kept. Your group sees it.", extra_tags=undo)
        elif act == "miss":
            miss_commitment(one, by=request.user, now=now, reason=request.POST.get("reason", ""))
            messages.success(request, "Said. No harm done: promise it anew, or let it go.", extra_tags=undo)
        elif act == "reopen":
            reopen_commitment(one, by=request.user, now=now)
            messages.success(request, "Open again.")
        elif act == "move":
            return moved(request, one)
        else:
            messages.info(request, "Press one of the buttons.")
    except Refused as no:
        messages.info(request, no.reason)
    back = request.POST.get("back", "")
    return (
        redirect(back, request.program.slug)
        if back in ("today", "before")
        else redirect("promise", request.program.slug, pk)
    )


def moved(request: Request, one: Commitment) -> HttpResponse:
    """Promise it anew, until the day that was typed."""
    form, now = MoveForm(request.POST), timezone.now()
    local = local_time(request.program, now, one.member.zone)
    if form.is_valid():
        day = form.cleaned_data["due_on"]
        try:
            made = move_commitment(one, by=request.user, now=now, today=local.today, due_on=day)
            messages.success(request, f"Promised anew until {local.words(day)}.")
            return redirect("promise", request.program.slug, made.pk)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    return promise_page(request, one, form=form, status=422)


def get_promise(pk: UUID) -> Commitment:
    """A promise, with its member, for that member and for who facilitates a group that sees it; raises Http404."""
    who = standing()
    one: Commitment | None = Commitment.objects.select_related("member").filter(pk=pk).first()
    if one is None or (one.member_id != who.member_id and not set(one.audience) & who.facilitates):
        raise Http404
    return one
