"""What was seen of somebody at a meeting, in words and as a shape; and the one-press ways to say it. Pure."""

from dataclasses import dataclass
from datetime import datetime

from meetings.policy import Reason, Seen

SHAPES = {
    Seen.PRESENT: "on_track", Seen.LATE: "at_risk", Seen.LEFT_EARLY: "at_risk", Seen.EXCUSED: "no_news",
    Seen.UNEXCUSED: "stuck", Seen.SUBSTITUTE: "done", Seen.ON_LEAVE: "dropped",
}  # fmt: skip
"""The shape of each, as templates/components/_status.html names them."""

CLIENT_DOWN = "client_down"
"""The one press that says two things: they told us, and why."""

USUAL_MINUTES = 10
"""By how much somebody was late, or left early, when nobody looked at the clock. The page lets it be changed."""


@dataclass(frozen=True)
class Press:
    """One press: its value, what stands on the button, and its letter on the keyboard."""

    value: str
    label: str
    letter: str


PRESSES = (
    Press(Seen.PRESENT, "Here", "h"),
    Press(Seen.LATE, "Late", "l"),
    Press(Seen.LEFT_EARLY, "Left early", "e"),
    Press(Seen.EXCUSED, "Told us", "t"),
    Press(Seen.UNEXCUSED, "No word", "x"),
    Press(CLIENT_DOWN, "Client down", "c"),
    Press(Seen.SUBSTITUTE, "Alternate", "a"),
)


def seen_words(seen: str, minutes: int | None = None, reason: str = "", alternate: str = "") -> str:
    """A look in words: "Late by 12 minutes", "Told us, a client was down", "Ana Diaz came instead"."""
    span = f"{minutes} minute{'' if minutes == 1 else 's'}" if minutes else ""
    if seen == Seen.LATE and span:
        return f"Late by {span}"
    if seen == Seen.LEFT_EARLY and span:
        return f"Left {span} early"
    if seen == Seen.SUBSTITUTE and alternate:
        return f"{alternate} came instead"
    why = {Reason.CLIENT_DOWN: ", a client was down", Reason.MEDICAL: ", medical"}.get(Reason(reason), "")
    return f"{Seen(seen).label}{why}"


def pressed(seen: str, reason: str) -> str:
    """Which press a look is."""
    return CLIENT_DOWN if seen == Seen.EXCUSED and reason == Reason.CLIENT_DOWN else seen


def minutes_off(value: str, starts_at: datetime, ends_at: datetime, now: datetime, said: int | None) -> int | None:
    """How many minutes a press means: late by what has passed, gone with what remains; None for the other presses.

    Before or after the meeting it is what they said beforehand (`said`), else USUAL_MINUTES.
    """
    if value not in (Seen.LATE, Seen.LEFT_EARLY):
        return None
    if starts_at < now < ends_at:
        span = now - starts_at if value == Seen.LATE else ends_at - now
        return min(max(round(span.total_seconds() / 60), 1), 720)
    return (said if value == Seen.LATE else None) or USUAL_MINUTES
