"""How a group's meetings reach calendars: its facilitators and the admins choose; nobody's choice is lost."""

import re

import pytest
from django.utils import timezone

from meetings.actions.answering import takes_alternates
from meetings.actions.feeding import change_meeting_settings
from meetings.models import MeetingSettings
from programs.tenancy import inside


@pytest.fixture
def url(world) -> str:
    return f"/p/{world.heartland.slug}/groups/{world.group.pk}/meetings/settings/"


def stands(world) -> MeetingSettings | None:
    with inside(world.heartland, world.member):
        return MeetingSettings.objects.filter(group=world.group).first()


def test_the_defaults_hold_until_somebody_chooses(world, client_as, url):
    page = client_as(world.facilitator).get(url).content.decode()
    assert re.search(r'value="invitations"[^>]* checked', page)
    assert stands(world) is None
    with inside(world.heartland, world.member):
        assert not takes_alternates(world.group.pk)
    answer = client_as(world.facilitator).post(url, {"way": "feed", "alternates": "on", "version": "0"})
    assert answer.status_code == 302
    chosen = stands(world)
    assert (chosen.way, chosen.alternates) == ("feed", True)
    with inside(world.heartland, world.member):
        assert takes_alternates(world.group.pk)


def test_a_save_over_somebody_elses_shows_what_stands(world, client_as, url):
    with inside(world.heartland, world.facilitator):
        change_meeting_settings(world.group, by=world.facilitator, now=timezone.now(), way="none")
        version = MeetingSettings.objects.get(group=world.group).version
        change_meeting_settings(world.group, by=world.facilitator, now=timezone.now(), alternates=True)
    late = client_as(world.admin).post(url, {"way": "feed", "version": str(version)})
    assert late.status_code == 409
    assert "members may send somebody instead" in late.content.decode()
    assert stands(world).way == "none"
    newest = stands(world).version
    client_as(world.admin).post(url, {"way": "feed", "version": str(newest)})
    assert stands(world).way == "feed"


def test_a_way_that_is_none_is_an_error_at_the_field(world, client_as, url):
    page = client_as(world.facilitator).post(url, {"way": "pigeon", "version": "0"})
    assert page.status_code == 422
    assert stands(world) is None


def test_who_may(world, client_as, url):
    assert client_as(world.admin).get(url).status_code == 200
    for stranger in (world.member, world.reviewer, world.stranger):
        assert client_as(stranger).get(url).status_code == 404
        assert client_as(stranger).post(url, {"way": "feed"}).status_code == 404
    assert "/accounts/login/" in client_as(None).get(url)["Location"]
    assert client_as(world.facilitator).put(url).status_code == 405
