"""`record`: the last line of every action, and the only writer of Activity."""

from collections.abc import Iterable
from typing import Any, Literal

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
) -> Activity:
    """Write what happened, in the transaction in which it happens.

    `kind` is noun.past-tense ("goal.opened"); `by` the User who did it, or None for the system; `about` the row it
    happened to; `group` the circle it belongs to (then program admins cannot read it); `member` whom it concerns;
    `fields` the names of what changed, never their values.
    """
    return Activity.objects.create(
        program_id=current_program(),
        kind=kind,
        by_id=key_of(by),
        via=via,
        about_type=about._meta.label_lower,
        about_id=about.pk,
        group_id=key_of(group),
        member_id=key_of(member),
        fields=list(fields),
    )
