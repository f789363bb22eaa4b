"""Attendance: who was seen at a meeting, by exception; corrections, guests, and the sheet for paper."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.access import get_meeting_to_plan
from meetings.actions.answering import takes_alternates
from meetings.actions.arriving import checks_in
from meetings.actions.attending import (
    Look,
    add_guest,
    correct_attendance,
    expected,
    is_settled,
    leaves_on,
    note_look,
    refuse_too_early,
    remove_guest,
    take_attendance,
)
from meetings.attendance_forms import GuestForm, LookForm
from meetings.looks import CLIENT_DOWN, PRESSES, SHAPES, Press, minutes_off, pressed, seen_words
from meetings.models import Attendance, Guest, Meeting, Rsvp
from meetings.outline import outline
from meetings.policy import Seen
from meetings.views.parts.attendance import counted
from members.models import Member
from peergroups.htmx import announce, reply
from programs.access import person
from programs.conflict import conflict, differing_fields
from programs.faces import hue, initials
from programs.refusal import Refused, Stale
from programs.request import Request

SAID = {"yes": "Said yes", "late": "Said late", "no": "Said no"}


@dataclass
class Line:
    """One member of the roster: what was seen of them, or is expected while nobody has looked."""

    member: Member
    seat_id: UUID
    number: int
    look: Look
    said: str = ""
    place: Rsvp | None = None
    row: Attendance | None = None
    presses: list[tuple[Press, bool]] = field(default_factory=list)
    undo: Look | None = None
    theirs: str = ""
    """What somebody else saved meanwhile, in words; `wanted` is what the reader pressed."""
    wanted: Look | None = None

    @property
    def key(self) -> UUID:
        """The member's."""
        return self.member.pk

    @property
    def initials(self) -> str:
        """Of the member's face."""
        return initials(self.member.name)

    @property
    def hue(self) -> int:
        """Of the member's face."""
        return hue(self.key)

    @property
    def words(self) -> str:
        """The look in words."""
        return words_of(self.look)

    @property
    def wanted_words(self) -> str:
        """What the reader pressed, in words."""
        return words_of(self.wanted) if self.wanted else ""

    @property
    def shape(self) -> str:
        """The look as a shape."""
        return SHAPES[Seen(self.look.seen)]

    @property
    def minutes_asked(self) -> bool:
        """Whether the look has minutes that can be typed."""
        return self.row is not None and self.look.seen in (Seen.LATE, Seen.LEFT_EARLY)


def words_of(look: Look) -> str:
    """A look in words."""
    return seen_words(look.seen, look.minutes, look.reason, look.alternate)


def look_of(row: Attendance) -> Look:
    """What was seen, without its history."""
    return Look(row.seen, row.minutes, row.reason, row.alternate)


class Roster:
    """Everybody who is expected at a meeting, by seat, with what was seen of them."""

    def __init__(self, meeting: Meeting, now: datetime) -> None:
        self.meeting = meeting
        self.now = now
        self.taken = meeting.attendance_at is not None
        self.settled = is_settled(meeting, now)
        self.code = not self.settled and not meeting.is_over(now) and checks_in(meeting.group_id)
        people = "member__company", "seat"
        places = {one.member_id: one for one in Rsvp.objects.filter(meeting=meeting).select_related(*people)}
        rows = Attendance.objects.filter(meeting=meeting).select_related(*people, "corrected_by")
        seen = {one.member_id: one for one in rows}
        away = set() if self.taken else leaves_on(meeting)
        shown = [one for one in PRESSES if one.value != Seen.SUBSTITUTE or takes_alternates(meeting.group_id)]
        self.lines: list[Line] = []
        for key in places | seen:
            place, row = places.get(key), seen.get(key)
            there = row or place
            assert there is not None  # noqa: S101 - it is in one of them
            look = look_of(row) if row else expected(place, meeting.mode, on_leave=there.seat_id in away)  # type: ignore[arg-type]
            chosen = pressed(look.seen, look.reason)
            self.lines.append(
                Line(
                    there.member, there.seat_id, there.seat.number, look, said_words(place), place, row,
                    [(one, one.value == chosen) for one in shown],
                )
            )  # fmt: skip
        self.lines.sort(key=lambda line: (line.number, line.member.name))

    def line(self, key: str) -> Line:
        """The line of a member by the text of their key; raises Http404."""
        for line in self.lines:
            if str(line.key) == key:
                return line
        raise Http404

    @property
    def checked_in(self) -> int:
        """How many said themselves that they are here."""
        return sum(1 for line in self.lines if line.row and line.row.checked_in_at)

    @property
    def counts(self) -> str:
        """How many seats are here, and what of the rest."""
        return counted((line.seat_id, line.look.seen, line.look.minutes) for line in self.lines)


