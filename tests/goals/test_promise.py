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


def test_one_line_says_what_and_until_when_and_comes_back_to_its_page(world, client_as):
    sent = {"text": "raise support price 8% in 5 days", "group": str(world.group.pk), "back": "promises"}
    answer = client_as(world.member).post(NEW, sent, follow=True)
    assert answer.redirect_chain[-1][0] == "/p/heartland/promises/"
    assert "raise support price 8%" in answer.content.decode()
    with inside(world.heartland, world.member):
        made = Commitment.objects.get()
    assert made.text == "raise support price 8%"
    assert made.due_on > timezone.now().date() + timedelta(days=3)


def test_a_line_that_cannot_be_read_comes_back_whole(world, client_as):
    line = "call them by February 31"
    answer = client_as(world.member).post(NEW, {"text": line, "group": str(world.group.pk)})
    assert answer.status_code == 422
    assert line in answer.content.decode()


def test_who_is_not_sure_is_asked_to_make_it_smaller_and_may_promise_it_all_the_same(world, client_as):
    browser = client_as(world.member)
    sent = {"text": "Raise prices", "due_on": days_on(5), "group": str(world.group.pk), "confidence": "6"}
    assert "A 6 says that something stands in the way." in browser.post(NEW, sent).content.decode()
    with inside(world.heartland, world.member):
        assert not Commitment.objects.exists()
    browser.post(NEW, sent | {"as_is": "yes"})
    with inside(world.heartland, world.member):
        assert Commitment.objects.get().confidence == 6


def test_a_witness_reads_it_and_settles_nothing(world, client_as):
    with inside(world.heartland, world.member):
        witness = Member.objects.get(user=world.peer)
    sent = {"text": "Raise prices", "due_on": days_on(5), "group": str(world.group.pk), "witness": str(witness.pk)}
    client_as(world.member).post(NEW, sent | {"proof": "The new price list"})
    with inside(world.heartland, world.member):
        made = Commitment.objects.get()
    browser = client_as(world.peer)
    page = browser.get(page_of(made)).content.decode()
    assert "The new price list" in page
    assert "promise_state" not in page
    assert "Open it again" not in page
    assert browser.post(f"{page_of(made)}state/", {"act": "keep"}).status_code == 404


def test_missed_can_be_promised_anew_and_only_member_and_facilitator_see_how_often(world, client_as, promise):
    browser = client_as(world.member)
    missed = act(browser, promise, act="miss", reason="time").content.decode()
    assert "Promise it anew" in missed
    anew = act(browser, promise, act="move", due_on=days_on(9)).content.decode()
    assert "Promised before" in anew
    with inside(world.heartland, world.member):
        latest = Commitment.objects.get(renews=promise)
    assert "Promised 2 times by now" in client_as(world.facilitator).get(page_of(latest)).content.decode()
    assert "Not kept, and promised anew" in browser.get(page_of(promise)).content.decode()


def test_my_promises_at_the_same_cost_for_one_and_three(world, client_as, promise, queries):
    browser = client_as(world.member)
    one = queries(lambda: browser.get("/p/heartland/promises/"))
    for text in ("Call two", "Call three"):
        browser.post(NEW, {"text": text, "due_on": days_on(5), "group": str(world.group.pk)}, follow=True)
    assert queries(lambda: browser.get("/p/heartland/promises/")) == one <= 10
    act(browser, promise, act="keep")
    page = browser.get("/p/heartland/promises/").content.decode()
    assert page.index("Call three") < page.index("Before</h2>") < page.index("Call the five largest</a>")
    assert "Call the five largest" not in client_as(world.peer).get("/p/heartland/promises/").content.decode()


def test_its_member_asks_for_help_from_its_page_and_nobody_else_is_offered_that(world, client_as, promise):
    read = client_as(world.member).get(page_of(promise)).content.decode()
    for door in ("talk/new/", "support/"):
        assert f"/p/heartland/groups/{world.group.pk}/{door}" in read
    for other in (world.peer, world.facilitator):
        assert "I need help" not in client_as(other).get(page_of(promise)).content.decode()
    act(client_as(world.member), promise, act="keep")
    assert "I need help" not in client_as(world.member).get(page_of(promise)).content.decode()
