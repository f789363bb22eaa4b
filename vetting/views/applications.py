"""The queue of applications: who waits, for how long, how they fit, what is missing; and the same as a file."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from members.downloads import csv_response
from members.roster.writing import Cell
from programs.access import admin
from programs.activity import record
from programs.clock import local_day
from programs.models import Program
from programs.request import Request
from programs.second_factor import confirmed
from programs.tenancy import standing
from programs.wording import near_day
from vetting.access import reviewer_or_admin
from vetting.actions.deciding import READING_LASTS
from vetting.conflicts import Level
from vetting.criteria import Finding, Fit, missing
from vetting.models import Application, ApplicationQuerySet, Dossier, Opinion
from vetting.review_forms import QuestionsForm
from vetting.states import CLOSED, State
from vetting.views import queue
from vetting.views.application_undo import just_decided

PER_PAGE = 25

TABS: dict[str, tuple[str, frozenset[State], tuple[str, ...]]] = {
    "decide": ("To decide", frozenset((State.SUBMITTED, State.IN_REVIEW)), ("submitted_at", "id")),
    "waiting": ("Waiting for answers", frozenset((State.MORE_INFORMATION,)), ("state_since", "id")),
    "pool": ("Pool", frozenset((State.POOL,)), ("pooled_at", "id")),
    "offered": ("Offered", frozenset((State.OFFERED,)), ("state_since", "id")),
    "ended": ("Ended", CLOSED, ("-state_since", "id")),
}
"""What stands in the address -> how the tab is called, what it holds, and in which order: who waits longest first."""

FIT_SHAPES = {Fit.FITS: "on_track", Fit.LOOK: "at_risk", Fit.NOT: "stuck"}
CONFLICT_SHAPES = {Level.NONE: "on_track", Level.WORKABLE: "no_news", Level.HIGH: "at_risk", Level.CANNOT: "stuck"}
"""The shape and color that go with each word."""

UNCOMPARED = ("Not all compared", "no_news")
"""Instead of "no conflict", where somebody's place is not known."""

EMPTY = {
    "decide": ("Queue clear.", "Nobody waits for a decision. Who applies next stands here."),
    "waiting": ("Nobody owes us an answer.", "Those whom you ask for more stand here until they answer."),
    "pool": ("The pool is empty.", "Those whom you accept wait here for a seat that suits them."),
    "offered": ("No offers out.", "Those who are offered a seat stand here until they answer."),
    "ended": ("Nothing has ended yet.", "Seated, declined and withdrawn applications stand here."),
}


def tab_of(request: Request) -> str:
    """The tab that is asked for; what there is not is the first."""
    asked = request.GET.get("tab", "")
    return asked if asked in TABS else "decide"


def listed(tab: str) -> ApplicationQuerySet:
    """The files of a tab, in its order, with what the file of them tells."""
    _, states, order = TABS[tab]
    found = Application.objects.filter(state__in=states).named().tallied().order_by(*order)
    return found.select_related("dossier__next_owner").defer("dossier__findings", "dossier__conflicts")


@reviewer_or_admin
@require_safe
def applications(request: Request) -> HttpResponse:
    """The files of one tab, by page."""
    return queue_page(request)


def queue_page(
    request: Request, *, form: QuestionsForm | None = None, ticked: Collection[UUID] = (), status: int = 200
) -> HttpResponse:
    """The page of a tab; `form` is one that came back, with those who were `ticked`."""
    tab, now, who = tab_of(request), timezone.now(), standing()
    held = queue.counts(request.user, sees_all=who.is_admin)
    counts = {key: sum(held.get(state, 0) for state in states) for key, (_, states, _) in TABS.items()}
    _, states, order = TABS[tab]
    page = Paginator(range(counts[tab]), PER_PAGE).get_page(request.GET.get("page"))
    rows = queue.files(
        request.user,
        sees_all=who.is_admin,
        states=states,
        order=order,
        after=max(page.start_index() - 1, 0),
        most=PER_PAGE,
    )
    if who.is_admin:
        request.to_decide = counts["decide"]
    title, text = EMPTY[tab]
    context = {
        "nav": "applications",
        "tab": tab,
        "tabs": [
            {"label": label, "url": f"?tab={key}", "current": key == tab, "count": counts[key]}
            for key, (label, _, _) in TABS.items()
        ],
        "page": page,
        "rows": dressed(rows, request.program, now, reader=request.user),
        "columns": columns(tab, is_admin=who.is_admin),
        "empty": {"title": title, "text": text},
        "is_admin": who.is_admin,
        "decided": just_decided(request, now) if who.is_admin else None,
        "questions": (form or QuestionsForm()) if who.is_admin and tab == "decide" else None,
        "ticked": ticked,
    }
    return render(request, "vetting/applications.html", context, status=status)


def columns(tab: str, *, is_admin: bool) -> list[dict[str, Any]]:
    """The table's head."""
    labels = ["Who", "For", "Since" if tab == "ended" else "Waits", "Fit", "Conflict", "Missing"]
    labels.append("Next" if is_admin else "Your opinion")
    return [{"label": label, "num": label in ("Waits", "Missing")} for label in labels]


