"""The demo's sample people: one press each, and nowhere but in the demo."""

import subprocess
import sys

import pytest

from programs.demo import OPERATOR, PERSONAS, personas
from programs.models import Program, User


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda one: one.key)
def test_one_press_and_one_is_that_person(world, client, persona):
    user = User.objects.filter(email=persona.email).first()
    assert user is not None, "the world lacks a persona"
    response = client.post(f"/demo/people/{persona.key}/")
    assert response.headers["Location"] == persona.lands
    assert client.session["_auth_user_id"] == str(user.pk)


def test_switching_ends_the_session_before(world, client):
    client.post("/demo/people/priya-raman/")
    key = client.session.session_key
    client.session["secret"] = "hers"
    client.post("/demo/people/dana-whitfield/")
    assert client.session.session_key != key
    assert "secret" not in client.session
    assert client.session["_auth_user_id"] == str(world.member.pk)


def test_the_bar_says_who_one_is_and_who_one_can_be(world, client):
    client.post("/demo/people/dana-whitfield/")
    page = client.get("/p/heartland/today/").content.decode()
    assert "You are Dana, a member." in page
    assert all(one["url"] in page for one in personas())


def test_the_start_page_offers_them(world, client):
    page = client.get("/").content.decode()
    assert "Be one of the sample people" in page
    assert all(one["label"] in page for one in personas())


def test_it_begins_with_a_mail_and_ends_with_a_program_of_one_s_own(world, client):
    page = client.get("/").content.decode()
    assert "/demo/mail/?of=dana.whitfield%40northwindit.example" in page
    address = f"/demo/people/{OPERATOR.key}/"
    assert address in page
    User.objects.get_or_create(email=OPERATOR.email, defaults={"name": "Olive Tran", "is_staff": True})
    start = client.post(address, follow=True)
    assert start.redirect_chain == [("/start/", 302)]
    assert "Name" in start.content.decode()
    me = {"person": "Olive Tran", "email": OPERATOR.email}
    founded = client.post("/start/", {"name": "Lakeside Owners", "slug": "lakeside-owners", **me})
    assert founded.status_code == 302
    assert Program.objects.filter(slug="lakeside-owners").exists()


def test_without_the_sample_world_it_says_so(world, client):
    User.objects.filter(email=PERSONAS[0].email).update(email="renamed@northwindit.example")
    page = client.post(f"/demo/people/{PERSONAS[0].key}/", follow=True)
    assert "The sample people are not here yet" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_nobody_else_can_be_had_that_way(world, client):
    for key in ("rosa-klein", "nobody", "omar-haddad"):
        assert client.post(f"/demo/people/{key}/").status_code == 404
    assert client.get("/demo/people/dana-whitfield/").status_code == 405


def test_outside_of_the_demo_there_is_no_such_address():
    asked = """
import django; django.setup()
from django.urls import resolve, Resolver404
try:
    resolve("/demo/people/dana-whitfield/")
except Resolver404:
    print("no such address")
"""
    import os

    env = os.environ | {"DEMO": "no", "DJANGO_SETTINGS_MODULE": "peergroups.settings"}
    said = subprocess.run([sys.executable, "-c", asked], env=env, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "no such address"


def test_the_admin_lands_on_a_queue_with_work_in_it(world, client):
    page = client.get(client.post("/demo/people/priya-raman/").headers["Location"])
    assert page.status_code == 200
    assert "Applications" in page.content.decode()
