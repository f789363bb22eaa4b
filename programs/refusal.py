"""How an action says no: with a reason that the person who asked can read."""

from typing import Any


class Refused(Exception):
    """A change that may not be made. `reason` is a full sentence for the person; `field` names a form field or ''."""

    def __init__(self, reason: str, *, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


class Stale(Refused):
    """Somebody saved the row after this person read it. `theirs` is the row as it stands now."""

    def __init__(self, theirs: Any) -> None:
        super().__init__("This was changed after you opened it. Both versions are shown; pick what should stand.")
        self.theirs = theirs
