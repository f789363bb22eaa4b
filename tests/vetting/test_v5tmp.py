import pytest
from tests.conftest import owner_connection
from tests.vetting.test_candor import *  # noqa
from django.db import connection

@pytest.fixture(autouse=True)
def undone(django_db_setup):
    with owner_connection("test_gw") as c:
        c.execute("drop policy candor on notifications_delivery")
    yield
    with owner_connection("test_gw") as c:
        c.execute("create policy candor on notifications_delivery as restrictive for select to peergroups_app using (true)")
