"""What is asked before a meeting, by mail: RSVP and preparation in one, the day itself, the way there. As its reader.

A mail is written when it leaves, from how things stand then: what was answered or handed in meanwhile is not asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from groups.models import Group
from meetings.before import homework_for, prepare_by
from meetings.models import HandIn, Homework, Meeting, Preparation, Rsvp
from meetings.outline import outline
from meetings.reminders import About, answer_by
from notifications.models import Delivery
from notifications.notices.letter import Letter, stoppable
from notifications.notices.note import day_of
from programs import links
from programs.clock import local_day
from programs.models import Program, User
from programs.tenancy import standing

WEEK = timedelta(days=8)
"""A meeting mail asks for meetings within a week, and a day that the caps may have held it."""

A_DAY = timedelta(hours=36)
OVER_A_WEEKEND = timedelta(days=3, hours=12)
"""A note on the day before may leave on Friday for a Monday."""

WAY = timedelta(days=60)
SOON = timedelta(hours=2)
QUESTION = timedelta(days=120)


@dataclass(frozen=True)
class Ask:
    """One meeting in a mail: its outline, `answers` as (label, link) while a question is open, `things` to do as
    (title, hint, label, link), and `words` that stand below."""

    title: str
    when: str
    where: str
    words: Sequence[str] = ()
    question: str = ""
    answers: Sequence[tuple[str, str]] = ()
    things: Sequence[tuple[str, str, str, str]] = ()
    due: str = ""


def places(now: datetime, within: timedelta) -> list[Rsvp]:
    """The reader's own places at meetings that begin within a time from `now`, the next first."""
    rows = Rsvp.objects.filter(
        member=standing().member_id, group__in=standing().groups, meeting__state=Meeting.State.PLANNED,
        meeting__starts_at__gt=now, meeting__starts_at__lte=now + within,
    )  # fmt: skip
    return list(rows.select_related("meeting__group", "member", "stay").order_by("meeting__starts_at"))


