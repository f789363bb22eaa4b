"""Telling the workers that there is something to do, without waiting for the beat. A lost nudge costs seconds.

No action nudges: what an action does must not depend on the broker, not even on how long it takes to be away. Every
task here is run by the beat every few seconds anyway (peergroups/celery.py), and asks PostgreSQL what to do.
"""

import time

from kombu.exceptions import OperationalError

from peergroups.celery import app

SECONDS_OF_REST = 30
"""How long nobody is nudged after the broker was away, so that a page does not wait for it again and again."""

ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
"""How often to look for the broker. kombu's own patience is eight seconds, and somebody is waiting for a page."""


class Rest:
    """Until when nobody is nudged, by time.monotonic()."""

    until = 0.0


def nudge(task: str) -> bool:
    """Ask a worker to run notifications.tasks.`task` soon; False if the broker is away, which is no failure."""
    if time.monotonic() < Rest.until:
        return False
    try:
        with app.connection_for_write(transport_options=ONCE) as broker:
            app.send_task(f"notifications.tasks.{task}", connection=broker, retry=False, expires=SECONDS_OF_REST)
    except (OperationalError, OSError):
        Rest.until = time.monotonic() + SECONDS_OF_REST
        return False
    return True
