"""Demo only: signing in as a persona with one press."""

from typing import Any

from django.http import HttpRequest


def bar(request: HttpRequest) -> dict[str, Any]:
    """The demo bar's personas."""
    return {}
