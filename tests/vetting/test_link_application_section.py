"""The sections of an application: saved as one types, resumable, and never over somebody's words."""

import pytest

from programs import links
from programs.tenancy import inside
from vetting.criteria import Criterion, Weight
from vetting.evidence import applicant_of, facts_of
from vetting.forms import SECTIONS
from vetting.kinds import Kind
from vetting.maturity import TRAITS
from vetting.models import Application, Criteria, VettingRules

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def nora(applicant) -> Application:
    return applicant("Nora Kessler")


def path_of(world, application, section: str) -> str:
    link = links.url("application", world.heartland.pk, application.pk).removeprefix("http://testserver")
    return f"{link}section/{section}/"


def fresh(world, application) -> Application:
    with inside(world.heartland, world.admin):
        return Application.objects.select_related("track", "city").get(pk=application.pk)


def hidden(response, name: str) -> str:
    """The value of a hidden field, as the page gave it."""
    return response.content.decode().partition(f'name="{name}"')[2].partition('value="')[2].partition('"')[0]


def send(client, world, application, section: str, values: dict, **headers):
    """Type and save, as somebody does who opened the page now."""
    opened = client.get(path_of(world, application, section))
    seen = {name: hidden(opened, name) for name in ("version", "before")}
    return client.post(path_of(world, application, section), seen | values, **headers)


COMPANY = {
    "website": "https://kesslerit.example/", "employees": "19", "managed_users": "400", "founded": "2009",
    "revenue_band": "2", "recurring_share": "70", "business_model": "managed", "ownership": "owner", "parent": "",
    "job": "CEO", "phone": "",
}  # fmt: skip


def test_company_facts_are_what_criteria_look_at(world, nora, client):
    response = send(client, world, nora, "company", COMPANY)
    assert response.headers["Location"].endswith("/section/maturity/"), "Save leads to the next section"
    now = fresh(world, nora)
    facts = facts_of(now)
    assert (facts.employees, facts.managed_users, facts.revenue_band, facts.recurring_share) == (19, 400, 2, 70)
    assert (facts.founded, facts.business_model, now.website, now.title) == (
        2009,
        "managed",
        "kesslerit.example",
        "CEO",
    )
    page = client.get(path_of(world, nora, "company")).content.decode()
    assert 'value="400"' in page
    assert "parent" not in now.facts, "what is empty is not kept"


def test_the_lowest_revenue_band_counts_as_told(world, nora, client):
    send(client, world, nora, "company", COMPANY | {"revenue_band": "0"})
    assert fresh(world, nora).facts["revenue_band"] == 0


def test_a_self_assessment_gives_a_level_and_keeps_its_evidence(world, nora, client):
    levels = {trait.key: "3" for trait in TRAITS} | {"profit": "4", "profit_shows": "14 % and 15 %"}
    send(client, world, nora, "maturity", levels)
    now = fresh(world, nora)
    assert (now.maturity["profit"], now.maturity["owner"]) == (4, 3)
    assert now.facts["maturity"] == facts_of(now).maturity == 3.0
    assert now.facts["maturity_evidence"] == {"profit": "14 % and 15 %"}
    assert "Level 3 of 5" in client.get(path_of(world, nora, "maturity")).content.decode()


def test_the_radius_is_typed_in_the_unit_of_the_program_and_kept_in_km(world, nora, client):
    send(client, world, nora, "place", {"city": "Denver, CO", "radius": "60", "market": "Miami Valley"})
    now = fresh(world, nora)
    assert (str(now.city), now.zone) == ("Denver, CO", "America/Denver")
    assert (applicant_of(now).radius_km, applicant_of(now).market) == (97, "Miami Valley")
    page = client.get(path_of(world, nora, "place")).content.decode()
    assert 'value="60"' in page
    assert "miles" in page


def test_picks_and_own_words_are_one_list(world, nora, client):
    given = {
        "vendors": ["HaloPSA", "Veeam"], "more_vendors": "Gorelo; halopsa, CIPP", "verticals": ["Dental"],
        "more_verticals": "",
    }  # fmt: skip
    send(client, world, nora, "tools", given)
    now = fresh(world, nora)
    assert now.facts["vendors"] == ["HaloPSA", "Veeam", "Gorelo", "CIPP"]
    assert facts_of(now).verticals == ["Dental"]
    assert "Gorelo, CIPP" in client.get(path_of(world, nora, "tools")).content.decode()


def test_competitors_are_matched_by_name_and_said_to_be_private(world, nora, client):
    page = client.get(path_of(world, nora, "competitors")).content.decode()
    assert "nobody is told that you named them" in page
    send(client, world, nora, "competitors", {"competitors": "Northwind IT\n\n northwind it \nSandhill, Inc."})
    now = fresh(world, nora)
    assert now.competitors == ["Northwind IT", "Sandhill, Inc."]
    assert len(applicant_of(now).named) == 2


