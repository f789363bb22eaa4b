"""One file: evidence beside criteria, what stands between, cases like it, its history; and what is noted in it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from programs.access import admin
from programs.clock import local_day
from programs.moments import day_said, moment_said
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing
from vetting import states
from vetting.access import files_of, get_application, reviewer_or_admin
from vetting.actions import deciding, reviewing
from vetting.actions.judging import judge
from vetting.models import Application, Dossier, Paper, Reference, VettingRules
from vetting.papers import CONTENT_TYPES
from vetting.review_forms import DecisionForm, NoteForm, OpinionForm, RefereeForm, ReferenceForm, StepForm
from vetting.states import State
from vetting.views.application_file import as_it_is, candor_of, history, mask_of, shown, similar_cases
from vetting.views.application_parts import Parts, load_parts, place_of
from vetting.views.application_steps import steps_seen
from vetting.views.application_undo import just_decided
from vetting.views.applications import TABS, dressed, missing_of, said, who_reads

DONE = {
    states.Decision.ACCEPT: "Accept",
    states.Decision.WAIT: "Keep waiting",
    states.Decision.MORE: "Ask for more",
    states.Decision.DECLINE: "Decline",
}
"""What the buttons say."""
KEYS = {
    states.Decision.ACCEPT: "a",
    states.Decision.WAIT: "w",
    states.Decision.MORE: "m",
    states.Decision.DECLINE: "d",
}


@reviewer_or_admin
@require_safe
def application(request: Request, pk: UUID) -> HttpResponse:
    """The whole file."""
    return file_page(request, get_application(request, pk))


def file_page(request: Request, about: Application, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a file. `more` are forms that came back and what they have to say."""
    now, who, program = timezone.now(), standing(), request.program
    is_masked = "1" in (request.GET.get("masked"), request.POST.get("masked"))
    hide = mask_of(about) if is_masked else as_it_is
    parts = load_parts(about)
    rules, file = parts.rules, shown(about, parts, program, now, hide)
    context = {
        "nav": "applications",
        "application": about,
        "row": dressed([about], program, now, reader=request.user)[0],
        "state": State(about.state).label,
        "file": file,
        "level": file["maturity"]["level"],
        "masked": is_masked,
        "is_admin": who.is_admin,
        "applied": day_said(program, about.submitted_at, now),
        "next_word": said(about.next_word_on, program, local_day(now, program.zone)) if about.next_word_on else "",
        "papers": papers_of(about, hide),
        "candor": candor_of(parts.checks),
        "similar": similar_cases(about, program, now),
        "rules": rules,
        "steps": steps_seen(about, parts, program, now),
        **neighbors(request, about),
        **opinions(request, about, rules),
        **references(request, about, rules, now, hide),
    }
    if who.is_admin:
        context |= for_admins(request, about, parts, now, hide)
    return render(request, "vetting/application.html", context | more, status=status)


def for_admins(request: Request, about: Application, parts: Parts, now: datetime, hide: Any) -> dict[str, Any]:
    """What only those who decide see: the ways to decide, notes, the next step, and the history."""
    program = request.program
    dossier = getattr(about, "dossier", None) or Dossier()
    notes = about.call_notes.all()
    return {
        "decisions": decisions(about, missing_of(dossier), calls=parts.rules.interview),
        "decided": just_decided(request, now),
        "notes": [{"words": hide(n.words), "by": n.by, "at": moment_said(program, n.at, now)} for n in notes],
        "note_form": NoteForm(auto_id="note_%s"),
        "step_form": StepForm(
            initial={"words": dossier.next_step, "on": dossier.next_on, "owner": dossier.next_owner_id},
            auto_id="step_%s",
        ),
        "paid_on": day_said(program, dossier.paid_at, now) if dossier.paid_at else "",
        "history": history(about.decisions.all(), parts, program, now, hide),
    }


