"""What the tests of people share."""

import pytest


@pytest.fixture(scope="session")
def places(django_db_setup, django_db_blocker):
    """All cities, loaded once for this process; no test takes them away."""
    from members.geonames import load_cities

    with django_db_blocker.unblock():
        load_cities()