def test_questions_of_the_program_and_of_the_group_in_view_are_asked(world, nora, client):
    assert client.get(path_of(world, nora, "questions")).status_code == 404
    with inside(world.heartland, world.admin):
        choose = Criterion("peer", Kind.QUESTION, Weight.SHOULD, {"choices": ["Yes", "No"], "good": ["No"]}, "Before?")
        free = Criterion("why", Kind.QUESTION, Weight.INFO, {}, "Why us?")
        Criteria.objects.create(group=None, number=1, items=[choose.as_dict()], made_by=world.admin)
        Criteria.objects.create(group=world.group, number=1, items=[free.as_dict()], made_by=world.admin)
        Application.objects.filter(pk=nora.pk).update(group=world.group)
    page = client.get(path_of(world, nora, "questions")).content.decode()
    assert "Before?" in page
    assert "Why us?" in page
    assert send(client, world, nora, "questions", {"q_peer": "Maybe", "q_why": ""}).status_code == 422
    send(client, world, nora, "questions", {"q_peer": "No", "q_why": "A friend told me."})
    assert facts_of(fresh(world, nora)).answers == {"peer": "No", "why": "A friend told me."}


def test_referees_are_asked_for_where_the_program_wants_them(world, nora, client):
    assert client.get(path_of(world, nora, "referees")).status_code == 404
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(references=2)
    row = {"name_0": "Ann Lee", "email_0": "ann@lee.example", "relation_0": "Client", "name_1": "", "email_1": ""}
    half = send(client, world, nora, "referees", row | {"name_1": "Bo"})
    assert half.status_code == 422
    assert "Add the address" in half.content.decode()
    assert "Ann Lee" in half.content.decode()
    own = send(client, world, nora, "referees", row | {"email_0": nora.email})
    assert "your own address" in own.content.decode()
    send(client, world, nora, "referees", row)
    assert fresh(world, nora).referees == [{"name": "Ann Lee", "email": "ann@lee.example", "relation": "Client"}]


def test_consent_says_to_whom_and_when_and_keeps_its_first_moment(world, nora, client):
    page = client.get(path_of(world, nora, "consent")).content.decode()
    assert "Before we offer you a seat" in page
    send(client, world, nora, "consent", {"consent": "on"})
    first = fresh(world, nora).consent_at
    assert first is not None
    send(client, world, nora, "consent", {"consent": "on"})
    assert fresh(world, nora).consent_at == first
    assert send(client, world, nora, "consent", {}).status_code == 302
    assert fresh(world, nora).consent_at is None


def test_a_program_that_asks_nobody_needs_no_consent(world, nora, client):
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(candor=False)
    assert client.get(path_of(world, nora, "consent")).status_code == 404


def test_htmx_saves_on_the_way_and_the_next_save_starts_from_there(world, nora, client):
    first = send(client, world, nora, "goals", {"goals": "Grow"}, **HTMX)
    assert first.status_code == 200
    assert "Saved at" in first.content.decode()
    assert "<form" not in first.content.decode(), "what one types in stays untouched"
    seen = {name: hidden(first, name) for name in ("version", "before")}
    second = client.post(path_of(world, nora, "goals"), seen | {"goals": "Grow slowly"}, **HTMX)
    assert second.status_code == 200
    assert fresh(world, nora).goals == "Grow slowly"


def test_htmx_hears_what_is_wrong_beside_the_button(world, nora, client):
    response = send(client, world, nora, "company", COMPANY | {"recurring_share": "170"}, **HTMX)
    assert response.status_code == 422
    assert "Not saved yet" in response.content.decode()
    assert "Recurring share" in response.content.decode()
    assert fresh(world, nora).employees == 18


def test_a_page_that_showed_what_was_wrong_is_cleared_by_what_htmx_saves(world, nora, client):
    wrong = send(client, world, nora, "company", COMPANY | {"recurring_share": "170"})
    assert 'name="whole"' in wrong.content.decode()
    seen = {name: hidden(wrong, name) for name in ("version", "before", "whole")}
    right = client.post(path_of(world, nora, "company"), seen | COMPANY, **HTMX)
    assert right.headers["HX-Retarget"] == "#section-form"
    assert "form-errors" not in right.content.decode()
    assert "Saved at" in right.content.decode()
    assert 'name="whole"' not in right.content.decode()


