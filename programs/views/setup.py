"""Program set-up: eight short steps at first, each with a good default; afterwards the same pages as tabs."""

from collections.abc import Callable
from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
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
from programs.conflict import Difference, conflict, differing_fields, differing_words, send_on
from programs.faces import initials
from programs.forms import FirstInvitationForm, LookForm, TrackForm, UnitsForm, moved_track, track_forms
from programs.models import Program, Track
from programs.questionnaire import Questionnaire
from programs.refusal import Refused, Stale
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


def seen_and_set(form: LookForm | UnitsForm) -> dict[str, Any]:
    """What a form has typed, with the version that its reader saw as `seen`."""
    typed = dict(form.cleaned_data)
    return {"seen": typed.pop("version"), **typed}


def stale_step(
    request: Request, step: str, form: BaseForm, differences: list[Difference], **beside: Any
) -> HttpResponse:
    """The page of a step that somebody else has saved since it was opened."""
    found = conflict(request, form, request.program, differences)
    return page(request, step, status=409, form=form, conflict=found, **beside)


def look(request: Request) -> HttpResponse:
    """Name, promise, about, color; while one types, what visitors will see is drawn beside it."""
    program = copy(request.program)
    drawn = request.htmx and request.method == "GET"
    form = LookForm(
        request.GET if drawn else request.POST or None, instance=program, initial={"version": program.version}
    )
    valid = form.is_valid()
    if drawn:
        return render(
            request, "programs/_setup_look_preview.html", {"drawn": program, "initials": initials(program.name)}
        )
    beside = {"drawn": request.program, "initials": initials(request.program.name)}
    if request.method == "POST" and valid:
        try:
            change_program(request.program, by=request.user, **seen_and_set(form))
        except Stale as stale:
            return stale_step(request, "look", form, differing_fields(form, LookForm(instance=stale.theirs)), **beside)
        return onward(request, "look", "Saved. Visitors see it at once.")
    if not program.contact and not form.is_bound:
        form.initial["contact"] = request.user.email
    return page(request, "look", status=422 if form.errors else 200, form=form, **beside)


def tracks(request: Request) -> HttpResponse:
    """The list of tracks: renamed, put in order, added to, or shortened by those that nobody has."""
    up, down = request.POST.get("up", ""), request.POST.get("down", "")
    if up or down:
        typed, place = moved_track(request.POST, up, down)
        forms = track_forms(typed)
        return page(request, "tracks", forms=forms, moved=None if place is None else forms[place], went_up=bool(up))
    forms = track_forms(request.POST or None)
    status = 422
    if request.method == "POST" and all(form.is_valid() for form in forms):
        status = save_tracks(request, forms)
        if status == 200:
            return onward(request, "tracks", "Tracks saved.")
    wrong = any(form.errors for form in forms)
    return page(request, "tracks", forms=forms, wrong=wrong, status=status if wrong else 200)


def save_tracks(request: Request, forms: list[TrackForm]) -> int:
    """Do what the rows say, all or nothing; a refusal is written beside its row. Returns the status of the answer."""
    form = forms[0]
    try:
        with transaction.atomic():
            # Locked in one order, so that two admins who save the list do not wait for each other.
            tracks = Track.objects.order_by("pk").select_for_update(no_key=True)
            known = {track.pk: track for track in tracks}
            places = new_places(known, [form.cleaned_data["key"] for form in forms])
            for form in forms:
                key = form.cleaned_data["key"]
                save_track(request, known.get(key), form.cleaned_data, places.get(key, {}))
    except Stale as stale:
        form.add_error("name", said_meanwhile(stale.theirs))
        send_on(form, stale.theirs.version)
        return 409
    except Refused as refusal:
        form.add_error("name", refusal.reason)
        return 422
    return 200


def new_places(known: dict[UUID, Track], rows: list[UUID | None]) -> dict[UUID, dict[str, int]]:
    """The positions to set, by track, when the rows are not in the order of the tracks; none when they are."""
    wanted = [key for key in rows if key in known]
    stands = sorted(wanted, key=lambda key: (known[key].position, known[key].name))
    return {} if wanted == stands else {key: {"position": place} for place, key in enumerate(wanted)}


def said_meanwhile(theirs: Track) -> str:
    """What a row says whose track was saved after the page was opened; the row keeps what was typed."""
    owners = "owners sit there" if theirs.for_owners else "not for owners"
    return f"This was saved as {theirs.name}, {owners}, after you opened the page. Save again to replace it with yours."


def save_track(request: Request, track: Track | None, row: dict[str, Any], place: dict[str, int]) -> None:
    """Do what one row says: remove, change or add its track. `place` holds its new position, if it has one."""
    if row["key"] and track is None:
        raise Refused("This track was removed in the meantime. Reload the page.")
    if track and row["gone"]:
        remove_track(track, by=request.user)
    elif track:
        said = {"name": row["name"], "for_owners": row["for_owners"], **place}
        change_track(track, by=request.user, seen=row["version"], **said)
    elif row["name"] and not row["gone"]:
        add_track(by=request.user, name=row["name"], for_owners=row["for_owners"])


def expectations(request: Request) -> HttpResponse:
    """The program's answers to what somebody asks before joining; only words that differ from ours are kept."""
    ours = inherit({})
    stands = answered(request.program.expectations)
    form = Questionnaire(
        request.POST or None, asked=ours, longest=LONGEST, initial=stands | {"version": request.program.version}
    )
    beside = {"parts": form.beside(sections(ours)), "tracks": Track.objects.all()}
    if request.method == "POST" and form.is_valid():
        words, seen = written(form.cleaned_data, ours), form.cleaned_data["version"]
        try:
            change_program(request.program, by=request.user, seen=seen, expectations=words)
        except Stale as stale:
            labels = {answer.key: answer.question for answer in ours}
            differing = differing_words(answered(stale.theirs.expectations), answered(words), labels)
            return stale_step(request, "expectations", form, differing, **beside)
        return onward(request, "expectations", "Saved. Groups without words of their own say this.")
    return page(request, "expectations", form=form, status=422 if form.errors else 200, **beside)


def answered(own: dict[str, str]) -> dict[str, str]:
    """What stands under each question when a program has these words of its own."""
    return {answer.key: answer.text for answer in inherit(own)}


def units(request: Request) -> HttpResponse:
    """Distances, clock, dates, currency, zone."""
    form = UnitsForm(request.POST or None, instance=copy(request.program), initial={"version": request.program.version})
    if request.method == "POST" and form.is_valid():
        try:
            change_program(request.program, by=request.user, **seen_and_set(form))
        except Stale as stale:
            return stale_step(request, "units", form, differing_fields(form, UnitsForm(instance=stale.theirs)))
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
    stands = track.expectations | {"version": track.version}
    form = Questionnaire(request.POST or None, asked=above, longest=LONGEST, initial=stands)
    context = {"nav": "setup", "track": track, "form": form, "parts": form.beside(sections(above))}
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        words = written(typed | {request.POST.get("back", ""): ""}, above)
        try:
            change_track(track, by=request.user, seen=typed["version"], expectations=words)
        except Stale as stale:
            labels = {answer.key: answer.question for answer in above}
            differing = differing_words(stale.theirs.expectations, words, labels)
            context["conflict"] = conflict(request, form, stale.theirs, differing)
            return render(request, "programs/setup_track.html", context, status=409)
        messages.success(request, f"Saved for the groups of {track.name}.")
        return redirect("setup_track", request.program.slug, track.pk)
    return render(request, "programs/setup_track.html", context, status=422 if form.errors else 200)
