"""Vetting by keyboard: clear cases in three presses, taking one back, and two admins at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from members.models import City
from programs.actions import give_role
from programs.models import Role, Track, User
from programs.tenancy import inside
from vetting.actions.applying import apply
from vetting.actions.judging import judge
from vetting.models import Application, Decision, Dossier
from vetting.states import State

pytestmark = pytest.mark.django_db(transaction=True)

QUEUE = "/p/heartland/applications/"
MOST = 3
"""Key presses for one clear case (handbook 5)."""


@pytest.fixture
def waiting(world) -> Callable[..., list[Application]]:
    """Has people apply to Heartland, one day after the other; weighed."""

    def ask(*names: str, **told: Any) -> list[Application]:
        now = timezone.now()
        for number, name in enumerate(names):
            with inside(world.heartland, None):
                apply(
                    program=world.heartland, track=Track.objects.get(name="Owners"), name=name,
                    email=f"guest{number}@guest.example", company_name=f"{name} Networks", city=City.objects.first(),
                    employees=told.get("employees", 18), now=now - timedelta(days=9 - number), why_now="We stopped.",
                )  # fmt: skip
        with inside(world.heartland, world.admin):
            made = list(Application.objects.order_by("submitted_at"))
            for one in made:
                judge(one, now=now)
            Dossier.objects.update(fit=told.get("fit", "fits"))
        return made

    return ask


def press(page: Page, *keys: str) -> int:
    """Press keys, one after the other; how many there were."""
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def heading(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_have_text(words)


def states(world) -> dict[str, str]:
    with inside(world.heartland, world.admin):
        return dict(Application.objects.values_list("name", "state"))


def test_three_clear_cases_and_one_taken_back(world, waiting, window_of, seems_right):
    waiting("Ada", "Bo", "Cy", "Di")
    page = window_of(world.admin)
    page.goto(QUEUE)
    seems_right(page)
    press(page, "j", "Enter")
    heading(page, "Ada")
    seems_right(page)
    counted = [press(page, "a", "Enter")]
    heading(page, "Bo")
    counted.append(press(page, "d", "1", "Enter"))
    heading(page, "Cy")
    counted.append(press(page, "w", "2", "Enter"))
    heading(page, "Di")
    assert max(counted) <= MOST
    assert states(world) == {"Ada": State.POOL, "Bo": State.DECLINED, "Cy": State.POOL, "Di": State.SUBMITTED}
    press(page, "u")
    heading(page, "Cy")
    assert states(world)["Cy"] == State.SUBMITTED
    with inside(world.heartland, world.admin):
        chosen = Decision.objects.filter(undone_at=None).order_by("at").values_list("reason", flat=True)
        assert list(chosen) == ["fits", "small"]
    press(page, "j")
    heading(page, "Di")
    press(page, "k")
    heading(page, "Cy")


def test_keys_stay_out_of_fields_and_a_decision_can_say_more(world, waiting, window_of, seems_right):
    waiting("Ada", "Bo", fit="look")
    page = window_of(world.admin)
    page.goto(QUEUE)
    press(page, "j", "Enter")
    heading(page, "Ada")
    press(page, "d", "6")
    seems_right(page)
    page.locator("#decline_words").focus()
    page.keyboard.type("Jam and a wad of 1 dollar bills")
    heading(page, "Ada")
    expect(page.locator("#decline_words")).to_have_value("Jam and a wad of 1 dollar bills")
    page.get_by_role("button", name="Decline", exact=True).click()
    heading(page, "Bo")
    with inside(world.heartland, world.admin):
        made = Decision.objects.get()
        assert (made.reason, made.words) == ("place", "Jam and a wad of 1 dollar bills")


def test_two_at_once_and_the_second_is_told_and_loses_nothing(world, waiting, window_of, seems_right):
    (one,) = waiting("Ada")
    second = User.objects.create_user("lee@heartland.example", name="Lee Moss")
    with inside(world.heartland, world.admin):
        given = give_role(Role.Kind.ADMIN, by=world.admin, name="Lee Moss", email=second.email)
        Role.objects.filter(pk=given.pk).update(user=second)
    url = f"{QUEUE}{one.pk}/"
    mine, theirs = window_of(world.admin), window_of(second)
    mine.goto(url)
    expect(mine.locator("#reader")).to_have_count(1)
    theirs.goto(url)
    expect(theirs.locator("#reader")).to_contain_text("is reading this too")
    press(mine, "d", "6")
    mine.locator("#decline_words").fill("Too far for you.")
    press(theirs, "a", "Enter")
    heading(theirs, "Applications")
    mine.get_by_role("button", name="Decline", exact=True).click()
    expect(mine.locator("#overtaken")).to_contain_text("Lee Moss was first: pool. Nothing of yours was saved.")
    expect(mine.locator("#decline_words")).to_have_value("Too far for you.")
    seems_right(mine)
    assert states(world) == {"Ada": State.POOL}


def test_it_works_without_scripts(world, waiting, window_of):
    waiting("Ada", "Bo", fit="look")
    page = window_of(world.admin, java_script_enabled=False)
    page.goto(QUEUE)
    page.get_by_role("link", name="Ada").click()
    page.locator("summary", has_text="Accept").click()
    page.locator("details[open] .tile", has_text="Good conversation").click()
    page.get_by_role("button", name="Accept", exact=True).click()
    heading(page, "Bo")
    page.locator("#decided").get_by_role("button", name="Undo").click()
    heading(page, "Ada")
    assert states(world) == {"Ada": State.SUBMITTED, "Bo": State.SUBMITTED}