def said_words(place: Rsvp | None) -> str:
    """What somebody answered beforehand, in words; '' without a place."""
    if place is None:
        return ""
    if place.was and not place.answer:
        return f"Said {place.was['answer']} for another day"
    late = f" by {place.late_minutes}" if place.late_minutes else ""
    return f"{SAID[place.answer]}{late}" if place.answer else "No answer"


@person
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: Request, pk: UUID) -> HttpResponse:
    """The roster; a POST writes it down: everyone expected is here, the others as they said; or one press of many."""
    meeting, now = get_meeting_to_plan(request, pk), timezone.now()
    if request.method != "POST":
        if request.htmx and nobody_new(meeting, request.GET.get("checked_in", "")):
            return HttpResponse(status=204)
        return page(request, meeting, now)
    if "member" in request.POST:
        return press(request, meeting, now)
    try:
        take_attendance(meeting, by=request.user, now=now, looks={})
    except Refused as refusal:
        return page(request, meeting, now, refused=refusal.reason, status=409)
    return page(request, meeting, now, done="Written down. Now the exceptions, if there are any.")


def nobody_new(meeting: Meeting, known: str) -> bool:
    """Whether as many as the reader's roster knows said themselves that they are here; no number is everybody new."""
    return known == str(Attendance.objects.filter(meeting=meeting, checked_in_at__isnull=False).count())


def page(
    request: Request, meeting: Meeting, now: datetime, *, roster: Roster | None = None, guests: GuestForm | None = None,
    done: str = "", status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    """The page with its roster; for htmx the roster alone, and `done` is said aloud."""
    roster = roster or Roster(meeting, now)
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "outline": outline(meeting, request.program, "", now),
        "roster": roster,
        "early": too_early(meeting, now),
        "guests": list(Guest.objects.filter(meeting=meeting)),
        "guest_form": guests or GuestForm(),
    }
    answer = reply(
        request, "meetings/attendance.html", "meetings/_attendance_roster.html", context | more, status=status
    )
    return announce(answer, f"{done} {roster.counts}") if done else answer


def too_early(meeting: Meeting, now: datetime) -> str:
    """Why attendance cannot be taken now, or ''."""
    try:
        refuse_too_early(meeting, now)
    except Refused as refusal:
        return refusal.reason
    return ""


def press(request: Request, meeting: Meeting, now: datetime) -> HttpResponse:
    """One press about one member, or the way back from it; over somebody else's press both are shown (409)."""
    line = Roster(meeting, now).line(request.POST.get("member", ""))
    look = wanted(request, meeting, line, now)
    if look is None:
        return page(request, meeting, now, refused="Press one of the buttons, with minutes from 1 to 720.", status=422)
    try:
        note_look(meeting, line.key, by=request.user, now=now, look=look, seen=version(request))
    except Stale as stale:
        return page(request, meeting, now, roster=torn(meeting, now, line, look, stale.theirs), status=409)
    except Refused as refusal:
        return page(request, meeting, now, refused=refusal.reason, status=409)
    roster = Roster(meeting, now)
    fresh = roster.line(str(line.key))
    if "back" not in request.POST and line.look != fresh.look:
        fresh.undo = line.look
    return page(request, meeting, now, roster=roster, done=f"{fresh.member.name}: {fresh.words}.")


def torn(meeting: Meeting, now: datetime, line: Line, look: Look, theirs: Attendance) -> Roster:
    """The roster as it stands, with both what somebody saved of one member and what the reader pressed."""
    roster = Roster(meeting, now)
    fresh = roster.line(str(line.key))
    fresh.theirs, fresh.wanted = words_of(look_of(theirs)), look
    return roster


