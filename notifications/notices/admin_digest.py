"""The morning mail of a program's admins: what waits in it, on mornings on which something does.

Class digest, at eight on each admin's wall (notifications/alerting.py). It says what waits when it leaves; what was
mended since is not in it. Nobody is named in the subject, and nothing that is said in a group is anywhere in it.
"""

from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from notifications.alerting import alerts
from notifications.models import Delivery
from notifications.notices.letter import Letter, stoppable
from notifications.notices.note import Note
from programs.models import Program, User
from programs.tenancy import standing


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """What waits; None when it was all mended, or its reader runs the program no more."""
    if user is None or not standing().is_admin:
        return None
    lines = alerts(program, now)
    if not lines:
        return None
    note = Note(
        subject=f"What waits in {program.name}",
        preview="What others wait for, and what keeps a group from meeting.",
        heading="One thing waits for somebody" if len(lines) == 1 else f"{len(lines)} things wait for somebody",
        paragraphs=("Each has its act on the overview.",),
        items=lines,
        label="Open the overview",
        url=settings.SITE_URL + reverse("overview", args=[program.slug]),
        why="you run the program. It comes only on mornings on which something waits, and stops when it is mended.",
    )
    return stoppable(mail, program, user, "note", asdict(note))
