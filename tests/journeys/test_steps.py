"""The optional steps in a browser: a time for a call by phone, a group's vote, a visit with a yes from both sides."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from programs import links
from programs.clock import local_day
from programs.models import Track
from programs.tenancy import inside
from vetting.actions.applying import apply
from vetting.actions.approving import came_to
from vetting.actions.deciding import decide
from vetting.actions.interviewing import ask_interview, publish_slots
from vetting.actions.signing import publish_agreement
from vetting.ballots import Came
from vetting.models import Agreement, Application, Approval, Interview, VettingRules, Visit
from vetting.states import Decision

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def nora(world):
    """Nora has applied, may be named, and is in the pool."""
    now = timezone.now()
    with inside(world.heartland):
        apply(
            program=world.heartland, track=Track.objects.get(name="Owners"), name="Nora Kessler", employees=18,
            email="nora@kesslerit.example", company_name="Kessler IT", why_now="We stopped growing.", now=now,
            zone="America/New_York",
        )  # fmt: skip
    with inside(world.heartland, world.admin):
        made = Application.objects.get()
        made.consent_at = now
        made.save()
        decide(made, Decision.ACCEPT, by=world.admin, now=now - timedelta(minutes=5), reason="fits")
        return Application.objects.get()


def path(world, application) -> str:
    """The path that the mail leads to."""
    return links.url("application", world.heartland.pk, application.pk).partition("/a/")[2].join(("/a/", ""))


def test_a_time_for_a_call_is_chosen_moved_and_given_back_on_the_phone(world, nora, visit, window_of, seems_right):
    now = timezone.now()
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(interview=True)
        begins = (now + timedelta(days=2)).replace(hour=16, minute=0, second=0, microsecond=0)
        publish_slots(
            starts_at=begins, minutes=20, count=3, where="https://meet.example/call", host=world.admin, by=world.admin,
            now=now,
        )  # fmt: skip
        ask_interview(nora, by=world.admin, now=now)
    page = visit(viewport=PHONE)
    page.goto(path(world, nora))
    expect(page.get_by_role("heading", name="Choose a time for a call")).to_be_visible()
    seems_right(page)
    page.locator("button[name=slot]").nth(1).click()
    expect(page.get_by_role("heading", name="We talk on")).to_be_visible()
    expect(page.get_by_role("link", name="https://meet.example/call")).to_be_visible()
    seems_right(page)
    with page.expect_download() as file:
        page.get_by_role("link", name="Add to my calendar").click()
    assert file.value.suggested_filename == "call.ics"
    page.get_by_text("Another time suits better").click()
    page.locator("button[name=slot]").last.click()
    expect(page.get_by_text("It is yours").first).to_be_visible()
    with inside(world.heartland, world.admin):
        assert Interview.objects.get().slot.starts_at == begins + timedelta(minutes=40)
    desk = window_of(world.admin)
    desk.goto("/p/heartland/interviews/")
    expect(desk.get_by_role("link", name="Nora Kessler")).to_be_visible()
    seems_right(desk)
    desk.get_by_role("link", name="Nora Kessler").click()
    expect(desk.get_by_text("Time chosen")).to_be_visible()
    page.get_by_role("button", name="Give it back").click()
    expect(page.get_by_role("heading", name="Choose a time for a call")).to_be_visible()


def test_a_group_votes_and_the_seat_may_be_offered(world, nora, window_of, seems_right):
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(candor=False, approval="majority")
    desk = window_of(world.admin)
    desk.goto(f"/p/heartland/applications/{nora.pk}/offer/?group={world.group.pk}")
    expect(desk.get_by_text("No offer can go yet.")).to_be_visible()
    desk.get_by_role("button", name="Ask whether they may join").click()
    expect(desk.get_by_text("still being asked whether they may join")).to_be_visible()
    seems_right(desk)
    for user in (world.member, world.peer):
        phone = window_of(user, viewport=PHONE)
        phone.goto("/p/heartland/today/")
        phone.get_by_role("link", name="Vote", exact=True).click()
        seems_right(phone)
        phone.get_by_role("button", name="Yes", exact=True).click()
        expect(phone.get_by_role("heading", name="You said yes")).to_be_visible()
    with inside(world.heartland, world.admin):
        assert came_to(Approval.objects.with_counts().get()) == Came.CLEAR
    desk.reload()
    desk.get_by_role("button", name="Send the offer").click()
    expect(desk.get_by_text("They hear in a minute").first).to_be_visible()


def test_a_visit_with_a_yes_from_both_sides(world, nora, visit, window_of, seems_right):
    now = timezone.now()
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(candor=False, visit=True)
        publish_agreement(Agreement.Kind.NDA, text="What is said here stays here.", by=world.admin, now=now)
    desk = window_of(world.admin)
    offer = f"/p/heartland/applications/{nora.pk}/offer/?group={world.group.pk}"
    desk.goto(offer)
    desk.get_by_text("Invite them to visit a meeting", exact=True).click()
    day = local_day(now, world.heartland.zone) + timedelta(days=2)
    desk.get_by_label("Day of the meeting").fill(day.isoformat())
    desk.get_by_label("When and where").fill("9:00 in Chicago, https://meet.example/owners")
    desk.get_by_role("button", name="Invite them").click()
    expect(desk.get_by_text("is invited by mail").first).to_be_visible()
    phone = visit(viewport=PHONE)
    phone.goto(path(world, nora))
    phone.get_by_role("link", name="Read and sign").click()
    seems_right(phone)
    phone.get_by_text("Confidentiality agreement", exact=False).first.click()
    phone.get_by_label("I have read it and agree").check()
    phone.get_by_label("Your name, as your signature").fill("Nora Kessler")
    phone.get_by_role("button", name="Sign", exact=True).click()
    expect(phone.get_by_text("9:00 in Chicago")).to_be_visible()
    with inside(world.heartland, world.admin):
        Visit.objects.update(on=local_day(now, world.heartland.zone))
        key = Visit.objects.get().pk
    phone.reload()
    seems_right(phone)
    phone.get_by_role("button", name="Yes, I would").click()
    expect(phone.get_by_role("heading", name="You would like to sit with them")).to_be_visible()
    runs = window_of(world.facilitator)
    runs.goto(f"/p/heartland/visits/{key}/")
    seems_right(runs)
    runs.get_by_role("button", name="Yes, glad of them").click()
    expect(runs.get_by_role("heading", name="You said yes for the group")).to_be_visible()
    desk.goto(offer)
    expect(desk.get_by_text("Yes from both")).to_be_visible()
    expect(desk.get_by_role("button", name="Send the offer")).to_be_visible()