def dressed(files: Iterable[Any], program: Program, now: datetime, *, reader: Any = None) -> list[Any]:
    """Applications, or what the queue reads of them, with what a row shows: fit, worst conflict, flags, next step."""
    rows: list[Any] = list(files)
    today, me = local_day(now, program.zone), reader.pk if reader else None
    queue_url = reverse("applications", args=[program.slug])
    for one in rows:
        dossier: Any = getattr(one, "dossier", None) or Dossier()
        one.file = dossier
        one.url = f"{queue_url}{one.pk}/"
        one.days = (today - local_day(waits_since(one), program.zone)).days
        one.waits = f"{one.days} day" if one.days == 1 else f"{one.days} days"
        one.where = f"{one.company_name} · {one.city}" if one.city else one.company_name
        one.since, one.stands = said(one.state_since, program, today), State(one.state).label
        one.fit, one.fit_shape = fit_of(dossier)
        one.conflict, one.conflict_shape = conflict_of(one, dossier)
        one.fit_chip = chip(one.fit_shape, one.fit)
        one.conflict_chip = chip(one.conflict_shape, one.conflict) if one.conflict else ""
        one.missing = one.asks
        one.late = said(dossier.late_since, program, today) if dossier.late_since else ""
        one.read_by = who_reads(dossier, now, me)
        one.next_on = said(dossier.next_on, program, today) if dossier.next_on else ""
        one.next_late = bool(dossier.next_on and dossier.next_on < today)
        one.step = ""
        if dossier.next_step:
            one.step = Truncator(dossier.next_step).chars(60)
            by_when = f", {one.next_on}" if one.next_on else ""
            one.step_by = f"{dossier.next_owner or 'Nobody yet'}{by_when}{' (passed)' if one.next_late else ''}"
        view = getattr(one, "my_view", "")
        one.my_opinion = Opinion.View(view).label if view else "Not yet"
    return rows


@lru_cache(maxsize=64)
def chip(shape: str, label: str) -> SafeString:
    """A status as its component draws it. There are a dozen of them in fifty places: each is drawn once."""
    return render_to_string("components/_status.html", {"status": shape, "label": label, "plain": True})


def waits_since(one: Any) -> datetime:
    """Since when somebody waits: in the queue since they applied, in the pool since they came there."""
    if one.state in (State.SUBMITTED, State.IN_REVIEW):
        return one.submitted_at
    return one.pooled_at if one.state == State.POOL and one.pooled_at else one.state_since


def said(when: date | datetime, program: Program, today: date) -> str:
    """A day as the program writes it, in its zone."""
    day = local_day(when, program.zone) if isinstance(when, datetime) else when
    return near_day(day, today, program.date_order)  # type: ignore[arg-type]


def fit_of(dossier: Any) -> tuple[str, str]:
    """The fit in words, and its shape."""
    if not dossier.fit:
        return "Not weighed yet", "no_news"
    return Fit(dossier.fit).label, FIT_SHAPES[Fit(dossier.fit)]


def conflict_of(one: Any, dossier: Any) -> tuple[str, str]:
    """The worst conflict of a tallied application in words, and its shape; '' while nothing was weighed.

    What could not be compared is not the same as no conflict.
    """
    if not dossier.fit:
        return "", ""
    level = Level(one.worst or 0)
    return UNCOMPARED if level is Level.NONE and one.uncompared else (level.label, CONFLICT_SHAPES[level])


def missing_of(dossier: Dossier) -> list[str]:
    """The questions that would clear up what is unclear."""
    return missing(Finding.from_dict(one) for one in dossier.findings)


def who_reads(dossier: Any, now: datetime, me: Any) -> str:
    """Who else has the file open, or ''. `me` is the key of whoever asks, None for nobody."""
    others = dossier.reader if dossier.reader_id != me else None
    recent = dossier.reading_since is not None and now - dossier.reading_since < READING_LASTS
    return str(others) if others and recent else ""


HEADER = (
    "Name", "E-mail", "Phone", "Job title", "Company", "Website", "City", "State", "Country", "People", "Role", "Group",
    "Stands", "Applied", "Stands so since", "Next word", "Fit", "Worst conflict", "Missing", "Promised word passed",
    "Next step", "Next step on", "Next step by", "Link",
)  # fmt: skip


@admin
@require_safe
@confirmed(download=True)
def applications_csv(request: Request) -> HttpResponse:
    """The files of a tab as a file."""
    tab, now = tab_of(request), timezone.now()
    rows = dressed(listed(tab), request.program, now)
    record("applications.exported", by=request.user, about=request.program, at=now)
    return csv_response(request, f"applications-{tab}", HEADER, [as_line(one, request) for one in rows], now)


def as_line(one: Any, request: Request) -> list[Cell]:
    """An application as a line of the file."""
    zone, city, dossier = ZoneInfo(request.program.zone), one.city, one.file
    link = request.build_absolute_uri(reverse("application", args=[request.program.slug, one.pk]))
    return [
        one.name, one.email, one.phone, one.title, one.company_name, one.website, city.name if city else "",
        city.region if city else "", city.country if city else "", one.employees, one.track.name,
        one.group.name if one.group else "", State(one.state).label, one.submitted_at.astimezone(zone).date(),
        one.state_since.astimezone(zone).date(), one.next_word_on, one.fit, one.conflict, one.missing,
        dossier.late_since, dossier.next_step, dossier.next_on, str(dossier.next_owner or ""), link,
    ]  # fmt: skip
