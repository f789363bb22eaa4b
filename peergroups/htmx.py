"""The one helper for fragment replies: htmx gets the fragment that the page includes, everybody else the page."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render


def reply(
    request: HttpRequest, page: str, fragment: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render `fragment` for an htmx request and `page`, which includes it, for a plain one; the same context."""
    template = fragment if request.htmx else page  # type: ignore[attr-defined]
    response = render(request, template, context, status=status)
    response.headers["Vary"] = "HX-Request"
    return response


def announce(response: HttpResponse, text: str, *, urgent: bool = False) -> HttpResponse:
    """Have the page's live region say `text` after the swap, also when what was pressed is gone by then."""
    response.headers["HX-Trigger-After-Settle"] = json.dumps({"announce": {"text": text, "assertive": urgent}})
    return response


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Send the reader to another page, from a plain form or from htmx."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    reply_to: HttpResponseRedirect = redirect(url)
    return reply_to
