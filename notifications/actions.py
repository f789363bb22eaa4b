"""Changes to what people want to be mailed: stop a kind, pause it, take it up again, be asked later."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from notifications.bouncing import wants_mail_again
from notifications.gate import known
from notifications.models import Delivery, Kind, Preference, Urgency
from notifications.outbox import post
from programs.activity import Via, record
from programs.clock import instant

PAUSE = timedelta(days=14)
WEEKEND = (5, 6)


@transaction.atomic
def stop_mail(mail: Delivery, *, now: datetime, until: datetime | None = None, via: Via = "mail") -> Preference:
    """No more mail of this kind to its reader from this program, for good or until a moment. Twice does no harm."""
    before = Preference.objects.filter(user=mail.user_id, kind=mail.kind).first()
    if before and before.muted_until == until:
        return before
    wish, _ = Preference.objects.update_or_create(user_id=mail.user_id, kind=mail.kind, defaults={"muted_until": until})  # type: ignore[misc]
    record("mail.paused" if until else "mail.stopped", by=None, about=wish, via=via, fields=[mail.kind], at=now)
    return wish


@transaction.atomic
def take_up_mail(mail: Delivery, *, now: datetime, via: Via = "mail") -> None:
    """Mail of this kind goes out again, also to somebody who called one unwanted."""
    wish = Preference.objects.filter(user=mail.user_id, kind=mail.kind).first()
    if wish:
        record("mail.taken_up", by=None, about=wish, via=via, fields=[mail.kind], at=now)
        wish.delete()
    wants_mail_again()


@transaction.atomic
def ask_later(mail: Delivery, at: datetime, *, now: datetime, via: Via = "mail") -> None:
    """One more reminder at `at`, the hour that its reader just chose. What is answered by then is not asked again."""
    take_up_mail(mail, now=now, via=via)
    try:
        with transaction.atomic():
            post(
                Kind(mail.kind), Urgency.NUDGE, user=mail.user_id, program=mail.program_id, zone=mail.zone, slot_at=at,
                now=now,
            )  # fmt: skip
    except IntegrityError:
        return  # One waits already, and asks the same.
    record("mail.put_off", by=None, about=mail, via=via, fields=[mail.kind], at=now)


@transaction.atomic
def ask_check_in_later(user_id: UUID, program_id: UUID, zone: str, at: datetime, *, now: datetime) -> None:
    """The same from the page of a check-in, whose link knows a goal and no mail."""
    try:
        with transaction.atomic():
            mail = post(
                Kind.CHECK_IN, Urgency.NUDGE, user=user_id, program=program_id, zone=zone, slot_at=at, now=now
            )  # fmt: skip
    except IntegrityError:
        return  # One waits already, and asks the same.
    record("mail.put_off", by=None, about=mail, via="mail", fields=[Kind.CHECK_IN], at=now)


def later_times(mail: Delivery, now: datetime) -> dict[str, datetime]:
    """When its reader may be asked again, at the hour of their slot: {"tomorrow", "monday"}; no weekend's tomorrow."""
    zone = known(mail.zone)
    return times_ahead((mail.slot_at or mail.send_at).astimezone(ZoneInfo(zone)).time(), zone, now)


def times_ahead(clock: time, zone: str, now: datetime) -> dict[str, datetime]:
    """The next moments at which somebody may be asked again, at that hour of their wall: {"tomorrow", "monday"}."""
    today = now.astimezone(ZoneInfo(zone)).date()
    days = {"tomorrow": today + timedelta(days=1), "monday": today + timedelta(days=7 - today.weekday())}
    if days["tomorrow"].weekday() in WEEKEND or days["tomorrow"] == days["monday"]:
        del days["tomorrow"]
    return {name: instant(day, clock, zone) for name, day in days.items()}
