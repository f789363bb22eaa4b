"""During a meeting: what is now and next by the clock, and one line in which promises, decisions and open items are
written down as they are said."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from goals.models import Commitment
from goals.promising import make_commitment, take_back_commitment
from groups.access import facilitator
from groups.models import SeatHolder
from meetings.access import get_meeting_to_run
from meetings.actions.agendas import seated, waiting
from meetings.actions.capturing import (
    close_parked,
    note_decision,
    park,
    refuse_off,
    remove_decision,
    reopen_parked,
    unpark,
)
from meetings.capture import HOW_TO, Decision, Parked, Person, Problem, Promise, captured, handles
from meetings.models import GroupDecision, Meeting, ParkedItem
from meetings.views.parts.agenda import read
from meetings.views.parts.facilitating import tabs
from members.models import Member
from peergroups.htmx import announce, go, reply
from programs.clock import local_day
from programs.models import Program
from programs.moments import moment_words
from programs.refusal import Refused
from programs.request import Request
from programs.wording import long_day

LONGEST_LINE = 500


@facilitator
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_run(request: Request, pk: UUID) -> HttpResponse:
    """The page; a POST writes down one line, which stays as it was typed if it cannot be read."""
    meeting, now = get_meeting_to_run(request, pk), timezone.now()
    if request.method != "POST":
        if request.htmx and request.GET.get("part") == "clock":
            return reply(
                request, "meetings/meeting_run.html", "meetings/_run_clock.html", ticking(request, meeting, now)
            )
        return page(request, meeting, now)
    line = request.POST.get("line", "")
    try:
        said = write_down(request, meeting, line, now)
    except Refused as refusal:
        return page(request, meeting, now, line=line, problem=refusal.reason, status=422)
    if not request.htmx:
        return go(request, reverse("meeting_run", args=[request.program.slug, pk]))
    return announce(page(request, meeting, now, said=said), said)


def write_down(request: Request, meeting: Meeting, line: str, now: datetime) -> str:
    """Write down what a line says; returns what was understood. Raises Refused, with a sentence, for anything else."""
    if "\0" in line:
        raise Refused("This line holds a character that cannot be kept. Type it again.")
    if len(line) > LONGEST_LINE:
        raise Refused(f"One line has {LONGEST_LINE} letters at most. Write two.")
    people, today = roster(meeting), local_day(now, meeting.zone)
    order: Any = request.program.date_order
    seats = [Person(str(one.pk), one.name) for one in people.values()]
    found = captured(line, seats, today=today, order=order, next_meeting=next_day(meeting))
    match found:
        case Promise():
            refuse_off(meeting)
            if len(found.text) > 200:
                raise Refused("Say the promise in 200 letters.")
            member = people[found.person]
            make_commitment(
                member, meeting.group, by=request.user, now=now, today=today, text=found.text, due_on=found.due_on,
                meeting=meeting,
            )  # fmt: skip
            day = long_day(found.due_on, today, order)
            usual = "" if found.due_words else " No day was said, so the usual one was taken."
            return f"{member.name} promised it by {day}.{usual}"
        case Decision():
            note_decision(meeting, by=request.user, now=now, text=found.text)
            return "Decision noted."
        case Parked():
            park(meeting, by=request.user, now=now, title=found.text)
            return "It waits in the parking lot."
        case Problem():
            raise Refused(found.says)


def roster(meeting: Meeting) -> dict[str, Member]:
    """Who sits in the group, by key, in the order of their names."""
    rows: list[SeatHolder] = list(seated(meeting).select_related("member").order_by("member__name"))
    return {str(one.member_id): one.member for one in rows}


def next_day(meeting: Meeting) -> date | None:
    """The day of the group's next meeting, until which one promises as a rule; None while none is planned."""
    after = Meeting.objects.of(meeting.group_id).on().filter(starts_at__gt=meeting.starts_at).order_by("starts_at")
    following = after.first()
    return local_day(following.starts_at, following.zone) if following else None


@facilitator
@require_POST
def meeting_run_row(request: Request, pk: UUID) -> HttpResponse:
    """One press on a row: it was written down by mistake, was talked through, is dropped, or waits again."""
    meeting, now = get_meeting_to_run(request, pk), timezone.now()
    act, _, key = request.POST.get("do", "").partition(":")
    said, problem = "", ""
    try:
        said = pressed(meeting, act, key, request, now)
    except Refused as refusal:
        problem = refusal.reason
    if problem:
        return page(request, meeting, now, problem=problem, status=422)
    if not request.htmx:
        return go(request, reverse("meeting_run", args=[request.program.slug, pk]))
    return announce(page(request, meeting, now, said=said), said)


