"""The queue: who stands in it, in which order, what a row tells, who may look, and the file."""

import csv
import io
from datetime import timedelta

import pytest

from programs.models import Activity
from programs.tenancy import inside
from vetting import states
from vetting.actions.deciding import decide, plan_next_step, say_reading
from vetting.actions.reviewing import give_opinion, set_rules, step_aside
from vetting.criteria import Finding, missing
from vetting.models import Application, Dossier, Opinion
from vetting.states import State

pytestmark = pytest.mark.django_db

CLASH = {
    "level": 0,
    "kind": "unknown",
    "sentence": "Some could not be compared.",
    "company": "",
    "km": None,
    "group": None,
}
PAGE = "/p/heartland/applications/"


@pytest.fixture
def admin(world, client_as):
    """Priya's browser."""
    return client_as(world.admin)


@pytest.fixture
def reviewer(world, client_as):
    """Rosa's browser."""
    return client_as(world.reviewer)


def rows(page) -> list[str]:
    """The rows of the table, as they read."""
    text = page.content.decode()
    return [row.split("</tr>")[0] for row in text.split("<tbody>")[-1].split("<tr>")[1:]] if "<tbody>" in text else []


def test_who_waits_longest_comes_first_with_what_a_row_tells(world, admin, applicant, now):
    applicant("New Person", when=now - timedelta(days=1))
    old = applicant("Nora Kessler", when=now - timedelta(days=9), group=world.group)
    with inside(world.heartland, world.admin):
        plan_next_step(old, by=world.admin, now=now, words="Call on Friday", on=now.date(), owner=world.admin)
        Dossier.objects.filter(application=old).update(late_since=now.date(), conflicts=[CLASH | {"level": 2}])
        say_reading(old, by=world.facilitator, now=now)
    first, second = rows(admin.get(PAGE))
    for words in ("Nora Kessler", "Kessler Networks", "9 days", "Owners", world.group.name, "Call on Friday", "High"):
        assert words in first
    for words in ("Word promised by", f"{world.facilitator} reads it now", str(world.admin)):
        assert words in first
    assert "New Person" in second
    assert "1 day<" in second
    for words in ("Word promised by", "reads it now"):
        assert words not in second


def test_fit_and_conflict_are_told_in_words(world, admin, applicant):
    made = applicant()
    for fit, words in (("fits", "Fits"), ("look", "Needs a look"), ("not", "Does not fit")):
        with inside(world.heartland, world.admin):
            Dossier.objects.filter(application=made).update(fit=fit, conflicts=[])
        (row,) = rows(admin.get(PAGE))
        assert words in row
        assert "No conflict" in row


def test_what_the_database_counts_is_what_the_criteria_say(world, applicant):
    made = applicant(employees=None, city="Nowhere")
    with inside(world.heartland, world.admin):
        counted = Application.objects.tallied().get(pk=made.pk)
        dossier = Dossier.objects.get(application=made)
        assert counted.asks == len(missing(Finding.from_dict(one) for one in dossier.findings)) > 0
        assert counted.worst == max((one["level"] for one in dossier.conflicts), default=None)


def test_what_could_not_be_compared_is_not_no_conflict(world, admin, applicant):
    made = applicant()
    with inside(world.heartland, world.admin):
        Dossier.objects.filter(application=made).update(conflicts=[CLASH])
    (row,) = rows(admin.get(PAGE))
    assert "Not all compared" in row
    page = admin.get(f"{PAGE}{made.pk}/").content.decode()
    assert "Some could not be compared." in page
    assert "Not compared" in page


def test_what_was_not_weighed_says_so(admin, applicant):
    applicant(weighed=False)
    (row,) = rows(admin.get(PAGE))
    assert "Not weighed yet" in row
    assert "No conflict" not in row


def test_each_state_has_its_tab_and_the_tabs_count(world, admin, applicant, now):
    there = {
        "decide": [State.SUBMITTED, State.IN_REVIEW],
        "waiting": [State.MORE_INFORMATION],
        "pool": [State.POOL],
        "offered": [State.OFFERED],
        "ended": [State.SEATED, State.DECLINED, State.WITHDRAWN, State.ENDED],
    }
    for state in State:
        made = applicant(f"Guest {state.value}", weighed=False)
        with inside(world.heartland, world.admin):
            Application.objects.filter(pk=made.pk).update(state=state)
    for tab, held in there.items():
        page = admin.get(f"{PAGE}?tab={tab}")
        assert {state for state in State if f"Guest {state.value}<" in "".join(rows(page))} == set(held)
        counts = {one["label"]: one["count"] for one in page.context["tabs"]}
        assert list(counts.values()) == [2, 1, 1, 1, 4]
    assert len(rows(admin.get(f"{PAGE}?tab=nonsense"))) == 2


