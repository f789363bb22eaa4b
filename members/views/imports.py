"""Importing an existing program: files, their columns, the preview, all or nothing, and what was left out."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals.importing import SHOWN, SILENT, begin, carry_on, problems_of
from members.downloads import csv_response
from members.forms import UploadForm
from members.importing import choose_columns, discard_import, left_out, remembered, rows_with_problems, start_import
from members.models import ImportRun
from members.roster.columns import guess_columns
from members.roster.fields import FIELDS
from peergroups.htmx import go
from programs.access import admin
from programs.moments import moment_said
from programs.request import Request
from programs.second_factor import confirmed

SAMPLE = Path("docs/samples/roster.csv")
EARLIER = 10
ABOUT = {"person": "A person", "company": "A company", "group": "A group", "seat": "A seat", "goal": "A goal"}
State = ImportRun.State


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: Request) -> HttpResponse:
    """Choose files; those that can be read wait for a look at their columns."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            run = start_import(form.cleaned_data["sheets"], by=request.user, now=timezone.now())
            return redirect("import_columns", request.program.slug, run.pk)
    now = timezone.now()
    earlier = list(ImportRun.objects.light().select_related("by")[:EARLIER])
    for run in earlier:
        run.said = moment_said(request.program, run.created_at, now)
    context = {"nav": "import", "form": form, "earlier": earlier}
    return render(request, "members/imports.html", context, status=422 if form.errors else 200)


@admin
@require_safe
def import_sample(request: Request) -> HttpResponse:
    """A roster as spreadsheets really look, to try with."""
    path = settings.BASE_DIR / SAMPLE
    headers = {"Content-Disposition": f'attachment; filename="{path.name}"'}
    return HttpResponse(path.read_bytes(), content_type="text/csv; charset=utf-8", headers=headers)


def get_run(pk: UUID) -> ImportRun:
    """An import with its files; raises Http404."""
    found: ImportRun = get_object_or_404(ImportRun, pk=pk)
    return found


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: Request, pk: UUID) -> HttpResponse:
    """Say what each column is. The guess stands unless it is changed, and is remembered."""
    run = get_run(pk)
    if run.state in (State.PLANNING, State.APPLYING, State.DONE):
        return redirect("import_run", request.program.slug, run.pk)
    if request.method == "POST":
        mapping, twice = chosen(run, request)
        if not twice:
            now = timezone.now()
            choose_columns(run, mapping, by=request.user, now=now)
            begin(run, State.PLANNING, program=request.program, by=request.user, now=now)
            return redirect("import_run", request.program.slug, run.pk)
        run.mapping = mapping
        return render(request, "members/import_columns.html", columns_page(run) | {"twice": twice}, status=422)
    return render(request, "members/import_columns.html", columns_page(run))


def chosen(run: ImportRun, request: Request) -> tuple[dict[str, dict[str, str]], list[str]]:
    """What a person chose for every column, and a sentence for each field that they chose twice in a file."""
    mapping: dict[str, dict[str, str]] = {}
    twice = []
    for number, file in enumerate(run.files):
        fields: dict[str, str] = {}
        for column, header in enumerate(file["header"]):
            field = request.POST.get(f"column-{number}-{column}", "")
            if field not in FIELDS:
                continue
            if field in fields.values():
                other = file["header"][int(next(at for at, taken in fields.items() if taken == field))]
                twice.append(f"In {file['name']}, both {other} and {header} are {FIELDS[field].label}. Choose one.")
            fields[str(column)] = field
        mapping[str(number)] = fields
    return mapping, twice


def columns_page(run: ImportRun) -> dict[str, Any]:
    """Each file with its columns: header, what is in it, what it is taken for and why."""
    memory = remembered()
    files = []
    for number, file in enumerate(run.files):
        rows = [cells for _, cells, _ in file["rows"][:50]]
        reasons = {guess.column: guess for guess in guess_columns(file["header"], rows, remembered=memory)}
        chosen = run.mapping.get(str(number), {})
        columns = [
            {
                "name": f"column-{number}-{column}",
                "header": header,
                "field": chosen.get(str(column), ""),
                "why": reasons[column].why if reasons[column].field == chosen.get(str(column), "") else "as you chose",
                "samples": samples(rows, column),
            }
            for column, header in enumerate(file["header"])
        ]
        files.append({"name": file["name"], "rows": len(file["rows"]), "notes": file["notes"], "columns": columns})
    return {"nav": "import", "run": run, "files": files, "choices": field_choices()}


