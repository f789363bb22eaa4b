"""Demo only: signing in as a persona with one press."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from programs.access import public
from programs.demo import OPERATOR, PERSONAS, personas
from programs.models import User


def bar(request: HttpRequest) -> dict[str, Any]:
    """The demo bar's context: who one can be, and who one is. No query: the reader is known by then."""
    email = getattr(getattr(request, "user", None), "email", "")
    names = {one.email: one.label for one in PERSONAS}
    return {"personas": personas(), "demo_as": names.get(email, "")}


@public
@require_POST
def demo_sign_in(request: HttpRequest, persona: str) -> HttpResponse:
    """Be this sample person from now on; whoever one was before is signed out."""
    sample = next((one for one in (*PERSONAS, OPERATOR) if one.key == persona), None)
    if sample is None:
        raise Http404
    user = User.objects.filter(email=sample.email).first()
    if user is None:
        messages.error(request, "The sample people are not here yet. `make demo` makes them.")
        return redirect("home")
    get_adapter().login(request, user)
    return redirect(sample.lands)
