"""What is not a seat, in a browser: a decline with its reason, an offer that ends, a conflict, and a candor no."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from programs import links
from programs.models import Track
from programs.tenancy import inside
from vetting.actions.applying import apply
from vetting.actions.candor import ask_candor
from vetting.actions.deciding import decide
from vetting.actions.judging import judge
from vetting.actions.offering import make_offer
from vetting.actions.ringing import ring_all
from vetting.models import Application, CandorCheck, VettingRules
from vetting.states import Decision, State

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
REASON = "We bid on the same clients."


@pytest.fixture
def applied(world) -> Callable[..., Application]:
    """Somebody who applied to Heartland and may be named; with `pooled` they are accepted to its pool."""

    def make(name: str = "Nora Kessler", *, pooled: bool = False) -> Application:
        now = timezone.now() - timedelta(days=2)
        address = f"{name.replace(' ', '.').lower()}@guest.example"
        with inside(world.heartland):
            apply(
                program=world.heartland, track=Track.objects.get(name="Owners"), name=name, email=address, employees=18,
                company_name=f"{name} IT", why_now="We stopped growing.", zone="America/New_York", now=now,
            )  # fmt: skip
        with inside(world.heartland, world.admin):
            made = Application.objects.get(email=address)
            made.consent_at = now
            made.save()
            judge(made, now=now)
            if pooled:
                decide(made, Decision.ACCEPT, by=world.admin, now=now, reason="fits")
            return Application.objects.get(pk=made.pk)

    return make


def page_of(world, application: Application) -> str:
    """What the link in an applicant's mail opens."""
    return links.url("application", world.heartland.pk, application.pk).partition("/a/")[2].join(("/a/", ""))


def test_a_decline_is_read_with_its_reason(world, applied, visit, window_of, seems_right):
    nora = applied()
    desk = window_of(world.admin)
    desk.goto(f"/p/heartland/applications/{nora.pk}/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Nora Kessler")
    desk.keyboard.press("d")
    desk.keyboard.press("6")
    desk.locator("#decline_words").fill("No group meets near you yet.")
    desk.get_by_role("button", name="Decline", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Applications")
    phone = visit(viewport=PHONE)
    phone.goto(page_of(world, nora))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Sent")
    with inside(world.heartland, world.admin):
        Application.objects.update(hears_at=timezone.now() - timedelta(seconds=1))
    phone.reload()
    expect(phone.locator("main")).to_contain_text("No group meets near you yet.")
    seems_right(phone)


def test_an_offer_ends_and_the_next_in_line_is_offered_the_seat(world, applied, visit, window_of, seems_right):
    first, second = applied("Nora Kessler", pooled=True), applied("Ed Moss", pooled=True)
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(candor=False)
        offer = make_offer(first, world.group, by=world.admin, now=timezone.now() - timedelta(hours=1))
    ring_all(now=offer.held_until + timedelta(seconds=1))
    phone = visit(viewport=PHONE)
    phone.goto(page_of(world, first))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Accepted")
    seems_right(phone)
    ring_all(now=offer.held_until + timedelta(seconds=2))
    desk = window_of(world.admin)
    desk.goto("/p/heartland/pool/")
    expect(desk.locator("#offers")).to_contain_text("Ed Moss")
    with inside(world.heartland, world.admin):
        states = dict(Application.objects.values_list("pk", "state"))
    assert states == {first.pk: State.POOL, second.pk: State.OFFERED}


def test_a_reviewer_who_is_too_close_steps_aside(world, applied, window_of):
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(opinions=1)
    nora = applied()
    url = f"/p/heartland/applications/{nora.pk}/"
    reviewer = window_of(world.reviewer)
    reviewer.goto(url)
    reviewer.get_by_role("button", name="I am too close to judge").click()
    expect(reviewer.get_by_role("heading", level=1)).to_have_text("Applications")
    assert reviewer.goto(url).status == 404
    desk = window_of(world.admin)
    desk.goto(url)
    expect(desk.get_by_text("stepped aside").first).to_be_visible()


def test_a_candor_no_is_read_by_the_facilitator_alone(world, applied, window_of, seems_right):
    nora = applied(pooled=True)
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(candor=True)
        check = ask_candor(nora, world.group, by=world.admin, now=timezone.now())
    audit = window_of(world.admin)
    audit.goto("/p/heartland/audit/")
    expect(audit.get_by_role("heading", level=1)).to_have_text("Audit log")
    named = audit.get_by_text("Dana Whitfield").count()
    phone = window_of(world.member, viewport=PHONE)
    phone.goto("/p/heartland/today/")
    phone.get_by_role("link", name="Answer yes or no").click()
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    phone.locator("[name=reason]").fill(REASON)
    phone.get_by_role("button", name="No", exact=False).last.click()
    expect(phone.get_by_text("You said no").first).to_be_visible()
    runs, page = window_of(world.facilitator), f"/p/heartland/candor/{check.pk}/"
    runs.goto(page)
    expect(runs.get_by_text(REASON)).to_be_visible()
    expect(runs.locator("main")).to_contain_text("Dana Whitfield")
    seems_right(runs)
    for user in (world.admin, world.peer):
        other = window_of(user)
        for url in (page, f"/p/heartland/applications/{nora.pk}/", "/p/heartland/audit/", "/p/heartland/overview/"):
            other.goto(url)
            expect(other.locator("body")).not_to_contain_text(REASON)
    audit.reload()
    expect(audit.get_by_text("Dana Whitfield")).to_have_count(named)
    with inside(world.heartland, world.admin):
        assert CandorCheck.objects.with_stand().get(pk=check.pk).stand != CandorCheck.Stand.CLEAR
