"""The pages of a promise: made, kept, missed, promised anew, and who may say so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from goals.models import Commitment
from goals.promising import make_commitment
from members.models import Member
from programs.tenancy import inside

NEW = "/p/heartland/promises/new/"


@pytest.fixture
def promise(world):
    now = timezone.now()
    with inside(world.heartland, world.member):
        me = Member.objects.get(user=world.member)
        return make_commitment(
            me, world.group, by=world.member, now=now, today=now.date(), text="Call the five largest",
            due_on=now.date() + timedelta(days=2),
        )  # fmt: skip


def page_of(promise):
    return f"/p/heartland/promises/{promise.pk}/"


def act(browser, promise, **said):
    return browser.post(f"{page_of(promise)}state/", said, follow=True)


def state(world, promise):
    with inside(world.heartland, world.member):
        return Commitment.objects.get(pk=promise.pk).state


def days_on(days):
    return (timezone.now() + timedelta(days=days)).date().isoformat()


def test_a_promise_is_made_to_a_group(world, client_as):
    sent = {"text": "Raise prices", "due_on": days_on(5), "group": str(world.group.pk)}
    answer = client_as(world.member).post(NEW, sent, follow=True)
    assert f"{world.group.name} sees it." in answer.content.decode()
    with inside(world.heartland, world.peer):
        assert Commitment.objects.get().text == "Raise prices"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "a\0b"),
        ("due_on", "soon"),
        ("due_on", days_on(-3)),
        ("due_on", days_on(3000)),
        ("group", "x"),
    ],
)
def test_wrong_words_come_back(world, client_as, field, value):
    sent = {"text": "Raise prices", "due_on": days_on(5), "group": str(world.group.pk)} | {field: value}
    answer = client_as(world.member).post(NEW, sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]


def test_nobody_promises_to_a_group_of_others(world, client_as):
    sent = {"text": "Raise prices", "due_on": days_on(5), "group": str(world.sibling_group.pk)}
    assert client_as(world.member).post(NEW, sent).status_code == 422


def test_kept_with_undo(world, client_as, promise):
    browser = client_as(world.member)
    answer = act(browser, promise, act="keep")
    assert f"{page_of(promise)}state/?act=reopen" in answer.content.decode()
    assert state(world, promise) == "kept"
    browser.post(f"{page_of(promise)}state/?act=reopen")
    assert state(world, promise) == "open"


def test_missed_says_why(world, client_as, promise):
    answer = act(client_as(world.member), promise, act="miss", reason="waiting")
    assert "Missed: waiting for somebody" in answer.content.decode()


def test_promised_anew(world, client_as, promise):
    answer = act(client_as(world.member), promise, act="move", due_on=days_on(9))
    assert "Promised anew until" in answer.content.decode()
    assert state(world, promise) == "moved"
    wrong = client_as(world.member).post(f"{page_of(promise)}state/", {"act": "move", "due_on": days_on(-9)})
    assert wrong.status_code == 422


def test_a_strange_press_does_no_harm(world, client_as, promise):
    answer = act(client_as(world.member), promise, act="explode")
    assert "Press one of the buttons." in answer.content.decode()
    assert state(world, promise) == "open"


def test_a_facilitator_may_say_it_was_kept(world, client_as, promise):
    act(client_as(world.facilitator), promise, act="keep")
    assert state(world, promise) == "kept"


@pytest.mark.parametrize("who", ["peer", "admin", "sibling", "reviewer", "stranger"])
def test_others_find_nothing(world, client_as, promise, who):
    browser = client_as(getattr(world, who))
    assert browser.get(page_of(promise)).status_code == 404
    assert browser.post(f"{page_of(promise)}state/", {"act": "keep"}).status_code == 404
    assert state(world, promise) == "open"


def test_signed_out_and_wrong_methods(world, client_as, promise):
    assert "next=" in client_as(None).get(page_of(promise)).headers["Location"]
    assert client_as(world.member).post(page_of(promise)).status_code == 405
    assert client_as(world.member).get(f"{page_of(promise)}state/").status_code == 405
    assert client_as(world.facilitator).get(NEW).status_code == 404
