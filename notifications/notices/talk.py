"""What is said in a thread that one began or answered in; thanks on the wall of wins; a word asked of a partner.

Talk stands in the inbox at once. By mail it goes half an hour later to who has not looked by then, everything new of a
thread in one mail. A human wrote it, so neither hours nor caps hold it. Thanks have no mail of their own: they stand in
the inbox and are counted in the weekly digest.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.urls import reverse

from conversations.models import Comment, Thread
from goals.models import Goal
from notifications.models import Delivery, Kind, Notice, Urgency
from notifications.notices.letter import Letter
from notifications.notices.note import Note, noted
from notifications.outbox import TOO_LATE
from programs.models import Activity, Program, User
from programs.tenancy import standing

UNREAD_FOR = timedelta(minutes=30)
"""So long talk waits for its reader in the app before it is mailed (research/ux, message 11)."""

LONGEST = 400
"""So many letters of an answer stand in a mail; the rest is on the page."""


def ask(function: str, *values: Any) -> Any:
    """What one of the helper functions of talk tells the post, which reads no talk itself."""
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(values))
        cursor.execute(f"select {function}({places})", values)
        return cursor.fetchone()[0]


def answered(news: Activity) -> list[Delivery]:
    """A mail to everybody else who speaks in the thread, held for half an hour."""
    leaves_at = news.at + UNREAD_FOR
    return [
        Delivery(
            program_id=news.program_id, user_id=user, about_id=news.about_id, kind=Kind.TALK, urgency=Urgency.ANSWER,
            send_at=news.at, hold_until=leaves_at, not_after=leaves_at + TOO_LATE[Urgency.ANSWER],
        )
        for user in ask("app_talkers", news.program_id, news.about_id)
        if user != news.by_id
    ]  # fmt: skip


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """What is new in the thread. None for who has looked, or left the group, and if an earlier mail said it all."""
    thread = Thread.objects.select_related("group").filter(pk=mail.about_id, group__in=standing().groups).first()  # type: ignore[misc]
    if user is None or thread is None:
        return None
    told = Notice.objects.filter(recipient_id=user.pk, kind=Kind.TALK, object_id=thread.pk, seen_at=None)
    since = told.order_by("window").values_list("window", flat=True).first()
    if since is None:
        return None
    left = Delivery.objects.filter(user_id=user.pk, kind=Kind.TALK, about_id=thread.pk, state=Delivery.State.SENT)
    last = left.order_by("-sent_at").values_list("sent_at", flat=True).first()
    new = thread.comments.filter(said_at__gte=since).exclude(by=user).select_related("member", "by")
    said = [one for one in new if last is None or one.said_at > last]
    if not said:
        return None
    note = Note(
        subject=f"Somebody answered in {program.name}",
        preview="What your peers lived through.",
        heading=thread.title,
        paragraphs=(),
        items=[line(one) for one in said],
        label="Read and answer",
        url=settings.SITE_URL + reverse("thread", args=[program.slug, thread.pk]),
        why=f"you asked or answered there, in {thread.group.name}, and had not looked for half an hour.",
    )
    return noted(note, user.email, program)


def line(said: Comment) -> str:
    """An answer in a line: who, what it is, and its words."""
    text = said.text if len(said.text) <= LONGEST else f"{said.text[: LONGEST - 1]}…"
    return f"{said.author}, {said.get_kind_display().lower()}: {text}"


def thanked(news: Activity) -> Iterable[tuple[Kind, UUID]]:
    """Whose inbox tells of thanks; nobody's when they were taken back before anybody heard."""
    user = ask("app_thanked", news.program_id, news.about_id)
    return [(Kind.KUDOS, user)] if user else []


def help_asked(news: Activity) -> list[Delivery]:
    """A mail to the accountability partner of a goal."""
    user = ask("app_partner_of", news.program_id, news.about_id)
    if user is None:
        return []
    return [
        Delivery(
            program_id=news.program_id, user_id=user, about_id=news.about_id, kind=Kind.PARTNER,
            urgency=Urgency.ANSWER, send_at=news.at, not_after=news.at + TOO_LATE[Urgency.ANSWER],
        )
    ]  # fmt: skip


def to_partner(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """Who could use a word, about which goal. None for who is not the partner any more, and for a goal that moves."""
    goal = Goal.objects.select_related("member").filter(pk=mail.about_id, partner=standing().member_id).first()  # type: ignore[misc]
    if user is None or goal is None or goal.state != Goal.State.OPEN:
        return None
    note = Note(
        subject=f"Somebody could use a word in {program.name}",
        preview="Ten minutes on the phone are enough.",
        heading=f"{goal.member.name} is stuck and asks you",
        paragraphs=(
            f"The goal: {goal.title}.",
            f"Ask what they have tried, and tell what you did. Write to {goal.member.email} or call.",
        ),
        label="Open the goal",
        url=settings.SITE_URL + reverse("goal", args=[program.slug, goal.pk]),
        why=f"{goal.member.first_name} named you as accountability partner and pressed a button to ask you.",
    )
    return noted(note, user.email, program)
