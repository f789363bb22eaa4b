"""A group handed to a substitute, for the walk and the leak tests: a term of today, whose words are between two."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from groups.actions import StandIn, may_stand_in
from groups.models import Group
from meetings.actions.handing import hand_over
from programs.actions import give_role
from programs.clock import local_day
from programs.models import Program, Role, User
from programs.tenancy import inside


def a_handover(program: Program, admin: User, facilitator: User, group: Group) -> dict[str, UUID]:
    """The keys of a substitute's term that begins in three days: of somebody who is nobody else in the tests."""
    email = f"substitute@{program.slug}-{group.pk.hex[:6]}.example"
    somebody = User.objects.create_user(email, "Robin Substitute")
    with inside(program, admin):
        give_role(Role.Kind.FACILITATOR, by=admin, user=somebody)
    with inside(program, facilitator):
        to: StandIn = next(one for one in may_stand_in(group) if one.user == somebody.pk)
        first = local_day(timezone.now(), program.zone) + timedelta(days=3)
        made = hand_over(
            group, to, by=facilitator, now=timezone.now(), first=first, last=first + timedelta(days=4),
            note="Grace wants to leave early.", call="Rosa Klein, 555 0100",
        )  # fmt: skip
    return {"stand-in": made.term_id}
