"""What people sign: the program's confidentiality agreement, who has yet to sign it, and who did so on paper."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.models import Group
from programs.access import admin
from programs.clock import local_day
from programs.models import Activity, Program
from programs.refusal import Refused
from programs.request import Request
from programs.wording import day_words
from vetting.actions.signing import publish_agreement
from vetting.models import Agreement, Signature
from vetting.offer_forms import AgreementForm, PaperForm

MOST_UNSIGNED = 100
"""Names of those who have not signed that a page lists; those of a group are listed on the group's own."""
MOST_SIGNED = 10
"""The latest signatures that a page shows."""


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def agreements(request: Request) -> HttpResponse:
    """The program's text and how far it is signed; a POST publishes a new version."""
    if request.method == "POST":
        return published(request, None, Agreement.Kind.NDA, "vetting/agreements.html", "agreements")
    return page(request, None, Agreement.Kind.NDA, "vetting/agreements.html")


def published(request: Request, group: Group | None, kind: Agreement.Kind, template: str, back: str) -> HttpResponse:
    """Publish what was typed, or show it again with what is wrong; `back` is the page to return to."""
    form = AgreementForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = publish_agreement(
                kind, group=group, text=told["text"], minor=told["minor"], by=request.user, now=timezone.now()
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
        else:
            again = "Who has signed has signed." if made.binds_from < made.number else "Everybody is asked to sign it."
            messages.success(request, f"Version {made.number} is in force. {again}")
            return redirect(back, request.program.slug, *([group.pk] if group else []))
    return page(request, group, kind, template, form=form)


def page(
    request: Request,
    group: Group | None,
    kind: Agreement.Kind,
    template: str,
    *,
    form: AgreementForm | None = None,
    paper: PaperForm | None = None,
    publishes: bool = True,
) -> HttpResponse:
    """The versions of a text, the campaign for the one in force, and the form of the next one."""
    versions = list(Agreement.objects.versions(kind, group).select_related("made_by"))
    current = versions[0] if versions else None
    wrong = (form and form.errors) or (paper and paper.errors)
    context = {
        "nav": "agreements",
        "group": group,
        "current": current,
        "versions": [{"agreement": one, "on": day_of(request.program, one.made_at)} for one in versions],
        "campaign": campaign(request, current, paper) if current else None,
        "form": form or AgreementForm(initial={"text": current.text if current else ""}),
        "publishes": publishes,
    }
    return render(request, template, context, status=422 if wrong else 200)


def campaign(request: Request, agreement: Agreement, paper: PaperForm | None) -> dict[str, Any]:
    """Who has signed the text in force and who has not, by group and by name."""
    unsigned = agreement.unsigned().select_related("company")
    agreement.program = request.program
    ticked = set(paper.data.getlist("members")) if paper and isinstance(paper.data, QueryDict) else set()
    asked, lacking = agreement.counted()
    return {
        "agreement": agreement,
        "asked": asked,
        "lacking": lacking,
        "signed": asked - lacking,
        "groups": agreement.unsigned_by_group() if agreement.group_id is None else [],
        "people": [(one, str(one.pk) in ticked) for one in unsigned[:MOST_UNSIGNED]],
        "more": lacking - MOST_UNSIGNED,
        "paper": paper or PaperForm(unsigned=unsigned),
        "latest": latest(request.program, agreement),
        "told": asked_last(request.program, agreement),
    }


def asked_last(program: Program, agreement: Agreement) -> dict[str, Any]:
    """When those who had not signed were asked last, and how many that were: {number, on}; empty if never.

    Everybody who was asked at one press has the same moment. Program admins see every press, a facilitator their own.
    """
    versions = Agreement.objects.versions(Agreement.Kind(agreement.kind), agreement.group_id).values("pk")
    presses = Activity.objects.filter(kind="agreement.asked", about_id__in=versions).values("at")
    last = presses.annotate(number=Count("pk")).order_by("-at").first()
    return {"number": last["number"], "on": day_of(program, last["at"])} if last else {}


def latest(program: Program, agreement: Agreement) -> list[dict[str, Any]]:
    """The latest signatures that hold: who, under which name, on which day, here or on paper."""
    found = Signature.objects.holding(agreement).select_related("member", "agreement", "recorded_by").order_by("-at")
    return [
        {
            "signature": one,
            "on": day_of(program, one.on_paper or one.at),
            "version": one.agreement.number,
        }
        for one in found[:MOST_SIGNED]
    ]


def day_of(program: Program, when: date | datetime) -> str:
    """A day with its year, as the program writes days; of a moment, the day it was in the program's zone."""
    day = local_day(when, program.zone) if isinstance(when, datetime) else when
    return day_words(day, order=program.date_order, year=True)  # type: ignore[arg-type]
