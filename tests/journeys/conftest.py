"""A real Chromium for the journeys. A page that logs an error or breaks the content security policy fails its test."""

import secrets
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings as project
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from notifications.announcing import announce
from notifications.delivering import breaker, deliver
from notifications.smtpd import Sink, serving
from notifications.sweeping import sweep
from peergroups.machine import any_port
from programs.owner import disconnect
from tests.browser import find_browser

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 568}
"""A desk zoomed to 400 %: WCAG 1.4.10 wants no sideways scroll here either."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKED = """(rules) => axe.run({runOnly: rules, resultTypes: ["violations"], iframes: false, preload: false})
    .then(({violations}) => violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`))"""
SETTLED = """async (scheme) => {
    const asked = matchMedia(`(prefers-color-scheme: ${scheme})`);
    const moving = () => document.getAnimations().some(({playState}) => playState === "running");
    do await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    while (!asked.matches || moving());
}"""
"""The colors of the scheme before have gone, also on a machine that has much else to do."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser, started once.

    Playwright's loop makes Django keep other connections for this thread from here on; what the tests before left open
    would never be closed, and no database can be dropped while somebody is in it.
    """
    disconnect()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_browser(),
            args=["--no-sandbox", "--disable-background-networking", "--disable-smooth-scrolling"],
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
    if message.text.endswith("net::ERR_INTERNET_DISCONNECTED"):  # the test itself took the network away
        return []
    its_own_status = message.text.startswith("Failed to load resource") and message.location.get("url") == page.url
    if message.type not in ("error", "warning") or its_own_status:
        return []
    return [f"{page.url}: {message.text}"]


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """One window on a desk."""
    return visit()


@pytest.fixture
def window_of(visit: Callable[..., Page], live_server) -> Callable[..., Page]:
    """A window in which somebody is signed in: call it with a user, and with what `visit` takes."""

    def open_window(user: Any, **options: Any) -> Page:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[project.SESSION_COOKIE_NAME]
        page = visit(**options)
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return page

    return open_window


def faults(page: Page, sights: list[tuple[dict[str, int], str]]) -> list[str]:
    """What axe finds in these sizes and schemes, and what sticks out sideways; in words, empty at best."""
    before, found = page.viewport_size, []
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    for size, scheme in sights:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(SETTLED, scheme)
        found += [f"{page.url} {size['width']} {scheme}: {said}" for said in page.evaluate(ASKED, RULES)]
    for size in (NARROW, PHONE, DESK):
        page.set_viewport_size(size)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{page.url} sticks out {wide} px at {size['width']}"] if wide > 0 else []
    page.emulate_media(color_scheme=None, reduced_motion=None)
    page.set_viewport_size(before)
    return found


@pytest.fixture
def look_at() -> Callable[[Page], list[str]]:
    """Call it on a page for what is wrong with its looks, for a walk over all pages that says so at its end.

    A size moves things and a scheme sets color tokens, so two sights show both of each; four cost twice the time.
    """
    return lambda page: faults(page, [(DESK, "light"), (PHONE, "dark")])


@pytest.fixture
def seems_right() -> Callable[[Page], None]:
    """Call it on a page: axe finds nothing, light and dark, and nothing sticks out sideways, on a desk and a phone."""

    def look(page: Page) -> None:
        assert faults(page, [(size, scheme) for size in (DESK, PHONE) for scheme in ("light", "dark")]) == []

    return look


class Post:
    """What the workers do, and what lies in people's mailboxes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def round(self, now) -> None:
        """One round of the workers, as the beat has it: find what happened and what is due, send what is pending."""
        announce(now=now)
        sweep(now=now)
        deliver(now=now)

    def newest(self, address: str, *, about: str = "") -> tuple[str, str]:
        """(subject, text) of the newest mail to an address, among those whose subject holds these words.

        One round may send several mails to one person, in no promised order: who waits for a certain one names it.
        """
        files = sorted(
            self.folder.glob(f"to-{address.replace('@', '*')}*/*.eml"), key=lambda file: file.stat().st_mtime_ns
        )
        mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        mail = [mail for mail in mails if about in str(mail["Subject"])][-1]
        return str(mail["Subject"]), mail.get_body(("plain",)).get_content()

    def everything(self) -> str:
        """Every mail as it came, decoded."""
        mails = [
            message_from_bytes(file.read_bytes(), policy=policy.default) for file in self.folder.glob("to-*/*.eml")
        ]
        return "\n".join(f"{mail.items()} {mail.get_body(('plain',)).get_content()}" for mail in mails)


@pytest.fixture
def post(tmp_path: Path, settings, live_server) -> Iterator[Post]:
    """A real mail server and the product's own delivery to it; links lead to the running site."""
    settings.SITE_URL = live_server.url
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", any_port(0)
    settings.MAIL_ACCEPT_LOG = str(tmp_path / "mail")
    breaker.worked()
    with serving(Sink(tmp_path / "mail"), settings.EMAIL_HOST, settings.EMAIL_PORT):
        yield Post(tmp_path / "mail")
