"""The agenda of a meeting, made by its facilitators: started from another, put in order, published."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods

from groups.access import facilitator
from groups.models import Group
from meetings.access import get_meeting_to_run
from meetings.actions.agendas import (
    Line,
    as_lines,
    may_withdraw,
    publish,
    seated,
    set_agenda,
    starting_points,
    waiting,
    withdraw_agenda,
)
from meetings.actions.opening import AGENDA_BEFORE
from meetings.agenda_forms import (
    AgendaForm,
    JobForm,
    LineForm,
    as_typed,
    initial_of,
    job_rows,
    new_row,
    typed_rows,
)
from meetings.agendas import MOST_SEATS, Item, Kind, OpenItem, Template, next_agenda
from meetings.models import AgendaItem, Job, Meeting
from meetings.rotation import by_turn, last_turns, share_out
from peergroups.htmx import announce, go, reply
from programs.clock import on_the_wall
from programs.moments import day_said, moment_words
from programs.refusal import Refused, Stale
from programs.request import Request
from programs.wording import clock

USUAL_JOBS = {
    Group.Mode.ONLINE: ("Opener", "Timekeeper"),
    Group.Mode.IN_PERSON: ("Opener", "Timekeeper", "Host"),
    Group.Mode.HYBRID: ("Opener", "Timekeeper", "Host"),
}
"""What members do for a meeting, unless a group does otherwise."""

LOOKS_BACK = timedelta(days=800)
"""So far back turns are counted: two years and a bit of a group that meets once a quarter."""

LAST = "last"


class Desk:
    """What a facilitator has before them: a meeting, what stands on its agenda, and what came before."""

    def __init__(self, request: Request, meeting: Meeting, now: datetime) -> None:
        self.request, self.meeting, self.program, self.now = request, meeting, request.program, now
        self.usual = USUAL_JOBS[Group.Mode(meeting.mode)]

    @cached_property
    def people(self) -> list[tuple[str, str]]:
        """Who sits in the group: (key, name), by name."""
        rows = seated(self.meeting).select_related("member").order_by("member__name")
        return [(str(one.member_id), one.member.name) for one in rows]

    @cached_property
    def items(self) -> list[AgendaItem]:
        """The lines of this agenda, and of those before it."""
        found = AgendaItem.objects.filter(
            group=self.meeting.group_id,
            meeting__starts_at__gt=self.meeting.starts_at - LOOKS_BACK,
            meeting__starts_at__lte=self.meeting.starts_at,
        )
        return list(found.select_related("meeting").order_by("meeting__starts_at", "day", "position"))

    @property
    def saved(self) -> list[AgendaItem]:
        """The lines that are saved for this meeting."""
        return [item for item in self.items if item.meeting_id == self.meeting.pk]

    @property
    def last(self) -> list[AgendaItem]:
        """The lines of the last meeting that had an agenda."""
        before = [item for item in self.items if item.meeting_id != self.meeting.pk and item.meeting.is_on]
        return [item for item in before if item.meeting_id == before[-1].meeting_id]

    @cached_property
    def all_jobs(self) -> list[Job]:
        """Who did what, at this meeting and those before it."""
        found = Job.objects.filter(
            group=self.meeting.group_id,
            meeting__starts_at__gt=self.meeting.starts_at - LOOKS_BACK,
            meeting__starts_at__lte=self.meeting.starts_at,
        )
        return list(found.select_related("meeting"))

    @property
    def given(self) -> dict[str, UUID]:
        """Who does which job at this meeting."""
        return {job.name: job.member_id for job in self.all_jobs if job.meeting_id == self.meeting.pk}

    @property
    def hot_seats(self) -> dict[str, datetime]:
        """When each had a hot seat last, before this meeting."""
        return last_turns(
            (str(item.presenter_id), item.meeting.starts_at)
            for item in self.items
            if item.kind == Kind.HOT_SEAT and item.presenter_id and item.meeting_id != self.meeting.pk
        )

    def job_turns(self, name: str) -> dict[str, datetime]:
        """When each did a job last, before this meeting."""
        return last_turns(
            (str(job.member_id), job.meeting.starts_at)
            for job in self.all_jobs
            if job.name == name and job.meeting_id != self.meeting.pk
        )

    @cached_property
    def parked(self) -> list[OpenItem]:
        """What waits in the parking lot, the weightiest first."""
        return [OpenItem(str(one.pk), one.title) for one in waiting(self.meeting.group_id, self.now)]

    @cached_property
    def templates(self) -> dict[str, Template]:
        """What an agenda can start from."""
        return starting_points()

    # -- forms

    def form(self, lines: Iterable[Line], given: dict[str, UUID], version: int | None = None) -> AgendaForm:
        """The editor with these lines; a line that is saved keeps its row."""
        rows = [
            LineForm(
                line.key.hex if line.key else new_row(), days=self.meeting.days, people=self.people,
                initial=initial_of(line),
            )
            for line in lines
        ]  # fmt: skip
        version = self.meeting.agenda_version if version is None else version
        return AgendaForm(rows, job_rows(given, self.usual, self.people), str(version))

    def blank(self) -> AgendaForm:
        """The editor with what is saved."""
        return self.form([line_of(item) for item in self.saved], self.given)

    def typed(self, *, bound: bool) -> AgendaForm:
        """The editor as it came back: `bound` to be judged, else to go on with."""
        data, days = self.request.POST, self.meeting.days
        rows, jobs = [], []
        for row in typed_rows(data):
            kept = {"data": data} if bound else {"initial": as_typed(LineForm, row, data)}
            rows.append(LineForm(row, days=days, people=self.people, **kept))
        for number in range(len(self.usual) + 10):
            if f"j{number}-member" in data:
                kept = {"data": data} if bound else {"initial": as_typed(JobForm, f"j{number}", data)}
                jobs.append(JobForm(f"j{number}", people=self.people, **kept))
        return AgendaForm(rows, jobs, data.get("version", ""))


def line_of(item: AgendaItem) -> Line:
    """A saved line."""
    return Line(
        item.title, item.minutes, item.kind, item.day, item.pk, item.presenter_id, item.needs_presenter, item.parked_id,
        item.notes,
    )  # fmt: skip


@facilitator
@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: Request, pk: UUID) -> HttpResponse:
    """The agenda; a POST starts it, moves, adds or takes out a line on the page, saves it, or publishes it."""
    desk = Desk(request, get_meeting_to_run(request, pk), timezone.now())
    if request.method != "POST":
        return page(desk, desk.blank())
    act, _, what = request.POST.get("do", "save").partition(":")
    if act in ON_THE_PAGE:
        form = desk.typed(bound=False)
        said = ON_THE_PAGE[act](desk, form, what)
        return announce(page(desk, form, said=said, unsaved=True), said)
    if act == "withdraw":
        return withdrawn(desk)
    form = desk.typed(bound=True)
    if not form.is_valid():
        return page(desk, form, status=422)
    return saved(desk, form, and_publish=act == "publish")


def start(desk: Desk, form: AgendaForm, what: str) -> str:
    """Begin with the last agenda, into which open items flow, or with a template."""
    if what == LAST and desk.last:
        items = next_agenda([item_of(one) for one in desk.last], desk.parked)
        taken = sum(len(item.about) for item in items)
        said = f"Started from {day_said(desk.program, desk.last[0].meeting.starts_at, desk.now)}."
        if taken:
            said += f" {taken} open item{'s' if taken > 1 else ''} flowed in."
    elif what in desk.templates:
        template = desk.templates[what]
        items, said = template.items_for(min(len(desk.people), MOST_SEATS)), f"Started from {template.name}."
    else:
        return "Choose what to start from."
    lines = as_lines(items, {one.key: one.title for one in desk.parked})
    started = desk.form([line for line in lines if line.day <= desk.meeting.days], {}, version=0)
    form.rows = started.rows
    form.jobs = form.jobs or started.jobs
    return said


def item_of(row: AgendaItem) -> Item:
    """A line of the last agenda, as the next one is made from it."""
    about = (str(row.parked_id),) if row.parked_id else ()
    return Item(
        str(row.pk), row.title, row.minutes, Kind(row.kind), row.day, needs_presenter=row.needs_presenter, about=about
    )


def add(desk: Desk, form: AgendaForm, what: str) -> str:
    """One more line at the end: empty, or what waits in the parking lot."""
    open_item = next((one for one in desk.parked if one.key == what), None)
    day = form.rows[-1].drawn_day if form.rows else 1
    line = (
        Line(open_item.title, 30, Kind.TOPIC.value, day, parked=UUID(open_item.key))
        if open_item
        else Line("", 10, Kind.TOPIC.value, day)
    )
    form.rows.append(desk.form([line], {}).rows[0])
    return f"{open_item.title} is on the agenda." if open_item else "A new item stands at the end."


def remove(desk: Desk, form: AgendaForm, what: str) -> str:
    """A line goes. It is there until the agenda is saved."""
    gone = form.take_out(what)
    return f"{gone.said} is out. It counts until you save." if gone else ""


def up(desk: Desk, form: AgendaForm, what: str) -> str:
    """A line goes up by one place."""
    name = form.move(what, -1)
    return f"{name} went up." if name else ""


def down(desk: Desk, form: AgendaForm, what: str) -> str:
    """A line goes down by one place."""
    name = form.move(what, 1)
    return f"{name} went down." if name else ""


def order(desk: Desk, form: AgendaForm, what: str) -> str:
    """A line was dragged to where it now stands; among those of another day it is that day's."""
    name = form.settle(what)
    return f"{name} moved." if name else ""