def decisions(
    about: Application, missing: list[str], typed: DecisionForm | None = None, *, calls: bool = False
) -> list[dict[str, Any]]:
    """The ways to decide from where it stands, each with its form; `typed` is one that came back."""
    found = []
    for decision in states.Decision:
        if not states.may_decide(State(about.state), decision):
            continue
        form = typed if typed and typed.decision == decision else DecisionForm(decision, missing=missing, calls=calls)
        clear = decision == states.Decision.ACCEPT and getattr(about, "dossier", None) and about.dossier.fit == "fits"
        chosen = form.chosen if form.is_bound else ("fits" if clear else "")
        found.append(
            {
                "key": KEYS[decision], "value": str(decision), "label": DONE[decision], "form": form, "chosen": chosen,
                "open": form is typed,
            }
        )  # fmt: skip
    return found


def neighbors(request: Request, about: Application) -> dict[str, Any]:
    """The files before and after this one in its tab."""
    _, states, order = next(tab for tab in TABS.values() if State(about.state) in tab[1])
    is_admin = standing().is_admin
    found = place_of(
        about, request.user, sees_all=is_admin, states=states, order=order, to_decide=TABS["decide"][1]
    )  # fmt: skip
    if is_admin:
        request.to_decide = found.to_decide
    return {"previous": found.previous, "next": found.next, "place": f"{found.place} of {found.files}"}


def papers_of(about: Application, hide: Any) -> list[Paper]:
    """The papers, without what is in them."""
    papers = list(about.papers.all())
    for one in papers:
        one.name = hide(one.name)
    return papers


# -- opinions and references ---------------------------------------------------------------------------------------


def opinions(request: Request, about: Application, rules: VettingRules) -> dict[str, Any]:
    """What reviewers think, as far as the reader may know it, and the form of one who has yet to write."""
    who = standing()
    given = list(about.opinions.all()) if rules.opinions else []
    mine = next((one for one in given if one.user_id == request.user.pk and not one.recused), None)
    written = [one for one in given if not one.recused]
    may_read = who.is_admin or mine is not None
    sees_others = may_read and any(one.user_id != request.user.pk for one in written)
    writes = rules.opinions and who.is_reviewer and not sees_others and about.state not in states.CLOSED
    initial = {"view": mine.view, "words": mine.words} if mine else {}
    return {
        "opinions": written if may_read else [],
        "stepped_aside": [one for one in given if one.recused] if who.is_admin else [],
        "my_opinion": mine,
        "opinion_form": OpinionForm(initial=initial, auto_id="opinion_%s") if writes else None,
    }


def references(request: Request, about: Application, rules: VettingRules, now: datetime, hide: Any) -> dict[str, Any]:
    """Who was asked about an applicant and what they said; and whom the applicant named."""
    asked = list(about.references.all()) if rules.references else []
    addresses = {one.email for one in asked if one.expires_at > now}
    named = [one for one in about.referees if one.get("email", "").strip().lower() not in addresses]
    return {
        "references": [
            {
                "one": one,
                "asked": day_said(request.program, one.asked_at, now),
                "answered": day_said(request.program, one.answered_at, now) if one.answered_at else "",
                "over": one.expires_at <= now,
                "said": [(label, hide(words)) for label, words in answers_of(one)],
            }
            for one in asked
        ],
        "referees": named if rules.references else [],
        "referee_form": RefereeForm(auto_id="referee_%s"),
    }


def answers_of(reference: Reference) -> list[tuple[str, str]]:
    """What a referee said, question by question."""
    fields: dict[str, Any] = ReferenceForm.base_fields
    given = [(field, reference.answers.get(name, "")) for name, field in fields.items()]
    return [(field.label, dict(getattr(field, "choices", ())).get(words, words)) for field, words in given if words]


@reviewer_or_admin
@require_POST
def application_opinion(request: Request, pk: UUID) -> HttpResponse:
    """A reviewer says what they think."""
    about = get_application(request, pk)
    if not standing().is_reviewer or not deciding.rules().opinions:
        raise Http404
    form = OpinionForm(request.POST, auto_id="opinion_%s")
    if form.is_valid():
        try:
            reviewing.give_opinion(about, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, "Kept. You see what others think once enough opinions are in.")
            return redirect("application", request.program.slug, pk)
        except Refused as no:
            form.add_error(None, no.reason)
    return file_page(request, about, status=422, opinion_form=form)


