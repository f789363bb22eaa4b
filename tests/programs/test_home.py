"""The start page: into one's program, a choice among several, or what this is."""

import pytest
from django.db import connection

from members.models import Member
from programs.models import Role
from programs.tenancy import inside
from tests.conftest import owner_connection


def test_signed_out_one_reads_what_it_is_and_signs_in(world, client, settings):
    settings.DEMO = False
    page = client.get("/").content.decode()
    assert "/accounts/login/" in page
    assert "Be one of the sample people" not in page


def test_a_member_of_one_program_is_led_to_today(world, client_as):
    assert client_as(world.member).get("/").headers["Location"] == "/p/heartland/today/"


def test_staff_of_one_program_are_led_to_what_they_run(world, client_as):
    assert client_as(world.admin).get("/").headers["Location"] == "/p/heartland/overview/"
    assert client_as(world.facilitator).get("/").headers["Location"] == "/p/heartland/cockpit/"


def test_somebody_of_two_programs_chooses_and_reads_what_they_are_in_each(world, client_as):
    with inside(world.summit, world.foreign_admin):
        Role.objects.create(user=world.member, kind=Role.Kind.REVIEWER, email=world.member.email)
        Role.objects.create(user=world.member, kind=Role.Kind.FACILITATOR, email=world.member.email)
    page = client_as(world.member).get("/")
    text = page.content.decode()
    assert page.status_code == 200
    assert text.index("Heartland MSP Circle") < text.index("Summit Peers")
    assert "Facilitator · Reviewer" in text
    assert 'href="/p/heartland/today/"' in text
    assert 'href="/p/summit/cockpit/"' in text


def test_whoever_asks_to_choose_is_not_led_on(world, client_as):
    assert "Heartland MSP Circle" in client_as(world.member).get("/?choose=1").content.decode()


def test_nothing_of_other_programs_shows(world, client_as):
    assert "Summit" not in client_as(world.member).get("/?choose=1").content.decode()


def test_whoever_left_is_nobody_there(world, client_as):
    with inside(world.heartland, world.admin):
        Member.objects.filter(user=world.member).update(left_at=world.heartland.created_at)
        Role.objects.filter(user=world.facilitator).update(ended_at=world.heartland.created_at)
    for user in (world.member, world.facilitator):
        page = client_as(user).get("/")
        assert page.status_code == 200
        assert "in no program yet" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_an_empty_installation_leads_to_setting_up(client, settings):
    settings.DEMO = False
    assert "There is no program here yet" not in client.get("/").content.decode()
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        owner.execute("truncate programs_program cascade")
    page = client.get("/").content.decode()
    assert "There is no program here yet" in page
    assert 'href="/start/"' in page


def test_the_switch_of_the_rail_leads_to_the_choice(world, client_as):
    page = client_as(world.member).get("/p/heartland/today/").content.decode()
    assert "/?choose=1" in page


def test_it_is_read_only(world, client, client_as):
    assert client.post("/").status_code == 405
    assert client_as(world.member).post("/").status_code == 405
