"""A promise that comes due, from mail: two taps, nobody signed in. A GET shows, a POST saves; replays do no harm.

The database shows this link its promise and the one that takes it further, and nothing else.
"""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from goals.models import Commitment
from goals.promising import (
    keep_commitment,
    miss_commitment,
    move_commitment,
    open_moved,
    reopen_commitment,
    take_back_commitment,
)
from goals.reminding import wall_of_link
from goals.views.cards import LocalTime, local_time
from goals.views.promise import MoveForm, doors, due_words
from programs import links
from programs.access import mail_link, sign_in_url
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import inside

SAYS = ("kept", "move", "help")
"""The answers in the mail: which of them the page opens with."""


@mail_link("promise", enters=False)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_promise(request: Request, token: str, pk: UUID) -> HttpResponse:
    """The promise with the mail's answer first; after saving, what was saved, and Undo."""
    with inside(request.program, reach=pk):
        promise = promise_of_link(pk)
        if promise is None:
            return render(request, "programs/link_over.html", {"problem": links.BadLink(worn_out=True)}, status=410)
        if request.method != "POST":
            return page(request, token, promise)
        act = request.POST.get("act", "")
        if act != "unmove":
            return say(request, token, promise, act)
        anew = renewal_of(promise)
    try:
        unmove(request, promise, anew)
    except Refused as no:
        with inside(request.program, reach=pk):
            return page(request, token, promise, problem=no.reason, status=422)
    return redirect("link_promise", token)


def promise_of_link(pk: UUID) -> Commitment | None:
    """The promise, as long as its member is in the program; rights are read again at the moment of use."""
    return Commitment.objects.filter(pk=pk).first() if wall_of_link() else None


def renewal_of(promise: Commitment) -> Commitment | None:
    """The promise that takes it further."""
    found: Commitment | None = promise.renewals.first()
    return found


def say(request: Request, token: str, promise: Commitment, act: str) -> HttpResponse:
    """Save what the button names; said twice it changes nothing."""
    now = timezone.now()
    said: dict[str, Any] = {"by": None, "now": now, "via": "mail"}
    form = MoveForm(request.POST) if act == "move" else None
    try:
        if act == "keep":
            keep_commitment(promise, **said)
        elif act == "miss":
            miss_commitment(promise, reason=request.POST.get("reason", ""), **said)
        elif act == "reopen":
            reopen_commitment(promise, **said)
        elif form and form.is_valid():
            move_commitment(promise, today=wall_time(request, now).today, **form.cleaned_data, **said)
        else:
            return page(request, token, promise, form=form, status=422, problem="" if form else "Press a button.")
    except Refused as no:
        if form and no.field:
            form.add_error(no.field, no.reason)
            return page(request, token, promise, form=form, status=422)
        promise.refresh_from_db()
        return page(request, token, promise, problem=no.reason, status=422)
    return redirect("link_promise", token)


def unmove(request: Request, promise: Commitment, anew: Commitment | None) -> None:
    """Take back that it was promised anew: each in the scope of that one promise, so that a press after a fault does
    the rest."""
    now = timezone.now()
    if anew:
        with inside(request.program, reach=anew.pk):
            take_back_commitment(anew, by=None, now=now, via="mail")
    with inside(request.program, reach=promise.pk):
        open_moved(promise, by=None, now=now, via="mail")


def wall_time(request: Request, now: Any) -> LocalTime:
    """Now, on the wall of the promise's member."""
    wall = wall_of_link()
    return local_time(request.program, now, wall.zone if wall else "")


def page(
    request: Request, token: str, promise: Commitment, *, form: MoveForm | None = None, problem: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of an open promise with its ways on, or of what was saved."""
    local = wall_time(request, timezone.now())
    says = "move" if form else request.GET.get("says", "")
    settled = promise.state != Commitment.State.OPEN
    anew = renewal_of(promise) if settled else None
    context = {
        "token": token,
        "promise": promise,
        "settled": settled,
        "anew": anew,
        "anew_until": local.words(anew.due_on) if anew else "",
        "due": due_words(promise.due_on, local),
        "says": says if says in SAYS else "",
        "reasons": Commitment.Reason.choices,
        "form": form or MoveForm(),
        "problem": problem,
        "doors": [(label, sign_in_url(next_url=url)) for label, url in doors(request.program.slug, promise)],
        "promise_url": sign_in_url(next_url=reverse("promise", args=[request.program.slug, promise.pk])),
    }
    return render(request, "goals/link_promise.html", context, status=status)
