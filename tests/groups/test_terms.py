"""Who facilitates: appointed by an admin, told to the whole group, ended and given back."""

import pytest
from django.utils import timezone

from goals.models import Goal
from groups.actions import appoint_facilitator, end_term, move_group, resume_term
from groups.models import FacilitatorTerm
from members.models import Invitation
from programs.actions import change_program, give_role
from programs.models import Activity, Role, User
from programs.tenancy import inside


@pytest.fixture
def page(world):
    return f"/p/heartland/groups/{world.group.pk}/facilitators/"


def current(world) -> dict[str, FacilitatorTerm]:
    with inside(world.heartland, world.admin):
        terms = FacilitatorTerm.objects.current().filter(group=world.group).select_related("role")
        return {term.name: term for term in terms}


def role_of(world, name: str) -> Role:
    with inside(world.heartland, world.admin):
        return Role.objects.get(name=name, kind=Role.Kind.FACILITATOR)


def test_everybody_who_runs_it_sees_who_facilitates(world, client_as, page):
    for who in (world.facilitator, world.admin):
        assert "Frank Ortiz" in client_as(who).get(page).content.decode()


def test_an_admin_appoints_one_of_the_facilitators(world, client_as, page):
    answer = client_as(world.admin).post(page, {"who": role_of(world, "Rosa Klein").pk, "is_co": "on"}, follow=True)
    assert "Rosa Klein facilitates Owners 1 from today. The whole group is told." in answer.content.decode()
    term = current(world)["Rosa Klein"]
    assert term.is_co
    with inside(world.heartland, world.member):
        news = Activity.objects.get(about_id=term.pk)
    assert (news.kind, news.by_id) == ("facilitator.appointed", world.admin.pk)


def test_who_facilitates_already_is_no_choice(world, client_as, page):
    answer = client_as(world.admin).post(page, {"who": role_of(world, "Frank Ortiz").pk})
    assert answer.status_code == 422
    assert "who" in answer.context["form"].errors


def test_an_admin_who_appoints_themselves_is_told_what_that_means(world, client_as, page):
    browser = client_as(world.admin)
    words = "You read from today; the whole group is told; it is in the audit."
    assert words in browser.get(page).content.decode()
    answer = browser.post(page, {"who": "me"}, follow=True)
    assert words in answer.content.decode()
    term = current(world)["Priya Raman"]
    assert term.role.user_id == world.admin.pk
    assert term.reads_from == term.since
    with inside(world.heartland, world.admin):
        assert not Goal.objects.filter(pk=world.goal.pk).exists(), "nothing of what was said before"
        assert Activity.objects.filter(about_id=term.pk, group_id=world.group.pk).exists()


def test_somebody_new_gets_the_role_and_an_invitation(world, client_as, page):
    typed = {"who": "new", "name": "Vera Lind", "email": "Vera.Lind@example.com"}
    client_as(world.admin).post(page, typed)
    term = current(world)["Vera Lind"]
    assert term.role.user is None
    with inside(world.heartland, world.admin):
        invitation = Invitation.objects.get(pk=term.role.invitation_id)
    assert invitation.address == "vera.lind@example.com"


def test_a_member_of_the_program_facilitates_at_once(world, client_as, page):
    typed = {"who": "new", "name": "Sam Okafor", "email": world.sibling.email.upper()}
    client_as(world.admin).post(page, typed)
    assert current(world)["Sam Okafor"].role.user_id == world.sibling.pk
    assert "Seats" in client_as(world.sibling).get(page).content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"who": ""}, "who"),
        ({"who": "nonsense"}, "who"),
        ({"who": "new", "email": "a@example.com"}, "name"),
        ({"who": "new", "name": "Vera"}, "email"),
        ({"who": "new", "name": "Vera", "email": "nonsense"}, "email"),
        ({"who": "new", "name": "Ve\0ra", "email": "a@example.com"}, "name"),
    ],
)
def test_what_is_missing_is_said_at_its_field(world, client_as, page, typed, field):
    answer = client_as(world.admin).post(page, typed)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert set(current(world)) == {"Frank Ortiz"}


def test_a_term_ends_and_comes_back(world, client_as, page):
    browser, term = client_as(world.admin), current(world)["Frank Ortiz"]
    answer = browser.post(f"{page}{term.pk}/end/", follow=True)
    assert "Frank Ortiz no longer facilitates this group." in answer.content.decode()
    assert client_as(world.facilitator).get(page).status_code == 404
    (message,) = answer.context["messages"]
    browser.post(message.extra_tags)
    assert current(world)["Frank Ortiz"].reads_from == term.reads_from
    assert client_as(world.facilitator).get(page).status_code == 200


