"""Asking the group."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conversations.access import get_circle
from conversations.forms import AskForm
from conversations.talking import ask_group
from programs.access import person
from programs.refusal import Refused
from programs.request import Request


@person
@require_http_methods(["GET", "HEAD", "POST"])
def thread_new(request: Request, pk: UUID) -> HttpResponse:
    """The form; what is asked opens as its own page."""
    group = get_circle(request, pk)
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = ask_group(group, by=request.user, now=timezone.now(), **form.cleaned_data)
            undo = reverse("thread_state", args=[request.program.slug, made.pk]) + "?act=remove"
            messages.success(request, f"Asked. {group.name} reads it.", extra_tags=undo)
            return redirect("thread", request.program.slug, made.pk)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    context = {"nav": "groups", "group": group, "form": form}
    return render(request, "conversations/thread_new.html", context, status=422 if form.is_bound else 200)
