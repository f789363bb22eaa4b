"""What the demo's groups say at their table: agendas, decisions, promises, the parking lot, a recap, homework."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import cycle, islice

from goals.models import Commitment
from goals.promising import keep_commitment, make_commitment, miss_commitment, move_commitment
from groups.models import Group, SeatHolder
from meetings.actions.agendas import Line, as_lines, set_agenda, waiting
from meetings.actions.capturing import close_parked, note_decision, park
from meetings.actions.opening import AGENDA_BEFORE, publish_agenda
from meetings.actions.preparing import hand_in, set_homework
from meetings.actions.recapping import draft, send_recap
from meetings.agendas import TEMPLATES, Kind
from meetings.models import Homework, Meeting, Rsvp
from members.models import Member
from programs.clock import local_day
from programs.models import Program, User
from programs.tenancy import inside
from tests.peer_talk import peer_talk

TEMPLATE = "msp_monthly"
HELD = 3
"""So many past meetings have their agenda, and what was said there."""

HOT_SEATS = (
    "Our best engineer was offered twenty percent more", "One client is a third of our revenue",
    "Per-user pricing, and the three clients who will leave", "Hire a salesperson, or keep selling myself",
    "A partner who wants out in two years", "Two ticket queues that became one mess",
    "Say no to break-fix for good", "Backup restores that nobody has tested", "My service manager is drowning",
)  # fmt: skip
DECISIONS = (
    "We bring one number each: tickets per managed user, counted the same way.",
    "Hot seats are named a week before the meeting.", "Cameras on, phones away; an emergency is said at the start.",
    "Every second meeting closes with one word each.",
)  # fmt: skip
PARKED = (
    ("How much do we pay on-call?", 2), ("Cyber insurance: who has read the exclusions?", 3),
    ("A shared night shift between three of us", 2), ("What to say when a client asks for an AI policy", 1),
    ("Whether to leave our current PSA", 3), ("Vendor terms at renewal", 1),
)  # fmt: skip
PROMISES = (
    "Raise the support price for the five oldest contracts", "Write the on-call rule down and show it to the team",
    "Call the three clients without a signed agreement", "Test one restore for each of the top ten clients",
    "Post the job for a second dispatcher", "Send my margin by client to the group",
    "Take Fridays off tickets until the meeting", "Ask two clients for a reference",
    "Move the last two clients to the new backup", "Have the talk with my partner about his hours",
    "Draw up what the service manager decides alone", "Close the books by the tenth",
)  # fmt: skip
HOMEWORK = (
    ("Bring your three oldest open tickets", "What keeps each of them open? One line each.", 15, Homework.HandIn.TEXT),
    ("Read the on-call chapter in your own handbook", "", 20, Homework.HandIn.TICK),
)  # fmt: skip
OLDEST_TICKETS = (
    "1. A printer that only fails on Mondays. 2. A vendor that does not answer. 3. A client who never picks a date.",
    "All three wait for parts. We should have told the clients in the first week.",
    "Two are projects in disguise. The third nobody owned.",
)  # fmt: skip


@dataclass(frozen=True)
class Circle:
    """A group in the demo, with its people in the order of their seats; `wheel` walks through what there is to say."""

    program: Program
    group: Group
    facilitator: User
    people: Sequence[Member]
    dice: random.Random

    def someone(self, number: int) -> Member:
        """The person in a place of the roster, counted round."""
        return self.people[number % len(self.people)]

    def texts(self, from_: Sequence[str], count: int, turn: int) -> list[str]:
        """`count` texts, others for each group and turn."""
        begin = self.dice.randrange(len(from_)) + turn * count
        return list(islice(cycle(from_), begin, begin + count))


def talk(
    program: Program, group: Group, facilitator: User, past: Sequence[Meeting], coming: Meeting, now: datetime
) -> None:
    """Let a group's last meetings and its next one have what was said; `past` in the order of time. Outside of the
    program."""
    with inside(program, facilitator):
        holders = SeatHolder.objects.current().filter(group=group, member__user__isnull=False)
        people = [one.member for one in holders.select_related("member__user", "seat").order_by("seat__number")]
        circle = Circle(program, group, facilitator, people, random.Random(f"talk {group.name}"))
        held = list(past)[-HELD:]
        made: list[list[Commitment]] = []
        for turn, meeting in enumerate(held):
            until = [*held, coming][turn + 1]
            set_out(circle, meeting, meeting.starts_at - timedelta(days=10), turn)
            publish_agenda(meeting, by=None, now=meeting.starts_at - AGENDA_BEFORE)
            made.append(said_there(circle, meeting, local_day(until.starts_at, until.zone), turn))
        recapped(circle, held[-1])
        task = [
            set_homework(
                coming, by=facilitator, now=held[-1].ends_at, title=title, text=text, minutes=minutes, hand_in=how,
                via="demo",
            )
            for title, text, minutes, how in HOMEWORK
        ]  # fmt: skip
        set_out(circle, coming, held[-1].ends_at + timedelta(days=1), len(held))
        if coming.starts_at - now <= AGENDA_BEFORE:
            publish_agenda(coming, by=None, now=coming.starts_at - AGENDA_BEFORE)
    for turn, promises in enumerate(made):
        settle(circle, promises, [*held, coming][turn + 1], now, is_last=turn == len(made) - 1)
    peer_talk(program, group, people, now)
    for number, member in enumerate(people[: len(people) // 2]):
        do_homework(circle, member, task[: 1 + number % 2], now - timedelta(hours=6 + 7 * number), number)


def ready(program: Program, group: Group, facilitator: User, meeting: Meeting) -> None:
    """A meeting that begins soon has had its agenda for a week. Outside of the program."""
    with inside(program, facilitator):
        holders = SeatHolder.objects.current().filter(group=group, member__user__isnull=False)
        people = [one.member for one in holders.select_related("member__user", "seat").order_by("seat__number")]
        circle = Circle(program, group, facilitator, people, random.Random(f"ready {group.name}"))
        set_out(circle, meeting, meeting.starts_at - timedelta(days=10), HELD + 1)
        publish_agenda(meeting, by=None, now=meeting.starts_at - AGENDA_BEFORE)


def set_out(circle: Circle, meeting: Meeting, then: datetime, turn: int) -> None:
    """An agenda from the group's template, with hot seats in turn, a job or two, and what waited in the parking lot."""
    lines = as_lines(TEMPLATES[TEMPLATE].items, {})
    titles = iter(circle.texts(HOT_SEATS, 4, turn))
    lot = iter(waiting(meeting.group_id, then)[:1])
    laid: list[Line] = []
    for number, line in enumerate(lines):
        if line.kind == Kind.HOT_SEAT:
            laid.append(replace(line, title=next(titles), presenter=circle.someone(turn * 2 + number).pk))
        elif line.kind == Kind.TOPIC and (parked := next(lot, None)):
            laid.append(replace(line, title=parked.title, parked=parked.pk))
        else:
            laid.append(line)
    jobs = {"Timekeeper": circle.someone(turn + 1).pk, "Notes": circle.someone(turn + 4).pk}
    set_agenda(meeting, by=circle.facilitator, now=then, lines=laid, jobs=jobs, via="demo")