def samples(rows: list[list[str]], column: int) -> list[str]:
    """The first three different texts of a column."""
    told = (" ".join(cells[column].split())[:40] for cells in rows)
    return list(dict.fromkeys(text for text in told if text))[:3]


def field_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a column can be, by what it is about."""
    return [
        (label, [(field.key, field.label) for field in FIELDS.values() if field.about == about])
        for about, label in ABOUT.items()
    ]


@admin
@require_safe
def import_run(request: Request, pk: UUID) -> HttpResponse:
    """Where an import is: being checked, ready to look at, being made, made or not made."""
    now = timezone.now()
    run = get_object_or_404(ImportRun.objects.light(), pk=pk)
    if run.state == State.READ:
        return redirect("import_columns", request.program.slug, run.pk)
    if run.state in (State.PLANNING, State.APPLYING):
        context = {"nav": "import", "run": run, "is_silent": now - run.moved_at > SILENT}
        return render(request, "members/_import_progress.html" if request.htmx else "members/import_run.html", context)
    if request.htmx:
        return go(request, reverse("import_run", args=[request.program.slug, run.pk]))
    return render(request, "members/import_run.html", result_page(get_run(pk)))


def result_page(run: ImportRun) -> dict[str, Any]:
    """The preview, and what came of it: numbers, problems by kind, groups with their seats, what can be done next."""
    rejects = [
        {"name": file["name"], "number": number, "rows": len(rows)}
        for number, (file, rows) in enumerate(zip(run.files, left_out(run), strict=True))
        if rows
    ]
    return {
        "nav": "import",
        "run": run,
        "several": len(run.files) > 1,
        "told": run.preview,
        "errors": problems_of(run, "error")[:SHOWN],
        "warnings": problems_of(run, "warning"),
        "duplicates": problems_of(run, "duplicate"),
        "rejects": rejects,
        "can_import": run.state == State.PLANNED and not run.preview["obstacles"] and run.preview["clean"] > 0,
    }


@admin
@require_POST
@confirmed
def import_order(request: Request, pk: UUID) -> HttpResponse:
    """Make the import that was looked at, or its clean rows alone. It may give roles, so it asks who this is."""
    run = get_run(pk)
    if run.state == State.PLANNED:
        run.skip_problems = "skip" in request.POST
        begin(run, State.APPLYING, program=request.program, by=request.user, now=timezone.now())
    return redirect("import_run", request.program.slug, run.pk)


@admin
@require_POST
def import_attempt(request: Request, pk: UUID) -> HttpResponse:
    """Go on without the worker, which has given no sign of life."""
    run = get_object_or_404(ImportRun.objects.light(), pk=pk)
    if not carry_on(request.program.pk, request.user.pk, run.pk, wait=False):
        messages.info(request, "It is at work after all. Look again in a minute.")
    return redirect("import_run", request.program.slug, run.pk)


@admin
@require_POST
def import_preview(request: Request, pk: UUID) -> HttpResponse:
    """Check the same files again, against what the program has by now."""
    run = get_run(pk)
    if run.state in (State.PLANNED, State.FAILED):
        begin(run, State.PLANNING, program=request.program, by=request.user, now=timezone.now())
    return redirect("import_run", request.program.slug, run.pk)


@admin
@require_POST
def import_discard(request: Request, pk: UUID) -> HttpResponse:
    """Forget an import that was not made."""
    run = get_object_or_404(ImportRun.objects.light().exclude(state__in=(State.APPLYING, State.DONE)), pk=pk)
    discard_import(run, by=request.user, now=timezone.now())
    messages.success(request, "Forgotten. Nothing of it was kept.")
    return redirect("imports", request.program.slug)


@admin
@require_safe
def import_left_out(request: Request, pk: UUID, number: int) -> HttpResponse:
    """The rows of a file that stay out, each with what is wrong, to repair and import again."""
    run = get_run(pk)
    if number >= len(run.files) or run.state not in (State.PLANNED, State.DONE, State.FAILED):
        raise Http404
    header = [*run.files[number]["header"], "Problem"]
    return csv_response(request, "to-repair", header, rows_with_problems(run, number), timezone.now())
