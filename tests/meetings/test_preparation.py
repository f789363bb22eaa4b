"""Readiness on the meeting's page: a count, what those who are ready bring, and never the words of the others."""

import pytest
from django.utils import timezone

from meetings.actions.preparing import ask_for_help, finish_preparation, save_preparation
from meetings.models import Rsvp
from programs.tenancy import inside


@pytest.fixture
def writes(world):
    """Somebody prepares; `done` shares it."""

    def write(user, *, done, win="Two new clients"):
        with inside(world.heartland, user):
            place = Rsvp.objects.select_related("meeting").get(meeting=world.meeting, member__user=user)
            save_preparation(place, now=timezone.now(), told={"win": win, "issue": "Pricing", "weight": 3})
            if done:
                finish_preparation(place, by=user, now=timezone.now())

    return write


def page(world, client_as, who):
    answer = client_as(getattr(world, who)).get(f"/p/heartland/meetings/{world.meeting.pk}/")
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize("who", ["member", "peer", "facilitator"])
def test_the_group_sees_how_many_are_ready_and_what_they_bring(world, client_as, writes, who):
    writes(world.member, done=True)
    answer = page(world, client_as, who)
    assert answer.context["preparation"]["ready"] == 1
    assert answer.context["preparation"]["expected"] > 1
    assert "Two new clients" in answer.content.decode()


@pytest.mark.parametrize("who", ["peer", "facilitator"])
def test_the_words_of_who_is_not_done_are_nobodys(world, client_as, writes, who):
    writes(world.member, done=False)
    answer = page(world, client_as, who)
    assert answer.context["preparation"]["ready"] == 0
    assert "Two new clients" not in answer.content.decode()


def test_an_admin_sees_nothing_of_it(world, client_as, writes):
    writes(world.member, done=True)
    answer = page(world, client_as, "admin")
    assert answer.context["preparation"] is None
    assert "Two new clients" not in answer.content.decode()


def test_that_somebody_needs_help_the_facilitator_sees_alone(world, client_as, homework):
    one = homework()
    with inside(world.heartland, world.member):
        place = Rsvp.objects.get(meeting=world.meeting, member__user=world.member)
        ask_for_help(one, place, by=world.member, now=timezone.now())
    assert "1 needs help" in page(world, client_as, "facilitator").content.decode()
    for who in ("member", "peer"):
        assert "needs help" not in page(world, client_as, who).content.decode()


def test_only_a_facilitator_may_set_homework_and_only_in_time(world, client_as, homework):
    url = f"/p/heartland/meetings/{world.meeting.pk}/homework/new/"
    assert url not in page(world, client_as, "facilitator").content.decode()
    with inside(world.heartland, world.facilitator):
        now = timezone.now()
        type(world.past_meeting).objects.filter(pk=world.past_meeting.pk).update(starts_at=now, ends_at=now)
    assert url in page(world, client_as, "facilitator").content.decode()
    assert url not in page(world, client_as, "member").content.decode()


def test_it_costs_one_query_however_many_are_ready(world, client_as, writes, queries, homework):
    browser = client_as(world.peer)
    url = f"/p/heartland/meetings/{world.meeting.pk}/"
    browser.get(url)
    few = queries(lambda: browser.get(url))
    writes(world.member, done=True)
    writes(world.peer, done=True)
    homework()
    assert queries(lambda: browser.get(url)) == few <= 10