def said_there(circle: Circle, meeting: Meeting, until: date, turn: int) -> list[Commitment]:
    """What was written down at a past meeting: its promises until the next one are returned."""
    by, begins = circle.facilitator, meeting.starts_at
    today = local_day(begins, meeting.zone)
    (decision,) = circle.texts(DECISIONS, 1, turn)
    note_decision(meeting, by=by, now=begins + timedelta(minutes=70), text=decision, via="demo")
    for number, (title, weight) in enumerate(islice(cycle(PARKED), turn * 2, turn * 2 + 2)):
        item = park(meeting, by=by, now=begins + timedelta(minutes=40 + number), title=title, via="demo")
        item.weight = weight
        item.save(update_fields=["weight"])
        if turn == 0 and number == 0:
            close_parked(item, "done", by=by, now=begins + timedelta(days=29), via="demo")
    promises = circle.texts(PROMISES, min(len(circle.people), 6), turn)
    return [
        make_commitment(
            circle.someone(turn * 3 + number), circle.group, by=by, now=begins + timedelta(minutes=85 + number),
            today=today, text=text, due_on=until, meeting=meeting, via="demo",
        )
        for number, text in enumerate(promises)
    ]  # fmt: skip


def recapped(circle: Circle, meeting: Meeting) -> None:
    """The recap of the last meeting went out that afternoon."""
    text = f"{draft(meeting)}\n\nThank you for the candor today. The next one begins with your oldest tickets."
    send_recap(meeting, by=circle.facilitator, now=meeting.ends_at + timedelta(hours=3), text=text, via="demo")


def settle(circle: Circle, promises: Sequence[Commitment], until: Meeting, now: datetime, *, is_last: bool) -> None:
    """What came of promises: of earlier meetings most were kept, one missed and one promised anew; the last ones are
    open but for two."""
    users: Mapping[object, User] = {one.pk: one.user for one in circle.people if one.user}
    for number, promise in enumerate(promises[:2] if is_last else promises):
        user = users[promise.member_id]
        then = min(until.starts_at - timedelta(days=1 + number % 3), now - timedelta(hours=3 + number))
        with inside(circle.program, user):
            if is_last or number not in (1, 4):
                keep_commitment(promise, by=user, now=then, via="demo")
            elif number == 1:
                miss_commitment(promise, by=user, now=then, reason=Commitment.Reason.TIME, via="demo")
            else:
                day = local_day(until.starts_at, until.zone)
                move_commitment(
                    promise, by=user, now=then, today=local_day(then, until.zone), due_on=day + timedelta(days=28),
                    via="demo",
                )  # fmt: skip


def do_homework(circle: Circle, member: Member, tasks: Sequence[Homework], then: datetime, number: int) -> None:
    """Somebody hands in some of the homework for the next meeting."""
    user = member.user
    assert user is not None
    with inside(circle.program, user):
        place = Rsvp.objects.get(meeting=tasks[0].meeting_id, member=member)
        for task in tasks:
            text = OLDEST_TICKETS[number % len(OLDEST_TICKETS)] if task.hand_in == Homework.HandIn.TEXT else ""
            hand_in(task, place, by=user, now=max(then, task.said_at), text=text, via="demo")
