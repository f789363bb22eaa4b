"""Program set-up: eight short steps at first, each with a good default; afterwards the same pages as tabs."""

from collections.abc import Callable
from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.expectations import LONGEST, inherit, sections, written
from groups.models import Group
from members.actions import add_company, add_member, invite_address
from members.models import Company, Member
from members.roster.names import company_key
from notifications.sender_test import check_sender
from programs.access import admin
from programs.actions import add_track, change_program, change_track, pass_step, remove_track
from programs.faces import initials
from programs.forms import FirstInvitationForm, LookForm, TrackForm, UnitsForm, track_forms
from programs.models import Program, Track
from programs.questionnaire import Questionnaire
from programs.refusal import Refused
from programs.request import Request
from programs.views.program import offer

STEPS = {
    "look": "Name and look",
    "tracks": "Tracks",
    "expectations": "What to expect",
    "units": "Units",
    "mail": "Mail",
    "people": "People",
    "preview": "Preview",
    "invite": "First invitation",
}
"""The steps in their order, with their names."""

READ_AND_WRITE = ["GET", "HEAD", "POST"]


@admin
@require_safe
def setup(request: Request) -> HttpResponse:
    """The step that comes next; when all are behind, what is set and what may be done now."""
    program = request.program
    if program.set_up_step < len(STEPS):
        return redirect("setup_step", program.slug, list(STEPS)[program.set_up_step])
    context = {
        "nav": "setup",
        "sections": summary(program),
        "groups": Group.objects.count(),
        "waiting": Member.objects.not_joined().count(),
    }
    return render(request, "programs/setup.html", context)


def summary(program: Program) -> list[dict[str, str]]:
    """What each step has set, in a line."""
    own, people, companies = len(program.expectations), Member.objects.active().count(), Company.objects.count()
    lines = {
        "look": program.promise or "No promise to visitors yet",
        "tracks": ", ".join(Track.objects.values_list("name", flat=True)) or "None yet",
        "expectations": f"{own} of {len(inherit({}))} answers in your own words" if own else "Our default answers",
        "units": f"{program.get_distance_display()}, {program.clock}-hour clock, {program.currency}, {program.zone}",
        "mail": "Send yourself a test",
        "people": f"{people} {pluralize(people, 'person,people')} of {companies} "
        f"{pluralize(companies, 'company,companies')}",
        "preview": "The public page as a stranger sees it",
    }
    return [
        {"label": STEPS[step], "text": line, "url": reverse("setup_step", args=[program.slug, step])}
        for step, line in lines.items()
    ]


@admin
@require_http_methods(READ_AND_WRITE)
def setup_step(request: Request, step: str) -> HttpResponse:
    """One step: shown, saved, or passed with what is there."""
    if step not in STEPS:
        raise Http404
    if request.method == "POST" and "skip" in request.POST:
        return onward(request, step)
    return SHOW[step](request)


