"""Replies as mail programs write them: 88 mails, each with what becomes of it and what it changes.

In the files TOKEN stands for the token of the reminder, DELIVERY for its key. The reminder asks after two goals.
"""

import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from goals.models import CheckIn, Goal, Skip
from notifications.delivering import deliver
from notifications.models import Delivery, DeliveryWords, Kind, Urgency
from notifications.outbox import post
from notifications.reading import read
from notifications.reply_address import address_of, token
from notifications.reply_address import read as read_token
from notifications.reply_mail import NoReply, Reply, reply_in
from notifications.reply_words import figure_and_note, heard
from notifications.sweeping import sweep
from programs.tenancy import POST, inside
from tests.notifications.conftest import change, deliveries, due_goal
from tests.notifications.test_delivering import SOON, TUESDAY

FOLDER = Path(__file__).parent / "replies"

LEFT = "dispatcher left"
SAVED = "reply, saved"
BACK = "reply, asked back"
AUTO = "reply, automatic"

EXPECTED: dict[str, tuple[str, dict[int, tuple[str, str, str]]]] = {
    "gmail_top": (SAVED, {1: ("at_risk", "49", LEFT)}),
    "gmail_html_only": (SAVED, {1: ("at_risk", "49", LEFT), 2: ("on_track", "", "")}),
    "gmail_mobile": (BACK, {1: ("on_track", "", "")}),
    "gmail_bottom": (SAVED, {1: ("stuck", "", "I need somebody to talk to")}),
    "gmail_inline": (SAVED, {1: ("at_risk", "48", ""), 2: ("on_track", "", "")}),
    "outlook_desktop": (SAVED, {1: ("at_risk", "49", LEFT)}),
    "outlook_html": (SAVED, {1: ("at_risk", "49", LEFT)}),
    "outlook_web": (SAVED, {1: ("on_track", "", ""), 2: ("at_risk", "", "")}),
    "outlook_ios": (SAVED, {1: ("on_track", "", "")}),
    "outlook_separator": (SAVED, {2: ("skip", "", "")}),
    "apple_mail": (SAVED, {1: ("stuck", "", "")}),
    "iphone": (BACK, {}),
    "apple_html": (SAVED, {1: ("at_risk", "49", "")}),
    "thunderbird": (SAVED, {1: ("on_track", "", "")}),
    "thunderbird_html": (SAVED, {1: ("on_track", "", "")}),
    "yahoo": (SAVED, {1: ("at_risk", "49", "")}),
    "proton": (SAVED, {1: ("on_track", "", "")}),
    "android_samsung": (SAVED, {1: ("at_risk", "49", "")}),
    "german_gmail": (SAVED, {1: ("at_risk", "49", "Unser Disponent hat gekündigt.")}),
    "german_outlook": (SAVED, {1: ("on_track", "", "")}),
    "german_apple": (SAVED, {1: ("stuck", "", "")}),
    "french_gmail": (SAVED, {1: ("at_risk", "49.5", "Notre dispatcheur est parti.")}),
    "french_outlook": (SAVED, {1: ("on_track", "", "")}),
    "spanish_gmail": (SAVED, {1: ("stuck", "", "")}),
    "dutch_gmail": (SAVED, {1: ("on_track", "", "")}),
    "latin1": (SAVED, {1: ("at_risk", "49", "Gespräch mit dem Büro")}),
    "windows1252": (SAVED, {1: ("at_risk", "49", "The “new” dispatcher \u2013 gone")}),
    "utf16": (SAVED, {1: ("at_risk", "49", "Unser Büro")}),
    "gb18030": (SAVED, {1: ("at_risk", "49", "我们的调度员走了")}),
    "shift_jis": (SAVED, {1: ("stuck", "", "助けが必要です")}),
    "koi8": (SAVED, {1: ("stuck", "", "Нужна помощь")}),
    "base64": (SAVED, {1: ("at_risk", "49", LEFT)}),
    "quoted_printable": (SAVED, {1: ("at_risk", "49", "two clients a week.")}),
    "charset_unknown": (SAVED, {1: ("stuck", "", "help")}),
    "charset_wrong": (SAVED, {1: ("stuck", "", "Unser B")}),
    "charset_is_no_text": (SAVED, {1: ("stuck", "", "")}),
    "charset_missing": (SAVED, {1: ("stuck", "", "")}),
    "flowed": (SAVED, {1: ("at_risk", "49", "nobody knows why")}),
    "bom": (SAVED, {1: ("on_track", "", "")}),
    "invisible": (SAVED, {1: ("on_track", "", "")}),
    "old_mac_lines": (SAVED, {1: ("on_track", "", ""), 2: ("stuck", "", "")}),
    "signature": (SAVED, {1: ("on_track", "", "")}),
    "regards": (SAVED, {1: ("at_risk", "49", "")}),
    "greeting": (SAVED, {1: ("on_track", "", ""), 2: ("at_risk", "", "")}),
    "attachment": (SAVED, {1: ("on_track", "", "")}),
    "picture_first": (SAVED, {1: ("on_track", "", "")}),
    "related": (SAVED, {1: ("on_track", "", "")}),
    "plain_is_empty": (SAVED, {1: ("on_track", "", "")}),
    "to_in_delivered_to": (SAVED, {1: ("on_track", "", "")}),
    "upper_case_address": (SAVED, {1: ("on_track", "", "")}),
    "all_at_once": (SAVED, {1: ("on_track", "", "steady as she goes"), 2: ("on_track", "", "steady as she goes")}),
    "inline_numbers": (SAVED, {1: ("on_track", "", ""), 2: ("at_risk", "", "")}),
    "auto_submitted_no": (SAVED, {1: ("on_track", "", "")}),
    "bad_encoded_word": (SAVED, {1: ("on_track", "", "")}),
    "nul_bytes": (SAVED, {1: ("on_track", "", "")}),
    "nothing_said": (BACK, {}),
    "no_number": (BACK, {}),
    "negated": (BACK, {}),
    "asked": (BACK, {}),
    "two_words": (BACK, {}),
    "number_out_of_range": (BACK, {}),
    "twice": (BACK, {1: ("on_track", "", "")}),
    "chat": (BACK, {}),
    "half_understood": (BACK, {1: ("on_track", "", "2 hmm, let me think")}),
    "only_headers": (BACK, {}),
    "broken_base64": (BACK, {}),
    "broken_multipart": (BACK, {}),
    "out_of_office_exchange": (AUTO, {}),
    "vacation_gmail": (AUTO, {}),
    "vacation_old": (AUTO, {}),
    "suppressed": (AUTO, {}),
    "empty_return_path": (AUTO, {}),
    "list_mail": (AUTO, {}),
    "mailer_daemon": (AUTO, {}),
    "no_from": ("reply, no sender", {}),
    "two_froms": ("reply, no sender", {}),
    "broken_header": (BACK, {1: ("stuck", "", "")}),
    "not_to_us": ("nothing", {}),
    "other_domain": ("nothing", {}),
    "forged_token": ("reply, forged or worn out", {}),
    "cut_token": ("reply, forged or worn out", {}),
    "foreign_from": ("reply, foreign", {}),
    "forged_name": ("reply, foreign", {}),
    "calendar_reply": ("nothing", {}),
    "dsn_hard": ("report, hard", {}),
    "dsn_soft": ("report, soft", {}),
    "dsn_delayed": ("report, nothing failed", {}),
    "arf": ("report, complaint", {}),
}