@reviewer_or_admin
@require_POST
def application_recusal(request: Request, pk: UUID) -> HttpResponse:
    """A reviewer is too close to judge."""
    about = get_application(request, pk)
    if not standing().is_reviewer or standing().is_admin:
        raise Http404
    reviewing.step_aside(about, by=request.user, now=timezone.now())
    messages.success(request, "You stepped aside. The file is closed to you; the program admins know.")
    return redirect("applications", request.program.slug)


@admin
@require_POST
def application_reference(request: Request, pk: UUID) -> HttpResponse:
    """Ask somebody about the applicant."""
    about = get_application(request, pk)
    if not deciding.rules().references:
        raise Http404
    form = RefereeForm(request.POST, auto_id="referee_%s")
    if form.is_valid():
        try:
            made = reviewing.ask_reference(about, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, f"{made.name} is asked by mail. The link works for 30 days.")
            return redirect("application", request.program.slug, pk)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    return file_page(request, about, status=422, referee_form=form)


# -- what is noted -------------------------------------------------------------------------------------------------


@admin
@require_POST
def application_reading(request: Request, pk: UUID) -> HttpResponse:
    """A sign of life every 45 seconds, answered with who else reads the file."""
    about = get_application(request, pk)
    now = timezone.now()
    deciding.say_reading(about, by=request.user, now=now)
    other = who_reads(getattr(about, "dossier", None) or Dossier(), now, request.user.pk)
    return render(request, "vetting/_application_reading.html", {"read_by": other})


@admin
@require_POST
def application_judgment(request: Request, pk: UUID) -> HttpResponse:
    """Weigh what they told once more, by the criteria as they are now."""
    about = get_application(request, pk)
    judge(about, now=timezone.now())
    messages.success(request, "Weighed again, by the criteria as they are now.")
    return redirect("application", request.program.slug, pk)


@admin
@require_POST
def application_note(request: Request, pk: UUID) -> HttpResponse:
    """Keep what was heard in a call."""
    about = get_application(request, pk)
    form = NoteForm(request.POST, auto_id="note_%s")
    if form.is_valid():
        deciding.note_call(about, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, "Kept. Program admins read it, nobody else.")
        return redirect("application", request.program.slug, pk)
    return file_page(request, about, status=422, note_form=form)


@admin
@require_POST
def application_step(request: Request, pk: UUID) -> HttpResponse:
    """Plan what happens next."""
    about = get_application(request, pk)
    form = StepForm(request.POST, auto_id="step_%s")
    if form.is_valid():
        try:
            deciding.plan_next_step(about, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, "Planned. It stands in the queue.")
            return redirect("application", request.program.slug, pk)
        except Refused as no:
            form.add_error(None, no.reason)
    return file_page(request, about, status=422, step_form=form)


@admin
@require_POST
def application_paid(request: Request, pk: UUID) -> HttpResponse:
    """Tick that payment or contract is in place, or take the tick away."""
    about = get_application(request, pk)
    deciding.mark_paid(about, by=request.user, now=timezone.now(), paid=request.POST.get("paid") == "1")
    return redirect("application", request.program.slug, pk)


@admin
@require_POST
def application_reopening(request: Request, pk: UUID) -> HttpResponse:
    """Take a declined application up again."""
    about = get_application(request, pk)
    try:
        if about.state != State.DECLINED:
            raise Refused("Only what was declined can be taken up again.")
        deciding.reopen(about, by=request.user, now=timezone.now())
        messages.success(request, f"{about.first_name} is in review again.")
    except Refused as no:
        messages.warning(request, no.reason)
    return redirect("application", request.program.slug, pk)


@reviewer_or_admin
@require_safe
def application_paper(request: Request, pk: UUID) -> HttpResponse:
    """One paper, as a file to keep: never shown by the browser."""
    paper = Paper.objects.filter(pk=pk, application__in=files_of(request)).first()
    if paper is None:
        raise Http404
    return HttpResponse(
        bytes(paper.content),
        content_type=CONTENT_TYPES[paper.kind],  # type: ignore[index]
        headers={
            "Content-Disposition": str(content_disposition_header(True, paper.name)),
            "X-Content-Type-Options": "nosniff",
        },
    )
