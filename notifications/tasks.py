"""What Celery wakes up. Every task asks PostgreSQL what to do, may run twice or at the same time, and may be lost."""

import logging
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from meetings.mailbox import MailboxAway, visit
from notifications import alerting, announcing, delivering, reconciling, sweeping
from notifications.ledger import State
from notifications.nudging import nudge
from notifications.reading import read
from peergroups.celery import app

log = logging.getLogger(__name__)


def patient(task: Callable[[], None]) -> Callable[[], None]:
    """While the database is away a task does nothing; the next tick of the beat tries again."""

    @wraps(task)
    def tried() -> None:
        try:
            task()
        except (OperationalError, InterfaceError) as problem:
            log.warning("The database is away (%s); the next tick tries again.", type(problem).__name__)

    return tried


@app.task
@patient
def announce() -> None:
    """Put what happened on its way."""
    if announcing.announce(now=timezone.now()):
        nudge("deliver")


@app.task
@patient
def sweep() -> None:
    """Give notice of what is due."""
    if sweeping.sweep(now=timezone.now()):
        nudge("deliver")


@app.task
@patient
def ring_all() -> None:
    """Look in the morning what waits in each program."""
    alerting.ring_all(now=timezone.now())


@app.task
@patient
def deliver() -> None:
    """Send what is pending."""
    delivering.deliver(now=timezone.now())


@app.task
@patient
def read_mailbox() -> None:
    """Read what came back by mail: bounces, replies, what calendars answer; if there is a mailbox for it."""
    if not settings.CALENDAR_MAILBOX_URL:
        return
    try:
        visit(settings.CALENDAR_MAILBOX_URL, lambda mail: read(mail, now=timezone.now()))
    except MailboxAway as problem:
        log.warning("The calendar's mailbox is away (%s); the next tick tries again.", problem)


@app.task
@patient
def reconcile() -> None:
    """Find out about what a crash left behind."""
    if reconciling.reconcile(now=timezone.now())[State.PENDING]:
        nudge("deliver")
