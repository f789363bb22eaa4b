"""The public page of a program: the same for everybody, nothing secret on it, nothing promised that is not there."""

import pytest

from groups.actions import change_group, move_group, open_group
from members.models import Company, Member
from programs.actions import change_program, found_program
from programs.models import Track
from programs.tenancy import inside

PAGE = "/p/heartland/"


def main_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode().partition("<main")[2]


@pytest.mark.parametrize("who", [None, "stranger", "member", "facilitator", "admin"])
def test_everybody_reads_what_the_program_offers(world, client_as, who):
    read = main_of(client_as(getattr(world, who) if who else None).get(PAGE))
    for words in (
        "Owners and managers of MSPs who keep each other honest",
        "Fixed groups of eight to twelve",
        "Owners 1",
        "10 to 35 employees",
        "Third Thursday of each month",
        "$2,400 a year per company",
        "9 of 12 seats open",
        "Owners 2",
        "Frank Ortiz",
        "What happens if I miss a meeting?",
        "mailto:join@heartland.example",
    ):
        assert words in read


def test_no_member_and_no_company_is_named(world, client_as):
    with inside(world.heartland, world.admin):
        names = {*Member.objects.values_list("name", flat=True), *Company.objects.values_list("name", flat=True)}
    read = main_of(client_as(None).get(PAGE))
    assert not [name for name in names if name in read]


def test_in_outline_a_group_shows_neither_cost_nor_facilitator(world, client_as):
    with inside(world.heartland, world.admin):
        change_group(world.group, by=world.admin, visibility="outline", purpose="Between us")
    read = main_of(client_as(None).get(PAGE))
    assert "Owners 1" in read
    for words in ("$2,400", "Frank Ortiz", "Between us"):
        assert words not in read


@pytest.mark.parametrize("who", [None, "member", "admin"])
@pytest.mark.parametrize("hide", ["unlisted", "closed"])
def test_unlisted_and_closed_groups_are_not_on_it(world, client_as, who, hide):
    with inside(world.heartland, world.admin):
        if hide == "closed":
            move_group(world.group, "closed", by=world.admin)
        else:
            change_group(world.group, by=world.admin, visibility="unlisted")
    read = main_of(client_as(getattr(world, who) if who else None).get(PAGE))
    assert "Owners 1" not in read
    assert "Frank Ortiz" not in read
    assert "Owners 2" in read


def test_many_groups_are_found_by_track(world, client_as):
    with inside(world.heartland, world.admin):
        security = Track.objects.get(name="Security")
        for number in range(4):
            open_group(by=world.admin, track=security, name=f"Security {number}")
    browser = client_as(None)
    assert "Groups by role" in main_of(browser.get(PAGE))
    read = main_of(browser.get(PAGE, {"track": security.pk}))
    assert "Security 3" in read
    assert "Owners 1" not in read.partition("Who runs the groups")[0]
    for nonsense in ("nonsense", "\0", str(world.group.pk)):
        assert "Owners 1" in main_of(browser.get(PAGE, {"track": nonsense}))


def test_a_new_program_says_that_its_first_groups_are_being_formed(world, client_as):
    found_program(by=world.admin, name="Empty", slug="empty")
    read = main_of(client_as(None).get("/p/empty/"))
    assert "The first groups are being formed." in read
    assert "Ask to join" in read
    assert "mailto:" not in read


def test_a_search_engine_and_a_chat_read_what_it_is(world, client_as):
    read = client_as(None).get(PAGE).content.decode()
    for words in (
        "honest, month after month. · Heartland MSP Circle</title>",
        '<meta name="description" content="Owners and managers',
        '<meta property="og:title" content="Heartland MSP Circle">',
        '<link rel="canonical" href="http://testserver/p/heartland/">',
    ):
        assert words in read


def test_only_an_admin_is_led_to_set_up(world, client_as):
    assert "/p/heartland/setup/" in main_of(client_as(world.admin).get(PAGE))
    for who in (world.member, world.foreign_admin, None):
        assert "/p/heartland/setup/" not in main_of(client_as(who).get(PAGE))


def test_words_cannot_become_markup(world, client_as):
    with inside(world.heartland, world.admin):
        change_program(world.heartland, by=world.admin, promise="<b>x</b>", about="<script>alert(1)</script>\n\nTwo")
    read = main_of(client_as(None).get(PAGE))
    assert "<script>alert" not in read
    assert "<b>x</b>" not in read


def test_caches_may_keep_it_for_a_minute_unless_it_was_made_for_somebody(world, client_as, settings):
    settings.DEMO = False
    answer = client_as(None).get(PAGE)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies, "no token, so that the same page serves everybody"
    assert "public" not in client_as(world.member).get(PAGE).headers.get("Cache-Control", "")


def test_a_program_that_is_none_is_not_found(world, client_as):
    assert client_as(None).get("/p/nowhere/").status_code == 404


def test_it_is_only_read(world, client_as):
    assert client_as(None).post(PAGE).status_code == 405


def test_the_queries_stay_the_same_for_many_groups(world, client_as, queries):
    browser = client_as(None)
    few = queries(lambda: browser.get(PAGE))
    with inside(world.heartland, world.admin):
        for number in range(8):
            open_group(by=world.admin, track=world.group.track, name=f"More {number}", visibility="public")
    assert queries(lambda: browser.get(PAGE)) == few <= 5
