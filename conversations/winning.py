"""Changes to the wall of wins: a win, thanks to a peer, what a recap tells. Each can be taken back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from conversations.models import Win
from conversations.talking import as_oneself, refuse_words
from goals.models import Goal
from groups.models import Group, SeatHolder
from meetings.models import Meeting
from members.models import Member
from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused
from programs.tenancy import standing

LONGEST = 400


@transaction.atomic
def post_win(
    group: Group, *, by: User, now: datetime, text: str, goal: Goal | None = None, kudos_to: Any = None,
    via: Via = "web",
) -> Win:  # fmt: skip
    """A win, or thanks to somebody (a member's key) who sits there. A goal becomes one win of a group.

    Raises Refused without words, for too many letters, for thanks to oneself and to somebody who sits elsewhere.
    """
    text = refuse_words(text, LONGEST, "text", "What went well? One sentence is enough.")
    thanked = peer(group, kudos_to) if kudos_to else None
    if goal and (posted := Win.objects.filter(group=group, goal=goal).first()):
        return posted
    made: Win = Win.objects.create(**as_oneself(group.pk, by), text=text, goal=goal, kudos_to=thanked, said_at=now)
    kind = "kudos.given" if thanked else "win.posted"
    record(kind, by=by, about=made, via=via, group=group.pk, member=made.member_id, at=now)
    return made


def peer(group: Group, key: Any) -> Member:
    """Somebody else who sits in the group and has joined; raises Refused for others."""
    if str(key) == str(standing().member_id):
        raise Refused("Thank somebody else; for your own, post a win.", field="kudos_to")
    held = SeatHolder.objects.current().filter(group=group, member=key, member__user__isnull=False)
    found = held.select_related("member").first()
    if found is None:
        raise Refused("Choose somebody who sits in the group.", field="kudos_to")
    return found.member


@transaction.atomic
def win_from_goal(goal: Goal, *, by: User, now: datetime, via: Via = "web") -> list[Win]:
    """A closed goal becomes a win in each group that sees it and in which its member still sits."""
    if goal.state != Goal.State.DONE:
        raise Refused("A goal becomes a win when it is done.")
    seen = Group.objects.filter(pk__in=set(goal.audience) & standing().groups)
    text = f"{goal.title}: {goal.outcome}" if goal.outcome else goal.title
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - 1]}…"
    return [post_win(group, by=by, now=now, text=text, goal=goal, via=via) for group in seen]


@transaction.atomic
def remove_win(win: Win, *, by: User, now: datetime, via: Via = "web") -> None:
    """Take one's own win back: the row goes, with its applause."""
    record("win.removed", by=by, about=win, via=via, group=win.group_id, at=now)
    win.delete()


@transaction.atomic
def pin_win(win: Win, meeting: Meeting | None, *, by: User, now: datetime, via: Via = "web") -> None:
    """The recap of a meeting of the group tells the win; None takes it out. Said twice it changes nothing."""
    if Win.objects.filter(pk=win.pk).exclude(pinned=meeting).update(pinned=meeting):
        record("win.pinned" if meeting else "win.unpinned", by=by, about=win, via=via, group=win.group_id, at=now)
