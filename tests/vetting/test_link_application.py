"""The applicant's page behind the mailed link: where it stands, what was said, what they can do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.actions import change_company
from members.models import Company
from programs import links
from programs.tenancy import inside
from vetting.actions.applying import apply
from vetting.actions.deciding import decide
from vetting.models import Application, VettingRules
from vetting.states import Decision

A_MOMENT = timedelta(minutes=2)


@pytest.fixture
def nora(applicant) -> Application:
    return applicant("Nora Kessler")


def path_of(world, application, rest: str = "") -> str:
    return links.url("application", world.heartland.pk, application.pk).removeprefix("http://testserver") + rest


def fresh(world, application) -> Application:
    with inside(world.heartland, world.admin):
        return Application.objects.get(pk=application.pk)


def decided(world, application, decision, reason, *, ago=A_MOMENT, **more) -> None:
    with inside(world.heartland, world.admin):
        decide(application, decision, by=world.admin, now=timezone.now() - ago, reason=reason, **more)


def text_of(response) -> str:
    return response.content.decode()


def test_it_says_where_it_stands_and_by_when_one_hears(world, nora, client):
    page = text_of(client.get(path_of(world, nora)))
    for words in ("A person reads it next", "First read", f"{nora.next_word_on:%A, %B}", "Your company", "18 people"):
        assert words in page
    assert "Fits" not in page, "what staff think stays with staff"


def test_looking_changes_nothing(world, nora, client):
    for method in (client.get, client.head, client.get):
        assert method(path_of(world, nora)).status_code == 200
    assert fresh(world, nora).version == nora.version


def test_a_decline_is_said_kindly_after_its_minute_and_not_before(world, nora, client):
    decided(world, nora, Decision.DECLINE, "small", ago=timedelta(), words="Write to me in a year.")
    within = text_of(client.get(path_of(world, nora)))
    assert "A person reads it next" in within
    assert "larger companies" not in within
    assert "in a year" not in within
    with inside(world.heartland, world.admin):
        Application.objects.filter(pk=nora.pk).update(hears_at=timezone.now() - A_MOMENT)
    after = text_of(client.get(path_of(world, nora)))
    for words in ("Not this time", "larger companies", "Write to me in a year.", "join@heartland.example", "365 days"):
        assert words in after
    assert "Withdraw" not in after
    assert "Tell us more" not in after
    assert "rejected" not in after.lower()


@pytest.mark.parametrize("act", ["withdrawal/", "answers/", "sending/"])
def test_within_the_minute_no_act_tells_of_the_decision(world, nora, client, act):
    decided(world, nora, Decision.DECLINE, "small", ago=timedelta())
    response = client.post(path_of(world, nora, act))
    assert response.status_code == 409
    assert "declined" not in text_of(response).lower()
    assert "Try again in a minute" in text_of(response)
    saved = client.post(path_of(world, nora, "section/goals/"), goals_of(nora, "Grow") | {"version": nora.version + 1})
    assert saved.status_code == 302


def goals_of(application, words: str) -> dict:
    return {"goals": words, "version": application.version, "before": ""}


def test_questions_are_answered_on_the_page(world, nora, client):
    decided(world, nora, Decision.MORE, "facts", asked=["How many users do you manage?", "Who owns the company?"])
    page = text_of(client.get(path_of(world, nora)))
    assert "A question for you" in page
    assert "How many users do you manage?" in page
    given = {"answer_0": "About 400.", "answer_1": ""}
    assert client.post(path_of(world, nora, "answers/"), given).status_code == 302
    now = fresh(world, nora)
    assert (now.state, now.asked) == ("in_review", [])
    assert now.answers == {"How many users do you manage?": "About 400."}
    again = client.post(path_of(world, nora, "answers/"), given)
    assert again.status_code == 409, "pressing twice does no harm and says so"


def test_an_answer_with_a_null_sign_is_refused_and_kept(world, nora, client):
    decided(world, nora, Decision.MORE, "facts", asked=["Who owns it?"])
    response = client.post(path_of(world, nora, "answers/"), {"answer_0": "Me\0"})
    assert response.status_code == 422
    assert "Null characters" in text_of(response)
    assert fresh(world, nora).state == "more_information"


def test_withdrawing_is_undone_by_sending_it_again(world, nora, client):
    assert client.post(path_of(world, nora, "withdrawal/")).status_code == 302
    page = text_of(client.get(path_of(world, nora)))
    assert "You took it back" in page
    assert "Send it again" in page
    assert fresh(world, nora).state == "withdrawn"
    assert client.post(path_of(world, nora, "withdrawal/")).status_code == 409
    assert client.post(path_of(world, nora, "sending/")).status_code == 302
    back = fresh(world, nora)
    assert (back.state, back.why_now) == ("submitted", nora.why_now)


def test_what_was_sent_twice_is_not_sent_again(world, nora, now, client):
    client.post(path_of(world, nora, "withdrawal/"))
    with inside(world.heartland, None):
        apply(
            program=world.heartland, track=nora.track, email=nora.email, now=now, name=nora.name,
            company_name="Kessler Two",
        )  # fmt: skip
    response = client.post(path_of(world, nora, "sending/"))
    assert response.status_code == 409
    assert "another open application" in text_of(response)


def known(world, website: str) -> str:
    """Have a company of the program own a domain; its name."""
    with inside(world.heartland, world.admin):
        company = Company.objects.order_by("name").first()
        change_company(company, by=world.admin, facts={}, website=website)
        return company.name


def test_the_company_of_ones_domain_is_asked_about_and_taken_over(world, applicant, client):
    nora = applicant("Nora Kessler", email="nora@northwind.example")
    name = known(world, "www.northwind.example/about")
    page = text_of(client.get(path_of(world, nora)))
    assert f"Do you work at {name}?" in page.replace("&amp;", "&")
    assert client.post(path_of(world, nora, "company/"), {"works_at": "shares"}).status_code == 302
    now = fresh(world, nora)
    assert (now.company_name, now.website, now.facts) == (
        name, "northwind.example", {"works_at": "shares", "co_owner": True},
    )  # fmt: skip
    assert "Do you work at" not in text_of(client.get(path_of(world, nora)))


def test_a_no_is_kept_and_asked_no_more(world, applicant, client):
    nora = applicant("Nora Kessler", email="nora@northwind.example")
    known(world, "northwind.example")
    client.post(path_of(world, nora, "company/"), {"works_at": "no"})
    now = fresh(world, nora)
    assert (now.company_name, now.facts) == (nora.company_name, {"works_at": "no"})
    assert "Do you work at" not in text_of(client.get(path_of(world, nora)))


@pytest.mark.parametrize(
    ("email", "website"),
    [
        ("nora@gmail.com", "gmail.com"),
        ("nora@wind.example", "northwind.example"),
        ("nora@northwind.example", "northwind.example.evil.example"),
        ("nora@northwind.example", ""),
    ],
)
def test_no_company_is_told_to_others(world, applicant, client, email, website):
    nora = applicant("Nora Kessler", email=email)
    known(world, website)
    assert "Do you work at" not in text_of(client.get(path_of(world, nora)))
    client.post(path_of(world, nora, "company/"), {"works_at": "yes"})
    assert fresh(world, nora).company_name == nora.company_name


def test_the_program_next_door_is_not_asked(world, applicant, client):
    nora = applicant("Nora Kessler", email="nora@northwind.example")
    with inside(world.summit, world.foreign_admin):
        change_company(Company.objects.first(), by=world.foreign_admin, facts={}, website="northwind.example")
    assert "Do you work at" not in text_of(client.get(path_of(world, nora)))


def test_only_the_link_of_an_application_opens_it(world, nora, client):
    good = path_of(world, nora)
    broken = links.token("check-in", world.heartland.pk, nora.pk)
    assert client.get(f"/a/{broken}/application/").status_code == 410
    assert client.get(good.replace("/application/", "x/application/")).status_code == 410
    elsewhere = links.token("application", world.summit.pk, nora.pk)
    assert client.get(f"/a/{elsewhere}/application/").status_code == 404
    somebody = links.token("application", world.heartland.pk, world.goal.pk)
    assert client.get(f"/a/{somebody}/application/").status_code == 404


@pytest.mark.parametrize(
    ("decision", "reason", "stands"),
    [(Decision.DECLINE, "small", "declined"), (Decision.ACCEPT, "fits", "pool"), (None, "", "submitted")],
)
def test_an_answer_that_nobody_asked_for_moves_nothing(world, nora, client, decision, reason, stands):
    if decision:
        decided(world, nora, decision, reason)
    assert client.post(path_of(world, nora, "answers/")).status_code == 409
    assert fresh(world, nora).state == stands


@pytest.mark.parametrize("rest", ["withdrawal/", "sending/", "answers/", "company/"])
def test_acts_are_posts(world, nora, client, rest):
    assert client.get(path_of(world, nora, rest)).status_code == 405


def test_the_queries_stay_few(world, nora, client, queries):
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(references=2)
    assert queries(lambda: client.get(path_of(world, nora))) <= 10


def test_a_seat_that_is_offered_is_one_press_away(world, nora, client):
    with inside(world.heartland, world.admin):
        Application.objects.filter(pk=nora.pk).update(state="offered")
    page = text_of(client.get(path_of(world, nora)))
    assert f'href="{path_of(world, nora, "offer/")}"' in page
    assert "Withdraw my application" in page
    assert "Tell us more" not in page
