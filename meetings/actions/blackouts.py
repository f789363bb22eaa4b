"""Days on which no group of the program meets."""

from datetime import date, datetime

from django.db import transaction

from meetings.models import Blackout
from programs.activity import record
from programs.models import User
from programs.refusal import Refused


@transaction.atomic
def add_blackout(*, by: User, now: datetime, name: str, first: date, last: date) -> Blackout:
    """Keep days free of meetings that are planned from now on; those that are planned stay. Refused if they run
    backwards."""
    if last < first:
        raise Refused("The last day comes before the first.", field="last")
    added = Blackout.objects.create(name=name, first=first, last=last)
    record("blackout.added", by=by, about=added, at=now)
    return added


@transaction.atomic
def drop_blackout(blackout: Blackout, *, by: User, now: datetime) -> None:
    """These days are days like others again."""
    record("blackout.dropped", by=by, about=blackout, at=now)
    blackout.delete()
