"""Changes to programs, their tracks and their staff."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from programs.activity import Via, record
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


def found_program(*, by: User, name: str, slug: str, via: Via = "web", **fields: Any) -> Program:
    """A new program with its first admin and the usual tracks. Runs outside of any scope; refuses a taken address."""
    if Program.objects.filter(slug=slug).exists():
        raise Refused(f"Another program here has the address {slug}. Choose a different one.", field="slug")
    program = Program.objects.create(name=name, slug=slug, **fields)
    with inside(program, by):
        Role.objects.create(user=by, name=by.name, email=by.email, kind=Role.Kind.ADMIN)
    with inside(program, by):
        for position, (track, for_owners) in enumerate(FIRST_TRACKS):
            Track.objects.create(name=track, for_owners=for_owners, position=position)
        record("program.founded", by=by, about=program, via=via)
    return program


@transaction.atomic
def change_program(program: Program, *, by: User | None, via: Via = "web", **fields: Any) -> None:
    """Set the program's name, look, units or expectations; records which of them changed."""
    changed = [name for name, value in fields.items() if getattr(program, name) != value]
    for name in changed:
        setattr(program, name, fields[name])
    if changed:
        program.save(update_fields=changed)
        record("program.changed", by=by, about=program, via=via, fields=changed)


@transaction.atomic
def add_track(*, by: User, name: str, for_owners: bool = False, via: Via = "web") -> Track:
    """One more role focus, at the end of the list."""
    if Track.objects.filter(name__iexact=name).exists():
        raise Refused(f"There is a track named {name} already.", field="name")
    track = Track.objects.create(name=name, for_owners=for_owners, position=Track.objects.count())
    record("track.added", by=by, about=track, via=via)
    return track


@transaction.atomic
def change_track(track: Track, *, by: User, via: Via = "web", **fields: Any) -> None:
    """Rename a track, or set what its groups expect."""
    changed = [name for name, value in fields.items() if getattr(track, name) != value]
    for name in changed:
        setattr(track, name, fields[name])
    if changed:
        track.save(update_fields=changed)
        record("track.changed", by=by, about=track, via=via, fields=changed)


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
    """Take a role back. A program keeps at least one admin."""
    if role.kind == Role.Kind.ADMIN:
        others = Role.objects.held().filter(kind=Role.Kind.ADMIN).exclude(pk=role.pk).exclude(user=None)
        if not others.exists():
            raise Refused("A program needs an admin. Give the role to somebody else first.")
    role.ended_at = timezone.now()
    role.save(update_fields=["ended_at"])
    record("role.ended", by=by, about=role, via=via, fields=[role.kind])
