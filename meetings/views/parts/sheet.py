"""A member's preparation of one meeting, as its two pages show it: signed in, and by the link in a mail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from goals.actions import check_in, recent_check_in
from goals.models import Commitment, Goal, Status
from meetings.actions.preparing import save_preparation
from meetings.before import day_of, homework_for, prepare_by
from meetings.models import HandIn, Homework, Meeting, Preparation, Rsvp
from meetings.outline import Outline, outline
from meetings.preparing_forms import SECTIONS, WEIGHTS, Asked, PrepareForm, Written, written
from programs.activity import Via
from programs.clock import local_day
from programs.conflict import conflict
from programs.models import Program, User
from programs.request import Request
from programs.wording import ago, clock, long_day


@dataclass
class Task:
    """Homework with what its reader has begun. `problem` is what was wrong with what they sent, `typed` its text."""

    homework: Homework
    mine: HandIn | None
    problem: str = ""
    typed: str | None = None

    @property
    def text(self) -> str:
        """What stands in the text field."""
        return self.typed if self.typed is not None else (self.mine.text if self.mine else "")

    @property
    def done(self) -> bool:
        """It is handed in."""
        return bool(self.mine and self.mine.done_at)


@dataclass
class Sheet:
    """What a member prepares for one meeting. Read inside their own scope, or that of the link of their place."""

    place: Rsvp
    program: Program
    now: datetime
    goals: list[Goal] = field(default_factory=list)
    promises: list[Commitment] = field(default_factory=list)
    row: Preparation | None = None

    @property
    def meeting(self) -> Meeting:
        """The meeting."""
        return self.place.meeting

    @property
    def zone(self) -> str:
        """The zone of the reader's wall."""
        return self.place.member.zone or self.program.zone

    @cached_property
    def today(self) -> Any:
        """The day on the reader's wall."""
        return local_day(self.now, self.zone)

    @property
    def is_done(self) -> bool:
        """The group reads it."""
        return bool(self.row and self.row.done_at)

    @property
    def outline(self) -> Outline:
        """Title, time and place of the meeting."""
        return outline(self.meeting, self.program, self.place.member.zone, self.now)

    @property
    def day(self) -> str:
        """The meeting's day."""
        return day_of(self.meeting.starts_at, self.meeting.zone, self.today, self.program.date_order)  # type: ignore[arg-type]

    @property
    def due(self) -> str:
        """By when, in words."""
        days_off = self.program.days_off(local_day(self.now, self.meeting.zone))
        due_on = prepare_by(self.meeting.starts_at, self.meeting.zone, days_off)
        return long_day(due_on, self.today, self.program.date_order)  # type: ignore[arg-type]

    @property
    def asked_goals(self) -> list[Asked]:
        """The goals, as the form takes them."""
        return [Asked(str(goal.pk), goal.title, goal.status) for goal in self.goals]

    @property
    def asked_promises(self) -> list[Asked]:
        """The promises, as the form takes them."""
        return [Asked(str(promise.pk), promise.text) for promise in self.promises]

    @property
    def said(self) -> Written:
        """What is written so far."""
        return written(self.row, self.asked_goals, self.asked_promises)

    def form(self, data: Any = None) -> PrepareForm:
        """The form of it."""
        return PrepareForm(
            data, goals=self.asked_goals, promises=self.asked_promises, statuses=Status.choices, stands=self.said
        )

    def last_said(self) -> dict[str, str]:
        """Goal -> when it was last said how it stands: "3 weeks ago"; missing for one that never was."""
        zone = ZoneInfo(self.zone)
        return {
            str(goal.pk): ago(goal.checked_in_at.astimezone(zone).date(), self.today)
            for goal in self.goals
            if goal.checked_in_at
        }

    def rows(self, form: PrepareForm) -> list[dict[str, Any]]:
        """Each goal with its field, and when it was last said."""
        ago_of = self.last_said()
        return [{"goal": goal, "field": one, "ago": ago_of.get(goal.key, "")} for goal, one in form.goal_rows()]

    def promise_rows(self, form: PrepareForm) -> list[dict[str, Any]]:
        """Each promise with its field and its day."""
        days = {str(one.pk): one.due_on for one in self.promises}
        return [
            {
                "field": one,
                "due": long_day(days[promise.key], self.today, self.program.date_order),  # type: ignore[arg-type]
                "late": days[promise.key] < self.today,
            }
            for promise, one in form.promise_rows()
        ]

    def saved_at(self) -> str:
        """The hour at which it was saved, on the reader's wall."""
        return clock(self.now.astimezone(ZoneInfo(self.zone)).time(), self.program.clock)

    @property
    def weight(self) -> str:
        """How heavy the issue is, in a word."""
        return dict(WEIGHTS).get(str(self.row.weight), "").lower() if self.row else ""


