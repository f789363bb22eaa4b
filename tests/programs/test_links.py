"""Signed links: one object, one act, a lifetime."""

from uuid import uuid4

import pytest
from django.core import signing

from programs import links

PROGRAM, THING = uuid4(), uuid4()


def test_a_link_tells_program_and_object(db):
    assert links.read("check-in", links.token("check-in", PROGRAM, THING)) == (PROGRAM, THING)


@pytest.mark.parametrize("purpose", links.LIFETIMES)
def test_a_link_of_one_purpose_opens_no_other(purpose):
    for other in set(links.LIFETIMES) - {purpose}:
        with pytest.raises(links.BadLink) as bad:
            links.read(other, links.token(purpose, PROGRAM, THING))
        assert not bad.value.worn_out


@pytest.mark.parametrize("purpose", links.LIFETIMES)
def test_a_link_wears_out(purpose, monkeypatch):
    token, now = links.token(purpose, PROGRAM, THING), signing.time.time()
    lifetime = links.LIFETIMES[purpose].total_seconds()
    monkeypatch.setattr(signing.time, "time", lambda: now + lifetime - 60)
    assert links.read(purpose, token) == (PROGRAM, THING)
    monkeypatch.setattr(signing.time, "time", lambda: now + lifetime + 60)
    with pytest.raises(links.BadLink) as bad:
        links.read(purpose, token)
    assert bad.value.worn_out


def signed(value: str) -> str:
    return links.signer("check-in").sign(value)


@pytest.mark.parametrize("token", ["", ":", "x", "\0", "é" * 9])
def test_what_is_no_link_is_a_bad_link(token):
    with pytest.raises(links.BadLink):
        links.read("check-in", token)


@pytest.mark.parametrize("value", ["", "AAAA", "not base 64", "A" * 44])
def test_a_signature_under_something_else_is_a_bad_link(value):
    with pytest.raises(links.BadLink):
        links.read("check-in", signed(value))


def test_a_changed_letter_anywhere_breaks_it():
    token = links.token("check-in", PROGRAM, THING)
    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(links.BadLink):
            links.read("check-in", token[:place] + other + token[place + 1 :])


def test_the_address_is_the_site_s_whatever_host_was_asked(db, client, settings):
    settings.SITE_URL = "https://groups.example"
    assert links.url("check-in", PROGRAM, THING).startswith("https://groups.example/a/")


def test_an_invitation_s_link_outlives_its_30_days_to_offer_a_new_one():
    from members.actions import INVITATION_LASTS

    assert links.LIFETIMES["invitation"] > INVITATION_LASTS
