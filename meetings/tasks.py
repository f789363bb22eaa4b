"""Background work of this room."""

from celery import shared_task
from django.utils import timezone

from meetings.actions import ringing


@shared_task
def ring_all() -> None:
    """Tend the groups whose meetings ask for something: places, an agenda, a further year."""
    ringing.ring_all(now=timezone.now())
