"""Who is new in a group: a buddy chosen for need, and looks at how they arrive that facilitators alone read."""

from datetime import UTC, datetime, timedelta

import pytest

from groups.actions import take_seat
from groups.models import Group, SeatHolder
from members.actions import add_company, add_member
from members.models import CompanyFacts, Member
from notifications.announcing import announce
from notifications.delivering import deliver
from notifications.models import Kind
from notifications.sweeping import sweep
from programs.refusal import Refused
from programs.tenancy import inside
from tests.notifications.conftest import deliveries, quiet, server  # noqa: F401
from vetting.actions.ringing import ring_all
from vetting.actions.welcoming import begin_welcome, choose_buddy, look_at_newcomer
from vetting.integration import ITEMS, KEYS, prompts
from vetting.models import Arrival, Buddy, Integration

MONDAY = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
ALL_TWO = dict.fromkeys(KEYS, 2)


@pytest.fixture
def arrival(world, now):
    """The peer began in Owners 1 ten days ago."""
    with inside(world.heartland, world.admin):
        return begin_welcome(world.group, world.member_of(world.peer), by=world.admin, now=now - timedelta(days=10))


@pytest.fixture
def board(world):
    return f"/p/heartland/groups/{world.group.pk}/newcomers/"


def third(world) -> Member:
    """Who sits in Owners 1 beside the member and the peer, with a sign-in."""
    with inside(world.heartland, world.admin):
        known = [world.member_of(user).pk for user in (world.member, world.peer)]
        return SeatHolder.objects.current().filter(group=world.group).exclude(member__in=known).get().member


def facts(world, user, **told) -> None:
    with inside(world.heartland, world.admin):
        CompanyFacts.objects.filter(company=world.member_of(user).company_id).update(**told)


def test_the_board_says_who_is_new_and_who_is_at_their_side(world, client_as, arrival, board, now):
    read = client_as(world.facilitator).get(board).content.decode()
    assert world.peer.name in read
    assert "day 10" in read
    assert "Choose a buddy" in read
    home = client_as(world.facilitator).get(f"/p/heartland/groups/{world.group.pk}/").content.decode()
    assert "is new and has no buddy yet" in home
    with inside(world.heartland, world.facilitator):
        choose_buddy(arrival, world.member_of(world.member), by=world.facilitator, now=now)
    assert f"Buddy: <strong>{world.member.name}" in client_as(world.facilitator).get(board).content.decode()
    home = f"/p/heartland/groups/{world.group.pk}/"
    assert "Your buddy is" in client_as(world.peer).get(home).content.decode()
    assert "You are the buddy of" in client_as(world.member).get(home).content.decode()
    assert "no buddy yet" not in client_as(world.facilitator).get(home).content.decode()


def test_the_facilitator_picks_one_of_the_suggestions(world, client_as, arrival, board):
    facts(world, world.peer, employees=20, maturity=2, market="Tulsa")
    facts(world, world.member, employees=40, maturity=3, market="Omaha")
    page, browser = f"{board}{arrival.pk}/buddy/", client_as(world.facilitator)
    answer = browser.get(page)
    first = answer.context["suggestions"][0]
    assert (first["name"], "is a step ahead in size and maturity" in first["why"]) == (world.member.name, True)
    assert "40" not in first["why"]
    told = browser.post(page, {"buddy": first["key"], "words": "You both hire."}, follow=True).content.decode()
    assert "Both hear of it by mail." in told
    with inside(world.heartland, world.facilitator):
        chosen = Buddy.objects.select_related("buddy", "chosen_by").get()
        assert (chosen.buddy.name, chosen.words, chosen.chosen_by) == (
            world.member.name, "You both hire.", world.facilitator,
        )  # fmt: skip


