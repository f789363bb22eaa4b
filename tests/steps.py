"""The optional steps in the demo: calls, a group that votes, who vouches for whom, and visits to come and gone."""

from datetime import datetime, time, timedelta
from typing import Any

from groups.models import Group, SeatHolder
from members.models import Member
from programs.clock import instant, local_day
from programs.models import Program, User
from programs.tenancy import inside
from vetting.actions.approving import ask_approval, vote
from vetting.actions.interviewing import ask_interview, choose_slot, keep_call, mark_held, publish_slots
from vetting.actions.offering import held_seats
from vetting.actions.reviewing import set_rules
from vetting.actions.visiting import invite_visit, nda, say_wants, say_welcome, sign_visit
from vetting.actions.vouching import answer_sponsor, ask_sponsor
from vetting.models import Application, Approval, Ballot, InterviewSlot, Visit
from vetting.states import State, is_working_day

CALLED = "Ruth Adler"
VOTED = "Gina Rossi"
HOURS = (time(10, 0), time(14, 0))

VOUCHED = {
    "Brian Castellano": (
        "Grace Lindqvist",
        20,
        "Told me honestly what went wrong with their PSA. I would call him first.",
    ),
    "Hugo Lambert": ("Luis Ferreira", 9, "We shared a booth for two years. Keeps his word."),
    "Gina Rossi": ("Grace Lindqvist", 8, "I know her numbers, and she knows mine."),
    "Elena Duarte": ("Luis Ferreira", 1, ""),
}
"""Somebody of the pool -> who is asked to vouch for them, days ago, and what they said; nothing yet where it is ''."""

VISITS = {
    "Brian Castellano": ("Owners 2", -6, True),
    "Isla McRae": ("Owners 2", -13, False),
    "Elena Duarte": ("Owners 2", 8, None),
}
"""Somebody of the pool -> which group they visit, in how many days, and whether it would be glad of them."""
VISITED = "9:00 to 10:45 in Chicago, https://meet.example/owners-2"


def take_steps(program: Program, admin: User, facilitator: User, now: datetime) -> None:
    """Calls, vouching and visits are steps of the program, a vote is one of Owners 1; those in the pool have talked
    with the admin."""
    with inside(program, admin):
        set_rules(by=admin, now=now, interview=True, sponsor=True, visit=True, via="demo")
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
    vouch(program, admin, now)
    visit(program, admin, facilitator, now)


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


def vouch(program: Program, admin: User, now: datetime) -> None:
    """Members are asked whether they vouch for somebody of the pool; all but the last said yes, and why."""
    asked = []
    with inside(program, admin):
        for name, (voucher, ago, words) in VOUCHED.items():
            about, then = Application.objects.select_related("city").get(name=name), now - timedelta(days=ago)
            member = Member.objects.select_related("user").get(name=voucher)
            made = ask_sponsor(about, member, by=admin, now=then, via="demo")
            asked += [(made, member.user, words, then + timedelta(hours=5))] if words else []
    for made, user, words, when in asked:
        with inside(program, user):
            answer_sponsor(made, vouches=True, words=words, now=when, via="demo")


def visit(program: Program, admin: User, facilitator: User, now: datetime) -> None:
    """Somebody has signed and comes to a meeting; of two visits that are over, one ended with a yes from both sides."""
    for name, (where, days, welcome) in VISITS.items():
        on = local_day(now, program.zone) + timedelta(days=days)
        invited = min(now, now + timedelta(days=days)) - timedelta(days=4)
        with inside(program, admin):
            group, about = Group.objects.get(name=where), Application.objects.get(name=name)
            seats = held_seats(group)
            made = invite_visit(
                about, group, on=on, where=VISITED, seats=seats, by=admin, now=invited, via="demo"
            )  # fmt: skip
        with inside(program, reach=about.pk):
            here, text = Visit.objects.select_related("application", "program").get(pk=made.pk), nda()
            assert text is not None, "the demo has a confidentiality agreement"
            sign_visit(here, text, name=name, now=invited + timedelta(hours=3), via="demo")
            here.refresh_from_db()
            if welcome is not None:
                say_wants(here, wants=True, now=now + timedelta(days=days + 1), via="demo")
        if welcome is not None:
            with inside(program, facilitator):
                say_welcome(here, welcome=welcome, by=facilitator, now=now + timedelta(days=days + 2), via="demo")
