"""Attendance rules to begin with: five cultures and ours, and any rule in plain sentences for a public page.

Pure. Each preset says where its numbers are from; marks like [NLG] are the sources of research/mission.md. Where a
source says nothing (whether an alternate counts, say), the choice is ours, and the comment says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from meetings.policy import Counts, Policy, State, Step, Window
from meetings.standing import number_words, weight_words


@dataclass(frozen=True, slots=True)
class Preset:
    """A rule to start from: its name, where it is from in a line, and the rule."""

    key: str
    label: str
    origin: str
    policy: Policy


# Second miss: a call. Third, or second in person: a talk about the seat (issue 4). A client's outage is the one
# excuse that every MSP knows; it counts half. The rest is the mildest there is.
OURS = Policy(
    window=Window.ROLLING,
    months=12,
    late_after=15,
    client_down_weight=Decimal("0.5"),
    ladder=(
        Step(Decimal(2), State.CALL),
        Step(Decimal(3), State.TALK),
        Step(Decimal(2), State.TALK, Counts.IN_PERSON),
    ),
)

# More than one missed meeting in two years is ground for dismissal; family emergency and health are excused; an
# alternate comes by unanimous vote of the group and stands for the company [NLG].
NLG = Policy(window=Window.ROLLING, months=24, ladder=(Step(Decimal(2), State.TALK),))

# Three absences are allowed in rolling six months, the fourth opens the seat; a substitute is no absence: six of them,
# or three once there was an absence; no leave but medical leave, up to eight weeks [ICON][BNI22][BLOG]. A letter goes
# out before the seat is opened [BLOG]; that is our call, at the third.
BNI = Policy(
    window=Window.ROLLING,
    months=6,
    substitutes=6,
    substitutes_with_absence=3,
    leave_medical_only=True,
    leave_days=56,
    ladder=(Step(Decimal(3), State.CALL), Step(Decimal(4), State.TALK)),
)

# At most two in any twelve months; leeway for newcomers, and for a crisis at work or at home [MH2]. How long one is
# new, and that nobody stands in for a member, is ours.
VISTAGE = Policy(
    window=Window.ROLLING,
    months=12,
    substitute_weight=Decimal(1),
    client_down_weight=Decimal(0),
    grace_days=90,
    ladder=(Step(Decimal(3), State.TALK),),
)

# Two to three a year [FLT]: above two is a sign that somebody should ask, above three is more than any forum allows.
# Over one minute late, or leaving early, is half a miss [FLF]. That a year rolls, and nobody stands in, is ours.
FORUM = Policy(
    window=Window.ROLLING,
    months=12,
    late_after=1,
    late_weight=Decimal("0.5"),
    early_weight=Decimal("0.5"),
    substitute_weight=Decimal(1),
    medical_counts=True,
    ladder=(Step(Decimal("2.5"), State.CALL), Step(Decimal("3.5"), State.TALK)),
)

# Half of each half of the Rotary year (from July), catch-ups within 14 days included, 30 % at home (some clubs 25),
# never four in a row; there is who is there for 60 % of the meeting [SAL][SUN][WIL]. Some clubs write at three; that is
# our call. Leave is what the board grants. Nobody stands in for a member.
ROTARY = Policy(
    window=Window.HALF_YEAR,
    starts_month=7,
    presence=60,
    substitute_weight=Decimal(1),
    medical_counts=True,
    catch_up_days=14,
    least_share=50,
    least_home_share=30,
    ladder=(Step(Decimal(3), State.CALL, Counts.IN_A_ROW), Step(Decimal(4), State.TALK, Counts.IN_A_ROW)),
)

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        preset.key: preset
        for preset in (
            Preset("ours", "Ours", "Two misses a year are human; in person, one is.", OURS),
            Preset("nlg", "NLG", "IT companies that meet a few times a year.", NLG),
            Preset("bni", "BNI", "Weekly chapters, with substitutes.", BNI),
            Preset("vistage", "Vistage", "Monthly days of CEOs; newcomers have leeway.", VISTAGE),
            Preset("forum", "Forum", "EO and YPO forums; late is half a miss.", FORUM),
            Preset("rotary", "Rotary", "Half of each half-year, with catch-ups.", ROTARY),
        )
    }
)
"""By key, ours first: the one a new program has until it chooses."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def words(policy: Policy) -> list[str]:
    """The rule in plain sentences, for the page that says what to expect."""
    said = [_window(policy), *_steps(policy), *_shares(policy), *_absences(policy), *_partly(policy)]
    said += [*_alternates(policy), *_forgiven(policy)]
    if policy.catch_up_days is not None:
        said.append(
            f"A meeting you missed can be made up for within {_count(policy.catch_up_days, 'day')} before or after it."
        )
    return [*said, "A person decides what happens next; nobody loses a seat by a count."]


