"""What the tests of groups share: people without a seat."""

from collections.abc import Callable
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
