"""While a group meets: one line a promise, a decision or an open item; undo; now and next by the clock."""

from datetime import timedelta

import pytest
from django.urls import reverse

from goals.models import Commitment
from goals.promising import keep_commitment
from meetings.actions.agendas import Line, set_agenda
from meetings.actions.planning import cancel_meeting
from meetings.models import GroupDecision, Meeting, ParkedItem
from meetings.views.meeting_run import ticking
from programs.clock import local_day
from programs.models import Activity
from programs.tenancy import inside


@pytest.fixture
def page(world) -> str:
    return reverse("meeting_run", args=[world.heartland.slug, world.meeting.pk])


@pytest.fixture
def row(world) -> str:
    return reverse("meeting_run_row", args=[world.heartland.slug, world.meeting.pk])


@pytest.fixture
def browser(world, client_as):
    return client_as(world.facilitator)


def handle_of(browser, page, name: str) -> str:
    """What to type after @ for somebody."""
    return dict(browser.get(page).context["handles"])[name]


def test_a_promise_is_its_members_own_at_once(world, browser, page, client_as, member_name, now):
    handle = handle_of(browser, page, member_name)
    done = browser.post(page, {"line": f"@{handle} raise support price 8% in 2 weeks"})
    assert done.status_code == 302
    with inside(world.heartland, world.member):
        made = Commitment.objects.get(text="raise support price 8%")
        assert made.member.name == member_name
        assert made.audience == [world.group.pk]
        assert made.meeting_id == world.meeting.pk
        assert made.due_on > local_day(now, world.meeting.zone)
    assert "raise support price 8%" in client_as(world.member).get(reverse("before", args=[world.heartland.slug])).text
    with inside(world.heartland, world.admin):
        assert not Commitment.objects.exists()
        assert not Activity.objects.filter(kind="promise.made").exists()


def test_without_a_day_the_usual_one_is_taken_and_said(world, browser, page, member_name):
    handle = handle_of(browser, page, member_name)
    said = browser.post(page, {"line": f"@{handle} call the bank"}, headers={"HX-Request": "true"})
    assert "No day was said, so the usual one was taken." in said.text
    assert b"<html" not in said.content
    assert "data-focus" in said.text, "the cursor is in the line again"


def test_a_decision_and_something_for_later(world, browser, page):
    browser.post(page, {"line": "! We meet on Wednesdays from March"})
    browser.post(page, {"line": "? Who answers the phone at night"})
    shown = browser.get(page)
    assert [(one["kind"], one["text"]) for one in shown.context["written"]] == [
        ("parked", "Who answers the phone at night"), ("decision", "We meet on Wednesdays from March"),
    ]  # fmt: skip
    with inside(world.heartland, world.peer):
        assert GroupDecision.objects.get().meeting_id == world.meeting.pk
        assert ParkedItem.objects.get().group_id == world.group.pk


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("raise the price", "Start with @name"),
        ("", "Start with @name"),
        ("@nobody-here raise it", "Nobody here is called"),
        ("! " + "x" * 301, "Say it in 300 letters"),
        ("? " + "x" * 141, "Say it in 140 letters"),
        ("! a\0b", "cannot be kept"),
        ("! " + "y" * 600, "One line has 500 letters"),
    ],
)
def test_a_line_that_cannot_be_read_stays_as_it_was_typed(world, browser, page, line, says):
    wrong = browser.post(page, {"line": line})
    assert wrong.status_code == 422
    assert says in wrong.text
    assert wrong.context["line"] == line
    with inside(world.heartland, world.facilitator):
        assert not GroupDecision.objects.exists()
        assert not ParkedItem.objects.exists()
        assert not Commitment.objects.exists()


def test_each_row_is_undone_until_something_came_of_it(world, browser, page, row, member_name, now):
    handle = handle_of(browser, page, member_name)
    for line in (f"@{handle} call the bank", "! Wednesdays", "? Night shift"):
        browser.post(page, {"line": line})
    for one in browser.get(page).context["written"]:
        assert browser.post(row, {"do": f"{one['kind']}:{one['key']}"}).status_code == 302
    assert browser.get(page).context["written"] == []
    browser.post(page, {"line": f"@{handle} call the bank"})
    with inside(world.heartland, world.member):
        kept = Commitment.objects.get()
        keep_commitment(kept, by=world.member, now=now)
    refused = browser.post(row, {"do": f"promise:{kept.pk}"})
    assert refused.status_code == 422
    assert "settled already" in refused.text
    with inside(world.heartland, world.member):
        assert Commitment.objects.get().pk == kept.pk


