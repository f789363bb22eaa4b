"""The program's criteria: added, taken out, tried on past cases, published, and by two admins at once."""

from datetime import timedelta

import pytest

from programs.tenancy import inside
from vetting.actions.deciding import decide
from vetting.actions.publishing import publish_criteria
from vetting.criteria import Criterion, Weight
from vetting.kinds import Kind
from vetting.models import Criteria
from vetting.states import Decision

pytestmark = pytest.mark.django_db

PAGE = "/p/heartland/criteria/"
SIZE = Criterion("employees", Kind.EMPLOYEES, Weight.MUST, {"min": 8, "max": 40})
ALL = {
    "role": {"any": ["Owners"]},
    "employees": {"min": "1,200", "max": ""},
    "managed_users": {"min": "100"},
    "revenue_band": {"min": "2", "max": "4"},
    "recurring_share": {"min": "60"},
    "maturity": {"min": "2.5", "max": "4"},
    "years_in_business": {"min": "5"},
    "place": {"countries": "US, Canada", "regions": "OH, Indiana", "zones": "america/chicago"},
    "vertical": {"any": "Healthcare, Dental", "none": "Retail"},
    "business_model": {"any": ["managed", "security"]},
    "vendor": {"any": "HaloPSA"},
    "question": {"question": "Do you do home calls?", "choices": "Yes\nNo", "good": "No"},
}
"""What is typed for each kind that a program may ask for."""


def typed(*rows, version=0, **more):
    """What a browser sends for rows of (kind, values)."""
    data = {"version": str(version), "row": [str(number) for number in range(len(rows))]}
    for number, (kind, values) in enumerate(rows):
        told = {"kind": kind, "key": kind, "weight": "must"} | values
        data |= {f"c{number}-{name}": value for name, value in told.items()}
    return data | more


@pytest.fixture
def admin(world, client_as):
    return client_as(world.admin)


@pytest.fixture
def published(world, now):
    """Version 1: 8 to 40 people."""
    with inside(world.heartland, world.admin):
        return publish_criteria(None, [SIZE], by=world.admin, now=now - timedelta(days=3))


@pytest.fixture
def decided(world, applicant, now):
    """Past cases of so many people, accepted or declined."""

    def decide_on(employees, *, accepted=True, name="Past Case"):
        made = applicant(
            name, employees=employees, company_name=f"{name} {employees}", email=f"a{employees}@past.example"
        )
        with inside(world.heartland, world.admin):
            how = (Decision.ACCEPT, "fits") if accepted else (Decision.DECLINE, "small")
            decide(made, how[0], by=world.admin, now=now - timedelta(days=1), reason=how[1])
        return made

    return decide_on


def text(answer) -> str:
    return answer.content.decode()


def versions(world):
    with inside(world.heartland, world.admin):
        return list(Criteria.objects.filter(group=None).order_by("number"))


def test_every_kind_is_published_as_it_was_typed(world, admin):
    assert "Nothing is asked for" in text(admin.get(PAGE))
    assert admin.post(PAGE, typed(*ALL.items(), do="publish")).status_code == 302
    (made,) = versions(world)
    wanted = {item["kind"]: item["wanted"] for item in made.items}
    assert wanted["employees"] == {"min": 1200}
    assert wanted["maturity"] == {"min": 2.5, "max": 4}
    assert wanted["revenue_band"] == {"min": 2, "max": 4}
    assert wanted["place"] == {"countries": ["US", "CA"], "regions": ["OH", "IN"], "zones": ["America/Chicago"]}
    assert wanted["vertical"] == {"any": ["Healthcare", "Dental"], "none": ["Retail"]}
    assert wanted["business_model"] == {"any": ["managed", "security"]}
    assert wanted["question"] == {"choices": ["Yes", "No"], "good": ["No"]}
    page = text(admin.get(PAGE))
    assert 'value="1200"' in page
    assert "US, CA" in page
    assert "Employees, must: 1,200 or more" in page


