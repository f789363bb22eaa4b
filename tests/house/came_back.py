"""Mail that did not arrive, in the tables of the post: one that can be sent once more, one that was, a held address."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from notifications.bouncing import send_again, take
from notifications.models import AddressTrouble, Delivery, Kind, MailReply, Urgency
from notifications.outbox import post
from programs.models import Program, User
from programs.tenancy import POST, inside


def some_returns(program: Program, admin: User, user: User) -> dict[str, UUID]:
    """Two answers to `user` that bounced, of which one is sent again, and what is held against their address."""
    now = timezone.now()
    with inside(program, user):
        lost = [post(Kind.TERM, Urgency.ANSWER, user=user, program=program, now=now) for _ in range(2)]
    with inside(None, reach=POST):
        for mail in lost:
            mail.state, mail.address, mail.sent_at = Delivery.State.SENT, user.email, now - timedelta(hours=1)
            mail.save()
            take(mail, "hard", "5.1.1", now=now)
        trouble = AddressTrouble.objects.get(program_id=program.pk, address=user.email)
        MailReply.objects.create(
            program_id=program.pk, user_id=user.pk, delivery_id=lost[0].pk, key="0" * 32, became="saved", at=now
        )
    with inside(program, admin):
        again = send_again(Delivery.objects.get(pk=lost[1].pk), by=admin, now=now)
    return {"lost mail": lost[0].pk, "mail again": again.pk, "trouble": trouble.pk}
