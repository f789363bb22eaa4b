"""The pages of one meeting that its facilitators have side by side: agenda, brief, the run, the recap."""

from typing import Any

from django.urls import reverse

from meetings.models import Meeting
from programs.models import Program

PAGES = {"agenda": "Agenda", "brief": "Brief", "meeting_run": "Run", "attendance": "Attendance", "recap": "Recap"}


def tabs(program: Program, meeting: Meeting, current: str) -> list[dict[str, Any]]:
    """The tabs over these pages, as templates/components/_tabs.html takes them."""
    where = [program.slug, meeting.pk]
    return [
        {"label": label, "url": reverse(name, args=where), "current": name == current, "count": None}
        for name, label in PAGES.items()
    ]
