"""What the tests of groups share: people without a seat, and being somebody who has one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from members.actions import add_company, add_member
from members.models import Company, Member
from programs.tenancy import inside


@pytest.fixture
def newcomer(world: Any) -> Callable[..., Member]:
    """Makes a member of Heartland who sits nowhere yet, of a company of their own or of `company`."""

    def make(name: str, company: Company | str = "", **fields: Any) -> Member:
        with inside(world.heartland, world.admin):
            if not isinstance(company, Company):
                company = add_company(by=world.admin, name=company or f"{name} IT")
            email = f"{name.lower().replace(' ', '.')}@example.com"
            return add_member(by=world.admin, company=company, name=name, email=email, **fields)

    return make


@pytest.fixture
def as_member(world: Any) -> Callable[[Any], AbstractContextManager[Member]]:
    """`with as_member(user) as me:` is inside Heartland as that user; gives their Member."""

    @contextmanager
    def enter(user: Any) -> Iterator[Member]:
        with inside(world.heartland, user):
            yield Member.objects.get(user=user)

    return enter
