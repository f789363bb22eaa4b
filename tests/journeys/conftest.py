"""A real Chromium for the journeys. A page that logs an error or breaks the content security policy fails its test."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from programs.owner import disconnect
from tests.browser import find_browser

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SETTLED = "() => new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(settled)))"
"""Two frames: the colors of the page before have gone."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser, started once.

    Playwright's loop makes Django keep other connections for this thread from here on; what the tests before left open
    would never be closed, and no database can be dropped while somebody is in it.
    """
    disconnect()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def fresh_limits(settings: Any) -> None:
    """A test counts its own tries: limits live in Valkey, which all tests share."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": secrets.token_hex(8)}}


@pytest.fixture
def visit(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Call it for somebody's own window: their cookies, and nothing they see may go wrong.

    Takes what Browser.new_context takes (viewport, java_script_enabled, color_scheme …).
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def new_window(**options) -> Page:
        context = browser.new_context(base_url=live_server.url, **{"viewport": DESK} | options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: wrong.extend(complaints(page, message)))
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
        return page

    yield new_window
    for context in contexts:
        context.close()
    assert wrong == []


def complaints(page: Page, message: ConsoleMessage) -> list[str]:
    """What is wrong about a console message. That a page is a 404 or a 410 is no error of the page."""
    its_own_status = message.text.startswith("Failed to load resource") and message.location.get("url") == page.url
    if message.type not in ("error", "warning") or its_own_status:
        return []
    return [f"{page.url}: {message.text}"]


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """One window on a desk."""
    return visit()


@pytest.fixture
def seems_right() -> Callable[[Page], None]:
    """Call it on a page: axe finds nothing, light and dark, and nothing sticks out sideways, on a desk and a phone."""

    def look(page: Page) -> None:
        before = page.viewport_size
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                page.evaluate(SETTLED)
                found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
                said = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
                assert said == [], f"{page.url} {size['width']} {scheme}"
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{page.url} sticks out {wide} px at {size['width']}"
        page.emulate_media(color_scheme=None, reduced_motion=None)
        page.set_viewport_size(before)

    return look
