"""A poll for a date: what each can, as a grid; the reader's own answers; and the facilitator's pick."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from groups.models import SeatHolder
from meetings.access import get_poll, get_poll_to_run
from meetings.actions.polling import close_poll, pick_date, reopen_poll, vote
from meetings.lines import Wall, wall_of
from meetings.models import DateOption, DatePoll, DateVote
from meetings.planning import Option, OptionTally, tally
from members.access import current_member
from programs.access import person
from programs.moments import place_of_zone
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing

HEAT = ("Nobody can", "A few can", "Some can", "Most can", "Everybody can")


@dataclass(frozen=True)
class Row:
    """An option: when, what each said in the order of the people, how many can, and the reader's own word.

    `cells` are (value, words) with '' for no answer; `heat` is 0 to 4.
    """

    option: DateOption
    field: str
    when: str
    there: str
    cells: tuple[tuple[str, str], ...]
    found: OptionTally
    heat_words: str
    mine: str
    best: bool
    over: bool


@person
@require_http_methods(["GET", "HEAD", "POST"])
def poll(request: Request, pk: UUID) -> HttpResponse:
    """The page; a POST saves the reader's answers."""
    found, who, now = get_poll(request, pk), standing(), timezone.now()
    if request.method == "POST":
        if found.group_id not in who.groups or not who.member_id:
            raise Http404
        return answered(request, found, now)
    return page(request, found, now)


def answered(request: Request, found: DatePoll, now: datetime) -> HttpResponse:
    """Save what was said to each option; nothing said is an error in words, and what was picked stays."""
    options = DateOption.objects.filter(poll=found).values_list("pk", flat=True)
    says = {key: request.POST[f"can-{key}"] for key in options if request.POST.get(f"can-{key}")}
    try:
        if not says:
            raise Refused("Say yes, if needed, or no to at least one moment.")
        vote(found, current_member(request), by=request.user, now=now, says=says)
    except Refused as refusal:
        return page(request, found, now, error=refusal.reason, says=says, status=422)
    messages.success(request, "Saved. Change it as long as the poll is open.")
    return redirect("poll", request.program.slug, found.pk)


def page(
    request: Request, found: DatePoll, now: datetime, *, error: str = "", says: dict[UUID, str] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The grid and the forms; `says` are answers that were not saved."""
    who, wall = standing(), wall_of(request, now)
    runs = who.is_admin or found.group_id in who.keeps
    people = list(
        SeatHolder.objects.current().filter(group=found.group_id).select_related("member").order_by("member__name")
    )
    sits = any(one.member_id == who.member_id for one in people)
    rows = rows_of(found, people, wall, says or {})
    context = {
        "nav": "meetings",
        "poll": found,
        "group": found.group,
        "people": [one.member for one in people],
        "rows": rows,
        "answered": len({key for row in rows for key, cell in enumerate(row.cells) if cell[0]}),
        "error": error,
        "choices": DateVote.Can.choices,
        "open": found.closed_at is None,
        "sits": sits,
        "runs": runs,
        "until": wall.date(found.answer_by),
        "zone": place_of_zone(wall.zone),
    }
    return render(request, "meetings/poll.html", context, status=status)


def rows_of(poll: DatePoll, people: list[SeatHolder], wall: Wall, says: dict[UUID, str]) -> list[Row]:
    """The options by time, each with what everybody said."""
    options = list(DateOption.objects.filter(poll=poll))
    said: dict[str, dict[str, Any]] = defaultdict(dict)
    for given in DateVote.objects.filter(option__poll=poll):
        said[str(given.member_id)][str(given.option_id)] = given.can
    asked = [str(one.member_id) for one in people]
    mine = said.get(str(standing().member_id), {}) | {str(key): word for key, word in says.items()}
    counted = tally([Option(str(one.pk), one.starts_at) for one in options], said, asked)
    by_key = {one.option.key: one for one in counted}
    words = dict(DateVote.Can.choices)
    best = next((one.option.key for one in counted if one.yes + one.if_needed), "")
    rows = []
    for one in options:
        key = str(one.pk)
        cells = ((said.get(person, {}).get(key, "")) for person in asked)
        there = wall.hour(one.starts_at, poll.zone)
        here = wall.hour(one.starts_at)
        rows.append(
            Row(
                one, f"can-{key}", f"{wall.day(one.starts_at)}, {here}",
                "" if there == here else f"{there} in {place_of_zone(poll.zone)}",
                tuple((word, words.get(word, "No answer")) for word in cells), by_key[key],
                HEAT[by_key[key].heat], mine.get(key, ""), key == best, one.starts_at <= wall.now,
            )
        )  # fmt: skip
    return rows


@person
@require_POST
def poll_pick(request: Request, pk: UUID) -> HttpResponse:
    """The option with the key `option` becomes a meeting."""
    found, now = get_poll_to_run(request, pk), timezone.now()
    key = key_of(request.POST.get("option", ""))
    option = DateOption.objects.filter(poll=found, pk=key).first() if key else None
    if option is None:
        messages.error(request, "Pick one of the moments.")
        return redirect("poll", request.program.slug, pk)
    try:
        made = pick_date(found, option, by=request.user, now=now)
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect("poll", request.program.slug, pk)
    messages.success(request, "Planned. Everybody in the group is asked whether they come.")
    return redirect("meeting", request.program.slug, made.pk)


@person
@require_POST
def poll_state(request: Request, pk: UUID) -> HttpResponse:
    """End a poll without a date, or open it again: the field `open` says which."""
    found, now = get_poll_to_run(request, pk), timezone.now()
    action, done = (reopen_poll, "Open again.") if request.POST.get("open") else (close_poll, "Ended without a date.")
    try:
        action(found, by=request.user, now=now)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, done)
    return redirect("poll", request.program.slug, pk)


def key_of(text: str) -> UUID | None:
    """A key as it was sent; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
