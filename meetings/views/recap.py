"""The recap of a meeting: its facilitators write and send it, then everybody of the group reads it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from goals.recap import told
from meetings.access import get_meeting_of_own, get_meeting_to_run
from meetings.actions.recapping import HEARS_AFTER, READ_WITHIN, draft, hold_recap, send_recap, write_recap
from meetings.models import Meeting, ParkedItem, Recap
from meetings.views.meeting_run import roster
from meetings.views.parts import closing
from meetings.views.parts.facilitating import tabs
from programs.access import person
from programs.conflict import VersionField, conflict, differing_words
from programs.moments import moment_words
from programs.refusal import Refused, Stale
from programs.request import Request
from programs.tenancy import standing


class RecapForm(forms.Form):
    """The facilitator's words, and the version that they saw."""

    version = VersionField()
    text = forms.CharField(
        label="Your words", max_length=4000, required=False, widget=forms.Textarea({"rows": 6}),
        help_text="Everybody in the group reads them on this page. They are not in the mail.",
    )  # fmt: skip


@person
@require_http_methods(["GET", "HEAD", "POST"])
def recap(request: Request, pk: UUID) -> HttpResponse:
    """The recap. Facilitators draft it, see what each will get, and send it; members read it once it has left."""
    meeting, now = get_meeting_of_own(request, pk, "recap__sent_by"), timezone.now()
    found: Recap | None = getattr(meeting, "recap", None)
    runs = meeting.group_id in standing().facilitates
    left = found is not None and found.sends_at is not None and found.sends_at <= now
    if not runs and (not left or request.method == "POST"):
        raise Http404
    if request.method == "POST":
        return posted(request, meeting, found, now)
    if found and found.sends_at:
        return page(request, meeting, found, now)
    start = {"text": found.text if found else draft(meeting), "version": found.version if found else 1}
    return page(request, meeting, found, now, form=RecapForm(initial=start))


def posted(request: Request, meeting: Meeting, found: Recap | None, now: datetime) -> HttpResponse:
    """Save or send what was typed, or go on with it and see what somebody else gets."""
    if request.POST.get("do") == "preview":
        return page(request, meeting, found, now, form=RecapForm(initial=request.POST.dict()))
    form = RecapForm(request.POST)
    if not form.is_valid():
        return page(request, meeting, found, now, form=form, status=422)
    send = request.POST.get("do") == "send"
    act = send_recap if send else write_recap
    said = form.cleaned_data
    try:
        act(meeting, by=request.user, now=now, text=said["text"], seen=said["version"])
    except Stale as stale:
        texts = differing_words({"text": stale.theirs.text}, {"text": said["text"]}, {"text": "Recap"})
        clash = conflict(request, form, stale.theirs, texts, knows=False)
        return page(request, meeting, found, now, form=form, status=409, conflict=clash)
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return page(request, meeting, found, now, form=form, status=422)
    if not send:
        messages.success(request, "Saved. Nobody else reads it before you send it.")
    return redirect("recap", request.program.slug, meeting.pk)


@person
@require_POST
def recap_undo(request: Request, pk: UUID) -> HttpResponse:
    """Hold the recap back within its minute."""
    meeting, now = get_meeting_to_run(request, pk), timezone.now()
    found = Recap.objects.filter(meeting=meeting).select_related("meeting").first()
    if found is None:
        raise Http404
    try:
        hold_recap(found, by=request.user, now=now)
        messages.success(request, "Held back. Nobody has read it.")
    except Refused as refusal:
        messages.info(request, refusal.reason)
    return redirect("recap", request.program.slug, pk)


def page(
    request: Request, meeting: Meeting, found: Recap | None, now: datetime, *, form: RecapForm | None = None,
    status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    """The page: to be written, on its way, or to be read."""
    runs = meeting.group_id in standing().facilitates
    said = told(request.program, meeting, now)
    people = roster(meeting) if runs else {}
    reader = people.get(request.POST.get("as", "")) or next(iter(people.values()), None)
    parked = list(ParkedItem.objects.filter(meeting=meeting).exclude(state=ParkedItem.State.DROPPED))
    wins = list(meeting.wins.select_related("member", "by", "kudos_to").order_by("said_at"))
    leaves_at = found.sends_at if found else None
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "day": moment_words(request.program, meeting.starts_at, now, meeting.zone),
        "tabs": tabs(request.program, meeting, "recap") if runs else [],
        "runs": runs,
        "recap": found,
        "form": form,
        "on_its_way": bool(leaves_at and leaves_at > now),
        "seconds": int((leaves_at - now).total_seconds()) + 1 if leaves_at and leaves_at > now else 0,
        "told": said,
        "mine": said.of(standing().member_id),
        "others": [(name, rows) for name, rows in said.by_owner if rows[0].member != standing().member_id],
        "parked": parked,
        "wins": wins,
        "closing": closing.of(meeting, request.program.slug, now),
        "people": list(people.values()),
        "reader": reader,
        "theirs": said.of(reader.pk) if reader else [],
        "nothing": not (said.promises or said.decisions or parked or wins or (form and form["text"].value())),
        "late": meeting.is_over(now) and now - meeting.ends_at > READ_WITHIN,
        "minute": int(HEARS_AFTER.total_seconds()),
        "begun": meeting.starts_at <= now and meeting.is_on,
    }
    return render(request, "meetings/recap.html", context | more, status=status)
