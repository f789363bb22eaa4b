"""Doors: every view states who may come in, and `tests/house/test_doors.py` walks the URL map for views without one.

A door refuses strangers with 404: a page that is not theirs does not exist. Doors by program role stand here; those by
membership and by group stand in members/access.py and groups/access.py and are made with the same `door`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.csrf import csrf_exempt

from peergroups.htmx import go
from programs import links, second_factor
from programs.models import Program
from programs.request import OpenRequest
from programs.tenancy import inside, standing

View = Callable[..., HttpResponse]
Check = Callable[[OpenRequest], HttpResponse | None]


def door(name: str, check: Check) -> Callable[[View], View]:
    """A decorator that marks a view with its door and asks `check` first.

    `check` returns None to let the request in, a response to answer instead, or raises Http404. The program's slug is
    taken out of the view's arguments: the middleware has entered the program already (`request.program`).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: OpenRequest, *args: Any, program: str = "", **kwargs: Any) -> HttpResponse:
            return check(request) or view(request, *args, **kwargs)

        guarded.door = name  # type: ignore[attr-defined]
        return guarded

    return decorate


def open_to_all(request: OpenRequest) -> HttpResponse | None:
    """Anyone; under /p/ the program must exist."""
    if request.path.startswith("/p/") and request.program is None:
        raise Http404
    return None


def needs_sign_in(request: OpenRequest) -> HttpResponse | None:
    """Anybody who is signed in; others are sent to sign in and come back."""
    open_to_all(request)
    if not request.user.is_authenticated:
        return go(request, sign_in_url(next_url=second_factor.here(request)))
    return None


def having(condition: Callable[[Any], bool]) -> Check:
    """A check that lets in people of the current program whose Standing meets `condition`; 404 for the others."""

    def check(request: OpenRequest) -> HttpResponse | None:
        if refusal := needs_sign_in(request):
            return refusal
        if request.program is None or not condition(standing()):
            raise Http404
        return second_factor.ask_if_needed(request)

    return check


public = door("public", open_to_all)
signed_in = door("signed_in", needs_sign_in)
person = door("person", having(lambda who: who.is_person))
admin = door("admin", having(lambda who: who.is_admin))


def mail_link(purpose: str, *, enters: bool = True) -> Callable[[View], View]:
    """The door of a signed link: one object, one act, no user. A GET shows, a POST acts.

    The view gets the object's key as `pk` and runs inside the link's own scope, in which the database shows that object
    alone. The signature is the credential, so a POST needs no CSRF token. Worn-out or foreign links get a page that
    says what to do (410), never a reason to guess.

    With `enters=False` the same is checked and the view runs in no scope at all: for an act that ends in another scope
    than the link's, such as accepting a seat, which somebody of the program carries out. It shows what it shows inside
    `inside(request.program, reach=pk)`, asks there in whose name it may act, and leaves before it enters again.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: OpenRequest, token: str, **kwargs: Any) -> HttpResponse:
            try:
                program_id, object_id = links.read(purpose, token)
            except links.BadLink as problem:
                return render(request, "programs/link_over.html", {"problem": problem}, status=410)
            request.program = Program.objects.filter(pk=program_id).first()
            if request.program is None:
                raise Http404
            if not enters:
                return view(request, token=token, pk=object_id, **kwargs)
            with inside(request.program, reach=object_id):
                return view(request, token=token, pk=object_id, **kwargs)

        guarded.door = f"mail_link:{purpose}"  # type: ignore[attr-defined]
        return guarded

    return decorate


def sign_in_url(address: str = "", next_url: str = "") -> str:
    """Where to sign in, with the address filled in and the page to come back to."""
    url = resolve_url(settings.LOGIN_URL)
    parts = [f"{name}={quote(value)}" for name, value in (("email", address), ("next", next_url)) if value]
    return f"{url}?{'&'.join(parts)}" if parts else url
