"""What people answer to a meeting, with rows in its tables: a stay, a group's choices, a private feed."""

from uuid import UUID

from django.utils import timezone

from groups.models import Group
from meetings.actions.feeding import change_meeting_settings, make_feed
from meetings.models import Meeting, Rsvp, Stay
from programs.models import Program, User
from programs.tenancy import inside


def some_answers(program: Program, facilitator: User, user: User, group: Group) -> dict[str, UUID]:
    """How `user` travels to the next meeting of `group`, what the group chose, and the feed of `user`; keys by kind."""
    now, where = timezone.now(), group.pk.hex[:8]
    with inside(program, facilitator):
        meeting = Meeting.objects.of(group).to_come(now)[0]
        change_meeting_settings(group, by=facilitator, now=now, alternates=True, self_check_in=True)
    with inside(program, user):
        place = Rsvp.objects.get(meeting=meeting, member__user=user)
        Stay.objects.create(
            rsvp=place, group=group, member_id=place.member_id, diet=f"No nuts {where}", arrives=f"By train {where}"
        )
        return {"feed": make_feed(user, now=now).pk}
