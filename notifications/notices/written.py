"""A letter of one human to others: a facilitator's note to a member, a word to a whole group.

Class answer: what a human wrote is never capped, delayed or muted (handbook 4). It leaves when it cannot be taken back
any more, is written out in the scope of whoever it is for, and a reply goes to the writer.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection

from meetings.models import Letter as Written
from meetings.models.letter import LEAVES_AFTER
from notifications.models import Delivery, Kind, Urgency
from notifications.notices.letter import Letter, words
from notifications.outbox import TOO_LATE
from programs.models import Activity, Program, User

READERS = "select app_letter_readers(%s, %s)"


def deliveries(news: Activity) -> list[Delivery]:
    """A mail to each of those it is for."""
    with connection.cursor() as cursor:
        cursor.execute(READERS, [news.program_id, news.about_id])
        (users,) = cursor.fetchone()
    leaves_at = news.at + LEAVES_AFTER
    return [delivery(news, user, leaves_at) for user in users or ()]


def delivery(news: Activity, user: UUID, leaves_at: datetime) -> Delivery:
    """The mail to one of them."""
    return Delivery(
        program_id=news.program_id,
        user_id=user,
        about_id=news.about_id,
        kind=Kind.LETTER,
        urgency=Urgency.ANSWER,
        send_at=leaves_at,
        not_after=leaves_at + TOO_LATE[Urgency.ANSWER],
    )


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """The words as they were written; None when the writer took them back."""
    found = Written.objects.select_related("group").filter(pk=mail.about_id).first()  # type: ignore[misc]
    if user is None or found is None:
        return None
    context = {
        "subject": found.subject,
        "text": found.text,
        "writer": found.name,
        "group": found.group.name if found.group else "",
        "reply_to": found.reply_to,
        "alone": len(found.readers) == 1,
    }
    headers = {"Reply-To": found.reply_to, "Auto-Submitted": "no"}
    return Letter(user.email, words("written", program, context), f"{found.name} at {program.name}", headers)
