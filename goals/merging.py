"""Two records of one person become one: an import makes doubles, by a second address or another spelling.

It stands here because what a record carries is in every room up to this one. Only a record that nobody has joined with
is folded into another: what somebody said belongs to their sign-in, and no admin can read or move it. What an import
left for the double (drafts, and that somebody's goal names it as partner), and what its group wrote down of it, nobody
here may read either, so the database's own function moves it.
"""

from datetime import datetime

from django.db import IntegrityError, connection, models, transaction

from groups.actions import reads_from
from groups.models import SeatHolder
from meetings.models import Attendance, DateVote, Rsvp
from members.actions import withdraw_invitations
from members.models import Invitation, Member
from programs.activity import Via, record
from programs.models import Role, User
from programs.refusal import Refused
from vetting.models import CandorCheck

FILLED = ("phone", "title", "track", "runs", "ask_me")
"""What the kept record takes from the double where it says nothing itself."""

MOVED_BY_DATABASE = {
    "goals_goal", "goals_milestone", "goals_checkin", "goals_commitment", "goals_goalchange", "goals_skip",
    "goals_pair", "vetting_integration", "meetings_followup", "meetings_parkeditem", "meetings_agendaitem",
    "meetings_handin", "meetings_preparation",
}  # fmt: skip
"""Tables of which no admin reads a row that somebody else wrote (goals/migrations/0006, 0007 and 0017)."""


def refuse_merge(keep: Member, double: Member) -> None:
    """Raise Refused, with a sentence, where two records cannot safely become one."""
    if keep.pk == double.pk:
        raise Refused("That is the same record. Choose the other one.")
    if keep.left_at:
        raise Refused(f"{keep.name} left the program. Bring them back first, then merge.")
    if keep.user_id and double.user_id:
        raise Refused(
            f"Both have joined: {keep.email} and {double.email}. What they said belongs to each sign-in, so these stay "
            "two. End the membership of one instead."
        )
    if double.user_id:
        raise Refused(f"{double.email} has joined, and what they said is theirs. Keep that record, and merge this one.")
    seats = SeatHolder.objects.current().filter(member=double).select_related("group", "seat__company")
    if other := next((one for one in seats if one.seat.company_id != keep.company_id), None):
        raise Refused(
            f"{double.name} holds a seat in {other.group.name} for {other.seat.company}, and {keep.name} is with "
            f"{keep.company}. A seat belongs to a company: end that seat first."
        )


@transaction.atomic
def merge_members(keep: Member, double: Member, *, by: User, now: datetime, via: Via = "web") -> list[str]:
    """Fold `double` into `keep`, which keeps its name, address, company and sign-in. This cannot be taken back.

    Seats, applications, signatures and drafts of the double are the kept record's from now on, and empty fields are
    filled from it. Returns the names of the fields that were filled. Raises Refused where it is not safe.
    """
    locked = Member.objects.select_for_update().filter(pk__in=(keep.pk, double.pk)).order_by("pk")
    here = {one.pk: one for one in locked}
    if len(here) < 2 and keep.pk != double.pk:
        raise Refused("One of the two is not here any more.")
    keep, double = here[keep.pk], here[double.pk]
    refuse_merge(keep, double)
    give_seats(keep, double, now)
    filled = fill(keep, double)
    roles = Role.objects.held().filter(user=None, invitation_id=double.invitation_id)
    if double.invitation_id and not roles.exists():
        withdraw_invitations(Invitation.objects.filter(pk=double.invitation_id), by=by, now=now, via=via)
    for check in CandorCheck.objects.filter(asked__contains=[double.pk]):
        check.asked = sorted({keep.pk if one == double.pk else one for one in check.asked})
        check.save(update_fields=["asked"])
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("select app_merge_members(%s, %s)", [double.pk, keep.pk])
            give_rows(keep, double)
            double.delete()
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")  # of what no admin can see, nothing is left behind
    except (IntegrityError, models.ProtectedError) as twice:
        raise Refused(
            f"Both records have something of which a person has only one, so they stay two. End the membership of "
            f"{double.name} instead."
        ) from twice
    record("member.merged", by=by, about=keep, via=via, member=keep, fields=filled, at=now)
    return filled


def give_seats(keep: Member, double: Member, now: datetime) -> None:
    """The double's holds of seats are the kept record's; where both sit in a group, one hold is enough.

    Who has joined reads in a new group from when a newcomer does: a merge gives nobody what was said before.
    """
    sits = set(SeatHolder.objects.current().filter(member=keep).values_list("group", flat=True))
    SeatHolder.objects.current().filter(member=double, group__in=sits).update(left_at=now)
    if keep.user_id:
        for held in SeatHolder.objects.current().filter(member=double).select_related("group"):
            held.reads_from = max(held.reads_from, reads_from(held.group, keep.user_id, now))
            held.save(update_fields=["reads_from"])
    SeatHolder.objects.filter(member=double).update(member=keep)


ONCE = ((Rsvp, "meeting"), (Attendance, "meeting"), (DateVote, "option"))
"""Rows of which somebody has one for each of something."""


def drop_twofold(keep: Member, double: Member) -> None:
    """Where both have a place at a meeting, were seen there, or voted for a date, what the kept record has stays."""
    for model, each in ONCE:
        mine = model._default_manager.filter(member=keep).values(each)
        model._default_manager.filter(member=double, **{f"{each}__in": mine}).delete()


def fill(keep: Member, double: Member) -> list[str]:
    """Take over what the kept record does not say itself."""
    filled = [name for name in FILLED if not getattr(keep, name) and getattr(double, name)]
    for name in filled:
        setattr(keep, name, getattr(double, name))
    if filled:
        keep.version += 1
        keep.save(update_fields=[*filled, "version"])
    return filled


def give_rows(keep: Member, double: Member) -> None:
    """Every other row that names the double names the kept record, whichever room it is in."""
    drop_twofold(keep, double)
    for relation in Member._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if not relation.auto_created or relation.concrete or field is None or field.many_to_many:
            continue
        if field.model._meta.db_table not in MOVED_BY_DATABASE:
            field.model.objects.filter(**{field.name: double}).update(**{field.name: keep})
