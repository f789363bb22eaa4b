"""A request as our code gets it, for the type checker: what the middlewares and the doors have put on it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from programs.models import Program, User


class OpenRequest(HttpRequest):
    """A request in front of its door, or behind one that lets in anybody."""

    program: Program | None
    failed: bool
    htmx: HtmxDetails
    grace_days: int


class Request(OpenRequest):
    """A request inside a program, by somebody who is signed in: the doors of programs, members and groups saw to it."""

    program: Program
    user: User
    to_decide: int
    """How many applications wait for a decision, where the page has counted them for its rail."""