def test_a_facilitator_may_stop_and_nothing_else(world, client_as, page):
    client_as(world.admin).post(page, {"who": role_of(world, "Rosa Klein").pk})
    browser, terms = client_as(world.facilitator), current(world)
    assert browser.post(page, {"who": "me"}).status_code == 404
    assert browser.post(f"{page}{terms['Rosa Klein'].pk}/end/").status_code == 404
    answer = browser.post(f"{page}{terms['Frank Ortiz'].pk}/end/")
    assert answer.headers["Location"] == "/p/heartland/groups/"
    assert set(current(world)) == {"Rosa Klein"}


def test_ending_twice_changes_nothing(world, client_as, page):
    browser, term = client_as(world.admin), current(world)["Frank Ortiz"]
    browser.post(f"{page}{term.pk}/end/")
    answer = browser.post(f"{page}{term.pk}/end/", follow=True)
    assert "This term was ended already." in answer.content.decode()


def test_a_closed_group_appoints_nobody(world, client_as, page):
    with inside(world.heartland, world.admin):
        move_group(world.group, "closed", by=world.admin)
    browser = client_as(world.admin)
    assert "Appoint" not in browser.get(page).content.decode()
    answer = browser.post(page, {"who": role_of(world, "Rosa Klein").pk})
    assert answer.status_code == 422
    assert "This group is closed." in answer.content.decode()
    assert set(current(world)) == {"Frank Ortiz"}


def test_it_asks_who_is_there_and_keeps_what_was_typed(world, client_as, page):
    with inside(world.heartland, world.admin):
        change_program(world.heartland, by=world.admin, any_hour=False)
    browser, typed = client_as(world.admin), {"who": "new", "name": "Vera Lind", "email": "vera@example.com"}
    answer = browser.post(page, typed, headers={"Referer": f"http://testserver{page}"})
    assert answer.headers["Location"].startswith("/accounts/proof/")
    assert set(current(world)) == {"Frank Ortiz"}
    back = browser.get(page).content.decode()
    assert 'value="Vera Lind"' in back
    assert 'value="vera@example.com"' in back


@pytest.mark.parametrize("who", ["member", "sibling", "reviewer", "stranger", "foreign_admin", "foreign_facilitator"])
def test_nobody_else_finds_it(world, client_as, page, who):
    browser, term = client_as(getattr(world, who)), current(world)["Frank Ortiz"]
    assert browser.get(page).status_code == 404
    assert browser.post(page, {"who": "me"}).status_code == 404
    assert browser.post(f"{page}{term.pk}/end/").status_code == 404
    assert browser.post(f"{page}{term.pk}/resume/").status_code == 404
    assert set(current(world)) == {"Frank Ortiz"}


def test_signed_out_one_signs_in_first(world, client_as, page):
    assert client_as(None).get(page).headers["Location"].startswith("/accounts/login/")


def test_wrong_methods_are_refused(world, client_as, page):
    term = current(world)["Frank Ortiz"]
    assert client_as(world.admin).delete(page).status_code == 405
    assert client_as(world.admin).get(f"{page}{term.pk}/end/").status_code == 405
    assert client_as(world.admin).get(f"{page}{term.pk}/resume/").status_code == 405


def test_it_asks_little(world, client_as, page, queries):
    for who in (world.admin, world.facilitator):
        browser = client_as(who)
        assert queries(lambda: browser.get(page)) <= 10  # noqa: B023


def test_the_audit_of_the_program_tells_of_every_term_though_what_is_the_groups_is_not_in_it(world, client_as):
    """An admin who is made facilitator of a group is seen by the other admins too (handbook 3)."""
    now = timezone.now()
    with inside(world.heartland, world.admin):
        role = give_role(Role.Kind.FACILITATOR, by=world.admin, user=world.admin)
        term = appoint_facilitator(world.group, role, by=world.admin, now=now)
        end_term(term, by=world.admin, now=now)
        term.refresh_from_db()
        resume_term(term, by=world.admin, now=now)
        other = User.objects.create_user("second@heartland.example", "Second Admin")
        give_role(Role.Kind.ADMIN, by=world.admin, user=other)
    with inside(world.heartland, other):
        told = Activity.objects.filter(about_id=term.pk)
        assert set(told.values_list("kind", "group_id")) == {
            ("term.began", None), ("term.ended", None), ("term.resumed", None),
        }  # fmt: skip
        assert told.get(kind="term.began").fields == ["admin"]
    page = client_as(other).get("/p/heartland/audit/").content.decode()
    assert "appointed a facilitator" in page
    assert f"Priya Raman of {world.group.name}" in page
