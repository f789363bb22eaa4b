"""Light, dark, or as the system has it: a cookie, so that the server draws the next page in it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from programs.access import public

A_YEAR = 60 * 60 * 24 * 365


@public
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Set the theme and go back to the page that asked."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if safe else "/")
    choice = request.POST.get("theme")
    if choice in ("light", "dark"):
        # Not HttpOnly: the switch in the menu sets the same cookie without a request.
        response.set_cookie("theme", choice, A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
