"""A poll for a date from mail: one job, two taps, nobody signed in. A GET shows, a POST saves; replays do no harm.

The database shows this link its poll, the moments on offer and its member's own votes, and nobody else's.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meetings.actions.polling import vote
from meetings.models import DateAsk, DateOption, DateVote
from programs import links
from programs.access import mail_link, sign_in_url
from programs.clock import local_day
from programs.models import Program
from programs.moments import moment_words, place_of_zone
from programs.refusal import Refused
from programs.request import Request
from programs.wording import long_day

OFFERED = ("yes", "no")
"""What a button of the mail may say to all moments at once."""


@dataclass(frozen=True)
class Choice:
    """A moment on offer: its field, when it is for the reader, and what is picked, '' for nothing yet."""

    field: str
    when: str
    mine: str


@mail_link("poll")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_poll(request: Request, token: str, pk: UUID) -> HttpResponse:
    """One's answers to a poll with the mail's answer picked; after saving, what was saved, and Change."""
    asked, now, error = ask_of_link(pk), timezone.now(), ""
    if asked is None:
        return render(request, "programs/link_over.html", {"problem": links.BadLink(worn_out=True)}, status=410)
    if asked.poll.closed_at:
        url = sign_in_url(next_url=reverse("poll", args=[request.program.slug, asked.poll_id]))
        return render(request, "meetings/link_poll_over.html", {"poll": asked.poll, "url": url}, status=410)
    options = list(DateOption.objects.filter(poll=asked.poll_id, starts_at__gt=now))
    says = {one.pk: request.POST[f"can-{one.pk}"] for one in options if request.POST.get(f"can-{one.pk}")}
    if request.method == "POST":
        try:
            if not says:
                raise Refused("Say yes, if needed, or no to at least one moment.")
            vote(asked.poll, asked.member, by=None, now=now, says=says, via="mail")
            return redirect("link_poll", token)
        except Refused as no:
            error = no.reason
    picked = request.GET.get("all", "")
    saved = bool(asked.answered_at) and not error and not request.GET
    context = {
        "token": token, "poll": asked.poll, "group": asked.poll.group, "saved": saved, "error": error,
        "rows": rows_of(asked, options, request.program, now, says=says, picked=picked if picked in OFFERED else ""),
        "choices": DateVote.Can.choices, "zone": place_of_zone(zone_of(asked)),
        "until": long_day(asked.poll.answer_by, local_day(now, zone_of(asked)), request.program.date_order),  # type: ignore[arg-type]
    }  # fmt: skip
    return render(request, "meetings/link_poll.html", context, status=422 if error else 200)


def ask_of_link(pk: UUID) -> DateAsk | None:
    """What the link asks, as long as its member sits in the group: the database shows the poll to nobody else."""
    found: DateAsk | None = DateAsk.objects.select_related("poll__group", "member").filter(pk=pk).first()
    return found


def zone_of(asked: DateAsk) -> str:
    """The zone on whose wall the reader sees the moments."""
    return asked.member.zone or asked.poll.zone


def rows_of(
    asked: DateAsk, options: list[DateOption], program: Program, now: datetime, *, says: dict[UUID, str], picked: str
) -> list[Choice]:
    """The moments to come: what was just typed counts, then what the mail's button said, then what was saved."""
    before = dict(DateVote.objects.filter(option__in=options, member=asked.member).values_list("option", "can"))
    return [
        Choice(
            f"can-{one.pk}", moment_words(program, one.starts_at, now, zone_of(asked)),
            says.get(one.pk) or picked or before.get(one.pk, ""),
        )
        for one in options
    ]  # fmt: skip