def pressed(meeting: Meeting, act: str, key: str, request: Request, now: datetime) -> str:
    """Do what a row's button says; raises Http404 for a row of elsewhere, Refused for no such button."""
    by = request.user
    if act == "promise":
        take_back_commitment(one_of(Commitment.objects.filter(meeting=meeting), key), by=by, now=now)
        return "The promise is out."
    if act == "decision":
        remove_decision(one_of(GroupDecision.objects.filter(meeting=meeting), key), by=by, now=now)
        return "The decision is out."
    if act not in ("parked", "done", "dropped", "reopen"):
        raise Refused("Press the button of a row.")
    item = one_of(ParkedItem.objects.filter(group=meeting.group_id), key)
    if act == "parked":
        unpark(item, by=by, now=now)
        return "It is out of the parking lot."
    if act in ("done", "dropped"):
        close_parked(item, act, by=by, now=now)
        return "Talked through." if act == "done" else "Dropped."
    reopen_parked(item, by=by, now=now)
    return "It waits again."


def one_of(rows: Any, key: str) -> Any:
    """The row with this key; raises Http404."""
    try:
        found = rows.filter(pk=UUID(key)).first()
    except ValueError:
        raise Http404 from None
    if found is None:
        raise Http404
    return found


def page(
    request: Request, meeting: Meeting, now: datetime, *, line: str = "", problem: str = "", said: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page; htmx gets everything below its head."""
    people = roster(meeting)
    by_handle = handles([Person(str(one.pk), one.name) for one in people.values()])
    waits = Exists(waiting(meeting.group_id, now).filter(pk=OuterRef("pk")))
    lot = list(ParkedItem.objects.filter(group=meeting.group_id).annotate(waits=waits).order_by("-weight", "said_at"))
    context = ticking(request, meeting, now)
    here = {UUID(one.parked) for one in context["lines"] if one.parked}
    open_keys = {one.pk for one in lot if one.waits or (one.pk in here and not one.closed_at)}
    context |= {
        "nav": "meetings",
        "day": moment_words(request.program, meeting.starts_at, now, meeting.zone),
        "tabs": tabs(request.program, meeting, "meeting_run"),
        "handles": [(one.name, by_handle[str(one.pk)]) for one in people.values()],
        "line": line,
        "problem": problem,
        "said": said,
        "how_to": HOW_TO,
        "written": written(request.program, meeting, lot, now),
        "parked": [one for one in lot if one.pk in open_keys and one.meeting_id != meeting.pk],
        "closed": [one for one in lot if one.closed_at and one.closed_at >= meeting.starts_at],
    }
    return reply(request, "meetings/meeting_run.html", "meetings/_run.html", context, status=status)


def ticking(request: Request, meeting: Meeting, now: datetime) -> dict[str, Any]:
    """Now and next by the clock: {meeting, lines, current, following, minutes_left, state}."""
    lines, jobs = read(request.program, meeting)
    current = next((one for one in lines if one.starts <= now < one.ends), None)
    following = next((one for one in lines if one.starts > now), None)
    return {
        "meeting": meeting,
        "lines": lines,
        "jobs": jobs,
        "current": current,
        "following": following,
        "minutes_left": minutes_until(current.ends, now) if current else 0,
        "minutes_to": minutes_until(following.starts, now) if following and not current else 0,
        "over": meeting.is_over(now),
        "clock_url": reverse("meeting_run", args=[request.program.slug, meeting.pk]) + "?part=clock",
    }


def minutes_until(at: datetime, now: datetime) -> int:
    """Whole minutes until a moment, a begun one counted."""
    return -int((now - at).total_seconds() // 60)


def written(program: Program, meeting: Meeting, lot: Sequence[ParkedItem], now: datetime) -> list[dict[str, Any]]:
    """What was written down at this meeting, the newest first: {kind, key, who, text, day, at}."""
    order: Any = program.date_order
    today = local_day(now, meeting.zone)
    promises = Commitment.objects.filter(meeting=meeting).select_related("member")
    found = [
        {
            "kind": "promise", "key": one.pk, "who": one.member.name, "text": one.text, "at": one.said_at,
            "day": long_day(one.due_on, today, order), "fixed": one.state != Commitment.State.OPEN,
        }
        for one in promises
    ]  # fmt: skip
    found += [
        {"kind": "decision", "key": one.pk, "text": one.text, "at": one.said_at}
        for one in GroupDecision.objects.filter(meeting=meeting)
    ]
    found += [
        {"kind": "parked", "key": one.pk, "text": one.title, "at": one.said_at, "fixed": one.state != one.State.OPEN}
        for one in lot
        if one.meeting_id == meeting.pk
    ]
    return sorted(found, key=lambda one: one["at"], reverse=True)
