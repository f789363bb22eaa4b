"""Changes to programs, their tracks and their staff."""

from datetime import datetime, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from programs import versions
from programs.activity import Via, record
from programs.clock import instant, local_day
from programs.clocks import wind
from programs.models import Program, Role, Track, User
from programs.refusal import Refused
from programs.tenancy import inside

FIRST_TRACKS = (
    ("Owners", True),
    ("Service managers", False),
    ("Project managers", False),
    ("Security", False),
    ("Triage and dispatch", False),
    ("COOs", False),
)
"""The roles that the sources name; a program changes the list as it likes. (name, seats are held by owners)"""


NEW_DAY = "program.morning"
"""The kind of Due that rings once a day in every program, before anybody is at work."""
AT_DAWN = time(5, 0)


ONE_BY_ONE = "select pg_advisory_xact_lock(hashtext('programs: founding'))"
"""Two strangers who found the first program at the same moment would both find none here yet."""


def found_program(*, by: User, name: str, slug: str, first: bool = False, via: Via = "web", **fields: Any) -> Program:
    """A new program with its first admin and the usual tracks. Runs outside of any scope; refuses a taken address.

    With `first` it refuses when there is a program already, also one that is being founded at this moment.
    A `by` who is new here is saved with it, with an address that is proven when they first sign in.
    """
    program = Program(name=name, slug=slug, **fields)
    taken = Refused(f"Another program here has the address {slug}. Choose a different one.", field="slug")
    if Program.objects.filter(slug=slug).exists():
        raise taken
    with inside(program, by):
        with connection.cursor() as cursor:
            cursor.execute(ONE_BY_ONE)
        if first and Program.objects.exists():
            raise Refused("Somebody founded a program here a moment ago, and only the first is founded this way.")
        try:
            with transaction.atomic():
                program.save(force_insert=True)
        except IntegrityError as twice:
            raise taken from twice
        if by._state.adding:
            by.save()
        if not EmailAddress.objects.filter(user=by).exists():
            EmailAddress.objects.create(user=by, email=by.email, primary=True)
        Role.objects.create(user=by, name=by.name, email=by.email, kind=Role.Kind.ADMIN)
    # The next transaction is the admin's: its stamp finds the role.
    with inside(program, by):
        for position, (track, for_owners) in enumerate(FIRST_TRACKS):
            Track.objects.create(name=track, for_owners=for_owners, position=position)
        record("program.founded", by=by, about=program, via=via)
        wind_day(program, timezone.now())
    return program


def wind_day(program: Program, now: datetime) -> None:
    """Wind the clock that rings when the next day of a program begins."""
    tomorrow = local_day(now, program.zone) + timedelta(days=1)
    wind(NEW_DAY, program, instant(tomorrow, AT_DAWN, program.zone), zone=program.zone)


@transaction.atomic
def change_program(
    program: Program, *, by: User | None, seen: int | None = None, via: Via = "web", **fields: Any
) -> None:
    """Set the program's name, look, units or expectations; records which of them changed.

    `seen` is the version that the person read; what would change a newer one raises Stale.
    """
    versions.lock(program)
    if changed := versions.differing(program, fields):
        versions.refuse_stale(program, seen)
        versions.save(program, fields, changed)
        record("program.changed", by=by, about=program, via=via, fields=changed)


@transaction.atomic
def pass_step(program: Program, step: int, *, by: User, via: Via = "web") -> None:
    """Set-up is past its `step` (the first is 1). Going back to an earlier one loses nothing."""
    if step > program.set_up_step:
        program.set_up_step = step
        program.save(update_fields=["set_up_step"])
        record("program.set_up", by=by, about=program, via=via)


@transaction.atomic
def add_track(*, by: User, name: str, for_owners: bool = False, via: Via = "web") -> Track:
    """One more role focus, at the end of the list."""
    refuse_track_name(name)
    last = Track.objects.order_by("-position").first()
    track = Track.objects.create(name=name, for_owners=for_owners, position=last.position + 1 if last else 0)
    record("track.added", by=by, about=track, via=via)
    return track


def refuse_track_name(name: str, besides: Any = None) -> None:
    """Raise Refused if another track than the one with the key `besides` has this name, whatever its case."""
    if Track.objects.filter(name__iexact=name).exclude(pk=besides).exists():
        raise Refused(f"There is a track named {name} already.", field="name")


@transaction.atomic
def change_track(track: Track, *, by: User, seen: int | None = None, via: Via = "web", **fields: Any) -> None:
    """Rename a track, or set what its groups expect. `seen` is the version that the person read; Stale if it is old."""
    versions.lock(track)
    if changed := versions.differing(track, fields):
        versions.refuse_stale(track, seen)
        if "name" in changed:
            refuse_track_name(fields["name"], track.pk)
        versions.save(track, fields, changed)
        record("track.changed", by=by, about=track, via=via, fields=changed)


@transaction.atomic
def remove_track(track: Track, *, by: User, via: Via = "web") -> None:
    """Take a track off the list; refuses when groups or members have it."""
    record("track.removed", by=by, about=track, via=via)
    try:
        track.delete()
    except ProtectedError as used:
        raise Refused(f"{track.name} has groups or members. Give them another track first.") from used


@transaction.atomic
def give_role(
    kind: Role.Kind, *, by: User | None, user: User | None = None, name: str = "", email: str = "", via: Via = "web"
) -> Role:
    """Make somebody admin, reviewer or facilitator; without a `user` the role waits for its invitation.

    Giving a role that is held already returns it.
    """
    email = (user.email if user else email).strip().lower()
    held = Role.objects.held().filter(kind=kind)
    held = held.filter(user=user) if user else held.filter(email__iexact=email)
    if role := held.first():
        return role
    role = Role.objects.create(kind=kind, user=user, name=user.name if user else name, email=email)
    record("role.given", by=by, about=role, via=via, fields=[kind])
    return role


@transaction.atomic
def end_role(role: Role, *, by: User | None, via: Via = "web") -> None:
    """Take a role back. A program keeps at least one admin, also when two end each other's role at once."""
    held = {one.pk: one for one in Role.objects.held().filter(kind=role.kind).select_for_update()}
    if role.pk not in held:
        raise Refused("This role was ended already.")
    others = [one for one in held.values() if one.pk != role.pk and one.user_id]
    if role.kind == Role.Kind.ADMIN and not others:
        raise Refused("A program needs an admin. Give the role to somebody else first.")
    role.ended_at = timezone.now()
    role.save(update_fields=["ended_at"])
    record("role.ended", by=by, about=role, via=via, fields=[role.kind])


@transaction.atomic
def restore_role(role: Role, *, by: User | None, via: Via = "web") -> None:
    """Undo the end of a role: it is held again, since the day on which it was first given."""
    same = Role.objects.held().filter(kind=role.kind)
    if (same.filter(user=role.user_id) if role.user_id else same.filter(email__iexact=role.email)).exists():
        raise Refused("They have this role again already.")
    role.ended_at = None
    role.save(update_fields=["ended_at"])
    record("role.restored", by=by, about=role, via=via, fields=[role.kind])