def test_an_empty_tab_says_what_comes_next(admin):
    page = admin.get(PAGE).content.decode()
    assert "Queue clear." in page
    assert "The pool is empty." in admin.get(f"{PAGE}?tab=pool").content.decode()


def test_it_is_paged_and_queries_stay_flat(world, admin, applicant, queries):
    applicant("Guest 000")
    admin.get(PAGE)
    one = queries(lambda: admin.get(PAGE))
    for number in range(1, 31):
        applicant(f"Guest {number:03}")
    many = queries(lambda: admin.get(PAGE))
    assert many == one
    assert many <= 10
    page = admin.get(PAGE)
    assert len(rows(page)) == 25
    assert "of 31 applications" in page.content.decode()
    assert len(rows(admin.get(f"{PAGE}?page=2"))) == 6
    assert len(rows(admin.get(f"{PAGE}?page=x"))) == 25


def test_the_rail_of_an_admin_counts_who_waits(admin, applicant):
    applicant()
    applicant("Another One")
    page = admin.get("/p/heartland/roles/").content.decode()
    assert '<span class="truncate">Applications</span><span class="rail-count">2</span>' in page


def test_a_reviewer_reads_and_sees_their_own_opinion_only(world, reviewer, applicant, now):
    made, other = applicant(), applicant("Ann Lee")
    with inside(world.heartland, world.admin):
        set_rules(by=world.admin, now=now, opinions=2)
    with inside(world.heartland, world.reviewer):
        give_opinion(made, by=world.reviewer, now=now, view=Opinion.View.YES)
    text = "".join(rows(reviewer.get(PAGE)))
    assert "A good fit" in text
    assert "Not yet" in text
    page = reviewer.get(PAGE).content.decode()
    assert "Download as CSV" not in page
    assert '<span class="truncate">Applications</span>' in page
    with inside(world.heartland, world.reviewer):
        step_aside(other, by=world.reviewer, now=now)
    assert len(rows(reviewer.get(PAGE))) == 1
    assert reviewer.get(PAGE).context["tabs"][0]["count"] == 1


@pytest.mark.parametrize("who", ["member", "facilitator", "stranger", "foreign_admin"])
def test_for_others_it_does_not_exist(world, client_as, who):
    for url in (PAGE, f"{PAGE}csv/"):
        assert client_as(getattr(world, who)).get(url).status_code == 404


def test_who_is_not_signed_in_is_sent_to_sign_in_and_a_post_is_refused(client, admin):
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")
    assert admin.post(PAGE).status_code == 405
    assert admin.post(f"{PAGE}csv/").status_code == 405


def test_another_program_is_not_in_it(world, client_as, applicant):
    applicant()
    assert rows(client_as(world.foreign_admin).get("/p/summit/applications/")) == []


def test_a_draft_is_nobodys_business(world, admin, applicant):
    made = applicant()
    with inside(world.heartland, world.admin):
        Application.objects.update(state=State.DRAFT)
    assert rows(admin.get(PAGE)) == []
    assert admin.get(f"{PAGE}{made.pk}/").status_code == 404


def test_the_last_decision_can_be_taken_back_from_here_for_a_minute(world, admin, applicant, now):
    made = applicant()
    with inside(world.heartland, world.admin):
        decide(made, states.Decision.ACCEPT, by=world.admin, now=now, reason="fits")
    assert "/decision/undo/?of=" in admin.get(PAGE).content.decode()
    with inside(world.heartland, world.admin):
        made.decisions.update(hears_at=now - timedelta(seconds=1))
    assert "/decision/undo/" not in admin.get(PAGE).content.decode()


# -- the file -------------------------------------------------------------------------------------------------------


def test_the_file_holds_the_tab_and_is_recorded(world, admin, applicant):
    applicant()
    applicant("Ann Lee")
    with inside(world.heartland, world.admin):
        Application.objects.filter(name="Ann Lee").update(state=State.POOL)
    answer = admin.get(f"{PAGE}csv/?tab=decide")
    header, *lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [line[0] for line in lines] == ["Nora Kessler"]
    told = dict(zip(header, lines[0], strict=True))
    assert told["Fit"] in ("Fits", "Needs a look", "Does not fit")
    assert (told["Company"], told["Stands"], told["People"]) == ("Kessler Networks", "New", "18")
    with inside(world.heartland, world.admin):
        assert told["Link"].endswith(f"{PAGE}{Application.objects.get(name='Nora Kessler').pk}/")
        assert Activity.objects.filter(kind="applications.exported").count() == 1


def test_the_file_asks_once_more_who_it_is(admin, applicant, settings):
    applicant()
    settings.STAFF_SECOND_FACTOR_GRACE_DAYS = 7
    settings.DEMO = False
    answer = admin.get(f"{PAGE}csv/")
    assert answer.status_code == 302
    assert "/accounts/" in answer.headers["Location"]
