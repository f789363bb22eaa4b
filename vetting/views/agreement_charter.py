"""The charter of a group: its versions, who has signed, and the next version, which its facilitators publish."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from groups.access import get_group_to_run
from programs.access import person
from programs.request import Request
from programs.tenancy import standing
from vetting.models import Agreement
from vetting.views.agreements import page, published

TEMPLATE = "vetting/agreement_charter.html"


@person
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_charter(request: Request, pk: UUID) -> HttpResponse:
    """Program admins look; a POST publishes a version, which is for the group's facilitators."""
    group = get_group_to_run(request, pk)
    runs = pk in standing().keeps
    if request.method == "POST":
        if not runs:
            raise Http404
        return published(request, group, Agreement.Kind.CHARTER, TEMPLATE, "agreement_charter")
    return page(request, group, Agreement.Kind.CHARTER, TEMPLATE, publishes=runs)
