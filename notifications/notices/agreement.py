"""Those who have not signed are asked to, once: by a press of who runs the program or the group, in working hours."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.urls import reverse

from notifications.hours import next_send_time
from notifications.models import Delivery, Kind, Urgency
from notifications.notices.letter import Letter
from notifications.notices.note import Note, noted
from notifications.outbox import TOO_LATE
from programs.models import Activity, Program, User
from programs.tenancy import standing
from vetting.models import Agreement

USER = "select app_user_of(%s, %s)"


def deliveries(news: Activity) -> list[Delivery]:
    """A mail to the member of the activity, if they have joined."""
    zone = Program.objects.values_list("zone", flat=True).get(pk=news.program_id)
    at = next_send_time(news.at, zone, now=news.at)
    return [
        Delivery(
            program_id=news.program_id,
            user_id=user,
            about_id=news.about_id,
            kind=Kind.AGREEMENT,
            urgency=Urgency.ANSWER,
            zone=zone,
            send_at=at,
            not_after=at + TOO_LATE[Urgency.ANSWER],
        )
        for user in users_of(news)
    ]


def users_of(news: Activity) -> list[UUID]:
    """The sign-in of the member of an activity, if they have one. Asked by the post, which reads no members itself."""
    with connection.cursor() as cursor:
        cursor.execute(USER, [news.program_id, news.member_id])
        found: list[UUID] = cursor.fetchone()[0]
    return found


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """What there is to sign; None when they have signed meanwhile, or sit nowhere any more."""
    who = standing()
    if user is None or not who.is_member:
        return None
    found = Agreement.objects.unsigned_by(who.member_id).select_related("group").filter(pk=mail.about_id).first()
    if found is None:
        return None
    whose = f"the charter of {found.group.name}" if found.group else f"the confidentiality agreement of {program.name}"
    note = Note(
        subject=f"Something to read and sign in {program.name}",
        preview="Two minutes. Nothing is closed to you until then.",
        heading="One thing to read and sign",
        paragraphs=(
            f"Please read {whose} and sign it with your name. It takes two minutes.",
            "Until then nothing is closed to you: no meeting, no page.",
        ),
        label="Read and sign",
        url=settings.SITE_URL + reverse("agreement", args=[program.slug, found.pk]),
        small="The page asks you to sign in, if you are not.",
        why="you sit in a group, and have not signed this yet. Who signed gets no mail; the others one a week at most.",
    )
    return noted(note, user.email, program)
