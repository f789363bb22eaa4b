"""The one entrance to a program's data: `inside`. Handbook 3 tells why there is no other."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django_scopes import ScopedManager, get_scope, scope
from django_scopes.exceptions import ScopeError

POST = "post"
"""The reach of sweeps and delivery: the wordless tables of all programs, and nothing else."""


def key_of(thing: Any) -> Any:
    """The primary key of a model instance, or the key itself, or None."""
    return getattr(thing, "pk", thing)


@contextmanager
def inside(program: Any, user: Any = None, *, reach: str | UUID = "") -> Iterator[None]:
    """Enter a program as a person, and open the transaction in which the database knows both.

    `program` and `user` are instances or keys. Without a program a person reaches only the rows that are about
    them in every program (roles and memberships). `reach` is empty for people, POST for sweeps and delivery, or
    the key of the one object that a mail link opens; a reach never goes together with a user.

    Raises ScopeError when another scope is open: a released savepoint would leave the outer code in this one.
    """
    entered = {"program": key_of(program), "user": key_of(user), "reach": str(reach)}
    if entered["user"] and entered["reach"]:
        raise ScopeError("A mail link or a sweep acts for nobody: give inside() a user or a reach, not both.")
    if any(not block._from_testcase for block in connection.atomic_blocks) and here() != entered:  # type: ignore[attr-defined]
        raise ScopeError("Another scope or a plain transaction is open. Leave it before you enter this one.")
    connection.ensure_connection()
    with scope(**entered), transaction.atomic():
        yield


def here() -> dict[str, Any]:
    """The open scope as {"program", "user", "reach"}, or an empty dict outside of one."""
    return {name: value for name, value in get_scope().items() if name != "_enabled"}


def current_program() -> UUID:
    """The key of the program we are inside; raises ScopeError outside of one."""
    program = here().get("program")
    if not program:
        raise ScopeError("No program is open. Enter one with inside(program, user).")
    return program


def program_of_scope() -> UUID | None:
    """The default of every program column: the open program, or None outside of one, which the column refuses."""
    return here().get("program")


def program_manager(queryset: type[models.QuerySet] = models.QuerySet, column: str = "program") -> Any:
    """The guarded manager of a program's table: a query outside a scope raises, inside it is filtered by `column`."""
    return ScopedManager(program=column, _manager_class=models.Manager.from_queryset(queryset))


@dataclass(frozen=True)
class Standing:
    """Who asks, as the database sees them in this transaction: keys of what they are in this program now."""

    roles: frozenset[str] = frozenset()
    member_id: UUID | None = None
    company_id: UUID | None = None
    groups: frozenset[UUID] = frozenset()
    facilitates: frozenset[UUID] = frozenset()
    stands_in: frozenset[UUID] = frozenset()
    """Those of them in which they are a substitute only."""

    @property
    def is_person(self) -> bool:
        """Member, facilitator or staff: somebody of this program."""
        return bool(self.roles)

    @property
    def is_admin(self) -> bool:
        """Program admin."""
        return "admin" in self.roles

    @property
    def is_reviewer(self) -> bool:
        """Gives opinions on applications."""
        return "reviewer" in self.roles

    @property
    def is_member(self) -> bool:
        """A member who has not left."""
        return "member" in self.roles

    @property
    def is_facilitator(self) -> bool:
        """Runs at least one group now."""
        return bool(self.facilitates)

    @property
    def keeps(self) -> frozenset[UUID]:
        """The groups that they facilitate for good: those whose seats, rules and newcomers are theirs to look after."""
        return self.facilitates - self.stands_in

    @property
    def is_staff(self) -> bool:
        """Holds a role that asks for a second factor."""
        return bool(self.roles - {"member"}) or self.is_facilitator


def standing() -> Standing:
    """The standing that the stamp of this transaction found; raises ScopeError outside of a program."""
    current_program()
    found = connection.standing or {}  # type: ignore[attr-defined]
    if isinstance(found, str):
        found = json.loads(found)
    return Standing(
        roles=frozenset(found.get("roles", ())),
        member_id=UUID(found["member"]) if found.get("member") else None,
        company_id=UUID(found["company"]) if found.get("company") else None,
        groups=frozenset(map(UUID, found.get("groups", ()))),
        facilitates=frozenset(map(UUID, found.get("facilitates", ()))),
        stands_in=frozenset(map(UUID, found.get("stands_in", ()))),
    )
