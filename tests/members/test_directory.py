"""The directory: who finds whom, by any question, and the file for admins."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goals.importing import begin
from members import importing
from members.models import City, Company, CompanyFacts, ImportRun, Member
from members.roster.reading import read_table
from programs.models import Activity
from programs.tenancy import inside

pytestmark = pytest.mark.django_db
URL = "/p/heartland/people/"


def names(response) -> list[str]:
    """Who is on the page."""
    return [one.name for one in response.context["people"]]


def queries(client, url: str) -> int:
    """How many statements a page takes, without BEGIN, COMMIT and savepoints."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return sum(query["sql"].startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) for query in captured)


def test_a_member_sees_themselves_their_group_and_who_chose_to_be_found(world, client_as):
    found = names(client_as(world.member).get(URL))
    assert found == ["Dana Whitfield", "Grace Lindqvist", "Luis Ferreira"]
    found = names(client_as(world.sibling).get(URL))
    assert "Grace Lindqvist" in found, "she chose to be found"
    assert not {"Dana Whitfield", "Luis Ferreira"} & set(found)


def test_a_facilitator_sees_the_people_of_their_groups(world, client_as):
    found = set(names(client_as(world.facilitator).get(URL)))
    assert {"Dana Whitfield", "Grace Lindqvist", "Luis Ferreira"} <= found
    with inside(world.heartland, world.sibling):
        sibling = world.member_of(world.sibling)
    assert sibling.name not in found


def test_an_admin_sees_everybody_and_those_who_left_if_asked_for(world, client_as):
    client = client_as(world.admin)
    response = client.get(URL)
    assert "Wanda Ruiz" in names(response)
    assert b"Invited" in response.content
    with inside(world.heartland, world.admin):
        Member.objects.filter(name="Wanda Ruiz").update(left_at=timezone.now())
    assert "Wanda Ruiz" not in names(client.get(URL))
    assert names(client.get(URL, {"state": "left"})) == ["Wanda Ruiz"]


@pytest.mark.parametrize(
    "question",
    ["q=Dana", "q=Whitfield", "q=Northwind", "q=northwind", "q=healthcare", "q=stack", "q=dana.whitfield@northwindit"],
)
def test_no_question_of_a_sibling_finds_who_is_not_findable(world, client_as, question):
    client = client_as(world.sibling)
    assert "Dana Whitfield" not in names(client.get(f"{URL}?{question}"))
    response = client.get(f"{URL}?{question}", headers={"HX-Request": "true"})
    assert b"Dana" not in response.content
    assert response.context["page"].paginator.count == len(response.context["people"])


def test_no_filter_of_a_sibling_finds_or_counts_who_is_not_findable(world, client_as):
    with inside(world.heartland, world.admin):
        dana = world.member_of(world.member)
        track, group = dana.track_id or "", world.group.pk
        Member.objects.filter(pk=dana.pk).update(track=world.group.track)
        city = City.objects.create(id=1, name="Nowhere", region="WI", country="US", latitude=0, longitude=0, zone="UTC")
        Company.objects.filter(pk=dana.company_id).update(city=city)
    client = client_as(world.sibling)
    for question in (f"track={track}", f"group={group}", "region=US-WI", "size=11-25", "state=joined", "sort=city"):
        assert "Dana Whitfield" not in names(client.get(f"{URL}?{question}")), question
    assert b"WI, US" not in client.get(URL).content, "a filter names no place of somebody who cannot be found"


def test_a_member_searches_no_addresses_and_no_facts(world, client_as):
    client = client_as(world.member)
    assert names(client.get(URL, {"q": "harborpointtechnology.example"})) == []
    assert len(names(client.get(URL, {"size": "51"}))) == 3
    assert b"Employees" not in client.get(URL).content


def test_search_filters_and_sorting(world, client_as):
    client = client_as(world.admin)
    assert names(client.get(URL, {"q": "lindqvist prairie"})) == ["Grace Lindqvist"]
    assert names(client.get(URL, {"size": "11-25", "q": "dana"})) == ["Dana Whitfield"]
    in_group = names(client.get(URL, {"group": str(world.group.pk)}))
    assert in_group == ["Dana Whitfield", "Grace Lindqvist", "Luis Ferreira"]
    by_company = names(client.get(URL, {"sort": "company", "group": str(world.group.pk)}))
    assert by_company == ["Luis Ferreira", "Dana Whitfield", "Grace Lindqvist"]
    assert "Clear the filters" in client.get(URL, {"q": "nobody at all"}).content.decode()


