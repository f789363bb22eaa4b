"""How meetings reach people's own calendars: a group's way, and a person's private feed."""

from datetime import datetime

from django.db import transaction

from groups.models import Group
from meetings.models import CalendarFeed, MeetingSettings
from programs.activity import Via, record
from programs.models import User
from programs.versions import differing, lock, refuse_stale, save


@transaction.atomic
def change_meeting_settings(
    group: Group, *, by: User, now: datetime, seen: int | None = None, via: Via = "web", **fields: object
) -> MeetingSettings:
    """What a group chose about its meetings: `fields` of MeetingSettings. An older `seen` raises Stale; 0 is none yet.

    A group that goes over to invitations has those to its open meetings sent.
    """
    chosen, _ = MeetingSettings.objects.get_or_create(group=group)
    lock(chosen)
    changed = differing(chosen, fields)
    if changed:
        refuse_stale(chosen, seen or None)
        save(chosen, fields, changed)
        record("meeting_settings.changed", by=by, about=chosen, via=via, group=group, fields=changed, at=now)
    return chosen


@transaction.atomic
def make_feed(user: User, *, now: datetime, via: Via = "web") -> CalendarFeed:
    """A private address for a person's calendar; the one that is there stays."""
    feed, made = CalendarFeed.objects.get_or_create(user=user, defaults={"made_at": now})
    if made:
        record("feed.made", by=user, about=feed, via=via, at=now)
    return feed


@transaction.atomic
def take_back_feed(user: User, *, now: datetime, via: Via = "web") -> None:
    """The address answers nobody any more. A new one has another key; without one nothing is done."""
    feed = CalendarFeed.objects.filter(user=user).first()
    if feed:
        record("feed.taken_back", by=user, about=feed, via=via, at=now)
        feed.delete()
