"""A trial visit by mail: the invitation, a reminder to sign, how was it; and to the facilitators of the group."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from notifications.models import Delivery, Kind
from notifications.notices.application import found, works_for, you_applied
from notifications.notices.candor import planned, users_of
from notifications.notices.letter import Letter
from notifications.notices.note import Note, day_of, noted
from programs import links
from programs.clock import local_day
from programs.models import Activity, Program, User
from programs.tenancy import standing
from vetting.actions.deciding import HEARS_AFTER
from vetting.models import Application, Visit, VisitWord
from vetting.states import State

RUNNERS = "select app_visit_runners(%s, %s)"

SIGN_FIRST = (
    "What is said in a group stays there, for visitors too: please sign the confidentiality agreement on your page "
    "first. Then you read when and where."
)


def to_group(news: Activity) -> list[Delivery]:
    """The facilitators hear who comes, and are asked how it was."""
    return [planned(Kind.VISIT_GROUP, news, user, news.at) for user in users_of(RUNNERS, news)]


def off_to_group(news: Activity) -> list[Delivery]:
    """The facilitators hear that nobody comes, once a decline cannot be taken back any more."""
    return [planned(Kind.VISIT_OFF, news, user, news.at + HEARS_AFTER) for user in users_of(RUNNERS, news)]


def of_pool(mail: Delivery, now: datetime) -> tuple[Application, Visit] | None:
    """The newest visit of somebody who waits in the pool, in the scope of their link."""
    application = found(mail)
    visit = Visit.objects.shown_to(application).first() if application else None
    if application is None or visit is None or application.state_shown(now) != State.POOL:
        return None
    return application, visit


def page_of(application: Application, program: Program) -> str:
    """The page of the visit, behind the applicant's link."""
    return links.url("application", program.pk, application.pk) + "visit/"


def invited(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """The invitation, with what to sign first; None once they have answered or the day has passed."""
    about = of_pool(mail, now)
    if about is None or about[1].on < local_day(now, program.zone):
        return None
    application, visit = about
    signed = visit.signed_at is not None
    day = day_of(visit.on, program, now)
    note = Note(
        subject=f"A visit at {program.name}",
        preview="Sit in on one meeting, and see whether it suits you.",
        heading=f"Visit a meeting on {day}",
        paragraphs=(
            (
                "Before a seat is offered you are invited to one meeting of a group that may suit you. Afterwards you "
                "say yes or no, and so does the group."
            ),
            f"When and where: {visit.where}" if signed else SIGN_FIRST,
        ),
        label="Open your page" if signed else "Read and sign",
        url=page_of(application, program),
        small=works_for(),
        why=you_applied(program),
    )
    return noted(note, application.email, program)


def over(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """How was it? None once they have said so."""
    about = of_pool(mail, now)
    if about is None or about[1].wants is not None:
        return None
    application, _ = about
    note = Note(
        subject=f"Your visit at {program.name}",
        preview="How was it? Yes or no, one tap.",
        heading="How was it?",
        paragraphs=(
            "Would you like to sit with them? A no is fine: you stay in line for another group.",
            "Only the program reads your answer. No seat is offered before both sides have said yes.",
        ),
        label="Answer",
        url=page_of(application, program),
        small=works_for(),
        why=you_applied(program),
    )
    return noted(note, application.email, program)


def group_asked(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """To a facilitator: who comes, before the day; how it was, from then on, while nobody has said so."""
    visit = Visit.objects.select_related("group").filter(pk=mail.about_id).first()  # type: ignore[misc]
    if user is None or visit is None or visit.group_id not in standing().keeps:
        return None
    if visit.called_off_at or VisitWord.objects.filter(visit=visit).exists():
        return None
    ahead = visit.on > local_day(now, program.zone)
    day = day_of(visit.on, program, now)
    note = Note(
        subject=f"A visitor for {visit.group.name}",
        preview="Who comes, and when." if ahead else "Yes or no, for the group.",
        heading=f"{visit.applicant_name} visits on {day}" if ahead else f"Was {visit.applicant_name} a fit?",
        paragraphs=(
            (
                f"{visit.applicant_name} of {visit.company_name} would like to join, and sits in on one meeting: "
                f"{visit.where}. They sign the confidentiality agreement before they come."
            )
            if ahead
            else (
                f"{visit.applicant_name} of {visit.company_name} visited {visit.group.name}. Talk with your people, "
                "then say yes or no for the group. No seat is offered before both sides have said yes."
            ),
        ),
        label="Open the page" if ahead else "Say yes or no",
        url=settings.SITE_URL + reverse("visit", args=[program.slug, visit.pk]),
        why=f"you facilitate {visit.group.name}.",
    )
    return noted(note, user.email, program)


def called_off(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """To a facilitator: who was announced does not come. None when it is on again, or somebody has said how it was.

    It does not say who ended it: what became of an application is between the applicant and the program.
    """
    visit = Visit.objects.select_related("group").filter(pk=mail.about_id).first()  # type: ignore[misc]
    if user is None or visit is None or visit.group_id not in standing().keeps:
        return None
    if visit.called_off_at is None or VisitWord.objects.filter(visit=visit).exists():
        return None
    day = day_of(visit.on, program, now)
    note = Note(
        subject=f"A visit to {visit.group.name} is off",
        preview="Who was announced does not come.",
        heading=f"{visit.applicant_name} does not visit on {day}",
        paragraphs=(
            (
                f"{visit.applicant_name} of {visit.company_name} is not in line for a seat any more, so they do not "
                "sit in on your meeting. There is nothing to do; tell your people if they expect a visitor."
            ),
        ),
        label="Open the group",
        url=settings.SITE_URL + reverse("group", args=[program.slug, visit.group_id]),
        why=f"you facilitate {visit.group.name}.",
    )
    return noted(note, user.email, program)
