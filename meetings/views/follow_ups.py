"""Follow-ups: people who wait for a word, each with a note that is prepared; and what was done about them lately."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.models import Group, SeatHolder
from meetings.access import facilitator, get_group_to_run
from meetings.actions.following import hand_on, note_call, put_off, take_back, write_note
from meetings.cockpit import OF_PEOPLE, Circle, Need, needs
from meetings.drafts import draft, subject
from meetings.follow_up_forms import FollowUpForm, in_one_value
from meetings.models import FollowUp
from meetings.needs import circles_of
from meetings.views.cockpit import Row, row_key, row_of
from members.models import Member
from programs.clock import local_day
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing
from programs.wording import ago

A_WEEK = timedelta(days=7)
LATELY = timedelta(days=1)
"""So long what was done stays on the page, with the way back."""
MOST_LATELY = 10

COLLEAGUES = """
select circle.id, one.user_id, one.name from unnest(%s::uuid[]) as circle(id), app_facilitators_of(circle.id) as one
"""
DONE = {
    FollowUp.Did.NOTE: "Wrote to {}",
    FollowUp.Did.CALL: "Called {}",
    FollowUp.Did.LATER: "Put off {}",
    FollowUp.Did.HANDED_ON: "Handed on {}",
}
BACK = ("cockpit", "follow_ups")


@facilitator
@require_safe
def follow_ups(request: Request) -> HttpResponse:
    """Whom to write to, to call, to look at again later, or to hand on."""
    return page(request, Sent(request.GET.get("open", "")))


@dataclass(frozen=True)
class Card:
    """A row with what is prepared for it: the note, who else could see to it, and the last contact in words.

    `typed` is what was sent and did not do; `error` why.
    """

    row: Row
    draft: str
    reaches: bool
    last: str
    colleagues: list[tuple[UUID, str]]
    open: bool
    until: str
    error: str
    words: str


@dataclass(frozen=True)
class Sent:
    """The card to open, by its row's key; and what was sent about it, if it was refused, and why."""

    key: str = ""
    typed: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""


def page(request: Request, sent: Sent, *, status: int = 200) -> HttpResponse:
    """The page, with one card opened."""
    now = timezone.now()
    circles, known = circles_of(standing().facilitates, now), colleagues(request)
    cards = [
        card(need, request, known.get(need.circle.key, []), sent if row_key(need) == sent.key else Sent(), now)
        for need in needs(circles, now, request.user.pk)
        if need.reason in OF_PEOPLE
    ]
    shown = any(one.open for one in cards)
    context = {
        "nav": "cockpit", "cards": cards, "lately": lately(request.user, now), "error": "" if shown else sent.error,
    }  # fmt: skip
    return render(request, "meetings/follow_ups.html", context, status=status)


def card(need: Need, request: Request, known: list[tuple[UUID, str]], sent: Sent, now: datetime) -> Card:
    """One card, opened with what was `sent` about it."""
    row = row_of(need, request.program)
    today = local_day(now, need.circle.zone)
    return Card(
        row,
        sent.typed.get("text") or draft(need, request.user.get_short_name()),
        need.person is not None and need.person.joined,
        last_contact(need.circle, row.member, today),
        known,
        bool(sent.key),
        sent.typed.get("until") or (today + A_WEEK).isoformat(),
        sent.error,
        sent.typed.get("words") or "",
    )


def last_contact(circle: Circle, member: UUID | None, today: Any) -> str:
    """When somebody last wrote or called: "wrote 3 weeks ago", or ''."""
    rows = [one for one in circle.done if one.member == member and one.did in (FollowUp.Did.NOTE, FollowUp.Did.CALL)]
    if not rows:
        return ""
    last = max(rows, key=lambda one: one.at)
    return f"{'wrote' if last.did == FollowUp.Did.NOTE else 'called'} {ago(local_day(last.at, circle.zone), today)}"


def colleagues(request: Request) -> dict[UUID, list[tuple[UUID, str]]]:
    """Group -> who else facilitates it, as (user, name)."""
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(COLLEAGUES, [list(standing().facilitates)])
        for group, user, name in cursor.fetchall():
            if user != request.user.pk:
                found.setdefault(group, []).append((user, name))
    return found


