"""For the time without a network: the script by which a browser keeps our page that says so."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from programs.access import public

CHECKED_AFTER = 60 * 60 * 24
"""Seconds for which a browser uses its copy of the script, which it looks up with every page."""


@public
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script, with the page in it. It stands at the root: a worker serves only what lies below its own address.

    It names the static files by their contents, so each release has its own, which keeps nothing of the last.
    """
    script = render_to_string("programs/service_worker.js", {"page": render_to_string("offline.html")})
    headers = {"Cache-Control": f"public, max-age={CHECKED_AFTER}"}
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers=headers)
