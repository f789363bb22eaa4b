"""Past attendance from a spreadsheet: read, shown with what is wrong, and then written down."""

from collections import Counter
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.access import get_group_to_run
from groups.models import Group, SeatHolder
from meetings.actions.importing import import_attendance
from meetings.attendance_csv import Person, Plan, read_attendance, with_headers
from members.roster.decoding import Unreadable, decode
from members.roster.reading import read_table
from programs.access import person
from programs.clock import local_day
from programs.request import Request
from programs.wording import day_words

LONGEST = 500_000
"""Characters of rows: ten years of a weekly chapter of forty."""


class RowsForm(forms.Form):
    """A file, or its rows as text; the text is what is read again after a repair."""

    file = forms.FileField(
        label="CSV file", required=False, widget=forms.FileInput({"accept": ".csv,.tsv,.txt,text/csv"}),
        help_text="Who (e-mail or name), date, status; or a row for each person and a column for each meeting.",
    )  # fmt: skip
    rows = forms.CharField(
        label="Or paste the rows", required=False, max_length=LONGEST, strip=False,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text="With a row of headers on top, as they come from a spreadsheet.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """`text` is what was sent, by file or by hand; a file goes before what stands in the field."""
        told = super().clean() or {}
        file: UploadedFile | None = told.get("file")
        try:
            told["text"] = decode(file.read()).text if file else told.get("rows", "")
            if not told["text"].strip() and not self.errors:
                raise Unreadable("Choose a file, or paste its rows.")
            if len(told["text"]) > LONGEST:
                raise Unreadable("This is more than we read at once. Split it into several files.")
            if not self.errors:
                told["table"] = read_table(with_headers(told["text"]).encode())
        except Unreadable as problem:
            self.add_error("file" if file else "rows", str(problem))
        return told


@person
@require_http_methods(["GET", "HEAD", "POST"])
def attendance_import(request: Request, pk: UUID) -> HttpResponse:
    """The page; a POST reads the rows and shows what is in them, with `import` it writes down those that are clear."""
    group, now = get_group_to_run(request, pk), timezone.now()
    if request.method != "POST":
        return page(request, group, RowsForm())
    form = RowsForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, group, form, status=422)
    people = people_of(group)
    found = [Person(key, email, name) for key, (email, name) in people.items()]
    order, today = request.program.date_order, local_day(now, group.zone)
    plan = read_attendance(form.cleaned_data["table"], found, order=order, today=today)  # type: ignore[arg-type]
    form = RowsForm(initial={"rows": form.cleaned_data["text"]})
    if plan.obstacle:
        return page(request, group, form, plan=plan, status=422)
    if "import" in request.POST and plan.entries:
        done = import_attendance(group, plan.entries, by=request.user, now=now)
        return page(request, group, form if plan.problems else RowsForm(), plan=plan, done=done)
    return page(request, group, form, plan=plan, preview=preview(request, plan))


def people_of(group: Group) -> dict[Any, tuple[str, str]]:
    """Who sits or sat in the group: (address, name) by the member's key."""
    rows = SeatHolder.objects.filter(group=group).values_list("member", "member__email", "member__name")
    return {key: (email, name) for key, email, name in rows}


def preview(request: Request, plan: Plan) -> list[dict[str, Any]]:
    """What would be written down, a line a meeting."""
    counts: dict[Any, Counter[str]] = {}
    for entry in plan.entries:
        counts.setdefault(entry.day, Counter())[entry.seen.label.lower()] += 1
    return [
        {
            "day": day_words(day, order=request.program.date_order, year=True),  # type: ignore[arg-type]
            "words": ", ".join(f"{many} {label}" for label, many in counts[day].most_common()),
        }
        for day in sorted(counts, reverse=True)
    ]


def page(request: Request, group: Group, form: RowsForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page with its form."""
    context = {"nav": "groups", "group": group, "form": form}
    return render(request, "meetings/attendance_import.html", context | more, status=status)
