"""Telling the workers that there is something to do, without waiting for the beat. A lost nudge costs seconds.

No action nudges: what an action does must not depend on the broker, not even on how long it takes to be away. Every
task here is run by the beat every few seconds anyway (peergroups/celery.py), and asks PostgreSQL what to do.
"""

import time

from kombu.exceptions import OperationalError

from peergroups.celery import app

SECONDS_OF_REST = 30
"""How long nobody is nudged after the broker was away, so that a page does not wait for it again and again."""


class Rest:
    """Until when nobody is nudged, by time.monotonic()."""

    until = 0.0


def nudge(task: str) -> bool:
    """Ask a worker to run notifications.tasks.`task` soon; False if the broker is away, which is no failure."""
    if time.monotonic() < Rest.until:
        return False
    try:
        app.send_task(f"notifications.tasks.{task}", retry=False, expires=SECONDS_OF_REST)
    except (OperationalError, OSError):
        Rest.until = time.monotonic() + SECONDS_OF_REST
        return False
    return True
