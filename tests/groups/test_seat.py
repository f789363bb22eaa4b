"""One seat: ended with a reason, handed to a colleague, moved to another group, and the way back from each."""

import pytest

from goals.models import Goal
from groups.actions import change_group
from groups.models import Seat, SeatHolder
from programs.tenancy import inside


@pytest.fixture
def holder(world) -> SeatHolder:
    """Luis's seat: number 2 of Owners 1."""
    with inside(world.heartland, world.admin):
        return SeatHolder.objects.select_related("seat__company").get(group=world.group, member__user=world.peer)


@pytest.fixture
def page(world, holder):
    return f"/p/heartland/groups/{world.group.pk}/seats/{holder.pk}/"


def groups_of(world, user) -> list[str]:
    with inside(world.heartland, world.admin):
        current = SeatHolder.objects.current().filter(member__user=user).order_by("group__name")
        return list(current.values_list("group__name", flat=True))


def undo_of(answer) -> str:
    (message,) = answer.context["messages"]
    return message.extra_tags


@pytest.mark.parametrize("who", ["facilitator", "admin"])
def test_ending_a_seat_stops_access_at_once(world, client_as, page, holder, who):
    answer = client_as(getattr(world, who)).post(f"{page}end/", {"reason": "Sold the company"}, follow=True)
    assert "Luis Ferreira has left and reads nothing more here." in answer.content.decode()
    assert groups_of(world, world.peer) == []
    assert client_as(world.peer).get(f"/p/heartland/groups/{world.group.pk}/settings/").status_code == 404
    with inside(world.heartland, world.peer):
        assert not Goal.objects.filter(pk=world.goal.pk).exists()
    with inside(world.heartland, world.admin):
        assert Seat.objects.get(pk=holder.seat_id).left_reason == "Sold the company"


def test_an_ended_seat_comes_back_with_one_press(world, client_as, page):
    browser = client_as(world.admin)
    answer = browser.post(undo_of(browser.post(f"{page}end/", {}, follow=True)), follow=True)
    assert "Undone. Luis Ferreira sits in seat 2 as before." in answer.content.decode()
    assert groups_of(world, world.peer) == ["Owners 1"]


@pytest.mark.parametrize(
    ("reason", "words"), [("x" * 201, "at most 200 characters"), ("a\0b", "Null characters are not allowed")]
)
def test_a_reason_that_cannot_be_kept_comes_back(world, client_as, page, reason, words):
    answer = client_as(world.admin).post(f"{page}end/", {"reason": reason})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert groups_of(world, world.peer) == ["Owners 1"]


def test_ending_twice_says_so(world, client_as, page):
    browser = client_as(world.admin)
    browser.post(f"{page}end/")
    answer = browser.post(f"{page}end/")
    assert answer.status_code == 422
    assert "ended already" in answer.content.decode()
    assert "This seat was ended." in browser.get(page).content.decode()


def test_a_seat_goes_to_a_colleague_and_back(world, client_as, page, holder, newcomer):
    colleague = newcomer("Cleo Harbor", holder.seat.company)
    newcomer("Other Company")
    browser = client_as(world.admin)
    read = browser.get(page).content.decode()
    assert "Cleo Harbor" in read
    assert "Other Company" not in read
    answer = browser.post(f"{page}colleague/", {"member": colleague.pk}, follow=True)
    assert "Cleo Harbor has the seat of Luis Ferreira and reads from today." in answer.content.decode()
    with inside(world.heartland, world.admin):
        (now_holds,) = SeatHolder.objects.current().filter(seat=holder.seat_id)
        assert now_holds.member_id == colleague.pk
    browser.post(undo_of(answer))
    with inside(world.heartland, world.admin):
        (holds_again,) = SeatHolder.objects.current().filter(seat=holder.seat_id)
        assert holds_again.pk == holder.pk


@pytest.mark.parametrize("member", ["", "nonsense", "pending", "himself"])
def test_a_seat_goes_to_nobody_else(world, client_as, page, holder, member):
    key = {"pending": world.pending.pk, "himself": holder.member_id}.get(member, member)
    answer = client_as(world.admin).post(f"{page}colleague/", {"member": key})
    assert answer.status_code == 422
    assert "Choose a colleague who does not sit here yet." in answer.content.decode()
    assert groups_of(world, world.peer) == ["Owners 1"]


def test_a_member_moves_and_comes_back(world, client_as, page):
    browser = client_as(world.admin)
    answer = browser.post(f"{page}move/", {"group": world.sibling_group.pk}, follow=True)
    assert "Luis Ferreira sits in Owners 2 now, and no longer here." in answer.content.decode()
    assert groups_of(world, world.peer) == ["Owners 2"]
    browser.post(undo_of(answer))
    assert groups_of(world, world.peer) == ["Owners 1"]


def test_a_full_group_is_no_place_to_move_to(world, client_as, page):
    with inside(world.heartland, world.admin):
        change_group(world.sibling_group, by=world.admin, seat_count=2)
    answer = client_as(world.admin).post(f"{page}move/", {"group": world.sibling_group.pk})
    assert answer.status_code == 422
    assert "All 2 seats of Owners 2 are taken." in answer.content.decode()
    assert groups_of(world, world.peer) == ["Owners 1"]


def test_a_facilitator_moves_people_only_to_groups_they_run(world, client_as, page):
    browser = client_as(world.facilitator)
    assert "Owners 2" not in browser.get(page).content.decode().partition("<main")[2]
    assert browser.post(f"{page}move/", {"group": world.sibling_group.pk}).status_code == 422
    assert groups_of(world, world.peer) == ["Owners 1"]


def test_a_group_of_another_program_is_no_place_to_move_to(world, client_as, page):
    assert client_as(world.admin).post(f"{page}move/", {"group": world.foreign_group.pk}).status_code == 422


def test_undoing_ends_no_seat_that_has_nothing_to_do_with_it(world, client_as, page):
    with inside(world.heartland, world.admin):
        other = SeatHolder.objects.get(group=world.group, member__user=world.member)
    browser = client_as(world.admin)
    browser.post(f"{page}end/")
    browser.post(f"{page}return/?instead={other.pk}")
    assert groups_of(world, world.member) == groups_of(world, world.peer) == ["Owners 1"]


POSTS = ("end", "colleague", "move", "return")


@pytest.mark.parametrize("who", ["member", "peer", "sibling", "reviewer", "stranger", "foreign_admin"])
def test_nobody_else_finds_it(world, client_as, page, who):
    browser = client_as(getattr(world, who))
    assert browser.get(page).status_code == 404
    for act in POSTS:
        assert browser.post(f"{page}{act}/", {"group": world.sibling_group.pk}).status_code == 404
    assert groups_of(world, world.peer) == ["Owners 1"]


def test_a_seat_of_another_group_is_not_found_under_this_one(world, client_as, holder):
    url = f"/p/heartland/groups/{world.sibling_group.pk}/seats/{holder.pk}/"
    assert client_as(world.admin).get(url).status_code == 404
    assert client_as(world.reviewer).post(f"{url}end/").status_code == 404


def test_signed_out_one_signs_in_first(world, client_as, page):
    assert client_as(None).get(page).headers["Location"].startswith("/accounts/login/")


def test_wrong_methods_are_refused(world, client_as, page):
    browser = client_as(world.admin)
    assert browser.post(page).status_code == 405
    for act in POSTS:
        assert browser.get(f"{page}{act}/").status_code == 405


def test_it_asks_little(world, client_as, page, queries):
    for who in (world.admin, world.facilitator):
        browser = client_as(who)
        assert queries(lambda: browser.get(page)) <= 10  # noqa: B023