def test_what_waits_is_talked_through_or_dropped_and_waits_again(world, browser, row):
    with inside(world.heartland, world.facilitator):
        item = ParkedItem.objects.create(group=world.group, title="Night shift", said_at=world.past_meeting.starts_at)
    for act, state in (("done", "done"), ("reopen", "open"), ("dropped", "dropped"), ("reopen", "open")):
        assert browser.post(row, {"do": f"{act}:{item.pk}"}).status_code == 302
        with inside(world.heartland, world.facilitator):
            item.refresh_from_db()
            assert item.state == state


def test_rows_of_elsewhere_do_not_exist(world, browser, row):
    with inside(world.heartland, world.reviewer):
        elsewhere = ParkedItem.objects.create(group=world.sibling_group, title="Theirs")
    for do in (f"done:{elsewhere.pk}", f"parked:{elsewhere.pk}", f"decision:{elsewhere.pk}", "done:x"):
        assert browser.post(row, {"do": do}).status_code == 404
    for do in (f"burn:{elsewhere.pk}", ""):
        assert "Press the button of a row." in browser.post(row, {"do": do}).text
    with inside(world.heartland, world.reviewer):
        assert ParkedItem.objects.get().state == ParkedItem.State.OPEN


def test_nothing_is_said_at_a_meeting_that_was_canceled(world, browser, page, now):
    with inside(world.heartland, world.facilitator):
        cancel_meeting(Meeting.objects.get(pk=world.meeting.pk), by=world.facilitator, now=now)
    assert "was canceled" in browser.post(page, {"line": "! Something"}).text


def test_now_and_next_by_the_clock(world, rf, now):
    lines = (Line("One word each", 10, "opening"), Line("Hot seat", 40, "hot_seat"), Line("Close", 10, "closing"))
    with inside(world.heartland, world.facilitator):
        meeting = Meeting.objects.select_related("group").get(pk=world.meeting.pk)
        set_agenda(meeting, by=world.facilitator, now=now, lines=lines)
        request = rf.get("/")
        request.program = world.heartland

        def at(minutes: float) -> tuple:
            found = ticking(request, meeting, meeting.starts_at + timedelta(minutes=minutes))
            return (
                found["current"] and found["current"].title,
                found["following"] and found["following"].title,
                found["minutes_left"],
            )

        assert at(-5) == (None, "One word each", 0)
        assert at(0) == ("One word each", "Hot seat", 10)
        assert at(9.5) == ("One word each", "Hot seat", 1)
        assert at(10) == ("Hot seat", "Close", 40)
        assert at(65) == (None, None, 0)


def test_the_clock_is_asked_for_alone(world, browser, page):
    part = browser.get(page + "?part=clock", headers={"HX-Request": "true"})
    assert 'id="run-clock"' in part.text
    assert 'id="run"' not in part.text


def test_only_its_facilitators_run_it(world, client_as, page, row):
    for user in (world.member, world.peer, world.admin, world.reviewer, world.stranger, world.foreign_facilitator):
        assert client_as(user).get(page).status_code == 404
        assert client_as(user).post(page, {"line": "! Mine now"}).status_code == 404
        assert client_as(user).post(row, {"do": "done:x"}).status_code == 404
    assert client_as(None).get(page).status_code == 302
    assert client_as(world.facilitator).get(row).status_code == 405


def test_the_same_queries_for_one_row_and_for_many(browser, page, queries):
    browser.post(page, {"line": "! One"})
    one = queries(lambda: browser.get(page))
    for number in range(4):
        browser.post(page, {"line": f"! Decision {number}"})
        browser.post(page, {"line": f"? Question {number}"})
    assert queries(lambda: browser.get(page)) == one
    assert one <= 10


@pytest.fixture
def member_name(world) -> str:
    from members.models import Member

    with inside(world.heartland, world.facilitator):
        return Member.objects.get(user=world.member).name
