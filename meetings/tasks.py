"""Background work of this room."""

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from meetings.actions import ringing
from meetings.actions.hearing import hear
from meetings.mailbox import MailboxAway, visit

log = logging.getLogger(__name__)


@shared_task
def ring_all() -> None:
    """Tend the groups whose meetings ask for something: places, an agenda, a further year."""
    ringing.ring_all(now=timezone.now())


@shared_task
def hear_calendars() -> None:
    """Read what calendar programs answered to our invitations, if there is a mailbox for it."""
    if not settings.CALENDAR_MAILBOX_URL:
        return
    try:
        visit(settings.CALENDAR_MAILBOX_URL, lambda mail: hear(mail, now=timezone.now()))
    except MailboxAway as problem:
        log.warning("The calendar's mailbox is away (%s); the next tick tries again.", problem)
