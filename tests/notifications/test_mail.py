"""The envelope: MIME that every mail program reads, headers that stay one line each."""

import email
import email.policy
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from notifications.channels.mail import assemble
from notifications.notices.letter import Letter
from notifications.outbox import Words

NOW = datetime(2026, 11, 24, 14, 10, tzinfo=UTC)


def parsed(letter: Letter):
    return email.message_from_bytes(assemble(uuid4(), letter, NOW), policy=email.policy.default)


@pytest.mark.parametrize("text", ["Plain\n", "Müller \u2013 52 %\n", "x" * 3000 + "\n", "é" * 3000 + "\n", ".\n.\n"])
def test_text_and_html_come_back_as_they_went_in(text):
    mail = parsed(Letter("ana@example.com", Words("Hello", text, f"<p>{text}</p>")))
    assert mail.get_content_type() == "multipart/alternative"
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == text
    assert mail.get_body(("html",)).get_content().replace("\r\n", "\n") == f"<p>{text}</p>"
    assert mail["Date"].datetime == NOW


def test_no_line_is_longer_than_a_server_must_take():
    for text in ("x" * 3000, "é" * 600, "é" * 3000, "x" * 600 + "\x0c" + "x" * 600):
        payload = assemble(uuid4(), Letter("ana@example.com", Words("Hello", text)), NOW)
        assert max(map(len, payload.split(b"\r\n"))) <= 998


def test_names_may_be_anything_and_stay_one_header():
    mail = parsed(Letter("ana@example.com", Words("A\r\nBcc: x@y.z\nB", "x"), sender='Kreis "Süd",\nNr. 1'))
    assert mail["Subject"] == "A Bcc: x@y.z B"
    assert mail["Bcc"] is None
    assert mail["From"].addresses[0].display_name == 'Kreis "Süd", Nr. 1'


def test_an_address_with_a_line_break_is_refused():
    with pytest.raises(ValueError, match="line break"):
        assemble(uuid4(), Letter("ana@example.com\r\nBcc: x@y.z", Words("Hello", "x")), NOW)


def test_an_international_domain_is_written_as_mail_servers_know_it():
    assert parsed(Letter("ana@münchen.example", Words("Hello", "x")))["To"] == "ana@xn--mnchen-3ya.example"
