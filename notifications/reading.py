"""What comes into the mailbox that our mails are answered to: bounces and complaints, replies, answers of calendars."""

import logging
from datetime import datetime

from meetings.actions.hearing import hear
from notifications.bouncing import hear_return
from notifications.replying import hear_reply
from notifications.returned import Returned

log = logging.getLogger(__name__)


def read(mail: bytes, *, now: datetime) -> str:
    """Deal with one mail (RFC 822) and say in a word what it was; the log tells no address and no word of it.

    Call it outside of every scope. Nothing that stands in a mail makes it raise; a database that is away does.
    """
    what = kind_of(mail, now)
    log.info("A mail came in: %s.", what)
    return what


def kind_of(mail: bytes, now: datetime) -> str:
    """What it was, with what it asked for done."""
    report = hear_return(mail, now=now)
    if isinstance(report, Returned):
        return f"report, {report.what}"
    if report.reason == "nothing failed":
        return "report, nothing failed"
    reply = hear_reply(mail, now=now)
    if reply != "no reply":
        return f"reply, {reply}"
    return "calendar" if hear(mail, now=now) else "nothing"
