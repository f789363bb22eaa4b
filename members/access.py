"""The door of members, and who they are."""

from django.http import Http404, HttpRequest

from members.models import Member
from programs.access import door, having
from programs.tenancy import standing

member = door("member", having(lambda who: who.is_member))


def current_member(request: HttpRequest) -> Member:
    """The member of this program that the reader is, with their company; raises Http404 when they are none.

    Asks the database once a request.
    """
    known: Member | None = getattr(request, "_member", None)
    if known is None:
        who = standing()
        known = Member.objects.active().select_related("company").filter(pk=who.member_id).first()
        if known is None:
            raise Http404
        request._member = known  # type: ignore[attr-defined]
    return known