def turns(desk: Desk, form: AgendaForm, what: str) -> str:
    """Whoever has waited longest gets each job that nobody has, and each hot seat."""
    people = [key for key, _ in desk.people]
    free = [job for job in form.jobs if job.said and not job["member"].value()]
    seats = [row for row in form.rows if row["kind"].value() == Kind.HOT_SEAT and not row["presenter"].value()]
    taken = [str(job["member"].value()) for job in form.jobs if job["member"].value()]
    found = share_out([job.said for job in free], people, {job.said: desk.job_turns(job.said) for job in free}, taken)
    for job in free:
        job["member"].initial = found.get(job.said, "")
    hot = [str(row["presenter"].value()) for row in form.rows if row["kind"].value() == Kind.HOT_SEAT]
    next_up = [key for key in by_turn(people, desk.hot_seats) if key not in hot]
    for row, key in zip(seats, next_up, strict=False):
        row["presenter"].initial = key
    filled = len(found) + min(len(seats), len(next_up))
    return "Filled in by turn: who waited longest comes first." if filled else "Everything is given already."


ON_THE_PAGE = {
    "start": start, "add": add, "remove": remove, "up": up, "down": down, "order": order, "turns": turns,
}  # fmt: skip
"""What a button does with the form before anything is saved."""


def saved(desk: Desk, form: AgendaForm, *, and_publish: bool) -> HttpResponse:
    """Save what was typed, and open it to the group if that was asked for."""
    try:
        set_agenda(
            desk.meeting, by=desk.request.user, now=desk.now, lines=form.lines, jobs=form.given,
            seen=int(form.version),
        )  # fmt: skip
        if and_publish:
            publish(desk.meeting, by=desk.request.user, now=desk.now)
    except Stale as stale:
        return overtaken(desk, form, stale.theirs)
    except Refused as refusal:
        form.refusals.append(refusal.reason)
        return page(desk, form, status=422)
    said = "Saved. The group reads it now." if desk.meeting.agenda_at else "Saved. The group does not see it yet."
    messages.success(desk.request, "Published. The group reads it now." if and_publish else said)
    return go(desk.request, here(desk))


