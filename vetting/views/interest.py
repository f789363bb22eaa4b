"""Being told of the next intake: an address from anybody, the question in its mail, and the one note to all."""

from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from programs.access import admin, mail_link, public
from programs.moments import day_said
from programs.refusal import Refused
from programs.request import OpenRequest, Request
from vetting.actions.interest import announce_intake, ask_to_be_told, confirm_interest, leave_interest
from vetting.interest_forms import InterestForm, NoteForm
from vetting.models import Interest
from vetting.views.apply import group_in_view


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def interest(request: Request) -> HttpResponse:
    """Leave an address; the answer is the same whoever left one before."""
    form, status = InterestForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            address = form.cleaned_data["email"]
            if ratelimit.consume(request, action="apply", key=address.lower()):
                ask_to_be_told(address, group=group_in_view(request.GET.get("group", "")), now=timezone.now())
                return render(request, "vetting/interest.html", {"sent_to": address})
            form.add_error(None, "Too many tries from here. Wait a minute, then send it again.")
            status = 429
    return render(request, "vetting/interest.html", {"form": form}, status=status)


@mail_link("interest")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_interest(request: OpenRequest, token: str, pk: UUID) -> HttpResponse:
    """How it stands with an address; a POST confirms it, or, also from a mail program's button, takes it off."""
    found = Interest.objects.filter(pk=pk).first()
    if found is None:
        if request.method == "POST":  # a mail program's button, pressed twice
            return render(request, "vetting/link_interest.html", {"gone": True})
        raise Http404
    gone = False
    if request.method == "POST":
        gone = "confirm" not in request.POST
        (leave_interest if gone else confirm_interest)(found, now=timezone.now())
        if not gone:
            found.refresh_from_db()
    waits = found.confirmed_at is not None and found.told_at is None
    return render(request, "vetting/link_interest.html", {"interest": found, "gone": gone, "waits": waits})


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: Request) -> HttpResponse:
    """How many wait to be told; a POST sends the one note to all of them: the next intake opens."""
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            count = announce_intake(by=request.user, words=form.cleaned_data["words"], now=timezone.now())
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            people = "One address hears" if count == 1 else f"{count} addresses hear"
            messages.success(request, f"{people} that the next intake opens.")
            return redirect("intake", request.program.slug)
    notes = Interest.objects.exclude(told_at=None).order_by("-told_at").values_list("told_at").annotate(n=Count("pk"))
    context = {
        "nav": "pool",
        "interested": Interest.objects.waiting().count(),
        "told": [{"number": n, "on": day_said(request.program, at, timezone.now())} for at, n in notes[:1] if at],
        "form": form,
    }
    return render(request, "vetting/intake.html", context, status=422 if form.errors else 200)
