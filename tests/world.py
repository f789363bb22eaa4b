"""The cast of the tests and of the demo: two programs with the same names inside, made only by the product's actions.

`build(now)` makes the small world that every test starts from; `build(now, full=True)` the demo's: the same people and
more of them, with half a year of check-ins behind them. Dates are relative to `now`.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress

from goals.actions import DUE, check_in, open_goal
from goals.models import Goal
from groups.actions import appoint_facilitator, move_group, open_group, take_seat
from groups.models import Group
from meetings.models import Meeting
from members.actions import accept_invitation, add_company, add_member, change_company, invite
from members.models import City, Company, Invitation, Member
from programs.actions import found_program, give_role
from programs.demo import ADMIN, FACILITATOR
from programs.due import set_due
from programs.models import Program, Role, Track, User
from programs.tenancy import inside
from tests.applicants import HOPEFULS, Hopeful
from tests.cast import ABROAD, MANAGERS, OWNERS, PLANS, SECOND, Person, Plan
from tests.steps import take_steps
from tests.table import EVERY_SIX_WEEKS, MONTHLY, SECOND_TUESDAY, a_year, over_and_to_come, soon
from vetting.actions.applying import apply, step, withdraw
from vetting.actions.candor import ask_candor, settle_candor
from vetting.actions.deciding import decide, note_call, plan_next_step
from vetting.actions.judging import judge
from vetting.actions.offering import accept_offer, make_offer
from vetting.actions.publishing import publish_criteria
from vetting.actions.rechecking import recheck
from vetting.actions.signing import publish_agreement
from vetting.actions.welcoming import tick_welcome
from vetting.criteria import Criterion, Weight
from vetting.kinds import Kind
from vetting.models import Agreement, Application, Arrival
from vetting.states import Decision, State


@dataclass
class World:
    """Who is who, for tests: users by role and the rows they touch. Programs are global, the rest needs `inside`."""

    heartland: Program
    summit: Program
    admin: User
    reviewer: User
    facilitator: User
    member: User
    peer: User
    sibling: User
    stranger: User
    foreign_admin: User
    foreign_facilitator: User
    group: Group
    sibling_group: Group
    foreign_group: Group
    goal: Goal
    private_goal: Goal
    sibling_goal: Goal
    foreign_goal: Goal
    invitation: Invitation
    pending: Member
    meeting: Meeting
    past_meeting: Meeting
    sibling_meeting: Meeting
    foreign_meeting: Meeting

    def member_of(self, user: User, program: Program | None = None) -> Member:
        """The Member that a user is; call it inside the program."""
        return Member.objects.get(user=user)


def user_of(person: Person) -> User:
    """The user who signs in with a person's address, made when needed, the address proven."""
    user = User.objects.filter(email=person.email).first() or User.objects.create_user(person.email, person.name)
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


