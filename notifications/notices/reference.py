"""The question to a referee: who named them, what is asked, who reads it. Their link opens that form alone."""

from datetime import datetime

from notifications.models import Delivery
from notifications.notices.letter import Letter
from notifications.notices.note import Note, day_of, noted
from programs import links
from programs.clock import local_day
from programs.models import Program, User
from vetting.models import Reference


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """What it says while an answer is waited for; None when it came, or its time is over."""
    reference = Reference.objects.filter(pk=mail.about_id, answered_at=None, expires_at__gt=now).first()  # type: ignore[misc]
    if reference is None:
        return None
    until = day_of(local_day(reference.expires_at, program.zone), program, now)
    note = Note(
        subject=f"A few questions from {program.name}",
        preview="Somebody named you. Five minutes, no sign-in.",
        heading=f"{reference.applicant_name} named you as a reference",
        paragraphs=(
            (
                f"{reference.applicant_name} of {reference.company_name} would like to join {program.name}, which runs "
                "peer groups of MSPs, and said that you know their work."
            ),
            (
                "A short form asks what you have seen. Those who decide about applications read your answers, and "
                f"{reference.applicant_name} does not."
            ),
        ),
        label="Answer the questions",
        url=links.url("reference", program.pk, reference.pk),
        small=f"The link is for you alone and works until {until}. Saying nothing is fine, too.",
        why=f"{reference.applicant_name} gave us your address for this one question. We do not use it for anything "
        "else.",
    )
    return noted(note, reference.email, program)
