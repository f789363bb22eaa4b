"""The list of groups: one's own, those one runs, all of them for an admin; filters, CSV, and the same few queries."""

import csv
import io

import pytest
from django.utils import timezone

from groups.actions import change_group, leave_seat, move_group, open_group
from groups.models import SeatHolder
from programs.actions import change_program, found_program
from programs.models import Track
from programs.tenancy import inside

PAGE = "/p/heartland/groups/"
CSV = "/p/heartland/groups/csv/"


def main_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode().partition("<main")[2]


def more_groups(world, number: int) -> None:
    with inside(world.heartland, world.admin):
        track = Track.objects.get(name="Security")
        for count in range(number):
            open_group(by=world.admin, track=track, name=f"Security {count}")


def test_a_member_sees_the_groups_they_sit_in(world, client_as):
    read = main_of(client_as(world.member).get(PAGE))
    assert "Owners 1" in read
    assert "Owners 2" not in read
    assert "Settings" not in read


def test_a_facilitator_sees_the_groups_they_run_with_their_seats(world, client_as):
    read = main_of(client_as(world.facilitator).get(PAGE))
    assert "Owners 1" in read
    assert "9 of 12 seats open" in read
    assert f"/p/heartland/groups/{world.group.pk}/settings/" in read
    assert "Owners 2" not in read


def test_an_admin_sees_all_with_state_seats_and_facilitators(world, client_as):
    read = main_of(client_as(world.admin).get(PAGE))
    for words in ("Owners 1", "Owners 2", "Active", "3 of 12", "2 of 12", "Frank Ortiz", "Rosa Klein", "2 of 2 groups"):
        assert words in read


def test_somebody_without_a_group_is_told_so(world, client_as):
    with inside(world.heartland, world.admin):
        holder = SeatHolder.objects.select_related("seat").get(member__user=world.peer)
        leave_seat(holder, by=world.admin, now=timezone.now())
    assert "You sit in no group yet." in main_of(client_as(world.peer).get(PAGE))


def test_a_program_without_groups_says_how_to_begin(world, client_as):
    found_program(by=world.admin, name="Empty", slug="empty", any_hour=True)
    assert "No groups yet." in main_of(client_as(world.admin).get("/p/empty/groups/"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=owners 2", {"Owners 2"}),
        ("q=ORTIZ", {"Owners 1"}),
        ("state=paused", {"Owners 2"}),
        ("state=nonsense", {"Owners 1", "Owners 2"}),
        ("track=nonsense", {"Owners 1", "Owners 2"}),
        ("q=%00", {"Owners 1", "Owners 2"}),
        ("q=nobody", set()),
    ],
)
def test_an_admin_finds_groups(world, client_as, query, found):
    with inside(world.heartland, world.admin):
        move_group(world.sibling_group, "paused", by=world.admin)
    read = main_of(client_as(world.admin).get(f"{PAGE}?{query}"))
    assert {name for name in ("Owners 1", "Owners 2") if f">{name}</a>" in read} == found
    assert ("No group matches" in read) == (not found)


def test_htmx_gets_the_list_alone(world, client_as):
    read = client_as(world.admin).get(PAGE, {"q": "owners 1"}, headers={"HX-Request": "true"}).content.decode()
    assert read.strip().startswith('<div id="groups-found"')
    assert "1 of 2 groups" in read


@pytest.mark.parametrize("who", ["stranger", "foreign_admin"])
def test_strangers_find_nothing(world, client_as, who):
    assert client_as(getattr(world, who)).get(PAGE).status_code == 404
    assert client_as(getattr(world, who)).get(CSV).status_code == 404


def test_signed_out_one_signs_in_first(world, client_as):
    assert client_as(None).get(PAGE).headers["Location"].startswith("/accounts/login/")


def test_it_is_only_read(world, client_as):
    assert client_as(world.admin).post(PAGE).status_code == 405
    assert client_as(world.admin).post(CSV).status_code == 405


@pytest.mark.parametrize("who", ["admin", "facilitator", "member"])
def test_the_queries_stay_the_same_for_many_groups(world, client_as, queries, who):
    browser = client_as(getattr(world, who))
    few = queries(lambda: browser.get(PAGE))
    more_groups(world, 12)
    assert queries(lambda: browser.get(PAGE)) == few <= 10


def rows(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_an_admin_downloads_the_list(world, client_as):
    answer = client_as(world.admin).get(CSV)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="heartland-groups-')
    header, *found = rows(answer)
    assert header[:7] == ["Group", "Track", "State", "Visibility", "Seats", "Seats taken", "Facilitators"]
    assert [row[0] for row in found] == ["Owners 1", "Owners 2"]
    assert found[0][1:9] == ["Owners", "Active", "public", "12", "3", "Frank Ortiz", "10", "35"]


def test_no_cell_runs_as_a_formula(world, client_as):
    with inside(world.heartland, world.admin):
        change_group(world.group, by=world.admin, name='=HYPERLINK("x")', cost="+1 a month")
    (row,) = [row for row in rows(client_as(world.admin).get(CSV)) if "HYPERLINK" in row[0]]
    assert row[0] == '\'=HYPERLINK("x")'
    assert "'+1 a month" in row


@pytest.mark.parametrize("who", ["member", "facilitator", "reviewer"])
def test_only_admins_download(world, client_as, who):
    assert client_as(getattr(world, who)).get(CSV).status_code == 404


def test_a_download_asks_who_is_there(world, client_as):
    with inside(world.heartland, world.admin):
        change_program(world.heartland, by=world.admin, any_hour=False)
    answer = client_as(world.admin).get(CSV, headers={"Referer": f"http://testserver{PAGE}"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/proof/")
