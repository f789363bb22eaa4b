"""A company and its facts, changed by an admin."""

import pytest

from members.models import Company, CompanyFacts
from programs.actions import give_role
from programs.models import Activity, Program, Role
from programs.tenancy import inside

pytestmark = pytest.mark.django_db


@pytest.fixture
def northwind(world) -> Company:
    with inside(world.heartland, world.admin):
        return Company.objects.get(name="Northwind IT")


def page(company) -> str:
    return f"/p/heartland/companies/{company.pk}/"


TOLD = {
    "version": "1",
    "name": "Northwind IT", "website": "https://www.northwind.example/", "city": "Madison, WI", "employees": "21",
    "revenue_band": "3", "recurring_share": "70", "maturity": "4", "business_model": "security", "ownership": "family",
    "radius": "30",
}  # fmt: skip


def test_an_admin_changes_a_company_and_its_facts(world, client_as, places, northwind):
    client = client_as(world.admin)
    assert client.post(page(northwind), TOLD).status_code == 302
    with inside(world.heartland, world.admin):
        company = Company.objects.select_related("city", "facts").get(pk=northwind.pk)
        assert (company.website, str(company.city)) == ("www.northwind.example", "Madison, WI")
        facts = company.facts
        assert (facts.employees, facts.revenue_band, facts.maturity, facts.service_radius_km) == (21, 3, 4, 48)
    assert 'name="radius" value="30"' in client.get(page(northwind)).content.decode()
    client.post(page(northwind), TOLD | {"version": "2", "employees": "22"})
    with inside(world.heartland, world.admin):
        last = Activity.objects.filter(kind="company.changed", about_id=northwind.pk).latest("at")
        assert last.fields == ["employees"], "what is typed again is no change"


def test_a_save_over_a_newer_one_shows_both_and_can_be_kept(world, client_as, places, northwind):
    """Facts and the public row are one form, so they have one version."""
    client_as(world.admin).post(page(northwind), TOLD)
    with inside(world.heartland, world.admin):
        give_role(Role.Kind.ADMIN, by=world.admin, user=world.reviewer)
    late = client_as(world.reviewer)
    answer = late.post(page(northwind), TOLD | {"employees": "40", "revenue_band": "4"})
    read = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Priya Raman saved this a moment ago.", "Employees: 21", "Employees: 40", "Revenue a year: "):
        assert words in read
    assert "City:" not in read, "what is the same on both sides is not shown"
    with inside(world.heartland, world.admin):
        assert CompanyFacts.objects.get(company=northwind).employees == 21
    assert late.post(page(northwind), answer.context["form"].data).status_code == 302
    with inside(world.heartland, world.admin):
        assert CompanyFacts.objects.get(company=northwind).employees == 40
        assert Company.objects.get(pk=northwind.pk).version == 3


def test_distances_are_in_the_program_s_unit(world, client_as, places, northwind):
    Program.objects.filter(pk=world.heartland.pk).update(distance="km")
    client_as(world.admin).post(page(northwind), TOLD | {"radius": "50"})
    with inside(world.heartland, world.admin):
        assert CompanyFacts.objects.get(company=northwind).service_radius_km == 50


@pytest.mark.parametrize(
    ("field", "bad", "says"),
    [
        ("name", " ", "Fill this in"),
        ("name", "harbor point technology llc", "There is another company named"),
        ("website", "not a site", "not a web address"),
        ("employees", "-1", "At least 0."),
        ("recurring_share", "101", "Write a share from 0 to 100."),
        ("maturity", "6", "Select a valid choice"),
        ("radius", "99999999999", "At most 10000."),
        ("city", "x\0y", "Null characters"),
    ],
)
def test_bad_input_is_told_at_the_field(world, client_as, places, northwind, field, bad, says):
    response = client_as(world.admin).post(page(northwind), TOLD | {field: bad})
    assert response.status_code == 422
    assert says in response.context["form"].errors[field].as_text()
    with inside(world.heartland, world.admin):
        assert CompanyFacts.objects.get(company=northwind).employees == 18


def test_only_admins(world, client_as, northwind):
    for role in (world.member, world.peer, world.facilitator, world.reviewer, world.foreign_admin):
        assert client_as(role).get(page(northwind)).status_code == 404
        assert client_as(role).post(page(northwind), TOLD).status_code == 404
    assert client_as(None).get(page(northwind)).status_code == 302
    assert client_as(world.admin).delete(page(northwind)).status_code == 405
