"""What is asked of a member before a meeting, and when: the moments of messages 2 to 6 of research/ux section 4. Pure.

Each moment has a name `mail:what`; all of one mail that fall into one morning are one mail (notifications/sweeping.py).
In a meeting week, whatever is asked stands in the meeting mail: RSVP, preparation and homework are not three.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from meetings.before import prepare_by
from programs.clock import instant, local_day, on_the_wall

WEEK, RSVP, DAY, TRAVEL = "meeting", "rsvp", "meeting_day", "travel"
MAILS = (WEEK, RSVP, DAY, TRAVEL)
"""The mails in which something is asked; Kind in notifications has the same words."""

ASKED_AT = time(8, 10)
"""The hour on the member's own wall."""

OPENS = timedelta(days=7)
"""When the meeting mail comes: preparation opens, and the agenda is there."""

ANSWER_BEFORE = 14
"""Days before a meeting in person by which a yes is needed, where no day was set."""

_BEFORE_CUT_OFF = (7, 3)
_TRAVEL = (("8w", 56), ("2w", 14), ("3d", 3))
_SILENT_ONLINE = 3
_HOMEWORK = 3
_AN_HOUR = timedelta(hours=1)
_FRIDAY = 4


class About(NamedTuple):
    """What the moments hang on: when the meeting is (aware) and on whose wall, whether people come to a place, the day
    by which a yes is needed, whether homework was set, and the days off of the program.

    `asked_by_mail` is whether places in person are asked for by mail alone when they are laid, at `opened_at`: a
    calendar invitation asks already.
    """

    starts_at: datetime
    zone: str
    in_person: bool = False
    answer_by: date | None = None
    homework: bool = False
    days_off: Collection[date] = ()
    opened_at: datetime | None = None
    asked_by_mail: bool = False


class Moment(NamedTuple):
    """When to ask for what: its name, and the clock on the member's wall at `at` (aware)."""

    name: str
    at: datetime
    wall: time


def answer_by(about: About) -> date:
    """The day by which a yes to a meeting in person is needed."""
    return about.answer_by or local_day(about.starts_at, about.zone) - timedelta(days=ANSWER_BEFORE)


def moments(
    about: About, zone: str, now: datetime, *, answer: str = "", sends_update: bool = False, booked: bool = False
) -> list[Moment]:
    """What is still to be asked, after `now`, of a member on the wall of `zone` who gave this answer ("" is silence).

    Who does not come is asked for nothing but the update that they promised. What falls on a weekend is asked on the
    Friday before. Each name comes once.
    """
    found = [*_mornings(about, zone, answer, sends_update, booked)]
    if _goes(about, answer):
        at = about.starts_at - _AN_HOUR
        found.append(Moment(f"{DAY}:hour", at, on_the_wall(at, zone).time()))
    return [moment for moment in found if now < moment.at < about.starts_at]


def _mornings(about: About, zone: str, answer: str, sends_update: bool, booked: bool) -> Iterator[Moment]:
    """The moments at the morning hour, those that are past among them."""
    comes, day = answer != "no", local_day(about.starts_at, zone)
    due = prepare_by(about.starts_at, about.zone, about.days_off)

    def morning(name: str, of: date) -> Moment:
        return Moment(name, instant(_no_weekend(of), ASKED_AT, zone), ASKED_AT)

    if comes or sends_update:
        yield morning(f"{WEEK}:open", day - OPENS)
        yield morning(f"{WEEK}:prepare", due - timedelta(days=1))
        if about.homework:
            yield morning(f"{WEEK}:homework", due - timedelta(days=_HOMEWORK))
            yield morning(f"{WEEK}:hand_in", due)
    if not answer:
        yield from (_in_one_mail(morning(name, asked), about) for name, asked in _questions(about, zone, day))
    if about.in_person and comes and not booked:
        yield from (morning(f"{TRAVEL}:{name}", day - timedelta(days=days)) for name, days in _TRAVEL)
    if _goes(about, answer):
        yield morning(f"{DAY}:before", day - timedelta(days=1))


def _questions(about: About, zone: str, day: date) -> Iterator[tuple[str, date]]:
    """On which days somebody silent is asked whether they come."""
    if not about.in_person:
        yield f"{RSVP}:silent", day - timedelta(days=_SILENT_ONLINE)
        return
    if about.asked_by_mail and about.opened_at:
        yield f"{RSVP}:laid", local_day(about.opened_at, zone) + timedelta(days=1)
    cut_off = answer_by(about)
    yield from ((f"{RSVP}:{days}d", cut_off - timedelta(days=days)) for days in _BEFORE_CUT_OFF)


def _in_one_mail(moment: Moment, about: About) -> Moment:
    """In a meeting week a question stands in the meeting mail."""
    if moment.at < about.starts_at - OPENS - timedelta(days=1):
        return moment
    return moment._replace(name=moment.name.replace(f"{RSVP}:", f"{WEEK}:"))


def _goes(about: About, answer: str) -> bool:
    """Whether they are expected: online who has not said no, in person who said yes."""
    return answer in ("yes", "late") or (not answer and not about.in_person)


def _no_weekend(day: date) -> date:
    """The Friday before, if it is on a weekend."""
    return day - timedelta(days=max(day.weekday() - _FRIDAY, 0))
