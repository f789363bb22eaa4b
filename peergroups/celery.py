"""The Celery app, and everything that recurs, on one page. Messages are nudges; the truth is in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peergroups.settings")

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
    broker_transport_options={"visibility_timeout": 900, "unacked_restore_throttle": 1},
    broker_connection_retry_on_startup=True,
    timezone="UTC",
    beat_schedule={
        "find what is due": {"task": "notifications.tasks.sweep", "schedule": 30.0},
        "send what is pending": {"task": "notifications.tasks.deliver", "schedule": 5.0},
        "reconcile what was left in sending": {"task": "notifications.tasks.reconcile", "schedule": 60.0},
    },
)