def test_two_windows_of_one_section_show_both_texts(world, nora, client):
    opened = client.get(path_of(world, nora, "goals"))
    seen = {name: hidden(opened, name) for name in ("version", "before")}
    send(client, world, nora, "goals", {"goals": "From the phone"})
    for headers in ({}, HTMX):
        late = client.post(path_of(world, nora, "goals"), seen | {"goals": "From the desk"}, **headers)
        assert late.status_code == 409
        assert "From the phone" in late.content.decode()
        assert "From the desk" in late.content.decode()
    assert late.headers["HX-Retarget"] == "#section-form"
    assert fresh(world, nora).goals == "From the phone"
    choice = {"version": hidden(late, "version"), "before": hidden(late, "before"), "keep": "mine"}
    assert client.post(path_of(world, nora, "goals"), choice | {"goals": "From the desk"}).status_code == 302
    assert fresh(world, nora).goals == "From the desk"


def test_picks_of_two_windows_are_shown_in_words(world, nora, client):
    opened = client.get(path_of(world, nora, "tools"))
    seen = {name: hidden(opened, name) for name in ("version", "before")}
    send(client, world, nora, "tools", {"vendors": ["Veeam"]})
    late = client.post(path_of(world, nora, "tools"), seen | {"vendors": ["Hudu"]})
    assert late.status_code == 409
    assert "What you run on: Veeam" in late.content.decode()
    assert "What you run on: Hudu" in late.content.decode()


def test_another_section_saved_meanwhile_is_no_conflict_and_loses_nothing(world, nora, client):
    opened = client.get(path_of(world, nora, "company"))
    seen = {name: hidden(opened, name) for name in ("version", "before")}
    send(client, world, nora, "tools", {"vendors": ["Veeam"]})
    assert client.post(path_of(world, nora, "company"), seen | COMPANY).status_code == 302
    now = fresh(world, nora)
    assert (now.facts["vendors"], now.facts["managed_users"]) == (["Veeam"], 400)


@pytest.mark.parametrize(
    ("section", "wrong", "says"),
    [
        ("company", COMPANY | {"founded": "2090"}, "still to come"),
        ("company", COMPANY | {"website": "not a site"}, "error"),
        ("company", COMPANY | {"parent": "A\0B"}, "Null characters"),
        ("company", COMPANY | {"employees": "-1"}, "At least 1."),
        ("maturity", {"profit": "6"}, "valid choice"),
        ("place", {"city": "Qqqqville", "radius": "60", "market": "Here"}, "no city of that name"),
        ("tools", {"vendors": ["Nonsense"], "more_vendors": "Gorelo"}, "valid choice"),
        ("tools", {"more_vendors": "x" * 41}, "Shorten"),
        ("competitors", {"competitors": "\n".join(f"Company {n}" for n in range(21))}, "matter most"),
        ("competitors", {"competitors": "x" * 121}, "longer than 120"),
        ("goals", {"goals": "\0"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(world, nora, client, section, wrong, says):
    response = send(client, world, nora, section, wrong)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert fresh(world, nora).version == nora.version


@pytest.mark.parametrize("version", ["", "x", "\0"])
def test_a_page_without_its_version_is_told_to_reload(world, nora, client, version):
    response = client.post(path_of(world, nora, "goals"), {"goals": "Grow", "version": version})
    assert response.status_code == 422
    assert "Grow" in response.content.decode()


def test_every_section_opens_and_says_how_far_one_is(world, nora, client):
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(references=1)
    shown = [one.key for one in SECTIONS if one.key != "questions"]
    for number, key in enumerate(shown, 1):
        page = client.get(path_of(world, nora, key)).content.decode()
        assert f"{number} of {len(shown)}" in page
    page = client.get(path_of(world, nora, "goals").partition("section")[0]).content.decode()
    assert "Not told yet" in page
    send(client, world, nora, "goals", {"goals": "Grow"})
    page = client.get(path_of(world, nora, "goals").partition("section")[0]).content.decode()
    assert "Told" in page


def test_what_is_closed_leads_back_to_the_page(world, nora, client):
    link = path_of(world, nora, "goals").partition("section")[0]
    client.post(f"{link}withdrawal/")
    for answer in (
        client.get(path_of(world, nora, "goals")),
        client.post(path_of(world, nora, "goals"), {"goals": "x"}),
    ):
        assert answer.headers["Location"].endswith("/application/")


def test_strange_sections_and_methods(world, nora, client):
    assert client.get(path_of(world, nora, "nonsense")).status_code == 404
    assert client.put(path_of(world, nora, "goals")).status_code == 405


def test_the_queries_stay_few(world, nora, client, queries):
    assert queries(lambda: client.get(path_of(world, nora, "company"))) <= 8
    assert queries(lambda: send(client, world, nora, "goals", {"goals": "Grow"})) <= 25
