"""Where an application stands, the moves it may make, what each side is told, and by when. Pure.

The one table of moves (handbook 2). Source of the spans: the issue of this room: nobody who applies waits in silence.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from programs.clock import instant, local_day

OFFER_ENDS = time(17, 0)
"""The hour on the program's wall at which an offer ends."""
MORE_WORKING_DAYS = 3
"""What an offer gains when it is extended."""
LINK_DAYS = 30
"""How long the link to a draft works."""

_FRIDAY = 4
_ONE_DAY = timedelta(days=1)


class State(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    MORE_INFORMATION = "more_information"
    IN_REVIEW = "in_review"
    POOL = "pool"
    OFFERED = "offered"
    SEATED = "seated"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """What the program's people call it."""
        return _LABELS[self]

    @property
    def told(self) -> str:
        """What the applicant reads first, in a word or three."""
        return _TOLD[self][0]

    @property
    def sentence(self) -> str:
        """What the applicant reads next, in a sentence or two."""
        return _TOLD[self][1]


_LABELS = {
    State.DRAFT: "Draft",
    State.SUBMITTED: "New",
    State.MORE_INFORMATION: "Waiting for answers",
    State.IN_REVIEW: "In review",
    State.POOL: "Pool",
    State.OFFERED: "Seat offered",
    State.SEATED: "Seated",
    State.DECLINED: "Declined",
    State.WITHDRAWN: "Withdrawn",
    State.ENDED: "Ended",
}

_TOLD = {
    State.DRAFT: (
        "Not sent yet",
        f"Nobody has read it. Send it when you are ready; the link in your mail works for {LINK_DAYS} days.",
    ),
    State.SUBMITTED: ("Sent", "Your application is here. A person reads it next."),
    State.MORE_INFORMATION: ("A question for you", "We need a little more from you before we can decide."),
    State.IN_REVIEW: ("Being read", "We are reading what you sent and looking at which group would suit you."),
    State.POOL: ("Accepted", "You fit. We are looking for a group that suits you, and tell you how it stands."),
    State.OFFERED: ("A seat for you", "We hold a seat for you until the day shown. Accept it, decline it, or ask us."),
    State.SEATED: ("Seated", "You have a seat. Your group is waiting to meet you."),
    State.DECLINED: ("Not this time", "We cannot offer you a seat. The reason is here, and you may ask about it."),
    State.WITHDRAWN: ("Withdrawn", "You took it back, so nobody is working on it. You may send it again."),
    State.ENDED: ("Ended", "It ended because no answer came in time. You may still send it."),
}

CHOICES = tuple((state.value, state.label) for state in State)
"""Each state with its label, as a form or a column wants them."""

MOVES: MappingProxyType[State, frozenset[State]] = MappingProxyType(
    {
        State.DRAFT: frozenset((State.SUBMITTED, State.WITHDRAWN, State.ENDED)),
        State.SUBMITTED: frozenset(
            (State.MORE_INFORMATION, State.IN_REVIEW, State.POOL, State.DECLINED, State.WITHDRAWN)
        ),
        State.MORE_INFORMATION: frozenset((State.IN_REVIEW, State.POOL, State.DECLINED, State.WITHDRAWN, State.ENDED)),
        State.IN_REVIEW: frozenset((State.MORE_INFORMATION, State.POOL, State.DECLINED, State.WITHDRAWN)),
        State.POOL: frozenset((State.OFFERED, State.IN_REVIEW, State.DECLINED, State.WITHDRAWN)),
        State.OFFERED: frozenset((State.SEATED, State.POOL, State.WITHDRAWN)),
        State.SEATED: frozenset(),
        State.DECLINED: frozenset((State.IN_REVIEW,)),
        State.WITHDRAWN: frozenset((State.SUBMITTED,)),
        State.ENDED: frozenset((State.SUBMITTED,)),
    }
)
"""Where an application may go from where it stands.

A clear case is decided straight from `submitted`. Only what waits for the applicant ends by time: a draft and a
question. An offer that ends, is declined or taken back leads to the pool: the place in line is kept. What the applicant
took back or left lying they may send again; what the program declined only the program reopens. What becomes of a seat
later is the group's business.
"""

CLOSED = frozenset((State.SEATED, State.DECLINED, State.WITHDRAWN, State.ENDED))
"""Those that nobody works on any more."""
OPEN = frozenset(State) - CLOSED
"""Those that somebody has yet to move."""
QUEUE = frozenset((State.SUBMITTED, State.MORE_INFORMATION, State.IN_REVIEW))
"""Those that the program has yet to decide."""


def may(from_: State, to: State) -> bool:
    """Whether an application may go from one state to the other."""
    return to in MOVES[from_]


STEPS = ("Sent", "First read", "Conversation", "Accepted", "Seated")
"""The five steps that the applicant's page shows."""

_STEP = {
    State.DRAFT: 1,
    State.SUBMITTED: 2,
    State.MORE_INFORMATION: 3,
    State.IN_REVIEW: 3,
    State.POOL: 4,
    State.OFFERED: 4,
    State.SEATED: 5,
}


def step_of(state: State) -> int:
    """The step an application is at, 1 to 5: those before it are done. 0 for one that closed without a seat."""
    return _STEP.get(state, 0)


_PROMISED_DAYS = {State.SUBMITTED: 7, State.IN_REVIEW: 7, State.MORE_INFORMATION: 14, State.POOL: 30}


def promise(state: State, since: date, today: date, holidays: Collection[date] = ()) -> date | None:
    """The day by which the applicant hears from the program, or None where no word is owed or the offer's clock tells.

    `since` is the day of the last word. The promise is 7 days in the queue, 14 while a question is open, 30 in the
    pool, and the working day before if that is none: it may be kept early, never late. A day that has passed is not
    promised again: then it is the first working day from `today` on.
    """
    if state not in _PROMISED_DAYS:
        return None
    day = since + timedelta(days=_PROMISED_DAYS[state])
    while day > since and not is_working_day(day, holidays):
        day -= _ONE_DAY
    if day > since and day >= today:
        return day
    return _working_day_from(max(today, since + _ONE_DAY), holidays)


def held_until(made: datetime, zone: str, working_days: int, holidays: Collection[date] = ()) -> datetime:
    """When an offer made at `made` ends, in UTC: at 17:00 on the wall of `zone`, `working_days` after that day.

    Raises ValueError for less than one day or a naive datetime, zoneinfo.ZoneInfoNotFoundError for an unknown zone.
    """
    if working_days < 1:
        raise ValueError("an offer is held for at least one working day")
    day = local_day(made, zone)
    for _ in range(working_days):
        day = _working_day_from(day + _ONE_DAY, holidays)
    return instant(day, OFFER_ENDS, zone)


def extended(until: datetime, zone: str, holidays: Collection[date] = ()) -> datetime:
    """When an offer that ends at `until` ends once it is extended: three working days later, at 17:00, in UTC."""
    return held_until(until, zone, MORE_WORKING_DAYS, holidays)


def reminders(made: datetime, until: datetime) -> tuple[datetime, datetime]:
    """When somebody is reminded of an offer: halfway, and 24 h before it ends.

    An offer held for less than 48 h has both at its half, so that one mail does: nobody is reminded of what just came.
    Raises ValueError if it ends before it was made.
    """
    if until <= made:
        raise ValueError("an offer ends after it was made")
    halfway = made + (until - made) / 2
    return halfway, max(halfway, until - _ONE_DAY)


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Whether people work on `day`: Monday to Friday and no holiday."""
    return day.weekday() <= _FRIDAY and day not in holidays


def _working_day_from(day: date, holidays: Collection[date]) -> date:
    while not is_working_day(day, holidays):
        day += _ONE_DAY
    return day


class Decision(StrEnum):
    """What a program admin decides about an application, by one key: A, W, M or D."""

    ACCEPT = "accept"
    WAIT = "wait"
    MORE = "more"
    DECLINE = "decline"

    @property
    def leads_to(self) -> State:
        """Where the application goes."""
        return _LEADS_TO[self]


def may_decide(from_: State, decision: Decision) -> bool:
    """Whether people may decide so from where an application stands.

    While a seat is offered nobody does: the applicant answers, or the offer is taken back first.
    """
    return from_ is not State.OFFERED and may(from_, decision.leads_to)


_LEADS_TO = {
    Decision.ACCEPT: State.POOL,
    Decision.WAIT: State.POOL,
    Decision.MORE: State.MORE_INFORMATION,
    Decision.DECLINE: State.DECLINED,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it was decided: a chip for who decides, and a sentence for the applicant that blames nobody."""

    key: str
    chip: str
    sentence: str


REASONS: MappingProxyType[Decision, tuple[Reason, ...]] = MappingProxyType(
    {
        Decision.ACCEPT: (
            Reason("fits", "Meets everything", "You are what our groups look for."),
            Reason("close", "Musts met, rest close", "You fit where it matters most to our groups."),
            Reason("talk", "Good conversation", "After we talked we are sure that a group will be glad of you."),
            Reason("adds", "Adds what we lack", "You bring something that our groups do not have yet."),
        ),
        Decision.WAIT: (
            Reason("full", "Groups are full", "You fit. The groups that would suit you are full at the moment."),
            Reason("forming", "Group is forming", "You fit. The group that would suit you is still coming together."),
            Reason("market", "Market is taken", "You fit. We are looking for a group in which your market is free."),
            Reason("later", "Asked for later", "You fit. You asked for a later start, and we come back to you."),
        ),
        Decision.MORE: (
            Reason("facts", "Company facts", "Please add the facts about your company that are still open."),
            Reason("maturity", "Evidence of maturity", "Please add a line of evidence to your self-assessment."),
            Reason("market", "Where they work", "Please tell us where your clients are and how far you go for them."),
            Reason("references", "References", "Please name two people who know your work and may be asked."),
            Reason("role", "Their role", "Please tell us a little more about what you do in your company."),
            Reason("call", "A call first", "We would like to talk for a quarter of an hour. Please choose a time."),
        ),
        Decision.DECLINE: (
            Reason("small", "Smaller than our groups", "Our groups are for larger companies than yours is today."),
            Reason("large", "Larger than our groups", "Our groups are for smaller companies than yours is today."),
            Reason("role", "No group for the role", "We have no group for your role."),
            Reason("business", "Another kind of business", "Our groups are for MSPs, and yours is another business."),
            Reason("stage", "Another stage", "Our groups work on other questions than those of your stage today."),
            Reason("place", "Outside our area", "Our groups meet where you could hardly take part."),
            Reason("no_group", "No group that suits", "We found no group that suits you, and do not want you to wait."),
            Reason("silence", "Never heard back", "We could not reach you. Write to us, and we take it up again."),
        ),
    }
)
"""The reasons of each decision, the most usual first. "No group that suits" serves every conflict: it tells of none."""


CALL_FIRST = (Decision.MORE, "call")
"""The decision and the key of the reason that ask for a call: the applicant is shown times to choose from."""


def reason(decision: Decision, key: str) -> Reason:
    """The reason of a decision by its key. Raises KeyError for a key that the decision does not have."""
    for known in REASONS[decision]:
        if known.key == key:
            return known
    raise KeyError(key)
