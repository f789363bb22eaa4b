"""Asking to join: the form for anybody, what comes after it, and the link once more."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from groups.actions import change_group
from groups.models import Group
from members.models import City
from programs.models import Activity, Track
from programs.tenancy import inside
from tests.mailbox import deliveries_to
from vetting.criteria import Criterion, Weight
from vetting.kinds import Kind
from vetting.models import Application, Criteria

PAGE = "/p/heartland/apply/"
NORA = "nora@kesslerit.example"


@pytest.fixture(autouse=True)
def fresh_limits(settings):
    """Counts of one's own: clearing the cache would end what the other worker's tests count."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"apply-{uuid.uuid4().hex}"}}


CITIES = (("Dayton", "OH", 39.76, -84.19, "America/New_York", 137_000),
          ("Springfield", "MO", 37.21, -93.29, "America/Chicago", 169_000),
          ("Springfield", "MA", 42.10, -72.59, "America/New_York", 155_000),
          ("Springfield", "IL", 39.80, -89.64, "America/Chicago", 114_000))  # fmt: skip


@pytest.fixture
def typed(world) -> dict:
    """What somebody types in two minutes, and the cities that it takes."""
    for number, (name, region, latitude, longitude, zone, people) in enumerate(CITIES):
        City.objects.update_or_create(
            name=name, region=region, country="US",
            defaults={
                "id": 90_000_000 + number, "key": City.key_of(name), "latitude": latitude, "longitude": longitude,
                "zone": zone, "population": people,
            },
        )  # fmt: skip
    with inside(world.heartland, None):
        track = Track.objects.get(name="Owners")
    return {
        "track": str(track.pk), "name": "Nora Kessler", "email": NORA, "company_name": "Kessler IT",
        "employees": "18", "city": "Dayton, OH", "why_now": "We stopped growing.",
    }  # fmt: skip


def main_of(response) -> str:
    """The page's own part, without the token around it."""
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def applications(world) -> list[Application]:
    with inside(world.heartland, world.admin):
        return list(Application.objects.select_related("city", "track").order_by("submitted_at"))


def test_two_minutes_and_it_is_there(world, typed, client):
    response = client.post(PAGE, typed)
    assert response.headers["Location"] == "/p/heartland/apply/sent/"
    (made,) = applications(world)
    assert (made.name, made.email, made.company_name, made.employees) == ("Nora Kessler", NORA, "Kessler IT", 18)
    assert (str(made.city), made.zone, made.state, made.group_id) == ("Dayton, OH", made.city.zone, "submitted", None)
    assert made.why_now == "We stopped growing."
    sent = client.get("/p/heartland/apply/sent/").content.decode()
    for words in (NORA, "First read", "Seated", f"{made.next_word_on:%B} {made.next_word_on.day}"):
        assert words in sent


def test_who_applied_already_hears_it_by_mail_alone(world, typed):
    first, again, other = Client(), Client(), Client()
    answers = [
        first.post(PAGE, typed),
        again.post(PAGE, typed | {"email": NORA.upper(), "name": "Somebody Else"}),
        other.post(PAGE, typed | {"email": "other@kesslerit.example"}),
    ]
    assert {(one.status_code, one.headers["Location"]) for one in answers} == {(302, "/p/heartland/apply/sent/")}
    pages = [main_of(one.get("/p/heartland/apply/sent/")) for one in (first, other)]
    assert pages[0].replace(NORA, "") == pages[1].replace("other@kesslerit.example", "")
    assert [one.name for one in applications(world)] == ["Nora Kessler", "Nora Kessler"]
    with inside(world.heartland, world.admin):
        assert Activity.objects.filter(kind="application.asked_again").count() == 1


def test_the_group_in_view_is_named_with_what_it_asks_for_and_kept(world, typed, client):
    with inside(world.heartland, world.admin):
        change_group(world.group, by=world.admin, visibility="public", employees_min=8, employees_max=25)
        Criteria.objects.create(
            group=world.group, number=1, made_by=world.admin,
            items=[Criterion("size", Kind.EMPLOYEES, Weight.MUST, {"min": 10, "max": 30}).as_dict()],
        )  # fmt: skip
    page = client.get(PAGE, {"group": world.group.pk}).content.decode()
    assert "Ask to join Owners 1" in page
    assert "10 to 30" in page
    client.post(f"{PAGE}?group={world.group.pk}", typed)
    assert applications(world)[0].group_id == world.group.pk


def test_in_outline_a_group_tells_its_size_and_no_criteria(world, client):
    with inside(world.heartland, world.admin):
        change_group(world.group, by=world.admin, visibility="outline", employees_min=8, employees_max=25)
        Criteria.objects.create(
            group=world.group, number=1, made_by=world.admin,
            items=[Criterion("tools", Kind.VENDOR, Weight.MUST, {"any": ["HaloPSA"]}).as_dict()],
        )  # fmt: skip
    page = client.get(PAGE, {"group": world.group.pk}).content.decode()
    assert "8 to 25" in page
    assert "HaloPSA" not in page


