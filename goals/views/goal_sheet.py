"""A member's goals of the quarter on one page: to print, and as a PDF file.

Their own holds all of it, private goals marked as such or left out (?shown=1); who facilitates a group of theirs finds
what is shown there.
"""

from collections import Counter
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.closing import quarter_of
from goals.models import Commitment, Goal
from goals.paper import GoalLine, Sheet, pdf_of, unwritable
from goals.views.cards import LocalTime, away_words, card, goal_sentence, local_time, rhythm_words
from goals.views.goal import chart_of
from goals.wording import shown
from groups.models import SeatHolder
from members.models import Member
from programs.access import person
from programs.attachment import attachment
from programs.clock import instant
from programs.request import Request
from programs.tenancy import standing

SAID_LAST = 3
"""Check-ins that stand beside the picture."""

MOST_PROMISES = 4
WORDS = {"paused": "Paused", "done": "Done", "dropped": "Dropped", "rolled": "Rolled over", "no_news": "No news"}


@person
@require_safe
def goal_sheet(request: Request, pk: UUID) -> HttpResponse:
    """The page; printing it makes one sheet for as many goals as fit: four."""
    whose, owns = whose_goals(pk)
    sheet, local = sheet_of(request, whose, owns=owns)
    context = {
        "nav": "goals" if owns else "groups",
        "sheet": sheet,
        "whose": whose,
        "owns": owns,
        "hides": hides(request),
        "has_private": any("Private" in goal.notes for goal in sheet.goals),
        "day": local.words(local.today),
    }
    return render(request, "goals/goal_sheet.html", context)


@person
@require_safe
def goal_sheet_pdf(request: Request, pk: UUID) -> HttpResponse:
    """The same as a file. What its typeface cannot write is printed by the browser instead."""
    whose, owns = whose_goals(pk)
    sheet, local = sheet_of(request, whose, owns=owns)
    if missing := unwritable(sheet):
        messages.info(
            request,
            f"Our file cannot write {missing[:12]}. Print this page and save it as a PDF: there nothing is lost.",
        )
        return redirect("goal_sheet", request.program.slug, pk)
    return attachment(pdf_of(sheet), "application/pdf", f"goals-{quarter_of(local.today):%Y-%m}.pdf")


def whose_goals(pk: UUID) -> tuple[Member, bool]:
    """A member, and whether it is the reader; who else facilitates no group of theirs meets Http404."""
    who = standing()
    owns = who.is_member and who.member_id == pk
    led = SeatHolder.objects.current().filter(member=pk, group__in=who.facilitates)
    if not owns and not (who.facilitates and led.exists()):
        raise Http404
    member = Member.objects.active().select_related("company").filter(pk=pk).first()
    if member is None:
        raise Http404
    return member, owns


def hides(request: Request) -> bool:
    """Whether the reader leaves out what they show nobody."""
    return request.GET.get("shown") == "1"


def sheet_of(request: Request, whose: Member, *, owns: bool) -> tuple[Sheet, LocalTime]:
    """What is on the sheet, as far as the reader may know; in the member's own time."""
    local = local_time(request.program, timezone.now(), whose.zone)
    begins = quarter_of(local.today)
    since = instant(begins, time(), local.zone.key)
    goals = Goal.objects.of(whose).filter(Q(state__in=Goal.ASKED) | Q(state__in=Goal.CLOSED, closed_at__gte=since))
    told = promised(whose, owns=owns).filter(due_on__range=(begins, next_quarter(begins) - timedelta(days=1)))
    promises = [one for one in told if (owns and not hides(request)) or one.audience]
    rows = (
        seen(goals, request, owns=owns)
        .select_related("plan", "member")
        .with_rhythm()
        .with_meetings()
        .prefetch_related("milestones", "check_ins")
    )
    lines = [line(goal, promises, request, local) for goal in rows]
    fates = Counter(one.state for one in promises)
    order = request.program.date_order
    return Sheet(
        name=whose.name,
        company=whose.company.name,
        quarter=f"Q{(begins.month + 2) // 3} {begins.year}",
        day=local.words(local.today),
        goals=lines,
        kept=kept_words(fates),
        promises=[(one.text, fate(one, local)) for one in promises if one.state != Commitment.State.MOVED][
            :MOST_PROMISES
        ],
        paper="letter" if order == "mdy" else "A4",
    ), local


def next_quarter(begins: date) -> date:
    """The first day of the quarter after the one that begins then."""
    return quarter_of(begins + timedelta(days=95))


def seen(goals: QuerySet[Goal], request: Request, *, owns: bool) -> Any:
    """Those of a member's goals that the reader finds on the sheet."""
    if owns:
        return goals.exclude(audience=[]) if hides(request) else goals
    return goals.filter(audience__overlap=list(standing().facilitates))


def promised(whose: Member, *, owns: bool) -> QuerySet[Commitment]:
    """What they promised, the last due first."""
    found = Commitment.objects.of(whose).order_by("-due_on", "-said_at")
    return found if owns else found.filter(audience__overlap=list(standing().facilitates))


def kept_words(fates: Counter[str]) -> str:
    """How promises went: "Promises: 4 kept, 1 missed, 1 open"; "" without any."""
    counts = [(fates[state], word) for state, word in (("kept", "kept"), ("missed", "missed"), ("open", "open"))]
    words = ", ".join(f"{count} {word}" for count, word in counts if count)
    return words and f"Promises: {words}"


def fate(one: Commitment, local: LocalTime) -> str:
    """What became of a promise."""
    return f"by {local.words(one.due_on)}" if one.state == Commitment.State.OPEN else one.get_state_display().lower()


def line(goal: Goal, promises: list[Commitment], request: Request, local: LocalTime) -> GoalLine:
    """A goal in the words of the sheet."""
    program = request.program
    steps, check_ins = list(goal.milestones.all()), list(goal.check_ins.all())
    rhythm = rhythm_words(goal, check_ins, program, local.now, goal.member.zone)
    one = card(goal, program, local, milestones=steps, every_days=goal.every_days, rhythm=rhythm)  # type: ignore[attr-defined]
    own = [promise for promise in promises if promise.goal_id == goal.pk]
    away = away_words(goal, local)
    notes = [
        goal.plan.name if goal.plan else "",
        "" if goal.audience else "Private",
        "Top goal" if one.on_top else "",
        f"checked in {one.rhythm} times" if one.rhythm else "",
        f"away until {away}" if away else "",
    ]
    return GoalLine(
        title=goal.title,
        sentence=goal_sentence(goal, local, steps),
        status=one.status,
        status_words=WORDS.get(one.status) or one.status.replace("_", " ").capitalize(),
        notes=[note for note in notes if note],
        stands=one.stands,
        last=[
            (
                local.words(local.day(said.said_at)),
                shown(said.value, goal.unit) if said.value is not None else "",
                said.get_status_display().lower(),
            )
            for said in check_ins[:SAID_LAST]
        ],
        kept=kept_words(Counter(promise.state for promise in own)),
        next=next_step(goal, own, local),
        chart=chart_of(goal, check_ins, steps, local),
    )


def next_step(goal: Goal, own: list[Commitment], local: LocalTime) -> str:
    """What comes next: an open promise, the first milestone that is open, or the first step of a goal just begun."""
    if goal.state not in Goal.ASKED:
        return goal.outcome
    waiting = [promise for promise in own if promise.state == Commitment.State.OPEN]
    if waiting:
        return f"{waiting[-1].text}, by {local.words(waiting[-1].due_on)}"
    for step in goal.milestones.all():
        if step.done_at is None:
            return step.title
    return goal.first_step if goal.checked_in_at is None else ""
