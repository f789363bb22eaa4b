"""One's own answer: other words for it within an hour, or none."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from conversations.access import get_own_comment
from conversations.forms import AnswerForm
from conversations.talking import change_comment, remove_comment
from programs.access import person
from programs.refusal import Refused
from programs.request import Request


@person
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: Request, pk: UUID) -> HttpResponse:
    """The form with what was said."""
    said = get_own_comment(request, pk)
    form = AnswerForm(
        request.POST if request.method == "POST" else None, initial={"kind": said.kind, "text": said.text}
    )
    if form.is_valid():
        try:
            change_comment(said, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, "Changed.")
            return redirect("thread", request.program.slug, said.thread_id)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    context = {"nav": "groups", "comment": said, "form": form}
    return render(request, "conversations/comment.html", context, status=422 if form.is_bound else 200)


@person
@require_POST
def comment_removal(request: Request, pk: UUID) -> HttpResponse:
    """Take it back."""
    said = get_own_comment(request, pk)
    try:
        remove_comment(said, by=request.user, now=timezone.now())
        messages.success(request, "Taken back.")
    except Refused as no:
        messages.info(request, no.reason)
    return redirect("thread", request.program.slug, said.thread_id)
