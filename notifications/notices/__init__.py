"""What each kind of mail says, and to whom: one module a kind, and the two tables that name them.

A new kind of mail: a member of Kind, a module here with `letter`, its templates, a line in LETTERS; and if an action
starts it, `deliveries` for who hears and a line in NEWS, else something that writes Due.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from notifications.models import Delivery, Kind
from notifications.notices import check_in, invitation, term
from notifications.notices.letter import Letter
from programs.models import Activity, Program, User
from programs.tenancy import inside

LETTERS: Mapping[str, Callable[..., Letter | None]] = {
    Kind.INVITATION: invitation.letter,
    Kind.CHECK_IN: check_in.letter,
    Kind.TERM: term.letter,
}
"""Who writes a mail when it leaves. None means that it is no longer needed."""

NEWS: Mapping[str, Callable[[Activity], Iterable[Delivery]]] = {
    "invitation.sent": invitation.deliveries,
    "invitation.renewed": invitation.deliveries,
    "facilitator.appointed": term.deliveries,
}
"""What an action's record starts: a kind of Activity and the deliveries that it asks for, not saved yet."""


def letter_of(mail: Delivery, program: Program | None, user: User | None, now: datetime) -> Letter | None:
    """Write a mail in its reader's own scope, in which the database shows what they may read, and no more.

    A mail about an invitation is written in the scope of its link. None if there is nothing to say any more.
    """
    if program is None:
        return None
    if user is not None and user.is_active:
        scope = inside(program, user)
    elif mail.user_id is None and mail.about_id is not None:
        scope = inside(program, reach=mail.about_id)
    else:
        return None
    with scope:
        return LETTERS[mail.kind](mail, program, user, now)


__all__ = ["LETTERS", "NEWS", "Letter", "letter_of"]