def test_a_group_that_strangers_do_not_see_is_not_named(world, client):
    with inside(world.heartland, world.admin):
        change_group(world.group, by=world.admin, visibility="unlisted")
    for key in (world.group.pk, world.foreign_group.pk, "nonsense", "\0"):
        page = client.get(PAGE, {"group": key})
        assert page.status_code == 200
        assert "Ask to join " not in page.content.decode().replace("Ask to join ·", "")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"track": ""}, "Pick the role"),
        ({"email": "nora"}, "valid email"),
        ({"employees": "0"}, "At least 1."),
        ({"employees": "many"}, "whole number"),
        ({"city": ""}, "Name your city"),
        ({"name": "Nora\0Kessler"}, "Null characters"),
        ({"why_now": "x" * 1001}, "at most 1000"),
        ({"name": "N" * 121}, "at most 120"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world, typed, client, wrong, says):
    response = client.post(PAGE, typed | wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    kept = {key: value for key, value in typed.items() if key not in wrong and key != "track"}
    assert all(value in page for value in kept.values())
    assert applications(world) == []


def test_a_city_that_may_be_several_is_offered_to_choose_from(world, typed, client):
    page = client.post(PAGE, typed | {"city": "Springfield"}).content.decode()
    assert "Did you mean one of these?" in page
    assert 'name="city_meant" value="Springfield, IL"' in page
    client.post(PAGE, typed | {"city": "Springfield", "city_meant": "Springfield, IL"})
    assert str(applications(world)[0].city) == "Springfield, IL"


def test_a_misspelled_city_offers_those_that_begin_like_it(world, typed, client):
    page = client.post(PAGE, typed | {"city": "Daytn, OH"}).content.decode()
    assert 'value="Dayton, OH"' in page


def test_a_name_of_forty_letters_stays_whole(world, typed, client):
    name = "Wolfeschlegelsteinhausenbergerdorffsen-X"
    client.post(PAGE, typed | {"name": name})
    assert applications(world)[0].name == name


def test_one_address_and_one_network_may_try_so_often(world, typed):
    answers = [Client().post(PAGE, typed | {"name": f"Nora {number}"}).status_code for number in range(4)]
    assert answers == [302, 302, 302, 429]
    refused = Client().post(PAGE, typed)
    assert "Too many tries" in refused.content.decode()
    assert "Kessler IT" in refused.content.decode()
    others = [Client().post(PAGE, typed | {"email": f"n{number}@kesslerit.example"}) for number in range(8)]
    assert others[0].status_code == 302
    assert others[-1].status_code == 429


def test_somebody_signed_in_need_not_type_who_they_are(world, typed, client_as):
    browser = client_as(world.stranger)
    page = browser.get(PAGE).content.decode()
    assert world.stranger.email in page
    assert browser.post(PAGE, typed).status_code == 302
    assert len(applications(world)) == 1


def test_the_link_once_more_says_the_same_to_everybody(world, typed, client):
    client.post(PAGE, typed)
    known = main_of(Client().post(f"{PAGE}link/", {"email": NORA}))
    unknown = main_of(Client().post(f"{PAGE}link/", {"email": "nobody@kesslerit.example"}))
    assert known.replace(NORA, "") == unknown.replace("nobody@kesslerit.example", "")
    with inside(world.heartland, world.admin):
        asked = Activity.objects.get(kind="application.asked_again")
    assert asked.about_id == applications(world)[0].pk
    assert Client().post(f"{PAGE}link/", {"email": "no address"}).status_code == 422


def test_cities_are_offered_while_one_types(world, typed, client):
    found = client.get(f"{PAGE}cities/", {"city": "dayt"}).content.decode()
    assert 'value="Dayton, OH"' in found
    for nothing in ("", "d", "\0", "qqqq"):
        assert "<option" not in client.get(f"{PAGE}cities/", {"city": nothing}).content.decode()


@pytest.mark.parametrize("name", ["apply", "apply_sent", "apply_link", "apply_cities"])
def test_a_program_that_is_none_has_no_such_page(world, client, name):
    assert client.get(reverse(name, args=["nowhere"])).status_code == 404


def test_other_methods_are_refused(world, client):
    assert client.put(PAGE).status_code == 405
    assert client.post(f"{PAGE}sent/").status_code == 405
    assert client.post(f"{PAGE}cities/").status_code == 405


def test_public_pages_lead_here_and_keep_the_mailbox_as_a_second_way(world, client):
    program = client.get("/p/heartland/").content.decode()
    assert f'href="{PAGE}"' in program
    assert "mailto:join@heartland.example" in program
    with inside(world.heartland, world.admin):
        change_group(world.group, by=world.admin, visibility=Group.Visibility.PUBLIC)
    group = client.get(reverse("what_to_expect", args=["heartland", world.group.pk])).content.decode()
    assert f'href="{PAGE}?group={world.group.pk}"' in group


def test_the_queries_are_few(world, typed, client, queries):
    assert queries(lambda: client.get(PAGE, {"group": world.group.pk})) <= 5
    assert queries(lambda: client.get(f"{PAGE}sent/")) <= 3
    assert not deliveries_to(NORA)