def withdrawn(desk: Desk) -> HttpResponse:
    """Take a published agenda back."""
    try:
        withdraw_agenda(desk.meeting, by=desk.request.user, now=desk.now)
    except Refused as refusal:
        form = desk.blank()
        form.refusals.append(refusal.reason)
        return page(desk, form, status=422)
    messages.success(desk.request, "Taken back. The group does not see it any more.")
    return go(desk.request, here(desk))


def overtaken(desk: Desk, form: AgendaForm, theirs: Meeting) -> HttpResponse:
    """Somebody saved meanwhile: both agendas in words; saving again is then a choice."""
    form.version = str(theirs.agenda_version)
    conflict = {
        "who": "",
        "when": "after you opened it",
        "theirs": "\n".join(f"{item.title}, {item.minutes}" for item in desk.saved),
        "yours": "\n".join(f"{line.title}, {line.minutes}" for line in form.lines),
    }
    return page(desk, form, status=409, conflict=conflict, unsaved=True)


def here(desk: Desk) -> str:
    """The address of the page."""
    return reverse("agenda", args=[desk.program.slug, desk.meeting.pk])


def page(desk: Desk, form: AgendaForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page; htmx gets the editor alone."""
    meeting = desk.meeting
    form.sort()
    form.set_clock(meeting.starts_at, meeting.zone)
    on_page = {str(row["parked"].value()) for row in form.rows}
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "day": moment_words(desk.program, meeting.starts_at, desk.now, meeting.zone),
        "form": form,
        "rows": drawn(desk, form),
        "url": here(desk),
        "length": lengths(desk, form),
        "parked": [one for one in desk.parked if one.key not in on_page],
        "last": desk.last[0].meeting if desk.last else None,
        "last_day": day_said(desk.program, desk.last[0].meeting.starts_at, desk.now) if desk.last else "",
        "open_count": len(desk.parked),
        "templates": sorted(desk.templates.values(), key=lambda one: one.key != meeting.agenda),
        "may_withdraw": may_withdraw(meeting, desk.now),
        "opens_on": day_said(desk.program, meeting.starts_at - AGENDA_BEFORE, desk.now),
        "opens_by_itself": meeting.starts_at - desk.now > AGENDA_BEFORE,
        "over": meeting.is_over(desk.now) or not meeting.is_on,
        "next_up": next_up(desk),
    }
    return reply(desk.request, "meetings/agenda.html", "meetings/_agenda_editor.html", context | more, status=status)


def drawn(desk: Desk, form: AgendaForm) -> list[dict[str, Any]]:
    """The rows with what the page writes beside them: when each begins, and the day that it opens."""
    found, day = [], 0
    for row in form.rows:
        opens = row.drawn_day if row.drawn_day != day and desk.meeting.days > 1 else 0
        day = row.drawn_day
        starts = clock(on_the_wall(row.starts, desk.meeting.zone).time(), desk.program.clock) if row.starts else ""
        found.append({"form": row, "starts": starts, "opens": opens, "wants": row.wants})
    return found


def lengths(desk: Desk, form: AgendaForm) -> list[dict[str, Any]]:
    """For each day its minutes against those of the meeting: [{day, minutes, of, over, left}]."""
    found = []
    for day in range(1, desk.meeting.days + 1):
        minutes, most = form.minutes_of(day), desk.meeting.minutes
        found.append({
            "day": day if desk.meeting.days > 1 else 0, "minutes": minutes, "of": most,
            "over": max(0, minutes - most), "left": max(0, most - minutes),
        })  # fmt: skip
    return found


def next_up(desk: Desk) -> list[dict[str, str]]:
    """Whose hot seat is next, and when each had one: the three who waited longest."""
    had, names = desk.hot_seats, dict(desk.people)
    return [
        {"name": names[key], "had": day_said(desk.program, had[key], desk.now) if key in had else ""}
        for key in by_turn(list(names), had)[:3]
    ]