def test_a_rival_is_not_suggested_and_may_be_chosen_by_hand(world, client_as, arrival, board):
    facts(world, world.peer, market="Tulsa")
    facts(world, world.member, market="tulsa")
    page, browser = f"{board}{arrival.pk}/buddy/", client_as(world.facilitator)
    assert world.member.name not in [one["name"] for one in browser.get(page).context["suggestions"]]
    with inside(world.heartland, world.admin):
        key = world.member_of(world.member).pk
    assert "Both hear of it" in browser.post(page, {"other": key}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "Choose somebody."),
        ({"buddy": "nonsense"}, "Choose somebody who sits in this group."),
        ({"other": "\0"}, "Choose somebody who sits in this group."),
        ({"words": "x" * 401}, "401"),
    ],
)
def test_a_wrong_choice_says_so_and_keeps_what_was_typed(world, client_as, arrival, board, data, error):
    typed = {"words": "You both hire."} | data
    answer = client_as(world.facilitator).post(f"{board}{arrival.pk}/buddy/", typed)
    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert typed["words"] in answer.content.decode()


def test_nobody_is_the_buddy_of_three(world, arrival, now):
    with inside(world.heartland, world.admin):
        group, buddy = Group.objects.get(pk=world.group.pk), world.member_of(world.member)
        group.seat_count = 12
        group.save()
        choose_buddy(arrival, buddy, by=world.admin, now=now)
        for number in (1, 2):
            company = add_company(by=world.admin, name=f"New {number}")
            member = add_member(by=world.admin, company=company, name=f"New {number}", email=f"n{number}@new.example")
            take_seat(group, member, by=world.admin, now=now)
            began = begin_welcome(group, member, by=world.admin, now=now)
            if number == 1:
                choose_buddy(began, buddy, by=world.admin, now=now)
            else:
                with pytest.raises(Refused, match="has two newcomers"):
                    choose_buddy(began, buddy, by=world.admin, now=now)
                with pytest.raises(Refused, match="somebody else"):
                    choose_buddy(began, member, by=world.admin, now=now)


def test_the_numbers_behind_a_suggestion_are_not_told_by_the_database(world, arrival):
    from django.db import connection

    facts(world, world.peer, employees=20)
    facts(world, world.member, employees=47)
    asked = "select key, size from app_beside(%s, %s)"
    with inside(world.heartland, world.facilitator), connection.cursor() as cursor:
        cursor.execute(asked, [world.group.pk, arrival.member_id])
        assert 1 in {size for _, size in cursor.fetchall()}
    for user in (world.member, world.sibling, world.reviewer):
        with inside(world.heartland, user), connection.cursor() as cursor:
            cursor.execute(asked, [world.group.pk, arrival.member_id])
            assert cursor.fetchall() == []


def test_who_may_open_the_board(world, client_as, arrival, board, client):
    assert client_as(world.admin).get(board).status_code == 200
    for user in (world.member, world.peer, world.sibling, world.reviewer, world.foreign_admin):
        assert client_as(user).get(board).status_code == 404
        assert client_as(user).get(f"{board}{arrival.pk}/buddy/").status_code == 404
    assert client_as(world.facilitator).post(board).status_code == 405
    client.logout()
    assert client.get(board).url.startswith("/accounts/login/")


def test_the_boards_queries_are_flat(world, client_as, arrival, board, queries, now):
    browser = client_as(world.facilitator)
    browser.get(board)
    few = queries(lambda: browser.get(board))
    with inside(world.heartland, world.admin):
        for member in (world.member_of(world.member), third(world)):
            begin_welcome(world.group, member, by=world.admin, now=now)
        choose_buddy(arrival, world.member_of(world.member), by=world.admin, now=now)
    assert queries(lambda: browser.get(board)) <= few + 1 <= 10


# -- looks


@pytest.fixture
def look(world, arrival, board, now):
    """The page of the look after thirty days, on day forty."""
    with inside(world.heartland, world.admin):
        Arrival.objects.update(began_at=now - timedelta(days=40))
    return f"{board}{arrival.pk}/30/"


def test_eight_items_are_noted_and_the_page_says_what_helps(world, client_as, look):
    browser = client_as(world.facilitator)
    assert "Only the facilitators of this group read this" in browser.get(look).content.decode()
    told = browser.post(look, ALL_TWO | {"ties": 0, "note": "Shy."}, follow=True).content.decode()
    assert "Noted." in told
    assert "Suggest a one-to-one with two people" in told
    assert "Shy." in told
    browser.post(look, ALL_TWO)
    assert "Nothing is low." in browser.get(look).content.decode()
    with inside(world.heartland, world.facilitator):
        (one,) = Integration.objects.all()
        assert (one.day, one.scores, one.by_id) == (30, ALL_TWO, world.facilitator.pk)


