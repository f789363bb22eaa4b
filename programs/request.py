"""A request as our views get it, for the type checker: what the middlewares and the doors have put on it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from programs.models import Program, User


class Request(HttpRequest):
    """A request inside a program, by somebody who is signed in: the doors of programs, members and groups saw to it.

    A door that lets in anybody leaves AnonymousUser in `user`.
    """

    program: Program
    user: User
    htmx: HtmxDetails