def week(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """The meeting mail: whether one comes while nobody knows, and what is not prepared; None when all is done."""
    found = places(now, WEEK) if user else []
    done = Preparation.objects.filter(rsvp__in=[place.pk for place in found]).exclude(done_at=None)
    prepared = set(done.values_list("rsvp", flat=True))
    asks = [ask for place in found if (ask := asked_in_week(place, program, now, prepared=place.pk in prepared))]
    return sent(
        mail, program, user, asks,
        subject=f"Your meeting in {program.name}",
        preview="What is asked of you before it, in one mail.",
        heading="Your meeting comes nearer" if len(asks) == 1 else f"{len(asks)} meetings come nearer",
        lead="Press an answer, then Save on the page that opens. You do not need to sign in.",
        why=f"you sit in a group of {program.name} that meets within a week, and something is still open.",
    )  # fmt: skip


def asked_in_week(place: Rsvp, program: Program, now: datetime, *, prepared: bool) -> Ask | None:
    """What a meeting within the week still asks of its member, or None."""
    meeting, prepares = place.meeting, place.answer != Rsvp.Answer.NO or place.sends_update
    due = prepare_by(meeting.starts_at, meeting.zone, program.days_off(local_day(meeting.starts_at, meeting.zone)))
    things = []
    if prepares and not prepared:
        things.append(
            ("Prepare", "One win, one issue, your goals. 2 minutes.", "Start", link("prepare", place, program))
        )
    if prepares:
        things += [
            (one.title, f"Homework, {one.minutes} minutes", "Hand in", link("prepare", place, program))
            for one in open_homework(place)
        ]
    silent = not place.answer
    if not silent and not things:
        return None
    return about(
        place, program, now, things=things, question=question_of(place) if silent else "",
        answers=answers_of(place, program) if silent else (),
        due=due_line(due, program, now) if things else "",
    )  # fmt: skip


def due_line(due: date, program: Program, now: datetime) -> str:
    """Until when it is asked for; what is late is still welcome."""
    if due < local_day(now, program.zone):
        return f"It was due on {day_of(due, program, now)}, and is still welcome"
    return f"By {day_of(due, program, now)}, so that others can read it"


def open_homework(place: Rsvp) -> list[Homework]:
    """Homework of a meeting that its member has not handed in."""
    done = HandIn.objects.filter(rsvp=place).exclude(done_at=None).values("homework")
    tasks = Homework.objects.filter(meeting=place.meeting_id).exclude(pk__in=done)
    before = Rsvp.objects.filter(
        member=place.member_id, group=place.group_id, meeting__starts_at__lt=place.meeting.starts_at
    )
    return homework_for(tasks, newcomer=not before.exists())


def question(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """Whether one comes to a meeting in person, while a yes is needed; None once every such meeting has an answer."""
    found = [place for place in places(now, QUESTION) if not place.answer and still_asked(place, now)] if user else []
    asks = [
        about(
            place, program, now, question=question_of(place), answers=answers_of(place, program),
            due=f"We need your answer by {day_of(answer_day(place.meeting), program, now)}",
        )
        for place in found
    ]  # fmt: skip
    return sent(
        mail, program, user, asks,
        subject=f"Do you come? A meeting of {program.name}",
        preview="Yes, late or no: two taps.",
        heading="Do you come?",
        lead="Press an answer, then Save on the page that opens. You do not need to sign in.",
        why=f"your group in {program.name} meets in person, and a place needs your yes.",
    )  # fmt: skip


def still_asked(place: Rsvp, now: datetime) -> bool:
    """Whether a yes is needed and its day is not over; what is further away is asked nearer to it."""
    meeting = place.meeting
    if not meeting.in_person:
        return False
    today, last = local_day(now, meeting.zone), answer_day(meeting)
    new = meeting.opened_at is not None and now - meeting.opened_at < timedelta(days=7)
    return today <= last and (last - today <= timedelta(days=8) or new)


def answer_day(meeting: Meeting) -> Any:
    """The day by which a yes is needed."""
    return answer_by(About(meeting.starts_at, meeting.zone, answer_by=meeting.answer_by))


def day(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """On the day before and an hour before, to who is expected: how to get in, and what to do if something came up."""
    found = places(now, A_DAY) or places(now, OVER_A_WEEKEND) if user else []
    coming = [place for place in found if expected(place)]
    soon = [place for place in coming if place.meeting.starts_at - now <= SOON]
    asks = [of_the_day(place, program, now) for place in soon or coming[:1]]
    return sent(
        mail, program, user, asks,
        subject=f"{'Soon' if soon else 'Coming up'}: your meeting in {program.name}",
        preview="How to get in, and one tap if something came up.",
        heading="Your meeting begins soon" if soon else "Your meeting is next",
        lead="",
        why=f"you are expected at this meeting in {program.name}. Say no, and you hear no more of it.",
    )  # fmt: skip


def expected(place: Rsvp) -> bool:
    """Whether they come as far as anybody knows: online who has not said no, in person who said yes."""
    return place.answer in (Rsvp.Answer.YES, Rsvp.Answer.LATE) or (not place.answer and not place.meeting.in_person)


def of_the_day(place: Rsvp, program: Program, now: datetime) -> Ask:
    """One meeting on its day."""
    meeting, url = place.meeting, link("rsvp", place, program)
    by_video = meeting.mode == Group.Mode.ONLINE or place.online
    unsaid = meeting.mode == Group.Mode.HYBRID and not place.answer  # expected, and may come either way
    video = meeting.join_url and (by_video or unsaid)
    things = (
        [("Video room", "Opens for you alone, also from your calendar", "Join", link("join", place, program))]
        if video
        else []
    )
    lines = [meeting.travel] if meeting.travel and not place.online else []
    return about(
        place, program, now, words=lines, things=things, question="Did something come up?",
        answers=[("I am late", f"{url}?says=late"), ("I cannot come", f"{url}?says=no")],
    )  # fmt: skip


def way(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """How to get to a meeting in person and where to stay; None once it is booked, or they do not come."""
    found = [
        place for place in (places(now, WAY) if user else [])
        if place.meeting.in_person and place.answer != Rsvp.Answer.NO and not booked(place)
    ]  # fmt: skip
    asks = [on_the_way(place, program, now) for place in found[:1]]
    return sent(
        mail, program, user, asks,
        subject=f"Your way to a meeting of {program.name}",
        preview="Where it is, until when rooms are held, one tick when it is booked.",
        heading="Your way there",
        lead="",
        why=f"your group in {program.name} meets in person, and you have not said that your travel is booked.",
    )  # fmt: skip


def booked(place: Rsvp) -> bool:
    """Whether they said that their travel is booked."""
    stay = getattr(place, "stay", None)
    return bool(stay and stay.booked_at)


def on_the_way(place: Rsvp, program: Program, now: datetime) -> Ask:
    """One meeting to travel to."""
    meeting, url = place.meeting, link("rsvp", place, program)
    lines = [meeting.travel] if meeting.travel else []
    if meeting.hotel_until:
        lines.append(f"Rooms are held until {day_of(meeting.hotel_until, program, now)}.")
    return about(
        place, program, now, words=lines, question="" if place.answer else "Do you come?",
        answers=[] if place.answer else answers_of(place, program),
        things=[("Your travel", "Booked, when you come, a ride to share", "Say it", f"{url}?says=yes#stay")],
    )  # fmt: skip


def about(place: Rsvp, program: Program, now: datetime, **more: Any) -> Ask:
    """One meeting in a mail, on its member's own wall."""
    seen = outline(place.meeting, program, place.member.zone, now)
    return Ask(seen.title, seen.when, seen.where, **more)


def question_of(place: Rsvp) -> str:
    """How somebody silent is asked."""
    return "Do you come?" if place.meeting.in_person else "You are expected. Can you make it?"


def answers_of(place: Rsvp, program: Program) -> list[tuple[str, str]]:
    """The answers that a mail offers: each opens the page with it picked."""
    url = link("rsvp", place, program)
    yes = [("Yes", f"{url}?says=yes")]
    if place.meeting.mode == Group.Mode.HYBRID:
        yes = [("Yes, in person", f"{url}?says=yes"), ("Yes, by video", f"{url}?says=yes&online=on")]
    return [*yes, ("Late", f"{url}?says=late"), ("No", f"{url}?says=no")]


def link(purpose: str, place: Rsvp, program: Program) -> str:
    """The address of a page about one place."""
    return links.url(purpose, program.pk, place.pk)


def sent(mail: Delivery, program: Program, user: User | None, asks: Iterable[Ask], **said: str) -> Letter | None:
    """The letter of what is asked, with the way to hear no more of it; None if nothing is."""
    asks = list(asks)
    if user is None or not asks:
        return None
    return stoppable(mail, program, user, "meeting", {"asks": [asdict(ask) for ask in asks], **said})
