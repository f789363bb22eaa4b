"""A number and one word from the mail: one job, nobody signed in. A GET shows, a POST saves; replays do no harm.

The database shows this link its member's place and what they gave themselves, and nothing that anybody else said.
"""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meetings.actions.closing import give_closing, refuse_out_of_time
from meetings.closing_forms import closing_form
from meetings.models import ClosingWord
from meetings.outline import outline
from meetings.views.link_rsvp import place_of_link
from programs import links
from programs.access import mail_link
from programs.refusal import Refused
from programs.request import Request


@mail_link("closing")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_closing(request: Request, token: str, pk: UUID) -> HttpResponse:
    """The form with the mail's number picked; after saving, what was saved, and Change."""
    place, now = place_of_link(pk), timezone.now()
    if place is None:
        return render(request, "programs/link_over.html", {"problem": links.BadLink(worn_out=True)}, status=410)
    given = ClosingWord.objects.filter(rsvp=place).first()
    data = request.POST if request.method == "POST" else None
    picked = request.GET.get("rating", "")
    form = closing_form(data, rating=given.rating if given else None, word=given.word if given else "", picked=picked)
    late = ""
    try:
        refuse_out_of_time(place.meeting, now)
        if form.is_valid():
            give_closing(place, by=None, now=now, via="mail", **form.cleaned_data)
            return redirect("link_closing", token)
    except Refused as no:
        late = no.reason
    context = {
        "token": token, "meeting": place.meeting, "form": form, "given": given, "late": late,
        "outline": outline(place.meeting, request.program, place.member.zone, now),
        "saved": given is not None and not form.is_bound and not request.GET,
    }  # fmt: skip
    return render(request, "meetings/link_closing.html", context, status=422 if form.is_bound and not late else 200)
