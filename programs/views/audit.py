"""Who did what in the program: the audit of its admins, a row of it with its neighbors, and the same as a file.

What belongs to a group is not in it, also if this reader may read it as somebody of that group (the database sees to
the rest): every admin finds the same rows here.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.roster.writing import Cell, write_csv
from programs.access import admin
from programs.activity import record
from programs.deeds import VIA, Thing, model_of, said
from programs.models import Activity, Program, User
from programs.request import Request
from programs.second_factor import confirmed
from programs.wording import clock, near_day

PER_PAGE = 50
NEIGHBORS = 10
"""How many rows before and after the one of a permalink."""

ASKED_BY = Coalesce(NullIf("name", Value("")), "email", output_field=CharField())
NOBODY = "No sign-in"
"""Who did it where nobody was signed in: Peergroups itself, an applicant, or the reader of a mail."""


class DayField(forms.DateField):
    """A day of this century."""

    def __init__(self, label: str) -> None:
        words = "Choose a day such as 2026-11-22."
        super().__init__(
            label=label,
            required=False,
            widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
            error_messages={"invalid": words},
            validators=[MinValueValidator(date(2000, 1, 1), words), MaxValueValidator(date(2099, 12, 31), words)],
        )


class AuditForm(forms.Form):
    """What the reader filters by. What is wrong filters nothing, and says so at its field."""

    who = forms.CharField(label="Who", max_length=100, required=False)
    what = forms.ChoiceField(label="What", required=False)
    about = forms.CharField(label="About what or whom", max_length=100, required=False)
    via = forms.ChoiceField(label="By way of", required=False, choices=[("", "Any way"), *VIA.items()])
    since = DayField("From")
    until = DayField("To")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deeds = ((kind, words[0].upper() + words[1:]) for kind, words in said("DEEDS").items())
        self.fields["what"].choices = [("", "Everything"), *deeds]  # type: ignore[attr-defined]
        for name in ("what", "via"):
            self.fields[name].error_messages["invalid_choice"] = "Choose one from the list."

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        if asked.get("since") and asked.get("until") and asked["until"] < asked["since"]:
            self.add_error("until", "This day is before the first one.")
        return asked

    def rows(self, program: Program) -> QuerySet[Activity]:
        """The rows asked for, newest first."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        rows = of_the_program()
        if who := asked.get("who"):
            rows = rows.filter(by_id__in=User.objects.filter(Q(name__icontains=who) | Q(email__icontains=who)))
        if about := asked.get("about"):
            rows = rows.filter(called(about))
        if kind := asked.get("what"):
            rows = rows.filter(kind=kind)
        if via := asked.get("via"):
            rows = rows.filter(via=via)
        for name, bound, later in (("since", "at__gte", 0), ("until", "at__lt", 1)):
            if day := asked.get(name):
                midnight = datetime.combine(day, time(), ZoneInfo(program.zone)) + timedelta(days=later)
                rows = rows.filter(**{bound: midnight})
        return rows

    @property
    def query(self) -> str:
        """The filters as a query string, empty ones left out."""
        return urlencode([(name, self.data[name]) for name in self.fields if self.data.get(name)])


def of_the_program() -> QuerySet[Activity]:
    """What the audit shows: what is no group's and nobody's own, newest first."""
    rows: QuerySet[Activity] = Activity.objects.filter(group_id=None, kind__in=said("DEEDS"))
    return rows.order_by("-at", "-pk")


def things() -> Iterable[tuple[str, Thing, Any]]:
    """The kinds of objects that have names: (about_type, how it is called, its model)."""
    for about_type, thing in said("THINGS").items():
        if thing.name is not None and (model := model_of(about_type)):
            yield about_type, thing, model.objects  # type: ignore[attr-defined]


def called(text: str) -> Q:
    """A condition for rows about objects with `text` in their name; about nothing if there is none."""
    found = Q(pk__in=[])
    for about_type, thing, objects in things():
        keys = objects.annotate(called=thing.name).filter(called__icontains=text).order_by().values("pk")
        found |= Q(about_type=about_type, about_id__in=keys)
    return found


def names_of(rows: Sequence[Activity]) -> dict[tuple[str, UUID], str]:
    """The names of who did it, as ("", key), and of what it was about, as (about_type, key); in one query."""
    wanted: dict[str, set[UUID]] = {"": {row.by_id for row in rows if row.by_id}}
    for row in rows:
        wanted.setdefault(row.about_type, set()).add(row.about_id)
    parts = [
        objects.filter(pk__in=wanted[about_type])
        .order_by()
        .values_list(Value(about_type, CharField()), "pk", Cast(name, CharField()))
        for about_type, name, objects in [
            ("", ASKED_BY, User.objects),
            *((about_type, thing.name, objects) for about_type, thing, objects in things()),
        ]
        if wanted.get(about_type)
    ]
    if not parts:
        return {}
    return {(about_type, key): name for about_type, key, name in parts[0].union(*parts[1:], all=True)}


