"""The envelope: a letter as the bytes that leave."""

from datetime import datetime
from email.utils import format_datetime, formataddr, parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from notifications.notices.letter import Letter


def message_id(delivery_id: UUID) -> str:
    """The Message-ID of a delivery, without angle brackets: the same however often it leaves."""
    return f"{delivery_id}@{settings.MAIL_DOMAIN}"


def assemble(delivery_id: UUID, letter: Letter, now: datetime) -> bytes:
    """The mail in MIME, with CRLF lines: a text and, where there is one, the same as HTML."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    mail = EmailMultiAlternatives(
        subject=" ".join(letter.words.subject.split()),
        body=letter.words.text,
        from_email=formataddr((letter.sender or sender[0], sender[1])),
        to=[letter.address],
        headers={
            "Message-ID": f"<{message_id(delivery_id)}>",
            "Date": format_datetime(now),
            "Auto-Submitted": "auto-generated",
            **letter.headers,
        },
    )
    if letter.words.html:
        mail.attach_alternative(letter.words.html, "text/html")
    return mail.message().as_bytes(linesep="\r\n")
