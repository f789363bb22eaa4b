""" "I need support": a word to one person alone, answered by them, closed by either."""

from datetime import datetime
from typing import Any

from django.db import transaction

from conversations.models import Support
from conversations.talking import refuse_words
from groups.models import FacilitatorTerm, Group
from members.models import Member
from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused

LONGEST = 1000


@transaction.atomic
def ask_support(
    member: Member, group: Group, to: FacilitatorTerm | Member, *, by: User, now: datetime, text: str, via: Via = "web"
) -> Support:
    """Ask the facilitator of a group, or a buddy. Only the two read it. Raises Refused without words."""
    text = refuse_words(text, LONGEST, "text", "Say in a sentence what it is about.")
    asked = {"to": to} if isinstance(to, Member) else {"term": to}
    same = Support.objects.filter(member=member, group=group, text=text, closed_at=None, **asked).first()
    if same:
        return same
    made: Support = Support.objects.create(member=member, group=group, text=text, said_at=now, **asked)
    record("support.asked", **told(made), by=by, about=made, via=via, at=now)
    return made


@transaction.atomic
def answer_support(support: Support, *, by: User, now: datetime, text: str, via: Via = "web") -> None:
    """The one who was asked answers; a second answer stands in the place of the first. Raises Refused without words."""
    text = refuse_words(text, LONGEST, "text", "Write a line, or a time at which you call.")
    if support.closed_at:
        raise Refused("This is closed. Take it up again first.")
    if Support.objects.filter(pk=support.pk).exclude(answer=text).update(answer=text, answered_at=now):
        record("support.answered", **told(support), by=by, about=support, via=via, at=now)


@transaction.atomic
def close_support(support: Support, *, by: User, now: datetime, via: Via = "web") -> None:
    """It is dealt with. Said twice it changes nothing."""
    if Support.objects.filter(pk=support.pk, closed_at=None).update(closed_at=now):
        record("support.closed", **told(support), by=by, about=support, via=via, at=now)


@transaction.atomic
def reopen_support(support: Support, *, by: User, now: datetime, via: Via = "web") -> None:
    """It is open again. Said twice it changes nothing."""
    if Support.objects.filter(pk=support.pk, closed_at__isnull=False).update(closed_at=None):
        record("support.reopened", **told(support), by=by, about=support, via=via, at=now)


def told(support: Support) -> dict[str, Any]:
    """To whom what happened is told: to the member alone, so that no group's feed and no admin's log has it."""
    return {"group": support.member_id, "member": support.member_id}
