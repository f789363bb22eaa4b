"""The seats page: who sits where, finding somebody and giving them a seat, and a full group that says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groups.actions import change_group, leave_seat, move_group, take_seat
from groups.models import SeatHolder
from members.models import Member
from programs.models import Track
from programs.tenancy import inside


@pytest.fixture
def page(world):
    return f"/p/heartland/groups/{world.group.pk}/seats/"


def sitting(world) -> set[str]:
    with inside(world.heartland, world.admin):
        held = SeatHolder.objects.current().filter(group=world.group)
        return set(held.values_list("member__name", flat=True))


@pytest.mark.parametrize("who", ["facilitator", "admin"])
def test_those_who_run_it_see_every_seat(world, client_as, page, who):
    read = client_as(getattr(world, who)).get(page).content.decode()
    for words in ("3 of 12 taken", "Northwind IT", "Dana Whitfield", "Harbor Point Technology", "9 seats are open."):
        assert words in read


def test_co_owners_stand_in_one_seat(world, client_as, page, newcomer):
    with inside(world.heartland, world.admin):
        company = Member.objects.select_related("company").get(user=world.member).company
    partner = newcomer("Petra Whitfield", company)
    client_as(world.admin).post(page, {"member": partner.pk})
    read = client_as(world.admin).get(page).content.decode()
    assert "One seat, shared by 2" in read
    assert "3 of 12 taken" in read


def test_an_admin_gives_a_seat_and_can_take_it_back(world, client_as, page):
    browser = client_as(world.admin)
    answer = browser.post(page, {"member": world.pending.pk}, follow=True)
    assert "Wanda Ruiz has seat 4." in answer.content.decode()
    assert "Wanda Ruiz" in sitting(world)
    (undo,) = [message.extra_tags for message in answer.context["messages"]] or [""]
    browser.post(undo)
    assert "Wanda Ruiz" not in sitting(world)


def test_a_full_group_says_so_and_seats_nobody(world, client_as, page):
    with inside(world.heartland, world.admin):
        change_group(world.group, by=world.admin, seat_count=3)
    browser = client_as(world.admin)
    assert "All 3 seats are taken" in browser.get(page).content.decode()
    answer = browser.post(page, {"member": world.pending.pk})
    assert answer.status_code == 409
    assert "All 3 seats of Owners 1 are taken." in answer.content.decode()
    assert len(sitting(world)) == 3


@pytest.mark.parametrize("member", ["", "nonsense", "\0", "00000000-0000-0000-0000-000000000000"])
def test_nobody_is_seated_who_is_not_here(world, client_as, page, member):
    answer = client_as(world.admin).post(page, {"member": member})
    assert answer.status_code == 409
    assert "is not here any more" in answer.content.decode()


def test_people_of_another_program_cannot_be_seated(world, client_as, page):
    with inside(world.summit, world.foreign_admin):
        foreign = Member.objects.first()
    assert client_as(world.admin).post(page, {"member": foreign.pk}).status_code == 409


def found(browser, page, words) -> str:
    return browser.get(page, {"q": words}, headers={"HX-Request": "true"}).content.decode()


def test_without_words_those_of_the_track_who_sit_nowhere_are_suggested(world, client_as, page, newcomer):
    with inside(world.heartland, world.admin):
        security = Track.objects.get(name="Security")
    newcomer("Sec Person", track=security)
    newcomer("Any Person")
    read = found(client_as(world.admin), page, "")
    assert "Wanda Ruiz" in read
    assert "Any Person" in read
    assert "Sec Person" not in read
    assert "Sam Okafor" not in read


@pytest.mark.parametrize(
    ("words", "hit"),
    [("wanda", True), ("SANDHILL", True), ("wanda.ruiz@", True), ("nobody", False), ("\0wanda", True)],
)
def test_an_admin_finds_people_by_name_company_and_address(world, client_as, page, words, hit):
    assert ("Wanda Ruiz" in found(client_as(world.admin), page, words)) == hit


def test_who_sits_here_is_not_offered(world, client_as, page):
    assert "Nobody found" in found(client_as(world.admin), page, "Dana Whitfield")


def test_a_facilitator_finds_only_whom_they_may_see(world, client_as, page, newcomer):
    newcomer("Hidden Person")
    newcomer("Open Person", findable=True)
    read = found(client_as(world.facilitator), page, "Person")
    assert "Open Person" in read
    assert "Hidden Person" not in read


def test_a_long_answer_is_cut_and_says_so(world, client_as, page, newcomer):
    for number in range(10):
        newcomer(f"Person {number}")
    read = found(client_as(world.admin), page, "Person")
    assert read.count("Add<span") == 8
    assert "there are more" in read


def test_who_left_is_listed_with_a_way_back_for_a_day(world, client_as, page):
    now = timezone.now()
    with inside(world.heartland, world.admin):
        for name, ago in (("Luis Ferreira", 0), ("Grace Lindqvist", 2)):
            holder = SeatHolder.objects.select_related("seat").get(group=world.group, member__name=name)
            leave_seat(holder, by=world.admin, now=now - timedelta(days=ago), reason="moved abroad")
    read = client_as(world.admin).get(page).content.decode()
    assert read.count("moved abroad") == 2
    assert read.count("/return/") == 1


def test_a_closed_group_offers_nothing(world, client_as, page):
    with inside(world.heartland, world.admin):
        move_group(world.group, "closed", by=world.admin)
    browser = client_as(world.admin)
    assert "Add a member" not in browser.get(page).content.decode()
    assert browser.post(page, {"member": world.pending.pk}).status_code == 409


@pytest.mark.parametrize("who", ["member", "sibling", "reviewer", "stranger", "foreign_admin", "foreign_facilitator"])
def test_nobody_else_finds_it(world, client_as, page, who):
    browser = client_as(getattr(world, who))
    assert browser.get(page).status_code == 404
    assert browser.post(page, {"member": world.pending.pk}).status_code == 404
    assert "Wanda Ruiz" not in sitting(world)


def test_signed_out_one_signs_in_first(world, client_as, page):
    assert client_as(None).get(page).headers["Location"].startswith("/accounts/login/")


def test_other_methods_are_refused(world, client_as, page):
    assert client_as(world.admin).delete(page).status_code == 405


@pytest.mark.parametrize("who", ["admin", "facilitator"])
def test_the_queries_stay_the_same_for_many_seats(world, client_as, page, queries, newcomer, who):
    browser = client_as(getattr(world, who))
    few = queries(lambda: browser.get(page))
    people = [newcomer(f"Person {number}") for number in range(8)]
    with inside(world.heartland, world.admin):
        for person in people:
            take_seat(world.group, person, by=world.admin, now=timezone.now())
    assert queries(lambda: browser.get(page)) == few <= 10
