"""How a group meets, with rows in its tables: a series, a poll with a vote, days on which nobody meets."""

from datetime import time, timedelta
from uuid import UUID

from django.utils import timezone

from groups.models import Group
from meetings.actions.blackouts import add_blackout
from meetings.actions.planning import plan_series
from meetings.actions.polling import open_poll, vote
from meetings.models import DateAsk, DateOption
from meetings.recurrence import Pattern
from members.models import Member
from programs.models import Program, User
from programs.tenancy import inside

QUARTERLY = Pattern("monthly", 3, 2, 1)
FAR = timedelta(days=200)
"""So far ahead that nobody is asked yet: other rows of the cast are about the meetings that come first."""


def some_dates(program: Program, admin: User, facilitator: User, user: User, group: Group) -> dict[str, UUID]:
    """A series of `group`, a poll in which `user` voted, and a blackout of the program; the keys by kind."""
    now, where = timezone.now(), group.pk.hex[:8]
    with inside(program, facilitator):
        series = plan_series(
            group, by=facilitator, now=now, pattern=QUARTERLY, first_on=(now + FAR).date(), at=time(13),
            zone=group.zone, minutes=240, days=2, mode="in_person", place=f"Hotel {where}", name=f"In person {where}",
        )  # fmt: skip
        poll = open_poll(
            group, by=facilitator, now=now, name=f"A day together {where}", minutes=240, zone=group.zone,
            place=f"Somewhere {where}", answer_by=(now + timedelta(days=7)).date(),
            moments=[now + timedelta(days=days) for days in (30, 31, 37)],
        )  # fmt: skip
    with inside(program, user):
        says = dict.fromkeys(DateOption.objects.filter(poll=poll).values_list("pk", flat=True), "if_needed")
        vote(poll, Member.objects.get(user=user), by=user, now=now, says=says)
        ask = DateAsk.objects.get(poll=poll, member__user=user).pk
    with inside(program, admin):
        first = (now + timedelta(days=60)).date()
        blackout = add_blackout(
            by=admin, now=now, name=f"Conference {where}", first=first, last=first + timedelta(days=2)
        )
    return {"series": series.pk, "poll": poll.pk, "date ask": ask, "blackout": blackout.pk}
