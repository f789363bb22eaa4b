"""A call for support by mail, to the one who was asked; and their answer, to the one who asked. Class answer.

The words stand on the page alone, where nobody but the two reads them: a mail box may be somebody else's too.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from conversations.models import Support
from notifications.models import Delivery, Kind, Urgency
from notifications.notices.letter import Letter
from notifications.notices.note import Note, noted
from notifications.notices.talk import ask
from notifications.outbox import TOO_LATE
from programs.models import Activity, Program, User


def deliveries(news: Activity) -> list[Delivery]:
    """A mail to the other of the two."""
    user = ask("app_asked_alone", news.program_id, news.about_id, news.kind == "support.answered")
    if user is None:
        return []
    return [
        Delivery(
            program_id=news.program_id, user_id=user, about_id=news.about_id, kind=Kind.SUPPORT,
            urgency=Urgency.ANSWER, send_at=news.at, not_after=news.at + TOO_LATE[Urgency.ANSWER],
        )
    ]  # fmt: skip


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """Who asks, or who answered. None once it is closed, and for who may not read it any more."""
    support = Support.objects.select_related("member", "to", "term", "group").filter(pk=mail.about_id).first()  # type: ignore[misc]
    if user is None or support is None:
        return None
    mine = support.member.user_id == user.pk
    if support.closed_at and not (mine and support.answer):
        return None
    note = Note(
        subject=f"{'An answer for you' if mine else 'Somebody asks you'} in {program.name}",
        preview="Only the two of you read it.",
        heading=f"{support.addressee} answered you" if mine else f"{support.member.name} needs support",
        paragraphs=(
            ("The answer stands on the page." if mine else "They chose you to read it, and nobody else does.")
            + " No words of it are in this mail.",
        ),
        label="Read it" if mine else "Read and answer",
        url=settings.SITE_URL + reverse("support", args=[program.slug, support.pk]),
        why="you asked for support." if mine else f"{support.member.first_name} chose you, in {support.group.name}.",
    )
    return noted(note, user.email, program)
