"""A worker in a process of its own, to be killed: it delivers until it is told to stop, on the test's database."""

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection

SCRIPT = """
import time
from datetime import timedelta
import django
django.setup()
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from notifications.delivering import deliver
from notifications.reconciling import reconcile
print("ready", flush=True)
while True:
    try:
        reconcile(now=timezone.now(), settled_after=timedelta(seconds=0.3))
        deliver(now=timezone.now(), lease=timedelta(seconds=2))
    except (OperationalError, InterfaceError):
        connection.close()
    time.sleep(0.05)
"""


def start_worker() -> subprocess.Popen[str]:
    """Start one, with the mail server and the database of this test; returns when it is at work."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "peergroups.settings",
        "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}",
        "EMAIL_URL": f"smtp://{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
        "MAIL_ACCEPT_LOG": settings.MAIL_ACCEPT_LOG,
    }
    worker = subprocess.Popen([sys.executable, "-c", SCRIPT], env=env, stdout=subprocess.PIPE, text=True)
    assert worker.stdout
    assert worker.stdout.readline() == "ready\n"
    return worker
