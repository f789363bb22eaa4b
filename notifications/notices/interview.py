"""The call with an applicant by mail: please choose a time, the one that they have, that it is gone; and to who talks.

What an applicant reads is written in the scope of their link, by where the call stands when the mail leaves.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from notifications.models import Delivery, Kind
from notifications.notices.application import found, page_of, works_for, you_applied
from notifications.notices.candor import planned, users_of
from notifications.notices.letter import Letter
from notifications.notices.note import Note, moment_of, noted
from programs.models import Activity, Program, User
from programs.tenancy import standing
from vetting.models import Application, Interview, InterviewSlot
from vetting.states import CLOSED

HOST = "select app_interview_host(%s, %s)"


def to_host(news: Activity) -> list[Delivery]:
    """Who talks hears that one of their times was chosen, or is free again."""
    return [planned(Kind.INTERVIEW_HOST, news, user, news.at) for user in users_of(HOST, news)]


def asked_for(mail: Delivery, now: datetime) -> tuple[Application, Interview] | None:
    """The application and its call, while one is still to come or to be chosen."""
    application = found(mail)
    if application is None or application.state_shown(now) in CLOSED:
        return None
    interview = Interview.objects.filter(application=application, held_at=None).select_related("slot").first()
    if interview is None or not interview.heard(now) or (interview.slot and interview.slot.starts_at <= now):
        return None
    return application, interview


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """Please choose a time, or the one that they have; None when the call is over or nobody asks any more."""
    about = asked_for(mail, now)
    if about is None:
        return None
    application, interview = about
    note = chosen(application, interview.slot, program, now) if interview.slot else choose(application, program)
    return noted(note, application.email, program)


def choose(application: Application, program: Program) -> Note:
    """Please choose a time."""
    return Note(
        subject=f"A call with {program.name}",
        preview="Choose a time. Two taps.",
        heading="Choose a time for a call",
        paragraphs=(
            (
                "We would like to talk with you before we go on. The times that are free stand on your page; one tap, "
                "and it is yours."
            ),
            "You may change it, or give it back, until it begins.",
        ),
        label="Choose a time",
        url=page_of(application, program) + "#call",
        small=works_for(),
        why=you_applied(program),
    )


def chosen(application: Application, slot: InterviewSlot, program: Program, now: datetime) -> Note:
    """The time that they chose, on their wall and on the program's."""
    here = moment_of(slot.starts_at, application.zone, program, now)
    there = moment_of(slot.starts_at, program.zone, program, now)
    return Note(
        subject=f"Your call with {program.name}",
        preview="When and where we talk.",
        heading=f"We talk on {here}",
        paragraphs=(
            f"{slot.minutes} minutes with {slot.host_name}."
            + (f" That is {there}." if there.rpartition(" (")[0] != here.rpartition(" (")[0] else ""),
            f"Where: {slot.where}",
            "On your page you can add it to your calendar, choose another time, or give it back.",
        ),
        label="Open your page",
        url=page_of(application, program) + "#call",
        small=works_for(),
        why=you_applied(program),
    )


def called_off(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """That the program took their time back, while they have chosen no other."""
    about = asked_for(mail, now)
    if about is None or about[1].slot:
        return None
    application, _ = about
    note = Note(
        subject=f"Your call with {program.name}",
        preview="The time is gone, and that is our doing.",
        heading="We cannot talk at the time that you chose",
        paragraphs=(
            "Something came up on our side, and we are sorry for the trouble.",
            "The times that are free stand on your page. Choose another one with a tap.",
        ),
        label="Choose another time",
        url=page_of(application, program) + "#call",
        small=works_for(),
        why=you_applied(program),
    )
    return noted(note, application.email, program)


def host(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """To who talks: who has chosen their time, or that it is free again. None once it has begun, or was taken back."""
    slot = InterviewSlot.objects.select_related("interview__application").filter(pk=mail.about_id).first()  # type: ignore[misc]
    if user is None or slot is None or slot.starts_at <= now or slot.host_id != user.pk:
        return None
    when = moment_of(slot.starts_at, program.zone, program, now)
    interview = getattr(slot, "interview", None)
    about = interview.application if interview else None
    if about:
        heading, label = f"{about.name} has chosen your time", "Open the file"
        words = f"{about.name} of {about.company_name}: {when}, {slot.minutes} minutes. Where: {slot.where}"
        path = reverse("application", args=[program.slug, about.pk])
    else:
        heading, label = "One of your times is free again", "Open the applications"
        words = f"Nobody has {when} any more. Whoever is asked for a call may choose it."
        path = reverse("applications", args=[program.slug])
    note = Note(
        subject=f"A call for {program.name}",
        preview="One of your times has changed hands.",
        heading=heading,
        paragraphs=(words,),
        label=label,
        url=settings.SITE_URL + path,
        why="you talk with applicants at this time.",
    )
    return noted(note, user.email, program) if standing().is_admin or standing().is_reviewer else None
