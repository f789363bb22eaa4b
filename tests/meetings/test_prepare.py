"""Preparing a meeting, signed in: the same page as from the mail, in one's own name."""

import pytest
from django.urls import reverse

from goals.models import Commitment
from meetings.models import Meeting, Preparation, Rsvp
from programs.models import Activity
from programs.tenancy import inside


@pytest.fixture
def url(world):
    return reverse("prepare", args=[world.heartland.slug, world.meeting.pk])


def words(browser, url, **more):
    form = browser.get(url).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | more


def test_done_shares_it_in_ones_own_name(world, client_as, url):
    browser = client_as(world.member)
    sent = words(browser, url, win="Two new clients", done="1") | {f"goal-{world.goal.pk}": "stuck"}
    assert browser.post(url, sent).status_code == 302
    page = browser.get(url).content.decode()
    assert "You are prepared" in page
    assert f"{world.group.name} sees it." in page
    with inside(world.heartland, world.peer):
        assert Preparation.objects.get().win == "Two new clients"
        assert world.goal.check_ins.first().status == "stuck"
        done = Activity.objects.get(kind="preparation.done")
        assert (done.by_id, done.group_id) == (world.member.pk, world.group.pk)
    with inside(world.heartland, world.admin):
        assert not Activity.objects.filter(kind="preparation.done", group_id=None).exists()


def test_save_for_later_shows_nothing_to_anybody(world, client_as, url):
    browser = client_as(world.member)
    assert browser.post(url, words(browser, url, win="Two new clients", later="1")).status_code == 302
    assert "Two new clients" in browser.get(url).content.decode()
    with inside(world.heartland, world.peer):
        assert not Preparation.objects.exists()
        assert not Activity.objects.filter(kind__startswith="preparation").exists()


def test_taken_back_one_writes_on(world, client_as, url):
    browser = client_as(world.member)
    browser.post(url, words(browser, url, win="Two new clients", done="1"))
    answer = browser.post(url, {"take_back": "1"}, follow=True)
    assert "Taken back. Only you see it." in answer.content.decode()
    assert answer.context["form"]["win"].value() == "Two new clients"


def test_a_stale_window_is_shown_both_also_without_scripts(world, client_as, url):
    browser = client_as(world.member)
    one, other = words(browser, url, issue="Pricing", later="1"), words(browser, url, issue="Hiring", later="1")
    browser.post(url, one)
    answer = browser.post(url, other)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Issue: Pricing" in page
    assert "Issue: Hiring" in page
    assert "<html" in page


def test_wrong_words_keep_what_was_typed(world, client_as, url):
    browser = client_as(world.member)
    answer = browser.post(url, words(browser, url, win="w" * 601, issue="Pricing", done="1"))
    assert answer.status_code == 422
    assert "Pricing" in answer.content.decode()
    assert "w" * 601 in answer.content.decode()


def test_a_meeting_that_is_over_only_shows(world, client_as):
    url = reverse("prepare", args=[world.heartland.slug, world.past_meeting.pk])
    browser = client_as(world.member)
    page = browser.get(url).content.decode()
    assert "This meeting is over." in page
    assert 'name="win"' not in page
    browser.post(url, {"win": "Late", "done": "1"})
    with inside(world.heartland, world.member):
        assert not Preparation.objects.filter(meeting=world.past_meeting).exists()


@pytest.mark.parametrize("who", ["facilitator", "admin", "reviewer", "sibling", "stranger"])
def test_only_who_has_a_place_prepares(world, client_as, url, who):
    assert client_as(getattr(world, who)).get(url).status_code == 404
    assert client_as(getattr(world, who)).post(url, {"done": "1"}).status_code == 404


def test_signed_out_and_wrong_methods(world, client_as, url):
    assert "next=" in client_as(None).get(url).headers["Location"]
    assert client_as(world.member).put(url).status_code == 405


def test_the_number_of_queries_is_flat(world, client_as, url, queries, homework):
    browser = client_as(world.member)
    homework()
    few = queries(lambda: browser.get(url))
    for number in range(3):
        homework(f"Task {number}")
    with inside(world.heartland, world.member):
        place = Rsvp.objects.get(meeting=world.meeting, member__user=world.member)
        today = Meeting.objects.get(pk=world.meeting.pk).starts_at.date()
        for number in range(3):
            Commitment.objects.create(
                member_id=place.member_id, audience=[world.group.pk], text=f"{number}", due_on=today, by=world.member
            )
    assert queries(lambda: browser.get(url)) == few
    assert few <= 10
