"""The gates of groups: fetching a group and checking the reader are the same call, and strangers get 404."""

from uuid import UUID

from django.http import Http404, HttpRequest

from groups.models import Group
from programs.access import door, having
from programs.tenancy import standing

facilitator = door("facilitator", having(lambda who: who.is_facilitator))


def get_group(request: HttpRequest, pk: UUID) -> Group:
    """A group, with its track, for those who sit in it or facilitate it now, and for program admins."""
    check_group(request, pk)
    return found(pk)


def check_group(request: HttpRequest, pk: UUID) -> None:
    """Raises Http404 unless the reader sits in the group, facilitates it, or is a program admin."""
    who = standing()
    if pk not in who.groups and not who.is_admin:
        raise Http404


def get_group_to_run(request: HttpRequest, pk: UUID) -> Group:
    """A group, with its track, for those who may change it: its facilitators, but no substitutes, and admins."""
    check_group_to_run(request, pk)
    return found(pk)


def check_group_to_run(request: HttpRequest, pk: UUID) -> None:
    """Raises Http404 unless the reader facilitates the group, not as a substitute, or is a program admin."""
    who = standing()
    if pk not in who.keeps and not who.is_admin:
        raise Http404


def found(pk: UUID) -> Group:
    """The group of this program with this key; raises Http404."""
    group: Group | None = Group.objects.select_related("track").filter(pk=pk).first()
    if group is None:
        raise Http404
    return group
