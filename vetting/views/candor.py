"""The candor check: a member who was asked answers here, and a facilitator of the group reads the answers and settles.

For everybody else there is no such page, for a program admin neither: their one word stands in the file.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import DateTimeField, F, Func
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from groups.models import FacilitatorTerm
from members.access import current_member
from members.models import Member
from programs.access import person
from programs.faces import hue, initials
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing
from programs.wording import listed
from vetting.actions.candor import answer_candor, settle_candor
from vetting.candor_forms import CLEAR, YES, AnswerForm, OutcomeForm
from vetting.models import CandorCheck, CandorOutcome

SAID = {
    CandorCheck.Mode.CANDOR: {"yes": "Yes", "no": "No"},
    CandorCheck.Mode.OBJECTION: {"yes": "No objection", "no": "Objects"},
    CandorCheck.Mode.MAJORITY: {},
    CandorCheck.Mode.UNANIMOUS: {},
}
"""What an answer is called where a facilitator reads it; a vote by phone is told as a whole."""


def get_check(request: Request, pk: UUID) -> CandorCheck:
    """A check, with its group, for who was asked and still sits there and for who facilitates it; raises Http404."""
    since = Func(F("group_id"), function="app_runs_since", output_field=DateTimeField())
    found = CandorCheck.objects.annotate(runs_since=since).select_related("group").filter(pk=pk).first()
    if found is None or not (is_asked(found) or runs(found)):
        raise Http404
    return found


def is_asked(check: CandorCheck) -> bool:
    """Whether the reader was asked and still sits there."""
    who = standing()
    return who.member_id in check.asked and check.group_id in who.groups


def runs(check: CandorCheck) -> bool:
    """Whether the reader facilitates the group, not as a substitute (docs/decisions/0015)."""
    return check.group_id in standing().keeps


@person
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def candor(request: Request, pk: UUID) -> HttpResponse:
    """The question and one's own answer; for a facilitator, everybody's."""
    check = get_check(request, pk)
    if request.method != "POST":
        return page(request, check)
    if not is_asked(check):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    form = AnswerForm(request.POST)
    if form.is_valid():
        said, now = form.cleaned_data, timezone.now()
        try:
            answer_candor(check, current_member(request), freely=said["freely"] == YES, now=now, reason=said["reason"])
            messages.success(request, "Kept. You may change it for as long as the question is open.")
            return redirect("candor", request.program.slug, pk)
        except Refused as no:
            form.add_error(None, no.reason)
    return page(request, check, form, status=422)


@person
@require_POST
def candor_outcome(request: Request, pk: UUID) -> HttpResponse:
    """A facilitator says how it came out."""
    check = get_check(request, pk)
    if not runs(check):
        raise Http404
    form = OutcomeForm(request.POST)
    if form.is_valid():
        clear = form.cleaned_data["outcome"] == CLEAR
        try:
            settle_candor(
                check, clear=clear, by=request.user, now=timezone.now(), seats=form.cleaned_data["seats"]
            )  # fmt: skip
            word = "clear" if clear else "blocked"
            messages.success(request, f"Settled. {request.program.name} reads one word: {word}.")
            return redirect("candor", request.program.slug, pk)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    return page(request, check, outcome_form=form, status=422)


def page(
    request: Request,
    check: CandorCheck,
    form: AnswerForm | None = None,
    *,
    outcome_form: OutcomeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with what the reader is to the check."""
    terms = FacilitatorTerm.objects.current().filter(group=check.group).order_by("is_co", "since")
    asked, facilitates = is_asked(check), runs(check)
    mine = check.answers.filter(member=standing().member_id).first() if asked else None
    context = {
        "nav": "groups",
        "check": check,
        "facilitators": listed(list(terms.values_list("name", flat=True))) or "the facilitator",
        "asked": asked,
        "facilitates": facilitates,
        "form": form or AnswerForm(initial={"reason": mine.reason if mine else ""}),
        "outcome_form": outcome_form or OutcomeForm(),
        "mine": mine,
    }
    return render(request, "vetting/candor.html", context | (answers(check) if facilitates else {}), status=status)


def answers(check: CandorCheck) -> dict[str, Any]:
    """What a facilitator of the group reads: who said what, who is silent, and how it was settled.

    Answers from before their time are not theirs to read, and who gave one looks silent: `came_later` says so.
    """
    said = {one.member_id: one for one in check.answers.all()}
    people = Member.objects.filter(pk__in=check.asked).select_related("company").order_by("name")
    rows = [
        {
            "name": member.name,
            "note": member.company.name,
            "initials": initials(member.name),
            "hue": hue(member.pk),
            "answer": said.get(member.pk),
        }
        for member in people
    ]
    return {
        "rows": rows,
        "said": SAID[CandorCheck.Mode(check.mode)],
        "answered": len(said),
        "noes": sum(not one.freely for one in said.values()),
        "came_later": check.runs_since > check.asked_at,  # type: ignore[attr-defined]
        "outcome": CandorOutcome.objects.filter(check_asked=check).select_related("by").first(),
    }
