"""Weighing an application against the groups in question: what is read, what is kept, and at what cost."""

import pytest

from groups.actions import open_group, take_seat
from groups.models import Group
from members.actions import add_company, add_member
from members.models import City
from programs.models import Track
from programs.tenancy import inside
from vetting.actions.judging import judge
from vetting.conflicts import Level
from vetting.criteria import Criterion, Weight
from vetting.evidence import groups_in_question
from vetting.kinds import Kind
from vetting.models import Criteria

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbor(world, now):
    """Seats a company of a city in Owners 1."""

    def seat(name: str, city: str | None = "Kettering", region: str = "OH", **facts):
        with inside(world.heartland, world.admin):
            found = City.objects.filter(key=City.key_of(city), region=region).first() if city else None
            company = add_company(by=world.admin, name=name, city=found, facts=facts)
            address = f"owner@{name.lower().replace(' ', '')}.example"
            member = add_member(by=world.admin, company=company, name=f"Owner of {name}", email=address)
            take_seat(Group.objects.get(pk=world.group.pk), member, by=world.admin, now=now)

    return seat


def weighed(world, application, now):
    with inside(world.heartland, world.admin):
        return judge(application, now=now)


def against(dossier, group):
    return [one for one in dossier.conflicts if one["group"] == str(group.pk)]


def test_settings_of_a_group_are_its_criteria_until_it_has_its_own(world, applicant, now):
    application = applicant(group=world.group, employees=4)
    dossier = weighed(world, application, now)
    assert dossier.fit == "not"
    assert {item["group"] for item in dossier.findings} == {str(world.group.pk)}
    with inside(world.heartland, world.admin):
        own = Criterion("employees", Kind.EMPLOYEES, Weight.MUST, {"min": 2, "max": 8})
        made = Criteria.objects.create(group=world.group, number=1, items=[own.as_dict()], made_by=world.admin)
    dossier = weighed(world, application, now)
    assert (dossier.fit, dossier.criteria) == ("fits", [made.pk])
    assert [item["sentence"] for item in dossier.findings] == ["4 people; Owners 1 asks for 2 to 8."]


def test_a_neighbor_is_in_the_way_and_one_far_away_is_not(world, applicant, neighbor, now):
    neighbor("Gem City IT")
    neighbor("Mile High IT", "Denver", "CO")
    dossier = weighed(world, applicant(group=world.group), now)
    conflict, _ = against(dossier, world.group)
    assert (conflict["company"], conflict["level"]) == ("Gem City IT", Level.HIGH)
    assert "miles away" in conflict["sentence"]


def test_one_owner_and_a_market_of_one_name_count_at_any_distance(world, applicant, neighbor, now):
    neighbor("Mile High IT", "Denver", "CO", parent="Big Holding, Inc.")
    neighbor("Rocky IT", "Boulder", "CO", market="Greater  Dayton")
    dossier = weighed(
        world, applicant(group=world.group, facts={"parent": "Big Holding", "market": "greater dayton"}), now
    )
    assert {one["company"]: one["kind"] for one in against(dossier, world.group)} == {
        "Mile High IT": "same_owner",
        "Rocky IT": "market",
        "": "unknown",  # the three of the small world, who told no city
    }


def test_a_named_competitor_is_matched_and_what_has_no_city_is_said(world, applicant, neighbor, now):
    neighbor("Mile High IT", "Denver", "CO")
    neighbor("Nowhere IT", None)
    dossier = weighed(world, applicant(group=world.group, competitors=["Mile-High I.T. LLC"]), now)
    kinds = {one["kind"]: one["sentence"] for one in against(dossier, world.group)}
    assert "Mile High IT" in kinds["named"]
    assert kinds["unknown"] == "4 companies without a city could not be compared."


def test_without_a_group_in_view_those_of_the_role_with_a_seat_are_in_question(world, applicant, now):
    application = applicant()
    with inside(world.heartland, world.admin):
        taken = Group.objects.with_seats_taken().get(pk=world.group.pk).taken
        Group.objects.filter(pk=world.group.pk).update(seat_count=taken)
        assert [group.name for group in groups_in_question(application)] == ["Owners 2"]


def test_weighing_costs_the_same_for_one_group_and_for_five(world, applicant, now, queries):
    application = applicant()
    with inside(world.heartland, world.admin):
        few = queries(lambda: judge(application, now=now))
        for number in range(5):
            open_group(by=world.admin, track=Track.objects.get(name="Owners"), name=f"Owners 1{number}")
        assert queries(lambda: judge(application, now=now)) == few <= 12
