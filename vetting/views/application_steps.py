"""Where an application stands in the optional steps that the program switched on, as staff see it in the file."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from programs.clock import local_day
from programs.models import Program
from programs.moments import day_said, moment_words
from programs.wording import near_day
from vetting.actions.visiting import came_of
from vetting.actions.vouching import NAMED
from vetting.ballots import Came
from vetting.models import Application, Interview, Sponsor, Visit, VisitWord
from vetting.states import CLOSED, State
from vetting.step_forms import SponsorForm
from vetting.views.application_parts import Parts
from vetting.views.approval import LABELS, SHAPES, counted


def steps_seen(application: Application, parts: Parts, program: Program, now: datetime) -> dict[str, Any]:
    """The context of vetting/_application_gates.html; empty where no step is switched on."""
    found: dict[str, Any] = {}
    if parts.rules.interview:
        found["call"] = call_seen(application, parts.call, program, now)
    if parts.rules.sponsor:
        found["sponsor"] = sponsor_seen(application, parts.sponsors, program, now)
    found["votes"] = [{"group": one.group.name} | counted(one) for one in parts.votes]
    if parts.rules.visit:
        found["visits"] = visits_seen(parts.visits, program, now)
    return {key: rows for key, rows in found.items() if rows}


def call_seen(application: Application, asked: Interview | None, program: Program, now: datetime) -> dict[str, Any]:
    """The call: {shape, label, words, slot, may_ask, may_note}."""
    slot = asked.slot if asked else None
    open_ = State(application.state) not in CLOSED
    shape, label, words = "no_news", "Not asked yet", ""
    if asked and asked.held_at:
        shape, label, words = "done", "Took place", day_said(program, asked.held_at, now)
    elif slot and slot.starts_at <= now:
        shape, label, words = "at_risk", "Did it take place?", moment_words(program, slot.starts_at, now)
    elif slot:
        shape, label, words = "on_track", "Time chosen", moment_words(program, slot.starts_at, now)
    elif asked:
        label, words = "They choose a time", f"asked {day_said(program, asked.asked_at, now)}"
    return {
        "shape": shape,
        "label": label,
        "words": words,
        "slot": slot,
        "may_ask": open_ and application.state != State.OFFERED and (slot is None or slot.starts_at <= now),
        "again": asked is not None,
        "may_note": open_ and not (asked and asked.held_at) and (slot is None or slot.starts_at <= now),
    }


VOUCHED = {"": "no_news", "yes": "done", "no": "stuck"}
"""The shape of each answer to the question whether a member vouches."""


def sponsor_seen(
    application: Application, sponsors: Iterable[Sponsor], program: Program, now: datetime
) -> dict[str, Any]:
    """Who is asked to vouch: {named, form, may_ask, rows: [{one, when, shape, label}]}; `named` as they typed it."""
    rows = [
        {
            "one": one,
            "when": day_said(program, one.answered_at or one.asked_at, now),
            "shape": VOUCHED[one.answer],
            "label": one.get_answer_display() or "No answer yet",
        }
        for one in sponsors
    ]
    return {
        "named": application.facts.get(NAMED, ""),
        "rows": rows,
        "form": SponsorForm(auto_id="sponsor_%s"),
        "may_ask": State(application.state) not in CLOSED,
    }


def visits_seen(
    visits: Iterable[tuple[Visit, VisitWord | None]], program: Program, now: datetime
) -> list[dict[str, Any]]:
    """Their visits, each with what the group said: [{visit, word, day, shape, label}], in their order."""
    order: Any = program.date_order
    rows = []
    for one, word in visits:
        came = came_of(one, word)
        label = "Called off" if one.called_off_at else "Under way" if came == Came.ASKED else LABELS[came]
        day = near_day(one.on, local_day(now, program.zone), order)
        rows.append({"visit": one, "word": word, "day": day, "shape": SHAPES[came], "label": label})
    return rows
