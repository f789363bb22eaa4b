"""How long a shared cache may keep a page that is the same for all strangers."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

FRESH_SECONDS = 60


def fresh_for_strangers(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, which caches may keep for a minute, unless it was made for somebody who is signed in."""
    if not request.user.is_authenticated:
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response
