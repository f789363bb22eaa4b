"""What the tests of people share."""

import pytest

from members.geonames import load_cities


@pytest.fixture(scope="session")
def places_of_this_process(django_db_setup, django_db_blocker):
    """All cities, outside of any test's transaction."""
    with django_db_blocker.unblock():
        load_cities()


@pytest.fixture
def places(places_of_this_process, db):
    """All cities; loaded again where a transactional test has begun with a new database."""
    load_cities()
