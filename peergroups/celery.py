"""The Celery app, and everything that recurs, on one page. Messages are nudges; the truth is in PostgreSQL."""

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peergroups.settings")


def every(seconds: float, task: str) -> dict[str, Any]:
    """A line of the timetable. A tick that nobody took before the next one is forgotten."""
    return {"task": task, "schedule": float(seconds), "options": {"expires": float(seconds)}}


app = Celery("peergroups")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.update(
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_time_limit=300,
    # Above the longest task, and unacknowledged work is swept up at every turn instead of every tenth.
    broker_transport_options={
        "visibility_timeout": 900,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 1,
        "socket_timeout": 10,
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    timezone="UTC",
    beat_schedule={
        "announce what happened": every(2, "notifications.tasks.announce"),
        "send what is pending": every(5, "notifications.tasks.deliver"),
        "find what is due": every(15, "notifications.tasks.sweep"),
        "ring the clocks of applications": every(10, "vetting.tasks.ring_all"),
        "tend the meetings that come nearer": every(20, "meetings.tasks.ring_all"),
        "look in the morning what waits in a program": every(60, "notifications.tasks.ring_all"),
        "look at goals that may stand still": every(60, "goals.tasks.ring_all"),
        "read what comes back by mail": every(60, "notifications.tasks.read_mailbox"),
        "reconcile what a crash left behind": every(20, "notifications.tasks.reconcile"),
    },
)
