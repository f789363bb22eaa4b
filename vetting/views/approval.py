"""The vote of a group about a newcomer: a member who was asked votes here, and its facilitators see how many said what.

For everybody else there is no such page; staff read the counts in the file.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.access import current_member
from programs.access import person
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing
from vetting.actions.approving import came_to, vote
from vetting.ballots import Came
from vetting.models import Approval, Ballot

SHAPES = {Came.ASKED: "no_news", Came.CLEAR: "on_track", Came.BLOCKED: "stuck"}
LABELS = {Came.ASKED: "Being asked", Came.CLEAR: "Clear", Came.BLOCKED: "Blocked"}


@person
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: Request, pk: UUID) -> HttpResponse:
    """The question and one's own vote; for a facilitator, the counts."""
    asked = get_approval(pk)
    if request.method != "POST":
        return page(request, asked)
    if not may_vote(asked):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    says, refusal = request.POST.get("vote", ""), "Choose yes, no or abstain."
    if says in Ballot.Vote.values:
        try:
            vote(asked, current_member(request), says=Ballot.Vote(says), now=timezone.now())
            messages.success(request, "Kept. You may change it for as long as the question is open.")
            return redirect("approval", request.program.slug, pk)
        except Refused as no:
            refusal = no.reason
    return page(request, asked, refusal=refusal)


def get_approval(pk: UUID) -> Approval:
    """A vote, with its group, for who has one and still sits there and for who facilitates it; raises Http404."""
    found: Approval | None = Approval.objects.with_counts().select_related("group").filter(pk=pk).first()
    if found is None or not (may_vote(found) or runs(found)):
        raise Http404
    return found


def may_vote(asked: Approval) -> bool:
    """Whether the reader has a vote and still sits there."""
    who = standing()
    return who.member_id in asked.asked and asked.group_id in who.groups


def runs(asked: Approval) -> bool:
    """Whether the reader facilitates the group, not as a substitute (docs/decisions/0015)."""
    return asked.group_id in standing().keeps


def page(request: Request, asked: Approval, *, refusal: str = "") -> HttpResponse:
    """The page, with what the reader is to the vote."""
    context = {
        "nav": "groups",
        "approval": asked,
        "votes": may_vote(asked),
        "mine": asked.ballots.filter(member=standing().member_id).first() if may_vote(asked) else None,
        "counted": counted(asked) if runs(asked) else None,
        "refusal": refusal,
    }
    return render(request, "vetting/approval.html", context, status=422 if refusal else 200)


def counted(asked: Approval) -> dict[str, Any]:
    """What staff and facilitators learn of a vote that came `with_counts`: {label, shape, words}, numbers and no names.

    "5 of 8 seats answered"; once all have, "6 yes, 1 no, 1 abstained". Numbers that grow vote by vote would tell who
    said what to anybody who knows when somebody was here.
    """
    seats, yes, no, abstain = asked.counts or [0, 0, 0, 0]
    answered, came = yes + no + abstain, came_to(asked)
    words = f"{answered} of {seats} seats answered"
    if answered >= seats:
        words = ", ".join([f"{yes} yes", f"{no} no", *([f"{abstain} abstained"] if abstain else [])])
    return {"label": LABELS[came], "shape": SHAPES[came], "words": words}
