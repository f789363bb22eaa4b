"""Background work of this room."""

from celery import shared_task
from django.utils import timezone

from vetting.actions import ringing


@shared_task
def ring_all() -> None:
    """Ring the clocks whose time has come: promises, offers, evidence to weigh, files to forget."""
    ringing.ring_all(now=timezone.now())
