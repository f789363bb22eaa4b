"""The list "Before Thursday", on its page and on Today: everything once, each with one act, and only one's own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from goals.models import Goal
from goals.owed import owed
from goals.promising import make_commitment
from meetings.actions.preparing import finish_preparation, set_homework
from meetings.models import Meeting, Rsvp
from members.models import Member
from programs.tenancy import inside

PAGE = "/p/heartland/before/"
TODAY = "/p/heartland/today/"


@pytest.fixture
def task(world):
    def set_it(title="Bring your agreement", **fields):
        with inside(world.heartland, world.facilitator):
            return set_homework(
                world.meeting, by=world.facilitator, now=world.meeting.starts_at - timedelta(days=11), title=title,
                minutes=20, **fields,
            )  # fmt: skip

    return set_it


@pytest.fixture
def promise(world):
    def make(days=1, text="Call the five largest"):
        now = timezone.now()
        with inside(world.heartland, world.member):
            me = Member.objects.get(user=world.member)
            return make_commitment(
                me, world.group, by=world.member, now=now, today=now.date(), text=text,
                due_on=now.date() + timedelta(days=days),
            )  # fmt: skip

    return make


def lists(world, user=None):
    user = user or world.member
    with inside(world.heartland, user):
        return owed(world.heartland, Member.objects.get(user=user).pk, timezone.now())


def kinds(one):
    return [(item.kind.value, item.title) for item in one.items]


def test_everything_stands_in_one_list(world, task, promise):
    task()
    promise()
    with inside(world.heartland, world.member):
        Goal.objects.filter(pk=world.goal.pk).update(check_in_at=timezone.now())
    (one,) = lists(world).lists
    assert one.meeting == world.meeting.pk
    assert one.day == f"{world.meeting.starts_at:%A}"
    assert set(kinds(one)) >= {
        ("homework", "Bring your agreement"),
        ("preparation", "Your preparation"),
        ("promise", "Call the five largest"),
        ("check_in", "Gross margin 52 %"),
    }
    assert one.left == len(one.items)


def test_what_is_done_is_done(world, task, client_as):
    handed = task(hand_in="tick")
    client_as(world.member).post(f"/p/heartland/homework/{handed.pk}/hand-in/", {"act": "in"})
    with inside(world.heartland, world.member):
        place = Rsvp.objects.get(meeting=world.meeting, member__user=world.member)
        finish_preparation(place, by=world.member, now=timezone.now())
    done = {item.kind.value for item in lists(world).lists[0].items if item.done}
    assert done == {"homework", "preparation"}


def test_promises_for_after_the_meeting_stand_below(world, promise):
    promise(days=60, text="Hire a lead")
    found = lists(world)
    assert [item.title for item in found.promises] == ["Hire a lead"]
    assert "Hire a lead" not in str(kinds(found.lists[0]))


def test_a_newcomer_gets_a_list_of_their_own(world, task):
    task("For all")
    task("Introduce yourself", first_meeting=True)
    (one,) = lists(world).lists
    assert not one.newcomer
    assert ("homework", "For all") in kinds(one)
    assert ("homework", "Introduce yourself") not in kinds(one)
    with inside(world.heartland, world.facilitator):
        Rsvp.objects.filter(meeting=world.past_meeting, member__user=world.member).delete()
    (one,) = lists(world).lists
    assert one.newcomer
    assert ("homework", "Introduce yourself") in kinds(one)
    assert ("homework", "For all") not in kinds(one)


def test_nobody_finds_anothers_things(world, promise):
    promise()
    assert "Call the five largest" not in str(lists(world, world.peer))


def test_the_page_has_one_act_for_each(world, client_as, task, promise):
    tick, text, kept = task("Tick it", hand_in="tick"), task("Write it", hand_in="text"), promise()
    page = client_as(world.member).get(PAGE).content.decode()
    assert f'action="/p/heartland/homework/{tick.pk}/hand-in/"' in page
    assert f'href="/p/heartland/homework/{text.pk}/"' in page
    assert f'action="/p/heartland/promises/{kept.pk}/state/"' in page
    assert f'href="/p/heartland/meetings/{world.meeting.pk}/prepare/"' in page


def test_an_act_comes_back_to_where_it_was_pressed(world, client_as, promise, task):
    browser = client_as(world.member)
    answer = browser.post(f"/p/heartland/promises/{promise().pk}/state/", {"act": "keep", "back": "today"})
    assert answer.headers["Location"] == TODAY
    answer = browser.post(f"/p/heartland/homework/{task().pk}/hand-in/", {"act": "in", "back": "before"})
    assert answer.headers["Location"] == PAGE


def test_today_shows_what_is_open(world, client_as, task):
    handed, left = task("Done already", hand_in="tick"), task("Still to do")
    browser = client_as(world.member)
    browser.post(f"/p/heartland/homework/{handed.pk}/hand-in/", {"act": "in"})
    page = browser.get(TODAY).content.decode()
    assert f"Before {world.meeting.starts_at:%A}" in page
    assert left.title in page
    assert handed.title not in page


def test_without_a_meeting_it_says_so(world, client_as):
    with inside(world.heartland, world.facilitator):
        Meeting.objects.update(state="canceled")
    page = client_as(world.member).get(PAGE).content.decode()
    assert "No meeting is planned." in page


@pytest.mark.parametrize("who", ["admin", "facilitator", "stranger"])
def test_it_is_for_members_only(world, client_as, who):
    assert client_as(getattr(world, who)).get(PAGE).status_code == 404


def test_signed_out_and_wrong_methods(world, client_as):
    assert "next=" in client_as(None).get(PAGE).headers["Location"]
    assert client_as(world.member).post(PAGE).status_code == 405


@pytest.mark.parametrize("page", [PAGE, TODAY])
def test_the_number_of_queries_is_flat(world, client_as, queries, task, promise, page):
    browser = client_as(world.member)
    task()
    promise()
    few = queries(lambda: browser.get(page))
    for number in range(3):
        task(f"Task {number}")
        promise(text=f"Promise {number}")
    assert queries(lambda: browser.get(page)) == few
    assert few <= 10


def test_the_name_of_the_page(world):
    assert reverse("before", args=["heartland"]) == PAGE
