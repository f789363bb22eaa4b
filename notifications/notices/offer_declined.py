"""An offer for the program admins to look at: it was declined, and why; or its group has turned against it since."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from notifications.models import Delivery, Kind, Urgency
from notifications.notices.letter import Letter
from notifications.notices.note import Note, day_of, noted
from notifications.notices.promise import admins
from notifications.outbox import TOO_LATE
from programs.clock import local_day
from programs.models import Activity, Program, User
from programs.tenancy import standing
from vetting.actions.offering import has_turned
from vetting.models import Offer


def to_admins(kind: Kind) -> Callable[[Activity], list[Delivery]]:
    """A mail of a kind for each program admin, whoever made the offer among them."""

    def deliveries(news: Activity) -> list[Delivery]:
        return [
            Delivery(
                program_id=news.program_id,
                user_id=user,
                about_id=news.about_id,
                kind=kind,
                urgency=Urgency.ANSWER,
                send_at=news.at,
                not_after=news.at + TOO_LATE[Urgency.ANSWER],
            )
            for user in admins(news)
        ]

    return deliveries


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


def doubted(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """That the group of an open offer came out against it, in one word; None once that or the offer is over.

    Nothing of who said what, or when: the admins learn what the file shows.
    """
    if user is None or not standing().is_admin:
        return None
    offer = Offer.objects.open().filter(application=mail.about_id).select_related("application", "group").first()
    if offer is None or not has_turned(offer):
        return None
    one, group = offer.application, offer.group.name
    note = Note(
        subject=f"An offer to look at in {program.name}",
        preview="The group sees it differently now.",
        heading=f"{group} has turned against the seat for {one.name}",
        paragraphs=(
            (
                f"We hold a seat in {group} for {one.name} of {one.company_name} until "
                f"{day_of(local_day(offer.held_until, program.zone), program, now)}. When it was offered, the group "
                "was clear; since then it has come out against it."
            ),
            (
                "The offer stands, because it was promised with a date. Talk with the facilitator. If you take it "
                "back, call the applicant first."
            ),
        ),
        label="Open the application",
        url=settings.SITE_URL + reverse("application", args=[program.slug, one.pk]),
        why=f"you are a program admin of {program.name}. There is one mail like this for an offer.",
    )
    return noted(note, user.email, program)
