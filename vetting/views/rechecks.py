"""Companies that changed since they were seated: judged again, for people to look at. Nothing follows by itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from programs.models import Program
from programs.moments import day_said
from programs.refusal import Refused
from programs.request import Request
from vetting.access import runs_or_admin
from vetting.actions.rechecking import settle_recheck
from vetting.criteria import Finding, Fit
from vetting.kinds import Met
from vetting.models import Recheck
from vetting.views.application_file import MET_SHAPES, level_of
from vetting.views.applications import FIT_SHAPES

MOST_OPEN = 50
MOST_SETTLED = 20


class SettleForm(forms.Form):
    """Why a company stays where it is."""

    reason = forms.CharField(
        label="Why it stays", max_length=600, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Say in a few words why it stays. Whoever asks later reads it here."},
    )  # fmt: skip


@runs_or_admin
@require_safe
def rechecks(request: Request) -> HttpResponse:
    """The list: of all groups for a program admin, of their own for a facilitator."""
    return page(request)


@runs_or_admin
@require_POST
def recheck_settlement(request: Request, pk: UUID) -> HttpResponse:
    """Seen, it stays: with a reason."""
    row = Recheck.objects.named().filter(pk=pk).first()
    if row is None:
        raise Http404
    form = SettleForm(request.POST, prefix=str(row.pk))
    if not form.is_valid():
        return page(request, status=422, typed=(row, form))
    try:
        settle_recheck(row, by=request.user, now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        messages.warning(request, refusal.reason)
    else:
        messages.success(request, f"{row.company} stays in {row.group}. Your reason is kept below.")
    return redirect("rechecks", request.program.slug)


def page(request: Request, *, status: int = 200, typed: tuple[Recheck, SettleForm] | None = None) -> HttpResponse:
    """The open ones with what was found, then those that were settled."""
    now, program = timezone.now(), request.program
    standing = list(Recheck.objects.open().named()[: MOST_OPEN + 1])
    rows = [shown(row, program, now) for row in standing[:MOST_OPEN]]
    for row in rows:
        key = row["row"].pk
        row["form"] = typed[1] if typed and typed[0].pk == key else SettleForm(prefix=str(key))
    settled = Recheck.objects.settled().named().defer("findings", "conflicts")[:MOST_SETTLED]
    context = {
        "nav": "groups",
        "rows": rows,
        "wrong": typed[1] if typed else None,
        "more": len(standing) > MOST_OPEN,
        "settled": [
            {"row": row, "changes": " ".join(row.changes.values()), "on": day_said(program, row.settled_at, now)}
            for row in settled
        ],
    }
    return render(request, "vetting/rechecks.html", context, status=status)


def shown(row: Recheck, program: Program, now: datetime) -> dict[str, Any]:
    """One company in one group: what changed, since when, and what the criteria and the conflicts say now."""
    findings = [Finding.from_dict(item) for item in row.findings]
    return {
        "row": row,
        "changes": row.changes.values(),
        "since": day_said(program, row.since, now),
        "fit": Fit(row.fit).label,
        "shape": FIT_SHAPES[Fit(row.fit)],
        "findings": [said(one) for one in findings if one.met is not Met.MET],
        "met": [said(one) for one in findings if one.met is Met.MET],
        "conflicts": [clash(item) for item in row.conflicts],
    }


def said(finding: Finding) -> dict[str, str]:
    """What the criteria say, as a page shows it."""
    weight = finding.criterion.weight.label
    return {"met": finding.met.label, "shape": MET_SHAPES[finding.met], "weight": weight, "sentence": finding.sentence}


def clash(kept: dict[str, Any]) -> dict[str, str]:
    """A conflict, as a page shows it."""
    level, shape = level_of(kept)
    return {"level": level, "shape": shape, "sentence": kept["sentence"]}
