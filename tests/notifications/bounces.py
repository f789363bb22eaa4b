"""Mails that mail servers send back, as they are found in the wild."""

from uuid import UUID

from django.conf import settings

FAILED = "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <{address}>: Recipient address rejected"


def dsn(
    delivery: UUID | str, address: str = "dana@bluefin.example", *, status: str = FAILED, original: str = "headers",
    more: str = "",
) -> bytes:  # fmt: skip
    """A delivery status notification (RFC 3464) about one of our mails; `original` is how it brings that mail along."""
    key = delivery if "@" in str(delivery) else f"{delivery}@{settings.MAIL_DOMAIN}"
    brought = {
        "headers": f"Content-Type: text/rfc822-headers\n\nMessage-ID: <{key}>\nSubject: Check-in\nTo: {address}\n",
        "mail": f"Content-Type: message/rfc822\n\nMessage-ID: <{key}>\nSubject: Check-in\nTo: {address}\n\nHello\n",
        "none": "Content-Type: text/plain\n\nNothing\n",
    }[original]
    text = f"""From: MAILER-DAEMON@mx.bluefin.example (Mail Delivery System)
To: post@peergroups.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
{more}Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

This is a MIME-encapsulated message.

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.bluefin.example
Arrival-Date: Tue, 2 Jun 2026 08:10:00 -0500 (CDT)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
{status.format(address=address)}

--b1
{brought}
--b1--
"""
    return text.replace("\n", "\r\n").encode()


def complaint(delivery: UUID | str, *, kind: str = "abuse") -> bytes:
    """A feedback report (RFC 5965), as a provider sends it when somebody presses "Spam"."""
    text = f"""From: <fbl@provider.example>
To: post@peergroups.example
Subject: FW: Your check-in
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b2"

--b2
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report.

--b2
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <post@peergroups.example>

--b2
Content-Type: message/rfc822
Content-Disposition: inline

From: <post@peergroups.example>
Message-ID: <{delivery}@{settings.MAIL_DOMAIN}>
Subject: Your check-in
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b3"

--b3
Content-Type: text/plain

Where do these goals stand?
--b3--

--b2--
"""
    return text.replace("\n", "\r\n").encode()
