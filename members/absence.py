"""Days on which somebody is away: they say so themselves, and take it back."""

from datetime import date, datetime, timedelta

from django.db import transaction

from members.models import Away
from programs.activity import record
from programs.models import User
from programs.refusal import Refused

FARTHEST = timedelta(days=366)


@transaction.atomic
def add_away(*, by: User, now: datetime, today: date, first: date, last: date) -> Away:
    """Away from `first` to `last`, both included; days that touch ones said before become one row with them."""
    if last < first:
        raise Refused("The last day comes before the first.", field="last")
    if last < today:
        raise Refused("These days are over.", field="last")
    if last > today + FARTHEST:
        raise Refused("Choose days within a year from now.", field="last")
    a_day = timedelta(days=1)
    touching = Away.objects.filter(user=by, begins_on__lte=last + a_day, ends_on__gte=first - a_day)
    for one in touching:
        first, last = min(first, one.begins_on), max(last, one.ends_on)
    touching.delete()
    row: Away = Away.objects.create(user=by, begins_on=first, ends_on=last)
    record("away.added", by=by, about=row, at=now)
    return row


@transaction.atomic
def drop_away(row: Away, *, by: User, now: datetime) -> None:
    """They are there on these days after all."""
    record("away.dropped", by=by, about=row, at=now)
    row.delete()
