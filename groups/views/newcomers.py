"""What group home says to and of those who are new, and what its reader has not signed, in a query written out.

Group home is opened more than all other pages (bench/pages.py); the same for one page each is in vetting.models.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from groups.views.circle import Circle
from programs.tenancy import standing
from vetting.models import Agreement

NEW = """
    (select json_agg(json_build_array(a.id, a.kind) order by a.kind desc)
     from vetting_agreement a
     where a.program_id = %(program)s and (a.group_id is null or a.group_id = %(group)s)
           and not exists (
               select from vetting_agreement newer
               where newer.program_id = %(program)s and newer.kind = a.kind
                     and newer.group_id is not distinct from a.group_id and newer.number > a.number)
           and not exists (
               select from vetting_signature s join vetting_agreement of on of.id = s.agreement_id
               where s.program_id = %(program)s and s.member_id = %(me)s and of.kind = a.kind
                     and of.group_id is not distinct from a.group_id and of.number >= a.binds_from))::text,
    (select json_agg(json_build_array(id, member_id) order by began_at)
     from vetting_arrival
     where program_id = %(program)s and group_id = %(group)s and began_at > %(fresh)s and ended_at is null)::text,
    (select json_agg(json_build_array(member_id, buddy_id, chosen_at > %(fresh)s))
     from vetting_buddy where program_id = %(program)s and group_id = %(group)s)::text
"""
"""Columns: which agreements the reader has not signed in force, who came in the last ninety days, and who is at whose
side."""


@dataclass(frozen=True)
class Newcomers:
    """Who is new in a group, as its reader may see it.

    `to_sign`: [{pk, name}] that the reader, who sits here, has not signed. `welcome_url`: the reader's own welcome, or
    ''. `buddies`: [{person, mine, url}] at the reader's side, and at whose side the reader is. `alone`: for a
    facilitator [{name, url}] of newcomers without a buddy.
    """

    to_sign: list[dict[str, Any]]
    welcome_url: str
    buddies: list[dict[str, Any]]
    alone: list[dict[str, Any]]


def newcomers_of(circle: Circle, unsigned: list[Any], arrived: list[Any], beside: list[Any]) -> Newcomers:
    """Who is new in a group, and what its reader has not signed, out of the columns of NEW."""
    me, sits = standing().member_id, {str(one.key): one for one in circle.seated}
    where, mine = [circle.program.slug, circle.key], str(me)
    came = {member: arrival for arrival, member in arrived if member in sits}
    to_sign = [{"pk": UUID(key), "name": Agreement.Kind(kind).label} for key, kind in unsigned] if mine in sits else []
    buddies = []
    for newcomer, buddy, lately in beside:
        other = buddy if newcomer == mine else newcomer
        if lately and mine in (newcomer, buddy) and other in sits:
            url = reverse("profile", args=[circle.program.slug, other])
            buddies.append({"person": sits[other].name, "mine": newcomer == mine, "url": url})
    alone = []
    if circle.key in standing().keeps:
        paired = {newcomer for newcomer, *_ in beside}
        alone = [
            {"name": sits[member].name, "url": reverse("newcomer_buddy", args=[*where, arrival])}
            for member, arrival in came.items()
            if member not in paired
        ]
    return Newcomers(to_sign, reverse("welcome", args=where) if mine in came else "", buddies, alone)
