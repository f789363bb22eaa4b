"""One's own answer to a meeting: in words, and as the buttons that stand on its page, on Today and on group home."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from groups.models import Group
from meetings.models import Rsvp
from programs.models import Program

SAID = {"yes": "Comes", "late": "Comes late", "no": "Does not come"}


@dataclass(frozen=True)
class Buttons:
    """One's own answer: `choices` are (value, label, chosen). `done` is what was just saved, with the fields that put
    back what stood before."""

    place: Rsvp
    url: str
    choices: list[tuple[str, str, bool]]
    words: str
    open: bool
    done: str = ""
    undo_url: str = ""
    before: tuple[tuple[str, str], ...] = ()


def details(place: Rsvp) -> str:
    """What belongs to an answer: ", 10 minutes", ", by video", ", sends an update", "; Ana Diaz comes instead"."""
    if place.answer == Rsvp.Answer.LATE:
        return f", {place.late_minutes} minutes" + (" and by video" if place.online else "")
    if place.answer == Rsvp.Answer.YES:
        return ", by video" if place.online else ""
    return (f"; {place.alternate} comes instead" if place.alternate else "") + (
        ", sends an update" if place.sends_update else ""
    )


def buttons(
    place: Rsvp, program: Program, now: datetime, *, done: str = "", before: dict[str, str] | None = None
) -> Buttons:
    """One's own answer as `_rsvp_buttons.html` shows it; `before` are the fields that put back what stood before."""
    meeting = place.meeting
    return Buttons(
        place,
        reverse("rsvp", args=[program.slug, meeting.pk]),
        [(value, label, value == place.answer) for value, label in Rsvp.Answer.choices],
        own_words(place),
        meeting.is_on and not meeting.is_over(now),
        done,
        reverse("rsvp_undo", args=[program.slug, meeting.pk]),
        tuple((before or {}).items()),
    )


def own_words(place: Rsvp) -> str:
    """What stands of one's own answer."""
    if place.answer == Rsvp.Answer.NO:
        instead = f" {place.alternate} comes instead." if place.alternate else ""
        return f"You do not come{', and send your update' if place.sends_update else ''}.{instead}"
    if place.answer:
        return f"You come{' late' if place.answer == Rsvp.Answer.LATE else ''}{details(place)}."
    if place.was:
        return f"You said {place.was['answer']} for another day, before the meeting was moved. Do you come?"
    if place.meeting.mode == Group.Mode.IN_PERSON:
        return "You have not answered yet. A place needs your yes."
    return "You are expected. Say no if you cannot come."