@pytest.mark.parametrize(
    ("kind", "values", "field", "said"),
    [
        ("employees", {"min": "30", "max": "8"}, "max", "Nothing lies between 30 and 8"),
        ("employees", {"min": "a dozen"}, "min", "“a dozen” is no whole number"),
        ("employees", {"min": "8.5"}, "min", "no whole number"),
        ("employees", {"min": "0"}, "min", "Write a number from 1 to 100,000."),
        ("maturity", {"min": "nan"}, "min", "is no number"),
        ("maturity", {"min": "1e999"}, "min", "is no number"),
        ("revenue_band", {"min": "4", "max": "2"}, "max", "Nothing lies between"),
        ("revenue_band", {"min": "9"}, "min", "Choose a band from the list."),
        ("place", {"regions": "Ohio, Atlantis"}, "regions", "We know no state “Atlantis”"),
        ("place", {"countries": "Middle Earth"}, "countries", "We know no country “Middle Earth”"),
        ("place", {"zones": "Chicago"}, "zones", "There is no time zone “Chicago”"),
        ("employees", {}, "min", "Say what is asked for, or make it for information"),
        ("vertical", {"any": "Dental", "none": "dental"}, "any", "cannot be asked for and left out at once"),
        ("vertical", {"any": "Den\0tal"}, "any", "Null characters are not allowed"),
        ("question", {"choices": "Yes\nNo"}, "question", "Write the question"),
        ("question", {"question": "Why?", "choices": "Yes\nNo", "good": "Perhaps"}, "good", "is not among those"),
        ("question", {"question": "Why?", "choices": "Yes"}, "choices", "Offer two answers or more"),
        ("employees", {"min": "8", "weight": "perhaps"}, "weight", "Choose one of the three."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_loses_nothing(world, admin, kind, values, field, said):
    other = ("managed_users", {"min": "4321"})
    answer = admin.post(PAGE, typed((kind, values), other, do="publish"))
    page = text(answer)
    assert answer.status_code == 422
    assert f'href="#id_c0-{field}"' in page
    assert said in page
    assert 'value="4321"' in page
    for value in (value for name, value in values.items() if name != "weight"):  # a select keeps none but its own
        assert value.split("\n")[0].replace("\0", "") in page.replace("\0", "")
    assert versions(world) == []


def test_rows_come_and_go_without_being_judged_or_kept(world, admin, published):
    mine = typed(("employees", {"min": "x"}), version=1)
    page = text(admin.post(PAGE, mine | {"do": "add", "kind": "vendor"}))
    assert 'value="x"' in page
    assert "is no whole number" not in page
    assert 'name="c1-any"' in page
    page = text(admin.post(PAGE, typed(("employees", {"min": "x"}), ("vendor", {"any": "Hudu"}), do="remove:0")))
    assert 'name="c0-min"' not in page
    assert 'value="Hudu"' in page
    assert "Employees is out. It counts until you publish." in page
    answer = admin.post(PAGE, mine | {"do": "add", "kind": "distance"})
    assert answer.status_code == 422
    assert "Choose what the new criterion looks at." in text(answer)
    assert [one.number for one in versions(world)] == [1]


def test_the_same_kind_twice_and_htmx_gets_the_editor_alone(world, admin, published):
    answer = admin.post(PAGE, typed(("question", {}), do="add", kind="question"), headers={"HX-Request": "true"})
    page = text(answer)
    assert page.lstrip().startswith('<form class="form"')
    assert "<h1" not in page
    keys = [part.split('"')[0] for part in page.split('-key" value="')[1:]]
    assert len(set(keys)) == 2


def test_rows_that_nobody_could_have_typed_are_left_out(world, admin):
    data = typed(("employees", {"min": "8"})) | {"row": ["0", "x", "7", "99999"], "c7-kind": "nonsense", "c7-key": "k"}
    assert admin.post(PAGE, data).status_code == 302
    assert [item["key"] for item in versions(world)[0].items] == ["employees"]


def test_a_version_follows_another_and_says_what_it_changed(world, admin, published):
    mine = typed(("employees", {"min": "10", "max": "40"}), ("vendor", {"any": "Hudu", "weight": "should"}), version=1)
    assert admin.post(PAGE, mine).status_code == 302
    assert [(one.number, one.made_by) for one in versions(world)] == [(1, world.admin), (2, world.admin)]
    page = text(admin.get(PAGE))
    assert "Employees, must: 10 to 40. Before: Employees, must: 8 to 40." in page
    assert "Added: Vendors, should: Hudu." in page
    assert admin.post(PAGE, mine | {"version": "2"}).status_code == 302
    assert len(versions(world)) == 2, "the same once more is no new version"


def test_who_publishes_second_is_told_and_may_still_choose_theirs(world, admin, published, now):
    with inside(world.heartland, world.admin):
        publish_criteria(
            None, [Criterion("vendor", Kind.VENDOR, Weight.MUST, {"any": ["Hudu"]})], by=world.reviewer, now=now
        )
    mine = typed(("employees", {"min": "12"}), version=1)
    answer = admin.post(PAGE, mine | {"do": "publish"})
    page = text(answer)
    assert answer.status_code == 409
    assert "Vendors, must: Hudu" in page
    assert "Employees, must: 12 or more" in page
    assert str(world.reviewer) in page
    assert 'value="12"' in page
    assert len(versions(world)) == 2
    assert 'name="version" value="2"' in page
    assert admin.post(PAGE, mine | {"version": "2", "keep": "mine"}).status_code == 302
    assert len(versions(world)) == 3


def test_trying_shows_what_would_flip_and_publishes_nothing(world, admin, published, decided):
    decided(18)
    decided(30, name="Large One")
    decided(4, accepted=False, name="Tiny One")
    page = text(admin.post(PAGE, typed(("employees", {"min": "2", "max": "20"}), version=1, do="try")))
    assert "Tried on 3 past decisions" in page
    assert "<strong>2</strong> of them would go the other way" in page
    assert "30 people; the program asks for 8 to 40." not in page
    assert "now: Every must and should is met." in page
    assert "then: 30 people; the program asks for 2 to 20." in page
    assert "now: 4 people; the program asks for 8 to 40." in page
    assert "Large One 30" in page
    assert "Past Case 18" not in page
    assert [one.number for one in versions(world)] == [1]
    page = text(admin.post(PAGE, typed(("employees", {"min": "x"}), do="try")))
    assert "Tried on" not in page


def test_without_past_cases_it_says_so(admin):
    assert "there is nothing to try it on" in text(admin.post(PAGE, typed(("employees", {"min": "2"}), do="try")))


def test_queries_stay_the_same_with_more_cases(admin, published, decided, queries):
    mine = typed(("employees", {"min": "2"}), version=1, do="try")
    decided(18)
    few = queries(lambda: admin.post(PAGE, mine))
    for number in range(19, 24):
        decided(number)
    assert queries(lambda: admin.post(PAGE, mine)) == few <= 10
    assert queries(lambda: admin.get(PAGE)) <= 10


@pytest.mark.parametrize("who", ["member", "facilitator", "reviewer", "foreign_admin"])
def test_for_others_it_does_not_exist(world, client_as, who):
    browser = client_as(getattr(world, who))
    assert browser.get(PAGE).status_code == 404
    assert browser.post(PAGE, typed(("employees", {"min": "8"}))).status_code == 404
    assert versions(world) == []


def test_signed_out_and_wrong_method(client, admin):
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")
    assert admin.delete(PAGE).status_code == 405
