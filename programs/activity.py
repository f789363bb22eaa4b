"""`record`: the last line of every action, and the only writer of Activity."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Literal

from django.utils import timezone

from programs.bulk import insert_all
from programs.models import Activity
from programs.tenancy import current_program, key_of

Via = Literal["web", "mail", "calendar", "import", "api", "demo", "command"]


def record(
    kind: str,
    *,
    by: Any,
    about: Any,
    via: Via = "web",
    group: Any = None,
    member: Any = None,
    fields: Iterable[str] = (),
    at: datetime | None = None,
) -> Activity:
    """Write what happened, in the transaction in which it happens.

    `kind` is noun.past-tense ("goal.opened"); `by` the User who did it, or None for the system; `about` the row it
    happened to; `group` the circle it belongs to, or a list of them (one row each, the last is returned): program
    admins do not read what is a group's; `member` whom it concerns; `fields` the names of what changed, never their
    values; `at` when, for an action that is given its `now`.
    """
    groups = group if isinstance(group, list | tuple | set) else [group]
    rows = [
        Activity.objects.create(
            program_id=current_program(),
            kind=kind,
            by_id=key_of(by),
            via=via,
            about_type=about._meta.label_lower,
            about_id=about.pk,
            group_id=key,
            member_id=key_of(member),
            fields=list(fields),
            at=at or timezone.now(),
        )
        for key in [key_of(one) for one in groups] or [None]
    ]
    return rows[-1]


def record_each(
    kind: str,
    rows: Iterable[Any],
    *,
    by: Any,
    via: Via,
    at: datetime,
    about: Callable[[Any], Any] = lambda row: row,
    of: Callable[[Any], dict[str, Any]] = lambda row: {},
    news: bool = True,
) -> None:
    """`record` for many rows in one go; `about` tells what it happened to, if not to the row itself, and `of` its own
    group_id, member_id and fields.

    With `news` False nobody is told: the row stands in the audit and is passed over by the post.
    """
    insert_all(
        Activity(
            program_id=current_program(),
            kind=kind,
            by_id=key_of(by),
            via=via,
            about_type=about(row)._meta.label_lower,
            about_id=about(row).pk,
            at=at,
            announced_at=None if news else at,
            **of(row),
        )
        for row in rows
    )
