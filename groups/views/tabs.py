"""The pages on which a group is run, as tabs."""

from typing import Any

from django.urls import reverse

from groups.models import Group

PAGES = {
    "group_settings": "Settings",
    "group_answers": "What to expect",
    "seats": "Seats",
    "newcomers": "Newcomers",
    "terms": "Facilitators",
    "agreement_charter": "Charter",
    "standings": "Attendance",
    "meeting_settings": "Meetings",
}


def tabs(slug: str, group: Group, current: str) -> list[dict[str, Any]]:
    """The tabs of a group in the program `slug`; `current` is the name of the page one is on."""
    return [
        {"label": label, "url": reverse(name, args=[slug, group.pk]), "current": name == current}
        for name, label in PAGES.items()
    ]
