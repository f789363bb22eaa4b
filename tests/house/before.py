"""What is done before a meeting, with rows in its tables: homework and what was handed in, a preparation, a promise."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from goals.promising import make_commitment
from groups.models import Group
from meetings.actions.preparing import finish_preparation, hand_in, save_preparation, set_homework
from meetings.models import Meeting, Rsvp
from members.models import Member
from programs.models import Program, User
from programs.tenancy import inside
from tests.house.files import PNG


def a_list(program: Program, facilitator: User, user: User, group: Group) -> dict[str, UUID]:
    """The next meeting of `group` with homework, which `user` handed in, and what they prepared; the keys by kind."""
    now, where = timezone.now(), group.pk.hex[:8]
    with inside(program, facilitator):
        meeting = Meeting.objects.of(group).to_come(now)[0]
        homework = set_homework(
            meeting, by=facilitator, now=meeting.starts_at - timedelta(days=11), title=f"Bring it {where}", minutes=20,
            text="All of it.", hand_in="file",
        )  # fmt: skip
    with inside(program, user):
        place = Rsvp.objects.select_related("meeting").get(meeting=meeting, member__user=user)
        handed_in = hand_in(homework, place, by=user, now=now, file_name="deal.png", content=PNG)
        save_preparation(place, now=now, told={"win": "Two new clients", "issue": "Pricing", "weight": 2})
        finish_preparation(place, by=user, now=now)
        promise = make_commitment(
            Member.objects.get(user=user), group, by=user, now=now, today=now.date(), text=f"Call them {where}",
            due_on=now.date() + timedelta(days=1), meeting=meeting,
        )  # fmt: skip
    return {
        "meeting": meeting.pk,
        "place": place.pk,
        "homework": homework.pk,
        "hand in": handed_in.pk,
        "promise": promise.pk,
    }
