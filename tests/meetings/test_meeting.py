"""A meeting's page: when and where, who comes; the way into the video room; canceled and brought back."""

from datetime import timedelta

import pytest

from meetings.models import Meeting
from members.models import Member
from programs.tenancy import inside


@pytest.fixture
def one(meeting_on) -> Meeting:
    return meeting_on(5, join_url="https://video.example/room", name="Quarter in review")


@pytest.fixture
def page(one) -> str:
    return f"/p/heartland/meetings/{one.pk}/"


def text(answer) -> str:
    return answer.content.decode()


def stored(world, one) -> Meeting:
    with inside(world.heartland, world.admin):
        return Meeting.objects.get(pk=one.pk)


def test_a_member_sees_when_who_and_how_to_join(world, client_as, page):
    read = text(client_as(world.member).get(page))
    for words in ("9:00\xa0am to 10:30\xa0am", "Quarter in review", "Who comes", f"{page}join/"):
        assert words in read
    assert "Cancel the meeting" not in read
    assert "video.example" not in read, "the room's own address is for who presses Join"


def test_the_reader_s_wall_and_the_group_s_beside_it(world, client_as, page):
    with inside(world.heartland, world.admin):
        Member.objects.filter(user=world.member).update(zone="Europe/Berlin")
    read = text(client_as(world.member).get(page))
    assert "4:00\xa0pm to 5:30\xa0pm" in read
    assert "9:00\xa0am in Chicago" in read


@pytest.mark.parametrize("who", ["facilitator", "admin"])
def test_those_who_run_it_may_move_and_cancel_it(world, client_as, page, who):
    read = text(client_as(getattr(world, who)).get(page))
    assert f"{page}edit/" in read
    assert f"{page}cancel/" in read


def test_strangers_find_nothing(world, client_as, page):
    for who in (world.sibling, world.stranger, world.reviewer):
        for path in (page, f"{page}join/"):
            assert client_as(who).get(path).status_code == 404
        for act in ("cancel/", "restore/"):
            assert client_as(who).post(page + act).status_code == 404
    assert client_as(world.member).post(f"{page}cancel/").status_code == 404
    assert client_as(None).get(page).status_code == 302


def test_canceled_and_undone_on_the_page(world, client_as, page, one):
    browser = client_as(world.facilitator)
    answer = browser.post(f"{page}cancel/", follow=True)
    assert "This meeting is canceled." in text(answer)
    assert "Undo: it takes place" in text(answer)
    assert not stored(world, one).is_on
    assert "Undo" not in text(client_as(world.member).get(page))
    assert "canceled already" in text(browser.post(f"{page}cancel/", follow=True))
    again = browser.post(f"{page}restore/", follow=True)
    assert "This meeting is canceled." not in text(again)
    assert stored(world, one).is_on


def test_join_leads_who_is_seated_into_the_room(world, client_as, page):
    for who in (world.member, world.peer, world.facilitator):
        assert client_as(who).get(f"{page}join/").headers["Location"] == "https://video.example/room"
    assert client_as(world.admin).get(f"{page}join/").status_code == 404
    assert client_as(None).get(f"{page}join/").status_code == 302


def test_join_leads_nowhere_after_it_or_when_it_is_canceled(world, client_as, page, one, meeting_on):
    past = meeting_on(-3, join_url="https://video.example/room")
    answer = client_as(world.member).get(f"/p/heartland/meetings/{past.pk}/join/", follow=True)
    assert "This meeting is over." in text(answer)
    client_as(world.facilitator).post(f"{page}cancel/")
    assert "This meeting was canceled." in text(client_as(world.member).get(f"{page}join/", follow=True))


def test_without_a_link_there_is_nothing_to_join(world, client_as, meeting_on):
    bare = meeting_on(6)
    assert client_as(world.member).get(f"/p/heartland/meetings/{bare.pk}/join/").status_code == 404


def test_what_travelers_need(world, client_as, meeting_on, now):
    one = meeting_on(
        30, mode="in_person", place="Hotel Ohio, Dayton", travel="From the airport by taxi.",
        hotel_until=(now + timedelta(days=20)).date(), answer_by=(now + timedelta(days=15)).date(),
    )  # fmt: skip
    read = text(client_as(world.member).get(f"/p/heartland/meetings/{one.pk}/"))
    for words in ("In person", "Hotel Ohio, Dayton", "by taxi", "Rooms are held until", "Say whether you come by"):
        assert words in read


def test_wrong_methods(world, client_as, page):
    browser = client_as(world.facilitator)
    assert browser.post(page).status_code == 405
    assert browser.get(f"{page}cancel/").status_code == 405
    assert browser.get(f"{page}restore/").status_code == 405


@pytest.mark.parametrize("who", ["member", "facilitator", "admin"])
def test_few_queries(world, client_as, page, queries, who):
    browser = client_as(getattr(world, who))
    browser.get(page)
    assert queries(lambda: browser.get(page)) <= 10