def test_prompts_are_for_the_lowest_and_three_at_most():
    assert prompts(ALL_TWO) == []
    assert [item.key for item in prompts(ALL_TWO | {"ties": 1, "candor": 0})] == ["candor"]
    assert len(prompts(dict.fromkeys(KEYS, 0))) == 3
    assert len(ITEMS) == 8


def test_a_look_asks_for_all_eight_and_keeps_what_was_chosen(world, client_as, look):
    answer = client_as(world.facilitator).post(look, {"belonging": 2, "norms": 7, "note": "Shy."})
    assert answer.status_code == 422
    assert answer.content.decode().count("Choose one.") >= 7
    assert "Shy." in answer.content.decode()


def test_nobody_but_the_facilitators_reads_a_look(world, client_as, look, arrival, now):
    with inside(world.heartland, world.facilitator):
        look_at_newcomer(arrival, 30, scores=ALL_TWO, by=world.facilitator, now=now, note="Shy.")
    for user in (world.admin, world.member, world.peer, world.sibling, world.reviewer, world.foreign_facilitator):
        assert client_as(user).get(look).status_code == 404
        assert client_as(user).post(look, ALL_TWO).status_code == 404
    for user in (world.admin, world.member, world.peer, world.reviewer):
        with inside(world.heartland, user):
            assert not Integration.objects.exists()
    assert client_as(world.facilitator).get(look.replace("/30/", "/31/")).status_code == 404
    board = client_as(world.admin).get(f"/p/heartland/groups/{world.group.pk}/newcomers/").content.decode()
    assert "Day 30" not in board


@pytest.mark.usefixtures("quiet")
def test_facilitators_are_asked_after_thirty_sixty_and_ninety_days_in_their_hours(world, server):  # noqa: F811
    with inside(world.heartland, world.admin):
        arrival = begin_welcome(world.group, world.member_of(world.peer), by=world.admin, now=MONDAY)

    def post(days: float) -> int:
        at = MONDAY + timedelta(days=days)
        ring_all(now=at)
        sweep(now=at)
        announce(now=at)
        deliver(now=at)
        return sum(1 for mail in server.mails if mail["To"] == world.facilitator.email)

    assert post(29) == 0
    assert post(30) == 1
    assert post(30.1) == 1
    mail = next(mail for mail in server.mails if mail["To"] == world.facilitator.email)
    read = " ".join(mail.get_body(("plain",)).get_content().split())
    assert f"{world.peer.name} has been here for 30 days: how is it going?" in read
    assert f"/newcomers/{arrival.pk}/30/" in read
    assert world.peer.name not in str(mail["Subject"])
    assert mail["List-Unsubscribe"]
    with inside(world.heartland, world.facilitator):
        look_at_newcomer(arrival, 60, scores=ALL_TWO, by=world.facilitator, now=MONDAY + timedelta(days=59))
    assert post(60.1) == 1, "somebody looked already"
    assert post(91) == 2
    assert {(one.kind, one.urgency) for one in deliveries(kind=Kind.NEWCOMER)} == {("newcomer", "nudge")}
    assert post(125) == 2


@pytest.mark.usefixtures("quiet")
def test_both_hear_who_the_buddy_is(world, server, arrival):  # noqa: F811
    with inside(world.heartland, world.facilitator):
        choose_buddy(arrival, world.member_of(world.member), by=world.facilitator, now=MONDAY, words="You both hire.")
    announce(now=MONDAY)
    with inside(world.heartland, world.admin):
        Arrival.objects.update(began_at=MONDAY)
    deliver(now=MONDAY)
    read = {
        mail["To"]: " ".join(mail.get_body(("plain",)).get_content().split())
        for mail in server.mails
        if "/p/heartland/groups/" in mail.get_body(("plain",)).get_content()
    }
    assert f"{world.member.name} is your buddy in Owners 1" in read[world.peer.email]
    assert f"You are the buddy of {world.peer.name}" in read[world.member.email]
    assert all("You both hire." in words for words in read.values())
