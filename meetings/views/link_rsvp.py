"""The RSVP from mail: one job, two taps, nobody signed in. A GET shows, a POST saves; replays do no harm.

The database shows this link its member's place at one meeting, and nothing that is said there.
"""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meetings.actions.answering import takes_alternates
from meetings.answers import own_words
from meetings.models import Rsvp
from meetings.outline import outline
from meetings.rsvp_forms import rsvp_form, stay_form
from meetings.views.rsvp import save_all
from programs import links
from programs.access import mail_link, sign_in_url
from programs.refusal import Refused
from programs.request import Request


@mail_link("rsvp")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_rsvp(request: Request, token: str, pk: UUID) -> HttpResponse:
    """One's place at a meeting with the mail's answer picked; after saving, what was saved, and Change."""
    place, now = place_of_link(pk), timezone.now()
    if place is None:
        return render(request, "programs/link_over.html", {"problem": links.BadLink(worn_out=True)}, status=410)
    meeting = place.meeting
    seen = outline(meeting, request.program, place.member.zone, now)
    if not meeting.is_on or meeting.is_over(now):
        url = sign_in_url(next_url=reverse("meeting", args=[request.program.slug, meeting.pk]))
        return render(
            request, "meetings/link_rsvp_over.html", {"meeting": meeting, "outline": seen, "url": url}, status=410
        )
    data = request.POST if request.method == "POST" else None
    form = rsvp_form(place, alternates=takes_alternates(place.group_id), data=data, picked=request.GET)
    stay = stay_form(place, data)
    if form.is_valid() and (stay is None or stay.is_valid()):
        try:
            save_all(place, form.cleaned_data, stay.cleaned_data if stay else None, by=None, now=now, via="mail")
            return redirect("link_rsvp", token)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.reason)
    saved = bool(place.answer) and not form.is_bound and not request.GET
    context = {
        "token": token, "place": place, "meeting": meeting, "outline": seen, "form": form, "stay": stay, "saved": saved,
        "words": own_words(place), "prepare_url": links.url("prepare", request.program.pk, place.pk),
        "join_url": links.url("join", request.program.pk, place.pk) if meeting.join_url else "",
    }  # fmt: skip
    return render(request, "meetings/link_rsvp.html", context, status=422 if form.is_bound else 200)


def place_of_link(pk: UUID) -> Rsvp | None:
    """The place, as long as its member sits in the group: the database shows the meeting to nobody else."""
    rows = Rsvp.objects.select_related("meeting__group", "meeting__program", "member", "stay")
    return rows.filter(pk=pk).first()
