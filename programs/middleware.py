"""Entering the program of a request, once, before anything looks at its data."""

from collections.abc import Callable

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.db import transaction
from django.http import HttpResponse

from programs.models import Program
from programs.request import OpenRequest
from programs.tenancy import inside

SERVER_ERROR = 500


class ScopeMiddleware:
    """Opens the one transaction of a request, in the scope that its path names.

    /p/<slug>/… runs inside that program as the signed-in user. A mail link (/a/…) enters its own scope at its door, and
    so do the founding of a program (/start/) and what mail services report (/hooks/). Everything else runs as the user
    without a program, in which the database shows their roles and memberships only.
    A view that fails leaves nothing half done: the transaction is rolled back, also when the error became a page.
    """

    def __init__(self, get_response: Callable[[OpenRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: OpenRequest) -> HttpResponse:
        request.program = None
        area, _, rest = request.path_info.lstrip("/").partition("/")
        if area in ("static", "service-worker.js", "a", "health", "start", "hooks"):
            return self.get_response(request)
        if area == "accounts":
            with transaction.atomic():
                return self.answer(request)
        user = request.user if request.user.is_authenticated else None
        if area == "p":
            request.program = Program.objects.filter(slug=rest.partition("/")[0]).first()
        if request.program is None and user is None:
            with transaction.atomic():
                return self.answer(request)
        with inside(request.program, user):
            return self.answer(request)

    def answer(self, request: OpenRequest) -> HttpResponse:
        """Ask the view, and undo its work if it failed. Its page of refusal may still read the database before that."""
        request.failed = False
        response = self.get_response(request)
        if request.failed or response.status_code >= SERVER_ERROR:
            transaction.set_rollback(True)
        return response

    def process_exception(self, request: OpenRequest, exception: Exception) -> None:
        """Django turns a failing view into a page before `answer` sees it, so note the failure here.

        What allauth raises to answer something else than the page is no failure.
        """
        request.failed = not isinstance(exception, ImmediateHttpResponse | ReauthenticationRequired)
