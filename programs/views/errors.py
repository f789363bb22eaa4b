"""Pages for what went wrong. They use neither the database nor the cache: those may be what is missing."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from redis.exceptions import ConnectionError as CacheUnreached
from redis.exceptions import TimeoutError as CacheSlow

RETRY_SECONDS = "10"
CACHE_GONE = (CacheUnreached, CacheSlow)
"""What a call to the cache raises while Valkey is away."""


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with Retry-After when a server that we need is away: the reader may try the same again soon."""
    problem = sys.exc_info()[1]
    if isinstance(problem, (OperationalError, InterfaceError, *CACHE_GONE)):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_SECONDS})
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token, mostly one that stood open for very long."""
    return HttpResponse(render_to_string("403_csrf.html", {}, request), status=403)
