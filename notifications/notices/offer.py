"""Word about an offered seat, to whom it was offered: made, reminded, held longer, over, taken back, accepted.

Written in the scope of the applicant's link, of the offer as it stands when the mail leaves.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from groups.models import Group
from notifications.models import Delivery, Kind
from notifications.notices.application import filled, found, next_word, page_of, to_who_applied, works_for
from notifications.notices.letter import Letter
from notifications.notices.note import Note, day_of, moment_of, noted
from programs import links
from programs.clock import local_day
from programs.models import Activity, Program, User
from vetting.models import Application, Offer
from vetting.states import State


def taken_back(news: Activity) -> list[Delivery]:
    """Who is told that an offer was taken back: who had heard of it."""
    return told(news) if "heard" in news.fields else []


told = to_who_applied(Kind.OFFER_WITHDRAWN)


def made(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """The seat, why it suits them, and until when it is held; None when it was taken back within its minute."""
    application = found(mail)
    if application is None or application.hears_at != mail.hold_until:
        return None
    return asked(application, program, now, f"A seat for you in {{group}} of {program.name}", first=True)


def reminded(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """That an answer is still waited for; None when there was one."""
    application = found(mail)
    return asked(application, program, now, "A seat in {group} is still held for you") if application else None


def extended(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """The new day; None when the offer was answered meanwhile."""
    application = found(mail)
    return asked(application, program, now, "The seat in {group} is held for you longer") if application else None


def asked(
    application: Application, program: Program, now: datetime, heading: str, *, first: bool = False
) -> Letter | None:
    """A mail that waits for an answer to the open offer; `heading` has a place for the group's name. None without one.

    What the program says of the seat stands in the `first` one.
    """
    offer = Offer.objects.open().filter(application=application).first()
    if offer is None or now >= offer.held_until:
        return None
    until = moment_of(offer.held_until, application.zone, program, now)
    day = day_of(local_day(offer.held_until, application.zone), program, now)
    note = Note(
        subject=f"Your application to {program.name}: please answer by {day}",
        preview="It needs a word from you. The day is in this mail.",
        heading=heading.format(group=name_of(offer)),
        paragraphs=[f"It is held for you until {until}.", *(filled(offer.words) if first else [])],
        items=[str(why) for why in offer.why] if first else (),
        closing=[
            (
                "Accept it, decline it, or ask for more time, on your page. Whoever is offered a seat in this group "
                "and accepts first has it. Whatever happens, your place in line is kept."
            )
        ],
        label="See the seat and answer",
        url=settings.SITE_URL + reverse("link_offer", args=[links.token("application", program.pk, application.pk)]),
        small=works_for(),
        why=f"{program.name} offered you a seat, and holds it for you.",
    )
    return noted(note, application.email, program)


def ended(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """That the time of an offer is over; None when something newer is to be told."""
    return over(
        mail, program, now,
        heading="The seat could not be held longer",
        words="The day until which we held the seat in {group} has passed, so it goes to the next in line.",
    )  # fmt: skip


def lost(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """That somebody else accepted first; None when something newer is to be told."""
    return over(
        mail, program, now,
        heading="Somebody was a moment quicker",
        words="The last seat in {group} was accepted by somebody else while you were deciding. We are sorry.",
    )  # fmt: skip


def withdrawn(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """That the program took the offer back; None when something newer is to be told."""
    return over(
        mail, program, now,
        heading="We had to take the offer back",
        words="The seat in {group} is not ours to give any more. We are sorry to have raised your hopes.",
    )  # fmt: skip


def over(mail: Delivery, program: Program, now: datetime, *, heading: str, words: str) -> Letter | None:
    """An offer that is no more, of which `words` tell with a place for the group's name, and what comes next."""
    application = found(mail)
    if application is None or application.state_shown(now) != State.POOL:
        return None
    offer = Offer.objects.filter(application=application).exclude(state=Offer.State.OPEN).first()
    if offer is None:
        return None
    note = Note(
        subject=f"News about your application to {program.name}",
        preview="Where it stands, and what comes next.",
        heading=heading,
        paragraphs=(
            words.format(group=name_of(offer)),
            f"You are accepted as before, and your place in line is kept. {next_word(application, program, now)}",
        ),
        label="Open your page",
        url=page_of(application, program),
        small=works_for(),
        why=f"{program.name} had offered you a seat.",
    )
    return noted(note, application.email, program)


def accepted(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """The welcome: they are a member now, and sign in with this address; None unless they are seated."""
    application = found(mail)
    offer = Offer.objects.filter(application=application, state=Offer.State.ACCEPTED).first()
    if application is None or application.state != State.SEATED or offer is None:
        return None
    note = Note(
        subject=f"Welcome to {program.name}",
        preview="How you sign in, and what comes first.",
        heading=f"Your seat in {name_of(offer)} is yours",
        paragraphs=(
            f"You are a member of {program.name} now, and your group sees your name and your company.",
            f"Sign in with this address, {application.email}: we mail you a code each time. There is no password.",
        ),
        label="Sign in",
        url=settings.SITE_URL + reverse("today", args=[program.slug]),
        why=f"you accepted a seat. From now on {program.name} writes to you as a member.",
    )
    return noted(note, application.email, program)


def name_of(offer: Offer) -> str:
    """The group of an offer by name. One that is listed nowhere is not for the link to read: then it has none."""
    group = Group.objects.filter(pk=offer.group_id).first()
    return group.name if group else "one of our groups"
