"""Putting a mail in the outbox: one row in the transaction of whatever asks for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from notifications.hours import next_send_time
from notifications.models import Delivery, DeliveryWords, Kind, Urgency
from notifications.nudging import nudge
from programs.tenancy import key_of

TOO_LATE = {
    Urgency.SECURITY: timedelta(minutes=15),
    Urgency.ANSWER: timedelta(days=3),
    Urgency.NUDGE: timedelta(days=4),
    Urgency.DIGEST: timedelta(days=2),
}
"""After how long a mail of each class is of no use any more and expires instead of being sent.

A nudge lives through a weekend: the caps may move Friday's to Monday.
"""

BOUND_BY_HOURS = (Urgency.NUDGE, Urgency.DIGEST)


@dataclass(frozen=True)
class Words:
    """A mail as it reads: a subject that is safe on a lock screen, a plain text, and the same as HTML or ''."""

    subject: str
    text: str
    html: str = ""


def post(
    kind: Kind,
    urgency: Urgency,
    *,
    address: str = "",
    user: Any = None,
    program: Any = None,
    about: Any = None,
    words: Words | None = None,
    zone: str = "UTC",
    slot_at: datetime | None = None,
    send_at: datetime | None = None,
    hold_until: datetime | None = None,
    now: datetime | None = None,
) -> Delivery:
    """Put one mail in the outbox.

    Without `words` it is rendered when it leaves, in its reader's own scope. Without `address` the user's own is read
    at that time. `program` is None only for sign-in mail. A nudge goes out at `slot_at`, the hour that its reader
    chose, or at `send_at` moved into the send window of `zone`: what falls on a weekend to the Friday before.
    """
    now = now or timezone.now()
    at = slot_at or send_at or now
    if urgency in BOUND_BY_HOURS and slot_at is None:
        at = next_send_time(at, zone, now=now)
    delivery = Delivery.objects.create(
        program_id=key_of(program),
        user_id=key_of(user),
        about_id=key_of(about),
        address=address,
        kind=kind,
        urgency=urgency,
        zone=zone,
        slot_at=slot_at,
        send_at=at,
        hold_until=hold_until,
        not_after=max(at, hold_until or at) + TOO_LATE[urgency],
        created_at=now,
    )
    if words:
        DeliveryWords.objects.create(
            delivery=delivery,
            program_id=key_of(program),
            user_id=key_of(user),
            subject=words.subject,
            text=words.text,
            html=words.html,
        )
    if urgency == Urgency.SECURITY:
        # Somebody looks at the screen and waits. All other mail leaves at the next tick of the beat.
        transaction.on_commit(lambda: nudge("deliver"), robust=True)
    return delivery
