"""The invitation: who invites, to what, one button. Its reader is nobody here yet, so it is written by its own link."""

from datetime import datetime
from zoneinfo import ZoneInfo

from members.actions import WAVE_WAITS
from members.models import Invitation
from notifications.models import Delivery, Kind, Urgency
from notifications.notices.letter import Letter, words
from notifications.outbox import TOO_LATE
from programs import links
from programs.models import Activity, Program, User
from programs.wording import day_words


def deliveries(news: Activity) -> list[Delivery]:
    """The mail that a sent or renewed invitation asks for. One that a person sent waits for their undo."""
    hold_until = news.at + WAVE_WAITS if news.kind == "invitation.sent" and news.via == "web" else None
    mail = Delivery(
        program_id=news.program_id,
        about_id=news.about_id,
        kind=Kind.INVITATION,
        urgency=Urgency.ANSWER,
        send_at=news.at,
        hold_until=hold_until,
        not_after=news.at + TOO_LATE[Urgency.ANSWER],
    )
    return [mail]


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """What it says while the invitation is open; None when it was accepted, withdrawn or has run out."""
    invitation = Invitation.objects.open(now).filter(pk=mail.about_id).first()
    if invitation is None:
        return None
    until = invitation.expires_at.astimezone(ZoneInfo(program.zone)).date()
    context = {
        "invitation": invitation,
        "until": day_words(until, order=program.date_order),  # type: ignore[arg-type]
        "url": links.url("invitation", program.pk, invitation.pk),
    }
    return Letter(invitation.address, words("invitation", program, context), sender=program.name)
