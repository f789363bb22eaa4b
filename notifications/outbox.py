"""Putting a mail in the outbox: one row in the transaction of whatever asks for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from notifications.models import Delivery, DeliveryWords, Kind, Urgency
from programs.tenancy import key_of

TOO_LATE = {
    Urgency.SECURITY: timedelta(minutes=15),
    Urgency.ANSWER: timedelta(days=3),
    Urgency.NUDGE: timedelta(days=2),
    Urgency.DIGEST: timedelta(days=2),
}
"""After how long a mail of each class is of no use any more and expires instead of being sent."""


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
    send_at: datetime | None = None,
    hold_until: datetime | None = None,
) -> Delivery:
    """Put one mail in the outbox.

    Without `words` it is rendered when it leaves, in its reader's own scope. Without `address` the user's own is read
    at that time. `program` is None only for sign-in mail.
    """
    at = send_at or timezone.now()
    delivery = Delivery.objects.create(
        program_id=key_of(program),
        user_id=key_of(user),
        about_id=key_of(about),
        address=address,
        kind=kind,
        urgency=urgency,
        send_at=at,
        hold_until=hold_until,
        not_after=max(at, hold_until or at) + TOO_LATE[urgency],
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
    return delivery
