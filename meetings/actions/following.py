"""What a facilitator does about somebody who needs them: writes, calls, puts it off, hands it on; and takes it back."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from groups.models import Group
from meetings.actions.writing import take_back_letter, write_letter
from meetings.models import FollowUp
from members.models import Member
from programs.activity import record
from programs.refusal import Refused

LONGEST = timedelta(days=366)
"""So far ahead something may be put off."""


@transaction.atomic
def write_note(
    group: Group, member: Member, *, by: Any, now: datetime, reason: str, about: UUID | None, subject: str, text: str
) -> FollowUp:
    """A note of `by` to one member, by mail: it leaves within a minute, and a reply goes to its writer.

    Raises Refused when the member has not joined yet, and without words.
    """
    if member.user_id is None:
        raise Refused(f"{member.name} has not joined yet, so a mail from here does not reach them. Call them instead.")
    letter = write_letter([member.user_id], by=by, now=now, subject=subject, text=text, group=group)
    about_what = {"group": group, "member": member, "reason": reason, "about_id": about}
    return note(FollowUp(**about_what, did=FollowUp.Did.NOTE, by=by, letter=letter, at=now))


@transaction.atomic
def note_call(
    group: Group, member: Member, *, by: Any, now: datetime, reason: str, about: UUID | None, words: str = ""
) -> FollowUp:
    """They were called; `words` are for the facilitators of the group alone."""
    about_what = {"group": group, "member": member, "reason": reason, "about_id": about}
    return note(FollowUp(**about_what, did=FollowUp.Did.CALL, by=by, words=words.strip(), at=now))


@transaction.atomic
def put_off(
    group: Group, member: Member | None, *, by: Any, now: datetime, today: date, reason: str, about: UUID | None,
    until: date,
) -> FollowUp:  # fmt: skip
    """Look again on that day. `today` is the day on the wall of the group. Raises Refused for a day that has come."""
    if not today < until <= today + LONGEST:
        raise Refused("Choose a day after today, within a year.", field="until")
    about_what = {"group": group, "member": member, "reason": reason, "about_id": about}
    return note(FollowUp(**about_what, did=FollowUp.Did.LATER, by=by, until=until, at=now))


@transaction.atomic
def hand_on(
    group: Group, member: Member, *, by: Any, now: datetime, reason: str, about: UUID | None, to: UUID
) -> FollowUp:
    """A co-facilitator, by the key of their user, sees to it. Whether they facilitate here the caller has asked."""
    if to == by.pk:
        raise Refused("That is you. Choose a co-facilitator.", field="to")
    about_what = {"group": group, "member": member, "reason": reason, "about_id": about}
    return note(FollowUp(**about_what, did=FollowUp.Did.HANDED_ON, by=by, to_id=to, at=now))


def note(deed: FollowUp) -> FollowUp:
    """Write it down. The record names nobody: whom a facilitator followed up is for the facilitators."""
    deed.save()
    record("follow_up.noted", by=deed.by, about=deed, group=deed.group_id, at=deed.at)
    return deed


@transaction.atomic
def take_back(deed: FollowUp, *, by: Any, now: datetime) -> None:
    """It was not done: the row stands where it stood. Raises Refused for a note that has left already."""
    if deed.did == FollowUp.Did.NOTE:
        if deed.letter is None:
            raise Refused("It has left already.")
        take_back_letter(deed.letter, by=by, now=now)
    record("follow_up.taken_back", by=by, about=deed, group=deed.group_id, at=now)
    deed.delete()
