"""Who runs the program: given, ended and given back by its admins, and always one admin left."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.models import FacilitatorTerm
from members.models import Invitation
from programs.actions import end_role, give_role
from programs.models import Activity, Role
from programs.refusal import Refused
from programs.tenancy import inside

PAGE = "/p/heartland/roles/"
VERA = "vera.lind@example.com"


def held(world, **which) -> list[Role]:
    with inside(world.heartland, world.admin):
        return list(Role.objects.held().filter(**which).select_related("user"))


def role_of(world, user, kind=None) -> Role:
    with inside(world.heartland, world.admin):
        return Role.objects.get(user=user, **({"kind": kind} if kind else {}))


def happened(world, about) -> list[str]:
    with inside(world.heartland, world.admin):
        return list(Activity.objects.filter(about_id=about.pk).order_by("at").values_list("kind", flat=True))


def give(browser, kind="reviewer", email=VERA, name="Vera Lind"):
    return browser.post(PAGE, {"kind": kind, "email": email, "name": name})


def test_the_page_lists_who_runs_the_program(world, client_as):
    give(client_as(world.admin))
    page = client_as(world.admin).get(PAGE).content.decode()
    for words in ("Priya Raman", "Frank Ortiz", "Rosa Klein", "Vera Lind", "Invited"):
        assert words in page


def test_a_member_of_the_program_has_the_role_at_once(world, client_as):
    page = client_as(world.admin).post(PAGE, {"kind": "reviewer", "email": world.member.email.upper()}, follow=True)
    assert "Dana Whitfield is reviewer now." in page.content.decode()
    (role,) = held(world, user=world.member)
    assert role.kind == Role.Kind.REVIEWER
    assert happened(world, role) == ["role.given"]


def test_anybody_else_gets_an_invitation(world, client_as):
    page = give(client_as(world.admin), "facilitator")
    assert page.headers["Location"] == PAGE
    (role,) = held(world, email=VERA)
    assert (role.user, role.kind, role.name) == (None, Role.Kind.FACILITATOR, "Vera Lind")
    with inside(world.heartland, world.admin):
        invitation = Invitation.objects.get(pk=role.invitation_id)
    assert (invitation.address, invitation.invited_by) == (VERA, "Priya Raman")
    assert happened(world, invitation) == ["invitation.sent"]


def test_a_user_of_another_program_is_invited_like_a_stranger(world, client_as):
    """Whether an address signs in here is nobody's business who does not know them."""
    give(client_as(world.admin), email=world.stranger.email)
    (role,) = held(world, email=world.stranger.email)
    assert role.user is None
    assert role.invitation_id


def test_a_member_who_has_not_joined_keeps_one_invitation_for_both(world, client_as):
    give(client_as(world.admin), email=world.pending.email)
    (role,) = held(world, email=world.pending.email)
    with inside(world.heartland, world.admin):
        world.pending.refresh_from_db()
        assert world.pending.invitation_id == role.invitation_id
        assert list(Invitation.objects.open(timezone.now()).values_list("pk", flat=True)) == [role.invitation_id]