def staff_user(name: str, email: str) -> User:
    """A user of the program's staff, the address proven."""
    user = User.objects.create_user(email, name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


class Builder:
    """Makes one program: founding, tracks, groups, people in seats, goals with a past."""

    def __init__(self, name: str, slug: str, admin: User, now: datetime, **fields: Any) -> None:
        self.now = now
        self.admin = admin
        self.dice = random.Random(slug)
        self.program = found_program(by=admin, name=name, slug=slug, any_hour=True, set_up_step=8, via="demo", **fields)

    def staff(self, kind: str, user: User) -> Role:
        """Give a role."""
        with inside(self.program, self.admin):
            return give_role(Role.Kind(kind), by=self.admin, user=user, via="demo")

    def group(self, name: str, track: str, role: Role, *, ago: int = 400, **fields: Any) -> Group:
        """An active group with its facilitator, opened `ago` days ago."""
        then = self.now - timedelta(days=ago)
        with inside(self.program, self.admin):
            group = open_group(
                by=self.admin, track=Track.objects.get(name=track), name=name, created_at=then, via="demo", **fields
            )
            move_group(group, Group.State.ACTIVE, by=self.admin, via="demo")
            appoint_facilitator(group, role, by=self.admin, now=then, reads=then, via="demo")
        return group

    def seat(self, person: Person, group: Group, *, ago: int = 380, findable: bool = False) -> tuple[User, Member]:
        """A person who was invited, accepted, and sits in a group since `ago` days."""
        then = self.now - timedelta(days=ago)
        user = user_of(person)
        with inside(self.program, self.admin):
            member = self.known(person, findable=findable)
            if member.user_id is None:
                (invitation,) = invite([member], by=self.admin, now=then, via="demo")
        if member.user_id is None:
            with inside(self.program, reach=invitation.pk):
                accept_invitation(invitation, by=user, now=then, via="demo")
        with inside(self.program, self.admin):
            member.refresh_from_db()
            take_seat(group, member, by=self.admin, now=then, since=then.date(), reads=then, via="demo")
        return user, member

    def known(self, person: Person, *, findable: bool = False) -> Member:
        """The member row of a person, with the company, made when needed. Call it inside the program as admin."""
        if member := Member.objects.filter(email=person.email).first():
            return member
        city = City.objects.filter(key=City.key_of(person.city), region=person.region).first()
        company = next(iter(self.companies(person)), None) or add_company(
            by=self.admin,
            name=person.company,
            city=city,
            via="demo",
            facts={
                "employees": person.employees,
                "maturity": person.maturity,
                "revenue_band": person.band,
                "recurring_share": 55 + person.maturity * 5,
                "business_model": "managed",
                "ownership": "owner",
                "service_radius_km": 80,
            },
        )
        track = Track.objects.get(name="Service managers" if person in MANAGERS else "Owners")
        return add_member(
            by=self.admin,
            company=company,
            name=person.name,
            email=person.email,
            phone="+1 555 010 0" + str(self.dice.randint(100, 999)),
            title="Service manager" if person in MANAGERS else "Owner",
            track=track,
            zone=city.zone if city else "America/Chicago",
            runs=person.runs,
            ask_me=person.ask_me,
            findable=findable,
            via="demo",
        )

    def companies(self, person: Person) -> Iterator[Any]:
        """The company of a person, if it is here already."""
        return (member.company for member in Member.objects.filter(company__name=person.company)[:1])

    def goals(
        self, user: User, member: Member, group: Group | None, plans: list[Plan], *, weeks: int = 4
    ) -> list[Goal]:
        """A member's goals, opened `weeks` weeks ago, with a check-in every two weeks since."""
        return [self.goal(user, member, group, plan, weeks) for plan in plans]

    def goal(self, user: User, member: Member, group: Group | None, plan: Plan, weeks: int) -> Goal:
        """One goal and its past."""
        opened = self.now - timedelta(weeks=weeks)
        with inside(self.program, user):
            goal = open_goal(
                member,
                by=user,
                now=opened,
                title=plan.title,
                groups=[group] if group else [],
                why=plan.why,
                kind=Goal.Kind.MILESTONES if plan.milestones else Goal.Kind.NUMBER,
                measure=plan.measure,
                unit=plan.unit,
                start_value=as_number(plan.start),
                target_value=as_number(plan.target),
                milestones=plan.milestones,
                due_on=due(opened.date(), plan.months),
                first_step="An hour with last year's numbers",
                first_step_at=opened.replace(second=0, microsecond=0) + timedelta(days=2),
                via="demo",
            )
            if plan.statuses != "quiet":
                self.past(user, goal, plan, weeks)
        return goal

    def past(self, user: User, goal: Goal, plan: Plan, weeks: int) -> None:
        """Check-ins every other week until a few days ago; of a goal that is `due`, until three weeks ago."""
        turns, luck = weeks // 2, self.dice.randint(0, 3)
        ago = 24 if plan.due else 3
        for turn in range(1, turns + 1):
            if weeks > A_FEW_WEEKS and silent(user, turns - turn):
                continue
            when = self.now - timedelta(weeks=weeks - 2 * turn, days=ago, hours=self.dice.randint(0, 9))
            share = turn / max(turns, 1) * {"good": 0.8, "mixed": 0.55, "stuck": 0.2}.get(plan.statuses, 0.6)
            value = None
            if plan.start is not None and plan.target is not None:
                value = rounded(plan.start + (plan.target - plan.start) * min(share, 1) * self.dice.uniform(0.8, 1.1))
            note = plan.notes[turn % len(plan.notes)] if plan.notes and turn % 2 else ""
            steps = list(goal.milestones.values_list("pk", flat=True))
            done = steps[: int(len(steps) * share)] if plan.milestones else None
            status = STATUSES[plan.statuses][(turn + luck) % len(STATUSES[plan.statuses])]
            goal.refresh_from_db()
            check_in(goal, by=user, now=when, status=status, value=value, note=note, milestones_done=done, via="demo")
        if plan.due:
            # Asked just now, so that the reminder is in the mailbox when the demo opens and not too old to be sent.
            Goal.objects.filter(pk=goal.pk).update(check_in_at=self.now)
            set_due(DUE, user=user, about=goal, at=self.now, zone=self.program.zone, every_days=14)


A_FEW_WEEKS = 4
"""The past of the small world, in which everybody always tells."""
SILENCE = 0.25


def silent(user: User, ago: int) -> bool:
    """Whether somebody told of none of their goals in a turn, `ago` turns before the last one, of which all tell."""
    return ago > 0 and random.Random(f"{user.email} {ago}").random() < SILENCE


STATUSES = {
    "good": ("on_track", "on_track", "on_track", "at_risk"),
    "mixed": ("on_track", "at_risk", "on_track", "at_risk"),
    "stuck": ("stuck", "at_risk", "stuck"),
    "on_track": ("on_track",),
    "quiet": ("on_track",),
}


def rounded(value: float) -> Decimal:
    """A value as people write it: hundreds of dollars, tenths of a percent."""
    return Decimal(round(value, -2)) if value > 1000 else Decimal(str(round(value, 1)))


def as_number(value: float | None) -> Decimal | None:
    """A value with two decimals, or None."""
    return None if value is None else Decimal(str(round(value, 2)))


def due(begins: date, months: int) -> date:
    """The end of the month that lies `months` months ahead."""
    month = begins.month - 1 + months + 1
    return date(begins.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def heartland(now: datetime, *, full: bool) -> dict[str, Any]:
    """Heartland MSP Circle: two owner groups, in the demo also service managers and a group that is forming."""
    admin, facilitator = staff_user(*ADMIN), staff_user(*FACILITATOR)
    reviewer = staff_user("Rosa Klein", "rosa.klein@heartland.example")
    build = Builder(
        "Heartland MSP Circle",
        "heartland",
        admin,
        now,
        promise="Owners and managers of MSPs who keep each other honest, month after month.",
        about="Fixed groups of eight to twelve. Monthly online, twice a year in person. No vendors in the room.",
        contact="join@heartland.example",
    )
    runs = build.staff("facilitator", facilitator)
    build.staff("reviewer", reviewer)
    first = build.group(
        "Owners 1",
        "Owners",
        runs,
        cadence="Third Thursday of each month, 9:00 to 10:45",
        cost="$2,400 a year per company",
        employees_min=10,
        employees_max=35,
        maturity_min=2,
        maturity_max=4,
        visibility="public",
        seat_count=12,
    )
    second = build.group(
        "Owners 2", "Owners", runs if full else build.staff("facilitator", reviewer), cadence="Monthly, online"
    )
    weeks, each = (24, 3) if full else (4, 1)
    private = Plan(
        "Out of the office by five on Fridays", "Fridays kept of the last four", "", 0, 4, 3, "My kids are six once"
    )
    member, peer, sibling, goal, private_goal, sibling_goal = seat_owners(
        build, first, second, full, weeks, each, private
    )
    if full:
        managers = build.group(
            "Service Managers 1", "Service managers", runs, cadence="Every second Tuesday, 60 minutes"
        )
        for number, person in enumerate(MANAGERS):
            user, row = build.seat(person, managers, ago=200)
            build.goals(user, row, managers, PLANS[number + 1 : number + 3], weeks=16)
        with inside(build.program, admin):
            open_group(
                by=admin,
                track=Track.objects.get(name="Security"),
                name="Security 1",
                visibility="public",
                via="demo",
                cadence="Monthly, to be agreed by the first six",
                seat_count=10,
            )
    if full:
        welcome(build, facilitator)
        take_steps(build.program, build.admin, facilitator, build.now)
        acquire(build)
    meets = partial(a_year, pattern=MONTHLY) if full else over_and_to_come
    past_meeting, meeting = meets(build.program, first, facilitator, now)
    _, sibling_meeting = meets(build.program, second, facilitator if full else reviewer, now)
    if full:
        a_year(build.program, managers, facilitator, now, pattern=SECOND_TUESDAY)
        soon(build.program, managers, facilitator, now)
    with inside(build.program, admin):
        pending = build.known(Person("Wanda Ruiz", "Sandhill Support", "Kearney", "NE", 15, 3, 2))
        (invitation,) = invite([pending], by=admin, now=now, via="demo")
    return {
        "heartland": build.program,
        "admin": admin,
        "facilitator": facilitator,
        "reviewer": reviewer,
        "member": member,
        "peer": peer,
        "sibling": sibling,
        "group": first,
        "sibling_group": second,
        "goal": goal,
        "pending": pending,
        "private_goal": private_goal,
        "sibling_goal": sibling_goal,
        "invitation": invitation,
        "meeting": meeting,
        "past_meeting": past_meeting,
        "sibling_meeting": sibling_meeting,
    }


NDA = """What I hear in a group I keep to myself: figures, names, plans, and that somebody asked for help.
I do not use it to win a client or an employee of another member.
It holds when I have left, and it does not end.
If I break it, I say so to my facilitator within a day, and the group decides what follows."""


CRITERIA = (
    Criterion("size", Kind.EMPLOYEES, Weight.MUST, {"min": 8, "max": 60}),
    Criterion("model", Kind.BUSINESS_MODEL, Weight.MUST, {"any": ["managed", "comanaged", "security"]}),
    Criterion("recurring", Kind.RECURRING_SHARE, Weight.SHOULD, {"min": 60}),
    Criterion("age", Kind.YEARS_IN_BUSINESS, Weight.SHOULD, {"min": 5}),
    Criterion("maturity", Kind.MATURITY, Weight.INFO, {"min": 2, "max": 4}),
)
"""What the demo's program asks of everybody, whatever the group."""

FIRST_CRITERIA = (replace(CRITERIA[0], wanted={"min": 5}), *CRITERIA[1:3])
"""What it asked for at first."""

OWN_CRITERIA = (
    Criterion("role", Kind.ROLE, Weight.MUST, {"any": ["Owners"]}),
    Criterion("employees", Kind.EMPLOYEES, Weight.MUST, {"min": 10, "max": 35}),
    Criterion("place", Kind.PLACE, Weight.MUST, {"countries": ["US"]}),
    Criterion("distance", Kind.DISTANCE, Weight.SHOULD, {"min_km": 80}),
    Criterion("question_calls", Kind.QUESTION, Weight.INFO, {}, "Which of your numbers would you show first?"),
)
"""What Owners 2 asks for besides."""


def welcome(build: Builder, facilitator: User) -> None:
    """The demo's applications, in every state, as the program's admin finds them in the morning."""
    with inside(build.program, build.admin):
        for ago, criteria in ((400, FIRST_CRITERIA), (250, CRITERIA)):
            publish_criteria(None, criteria, by=build.admin, now=build.now - timedelta(days=ago), via="demo")
        second = Group.objects.get(name="Owners 2")
        publish_criteria(second, OWN_CRITERIA, by=build.admin, now=build.now - timedelta(days=120), via="demo")
        publish_agreement(Agreement.Kind.NDA, text=NDA, by=build.admin, now=build.now - timedelta(days=300), via="demo")
    for hopeful in HOPEFULS:
        asked = build.now - timedelta(days=hopeful.ago, hours=build.dice.randint(1, 9))
        with inside(build.program):
            apply(
                program=build.program,
                track=Track.objects.get(name=hopeful.track),
                group=Group.objects.filter(name=hopeful.group).first(),
                name=hopeful.name,
                email=hopeful.email,
                phone="+1 555 020 0" + str(build.dice.randint(100, 999)),
                title="Service manager" if hopeful.track == "Service managers" else "Owner",
                company_name=hopeful.company,
                website=hopeful.email.split("@")[1],
                city=City.objects.filter(key=City.key_of(hopeful.city), region=hopeful.region).first(),
                employees=hopeful.employees,
                why_now=hopeful.why,
                facts=hopeful.facts,
                maturity=hopeful.levels,
                competitors=list(hopeful.avoid),
                goals="Twelve months from now I want a service manager, and my evenings back.",
                consent_at=asked,
                now=asked,
            )
        with inside(build.program, build.admin):
            application = Application.objects.select_related("track", "city").get(email=hopeful.email)
            judge(application, now=asked)
        become(build, facilitator, application, hopeful)


def acquire(build: Builder) -> None:
    """A company of Owners 2 was bought since it was seated, and grew out of the group's band: one to look at again."""
    with inside(build.program, build.admin):
        company = Company.objects.get(name="BluePeak IT")
        told = {"employees": 41, "parent": "Cascade Holding", "ownership": "group"}
        change_company(company, by=build.admin, facts=told, via="demo")
        recheck(company.pk, since=build.now, now=build.now)


def become(build: Builder, facilitator: User, application: Application, hopeful: Hopeful) -> None:
    """Bring an application to where it stands, through what people did."""
    then, admin = build.now - timedelta(days=hopeful.since, minutes=90), build.admin
    match hopeful.came_to:
        case "in_review":
            with inside(build.program, admin):
                plan_next_step(
                    application, by=admin, now=then, words="Call, 20 minutes", owner=admin, via="demo",
                    on=(build.now + timedelta(days=2)).date(),
                )  # fmt: skip
                note_call(
                    application, by=admin, now=then, words="Talked numbers openly. Wants to be asked.", via="demo"
                )
        case "more_information" | "ended":
            with inside(build.program, admin):
                decide(
                    application, Decision.MORE, by=admin, now=then, reason=hopeful.reason, via="demo",
                    asked=[] if hopeful.reason == "call" else ["How many users do you manage, and on which stack?"],
                )  # fmt: skip
                if hopeful.came_to == "ended":
                    step(application, State.ENDED, now=build.now - timedelta(days=20))
        case "declined":
            with inside(build.program, admin):
                decide(application, Decision.DECLINE, by=admin, now=then, reason=hopeful.reason, via="demo")
        case "withdrawn":
            with inside(build.program, reach=application.pk):
                withdraw(application, now=then, via="demo")
        case "pool" | "offered" | "accepting":
            into_the_pool(build, facilitator, application, hopeful, then)


def into_the_pool(
    build: Builder, facilitator: User, application: Application, hopeful: Hopeful, then: datetime
) -> None:
    """Accepted, and, where it went on, asked about, offered a seat, and seated."""
    kind = Decision.WAIT if hopeful.reason in ("full", "forming", "market", "later") else Decision.ACCEPT
    with inside(build.program, build.admin):
        decide(application, kind, by=build.admin, now=then - timedelta(days=5), reason=hopeful.reason, via="demo")
        group = application.group
        if group is None or hopeful.came_to == "pool":
            return
        application.refresh_from_db()
        check = ask_candor(
            application, group, by=build.admin, now=then - timedelta(days=3), by_phone=True, via="demo"
        )  # fmt: skip
    with inside(build.program, facilitator):
        settle_candor(check, clear=True, by=facilitator, now=then - timedelta(days=1), via="demo")
    with inside(build.program, build.admin):
        offer = make_offer(application, group, by=build.admin, now=then, via="demo")
        if hopeful.came_to != "accepting":
            return
        agreements, seated = Agreement.objects.in_force(group), then + timedelta(days=1)
        member = accept_offer(offer, name=application.name, agreements=agreements, now=seated, via="demo")
        arrival = Arrival.objects.get(member=member)
    # A newcomer with two of five: signed with the seat, and the days of the meetings noted. Nobody chose a buddy yet.
    user = member.user
    assert user is not None, "who accepts a seat signs in"
    with inside(build.program, user):
        tick_welcome(arrival, "calendar", done=True, by=user, now=seated + timedelta(days=1), via="demo")


def seat_owners(
    build: Builder, first: Group, second: Group, full: bool, weeks: int, each: int, private: Plan
) -> tuple[User, User, User, Goal, Goal, Goal]:
    """Fill both owner groups; returns member, peer, sibling and their goals."""
    firsts = [
        build.seat(person, first, findable=number == 2) for number, person in enumerate(OWNERS if full else OWNERS[:3])
    ]
    seconds = [build.seat(person, second) for person in (SECOND if full else SECOND[:2])]
    made = [
        [
            build.goals(user, row, group, plans_of(number, each, full), weeks=weeks)
            for number, (user, row) in enumerate(people)
        ]
        for people, group in ((firsts, first), (seconds, second))
    ]
    user, row = firsts[0]
    (secret,) = build.goals(user, row, None, [private], weeks=2)
    return user, firsts[1][0], seconds[0][0], made[0][0][0], secret, made[1][0][0]


def plans_of(number: int, each: int, full: bool) -> list[Plan]:
    """The goals of the member in a seat; in the demo the first one's first goal waits for an answer."""
    plans = [PLANS[(number * 2 + turn) % len(PLANS)] for turn in range(each)]
    return [replace(plans[0], due=True), *plans[1:]] if full and number == 0 else plans


def summit(now: datetime, *, full: bool) -> dict[str, Any]:
    """Summit Peers: another program, with groups and people of the same names."""
    admin = staff_user("Priya Raman", "priya.raman@summit.example")
    facilitator = staff_user("Frank Ortiz", "frank.ortiz@summit.example")
    build = Builder(
        "Summit Peers",
        "summit",
        admin,
        now,
        zone="America/Denver",
        accent="teal",
        promise="Small groups, high altitude, straight talk.",
    )
    group = build.group(
        "Owners 1", "Owners", build.staff("facilitator", facilitator), cadence="Every six weeks, half a day"
    )
    seated = [build.seat(person, group) for person in (ABROAD if full else ABROAD[:2])]
    made = [
        build.goals(user, row, group, [PLANS[number]], weeks=12 if full else 4)
        for number, (user, row) in enumerate(seated)
    ]
    meets = partial(a_year, pattern=EVERY_SIX_WEEKS) if full else over_and_to_come
    _, meeting = meets(build.program, group, facilitator, now)
    return {
        "foreign_meeting": meeting,
        "summit": build.program,
        "foreign_admin": admin,
        "foreign_facilitator": facilitator,
        "stranger": seated[0][0],
        "foreign_group": group,
        "foreign_goal": made[0][0],
    }


def build(now: datetime, *, full: bool = False) -> World:
    """Both programs, as they stand at `now` (aware)."""
    return World(**heartland(now, full=full), **summit(now, full=full))


def recall() -> World:
    """The small world in a database where `build` made it: every row found again by its name."""
    north, south = (Program.objects.get(slug=slug) for slug in ("heartland", "summit"))
    users = {user.email: user for user in User.objects.all()}
    rosa = users["rosa.klein@heartland.example"]
    member, peer, sibling, stranger = (users[person.email] for person in (OWNERS[0], OWNERS[1], SECOND[0], ABROAD[0]))
    admin, foreign_admin = users[ADMIN[1]], users["priya.raman@summit.example"]
    with inside(north, admin):
        groups = {group.name: group for group in Group.objects.all()}
        invitation = Invitation.objects.get(accepted_at=None)
        pending = Member.objects.get(user=None)
    with inside(north, member):
        goal = Goal.objects.exclude(audience=[]).get(member__user=member)
        private_goal = Goal.objects.get(member__user=member, audience=[])
        past_meeting, meeting = Meeting.objects.order_by("starts_at")
    with inside(north, sibling):
        sibling_goal = Goal.objects.get(member__user=sibling)
        sibling_meeting = Meeting.objects.latest("starts_at")
    with inside(south, stranger):
        foreign_group, foreign_goal = Group.objects.get(), Goal.objects.get(member__user=stranger)
        foreign_meeting = Meeting.objects.latest("starts_at")
    return World(
        heartland=north,
        summit=south,
        admin=admin,
        reviewer=rosa,
        facilitator=users[FACILITATOR[1]],
        member=member,
        peer=peer,
        sibling=sibling,
        stranger=stranger,
        foreign_admin=foreign_admin,
        foreign_facilitator=users["frank.ortiz@summit.example"],
        group=groups["Owners 1"],
        sibling_group=groups["Owners 2"],
        foreign_group=foreign_group,
        goal=goal,
        private_goal=private_goal,
        sibling_goal=sibling_goal,
        foreign_goal=foreign_goal,
        invitation=invitation,
        pending=pending,
        meeting=meeting,
        past_meeting=past_meeting,
        sibling_meeting=sibling_meeting,
        foreign_meeting=foreign_meeting,
    )
