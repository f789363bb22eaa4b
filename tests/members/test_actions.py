"""Changes to companies and members: what is refused, what is written, what is recorded."""

import pytest
from django.utils import timezone

from members.actions import (
    add_company,
    add_member,
    change_company,
    change_member,
    invite,
    withdraw_invitations,
)
from members.models import City, Company, CompanyFacts, Invitation, Member
from programs.models import Activity
from programs.refusal import Refused, Stale
from programs.tenancy import inside

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(world):
    """Inside the program as its admin."""
    with inside(world.heartland, world.admin):
        yield world


def test_a_company_is_one_whatever_its_spelling(here):
    company = add_company(by=here.admin, name="Bo & Sons, Inc.", facts={"employees": 12})
    assert CompanyFacts.objects.get(company=company).employees == 12
    with pytest.raises(Refused) as refusal:
        add_company(by=here.admin, name="BO AND SONS")
    assert refusal.value.field == "name"


def test_a_name_full_of_signs_is_no_error(here):
    assert add_company(by=here.admin, name="& " * 60).name == "& " * 60


def test_a_member_lives_where_the_company_is(here):
    city = City.objects.create(id=1, name="Reno", country="US", latitude=0, longitude=0, zone="America/Los_Angeles")
    west = add_company(by=here.admin, name="West IT", city=city)
    somewhere = add_company(by=here.admin, name="Somewhere IT")
    assert add_member(by=here.admin, company=west, name="A", email="a@x.example").zone == "America/Los_Angeles"
    assert add_member(by=here.admin, company=somewhere, name="B", email="B@x.example").zone == here.heartland.zone
    one = add_member(by=here.admin, company=west, name="C", email="c@x.example", zone="UTC")
    assert one.zone == "UTC"
    assert Activity.objects.filter(kind="member.added", member_id=one.pk).exists()


def test_an_address_is_one_persons_also_when_they_left(here):
    with pytest.raises(Refused, match="is here already"):
        add_member(by=here.admin, company=here.pending.company, name="W", email=here.pending.email.upper())
    Member.objects.filter(pk=here.pending.pk).update(left_at=timezone.now())
    with pytest.raises(Refused, match="Bring them back"):
        add_member(by=here.admin, company=here.pending.company, name="W", email=here.pending.email)


def test_what_did_not_change_is_not_recorded(here):
    before = Activity.objects.count()
    change_member(here.pending, by=here.admin, name=here.pending.name)
    change_company(here.pending.company, by=here.admin, facts={"employees": 15}, name=here.pending.company.name)
    assert Activity.objects.count() == before


def test_a_save_over_a_newer_version_is_refused_with_what_stands(here):
    change_member(here.pending, by=here.admin, seen=1, title="Founder")
    mine = Member.objects.get(pk=here.pending.pk)
    with pytest.raises(Stale) as stale:
        change_member(mine, by=here.admin, seen=1, title="Boss")
    assert (stale.value.theirs.title, stale.value.theirs.version) == ("Founder", 2)
    change_member(mine, by=here.admin, seen=1, title="Founder")
    change_member(mine, by=here.admin, seen=2, title="Boss")
    assert Member.objects.get(pk=mine.pk).version == 3, "the same words again were no save"


def test_facts_and_name_of_a_company_have_one_version(here):
    company = Company.objects.get(name="Northwind IT")
    change_company(company, by=here.admin, seen=1, facts={"employees": 40})
    with pytest.raises(Stale) as stale:
        change_company(company, by=here.admin, seen=1, website="www.northwind.example")
    assert (stale.value.theirs.facts.employees, stale.value.theirs.version) == (40, 2)
    change_company(company, by=here.admin, seen=2, website="www.northwind.example", facts={"employees": 41})
    assert CompanyFacts.objects.get(company=company).employees == 41
    assert Company.objects.get(pk=company.pk).version == 3


def test_a_company_cannot_take_another_ones_name(here):
    company = Company.objects.get(name="Northwind IT")
    with pytest.raises(Refused):
        change_company(company, by=here.admin, name="Harbor Point Technology LLC")
    change_company(company, by=here.admin, name="Northwind IT, LLC")
    assert Company.objects.get(pk=company.pk).name == "Northwind IT, LLC"


def test_one_invitation_claims_all_that_waits_for_an_address(here):
    from programs.actions import give_role
    from programs.models import Role

    role = give_role(Role.Kind.FACILITATOR, by=here.admin, name="Wanda", email=here.pending.email.upper())
    (invitation,) = invite([here.pending, role], by=here.admin, now=timezone.now())
    role.refresh_from_db()
    here.pending.refresh_from_db()
    assert role.invitation_id == here.pending.invitation_id == invitation.pk


def test_only_open_invitations_are_withdrawn_and_each_is_recorded(here):
    now = timezone.now()
    everything = Invitation.objects.all()
    assert [one.pk for one in withdraw_invitations(everything, by=here.admin, now=now)] == [here.invitation.pk]
    assert withdraw_invitations(everything, by=here.admin, now=now) == []
    assert Activity.objects.filter(kind="invitation.withdrawn", about_id=here.invitation.pk).count() == 1
