"""Stuck is useful, in a browser: from saying so to the parking lot, the next agenda, an answer, and a win."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from goals.models import Goal
from meetings.actions.agendas import Line, set_agenda
from meetings.models import Meeting
from programs import links
from programs.tenancy import inside

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def agenda_of_last_time(world):
    lines = (Line("One word each", 5, "opening"), Line("Topic", 20, "topic"))
    with inside(world.heartland, world.facilitator):
        past = Meeting.objects.get(pk=world.past_meeting.pk)
        set_agenda(past, by=world.facilitator, now=past.starts_at - timedelta(days=1), lines=lines)


def test_from_stuck_to_the_next_agenda(world, window_of, seems_right, agenda_of_last_time):
    with inside(world.heartland, world.member):
        Goal.objects.filter(pk=world.goal.pk).update(check_in_at=timezone.now() - timedelta(hours=1))
    phone = window_of(world.member, viewport=PHONE)
    phone.goto("/p/heartland/today/")
    card = phone.locator(f"#due-{world.goal.pk}")
    card.get_by_text("Stuck", exact=True).click()
    card.get_by_role("button", name="Save").click()
    expect(phone.get_by_role("heading", name="Stuck is useful. Who helps?")).to_be_visible()
    seems_right(phone)
    phone.get_by_label("In your words").fill("Raise prices, or lose the margin")
    phone.get_by_role("button", name="It cannot wait").click()
    expect(phone.get_by_text("It waits for the next agenda of Owners 1.").first).to_be_visible()

    desk = window_of(world.facilitator)
    desk.goto(reverse("agenda", args=["heartland", world.meeting.pk]))
    desk.get_by_role("button", name="Start from last").click()
    expect(desk.get_by_text("1 open item flowed in.").first).to_be_visible()
    titles = desk.locator(".agenda-title input").evaluate_all("all => all.map(one => one.value)")
    assert "Raise prices, or lose the margin" in titles


def test_from_a_question_to_a_win(world, window_of, seems_right):
    asker, peer = window_of(world.member), window_of(world.peer, viewport=PHONE)
    asker.goto(f"/p/heartland/groups/{world.group.pk}/")
    asker.get_by_role("link", name="Ask the group").click()
    asker.get_by_label("What do you ask?").fill("Who has raised prices?")
    asker.get_by_role("button", name="Ask", exact=True).click()
    expect(asker.get_by_role("heading", level=1)).to_have_text("Who has raised prices?")
    seems_right(asker)

    peer.goto(f"/p/heartland/groups/{world.group.pk}/")
    peer.get_by_role("link", name="Who has raised prices?").click()
    expect(peer.get_by_label("Experience: what I did, and what happened")).to_be_checked()
    peer.get_by_label("Your words").fill("We did, by phone, one a day.")
    peer.get_by_role("button", name="Say it").click()
    expect(peer.get_by_text("We did, by phone, one a day.")).to_be_visible()
    seems_right(peer)

    asker.reload()
    answer = asker.get_by_role("article").filter(has_text="We did, by phone")
    answer.get_by_role("button", name="Thanks").click()
    expect(answer.get_by_role("button", name="Thanks 1")).to_have_attribute("aria-pressed", "true")
    asker.get_by_role("button", name="I have my answer").click()
    expect(asker.get_by_role("button", name="Ask again")).to_be_visible()
    asker.goto(f"/p/heartland/goals/{world.goal.pk}/")
    asker.get_by_role("button", name="It is done").click()
    asker.get_by_role("button", name="Post it as a win").click()
    expect(asker.get_by_role("article")).to_contain_text("Gross margin 52 %")
    seems_right(asker)


def test_from_the_mail_the_doors_ask_for_a_sign_in(world, visit, seems_right):
    phone = visit(viewport=PHONE)
    url = links.url("check-in", world.heartland.pk, world.goal.pk).removeprefix("http://testserver")
    phone.goto(f"{url}?status=stuck")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_role("link", name="See the three ways on")).to_be_visible()
    seems_right(phone)
    phone.get_by_role("link", name="See the three ways on").click()
    phone.wait_for_url(lambda address: "/accounts/login/" in address and "stuck" in address)