@pytest.fixture(autouse=True)
def nothing_before(quiet: None, settings: Any) -> None:
    """No mail but the test's own, and a mailbox that reads replies."""
    settings.REPLY_ADDRESS = "reply@peergroups.example"


@pytest.fixture
def asked(world: Any) -> tuple[Delivery, list[Goal]]:
    """A reminder that left an hour ago, and the two goals that it asks after."""
    now = timezone.now()
    goals = [
        due_goal(
            world.heartland, world.member, now - timedelta(hours=1), title=title, unit="%", kind="number",
            start_value=Decimal(44), target_value=Decimal(52),
        )
        for title in ("Gross margin 52 %", "Utilization 75 %")
    ]  # fmt: skip
    with inside(world.heartland, world.member):
        mail = post(Kind.CHECK_IN, Urgency.NUDGE, user=world.member, program=world.heartland, now=now)
    left = {"address": world.member.email, "sent_at": now - timedelta(hours=1), "state": Delivery.State.SENT}
    change(mail.pk, asks=[goal.pk for goal in goals], **left)
    return mail, goals


def mail_called(name: str, delivery: Delivery) -> bytes:
    """A mail of the corpus, in answer to a reminder."""
    content = (FOLDER / f"{name}.eml").read_bytes()
    word = token(delivery.pk).encode()
    content = content.replace(b"+TOKEN@PEER", b"+" + word.upper() + b"@PEER").replace(b"+TOKEN@", b"+" + word + b"@")
    return content.replace(b"<DELIVERY@", f"<{delivery.pk}@".encode())


