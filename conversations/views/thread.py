"""One thread: what is asked, what others lived through, and the word that one adds oneself."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from conversations.access import get_own_thread, get_thread
from conversations.applause import Applause, applause_of
from conversations.forms import AnswerForm, AskForm
from conversations.models import Comment, Thread
from conversations.talking import (
    CHANGED_WITHIN,
    answer_thread,
    change_thread,
    close_thread,
    remove_thread,
    reopen_thread,
)
from goals.models import Goal
from programs.access import person
from programs.faces import hue, initials
from programs.moments import moment_said
from programs.refusal import Refused
from programs.request import Request


@dataclass(frozen=True)
class Said:
    """An answer as the page shows it; `may_change` is for its author, within the hour."""

    comment: Comment
    initials: str
    hue: int
    when: str
    may_change: bool
    applause: Applause


@person
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: Request, pk: UUID) -> HttpResponse:
    """The page; a POST answers."""
    asked = get_thread(request, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = answer_thread(asked, by=request.user, now=timezone.now(), **form.cleaned_data)
            undo = reverse("comment_removal", args=[request.program.slug, made.pk])
            messages.success(request, f"Said. {asked.group.name} reads it.", extra_tags=undo)
            return redirect("thread", request.program.slug, pk)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    return thread_page(request, asked, form)


def thread_page(request: Request, asked: Thread, form: AnswerForm) -> HttpResponse:
    """The page of a thread, with an answer that came back with errors or none."""
    now, program = timezone.now(), request.program
    comments = list(asked.comments.select_related("member", "by"))
    applause = applause_of([asked, *comments], program, request.user)
    context: dict[str, Any] = {
        "nav": "groups",
        "thread": asked,
        "when": moment_said(program, asked.said_at, now),
        "goal": Goal.objects.filter(pk=asked.goal_id).exclude(audience=[]).first() if asked.goal_id else None,
        "mine": asked.by_id == request.user.pk,
        "applause": applause[asked.pk],
        "answers": [
            Said(
                one,
                initials(one.author),
                hue(one.by_id),
                moment_said(program, one.said_at, now),
                one.by_id == request.user.pk and now - one.said_at < CHANGED_WITHIN,
                applause[one.pk],
            )
            for one in comments
        ],
        "form": form,
    }
    return render(request, "conversations/thread.html", context, status=422 if form.is_bound else 200)


@person
@require_http_methods(["GET", "HEAD", "POST"])
def thread_edit(request: Request, pk: UUID) -> HttpResponse:
    """Other words for what one asked."""
    asked = get_own_thread(request, pk)
    first = {"title": asked.title, "text": asked.text}
    form = AskForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            change_thread(asked, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, "Changed.")
            return redirect("thread", request.program.slug, pk)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    context = {"nav": "groups", "thread": asked, "group": asked.group, "form": form}
    return render(request, "conversations/thread_edit.html", context, status=422 if form.is_bound else 200)


@person
@require_POST
def thread_state(request: Request, pk: UUID) -> HttpResponse:
    """Close what one asked, ask it again, or take it back; pressing twice does no harm."""
    asked, now, act = get_own_thread(request, pk), timezone.now(), request.POST.get("act") or request.GET.get("act", "")
    url = reverse("thread_state", args=[request.program.slug, pk])
    try:
        if act == "close":
            close_thread(asked, by=request.user, now=now)
            messages.success(request, "Closed. Thank whoever helped.", extra_tags=f"{url}?act=reopen")
        elif act == "reopen":
            reopen_thread(asked, by=request.user, now=now)
            messages.success(request, "Asked again.")
        elif act == "remove":
            remove_thread(asked, by=request.user, now=now)
            messages.success(request, "Taken back. Nobody sees it any more.")
            return redirect("talk", request.program.slug, asked.group_id)
        else:
            messages.info(request, "Press one of the buttons.")
    except Refused as no:
        messages.info(request, no.reason)
    return redirect("thread", request.program.slug, pk)
