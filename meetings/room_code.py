"""The code on the screen of the room: who scans it was there a moment ago.

It says which meeting and which minute, signed, and nobody's name: who one is, the sign-in tells. It turns over every
minute and lives half a minute longer, so that a photo of it is of little use to who is not in the room. Nothing is
stored. Scanned in time, it leaves a signed cookie in that browser alone, which bears a sign-in on the way.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

TURN = 60
"""A new code every so many seconds."""

GRACE = 30
"""So many seconds into a turn the one before still opens."""

LETTERS = 22
"""Of the signature, 6 bits each."""

SCANNED = "scanned"
"""The cookie's name, and what its signature is salted with."""

SCAN_LASTS = timedelta(minutes=15)
"""So long after a scan one may say "I am here" in the same browser."""


def code_of(meeting: UUID, now: datetime) -> str:
    """The code that the screen shows at `now`."""
    return _code(meeting, _turn(now))


def opens(code: str, meeting: UUID, now: datetime) -> bool:
    """Whether a code that was scanned is this meeting's of now, or of a moment ago."""
    turn = _turn(now)
    late = now.timestamp() % TURN < GRACE
    return any(constant_time_compare(code, _code(meeting, one)) for one in ((turn, turn - 1) if late else (turn,)))


def _turn(now: datetime) -> int:
    return int(now.timestamp() // TURN)


def _code(meeting: UUID, turn: int) -> str:
    return Signer(salt="meetings.room-code").signature(f"{meeting}:{turn}")[:LETTERS]
