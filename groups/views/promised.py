"""What is promised in a group and not kept yet, as group home shows it: the audience of each promise reads it there."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.urls import reverse

from groups.views.circle import Circle
from programs import wording
from programs.tenancy import standing

PROMISED = """
select id, member_id, text, due_on from goals_commitment
where program_id = %(program)s and audience @> array[%(group)s]::uuid[] and member_id = any(%(members)s)
      and state = 'open'
order by due_on, said_at
limit 40
"""


@dataclass(frozen=True)
class Promised:
    """An open promise: `url` is '' for who cannot say that it was kept."""

    name: str
    text: str
    due: str
    late: bool
    url: str


def promised_in(circle: Circle) -> list[Promised]:
    """The open promises of those who sit here, the next due first; one query."""
    who, names = standing(), {one.key: one.name for one in circle.seated}
    keys: Any = {"program": circle.program.pk, "group": circle.key, "members": list(names)}
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(PROMISED, keys)
        rows = cursor.fetchall()
    runs = circle.key in who.facilitates
    return [
        Promised(
            names[member],
            text,
            wording.near_day(due_on, circle.today, circle.order),
            due_on < circle.today,
            reverse("promise", args=[circle.program.slug, key]) if runs or member == who.member_id else "",
        )
        for key, member, text, due_on in rows
    ]