def sheet_of(place: Rsvp, program: Program, now: datetime) -> Sheet:
    """Read a preparation and what it asks about, in three queries."""
    promises = Commitment.objects.open().of(place.member_id)
    day = local_day(place.meeting.ends_at, place.meeting.zone)
    return Sheet(
        place, program, now,
        goals=list(Goal.objects.open().filter(member=place.member_id)),
        promises=list(promises.filter(audience__contains=[place.group_id], due_on__lte=day)),
        row=Preparation.objects.filter(rsvp=place).first(),
    )  # fmt: skip


def tasks_of(place: Rsvp, now: datetime) -> list[Task]:
    """The homework that is this member's, with what they handed in, in three queries. Files are not read."""
    meeting = place.meeting
    all_of_it = list(Homework.objects.on().filter(meeting=meeting))
    if not all_of_it:
        return []
    earlier = Rsvp.objects.filter(
        member=place.member_id, group=place.group_id, meeting__state=Meeting.State.PLANNED, meeting__ends_at__lte=now
    )
    newcomer = any(one.first_meeting for one in all_of_it) and not earlier.exists()
    mine = {one.homework_id: one for one in HandIn.objects.filter(rsvp=place).defer("content")}
    for one in all_of_it:
        one.meeting = meeting
    return [Task(one, mine.get(one.pk)) for one in homework_for(all_of_it, newcomer=newcomer)]


def keep(sheet: Sheet, form: PrepareForm) -> list[str]:
    """Save what was typed, together with what another window saved of other sections; returns the sections that both
    changed, in which case nothing is saved. Raises Refused."""
    taken, both = form.merged()
    if not both:
        sheet.row = save_preparation(sheet.place, now=sheet.now, told=taken.told())
    return both


def both_shown(request: Request, sheet: Sheet, form: PrepareForm, sections: Iterable[str]) -> dict[str, Any]:
    """What the page says when two windows changed the same: both texts; the form keeps what was typed in this one."""
    told = conflict(request, form, sheet.row, form.differences(sections), knows=False)
    form.data = request.POST
    form.send_on()
    return told


def marks_of(form: PrepareForm) -> dict[str, str]:
    """The marks of what the page shows now, after it was saved: {section: mark}."""
    said = form.said()
    return {section: said.mark(section) for section in SECTIONS}


def to_say(sheet: Sheet, form: PrepareForm) -> list[tuple[Goal, str]]:
    """The goals about which Done says something, with their status. Once it was done, only those that differ."""
    status: Mapping[str, str] = form.statuses_said()
    said = [(goal, status[str(goal.pk)]) for goal in sheet.goals if status[str(goal.pk)]]
    return [(goal, word) for goal, word in said if not (sheet.is_done and word == goal.status)]


def to_keep(sheet: Sheet, form: PrepareForm) -> list[Commitment]:
    """The promises that were ticked."""
    ticked = set(form.said().promises)
    return [promise for promise in sheet.promises if str(promise.pk) in ticked]


def confirm(goal: Goal, status: str, *, by: User | None, now: datetime, via: Via) -> None:
    """Check a goal in with a status and its number as it stands. What was said within the hour keeps its note, and said
    the same is not said again. Raises Refused for a goal that was closed meanwhile."""
    last = recent_check_in(goal, now)
    if last and last.status == status:
        return
    private = getattr(last, "private_note", None) if last else None
    check_in(
        goal, by=by, now=now, status=status, note=last.note if last else "",
        private_note=private.text if private else "", via=via,
    )  # fmt: skip


def task_of(tasks: list[Task], key: UUID) -> Task | None:
    """The task with this key, None for one that is not this member's."""
    return next((task for task in tasks if task.homework.pk == key), None)
