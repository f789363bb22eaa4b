"""The check-in from mail: one job, two taps, nobody signed in. A GET shows, a POST saves; replays do no harm.

The database shows this link its goal, what was said about it, and nothing else.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from goals import actions
from goals.models import CheckIn, Goal, Status
from goals.skipping import passes_left, skip_turn, take_back_skip
from goals.views.cards import LocalTime, card, check_in_form, check_in_of, greeting, local_time, said_of, who_reads
from goals.views.goal_skip import skip_of
from members.models import Member
from notifications.actions import ask_check_in_later, times_ahead
from programs import links
from programs.access import mail_link, sign_in_url
from programs.models import Due
from programs.refusal import Refused
from programs.request import Request

AFTER = "meeting"
BREATH = timedelta(hours=1)
"""Between the end of a meeting and the question that was put off to then."""

NEAR = timedelta(days=14)
"""A meeting that is farther away is no moment to wait for: a turn would be over."""


@mail_link("check-in")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_check_in(request: Request, token: str, pk: UUID) -> HttpResponse:
    """The goal with the mail's answer picked; after saving, what was saved, Undo and Change."""
    goal = goal_of_link(pk)
    if goal is None or goal.state not in Goal.ASKED:
        return over(request, goal)
    now = timezone.now()
    if request.method == "POST" and (pressed := request.POST.get("act", "")):
        return put_aside(request, token, goal, pressed, now)
    steps = list(goal.milestones.all()) if goal.kind == Goal.Kind.MILESTONES else []
    last = fresh_check_in(goal, now)
    picked = request.GET.get("status", "")
    form = check_in_form(
        request.program, goal, steps, data=request.POST if request.method == "POST" else None, said=last,
        status=picked if picked in Status.values else "",
    )  # fmt: skip
    if form.is_valid():
        try:
            actions.check_in(goal, by=None, now=now, via="mail", **form.said())
            return redirect("link_check_in", token)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    saved = last if last and not form.is_bound and not request.GET else None
    due = due_of(goal)
    zone, every_days = (due.zone, due.every_days) if due else ("", Member.Rhythm.BIWEEKLY)
    local = local_time(request.program, now, zone)
    context = {
        "token": token,
        "goal": goal,
        "card": card(
            goal,
            request.program,
            local,
            check_ins=said_of([goal])[goal.pk],
            milestones=steps,
            every_days=every_days,
        ),
        "form": form,
        "saved": saved_words(saved, local, token, every_days) if saved else None,
        "last": last,
        **ways_aside(goal, due, local),
        "doors_url": sign_in_url(next_url=reverse("stuck", args=[request.program.slug, goal.pk])),
    }
    return render(request, "goals/link_check_in.html", context, status=422 if form.is_bound else 200)


@mail_link("check-in")
@never_cache
@require_POST
def link_check_in_undo(request: Request, token: str, pk: UUID) -> HttpResponse:
    """Take back the check-in that the form names; a second press finds nothing to take back."""
    goal = goal_of_link(pk)
    if goal is None or goal.state not in Goal.ASKED:
        return over(request, goal)
    made = check_in_of(goal, request.POST.get("of", ""))
    try:
        if made:
            actions.undo_check_in(made, by=None, now=timezone.now(), via="mail")
    except Refused:
        pass  # A newer check-in stands by now: the page that follows shows it.
    return redirect(reverse("link_check_in", args=[token]) + "?again=1")


def goal_of_link(pk: UUID) -> Goal | None:
    """The goal, as long as its member is in the program; rights are read again at the moment of use."""
    with connection.cursor() as cursor:
        cursor.execute("select app_link_is_live()")
        if not cursor.fetchone()[0]:
            return None
    return Goal.objects.filter(pk=pk).first()


def over(request: Request, goal: Goal | None) -> HttpResponse:
    """Kind words for a goal that is not asked after any more, and for one that is not there."""
    if goal is None:
        return render(request, "programs/link_over.html", {"problem": links.BadLink(worn_out=True)}, status=410)
    if goal.state == Goal.State.DRAFT:
        raise Http404
    url = sign_in_url(next_url=reverse("goal", args=[request.program.slug, goal.pk]))
    return render(request, "goals/link_closed.html", {"goal": goal, "sign_in_url": url}, status=410)


def fresh_check_in(goal: Goal, now: Any) -> CheckIn | None:
    """The check-in that saving again would correct, with its private note."""
    if goal.checked_in_at is None or now - goal.checked_in_at >= actions.CORRECTED_WITHIN:
        return None
    last: CheckIn | None = goal.check_ins.select_related("private_note").first()
    return last


def due_of(goal: Goal) -> Due | None:
    """What is due of the goal: all that a link may know of its member's zone, hour and rhythm."""
    found: Due | None = Due.objects.filter(kind=actions.DUE, object_id=goal.pk).first()
    return found


def ways_aside(goal: Goal, due: Due | None, local: LocalTime) -> dict[str, Any]:
    """What can be pressed instead of an answer: [(name, when)] to be asked later, and the passes of this quarter."""
    if due is None or goal.check_in_at is None or goal.check_in_at > local.now:
        return {"later": [], "passes": 0}
    skipped = goal.skips.values_list("said_at", flat=True)
    return {
        "later": [
            (name, f"{'after the meeting, ' if name == AFTER else ''}on {local.moment(at)}")
            for name, at in times_of(due, local.now).items()
        ],
        "passes": passes_left(skipped, now=local.now, zone=due.zone),
    }


def times_of(due: Due, now: datetime) -> dict[str, datetime]:
    """When the member can be asked again: after their next meeting, if it is near; tomorrow; on Monday."""
    with connection.cursor() as cursor:
        cursor.execute("select app_link_meets_until()")
        ends_at = cursor.fetchone()[0]
    times = times_ahead(due.wall, due.zone, now)
    return {AFTER: ends_at + BREATH, **times} if ends_at and ends_at - now < NEAR else times


def put_aside(request: Request, token: str, goal: Goal, pressed: str, now: datetime) -> HttpResponse:
    """Same as last time; skip this one, or take that back; ask me later. Pressing twice does no harm."""
    due, made, words = due_of(goal), None, "Nothing is asked about it now."
    times = times_of(due, now) if due else {}
    try:
        if pressed == "same" and goal.status:
            actions.check_in(goal, by=None, now=now, via="mail", status=goal.status)
            return redirect("link_check_in", token)
        if pressed == "unskip":
            if skip := skip_of(goal, request.POST.get("of", "")):
                take_back_skip(skip, by=None, now=now, via="mail")
            return redirect(reverse("link_check_in", args=[token]) + "?again=1")
        if pressed == "skip" and (made := skip_turn(goal, by=None, now=now, via="mail")):
            words = "Left out. It counts neither for nor against you."
        elif due and goal.program_id and pressed in times:
            ask_check_in_later(due.user_id, goal.program_id, due.zone, times[pressed], now=now)
            at = local_time(request.program, now, due.zone).moment(times[pressed])
            words = f"You are asked again on {at}. What you answer until then is not asked again."
    except Refused as no:
        words = no.reason
    return render(request, "goals/link_aside.html", {"token": token, "goal": goal, "words": words, "skip": made})


def saved_words(made: CheckIn, local: LocalTime, token: str, every_days: int) -> dict[str, Any]:
    """What the page says once it is saved."""
    private = getattr(made, "private_note", None)
    return {
        "check_in": made,
        "words": f"{greeting(made, every_days)} {who_reads(made, private_note=private is not None)}",
        "next_check_in": local.long(made.goal.check_in_at),
        "undo_url": reverse("link_check_in_undo", args=[token]),
    }
