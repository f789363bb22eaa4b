"""Somebody declined a seat: the program admins hear why, and what becomes of the seat."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from notifications.models import Delivery, Kind, Urgency
from notifications.notices.letter import Letter
from notifications.notices.note import Note, noted
from notifications.notices.promise import admins
from notifications.outbox import TOO_LATE
from programs.models import Activity, Program, User
from programs.tenancy import standing
from vetting.models import Offer


def deliveries(news: Activity) -> list[Delivery]:
    """A mail for each program admin, whoever made the offer among them."""
    return [
        Delivery(
            program_id=news.program_id,
            user_id=user,
            about_id=news.about_id,
            kind=Kind.OFFER_DECLINED,
            urgency=Urgency.ANSWER,
            send_at=news.at,
            not_after=news.at + TOO_LATE[Urgency.ANSWER],
        )
        for user in admins(news)
    ]


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """Who declined which seat, and why if they said so; None for who is no admin any more."""
    if user is None or not standing().is_admin:
        return None
    declined = Offer.objects.filter(application=mail.about_id, state=Offer.State.DECLINED)
    offer = declined.select_related("application", "group").order_by("-answered_at").first()
    if offer is None:
        return None
    one = offer.application
    said = f"They wrote: \u201c{offer.reason}\u201d" if offer.reason else "They gave no reason."
    note = Note(
        subject=f"A seat was declined in {program.name}",
        preview="Why, and what becomes of the seat.",
        heading=f"{one.name} declined the seat in {offer.group.name}",
        paragraphs=(
            said,
            "They keep their place in the pool. The seat goes to the next in line, if the program does that by itself.",
        ),
        label="Open the pool",
        url=settings.SITE_URL + reverse("pool", args=[program.slug]),
        why=f"you are a program admin of {program.name}.",
    )
    return noted(note, user.email, program)
