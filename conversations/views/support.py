""" "I need support": a short text that one person reads, their answer, and its end."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from conversations.access import get_circle, get_support
from conversations.forms import SupportAnswerForm, SupportForm
from conversations.models import Support
from conversations.supporting import answer_support, ask_support, close_support, reopen_support
from groups.models import FacilitatorTerm, Group
from members.access import current_member, member
from members.models import Member
from programs.access import person
from programs.moments import moment_said
from programs.refusal import Refused
from programs.request import Request
from vetting.models import Buddy


@member
@require_http_methods(["GET", "HEAD", "POST"])
def support_new(request: Request, pk: UUID) -> HttpResponse:
    """Whom to ask, and the text."""
    group, me = get_circle(request, pk), current_member(request)
    people = people_for(group, me)
    if not people:
        raise Http404
    named = [(key, words) for key, (words, _) in people.items()]
    first = {"to": named[0][0]}
    form = SupportForm(request.POST if request.method == "POST" else None, people=named, initial=first)
    if form.is_valid():
        _, to = people[form.cleaned_data["to"]]
        try:
            made = ask_support(me, group, to, by=request.user, now=timezone.now(), text=form.cleaned_data["text"])
            undo = reverse("support_state", args=[request.program.slug, made.pk]) + "?act=close"
            messages.success(request, f"{made.addressee} gets a mail. Nobody else reads it.", extra_tags=undo)
            return redirect("support", request.program.slug, made.pk)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    context = {"nav": "groups", "group": group, "form": form}
    return render(request, "conversations/support_new.html", context, status=422 if form.is_bound else 200)


def people_for(group: Group, me: Member) -> dict[str, tuple[str, FacilitatorTerm | Member]]:
    """Who can be asked, by a word in the form: the group's own facilitators, and one's buddy."""
    terms = FacilitatorTerm.objects.own().filter(group=group).order_by("is_co", "since")
    buddies = Buddy.objects.filter(group=group, member=me).select_related("buddy")
    found: dict[str, tuple[str, FacilitatorTerm | Member]] = {
        f"term-{term.pk}": (f"{term.name}, who facilitates {group.name}", term) for term in terms
    }
    return found | {f"buddy-{one.buddy_id}": (f"{one.buddy.name}, your buddy", one.buddy) for one in buddies}


@person
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: Request, pk: UUID) -> HttpResponse:
    """The words between the two; a POST answers, by the one who was asked."""
    asked = get_support(request, pk)
    mine = asked.member.user_id == request.user.pk
    if mine and request.method == "POST":
        raise Http404
    form = SupportAnswerForm(request.POST if request.method == "POST" else None, initial={"text": asked.answer})
    if form.is_valid():
        try:
            answer_support(asked, by=request.user, now=timezone.now(), text=form.cleaned_data["text"])
            messages.success(request, f"Sent. {asked.member.first_name} gets a mail.")
            return redirect("support", request.program.slug, pk)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    return support_page(request, asked, form, mine=mine)


def support_page(request: Request, asked: Support, form: SupportAnswerForm, *, mine: bool) -> HttpResponse:
    """The page of a call."""
    now = timezone.now()
    context = {
        "nav": "groups",
        "support": asked,
        "mine": mine,
        "when": moment_said(request.program, asked.said_at, now),
        "answered": moment_said(request.program, asked.answered_at, now) if asked.answered_at else "",
        "form": form,
    }
    return render(request, "conversations/support.html", context, status=422 if form.is_bound else 200)


@person
@require_POST
def support_state(request: Request, pk: UUID) -> HttpResponse:
    """Close it, or take it up again, by either of the two."""
    asked, now, act = get_support(request, pk), timezone.now(), request.POST.get("act") or request.GET.get("act", "")
    undo = reverse("support_state", args=[request.program.slug, pk]) + "?act=reopen"
    if act == "close":
        close_support(asked, by=request.user, now=now)
        messages.success(request, "Closed.", extra_tags=undo)
    elif act == "reopen":
        reopen_support(asked, by=request.user, now=now)
        messages.success(request, "Open again.")
    else:
        messages.info(request, "Press one of the buttons.")
    return redirect("support", request.program.slug, pk)
