"""What is promised in a group and not kept yet, as group home shows it: the audience of each promise reads it there."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from groups.views.circle import Circle
from programs import wording
from programs.tenancy import standing


@dataclass(frozen=True)
class Promised:
    """An open promise: `url` is '' for who cannot say that it was kept."""

    name: str
    text: str
    due: str
    late: bool
    url: str


def promises_of(circle: Circle, rows: list[tuple[str, str, str, str]]) -> list[Promised]:
    """The open promises of (key, member's key, text, day) as the page shows them."""
    who, names = standing(), {str(one.key): one.name for one in circle.seated}
    runs = circle.key in who.facilitates
    return [
        Promised(
            names[member],
            text,
            wording.near_day(date.fromisoformat(due_on), circle.today, circle.order),
            date.fromisoformat(due_on) < circle.today,
            reverse("promise", args=[circle.program.slug, key]) if runs or member == str(who.member_id) else "",
        )
        for key, member, text, due_on in rows
    ]