def lately(user: Any, now: datetime) -> list[dict[str, Any]]:
    """What the reader did within a day: [{words, undo_pk}], the last first; a note that left has no way back."""
    rows = (
        FollowUp.objects.filter(by=user, at__gt=now - LATELY, group__in=standing().facilitates)
        .select_related("member", "group", "letter")
        .order_by("-at")[:MOST_LATELY]
    )
    return [
        {"words": words_of(row), "group": row.group.name, "undo": row.pk if can_undo(row, now) else None}
        for row in rows
    ]


def words_of(row: FollowUp) -> str:
    """What was done, about whom."""
    return DONE[FollowUp.Did(row.did)].format(row.member.name if row.member else row.get_reason_display().lower())


def can_undo(row: FollowUp, now: datetime) -> bool:
    """Whether there is a way back: a note has one until it leaves."""
    return row.did != FollowUp.Did.NOTE or (row.letter is not None and not row.letter.has_left(now))


@facilitator
@require_POST
def follow_up(request: Request, pk: UUID) -> HttpResponse:
    """Something was done about somebody in a group, or about its meeting."""
    group = get_group_to_run(request, pk)
    sent = {**request.POST.dict(), **in_one_value(request.POST.get("row", ""))}
    form = FollowUpForm(sent)
    about = f"need-{sent.get('reason', '')}-{sent.get('member') or pk}"
    if not form.is_valid():
        error = str(next(iter(form.errors.values()))[0])
        return page(request, Sent(about, sent, error), status=422)
    try:
        deed, said = carried_out(request, group, form.cleaned_data)
    except Refused as refusal:
        return page(request, Sent(about, sent, refusal.reason), status=422)
    messages.success(request, said, extra_tags=reverse("follow_up_undo", args=[request.program.slug, deed.pk]))
    back = request.POST.get("back", "")
    return redirect(back if back in BACK else "follow_ups", request.program.slug)


def carried_out(request: Request, group: Group, given: dict[str, Any]) -> tuple[FollowUp, str]:
    """Do it, and say what that means. Raises Http404 for who does not sit there, Refused for what cannot be."""
    now, member = timezone.now(), seated(group, given["member"])
    what = {"by": request.user, "now": now, "reason": given["reason"], "about": given["about"]}
    today = local_day(now, group.zone)
    match given["did"]:
        case FollowUp.Did.NOTE:
            about = subject(group.name, request.user.get_short_name())
            return write_note(group, named(member), subject=about, text=given["text"], **what), (
                f"Your note to {named(member).name} leaves in a minute. A reply comes to you."
            )
        case FollowUp.Did.CALL:
            return note_call(
                group, named(member), words=given["words"], **what
            ), f"Noted: you called {named(member).name}."
        case FollowUp.Did.HANDED_ON:
            name = dict(colleagues(request).get(group.pk, [])).get(given["to"])
            if name is None:
                raise Refused("Choose a co-facilitator of this group.", field="to")
            return hand_on(group, named(member), to=given["to"], **what), f"Handed on to {name}."
        case _:
            until = given["until"] or today + A_WEEK
            who = member.name if member else group.name
            return put_off(
                group, member, today=today, until=until, **what
            ), f"{who} is back here on {until:%B} {until.day}."


def seated(group: Group, key: UUID | None) -> Member | None:
    """Who sits in the group with this key, None without one; raises Http404."""
    if key is None:
        return None
    holder = SeatHolder.objects.current().filter(group=group, member=key).select_related("member").first()
    if holder is None:
        raise Http404
    found: Member = holder.member
    return found


def named(member: Member | None) -> Member:
    """The member whom the form asked for."""
    if member is None:
        raise Refused("Choose somebody first.")
    return member


@facilitator
@require_POST
def follow_up_undo(request: Request, pk: UUID) -> HttpResponse:
    """It was not done: the row is back."""
    deed = FollowUp.objects.select_related("letter").filter(pk=pk, by=request.user).first()
    if deed is None or deed.group_id not in standing().facilitates:
        raise Http404
    try:
        take_back(deed, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, "Undone. It stands where it stood.")
    return redirect("follow_ups", request.program.slug)
