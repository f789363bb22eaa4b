"""The welcome of a newcomer: five ticks, found or pressed; led to from Today, put away at will; nobody else's page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groups.actions import take_seat
from groups.models import Group, SeatHolder
from members.actions import change_member
from members.models import Member
from programs.tenancy import inside
from vetting.actions.signing import publish_agreement, sign
from vetting.actions.welcoming import begin_welcome, choose_buddy
from vetting.models import Agreement, Arrival, WelcomeTick
from vetting.welcome import count, following, steps

TODAY = "/p/heartland/today/"


@pytest.fixture
def page(world):
    return f"/p/heartland/groups/{world.sibling_group.pk}/welcome/"


@pytest.fixture
def newcomer(world, now):
    """The member of Owners 1 is given a seat in Owners 2 as well, where they are new."""
    with inside(world.heartland, world.admin):
        member = world.member_of(world.member)
        change_member(member, by=world.admin, title="", runs="", ask_me="")
        take_seat(world.sibling_group, member, by=world.admin, now=now)
        begin_welcome(world.sibling_group, member, by=world.admin, now=now)
    return member


def done(client, page) -> int:
    return client.get(page).context["done"]


def test_the_five_are_counted_and_the_next_one_leads_on():
    nothing = steps(facts=("", "", ""), unsigned=True, goal=False, pressed=())
    assert [(one.key, one.minutes) for one in nothing] == [
        ("profile", 3), ("agree", 2), ("calendar", 1), ("goal", 3), ("buddy", 1),
    ]  # fmt: skip
    assert count(nothing) == 0
    assert following(nothing, has_buddy=False) == "profile"
    some = steps(facts=("Owner", "IT", "Tax"), unsigned=False, goal=True, pressed=["calendar"])
    assert count(some) == 4
    assert following(some, has_buddy=False) == "", "nobody meets a buddy who is not chosen"
    assert following(some, has_buddy=True) == "buddy"
    assert count(steps(facts=("Owner", " ", "Tax"), unsigned=False, goal=False, pressed=["goal"])) == 1


def test_facts_tick_themselves_and_the_rest_is_pressed(world, client_as, newcomer, page, now):
    with inside(world.heartland, world.admin):
        nda = publish_agreement(Agreement.Kind.NDA, text="What is said stays.", by=world.admin, now=now)
    browser = client_as(world.member)
    assert done(browser, page) == 1, "they have a goal already"
    read = browser.get(page).content.decode()
    assert "1 of 5 done" in read
    assert f"/p/heartland/people/{newcomer.pk}/edit/" in read, "what comes next"
    with inside(world.heartland, world.member):
        change_member(newcomer, by=world.member, title="Owner", runs="A help desk", ask_me="Hiring")
        sign(nda, name="Dana", member=newcomer, by=world.member, now=now)
    assert done(browser, page) == 3
    browser.post(f"{page}tick/", {"what": "calendar"})
    assert done(browser, page) == 4
    told = browser.post(f"{page}tick/", {"what": "buddy"}, follow=True).content.decode()
    assert "Nobody was chosen yet." in told
    with inside(world.heartland, world.reviewer):  # who facilitates Owners 2
        buddy = Member.objects.get(user=world.sibling)
        choose_buddy(Arrival.objects.get(), buddy, by=world.reviewer, now=now, words="You both run Autotask.")
    read = browser.get(page).content.decode()
    assert buddy.name in read
    assert "You both run Autotask." in read
    browser.post(f"{page}tick/", {"what": "buddy"})
    assert "All five are done" in browser.get(page).content.decode()
    assert page not in browser.get(TODAY).content.decode(), "what is done is not led to"
    browser.post(f"{page}tick/", {"what": "buddy", "undo": "1"})
    assert done(browser, page) == 4


def test_nobody_presses_what_facts_tell(world, client_as, newcomer, page):
    browser = client_as(world.member)
    for wrong in ("goal", "agree", "nonsense", "\0", ""):
        told = browser.post(f"{page}tick/", {"what": wrong}, follow=True).content.decode()
        assert "This one ticks itself" in told
    with inside(world.heartland, world.member):
        assert not WelcomeTick.objects.exists()


def test_today_and_the_group_lead_there_until_it_is_put_away(world, client_as, newcomer, page):
    browser = client_as(world.member)
    home = f"/p/heartland/groups/{world.sibling_group.pk}/"
    assert page in browser.get(TODAY).content.decode()
    assert page in browser.get(home).content.decode()
    told = browser.post(f"{page}away/", follow=True).content.decode()
    assert "Put away." in told
    assert page not in told
    assert page in browser.get(home).content.decode(), "its page stays"
    assert "Not now" not in browser.get(page).content.decode()


def test_after_ninety_days_there_is_no_welcome(world, client_as, newcomer, page, now):
    with inside(world.heartland, world.admin):
        Arrival.objects.update(began_at=now - timedelta(days=91))
    browser = client_as(world.member)
    assert browser.get(page).status_code == 404
    assert page not in browser.get(TODAY).content.decode()


def test_who_came_with_a_list_or_left_is_not_welcomed(world, client_as, newcomer, page):
    assert (
        client_as(world.member).get(page.replace(str(world.sibling_group.pk), str(world.group.pk))).status_code == 404
    )
    with inside(world.heartland, world.admin):
        SeatHolder.objects.filter(member=newcomer, group=world.sibling_group).update(left_at=timezone.now())
    assert client_as(world.member).get(page).status_code == 404


def test_who_is_given_a_seat_on_the_page_of_seats_is_welcomed(world, client_as, page):
    with inside(world.heartland, world.admin):
        member = world.member_of(world.peer)
    url = f"/p/heartland/groups/{world.sibling_group.pk}/seats/"
    client_as(world.admin).post(url, {"member": member.pk})
    assert client_as(world.peer).get(page).status_code == 200


def test_it_is_nobody_elses_page(world, client_as, newcomer, page, client):
    for user in (world.sibling, world.reviewer, world.admin, world.facilitator, world.foreign_admin):
        browser = client_as(user)
        assert browser.get(page).status_code == 404
        assert browser.post(f"{page}tick/", {"what": "calendar"}).status_code == 404
        assert browser.post(f"{page}away/").status_code == 404
    client.logout()
    assert client.get(page).url.startswith("/accounts/login/")
    assert client_as(world.member).post(page).status_code == 405
    assert client_as(world.member).get(f"{page}tick/").status_code == 405


def test_the_number_of_queries_is_flat(world, client_as, newcomer, page, queries, now):
    browser = client_as(world.member)
    browser.get(page)
    few = queries(lambda: browser.get(page))
    with inside(world.heartland, world.admin):
        for text in ("One.", "Two.", "Three."):
            publish_agreement(Agreement.Kind.NDA, text=text, by=world.admin, now=now)
        choose_buddy(Arrival.objects.get(), Member.objects.get(user=world.sibling), by=world.admin, now=now)
    assert queries(lambda: browser.get(page)) <= few + 1 <= 12
    today = queries(lambda: browser.get(TODAY))
    assert today <= 10


def test_the_first_meeting_says_who_is_in_the_room_and_how_to_prepare(world, client_as, newcomer, now):
    page = f"/p/heartland/groups/{world.sibling_group.pk}/first-meeting/"
    with inside(world.heartland, world.reviewer):
        publish_agreement(
            Agreement.Kind.CHARTER, text="We come prepared.", group=world.sibling_group, by=world.reviewer, now=now
        )
    read = client_as(world.member).get(page).content.decode()
    for words in (
        "How do I prepare for the first meeting?", world.sibling.name, "We come prepared.", world.reviewer.name,
        "What happens if I miss a meeting?",
    ):  # fmt: skip
        assert words in read
    assert client_as(world.reviewer).get(page).status_code == 200
    for user in (world.peer, world.admin, world.foreign_admin):
        assert client_as(user).get(page).status_code == 404
    assert client_as(world.member).post(page).status_code == 405


def test_the_first_meetings_queries_are_flat(world, client_as, newcomer, queries, now):
    page, browser = f"/p/heartland/groups/{world.sibling_group.pk}/first-meeting/", client_as(world.member)
    browser.get(page)
    few = queries(lambda: browser.get(page))
    with inside(world.heartland, world.admin):
        take_seat(Group.objects.get(pk=world.sibling_group.pk), world.member_of(world.peer), by=world.admin, now=now)
    assert queries(lambda: browser.get(page)) == few <= 10
