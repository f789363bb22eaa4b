"""Entering the program of a request, once, before anything looks at its data."""

from collections.abc import Callable

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from programs.models import Program
from programs.tenancy import inside


class ScopeMiddleware:
    """Opens the one transaction of a request, in the scope that its path names.

    /p/<slug>/… runs inside that program as the signed-in user; a mail link (/a/…) enters its own scope at its door,
    and so does the founding of a program (/start/), which has none to enter before;
    everything else runs as the user without a program, in which the database shows their roles and memberships only.
    A view that fails leaves nothing half done: the transaction is rolled back, also when the error became a page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.program = None
        area, _, rest = request.path_info.lstrip("/").partition("/")
        request.undone_on_error = area not in ("static", "a", "health", "start")
        if not request.undone_on_error:
            return self.get_response(request)
        if area == "accounts":
            with transaction.atomic():
                return self.get_response(request)
        user = request.user if request.user.is_authenticated else None
        if area == "p":
            request.program = Program.objects.filter(slug=rest.partition("/")[0]).first()
        if request.program is None and user is None:
            with transaction.atomic():
                return self.get_response(request)
        with inside(request.program, user):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A failing view is turned into a page by Django before we see it; mark its work as undone here.

        What allauth raises to answer something else than the page is no failure, and allauth still has to ask.
        """
        answers = isinstance(exception, ImmediateHttpResponse | ReauthenticationRequired)
        if request.undone_on_error and not answers and transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