def dressed(rows: Iterable[Activity], program: Program, now: datetime) -> list[dict[str, Any]]:
    """Rows in words: when, who, what, about (with noun and url), fields, via; and the key of the permalink."""
    listed = list(rows)
    names, nouns = names_of(listed), said("THINGS")
    return [
        {
            "key": row.pk,
            "when": moment(row.at, program, now),
            "at": (local := row.at.astimezone(ZoneInfo(program.zone))),
            "exactly": f"{local:%Y-%m-%d, %H:%M:%S}",
            "who": names.get(("", row.by_id), "Somebody who is gone") if row.by_id else NOBODY,
            "what": said("DEEDS")[row.kind],
            "noun": nouns[row.about_type].noun if row.about_type in nouns else "",
            "about": names.get((row.about_type, row.about_id), ""),
            "url": page_of(row, names, program),
            "fields": ", ".join(name.replace("_", " ") for name in row.fields),
            "via": VIA.get(row.via, row.via),
        }
        for row in listed
    ]


def page_of(row: Activity, names: dict[tuple[str, UUID], str], program: Program) -> str:
    """Where the object of a row is looked at, as long as there is one; else ''."""
    thing = said("THINGS").get(row.about_type)
    if thing is None or not thing.page or (thing.name is not None and (row.about_type, row.about_id) not in names):
        return ""
    return reverse(thing.page, args=[program.slug] if thing.whole else [program.slug, row.about_id])


def moment(at: datetime, program: Program, now: datetime) -> str:
    """A day and a time in the program's zone, as the program writes them: "November 3, 2:30 pm"."""
    zone = ZoneInfo(program.zone)
    local = at.astimezone(zone)
    day = near_day(local.date(), now.astimezone(zone).date(), program.date_order)  # type: ignore[arg-type]
    return f"{day}, {clock(local.time(), program.clock)}"


@admin
@require_safe
def audit(request: Request) -> HttpResponse:
    """The rows asked for, newest first, by page."""
    form = AuditForm(request.GET)
    page = Paginator(form.rows(request.program), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "audit",
        "form": form,
        "page": page,
        "rows": dressed(page.object_list, request.program, timezone.now()),
        "columns": [{"label": label} for label in ("When", "Who", "What", "About", "By way of")],
        "query": f"{form.query}&" if form.query else "",
        "clear_url": request.path if form.query else "",
    }
    return render(request, "programs/audit.html", context)


@admin
@require_safe
def audit_entry(request: Request, pk: UUID) -> HttpResponse:
    """One row, and what happened to the same object before and after it."""
    row = get_object_or_404(of_the_program(), pk=pk)
    same = of_the_program().filter(about_type=row.about_type, about_id=row.about_id)
    later = Q(at__gt=row.at) | Q(at=row.at, pk__gt=row.pk)
    earlier = Q(at__lt=row.at) | Q(at=row.at, pk__lt=row.pk)
    after = list(same.filter(later).order_by("at", "pk")[:NEIGHBORS])[::-1]
    before = list(same.filter(earlier)[:NEIGHBORS])
    rows = dressed([*after, row, *before], request.program, timezone.now())
    context = {
        "nav": "audit",
        "rows": rows,
        "entry": rows[len(after)],
        "zone": request.program.zone,
        "columns": [{"label": label} for label in ("When", "Who", "What", "About", "By way of")],
    }
    return render(request, "programs/audit_entry.html", context)


@admin
@require_safe
@confirmed(download=True)
def audit_csv(request: Request) -> HttpResponse:
    """The rows asked for as a file."""
    now = timezone.now()
    rows = dressed(AuditForm(request.GET).rows(request.program), request.program, now)
    record("audit.exported", by=request.user, about=request.program, at=now)
    header = (f"When ({request.program.zone})", "Who", "What", "Kind", "About", "Fields", "By way of", "Link")
    return HttpResponse(
        write_csv([as_line(one, request) for one in rows], header),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{request.program.slug}-audit-{now:%Y-%m-%d}.csv"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def as_line(one: dict[str, Any], request: Request) -> list[Cell]:
    """A row as a line of the file."""
    link = request.build_absolute_uri(reverse("audit_entry", args=[request.program.slug, one["key"]]))
    return [
        one["at"].replace(tzinfo=None), one["who"], one["what"], one["noun"], one["about"], one["fields"], one["via"],
        link,
    ]  # fmt: skip
