"""A facilitator's words about and to a member, for the walk and the leaks: a note that has not left, a call logged."""

from uuid import UUID

from django.utils import timezone

from groups.models import Group
from meetings.actions.following import note_call, write_note
from members.models import Member
from programs.models import Program, User
from programs.tenancy import inside


def words(program: Program, facilitator: User, user: User, group: Group) -> dict[str, UUID]:
    """The facilitator of `group` wrote to `user`, who sits there, and called them; the keys by kind."""
    now = timezone.now()
    with inside(program, facilitator):
        member = Member.objects.get(user=user)
        about = {"by": facilitator, "now": now, "reason": "quiet", "about": None}
        note = write_note(group, member, subject="A note", text="How are you?", **about)
        call = note_call(group, member, words="Twins", **about)
    return {"letter": note.letter_id, "follow up": call.pk}