def came_of(world: Any, goals: list[Goal]) -> dict[int, tuple[str, str, str]]:
    """What was said of each goal: number -> (status or "skip", value, note)."""
    with inside(world.heartland, world.member):
        made = {
            number: (one.status, f"{one.value.normalize():f}" if one.value != 44 else "", one.note)
            for number, goal in enumerate(goals, 1)
            for one in CheckIn.objects.filter(goal=goal)
        }
        skipped = {n: ("skip", "", "") for n, goal in enumerate(goals, 1) if Skip.objects.filter(goal=goal).exists()}
    return made | skipped


def test_every_mail_has_its_expectation():
    assert {file.stem for file in FOLDER.glob("*.eml")} == set(EXPECTED)
    assert len(EXPECTED) >= 60


@pytest.mark.parametrize("name", EXPECTED)
def test_a_mail_of_the_corpus(world, asked, name, caplog):
    caplog.set_level("INFO")
    mail, goals = asked
    became, says = EXPECTED[name]
    content = mail_called(name, mail)
    assert read(content, now=timezone.now()) == became
    found = came_of(world, goals)
    assert {number: one[:2] for number, one in found.items()} == {number: one[:2] for number, one in says.items()}
    for number, (_, _, note) in says.items():
        assert note in found[number][2]
        assert bool(note) == bool(found[number][2])
    with inside(None, reach=POST):
        answers = list(Delivery.objects.filter(kind=Kind.REPLY))
    assert len(answers) == (became in (BACK, "reply, foreign"))
    assert {one.address for one in answers} <= {world.member.email}
    again = became.replace("saved", "known").replace("asked back", "known").replace("foreign", "foreign, told already")
    assert read(content, now=timezone.now()) == again
    assert came_of(world, goals) == found
    for word in ("dispatcher", "Büro", "dana", "Gross margin"):
        assert word not in caplog.text.lower() if word.islower() else word not in caplog.text


def test_a_mail_of_30_mb_is_read_and_a_larger_one_is_told_of(world, asked):
    mail, goals = asked
    head = mail_called("attachment", mail)
    picture = b"--m1\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"A" * 29_000_000
    assert read(head.replace(b"--m1--", picture + b"\r\n--m1--"), now=timezone.now()) == SAVED
    assert came_of(world, goals) == {1: ("on_track", "", "")}
    larger = head.replace(b"attachment@", b"larger@").replace(b"--m1--", picture + b"A" * 2_000_000 + b"\r\n--m1--")
    assert read(larger, now=timezone.now()) == BACK


def test_it_says_what_was_saved_and_keeps_what_was_typed(world, asked):
    mail, _ = asked
    read(mail_called("half_understood", mail).replace(b"3 stuck", b"7 stuck, zebra"), now=timezone.now())
    with inside(None, reach=POST):
        (answer,) = Delivery.objects.filter(kind=Kind.REPLY).select_related("words")
    for part in (answer.words.text, answer.words.html):
        assert "Gross margin 52 %: On track" in part
        assert "zebra" in part
        assert "/a/" in part
    assert "Gross" not in answer.words.subject
    with inside(world.heartland, world.admin):
        assert not DeliveryWords.objects.exists()


def test_the_answer_can_be_answered_and_the_third_is_the_last(world, asked, server):
    mail, _ = asked
    for number in range(6):
        content = mail_called("chat", mail).replace(b"<chat@", f"<chat{number}@".encode())
        assert read(content, now=timezone.now()) == BACK
    deliver(now=timezone.now())
    answers = [one for one in server.mails if one["Subject"] == "About your reply"]
    assert len(answers) == 3
    assert {one["Reply-To"] for one in answers} == {address_of(mail.pk)}
    assert {one["Auto-Submitted"] for one in answers} == {"auto-generated"}


