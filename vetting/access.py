"""The door of those who vet, and the gate of a file: fetching it and checking the reader are the same call."""

from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404

from programs.access import door, having
from programs.request import Request
from programs.tenancy import standing
from vetting.models import Application, ApplicationQuerySet, Opinion
from vetting.states import State

reviewer_or_admin = door("reviewer_or_admin", having(lambda who: who.is_admin or who.is_reviewer))


def files_of(request: Request) -> ApplicationQuerySet:
    """The applications that the reader may look at: those that were sent, without those a reviewer stepped aside of."""
    sent: ApplicationQuerySet = Application.objects.exclude(state=State.DRAFT)
    if standing().is_admin:
        return sent
    aside = Opinion.objects.filter(application=OuterRef("pk"), user=request.user, recused=True)
    return sent.filter(~Exists(aside))


def get_application(request: Request, pk: UUID) -> Application:
    """A file with what a page shows of it; raises Http404 for one that the reader may not look at."""
    files = files_of(request).named().tallied().select_related("dossier__next_owner", "dossier__reader")
    found = files.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


runs_or_admin = door("runs_or_admin", having(lambda who: who.is_admin or who.is_facilitator))
"""The door of what a group's facilitators and the program admins look at together."""
