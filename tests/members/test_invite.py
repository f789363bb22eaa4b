"""Inviting people and claiming what waits for them: once, for one address, for 30 days."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from members.actions import INVITATION_LASTS, accept_invitation, invite, renew_invitation
from members.models import Invitation, Member
from programs.actions import give_role
from programs.models import Activity, Role, User
from programs.refusal import Refused
from programs.tenancy import inside

WANDA = "wanda.ruiz@sandhillsupport.example"
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def accept(world, invitation=None, *, by=None, now=None):
    """Accept as the link does: in its own scope, as nobody."""
    invitation = invitation or world.invitation
    with inside(world.heartland, reach=invitation.pk):
        return accept_invitation(invitation, by=by, now=now or timezone.now())


def invited(world, *people, now=NOW):
    with inside(world.heartland, world.admin):
        return invite(people, by=world.admin, now=now)


def role_waiting(world, kind="facilitator", email=WANDA) -> Role:
    with inside(world.heartland, world.admin):
        return give_role(Role.Kind(kind), by=world.admin, name="Wanda Ruiz", email=email)


def test_accepting_makes_the_user_and_claims_the_member(world):
    user = accept(world)
    assert (user.email, user.name, user.has_usable_password()) == (WANDA, "Wanda Ruiz", False)
    with inside(world.heartland, world.admin):
        world.pending.refresh_from_db()
        assert world.pending.user == user
        assert Activity.objects.get(kind="invitation.accepted", about_id=world.invitation.pk).by_id == user.pk
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == (WANDA, True, True)


def test_an_invitation_works_once(world):
    accept(world)
    with pytest.raises(Refused, match="used already"):
        accept(world)


@pytest.mark.parametrize(
    ("later", "open_"), [(timedelta(days=30) - timedelta(seconds=1), True), (timedelta(days=30), False)]
)
def test_it_lasts_30_days(world, later, open_):
    (invitation,) = invited(world, world.pending)
    assert timedelta(days=30) == INVITATION_LASTS
    if open_:
        assert accept(world, invitation, now=NOW + later).email == WANDA
    else:
        with pytest.raises(Refused):
            accept(world, invitation, now=NOW + later)


def test_inviting_again_closes_the_one_before(world):
    invited(world, world.pending, now=timezone.now())
    with pytest.raises(Refused):
        accept(world)


def test_one_invitation_claims_all_that_waits_for_an_address(world):
    (invitation,) = invited(world, world.pending, role_waiting(world), role_waiting(world, "reviewer"))
    user = accept(world, invitation, now=NOW)
    with inside(world.heartland, world.admin):
        assert set(Role.objects.filter(user=user).values_list("kind", flat=True)) == {"facilitator", "reviewer"}
        assert Member.objects.get(user=user).pk == world.pending.pk


def test_a_role_alone_is_claimed_the_same_way(world):
    (invitation,) = invited(world, role_waiting(world, email="vera@example.com"))
    user = accept(world, invitation, now=NOW)
    with inside(world.heartland, user):
        from programs.tenancy import standing

        assert standing().roles == {"facilitator"}


def test_those_who_have_joined_are_passed_over(world):
    with inside(world.heartland, world.admin):
        joined = Member.objects.get(user=world.member)
    assert invited(world, joined) == []


def test_the_user_of_the_address_is_the_one_who_joins(world):
    """Somebody of another program keeps their one sign-in, and its main address."""
    EmailAddress.objects.create(user=world.stranger, email=WANDA, verified=True)
    assert accept(world) == world.stranger
    main = EmailAddress.objects.get(user=world.stranger, primary=True)
    assert main.email == world.stranger.email
    assert User.objects.filter(email=WANDA).count() == 0


def test_accepting_with_the_main_address_leaves_it_the_main_one(world):
    with inside(world.summit, world.foreign_admin):
        role = give_role(Role.Kind.REVIEWER, by=world.foreign_admin, name="Dana", email=world.member.email)
        (invitation,) = invite([role], by=world.foreign_admin, now=NOW)
    with inside(world.summit, reach=invitation.pk):
        accept_invitation(invitation, by=None, now=NOW)
    assert EmailAddress.objects.get(user=world.member).primary


def test_whoever_is_signed_in_takes_the_address_along(world):
    assert accept(world, by=world.stranger) == world.stranger
    assert set(EmailAddress.objects.filter(user=world.stranger).values_list("email", "primary")) == {
        (world.stranger.email, True),
        (WANDA, False),
    }


def test_an_address_of_another_sign_in_is_not_taken_away(world):
    EmailAddress.objects.create(user=world.stranger, email=WANDA, verified=True)
    with pytest.raises(Refused, match="belongs to another sign-in"):
        accept(world, by=world.foreign_admin)
    with inside(world.heartland, world.admin):
        assert Invitation.objects.get(pk=world.invitation.pk).accepted_at is None


def test_nobody_is_a_member_twice(world):
    with pytest.raises(Refused, match="member of this program already"):
        accept(world, by=world.member)
    with inside(world.heartland, world.admin):
        assert Invitation.objects.get(pk=world.invitation.pk).accepted_at is None
    assert not EmailAddress.objects.filter(user=world.member, email=WANDA).exists()


def test_renewing_gives_thirty_days_more(world):
    (invitation,) = invited(world, world.pending)
    later = NOW + timedelta(days=40)
    with inside(world.heartland, reach=invitation.pk):
        renew_invitation(invitation, now=later)
    assert accept(world, invitation, now=later + timedelta(days=29)).email == WANDA


@pytest.mark.parametrize("how", ["accepted_at", "withdrawn_at"])
def test_what_was_used_or_withdrawn_is_not_renewed(world, how):
    with inside(world.heartland, world.admin):
        Invitation.objects.filter(pk=world.invitation.pk).update(**{how: NOW})
        world.invitation.refresh_from_db()
    with inside(world.heartland, reach=world.invitation.pk), pytest.raises(Refused):
        renew_invitation(world.invitation, now=NOW)


def test_a_link_claims_nothing_that_waits_for_another(world):
    other = role_waiting(world, email="vera@example.com")
    invited(world, other, now=timezone.now())
    accept(world)
    with inside(world.heartland, world.admin):
        other.refresh_from_db()
        assert other.user is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_does(world):
    start, came = threading.Barrier(2), []

    def press():
        start.wait()
        try:
            came.append(accept(world))
        except Refused:
            came.append(None)
        finally:
            connection.close()

    both = [threading.Thread(target=press) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(user is None for user in came) == [False, True]
    assert User.objects.filter(email=WANDA).count() == 1