def _count(number: int, noun: str) -> str:
    return f"{number_words(number)} {noun}{'' if number == 1 else 's'}"


def _window(policy: Policy) -> str:
    if policy.window is Window.ROLLING:
        return f"We look at the last {'month' if policy.months == 1 else _count(policy.months, 'month')}."
    first = _MONTHS[policy.starts_month - 1]
    if policy.window is Window.YEAR:
        return f"We look at a year at a time, each from {first}."
    return f"We look at half a year at a time, from {first} and from {_MONTHS[(policy.starts_month + 5) % 12]}."


_KINDS = {Counts.ALL: "", Counts.IN_PERSON: " in person", Counts.IN_A_ROW: " in a row"}
_ACTS = {State.CALL: "your facilitator calls and asks what would help", State.TALK: "there is a talk about the seat"}


def _steps(policy: Policy) -> list[str]:
    told = []
    for step in sorted(policy.ladder, key=lambda step: (list(_KINDS).index(step.counts), step.at)):
        many = f"{step.at.normalize():f} misses" if step.at % 1 else _misses(int(step.at))
        told.append(f"At {many}{_KINDS[step.counts]} {_ACTS[step.act]}.")
    return told or ([] if policy.least_share or policy.least_home_share else ["No number of misses opens anything."])


def _misses(number: int) -> str:
    return "one miss" if number == 1 else f"{number_words(number)} misses"


def _shares(policy: Policy) -> list[str]:
    least, home = policy.least_share, policy.least_home_share
    if least is None and home is None:
        return []
    made_up = ", catch-ups included" if policy.catch_up_days is not None else ""
    asks = [f"{least} % of the meetings{made_up}"] if least else []
    if home:
        asks.append(f"{home} % of the meetings without catch-ups")
    less = f"With less, and {_misses(policy.share_after)} or more, there is a talk about the seat."
    return [f"Come to at least {', and to at least '.join(asks)}. {less}"]


def _absences(policy: Policy) -> list[str]:
    told, no_word = weight_words(policy.excused_weight), weight_words(policy.unexcused_weight)
    if told == no_word == weight_words(Decimal(1)):
        said = ["A miss is a miss whether or not you tell us; telling us helps the others."]
    elif told == no_word:
        said = [f"A meeting you miss {told}, whether you tell us or not; telling us helps the others."]
    else:
        said = [f"A meeting you miss {told} if you tell us beforehand; without a word it {no_word}."]
    if policy.client_down_weight is not None:
        said.append(f"When a client is down, a miss {_at_most(policy.client_down_weight)}.")
    return said


def _at_most(weight: Decimal) -> str:
    return weight_words(weight).replace("counts", "counts at most", 1)


def _partly(policy: Policy) -> list[str]:
    said = []
    if policy.late_weight:
        said.append(f"Coming late{_beyond(policy.late_after)} {weight_words(policy.late_weight)}.")
    if policy.early_weight:
        said.append(f"Leaving early{_beyond(policy.early_after)} {weight_words(policy.early_weight)}.")
    if policy.presence is not None:
        said.append(f"Be there for at least {policy.presence} % of a meeting; less is a miss.")
    return said


def _beyond(minutes: int) -> str:
    return f" by more than {_count(minutes, 'minute')}" if minutes else ""


def _alternates(policy: Policy) -> list[str]:
    if policy.substitute_weight >= 1:
        return ["Nobody can stand in for you: a meeting an alternate comes to is one you missed."]
    sends = "Sending an approved alternate"
    said = [f"{sends} {'is no miss' if not policy.substitute_weight else weight_words(policy.substitute_weight)}."]
    caps = []
    if policy.substitutes is not None:
        caps.append(_times(policy.substitutes))
    if policy.substitutes_with_absence is not None:
        caps.append(f"{_times(policy.substitutes_with_absence)} after you missed a meeting yourself")
    return [*said, f"You can do so {'; '.join(caps)}."] if caps else said


def _times(number: int) -> str:
    return {0: "not at all", 1: "once", 2: "twice"}.get(number, f"up to {number_words(number)} times")


def _days(days: int) -> str:
    """Days in words, in weeks where they are whole ones."""
    return _count(days, "day") if days % 7 else _count(days // 7, "week")


def _forgiven(policy: Policy) -> list[str]:
    kind = "Medical leave" if policy.leave_medical_only else "Leave"
    longest = f", up to {_days(policy.leave_days)}" if policy.leave_days is not None else ""
    said = [f"{kind} agreed on with your facilitator does not count{longest}."]
    if not policy.medical_counts:
        said.append("Neither does a meeting you miss for medical reasons.")
    if policy.grace_days:
        said.append(f"Nor does what you miss in your first {_count(policy.grace_days, 'day')} in the group.")
    return said
