"""Who may see whom: the rule of the directory and of every profile, list and download (handbook 3).

Oneself, the people of one's own groups (sat in or facilitated), and beyond them those who chose to be found. The
database lets any person of a program read the rows of its members, so this rule is kept here, and every page, search,
count, export and vCard starts from `visible_people`.
"""

from uuid import UUID

from django.http import Http404, HttpRequest

from groups.models import SeatHolder
from members.models import Member, MemberQuerySet
from programs.tenancy import Standing, standing


def visible_people(who: Standing) -> MemberQuerySet:
    """The members whom somebody may see; all of them, also those who left, for a program admin."""
    beside = SeatHolder.objects.current().filter(group__in=who.groups).values("member")
    people: MemberQuerySet = Member.objects.visible_to(who, beside)
    return people


def get_person(request: HttpRequest, pk: UUID) -> Member:
    """A member whom the reader may see, with company, city and track; raises Http404 for anybody else."""
    person = visible_people(standing()).named().filter(pk=pk).first()
    if person is None:
        raise Http404
    return person
