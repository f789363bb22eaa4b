"""Who comes to a meeting, as its page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from groups.models import Group
from meetings.answers import SAID, buttons, details
from meetings.models import Meeting, Rsvp
from programs.faces import hue, initials
from programs.tenancy import Standing

COMING = (Rsvp.Answer.YES, Rsvp.Answer.LATE)


@dataclass(frozen=True)
class Face:
    """One person at the table: what they said, ready to print; `kind` is yes, late, no or silent."""

    name: str
    note: str
    kind: str
    initials: str
    hue: int


@dataclass(frozen=True)
class Way:
    """How somebody travels to a meeting: `told` are (label, words) of what they said of it."""

    name: str
    booked: bool
    told: list[tuple[str, str]]


def of(meeting: Meeting, who: Standing, now: datetime) -> dict[str, Any]:
    """The part `_meeting_rsvp.html` of a meeting's page: {title, faces, silent, silent_means, counts, buttons, stays},
    in one query.

    `buttons` is the reader's own answer, None for who has no place, and once the meeting is over. `stays` tells who
    travels how, to who facilitates; of a meeting that is over nobody needs it.
    """
    places = list(
        Rsvp.objects.filter(meeting=meeting)
        .select_related("member__company", "stay")
        .order_by("seat__number", "member__name")
    )
    for place in places:
        place.meeting = meeting
    over = meeting.is_over(now)
    mine = None if over else next((place for place in places if place.member_id == who.member_id), None)
    faces = [face(place) for place in places]
    return {
        "faces": [one for one in faces if one.kind != "silent"],
        "silent": [one for one in faces if one.kind == "silent"],
        "title": "Who was to come" if over else "Who comes",
        "silent_means": silence(meeting, over=over),
        "counts": counts(places, meeting, over=over),
        "buttons": buttons(mine, meeting.program, now) if mine else None,
        "stays": ways(places) if meeting.group_id in who.facilitates and not over else [],
    }


def ways(places: Iterable[Rsvp]) -> list[Way]:
    """What those who come have said of their travel."""
    found = []
    for place in places:
        stay = getattr(place, "stay", None)
        if not stay or place.answer == Rsvp.Answer.NO:
            continue
        told = [
            ("Does not eat", stay.diet), ("Arrives", stay.arrives), ("Leaves", stay.leaves), ("Shares", stay.shares),
        ]  # fmt: skip
        said = [(label, words) for label, words in told if words]
        if said or stay.booked_at:
            found.append(Way(place.member.name, bool(stay.booked_at), said))
    return found


def face(place: Rsvp) -> Face:
    """One person and what they said."""
    member = place.member
    before = f"Said {place.was['answer']} for another day, before it was moved" if place.was else member.company.name
    says = SAID[place.answer] if place.answer else ""
    if place.answer == Rsvp.Answer.YES and place.meeting.mode == Group.Mode.HYBRID and not place.online:
        says = "Comes, in person"
    note = f"{says}{details(place)}" if place.answer else before
    return Face(member.name, note, place.answer or "silent", initials(member.name), hue(member.pk))


def silence(meeting: Meeting, *, over: bool) -> str:
    """What no answer means: at the table of a meeting in person nothing, elsewhere that one is expected."""
    if meeting.in_person:
        return "No answer" if over else "No answer yet"
    return "They said nothing" if over else "Expected, as nobody said no"


def counts(places: list[Rsvp], meeting: Meeting, *, over: bool = False) -> str:
    """How many come, in a sentence: "9 of 12 are expected. 2 do not come, 1 has not answered."; of a meeting that is
    over, how many were expected.
    """
    answers = [place.answer for place in places]
    if not answers:
        return "Nobody is asked yet."
    no, silent = answers.count(Rsvp.Answer.NO), answers.count("")
    expected = len(answers) - no - (silent if meeting.in_person else 0)
    if over:
        return f"{expected} of {len(answers)} {'was' if expected == 1 else 'were'} expected."
    first = f"{expected} of {len(answers)} {'is' if expected == 1 else 'are'} expected."
    rest = []
    if meeting.mode == Group.Mode.HYBRID and (said := [place for place in places if place.answer in COMING]):
        by_video = sum(place.online for place in said)
        rest.append(f"{len(said) - by_video} in person, {by_video} by video")
    rest += [f"{no} {'does' if no == 1 else 'do'} not come"] if no else []
    if silent:
        rest.append(f"{silent} {'has' if silent == 1 else 'have'} not answered")
    return f"{first} {', '.join(rest)}." if rest else first