def version(request: Request) -> int | None:
    """The version of the row that the reader had open; None when there was none."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else None


def wanted(request: Request, meeting: Meeting, line: Line, now: datetime) -> Look | None:
    """The look that was pressed, or typed in full (an undo, minutes); None for what is neither."""
    value = request.POST.get("press", "")
    if value in [one.value for one in PRESSES]:
        off = minutes_off(
            value, meeting.starts_at, meeting.ends_at, now, line.place.late_minutes if line.place else None
        )
        if value == CLIENT_DOWN:
            return Look(Seen.EXCUSED, reason=CLIENT_DOWN)
        named = line.place.alternate if line.place and value == Seen.SUBSTITUTE else ""
        return Look(value, minutes=off, alternate=named)
    form = LookForm(request.POST, needs_why=False)
    form.fields["version"].required = False
    return form.look if form.is_valid() else None


@person
@require_http_methods(["GET", "HEAD", "POST"])
def attendance_edit(request: Request, pk: UUID, member: UUID) -> HttpResponse:
    """Everything that can be said of one look; once attendance is settled, a correction with its reason."""
    meeting, now = get_meeting_to_plan(request, pk), timezone.now()
    row: Attendance = get_object_or_404(
        Attendance.objects.select_related("member__company", "corrected_by"), meeting=meeting, member=member
    )
    settled = is_settled(meeting, now)
    if request.method != "POST":
        return edit_page(request, meeting, row, LookForm.of(row, needs_why=settled), now)
    form = LookForm(request.POST, needs_why=settled)
    if not form.is_valid():
        return edit_page(request, meeting, row, form, now, status=422)
    seen, why = form.cleaned_data["version"], form.cleaned_data.get("why", "")
    try:
        if settled:
            correct_attendance(row, by=request.user, now=now, look=form.look, why=why, seen=seen)
        else:
            note_look(meeting, member, by=request.user, now=now, look=form.look, seen=seen)
    except Stale as stale:
        stands = LookForm.of(stale.theirs, needs_why=settled)
        changes = [one for one in differing_fields(form, stands) if one[0] != "Why you change it"]
        told = conflict(request, form, stale.theirs, changes, knows=True)
        return edit_page(request, meeting, stale.theirs, form, now, conflict=told, status=409)
    except Refused as refusal:
        form.add_error(refusal.field or None, refusal.reason)
        return edit_page(request, meeting, row, form, now, status=422)
    messages.success(request, f"Saved what was seen of {row.member.name}.")
    return redirect(f"{reverse('attendance', args=[request.program.slug, pk])}#m-{member}")


def edit_page(
    request: Request,
    meeting: Meeting,
    row: Attendance,
    form: LookForm,
    now: datetime,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """One look with its form, and what stood before its last correction."""
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "outline": outline(meeting, request.program, "", now),
        "row": row,
        "form": form,
        "stands": words_of(look_of(row)),
        "shape": SHAPES[Seen(row.seen)],
    }
    return render(request, "meetings/attendance_edit.html", context | more, status=status)


@person
@require_POST
def attendance_guest(request: Request, pk: UUID) -> HttpResponse:
    """Note somebody who was there and holds no seat."""
    meeting, now = get_meeting_to_plan(request, pk), timezone.now()
    form = GuestForm(request.POST)
    if form.is_valid():
        try:
            guest = add_guest(meeting, by=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            undo = reverse("attendance_guest_removal", args=[request.program.slug, pk, guest.pk])
            messages.success(request, f"{guest.name} was a guest.", extra_tags=undo)
            return redirect("attendance", request.program.slug, pk)
    return page(request, meeting, now, guests=form, status=422)


@person
@require_POST
def attendance_guest_removal(request: Request, pk: UUID, guest: UUID) -> HttpResponse:
    """Take a guest off the list; pressed twice it is off all the same."""
    meeting, now = get_meeting_to_plan(request, pk), timezone.now()
    if found := Guest.objects.filter(meeting=meeting, pk=guest).select_related("meeting").first():
        remove_guest(found, by=request.user, now=now)
        messages.success(request, f"{found.name} is off the list.")
    return redirect("attendance", request.program.slug, pk)


@person
@require_safe
def attendance_sheet(request: Request, pk: UUID) -> HttpResponse:
    """A sheet for paper: the roster with boxes, or with what was seen, and lines for guests."""
    meeting, now = get_meeting_to_plan(request, pk), timezone.now()
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "outline": outline(meeting, request.program, "", now),
        "roster": Roster(meeting, now),
        "guests": list(Guest.objects.filter(meeting=meeting)),
        "columns": box_columns(),
        "lines": range(3),
    }
    return render(request, "meetings/attendance_sheet.html", context)


def box_columns() -> Iterable[str]:
    """What can be ticked on paper."""
    return [one.label for one in PRESSES if one.value not in (CLIENT_DOWN, Seen.SUBSTITUTE)]
