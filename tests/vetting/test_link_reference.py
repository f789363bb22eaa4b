"""The referee's page: the form and nothing else, answered by a link, changed until it ends."""

from datetime import timedelta

import pytest

from programs import links
from programs.tenancy import inside
from vetting.actions.reviewing import ask_reference
from vetting.models import Reference

pytestmark = pytest.mark.django_db

ANSWERS = {"known": "We share a building.", "together": "yes", "brings": "Calm.", "beware": ""}


@pytest.fixture
def asked(world, applicant, now):
    """Ann is asked about Nora."""
    made = applicant(phone="937 555 0100", goals="Grow to forty people.")
    with inside(world.heartland, world.admin):
        return ask_reference(made, by=world.admin, now=now, name="Ann Lee", email="ann@lee.example")


@pytest.fixture
def url(world, asked):
    return f"/a/{links.token('reference', world.heartland.pk, asked.pk)}/reference/"


def text(answer) -> str:
    return answer.content.decode().replace("&#x27;", "'")


def test_it_shows_the_form_and_nothing_of_the_file(client, url):
    page = text(client.get(url))
    assert "Nora Kessler of Kessler Networks" in page
    assert "How do you know them?" in page
    for hidden in ("We stopped growing", "Grow to forty", "937 555", "nora.kessler@", "Rosa", "/p/heartland/applica"):
        assert hidden not in page


def test_answers_are_kept_and_may_be_changed(world, client, url):
    answer = client.post(url, ANSWERS)
    assert answer.status_code == 200
    assert "It is kept" in text(answer)
    assert "We share a building." in text(client.get(url))
    client.post(url, ANSWERS | {"together": "perhaps"})
    with inside(world.heartland, world.admin):
        reference = Reference.objects.get()
        assert reference.answers == ANSWERS | {"together": "perhaps"}
        assert reference.answered_at


@pytest.mark.parametrize("wrong", [{"known": ""}, {"known": "A\0B"}, {"together": ""}, {"together": "never"}])
def test_what_is_wrong_comes_back_with_what_was_typed(world, client, url, wrong):
    answer = client.post(url, ANSWERS | wrong)
    assert answer.status_code == 422
    assert "Calm." in text(answer)
    with inside(world.heartland, world.admin):
        assert Reference.objects.get().answered_at is None


def test_after_its_time_it_says_what_to_do(world, client, url, now):
    with inside(world.heartland, world.admin):
        Reference.objects.update(expires_at=now - timedelta(seconds=1))
    assert client.get(url).status_code == 410
    answer = client.post(url, ANSWERS)
    assert answer.status_code == 410
    assert "write to Heartland" in text(answer)
    with inside(world.heartland, world.admin):
        assert Reference.objects.get().answers == {}


def test_only_this_link_opens_it(world, client, asked, url):
    assert client.get("/a/nonsense/reference/").status_code == 410
    for purpose, program, key in (
        ("application", world.heartland.pk, asked.pk),
        ("reference", world.summit.pk, asked.pk),
        ("reference", world.heartland.pk, asked.application_id),
    ):
        assert client.get(f"/a/{links.token(purpose, program, key)}/reference/").status_code in (404, 410)
    assert client.put(url).status_code == 405