def page(request: Request, step: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """The page of a step, within the steps at first and within tabs later."""
    program = request.program
    first_run = program.set_up_step < len(STEPS)
    places = [
        {
            "label": label,
            "url": reverse("setup_step", args=[program.slug, slug]),
            "current": slug == step,
            "state": "current" if slug == step else "done" if number < program.set_up_step else "next",
        }
        for number, (slug, label) in enumerate(STEPS.items())
    ]
    overview = {"label": "Overview", "url": reverse("setup", args=[program.slug])}
    context |= {
        "nav": "setup",
        "title": STEPS[step],
        "steps": places if first_run else [],
        "tabs": [] if first_run else [overview, *places[:-1]],
        "first_run": first_run,
    }
    return render(request, f"programs/setup_{step}.html", context, status=status)


def onward(request: Request, step: str, said: str = "") -> HttpResponse:
    """Past a step: to the next one in the first run, back to the saved page later. `said` is told there."""
    program, number = request.program, list(STEPS).index(step) + 1
    first_run = program.set_up_step < len(STEPS)
    pass_step(program, number, by=request.user)
    if said:
        messages.success(request, said)
    if not first_run:
        return redirect("setup_step", program.slug, step)
    return (
        redirect("setup", program.slug)
        if number == len(STEPS)
        else redirect("setup_step", program.slug, list(STEPS)[number])
    )


def look(request: Request) -> HttpResponse:
    """Name, promise, about, color; while one types, what visitors will see is drawn beside it."""
    program = copy(request.program)
    drawn = request.htmx and request.method == "GET"
    form = LookForm(request.GET if drawn else request.POST or None, instance=program)
    valid = form.is_valid()
    if drawn:
        return render(
            request, "programs/_setup_look_preview.html", {"drawn": program, "initials": initials(program.name)}
        )
    if request.method == "POST" and valid:
        change_program(request.program, by=request.user, **form.cleaned_data)
        return onward(request, "look", "Saved. Visitors see it at once.")
    if not program.contact and not form.is_bound:
        form.initial["contact"] = request.user.email
    context = {"form": form, "drawn": request.program, "initials": initials(request.program.name)}
    return page(request, "look", status=422 if form.errors else 200, **context)


def tracks(request: Request) -> HttpResponse:
    """The list of tracks: renamed, added to, or shortened by those that nobody has."""
    forms = track_forms(request.POST or None)
    if request.method == "POST" and all(form.is_valid() for form in forms) and save_tracks(request, forms):
        return onward(request, "tracks", "Tracks saved.")
    wrong = any(form.errors for form in forms)
    return page(request, "tracks", forms=forms, wrong=wrong, status=422 if wrong else 200)


def save_tracks(request: Request, forms: list[TrackForm]) -> bool:
    """Do what the rows say, all or nothing; a refusal is written beside its row."""
    known = {track.pk: track for track in Track.objects.all()}
    form = forms[0]
    try:
        with transaction.atomic():
            for form in forms:
                save_track(request, known.get(form.cleaned_data["key"]), form.cleaned_data)
    except Refused as refusal:
        form.add_error("name", refusal.reason)
        return False
    return True


def save_track(request: Request, track: Track | None, row: dict[str, Any]) -> None:
    """Do what one row says: remove, change or add its track."""
    if row["key"] and track is None:
        raise Refused("This track was removed in the meantime. Reload the page.")
    if track and row["gone"]:
        remove_track(track, by=request.user)
    elif track:
        change_track(track, by=request.user, name=row["name"], for_owners=row["for_owners"])
    elif row["name"] and not row["gone"]:
        add_track(by=request.user, name=row["name"], for_owners=row["for_owners"])


def expectations(request: Request) -> HttpResponse:
    """The program's answers to what somebody asks before joining; only words that differ from ours are kept."""
    ours, current = inherit({}), inherit(request.program.expectations)
    form = Questionnaire(
        request.POST or None, asked=ours, longest=LONGEST, initial={answer.key: answer.text for answer in current}
    )
    if request.method == "POST" and form.is_valid():
        change_program(request.program, by=request.user, expectations=written(form.cleaned_data, ours))
        return onward(request, "expectations", "Saved. Groups without words of their own say this.")
    parts = form.beside(sections(ours))
    status = 422 if form.errors else 200
    return page(request, "expectations", form=form, parts=parts, tracks=Track.objects.all(), status=status)


def units(request: Request) -> HttpResponse:
    """Distances, clock, dates, currency, zone."""
    form = UnitsForm(request.POST or None, instance=copy(request.program))
    if request.method == "POST" and form.is_valid():
        change_program(request.program, by=request.user, **form.cleaned_data)
        return onward(request, "units", "Saved. Dates and distances are written this way from now on.")
    return page(request, "units", form=form, status=422 if form.errors else 200)


def mail(request: Request) -> HttpResponse:
    """A real test mail to the admin, and what the world's name servers say of our sender."""
    report = check_sender(request.user.email) if request.method == "POST" else None
    if report and report.sent:
        pass_step(request.program, list(STEPS).index("mail") + 1, by=request.user)
    return page(request, "mail", report=report)


def people(request: Request) -> HttpResponse:
    """Where a roster comes in; nothing is mailed by it."""
    if request.method == "POST":
        return onward(request, "people")
    return page(request, "people", people=Member.objects.active().count(), companies=Company.objects.count())


def preview(request: Request) -> HttpResponse:
    """The public page as strangers see it."""
    if request.method == "POST":
        return onward(request, "preview")
    return page(request, "preview", **offer(request.program), plain=True)


def first_invitation(request: Request) -> HttpResponse:
    """One person is invited by hand; those who were imported are invited in waves elsewhere."""
    form = FirstInvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = invite_one(request, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
        else:
            return onward(request, "invite", f"The invitation of {member.name} is on its way to {member.email}.")
    waiting = Member.objects.not_joined().count()
    return page(request, "invite", form=form, waiting=waiting, status=422 if form.errors else 200)


@transaction.atomic
def invite_one(request: Request, *, name: str, email: str, company: str) -> Member:
    """Add a person and their company, if they are new here, and send the invitation."""
    member = Member.objects.active().filter(email__iexact=email).first()
    if member is None:
        known = Company.objects.filter(key=company_key(company)).first()
        works_for = known or add_company(by=request.user, name=company)
        member = add_member(by=request.user, company=works_for, name=name, email=email)
    if member.user_id:
        raise Refused(f"{member.name} has joined already.", field="email")
    invite_address(email, by=request.user, now=timezone.now())
    return member


SHOW: dict[str, Callable[[Request], HttpResponse]] = {
    "look": look,
    "tracks": tracks,
    "expectations": expectations,
    "units": units,
    "mail": mail,
    "people": people,
    "preview": preview,
    "invite": first_invitation,
}


@admin
@require_http_methods(READ_AND_WRITE)
def setup_track(request: Request, pk: UUID) -> HttpResponse:
    """What the groups of one track answer differently from the program."""
    track: Track = get_object_or_404(Track.objects, pk=pk)
    above = inherit(request.program.expectations)
    form = Questionnaire(request.POST or None, asked=above, longest=LONGEST, initial=track.expectations)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data | {request.POST.get("back", ""): ""}
        change_track(track, by=request.user, expectations=written(typed, above))
        messages.success(request, f"Saved for the groups of {track.name}.")
        return redirect("setup_track", request.program.slug, track.pk)
    context = {"nav": "setup", "track": track, "form": form, "parts": form.beside(sections(above))}
    return render(request, "programs/setup_track.html", context, status=422 if form.errors else 200)