@pytest.mark.parametrize(
    "bad", ["track=x", "group=%00", "region=%27", "size=-1", "state=;", "sort=pk", "page=-3", "q=%00"]
)
def test_nonsense_filters_nothing(world, client_as, bad):
    assert len(names(client_as(world.member).get(f"{URL}?{bad}"))) == 3


def test_a_person_of_another_program_is_a_stranger(world, client_as):
    assert client_as(world.stranger).get(URL).status_code == 404
    assert client_as(None).get(URL).status_code == 302
    assert client_as(world.member).post(URL).status_code == 405


def test_by_htmx_only_the_results_come(world, client_as):
    response = client_as(world.member).get(URL, headers={"HX-Request": "true"})
    assert response.content.strip().startswith(b'<div id="people"')
    assert b"<html" not in response.content


def more_people(world, count: int) -> None:
    """People whom the member may find."""
    with inside(world.heartland, world.admin):
        for number in range(count):
            company = Company.objects.create(name=f"MSP {number}", key=f"msp {number}")
            CompanyFacts.objects.create(company=company, employees=12)
            Member.objects.create(name=f"P {number}", email=f"p{number}@x.example", company=company, findable=True)


@pytest.mark.parametrize("role", ["member", "facilitator", "admin"])
def test_queries_do_not_grow_with_the_list(world, client_as, role):
    client = client_as(getattr(world, role))
    few = queries(client, URL)
    more_people(world, 30)
    assert queries(client, URL) == few
    assert few <= 10


def test_pages_of_fifty(world, client_as):
    more_people(world, 60)
    client = client_as(world.member)
    assert len(names(client.get(URL))) == 50
    assert len(names(client.get(URL, {"page": "2"}))) == 13


# -- the file ---------------------------------------------------------------------------------------------------------


def rows(response) -> list[dict[str, str]]:
    """The file that came."""
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_file_is_for_admins_and_stands_in_the_audit(world, client_as):
    for role in (world.member, world.facilitator, world.reviewer, world.stranger):
        assert client_as(role).get(f"{URL}csv/").status_code == 404
    response = client_as(world.admin).get(f"{URL}csv/", {"q": "Dana"})
    assert response["Content-Disposition"].startswith('attachment; filename="heartland-people-')
    (dana,) = rows(response)
    assert (dana["Name"], dana["Company"], dana["Employees"], dana["Revenue"]) == (
        "Dana Whitfield", "Northwind IT", "18", "1\N{EN DASH}3 M",
    )  # fmt: skip
    with inside(world.heartland, world.admin):
        assert Activity.objects.filter(kind="people.exported", by_id=world.admin.pk).count() == 1


def test_cells_that_look_like_formulas_are_made_harmless(world, client_as):
    with inside(world.heartland, world.admin):
        Member.objects.filter(name="Wanda Ruiz").update(ask_me='=HYPERLINK("http://x")', phone="+1 512-555-0142")
    (wanda,) = rows(client_as(world.admin).get(f"{URL}csv/", {"q": "Wanda"}))
    assert wanda["Ask me about"] == '\'=HYPERLINK("http://x")'
    assert wanda["Phone"] == "'+1 512-555-0142"


def test_the_file_can_be_imported_again_and_changes_nothing(world, client_as, places):
    with inside(world.heartland, world.admin):
        Member.objects.update(phone="+1 608-555-0142")
    data = client_as(world.admin).get(f"{URL}csv/").content
    with inside(world.heartland, world.admin):
        run = importing.start_import([("people.csv", read_table(data))], by=world.admin, now=timezone.now())
        begin(run, ImportRun.State.PLANNING, program=world.heartland, by=world.admin, now=timezone.now())
    assert run.preview["broken"] == 0, run.problems
    assert {kind["kind"]: (kind["create"], kind["update"]) for kind in run.preview["kinds"]} == {
        "Companies": (0, 0),
        "People": (0, 0),
    }