def test_the_reminder_tells_how_to_reply_and_numbers_its_goals(world, server, settings):
    goals = [due_goal(world.heartland, world.member, TUESDAY, title=title) for title in ("First goal", "Second goal")]
    sweep(now=TUESDAY)
    deliver(now=SOON)
    (mail,) = server.mails
    delivery = deliveries(kind=Kind.CHECK_IN)[0]
    assert mail["Reply-To"] == address_of(delivery.pk)
    assert len(mail["Reply-To"].partition("@")[0]) <= 64
    assert set(delivery.asks) >= {goal.pk for goal in goals}
    text = mail.get_body(("plain",)).get_content()
    assert "Or reply to this mail: 1 at risk 49 %" in text
    for number, key in enumerate(delivery.asks, 1):
        with inside(world.heartland, world.member):
            assert f"{number}. {Goal.objects.get(pk=key).title}" in text


def test_without_a_mailbox_for_replies_nothing_says_so(world, server, settings):
    settings.REPLY_ADDRESS = ""
    due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    deliver(now=SOON)
    (mail,) = server.mails
    assert mail["Reply-To"] is None
    assert "reply" not in mail.get_body(("plain",)).get_content().lower()


def test_who_left_or_a_reminder_of_long_ago_changes_nothing(world, asked):
    mail, goals = asked
    late = timezone.now() + timedelta(days=46)
    assert read(mail_called("gmail_top", mail), now=late) == "reply, forged or worn out"
    with inside(None, reach=POST):
        Delivery.objects.filter(pk=mail.pk).update(user_id=world.stranger.pk)
    assert read(mail_called("gmail_top", mail), now=timezone.now()) == "reply, no member"
    assert came_of(world, goals) == {}


def test_a_peer_who_got_the_mail_cannot_answer_it(world, asked):
    mail, goals = asked
    forwarded = mail_called("gmail_top", mail).replace(b"dana.whitfield@northwindit.example", world.peer.email.encode())
    assert read(forwarded, now=timezone.now()) == "reply, foreign"
    assert came_of(world, goals) == {}


@pytest.mark.parametrize("secret", ["another secret that is long enough for this", None])
def test_a_token_holds_for_the_keys_of_this_house_only(settings, secret):
    key = uuid4()
    word = token(key)
    assert read_token(word) == key
    settings.SECRET_KEY_FALLBACKS = [] if secret else [settings.SECRET_KEY]
    settings.SECRET_KEY = secret or "a newer secret, also long enough for this test"
    assert read_token(word) == (None if secret else key)
    assert {read_token(other) for other in ("", "a", word[:-1], word + "a", word[::-1], "1" * 52)} == {None}


@given(st.data())
@hypothesis_settings(max_examples=150, deadline=timedelta(seconds=3))
def test_no_mail_breaks_the_reader(data):
    content = (FOLDER / f"{data.draw(st.sampled_from(sorted(EXPECTED)))}.eml").read_bytes().replace(b"TOKEN", b"a" * 52)
    noise = data.draw(st.binary(max_size=300))
    at = data.draw(st.integers(0, len(content)))
    for mail in (content[:at] + noise + content[at:], content[:at] + noise, noise + content[at:]):
        assert isinstance(reply_in(mail, "reply@peergroups.example"), Reply | NoReply)


@given(st.text(max_size=400), st.integers(0, 4))
def test_no_words_break_the_parser(text, count):
    found = heard(text, count)
    for one in found.said:
        figure_and_note(one, "%")
        assert one.of_all or count == 1 or 1 <= one.number <= count


@pytest.mark.parametrize(
    "text",
    ["> " * 9000, "on " * 6000, "1 " * 9000, "From: x\n" * 2400, "_" * 20000, " " * 19999 + "x", "\n" * 20000,
     "1 at risk 4" + "9" * 19000, "it's " * 4000, "On\n" * 6000 + "wrote:", "<div>" * 4000, "$1" * 9000],
)  # fmt: skip
def test_a_hostile_text_costs_no_time(text):
    head = b"From: a@b.example\r\nTo: reply+aaaa@peergroups.example\r\nContent-Type: text/%s\r\n\r\n"
    began = time.monotonic()
    for form in (b"plain", b"html"):
        found = reply_in(head % form + text.encode(), "reply@peergroups.example")
        if isinstance(found, Reply):
            heard(found.text, 2)
    assert time.monotonic() - began < 3
