"""How a program vets: set by its admins, row by row, and only by who read the newest."""

import pytest

from programs.tenancy import inside
from vetting.actions.reviewing import set_rules
from vetting.models import VettingRules

pytestmark = pytest.mark.django_db

PAGE = "/p/heartland/vetting-rules/"
TOLD = {
    "opinions": "2", "references": "1", "candor_by_phone": "on", "payment": "on",
    "approval": "majority", "interview": "on", "sponsor": "on", "visit": "on",
    "offer_days": "3", "keep_declined_days": "90", "version": "0",
}  # fmt: skip


@pytest.fixture
def admin(world, client_as):
    """Priya's browser."""
    return client_as(world.admin)


def text(answer) -> str:
    return answer.content.decode()


def test_what_is_set_holds_and_stands_in_the_form(world, admin):
    assert 'value="365"' in text(admin.get(PAGE))
    assert admin.post(PAGE, TOLD).status_code == 302
    with inside(world.heartland, world.admin):
        rules = VettingRules.objects.get()
        assert (rules.opinions, rules.references, rules.payment, rules.candor) == (2, 1, True, False)
        assert rules.candor_by_phone
        assert (rules.approval, rules.interview) == ("majority", True)
        assert (rules.offer_days, rules.next_in_line, rules.keep_declined_days) == (3, False, 90)
    page = text(admin.get(PAGE))
    assert 'name="version" value="1"' in page
    assert 'value="90"' in page


@pytest.mark.parametrize(
    "wrong", [{"opinions": "-1"}, {"offer_days": "0"}, {"keep_declined_days": "x"}, {"references": ""}]
)
def test_what_is_wrong_comes_back_with_what_was_typed(world, admin, wrong):
    answer = admin.post(PAGE, TOLD | wrong)
    assert answer.status_code == 422
    name, value = next(iter(wrong.items()))
    assert f'href="#id_{name}"' in text(answer)
    assert f'value="{value}"' in text(answer) or not value
    with inside(world.heartland, world.admin):
        assert not VettingRules.objects.exists()


def test_who_read_an_older_version_is_told_and_loses_nothing(world, admin, now):
    with inside(world.heartland, world.admin):
        set_rules(by=world.reviewer, now=now, opinions=5)
    answer = admin.post(PAGE, TOLD)
    assert answer.status_code == 409
    assert "Opinions of reviewers: 5" in text(answer)
    assert "Opinions of reviewers: 2" in text(answer)
    assert 'value="90"' in text(answer)
    assert 'name="version" value="1"' in text(answer)


@pytest.mark.parametrize("who", ["member", "facilitator", "reviewer", "foreign_admin"])
def test_for_others_it_does_not_exist(world, client_as, who):
    browser = client_as(getattr(world, who))
    assert browser.get(PAGE).status_code == 404
    assert browser.post(PAGE, TOLD).status_code == 404


def test_signed_out_and_wrong_method(client, admin):
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")
    assert admin.delete(PAGE).status_code == 405