def test_giving_what_is_held_says_so(world, client_as):
    page = client_as(world.admin).post(PAGE, {"kind": "reviewer", "email": world.reviewer.email}, follow=True)
    assert "Rosa Klein is reviewer already." in page.content.decode()
    assert len(held(world, user=world.reviewer, kind="reviewer")) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": "reviewer", "email": ""}, "Fill this in."),
        ({"kind": "reviewer", "email": "vera at example"}, "Type an address such as"),
        ({"kind": "emperor", "email": VERA}, "Select a valid choice"),
        ({"kind": "reviewer", "email": VERA, "name": "Vera\0"}, "Null characters are not allowed"),
        ({"kind": "reviewer", "email": VERA, "name": "V" * 121}, "at most 120 characters"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_kept(world, client_as, typed, words):
    page = client_as(world.admin).post(PAGE, typed)
    assert page.status_code == 422
    assert words in page.content.decode()
    if "@" in typed["email"] or " at " in typed["email"]:
        assert f'value="{typed["email"]}"' in page.content.decode()
    assert not held(world, email=VERA)


def test_ending_a_role_shuts_its_door_and_can_be_undone(world, client_as):
    role = role_of(world, world.reviewer, "reviewer")
    browser = client_as(world.admin)
    page = browser.post(f"{PAGE}{role.pk}/end/", follow=True).content.decode()
    assert "Rosa Klein is no reviewer any more." in page
    assert f'action="{PAGE}{role.pk}/return/"' in page
    assert not held(world, pk=role.pk)
    page = browser.post(f"{PAGE}{role.pk}/return/", follow=True).content.decode()
    assert "Rosa Klein is reviewer again." in page
    assert held(world, pk=role.pk)
    assert happened(world, role)[-2:] == ["role.ended", "role.restored"]


def test_the_undo_stays_on_the_page_for_30_days(world, client_as):
    role = role_of(world, world.reviewer, "reviewer")
    browser = client_as(world.admin)
    browser.post(f"{PAGE}{role.pk}/end/")
    browser.get(PAGE)
    assert f'action="{PAGE}{role.pk}/return/"' in browser.get(PAGE).content.decode()
    with inside(world.heartland, world.admin):
        Role.objects.filter(pk=role.pk).update(ended_at=timezone.now() - timedelta(days=31))
    assert f'action="{PAGE}{role.pk}/return/"' not in browser.get(PAGE).content.decode()


def test_a_facilitator_s_groups_end_and_come_back_with_the_role(world, client_as):
    role = role_of(world, world.facilitator)
    browser = client_as(world.admin)
    browser.post(f"{PAGE}{role.pk}/end/")
    with inside(world.heartland, world.admin):
        assert not FacilitatorTerm.objects.current().filter(role=role).exists()
    browser.post(f"{PAGE}{role.pk}/return/")
    with inside(world.heartland, world.admin):
        assert FacilitatorTerm.objects.current().filter(role=role, group=world.group).count() == 1


def test_ending_a_role_that_waits_takes_its_invitation_back(world, client_as):
    browser = client_as(world.admin)
    give(browser)
    (role,) = held(world, email=VERA)
    browser.post(f"{PAGE}{role.pk}/end/")
    with inside(world.heartland, world.admin):
        assert Invitation.objects.get(pk=role.invitation_id).withdrawn_at
    browser.post(f"{PAGE}{role.pk}/return/")
    (role,) = held(world, email=VERA)
    with inside(world.heartland, world.admin):
        assert Invitation.objects.open(timezone.now()).filter(pk=role.invitation_id).exists()


def test_an_invitation_that_a_member_also_waits_for_stays(world, client_as):
    browser = client_as(world.admin)
    give(browser, email=world.pending.email)
    (role,) = held(world, email=world.pending.email)
    browser.post(f"{PAGE}{role.pk}/end/")
    with inside(world.heartland, world.admin):
        assert Invitation.objects.open(timezone.now()).filter(pk=role.invitation_id).exists()


def test_inviting_again_sends_a_new_one(world, client_as):
    browser = client_as(world.admin)
    give(browser)
    (before,) = held(world, email=VERA)
    page = browser.post(f"{PAGE}{before.pk}/invitation/", follow=True)
    assert "Invited Vera Lind." in page.content.decode()
    (after,) = held(world, email=VERA)
    assert after.invitation_id != before.invitation_id
    with inside(world.heartland, world.admin):
        assert Invitation.objects.get(pk=before.invitation_id).withdrawn_at


def test_nobody_is_invited_again_who_has_joined(world, client_as):
    role = role_of(world, world.reviewer, "reviewer")
    assert client_as(world.admin).post(f"{PAGE}{role.pk}/invitation/").status_code == 404


def test_the_last_admin_stays(world, client_as):
    role = role_of(world, world.admin)
    page = client_as(world.admin).post(f"{PAGE}{role.pk}/end/")
    assert page.status_code == 422
    assert "A program needs an admin" in page.content.decode()
    assert held(world, pk=role.pk)


def test_an_admin_who_has_not_joined_does_not_count_as_one(world, client_as):
    browser = client_as(world.admin)
    give(browser, "admin")
    assert browser.post(f"{PAGE}{role_of(world, world.admin).pk}/end/").status_code == 422


def test_an_admin_may_step_down_when_there_is_another(world, client_as):
    browser = client_as(world.admin)
    give(browser, "admin", world.reviewer.email)
    response = browser.post(f"{PAGE}{role_of(world, world.admin).pk}/end/")
    assert response.headers["Location"] == "/"
    assert browser.get(PAGE).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_end_each_other_at_once_leave_one(world):
    with inside(world.heartland, world.admin):
        give_role(Role.Kind.ADMIN, by=world.admin, user=world.reviewer)
        mine, theirs = (Role.objects.get(user=user, kind="admin") for user in (world.admin, world.reviewer))
    start, refused = threading.Barrier(2), []

    def end(by, role):
        start.wait()
        try:
            with inside(world.heartland, by):
                end_role(role, by=by)
        except Refused as refusal:
            refused.append(refusal.reason)
        finally:
            connection.close()

    both = [threading.Thread(target=end, args=pair) for pair in ((world.admin, theirs), (world.reviewer, mine))]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(refused) == 1
    with inside(world.heartland, world.facilitator):
        pass
    left = [user for user in (world.admin, world.reviewer) if admins(world, user)]
    assert len(left) == 1


def admins(world, user) -> bool:
    with inside(world.heartland, user):
        return Role.objects.held().filter(kind="admin", user=user).exists()


@pytest.mark.parametrize("who", ["facilitator", "reviewer", "member", "sibling", "stranger", "foreign_admin"])
def test_for_everybody_else_there_is_no_such_page(world, client_as, who):
    role = role_of(world, world.reviewer, "reviewer")
    browser = client_as(getattr(world, who))
    assert browser.get(PAGE).status_code == 404
    for path in (PAGE, f"{PAGE}{role.pk}/end/", f"{PAGE}{role.pk}/return/", f"{PAGE}{role.pk}/invitation/"):
        assert browser.post(path).status_code == 404
    assert held(world, pk=role.pk)


def test_signed_out_one_is_sent_to_sign_in(world, client):
    assert client.get(PAGE).headers["Location"] == f"/accounts/login/?next={PAGE}"


def test_a_role_of_another_program_does_not_exist(world, client_as):
    with inside(world.summit, world.foreign_admin):
        role = Role.objects.get(user=world.foreign_facilitator)
    for what in ("end", "return", "invitation"):
        assert client_as(world.admin).post(f"{PAGE}{role.pk}/{what}/").status_code == 404


def test_changes_are_posts(world, client_as):
    role = role_of(world, world.reviewer, "reviewer")
    browser = client_as(world.admin)
    for what in ("end", "return", "invitation"):
        assert browser.get(f"{PAGE}{role.pk}/{what}/").status_code == 405
    assert browser.put(PAGE).status_code == 405


def test_it_asks_as_much_of_the_database_for_many_roles_as_for_few(world, client_as):
    browser = client_as(world.admin)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(PAGE)
        return sum(query["sql"].startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) for query in queries)

    browser.get(PAGE)
    few = asked()
    with inside(world.heartland, world.admin):
        for number in range(30):
            give_role(Role.Kind.REVIEWER, by=world.admin, name=f"Number {number}", email=f"n{number}@example.com")
    assert asked() == few
    assert few <= 10
