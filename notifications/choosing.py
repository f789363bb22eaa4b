"""What a person chooses about all their mail: ways of the six families, hours and quiet days, a pause of everything."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from notifications.families import FAMILY
from notifications.models import Channel, MailHours, Notice, Preference, Seen, Way
from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused

PAUSE = timedelta(days=14)
LEAST_HOURS = timedelta(hours=1)
EVERY_DAY = 7


@transaction.atomic
def choose_ways(ways: Mapping[str, str], *, by: User, now: datetime) -> None:
    """How each of these families reaches a person in this program. Choosing mail takes up again what they had stopped
    of single kinds of that family."""
    kept = {one.family: one for one in Channel.objects.filter(user=by)}
    changed = [family for family, way in ways.items() if way != (kept[family].way if family in kept else Way.MAIL)]
    for family in changed:
        Channel.objects.update_or_create(user=by, family=family, defaults={"way": ways[family]})
        if ways[family] == Way.MAIL:
            kinds = [kind for kind, of in FAMILY.items() if of == family]
            Preference.objects.filter(user=by, kind__in=kinds).delete()
    for family in changed[:1]:
        row = Channel.objects.get(user=by, family=family)
        record("mail.chosen", by=by, about=row, fields=changed, at=now)


@transaction.atomic
def choose_hours(*, by: User, now: datetime, **chosen: Any) -> MailHours:
    """When reminders and digests may leave, in all programs of a person. Refuses hours that leave no room."""
    day = datetime(2000, 1, 1)  # noqa: DTZ001 - only the difference of two hours on one day
    if datetime.combine(day, chosen["closes"]) - datetime.combine(day, chosen["opens"]) < LEAST_HOURS:
        raise Refused("Leave at least an hour between the earliest and the latest.", field="closes")
    if len(set(chosen["quiet_days"])) >= EVERY_DAY:
        raise Refused("Leave at least one day on which reminders may come.", field="quiet_days")
    hours, _ = MailHours.objects.update_or_create(user=by, defaults=chosen)
    record("mail.hours_chosen", by=by, about=hours, fields=sorted(chosen), at=now)
    return hours


def pause_all(user: UUID, *, today: date, now: datetime, about: Any, via: Via = "web") -> MailHours:
    """No reminder and no digest for two weeks, in any program; `about` is what the press stood on."""
    return set_pause(user, today + PAUSE, about=about, now=now, via=via)


def resume_all(user: UUID, *, now: datetime, about: Any, via: Via = "web") -> MailHours:
    """Reminders come again."""
    return set_pause(user, None, about=about, now=now, via=via)


@transaction.atomic
def set_pause(user: UUID, until: date | None, *, about: Any, now: datetime, via: Via) -> MailHours:
    """Pause a person's mail until a day, or end the pause."""
    hours, _ = MailHours.objects.update_or_create(user_id=user, defaults={"paused_until": until})
    deed = "mail.all_paused" if until else "mail.all_taken_up"
    record(deed, by=user if via == "web" else None, about=about, via=via, at=now)
    return hours


def look_at_group(user: User, group: UUID, *, now: datetime) -> None:
    """A person looks at a group: what happened there until now is no news to them."""
    Seen.objects.update_or_create(user=user, group_id=group, defaults={"at": now})


def mark_seen(user: User, *, now: datetime, about: UUID | None = None) -> None:
    """Everything in a person's inbox here has been looked at, or what it tells of one thing."""
    told = Notice.objects.filter(recipient_id=user.pk, seen_at=None)
    (told.filter(object_id=about) if about else told).update(seen_at=now)
