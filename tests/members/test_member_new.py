"""Adding somebody by hand, and what a field offers while one types."""

import pytest

from members.models import Company, CompanyFacts, Invitation, Member
from programs.tenancy import inside

pytestmark = pytest.mark.django_db
URL = "/p/heartland/people/new/"
TOLD = {"name": "Ann Bo", "email": "Ann@Bo.example", "company": "Bo IT", "city": "", "track": "", "title": ""}


def test_somebody_of_a_new_company(world, client_as, places):
    client = client_as(world.admin)
    response = client.post(URL, TOLD | {"city": "denver", "phone": "303 555 0142"})
    with inside(world.heartland, world.admin):
        one = Member.objects.named().get(email="ann@bo.example")
        assert response["Location"] == f"/p/heartland/people/{one.pk}/"
        assert (str(one.company.city), one.zone, one.phone) == ("Denver, CO", "America/Denver", "+1 303-555-0142")
        assert CompanyFacts.objects.filter(company=one.company_id).exists()
        assert not Invitation.objects.filter(address="ann@bo.example").exists()
    assert "Nothing was mailed" in client.get(response["Location"]).content.decode()


def test_somebody_of_a_company_that_is_here_whatever_its_spelling(world, client_as):
    client_as(world.admin).post(URL, TOLD | {"company": "NORTHWIND IT, LLC"})
    with inside(world.heartland, world.admin):
        assert Member.objects.get(email="ann@bo.example").company.name == "Northwind IT"


@pytest.mark.parametrize(
    ("field", "bad", "says"),
    [
        ("name", "", "Fill this in"),
        ("email", "ann@", "valid email"),
        ("email", "a\0@bo.example", ""),
        ("company", "Bo\0IT", "Null characters"),
        ("city", "Springfield", "Which one? Springfield, MO"),
        ("city", "Nowhere At All", "We know no city of that name"),
        ("phone", "12", "not a phone number"),
        ("track", "owners", "not a valid"),
    ],
)
def test_bad_input_is_told_at_the_field_and_adds_nothing(world, client_as, places, field, bad, says):
    response = client_as(world.admin).post(URL, TOLD | {field: bad})
    assert response.status_code == 422
    assert says in str(response.context["form"].errors[field].as_text())
    with inside(world.heartland, world.admin):
        assert not Company.objects.filter(name="Bo IT").exists()


def test_a_refused_person_leaves_no_company_behind(world, client_as):
    response = client_as(world.admin).post(URL, TOLD | {"email": world.pending.email})
    assert "is here already" in str(response.context["form"].errors["email"])
    assert b"Bo IT" in response.content
    with inside(world.heartland, world.admin):
        assert not Company.objects.filter(name="Bo IT").exists()


def test_only_admins_add_people(world, client_as):
    for role in (world.member, world.facilitator, world.reviewer, world.foreign_admin):
        for url in (URL, f"{URL}companies/", f"{URL}cities/"):
            assert client_as(role).get(url).status_code == 404
        assert client_as(role).post(URL, TOLD).status_code == 404
    assert client_as(None).get(URL).status_code == 302
    assert client_as(world.admin).put(URL).status_code == 405


def test_what_is_offered_while_somebody_types(world, client_as, places):
    client = client_as(world.admin)
    assert b'value="Chicago, IL"' in client.get(f"{URL}cities/", {"city": "chicag"}).content
    assert b"<option" not in client.get(f"{URL}cities/", {"city": "c"}).content
    assert b'value="Northwind IT"' in client.get(f"{URL}companies/", {"company": "north"}).content
    assert b"<option" not in client.get(f"{URL}companies/", {"company": "\0"}).content
