"""The optional steps in the demo: times for calls, one of them chosen, somebody who chooses, and a group that votes."""

from datetime import datetime, time, timedelta
from typing import Any

from groups.models import Group, SeatHolder
from programs.clock import instant, local_day
from programs.models import Program, User
from programs.tenancy import inside
from vetting.actions.approving import ask_approval, vote
from vetting.actions.interviewing import ask_interview, choose_slot, keep_call, mark_held, publish_slots
from vetting.actions.reviewing import set_rules
from vetting.models import Application, Approval, Ballot, InterviewSlot
from vetting.states import State, is_working_day

CALLED = "Ruth Adler"
VOTED = "Gina Rossi"
HOURS = (time(10, 0), time(14, 0))


def take_steps(program: Program, admin: User, now: datetime) -> None:
    """Calls are a step of the program, a vote is one of Owners 1; those in the pool have talked with the admin."""
    with inside(program, admin):
        set_rules(by=admin, now=now, interview=True, via="demo")
        Group.objects.filter(name="Owners 1").update(approval=Group.Approval.MAJORITY)
        for day in working_days(now, program.zone):
            for hour in HOURS:
                publish_slots(
                    starts_at=instant(day, hour, program.zone), minutes=20, count=3, host=admin, by=admin, now=now,
                    where="https://meet.example/heartland-call", via="demo",
                )  # fmt: skip
        for one in Application.objects.filter(state__in=(State.POOL, State.OFFERED)):
            mark_held(one, by=admin, now=one.pooled_at or now, via="demo")
        ruth = Application.objects.get(name=CALLED)
        ask_interview(ruth, by=admin, now=now - timedelta(days=1), via="demo")
        slot = InterviewSlot.objects.order_by("starts_at")[1]
    with inside(program, reach=ruth.pk):
        choose_slot(Application.objects.get(), slot, now=now - timedelta(hours=3), via="demo")
    with inside(program, admin):
        keep_call(ruth, now)
    vote_about(program, admin, now)


def working_days(now: datetime, zone: str) -> list[Any]:
    """The next two days on which people work, from the day after tomorrow on."""
    coming = (local_day(now, zone) + timedelta(days=ahead) for ahead in range(2, 12))
    return [day for day in coming if is_working_day(day)][:2]


def vote_about(program: Program, admin: User, now: datetime) -> None:
    """Owners 1 is asked about somebody of the pool; five of its seats have answered, Dana's has not."""
    then = now - timedelta(days=1)
    with inside(program, admin):
        group = Group.objects.get(name="Owners 1")
        gina = Application.objects.select_related("city").get(name=VOTED)
        ask_approval(gina, group, way=Group.Approval.MAJORITY, by=admin, now=then, via="demo")
        asked = Approval.objects.get()
        seated = SeatHolder.objects.current().filter(group=group).exclude(member__user=None)
        voters = [one.member for one in seated.select_related("member__user").order_by("seat__number")[2:7]]
    for number, member in enumerate(voters):
        with inside(program, member.user):
            says = Ballot.Vote.ABSTAIN if number == len(voters) - 1 else Ballot.Vote.YES
            vote(asked, member, says=says, now=then + timedelta(hours=number + 1), via="demo")
