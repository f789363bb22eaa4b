"""A facilitator chose a buddy for a newcomer: both hear of it, each with the other's address and the own line."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.urls import reverse

from members.models import Member
from notifications.models import Delivery, Kind, Urgency
from notifications.notices.letter import Letter
from notifications.notices.note import Note, noted
from notifications.outbox import TOO_LATE
from programs.models import Activity, Program, User
from programs.tenancy import standing
from vetting.models import Buddy

BOTH = "select app_buddies(%s, %s)"


def deliveries(news: Activity) -> list[Delivery]:
    """A mail to the newcomer and one to the buddy, as far as they have joined."""
    with connection.cursor() as cursor:
        cursor.execute(BOTH, [news.program_id, news.about_id])
        users: list[UUID] = cursor.fetchone()[0]
    return [
        Delivery(
            program_id=news.program_id,
            user_id=user,
            about_id=news.about_id,
            kind=Kind.BUDDY,
            urgency=Urgency.ANSWER,
            send_at=news.at,
            not_after=news.at + TOO_LATE[Urgency.ANSWER],
        )
        for user in users
    ]


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """Who the other is and what to do; None when somebody else was chosen meanwhile, or the reader left the group."""
    rows = Buddy.objects.select_related("group", "member__company", "buddy__company")
    found = rows.filter(pk=mail.about_id).first()  # type: ignore[misc]
    if user is None or found is None or found.group_id not in standing().groups:
        return None
    is_new = found.member_id == standing().member_id
    note = to_newcomer(found, program) if is_new else to_buddy(found, program)
    return noted(note, user.email, program)


def to_newcomer(found: Buddy, program: Program) -> Note:
    """Who is at their side."""
    return Note(
        subject=f"Somebody is at your side in {program.name}",
        preview="A quarter of an hour before your first meeting.",
        heading=f"{found.buddy.name} is your buddy in {found.group.name}",
        paragraphs=[
            (
                f"{who(found.buddy)} talks with you before your first meeting and is there for your first ninety "
                f"days. Write to {found.buddy.email} and find a quarter of an hour."
            ),
            *own_words(found),
        ],
        label="Your welcome",
        url=settings.SITE_URL + reverse("welcome", args=[program.slug, found.group_id]),
        why=f"you are new in {found.group.name}, and its facilitator chose a buddy for you.",
    )


def to_buddy(found: Buddy, program: Program) -> Note:
    """Who is new, and what is asked."""
    return Note(
        subject=f"Somebody new could use you in {program.name}",
        preview="A quarter of an hour, and an eye on them for ninety days.",
        heading=f"You are the buddy of {found.member.name}",
        paragraphs=[
            (
                f"{who(found.member)} is new in {found.group.name}. Talk for a quarter of an hour before their first "
                f"meeting: what it is like, what nobody writes down. Their address is {found.member.email}."
            ),
            *own_words(found),
        ],
        label="Open the group",
        url=settings.SITE_URL + reverse("group", args=[program.slug, found.group_id]),
        small="If it does not suit you, tell your facilitator; somebody else is glad to.",
        why=f"you sit in {found.group.name}, and its facilitator asks you to be somebody's buddy.",
    )


def own_words(found: Buddy) -> list[str]:
    """The facilitator's own line, if they wrote one."""
    return [found.words] if found.words else []


def who(one: Member) -> str:
    """Somebody with their company."""
    return f"{one.name} of {one.company.name}"
