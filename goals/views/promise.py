"""A promise: made to one's group, kept, missed with a word why, promised anew. Each can be taken back."""

from collections.abc import Sequence
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

from goals.models import Commitment, Goal
from goals.promising import (
    SURE,
    More,
    chain_of,
    keep_commitment,
    make_commitment,
    miss_commitment,
    move_commitment,
    reopen_commitment,
    take_back_move,
)
from goals.views.cards import LocalTime, local_time
from goals.views.goal import around
from groups.models import Group
from meetings.capture import Person, Problem, captured
from meetings.capture import Promise as Promised
from meetings.models import Meeting
from members.access import current_member, member
from members.models import Member
from programs.access import person
from programs.clock import local_day
from programs.models import Program
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing
from programs.wording import DateOrder

BACK = ("today", "before", "promises")
LONGEST, MOST_PAST = 200, 50
SETTLED_ANEW = (Commitment.State.MOVED, Commitment.State.MISSED)
SURENESS = [("", "not said"), *((str(n), str(n)) for n in range(1, 11))]


class PromiseForm(forms.Form):
    """One promise to a group, until a day: the day may stand at the end of the line."""

    text = forms.CharField(
        label="What do you promise?",
        max_length=300,
        help_text="The day can stand at the end: raise the support price 8% by Friday.",
    )
    due_on = forms.DateField(label="Until when?", required=False, widget=forms.DateInput({"type": "date"}))
    group = forms.ChoiceField(label="To which group?", error_messages={"invalid_choice": "Choose a group of yours."})
    first_step = forms.CharField(label="What will you do of it in the next 48 hours?", max_length=200, required=False)
    proof = forms.CharField(
        label="What will show that it is done?", max_length=200, required=False,
        help_text="A number, a document, somebody who can say so.",
    )  # fmt: skip
    confidence = forms.TypedChoiceField(
        label="How sure are you, from 1 to 10?", choices=SURENESS, coerce=int, empty_value=None, required=False
    )
    witness = forms.ChoiceField(
        label="Who asks you how it went?",
        required=False,
        error_messages={"invalid_choice": "Choose somebody who sits in this group."},
        help_text="They see this promise with everything you say here.",
    )

    def __init__(self, data: Any = None, *, groups: Sequence[Group], peers: Sequence[Member], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["group"].choices = [(str(group.pk), group.name) for group in groups]  # type: ignore[attr-defined]
        named = [(str(peer.pk), peer.name) for peer in peers]
        self.fields["witness"].choices = [("", "Nobody in particular"), *named]  # type: ignore[attr-defined]

    @property
    def says_more(self) -> bool:
        """Whether something stands under "More", or is wrong there."""
        names = ("first_step", "proof", "confidence", "witness")
        return any(self[name].value() or self[name].errors for name in names)


class MoveForm(forms.Form):
    """Another day for a promise, and why."""

    due_on = forms.DateField(label="Until when instead?", widget=forms.DateInput({"type": "date"}))
    reason = forms.ChoiceField(
        label="What stood in the way?", required=False, choices=[("", "Not said"), *Commitment.Reason.choices]
    )


@member
@require_http_methods(["GET", "HEAD", "POST"])
def promise_new(request: Request) -> HttpResponse:
    """Promise something to one of one's groups, in one line or with more."""
    me, now = current_member(request), timezone.now()
    groups, peers = around(me.pk)
    if not groups:
        raise Http404
    local, unsure = local_time(request.program, now, me.zone), False
    sent = request.POST if request.method == "POST" else None
    form = PromiseForm(sent, groups=groups, peers=peers, initial={"group": str(groups[0].pk)})
    about = own_goal(me, request.POST.get("goal") or request.GET.get("goal", ""))
    if form.is_valid():
        said = form.cleaned_data
        unsure = (said["confidence"] or SURE) < SURE and not request.POST.get("as_is")
        group = next(one for one in groups if str(one.pk) == said["group"])
        witness = next((one for one in peers if str(one.pk) == said["witness"]), None)
        more = More(said["proof"], said["first_step"], said["confidence"], witness, about)
        try:
            text, due_on = line_read(request.program, group, said["text"], said["due_on"], local)
            if not unsure:
                made = make_commitment(
                    me, group, by=request.user, now=now, today=local.today, text=text, due_on=due_on, more=more
                )
                messages.success(request, f"Promised until {local.words(made.due_on)}. {group.name} sees it.")
                return back_from(request, about)
        except Refused as no:
            unsure = False
            form.add_error(no.field or None, no.reason)
    context = {
        "nav": "goals",
        "form": form,
        "groups": groups,
        "goal": about,
        "unsure": unsure,
        "back": request.POST.get("back", ""),
    }
    return render(request, "goals/promise_new.html", context, status=422 if form.errors else 200)


def back_from(request: Request, about: Goal | None) -> HttpResponse:
    """To the page on which the promise was made."""
    back = request.POST.get("back", "")
    if back == "goal" and about:
        return redirect("goal", request.program.slug, about.pk)
    return redirect(back if back in BACK else "before", request.program.slug)


def own_goal(me: Member, key: str) -> Goal | None:
    """A goal of the reader's by its key, as it was sent; None for anything else."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    found: Goal | None = Goal.objects.of(me).filter(pk=wanted).first()
    return found


def line_read(program: Program, group: Group, line: str, due_on: date | None, local: LocalTime) -> tuple[str, date]:
    """What a line promises and until when: the day that was chosen, else the one it ends with, else the usual one.

    Raises Refused, with a sentence, for a line that cannot be read.
    """
    text = line.strip()
    if due_on is None:
        coming = Meeting.objects.of(group.pk).on().filter(starts_at__gt=local.now).order_by("starts_at").first()
        meets = local_day(coming.starts_at, coming.zone) if coming else None
        order: DateOrder = program.date_order  # type: ignore[assignment]
        found = captured(f"@me {text}", [Person("", "me")], today=local.today, order=order, next_meeting=meets)
        if not isinstance(found, Promised):
            raise Refused(found.says if isinstance(found, Problem) else "What is promised?", field="text")
        text, due_on = found.text, found.due_on
    if len(text) > LONGEST:
        raise Refused(f"Say the promise in {LONGEST} letters.", field="text")
    return text, due_on


@member
@require_safe
def promises(request: Request) -> HttpResponse:
    """My promises: those that are open, and how the last ones ended."""
    me, now = current_member(request), timezone.now()
    local = local_time(request.program, now, me.zone)
    rows = Commitment.objects.of(me)
    groups, _ = around(me.pk)
    context = {
        "nav": "goals",
        "promise_groups": groups,
        "open": [(one, due_words(one.due_on, local), one.due_on < local.today) for one in rows.open()],
        "past": [
            (one, local.words(local.day(one.closed_at or one.said_at)))
            for one in rows.exclude(state=Commitment.State.OPEN).order_by("-closed_at")[:MOST_PAST]
        ],
        "back": "promises",
    }
    return render(request, "goals/promises.html", context)


@person
@require_safe
def promise(request: Request, pk: UUID) -> HttpResponse:
    """The promise with what can be said of it."""
    return promise_page(request, get_promise(pk, witnesses=True))


def promise_page(request: Request, one: Commitment, *, form: MoveForm | None = None, status: int = 200) -> HttpResponse:
    """The page of one promise."""
    local = local_time(request.program, timezone.now(), one.member.zone)
    groups = Group.objects.filter(pk__in=one.audience).values_list("name", flat=True)
    who = standing()
    mine, leads = one.member_id == who.member_id, bool(set(one.audience) & set(who.facilitates))
    anew = Commitment.objects.filter(renews=one).first() if one.state in SETTLED_ANEW else None
    context = {
        "nav": "goals",
        "promise": one,
        "mine": mine,
        "may_say": mine or leads,
        "anew": anew,
        "earlier": [
            (before, local.words(before.due_on)) for before in (chain_of(one) if mine and one.renews_id else ())
        ],
        "often": one.times if leads and one.times > 1 else 0,
        "about": Goal.objects.filter(pk=one.goal_id).first() if mine and one.goal_id else None,
        "witness": one.partner,
        "first_step_at": local.moment(one.first_step_at) if one.first_step_at else "",
        "due": due_words(one.due_on, local),
        "late": one.due_on < local.today and one.state == Commitment.State.OPEN,
        "closed": local.long(one.closed_at),
        "groups": ", ".join(groups),
        "reasons": Commitment.Reason.choices,
        "doors": doors(request.program.slug, one) if mine and one.state == Commitment.State.OPEN else [],
        "form": form or MoveForm(),
    }
    return render(request, "goals/promise.html", context, status=status)


def doors(program: str, promise: Commitment) -> list[tuple[str, str]]:
    """Where to ask for help with a promise, as (what to press, address): its group, or one person in private.

    `program` is the slug. A promise that no group sees any more has no door.
    """
    if not promise.audience:
        return []
    args = [program, promise.audience[0]]
    return [
        ("Ask my group", reverse("thread_new", args=args)),
        ("Ask one person in private", reverse("support_new", args=args)),
    ]


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
        elif act == "unmove":
            before = take_back_move(one, by=request.user, now=now)
            messages.success(request, "Taken back. It stands as it stood.")
            return redirect("promise", request.program.slug, before.pk)
        elif act == "move":
            return moved(request, one)
        else:
            messages.info(request, "Press one of the buttons.")
    except Refused as no:
        messages.info(request, no.reason)
    back = request.POST.get("back", "")
    return redirect(back, request.program.slug) if back in BACK else redirect("promise", request.program.slug, pk)


def moved(request: Request, one: Commitment) -> HttpResponse:
    """Promise it anew, until the day that was typed."""
    form, now = MoveForm(request.POST), timezone.now()
    local = local_time(request.program, now, one.member.zone)
    if form.is_valid():
        day = form.cleaned_data["due_on"]
        try:
            reason = form.cleaned_data["reason"]
            made = move_commitment(one, by=request.user, now=now, today=local.today, due_on=day, reason=reason)
            undo = f"{reverse('promise_state', args=[request.program.slug, made.pk])}?act=unmove"
            messages.success(request, f"Promised anew until {local.words(day)}.", extra_tags=undo)
            return redirect("promise", request.program.slug, made.pk)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    return promise_page(request, one, form=form, status=422)


def get_promise(pk: UUID, *, witnesses: bool = False) -> Commitment:
    """A promise, with its member and witness, for that member and for who facilitates a group that sees it, and for its
    witness where they may read; raises Http404.
    """
    who = standing()
    one: Commitment | None = Commitment.objects.select_related("member", "partner").filter(pk=pk).first()
    if one is None:
        raise Http404
    reads = witnesses and one.partner_id is not None and one.partner_id == who.member_id
    if not reads and one.member_id != who.member_id and not set(one.audience) & set(who.facilitates):
        raise Http404
    return one
