"""Homework: set in time by who facilitates, handed in by a tick, a text or a file, seen by the group alone."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from meetings.actions.preparing import hand_in
from meetings.models import HandIn, Homework, Meeting, Rsvp
from programs.tenancy import inside
from tests.house.files import PNG

TOLD = {"title": "Bring your agreement", "text": "All pages.", "minutes": "25", "hand_in": "text"}


def at(world, name, one):
    return reverse(name, args=[world.heartland.slug, getattr(one, "pk", one)])


@pytest.fixture
def in_time(world):
    """The next meeting is two weeks off."""
    moved = timezone.now() + timedelta(days=14)
    with inside(world.heartland, world.facilitator):
        Meeting.objects.filter(pk=world.meeting.pk).update(starts_at=moved, ends_at=moved + timedelta(hours=2))
    return world.meeting


def stands(world, user=None):
    with inside(world.heartland, user or world.member):
        return HandIn.objects.first()


# -- setting it


def test_a_facilitator_sets_it_and_the_group_reads_it(world, client_as, in_time):
    answer = client_as(world.facilitator).post(at(world, "homework_new", in_time), TOLD, follow=True)
    assert "Set. It is on everybody" in answer.content.decode()
    with inside(world.heartland, world.peer):
        made = Homework.objects.get()
    assert (made.title, made.minutes, made.hand_in) == ("Bring your agreement", 25, "text")
    for who in (world.admin, world.sibling):
        with inside(world.heartland, who):
            assert not Homework.objects.exists()


def test_above_half_an_hour_the_author_is_warned(world, client_as, in_time):
    answer = client_as(world.facilitator).post(
        at(world, "homework_new", in_time), TOLD | {"minutes": "45"}, follow=True
    )
    assert "45 minutes is a lot" in answer.content.decode()


def test_too_late_is_said_in_words_and_loses_nothing_typed(world, client_as):
    browser, url = client_as(world.facilitator), at(world, "homework_new", world.meeting)
    assert "at least 10 days ahead" in browser.get(url).content.decode()
    answer = browser.post(url, TOLD)
    assert answer.status_code == 422
    assert "All pages." in answer.content.decode()
    with inside(world.heartland, world.facilitator):
        assert not Homework.objects.exists()


def test_right_after_the_last_meeting_it_may_be_short(world, client_as):
    now = timezone.now()
    with inside(world.heartland, world.facilitator):
        Meeting.objects.filter(pk=world.past_meeting.pk).update(starts_at=now - timedelta(hours=3), ends_at=now)
    assert client_as(world.facilitator).post(at(world, "homework_new", world.meeting), TOLD).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"), [("title", ""), ("title", "a\0b"), ("minutes", "0"), ("minutes", "x"), ("hand_in", "fax")]
)
def test_wrong_words_come_back(world, client_as, in_time, field, value):
    answer = client_as(world.facilitator).post(at(world, "homework_new", in_time), TOLD | {field: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]


def test_two_facilitators_at_once_are_shown_both(world, client_as, homework):
    one = homework("First words")
    browser, url = client_as(world.facilitator), at(world, "homework_edit", one)
    assert browser.post(url, TOLD | {"title": "Second words", "version": "1"}).status_code == 302
    answer = browser.post(url, TOLD | {"title": "Third words", "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Second words" in page
    assert "Third words" in page


def test_how_it_is_handed_in_stays_once_somebody_did(world, client_as, homework):
    one = homework(hand_in="tick")
    client_as(world.member).post(at(world, "hand_in", one), {"act": "in"})
    answer = client_as(world.facilitator).post(at(world, "homework_edit", one), TOLD | {"version": "1"})
    assert answer.status_code == 422
    assert "Somebody handed it in already" in answer.content.decode()


def test_off_the_list_and_back_by_undo(world, client_as, homework):
    one = homework()
    browser, url = client_as(world.facilitator), at(world, "homework_state", one)
    answer = browser.post(url, {"state": "off"}, follow=True)
    assert f"{url}?state=on" in answer.content.decode()
    answer = client_as(world.member).post(at(world, "hand_in", one), {"act": "in"})
    assert "took this off the list" in answer.content.decode()
    browser.post(f"{url}?state=on")
    assert client_as(world.member).post(at(world, "hand_in", one), {"act": "in"}).status_code == 302


# -- handing it in


def test_a_tick_and_its_taking_back(world, client_as, homework):
    one = homework(hand_in="tick")
    browser, url = client_as(world.member), at(world, "hand_in", one)
    browser.post(url, {"act": "in", "text": "Took ten minutes"})
    assert stands(world, world.peer).text == "Took ten minutes"
    browser.post(url, {"act": "back"})
    assert stands(world, world.peer) is None
    assert stands(world).text == "Took ten minutes"


def test_a_text_needs_words(world, client_as, homework):
    one = homework(hand_in="text")
    answer = client_as(world.member).post(at(world, "hand_in", one), {"act": "in", "text": "  "})
    assert answer.status_code == 422
    assert "Write something first" in answer.content.decode()
    assert stands(world) is None


@pytest.mark.parametrize("text", ["x" * 4001, "a\0b"])
def test_words_that_cannot_be_kept_are_refused(world, client_as, homework, text):
    one = homework(hand_in="text")
    answer = client_as(world.member).post(at(world, "hand_in", one), {"act": "in", "text": text})
    assert answer.status_code == 422
    assert "as plain text" in answer.content.decode()


def test_a_file_is_kept_by_its_content_and_given_out_as_a_download(world, client_as, homework):
    one = homework(hand_in="file")
    browser, url = client_as(world.member), at(world, "hand_in", one)
    assert "Choose a file first." in browser.post(url, {"act": "in"}).content.decode()
    wrong = SimpleUploadedFile("deal.pdf", b"<html><script>1</script>")
    assert "web page" in browser.post(url, {"act": "in", "paper": wrong}).content.decode()
    assert browser.post(url, {"act": "in", "paper": SimpleUploadedFile("deal.pdf", PNG)}).status_code == 302
    row = stands(world, world.peer)
    there = at(world, "hand_in_file", row)
    answer = client_as(world.peer).get(there)
    assert answer.content == PNG
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="deal.png"'
    for who in (world.admin, world.sibling, world.stranger):
        assert client_as(who).get(there).status_code == 404


def test_a_file_before_it_is_handed_in_is_nobody_elses(world, client_as, homework):
    one = homework(hand_in="file")
    browser, url = client_as(world.member), at(world, "hand_in", one)
    browser.post(url, {"act": "in", "paper": SimpleUploadedFile("deal.png", PNG)})
    browser.post(url, {"act": "back"})
    there = at(world, "hand_in_file", stands(world))
    assert client_as(world.peer).get(there).status_code == 404
    assert client_as(world.facilitator).get(there).status_code == 404
    assert browser.get(there).status_code == 200


def test_help_is_the_facilitators_to_see(world, client_as, homework):
    one = homework(hand_in="text")
    client_as(world.member).post(at(world, "hand_in", one), {"act": "help", "text": "Where is the template?"})
    page = at(world, "homework", one)
    assert "Where is the template?" in client_as(world.facilitator).get(page).content.decode()
    assert "Where is the template?" not in client_as(world.peer).get(page).content.decode()
    client_as(world.member).post(at(world, "hand_in", one), {"act": "in", "text": "Found it"})
    page = client_as(world.facilitator).get(page).content.decode()
    assert "Need help with it" not in page
    assert "Found it" in page


def test_nobody_hands_in_for_somebody_else_or_without_a_place(world, client_as, homework):
    one = homework()
    assert client_as(world.facilitator).post(at(world, "hand_in", one), {"act": "in"}).status_code == 404
    with inside(world.heartland, world.peer):
        place = Rsvp.objects.get(meeting=world.meeting, member__user=world.member)
        with pytest.raises(Exception, match="row-level security"):
            hand_in(one, place, by=world.peer, now=timezone.now())


def test_after_the_meeting_nothing_is_handed_in(world, client_as, homework):
    one = homework()
    with inside(world.heartland, world.facilitator):
        Meeting.objects.filter(pk=world.meeting.pk).update(ends_at=timezone.now())
    answer = client_as(world.member).post(at(world, "hand_in", one), {"act": "in"})
    assert answer.status_code == 422
    assert "This meeting is over." in answer.content.decode()


# -- who may


@pytest.mark.parametrize("name", ["homework_new", "homework_edit", "homework_state"])
@pytest.mark.parametrize("who", ["member", "peer", "admin", "reviewer", "sibling", "stranger"])
def test_only_who_facilitates_sets_it(world, client_as, homework, name, who):
    one = world.meeting if name == "homework_new" else homework()
    assert client_as(getattr(world, who)).post(at(world, name, one), TOLD).status_code == 404


@pytest.mark.parametrize("who", ["admin", "reviewer", "sibling", "stranger"])
def test_strangers_find_no_homework(world, client_as, homework, who):
    assert client_as(getattr(world, who)).get(at(world, "homework", homework())).status_code == 404


def test_signed_out_and_wrong_methods(world, client_as, homework):
    one = homework()
    for name in ("homework", "homework_edit"):
        assert "next=" in client_as(None).get(at(world, name, one)).headers["Location"]
        assert client_as(world.facilitator).put(at(world, name, one)).status_code == 405
    for name in ("homework_state", "hand_in"):
        assert client_as(world.member).get(at(world, name, one)).status_code in (404, 405)


def test_the_number_of_queries_is_flat(world, client_as, homework, queries):
    one = homework(hand_in="tick")
    browser, url = client_as(world.facilitator), at(world, "homework", one)
    client_as(world.member).post(at(world, "hand_in", one), {"act": "in"})
    few = queries(lambda: browser.get(url))
    client_as(world.peer).post(at(world, "hand_in", one), {"act": "in"})
    assert queries(lambda: browser.get(url)) == few
    assert few <= 10
