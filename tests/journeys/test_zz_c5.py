import pytest
from tests.journeys.test_every_page import cast, opened  # noqa
pytestmark = pytest.mark.django_db(transaction=True)
NAMES = {"member": ["talk","thread_new","thread","thread_edit","comment","wins","support","support_new","group"], "facilitator": ["talk","thread","wins","support","cockpit","group"]}
@pytest.mark.parametrize("role", list(NAMES))
def test_mine(cast, window_of, look_at, role):
    from tests.house.url_map import addresses
    by = {a.name: a for a in addresses()}
    page = window_of(getattr(cast.world, role))
    wrong = [f for n in NAMES[role] for f in look_at(opened(page, cast.url(by[n], "own")))]
    assert wrong == []
