"""Asking a group for a date: moments are offered, members say when they can, the facilitator picks one."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from groups.models import Group, SeatHolder
from meetings.actions.planning import add_meeting
from meetings.models import DateAsk, DateOption, DatePoll, DateVote, Meeting
from members.models import Member
from programs.activity import Via, record
from programs.clock import instant, local_day, on_the_wall
from programs.due import clear_due, set_due
from programs.models import User
from programs.refusal import Refused

ASKS = "date_poll"
"""The kind of Due, and of the mail, that asks a member when they can."""

A_DAY, REMINDS_AT = timedelta(days=1), time(8)
"""When whoever has not answered is asked once more: on the morning before the last day (research/ux, Rallly)."""

FEWEST, MOST = 2, 8
"""Options of a poll: with one there is nothing to choose, and nobody answers twenty."""


@transaction.atomic
def open_poll(
    group: Group, *, by: User, now: datetime, moments: Iterable[datetime], answer_by: date, zone: str, **fields: Any
) -> DatePoll:
    """Ask a group which of these moments (aware) suits. `fields` are name, minutes, mode, place and join_url.

    Raises Refused for a closed group, for too few or too many moments, for one that is over, and for a last day of
    answers that is over or comes after the first of them.
    """
    offered = sorted(set(moments))
    if group.state == Group.State.CLOSED:
        raise Refused(f"{group.name} is closed.")
    if not FEWEST <= len(offered) <= MOST:
        raise Refused(f"Offer {FEWEST} to {MOST} different moments.")
    if offered[0] <= now:
        raise Refused("One of these moments is over. Offer later ones.")
    if not local_day(now, zone) <= answer_by <= local_day(offered[0], zone):
        raise Refused("Answers are needed from today on, and before the first of these moments.", field="answer_by")
    poll = DatePoll.objects.create(group=group, answer_by=answer_by, zone=zone, opened_at=now, **fields)
    DateOption.objects.bulk_create(DateOption(poll=poll, group=group, starts_at=moment) for moment in offered)
    seated = SeatHolder.objects.current().filter(group=group).values_list("member", flat=True).distinct()
    DateAsk.objects.bulk_create(DateAsk(poll=poll, group=group, member_id=member) for member in seated)
    remind(poll, now=now)
    record("poll.opened", by=by, about=poll, group=group, at=now)
    return poll


def remind(poll: DatePoll, *, now: datetime) -> None:
    """Have whoever has not answered asked once more, on the morning before the last day; nobody if that is over."""
    at = instant(poll.answer_by - A_DAY, REMINDS_AT, poll.zone)
    silent = DateAsk.objects.filter(poll=poll, answered_at=None, member__user__isnull=False).select_related("member")
    for ask in silent if at > now else ():
        set_due(ASKS, user=ask.member.user_id, about=ask, at=at, zone=ask.member.zone or poll.zone, wall=REMINDS_AT)


def stop_reminding(poll: DatePoll) -> None:
    """Nobody is asked any more."""
    for ask in DateAsk.objects.filter(poll=poll, answered_at=None):
        clear_due(ASKS, about=ask)


@transaction.atomic
def vote(
    poll: DatePoll, member: Member, *, by: User | None, now: datetime, says: Mapping[Any, str], via: Via = "web"
) -> None:
    """A member says for each option, by its key, whether they can; the last word counts. What they leave out stays.

    Raises Refused when the poll is over, for somebody who does not sit in the group, and for an unknown word. Nobody is
    `by` a mail link, which opens the poll only while its member sits there.
    """
    refuse_closed(DatePoll.objects.get(pk=poll.pk))  # as it stands now: it may have ended since the page was opened
    if by and not SeatHolder.objects.current().filter(group=poll.group_id, member=member).exists():
        raise Refused("Only who sits in the group is asked.")
    options = {one.pk: one for one in DateOption.objects.filter(poll=poll)}
    if not set(says) <= set(options) or not set(says.values()) <= set(DateVote.Can.values):
        raise Refused("Say yes, if needed, or no.")
    DateVote.objects.bulk_create(
        (
            DateVote(option=options[key], group_id=poll.group_id, member=member, can=can, at=now)
            for key, can in says.items()
        ),
        update_conflicts=True, unique_fields=["program", "option", "member"], update_fields=["can", "at"],
    )  # fmt: skip
    for ask in DateAsk.objects.filter(poll=poll, member=member, answered_at=None):
        ask.answered_at = now
        ask.save(update_fields=["answered_at"])
        clear_due(ASKS, about=ask)
    record("poll.answered", by=by, about=poll, via=via, group=poll.group_id, member=member, at=now)


@transaction.atomic
def pick_date(poll: DatePoll, option: DateOption, *, by: User, now: datetime) -> Meeting:
    """The poll ends, and its group meets at that moment. Raises Refused when it is over already, or the moment is."""
    poll = DatePoll.objects.select_for_update(no_key=True, of=("self",)).select_related("group").get(pk=poll.pk)
    refuse_closed(poll)
    if option.starts_at <= now:
        raise Refused("That moment is over. Pick a later one, or ask again.")
    begins = on_the_wall(option.starts_at, poll.zone)
    meeting = add_meeting(
        poll.group, by=by, now=now, day=begins.date(), at=begins.time(), zone=poll.zone, minutes=poll.minutes,
        name=poll.name, mode=poll.mode, place=poll.place, join_url=poll.join_url,
    )  # fmt: skip
    DatePoll.objects.filter(pk=poll.pk).update(closed_at=now, meeting=meeting)
    stop_reminding(poll)
    record("poll.picked", by=by, about=poll, group=poll.group_id, at=now)
    return meeting


@transaction.atomic
def close_poll(poll: DatePoll, *, by: User, now: datetime) -> None:
    """End a poll without a date. Raises Refused when it is over already."""
    if not DatePoll.objects.filter(pk=poll.pk, closed_at=None).update(closed_at=now):
        raise Refused("This poll is over.")
    stop_reminding(poll)
    record("poll.closed", by=by, about=poll, group=poll.group_id, at=now)


@transaction.atomic
def reopen_poll(poll: DatePoll, *, by: User, now: datetime) -> None:
    """Take back that a poll was ended without a date; the answers are still there. Raises Refused for others."""
    if not DatePoll.objects.filter(pk=poll.pk, meeting=None).exclude(closed_at=None).update(closed_at=None):
        raise Refused("A date was picked, or the poll is open.")
    remind(poll, now=now)
    record("poll.reopened", by=by, about=poll, group=poll.group_id, at=now)


def refuse_closed(poll: DatePoll) -> None:
    """Raises Refused for a poll that ended."""
    if poll.closed_at:
        raise Refused("This poll is over.")
