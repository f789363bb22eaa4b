"""The gates of meetings: fetching one and checking the reader are the same call, and strangers get 404."""

from uuid import UUID

from django.http import Http404, HttpRequest

from groups.models import Group
from meetings.models import DatePoll, Meeting, Series
from programs.access import door, having
from programs.tenancy import standing

facilitator = door("facilitator", having(lambda who: who.is_facilitator or "facilitator" in who.roles))
"""Whoever holds the role of a facilitator, also before their first group."""


def get_meeting(request: HttpRequest, pk: UUID) -> Meeting:
    """A meeting, with its group, for those who sit in the group or facilitate it now, and for program admins."""
    meeting = found(pk)
    who = standing()
    if meeting.group_id not in who.groups and not who.is_admin:
        raise Http404
    return meeting


def get_meeting_of_own(request: HttpRequest, pk: UUID, *more: str) -> Meeting:
    """A meeting of a group in which the reader sits or which they facilitate: what is said there is not for admins.

    With `more` of what hangs on it, in the same query.
    """
    meeting = found(pk, *more)
    if meeting.group_id not in standing().groups:
        raise Http404
    return meeting


def get_meeting_to_plan(request: HttpRequest, pk: UUID) -> Meeting:
    """A meeting for those who may move it and take its attendance: the group's facilitators and program admins."""
    meeting = found(pk)
    who = standing()
    if meeting.group_id not in who.facilitates and not who.is_admin:
        raise Http404
    return meeting


def get_meeting_to_run(request: HttpRequest, pk: UUID) -> Meeting:
    """A meeting for its group's facilitators alone: its agenda, its brief, what is written down there."""
    meeting = found(pk)
    if meeting.group_id not in standing().facilitates:
        raise Http404
    return meeting


def found(pk: UUID, *more: str) -> Meeting:
    """The meeting of this program with this key, with its group and `more`; raises Http404."""
    meeting: Meeting | None = Meeting.objects.select_related("group", *more).filter(pk=pk).first()
    if meeting is None:
        raise Http404
    return meeting


def get_series_to_plan(request: HttpRequest, pk: UUID) -> Series:
    """A series, with its group, for the group's facilitators, but no substitutes, and program admins."""
    series: Series | None = Series.objects.select_related("group__track").filter(pk=pk).first()
    who = standing()
    if series is None or (series.group_id not in who.keeps and not who.is_admin):
        raise Http404
    return series


def get_poll(request: HttpRequest, pk: UUID) -> DatePoll:
    """A poll, with its group, for those who sit in the group or facilitate it, and for program admins."""
    poll: DatePoll | None = DatePoll.objects.select_related("group").filter(pk=pk).first()
    who = standing()
    if poll is None or (poll.group_id not in who.groups and not who.is_admin):
        raise Http404
    return poll


def get_poll_to_run(request: HttpRequest, pk: UUID) -> DatePoll:
    """A poll for those who may pick from it: the group's facilitators, but no substitutes, and program admins."""
    poll = get_poll(request, pk)
    who = standing()
    if poll.group_id not in who.keeps and not who.is_admin:
        raise Http404
    return poll


def get_group_to_run(request: HttpRequest, pk: UUID) -> Group:
    """A group for its facilitators alone: whom they follow up is not for program admins."""
    group: Group | None = Group.objects.filter(pk=pk).first()
    if group is None or group.pk not in standing().facilitates:
        raise Http404
    return group
