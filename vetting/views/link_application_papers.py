"""Files of an application: a PDF or a picture, checked by content, given out as attachments only."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.access import mail_link
from programs.attachment import attachment
from programs.refusal import Refused
from programs.request import Request
from vetting.actions.applying import AT_MOST, attach, take_away
from vetting.models import Application, Paper
from vetting.papers import CONTENT_TYPES, LARGEST
from vetting.views.link_application import application_of, in_time, may_change


@mail_link("application")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_application_papers(request: Request, token: str, pk: UUID) -> HttpResponse:
    """The files that are here, and one more."""
    application = application_of(pk)
    if not may_change(application):
        return redirect("link_application", token)
    if request.method != "POST":
        return page(request, token, application)
    upload = request.FILES.get("paper")
    if upload is None:
        return page(request, token, application, problem="Choose a file first.")
    try:
        content = upload.read(LARGEST + 1)
        made = attach(application, name=upload.name or "", content=content, now=timezone.now())
    except Refused as refusal:
        return page(request, token, application, problem=in_time(application, refusal))
    messages.success(request, f"{made.name} is here.")
    return redirect("link_application_papers", token)


def page(request: Request, token: str, application: Application, *, problem: str = "") -> HttpResponse:
    """The page; `problem` is what is wrong with the file that was chosen."""
    papers = list(application.papers.defer("content"))
    context: dict[str, Any] = {
        "token": token,
        "papers": papers,
        "room": AT_MOST - len(papers),
        "problem": problem,
        "largest": LARGEST // 1024**2,
    }
    return render(request, "vetting/link_application_papers.html", context, status=422 if problem else 200)


@mail_link("application")
@never_cache
@require_safe
def link_application_paper(request: Request, token: str, pk: UUID, paper: UUID) -> HttpResponse:
    """One file, to keep."""
    return as_attachment(paper_of(pk, paper))


@mail_link("application")
@never_cache
@require_POST
def link_application_paper_removal(request: Request, token: str, pk: UUID, paper: UUID) -> HttpResponse:
    """Take a file away again."""
    application = application_of(pk)
    one = paper_of(pk, paper)
    if may_change(application):
        take_away([one], application=application, now=timezone.now())
        messages.success(request, f"{one.name} is gone.")
    return redirect("link_application_papers", token)


def paper_of(pk: UUID, paper: UUID) -> Paper:
    """A file of the link's application; Http404 for any other."""
    found: Paper | None = Paper.objects.filter(application=pk, pk=paper).first()
    if found is None:
        raise Http404
    return found


def as_attachment(paper: Paper) -> HttpResponse:
    """A kept file as a download; its type is the one that was checked."""
    return attachment(bytes(paper.content), CONTENT_TYPES[paper.kind], paper.name)  # type: ignore[index]
