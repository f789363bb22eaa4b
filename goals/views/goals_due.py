"""All goals that are due, on one page with one Save: a tap a goal, and one more."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from goals.actions import check_in
from goals.forms import DueRow
from goals.models import Goal, Status
from goals.skipping import skip_turn
from goals.views.cards import LocalTime, card, local_time, passes_of, said_of
from members.access import current_member, member
from programs.refusal import Refused
from programs.request import Request


@member
@require_http_methods(["GET", "HEAD", "POST"])
def goals_due(request: Request) -> HttpResponse:
    """A row a goal: the same as last time, or a status, with the number beside it; a row left empty stays due."""
    me, now = current_member(request), timezone.now()
    local = local_time(request.program, now, me.zone)
    data = request.POST if request.method == "POST" else None
    due = list(Goal.objects.of(me).due(now).select_related("member").with_rhythm().prefetch_related("milestones"))
    forms = [
        DueRow(data, goal=goal, program=request.program, skips=bool(passes_of(goal, request.program, now)))
        for goal in due
    ]
    problems = [form for form in forms if form.errors]
    if data is not None and not problems:
        answered = [form for form in forms if form.status or form.is_left_out]
        if all(save(request, form) for form in answered):
            messages.success(
                request,
                result(
                    sum(bool(form.status) for form in answered),
                    len(forms),
                    left_out=sum(form.is_left_out for form in answered),
                ),
            )
            if stuck := [form.goal for form in answered if form.status == Status.STUCK]:
                return redirect("stuck", request.program.slug, stuck[0].pk)
            return redirect("today", request.program.slug)
    return due_page(request, local, forms, status=422 if data is not None else 200)


def save(request: Request, form: DueRow) -> bool:
    """One row's check-in, or that it is left out; a refusal is put on the form."""
    try:
        if form.is_left_out:
            skip_turn(form.goal, by=request.user, now=timezone.now())
            return True
        check_in(
            form.goal, by=request.user, now=timezone.now(), status=form.status, value=form.cleaned_data.get("value")
        )
    except Refused as no:
        form.add_error(None, no.reason)
        return False
    return True


def result(answered: int, asked: int, *, left_out: int = 0) -> str:
    """What was saved, in a sentence."""
    if not answered and not left_out:
        return "Nothing chosen, nothing changed."
    left = asked - answered - left_out
    said = [f"Saved {counted(answered)}."] if answered else []
    said += [f"Left out {counted(left_out)}."] if left_out else []
    return " ".join([*said, f"{left} still due." if left else "All current."])


def counted(goals: int) -> str:
    """So many goals, in words."""
    return "one goal" if goals == 1 else f"{goals} goals"


def due_page(request: Request, local: LocalTime, forms: list[DueRow], *, status: int) -> HttpResponse:
    """The page of the rows; without any it says when the next one comes."""
    check_ins = said_of(form.goal for form in forms)
    rows = [
        (
            form,
            card(
                form.goal,
                request.program,
                local,
                check_ins=check_ins[form.goal.pk],
                milestones=form.goal.milestones.all(),
                every_days=form.goal.every_days,  # type: ignore[attr-defined]
            ),
        )
        for form in forms
    ]
    upcoming = None
    if not rows:
        coming = Goal.objects.of(current_member(request)).open().exclude(check_in_at=None).order_by("check_in_at")
        upcoming = coming.values_list("check_in_at", flat=True).first()
    context = {"nav": "goals", "rows": rows, "upcoming": local.long(upcoming)}
    return render(request, "goals/goals_due.html", context, status=status)
