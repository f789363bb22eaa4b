"""Being told when seats open again: asked by a stranger, confirmed by mail, announced once by who runs the program."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from groups.models import Group
from programs.activity import Via, record, record_each
from programs.clocks import wind
from programs.models import User
from programs.refusal import Refused
from vetting.actions.clocks import INTEREST
from vetting.models import Interest

UNCONFIRMED_FOR = timedelta(days=7)
"""So long an address that a stranger typed is kept without its owner's yes."""


@transaction.atomic
def ask_to_be_told(email: str, *, now: datetime, group: Group | None = None) -> None:
    """Mail a question to an address: was it you? Whoever types it learns nothing, also not that it is known.

    Without a yes the address is forgotten a week after it was typed first; asked again then, it is a new one.
    """
    asked = Interest(email=email.strip().lower(), group=group, asked_at=now)
    key: Any = asked.pk
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
            wind(INTEREST, asked, now + UNCONFIRMED_FOR, zone=asked.program.zone)
    except IntegrityError:
        with connection.cursor() as cursor:
            cursor.execute("select app_interest_of(%s)", [asked.email])
            key = cursor.fetchone()[0]
    record("interest.asked", by=None, about=Interest(pk=key), at=now)


@transaction.atomic
def confirm_interest(interest: Interest, *, now: datetime, via: Via = "mail") -> None:
    """The owner of an address wants to be told; who was told once already is told of the next one again."""
    waits = Interest.objects.filter(pk=interest.pk).exclude(pk__in=Interest.objects.waiting().values("pk"))
    if waits.update(confirmed_at=now, told_at=None, words=""):
        record("interest.confirmed", by=None, about=interest, via=via, at=now)


@transaction.atomic
def leave_interest(interest: Interest, *, now: datetime, via: Via = "mail") -> None:
    """They want to be told no more: the address is deleted."""
    record("interest.left", by=None, about=interest, via=via, at=now)
    Interest.objects.filter(pk=interest.pk).delete()


@transaction.atomic
def forget_unconfirmed(interest: Interest, *, now: datetime) -> None:
    """Nobody said that it was they who left an address: it is deleted."""
    if interest.confirmed_at is None:
        record("interest.forgotten", by=None, about=interest, at=now)
        Interest.objects.filter(pk=interest.pk).delete()


@transaction.atomic
def announce_intake(*, by: User, now: datetime, words: str = "", via: Via = "web") -> int:
    """Tell everybody who waits, once, that the next intake opens; returns how many that are."""
    waiting = list(Interest.objects.waiting().select_for_update())
    if not waiting:
        raise Refused("Nobody waits to be told.")
    Interest.objects.filter(pk__in=[one.pk for one in waiting]).update(told_at=now, words=words.strip())
    record_each("intake.announced", waiting, by=by, via=via, at=now)
    return len(waiting)
