"""The demo's mailbox: whose mails there are, one of them as it came, its links at work, and nothing of it dangerous."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from notifications.accept_log import AcceptLog
from notifications.announcing import announce
from notifications.delivering import deliver
from notifications.models import Kind, Preference
from notifications.sender_test import check_sender
from notifications.sweeping import sweep
from programs.tenancy import inside
from tests.notifications.conftest import due_goal

BOX = "/demo/mail/"
MOMENT = datetime(2026, 11, 24, 14, 10, tzinfo=UTC)
DANA = "dana.whitfield@northwindit.example"

Put = Callable[..., str]


@pytest.fixture
def put(tmp_path: Path, settings) -> Put:
    """Lays a mail into somebody's mailbox; returns the address of its page."""
    settings.MAIL_ACCEPT_LOG = str(tmp_path)
    laid: list[int] = []

    def lay(
        to: str = DANA, *, subject: str = "Hello", text: str = "Words", html: str = "", number: str = "", **headers: str
    ) -> str:
        laid.append(1)
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = subject, "Heartland <mail@peergroups.example>", to
        mail["Date"] = format_datetime(MOMENT)
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
        at, name = MOMENT + timedelta(seconds=len(laid)), number or f"mail-{len(laid)}"
        log = AcceptLog(tmp_path)
        log.add(f"{name}@peergroups.example", [to], mail.as_bytes(), at)
        (file,) = log.box(to).glob(f"*-{name}.eml")
        return f"{BOX}{to}/{file.stem}/"

    return lay


def read(client, url: str) -> str:
    """A page that is there."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def links_in(html: str) -> list[str]:
    """Where the links of a mail lead, without our own host."""
    found = [urlsplit(url) for url in re.findall(r'href="([^"]+)"', html)]
    return [f"{url.path}?{url.query}" if url.query else url.path for url in found]


# -- whose mailbox


def test_everybody_who_got_mail_is_listed_by_name(world, client, put):
    put(DANA)
    put("nobody@elsewhere.example")
    page = read(client, BOX)
    assert "Who got mail" in page
    assert "Dana Whitfield" in page
    assert f"?of={DANA}".replace("@", "%40") in page
    assert "nobody@elsewhere.example" in page


def test_a_mailbox_shows_the_mails_of_one_person_the_newest_first(world, client, put):
    older = put(subject="The first")
    newer = put(subject="The second")
    put("luis@harborpoint.example", subject="Not for Dana")
    page = read(client, f"{BOX}?of={DANA}")
    assert "Mail for Dana Whitfield" in page
    assert page.index(newer) < page.index(older)
    assert "Not for Dana" not in page
    assert "Heartland &lt;mail@peergroups.example&gt;" in page


def test_before_anything_was_sent_it_says_how_to_get_mail(world, client, server):
    page = read(client, BOX)
    assert "No mail yet" in page
    assert "Invite somebody, or sign in by code" in page


@pytest.mark.parametrize("address", ["stranger@example.com", "", "../to-x", "a\0b"])
def test_an_address_without_mail_shows_who_has_some(world, client, put, address):
    put(subject="Hello Dana")
    answer = client.get(BOX, {"of": address})
    assert answer.status_code == 200
    assert "Who got mail" in answer.content.decode()
    assert "Hello Dana" not in answer.content.decode()


# -- one mail


def test_a_mail_with_html_stands_in_a_frame_and_its_text_beside_it(world, client, put):
    url = put(subject="Your check-in", text="Plain words https://example.com/a", html="<p>Rich words</p>")
    page = read(client, url)
    assert "Your check-in" in page
    assert f'src="{url}body/"' in page
    assert '<a href="https://example.com/a"' in page
    assert "Rich words" not in page, "it is shown in its frame only"
    assert "<p>Rich words</p>" in read(client, f"{url}body/")


def test_a_mail_without_html_is_shown_as_text(world, client, put):
    page = read(client, put(subject="Your code", text="123456"))
    assert "123456" in page
    assert "<iframe" not in page


def test_the_mail_of_djangos_own_backend_can_be_opened(world, client, server):
    """Its Message-IDs have dots, those of our outbox have none."""
    assert check_sender(DANA, timeout=0.1).sent
    page = read(client, f"{BOX}?of={DANA}")
    (url,) = re.findall(rf'href="({BOX}[^"?]+)"', page)
    assert "This is the test mail of your program set-up." in read(client, url)


def test_a_hostile_mail_can_do_nothing(world, client, put):
    """Scripts are off twice: by the frame of the page, and by the policy of what stands in it."""
    evil = '<html><head></head><body><script>alert("in")</script><img src="https://spy.example/p.gif"></body></html>'
    url = put(subject="<script>alert('subject')</script>", text="<script>alert('text')</script>", html=evil)
    for page in (read(client, f"{BOX}?of={DANA}"), read(client, url)):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(&#x27;subject&#x27;)" in page
    frame = re.search(r"<iframe[^>]+>", read(client, url))[0]
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame
    body = client.get(f"{url}body/")
    assert body.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = body.headers["Content-Security-Policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";") if rule.strip()}
    assert rules["default-src"] == ["'none'"]
    assert rules["img-src"] == ["data:"], "no picture tells its sender that the mail was opened"
    assert "script-src" not in rules
    assert "allow-scripts" not in rules["sandbox"]
    assert "allow-same-origin" not in rules["sandbox"]


@pytest.mark.parametrize("key", ["none", "..", "20261124T141001000000-mail-1"])
def test_a_mail_that_is_not_there_is_not_found(world, client, put, key):
    """The last key is a mail of Dana's, asked for in another mailbox."""
    put(DANA)
    put("luis@harborpoint.example", number="other")
    for rest in ("", "body/"):
        assert client.get(f"{BOX}luis@harborpoint.example/{key}/{rest}").status_code == 404


