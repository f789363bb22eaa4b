"""The operator's desk: who may sign in and which programs there are, and no table of what is said in them."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin

from programs.admin import operator
from programs.models import Program, User

MAY_BE_SEEN = {"programs.user", "programs.program"}


@pytest.fixture
def ops(db):
    user = User.objects.create_superuser("ops@example.com", name="Ops")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_only_users_and_programs_are_registered():
    assert {model._meta.label_lower for model in operator._registry} == MAY_BE_SEEN
    assert not admin.site._registry, "Django's own site is not used; register on programs.admin.operator, or better not"


def test_the_desk_shows_users_with_their_addresses_and_programs(world, ops, client_as):
    browser = client_as(ops)
    assert "Users" in browser.get("/operator/").content.decode()
    page = browser.get("/operator/programs/user/?q=dana.whitfield").content.decode()
    assert "dana.whitfield@northwindit.example" in page
    page = browser.get(f"/operator/programs/user/{world.member.pk}/change/").content.decode()
    assert "dana.whitfield@northwindit.example" in page
    assert "Heartland MSP Circle" in browser.get("/operator/programs/program/").content.decode()


def test_the_operator_closes_a_sign_in_and_that_ends_its_sessions(world, ops, client_as):
    member = client_as(world.member)
    assert member.get("/accounts/security/").status_code == 200
    form = {"name": "Dana Whitfield", "emailaddress_set-TOTAL_FORMS": 0, "emailaddress_set-INITIAL_FORMS": 0}
    response = client_as(ops).post(f"/operator/programs/user/{world.member.pk}/change/", form)
    assert response.status_code == 302
    assert not User.objects.get(pk=world.member.pk).is_active
    assert member.get("/accounts/security/").status_code == 302


def test_an_operator_who_is_no_superuser_works_there_too(world, client_as):
    User.objects.filter(pk=world.reviewer.pk).update(is_staff=True)
    assert client_as(world.reviewer).get("/operator/programs/user/").status_code == 200


def test_nothing_is_added_or_deleted_there(world, ops, client_as):
    browser = client_as(ops)
    user, program = f"user/{world.member.pk}", f"program/{world.heartland.pk}"
    for path in ("user/add/", f"{user}/delete/", "program/add/", f"{program}/delete/"):
        assert browser.get(f"/operator/programs/{path}").status_code == 403
    browser.post("/operator/programs/user/", {"action": "delete_selected", "_selected_action": str(world.member.pk)})
    assert User.objects.filter(pk=world.member.pk).exists()
    assert Program.objects.count() == 2


def test_there_is_no_way_to_become_one_s_own_superuser(world, client_as):
    User.objects.filter(pk=world.reviewer.pk).update(is_staff=True)
    page = client_as(world.reviewer).get(f"/operator/programs/user/{world.reviewer.pk}/change/").content.decode()
    assert "is_superuser" not in page
    assert "password" not in page.lower()


def test_for_anybody_else_there_is_no_such_page(world, client_as):
    for user in (world.member, world.admin, world.facilitator):
        browser = client_as(user)
        response = browser.get("/operator/", follow=True)
        assert response.status_code == 404
        assert browser.get("/operator/programs/user/", follow=True).status_code == 404


def test_signed_out_one_is_sent_to_sign_in_like_everywhere(world, client):
    response = client.get("/operator/programs/user/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=/operator/programs/user/"


@pytest.mark.parametrize("path", ["password_change/", "password_change/done/"])
def test_there_is_no_page_for_passwords(ops, client_as, path):
    assert client_as(ops).get(f"/operator/{path}").status_code == 404