# -- its links work


def test_the_links_of_a_reminder_lead_to_its_pages_and_stop_it(world, client, server, quiet):
    goal = due_goal(world.heartland, world.member, MOMENT)
    sweep(now=MOMENT)
    announce(now=MOMENT)
    deliver(now=MOMENT)
    (url,) = re.findall(rf'href="({BOX}[^"?]+)"', read(client, f"{BOX}?of={world.member.email}"))
    links = links_in(read(client, f"{url}body/"))
    answers = [link for link in links if link.endswith("?status=at_risk")]
    assert answers, "the reminder has an answer to press"
    assert any(goal.title in read(client, link) for link in answers)
    page = read(client, url)
    (unsubscribe,) = re.findall(r'<form method="post" action="([^"]+)"', page)
    assert client.post(urlsplit(unsubscribe).path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    with inside(world.heartland, world.member):
        assert Preference.objects.filter(user=world.member, kind=Kind.CHECK_IN, muted_until=None).exists()


def test_links_open_a_page_of_their_own(world, client, put):
    url = put(html='<html><head></head><body><a href="/x">x</a></body></html>')
    assert '<base target="_blank">' in read(client, f"{url}body/")


# -- the ladder


def test_it_is_there_for_everybody_in_the_demo(world, client_as, put):
    url = put(subject="Hello Dana")
    for who in (None, world.member, world.admin, world.stranger):
        for page in (BOX, url, f"{url}body/"):
            assert client_as(who).get(page).status_code == 200


def test_with_a_mail_server_elsewhere_there_is_nothing_to_show(world, client, put, settings):
    url = put()
    settings.MAIL_ACCEPT_LOG = ""
    for page in (BOX, url, f"{url}body/"):
        assert client.get(page).status_code == 404


def test_outside_of_the_demo_there_is_no_such_address():
    asked = """
import django; django.setup()
from django.urls import resolve, Resolver404
for path in ("/demo/mail/", "/demo/mail/a@b.example/key/", "/demo/mail/a@b.example/key/body/"):
    try:
        resolve(path)
    except Resolver404:
        print("no such address")
"""
    env = os.environ | {"DEMO": "no", "DJANGO_SETTINGS_MODULE": "peergroups.settings"}
    said = subprocess.run([sys.executable, "-c", asked], env=env, capture_output=True, text=True, check=True)
    assert said.stdout.split("\n") == ["no such address"] * 3 + [""]


def test_wrong_methods_are_refused(world, client, put):
    url = put()
    for page in (BOX, url, f"{url}body/"):
        assert client.post(page).status_code == 405


def test_it_asks_the_same_for_one_mail_and_for_many(world, client, put, queries):
    put()
    one = queries(lambda: read(client, f"{BOX}?of={DANA}"))
    for _ in range(3):
        put()
        put("luis@harborpoint.example")
    assert queries(lambda: read(client, f"{BOX}?of={DANA}")) == one <= 10


def test_a_mailbox_shows_the_newest_fifty(world, client, put):
    for number in range(52):
        put(subject=f"Number {number}.")
    page = read(client, f"{BOX}?of={DANA}")
    assert page.count("Number ") == 50
    assert "Number 51." in page
    assert "Number 1." not in page
