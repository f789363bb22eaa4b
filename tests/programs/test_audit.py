"""The audit log: what it shows and to whom, its filters, its file, and a row with its neighbors."""

import csv
import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from members.actions import add_company, change_company
from programs.actions import add_track, end_role, give_role, remove_track
from programs.activity import record
from programs.models import Activity, Role
from programs.tenancy import inside

PAGE = "/p/heartland/audit/"
FILE = f"{PAGE}csv/"


@pytest.fixture
def admin(world, client_as):
    """Priya's browser."""
    return client_as(world.admin)


def recorded(world, kind="role.given", **which) -> Activity:
    """The newest row of a kind."""
    with inside(world.heartland, world.admin):
        return Activity.objects.filter(kind=kind, **which).order_by("-at")[0]


def happen(world, kind: str, about, **more) -> Activity:
    """Something is recorded, by Priya unless said otherwise."""
    with inside(world.heartland, world.admin):
        return record(kind, **({"by": world.admin, "about": about} | more))


def rows(page) -> list[str]:
    """The rows of the table on a page, as they read."""
    text = page.content.decode()
    return [row.split("</tr>")[0] for row in text.split("<tr data-row")[1:]]


def file(browser, query: str = "") -> list[list[str]]:
    """The file, as a spreadsheet reads it."""
    response = browser.get(f"{FILE}?{query}")
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


# -- what it shows --------------------------------------------------------------------------------------------------


def test_it_tells_who_did_what_to_what_and_how_newest_first(world, admin):
    with inside(world.heartland, world.admin):
        role = give_role(Role.Kind.REVIEWER, by=world.admin, name="Vera Lind", email="vera@example.com")
        end_role(role, by=world.admin, via="api")
    newest, before, *_ = rows(admin.get(PAGE))
    assert "ended a role" in newest
    assert "The API" in newest
    for words in ("Priya Raman", "gave a role", "Vera Lind", "reviewer", "The site"):
        assert words in before
    assert 'href="/p/heartland/roles/"' in before


def test_who_was_not_signed_in_and_what_is_gone_have_words(world, admin):
    with inside(world.heartland, world.admin):
        track = add_track(name="Cloud", by=world.admin)
        remove_track(track, by=world.admin)
    happen(world, "program.changed", world.heartland, by=None)
    newest, before, *_ = rows(admin.get(PAGE))
    assert "No sign-in" in newest
    assert "removed a track" in before
    assert "track, no longer here" in before
    assert "/setup/tracks/" not in before


def test_what_is_said_in_a_group_is_not_in_it_even_for_an_admin_who_sits_there(world, admin):
    happen(world, "goal.checked_in", world.goal, group=world.group.pk, by=world.admin)
    happen(world, "group.changed", world.group, group=world.group.pk, by=world.admin)
    with inside(world.heartland, world.admin):
        assert Activity.objects.exclude(group_id=None).exists(), "one's own acts can be read, also those in a group"
        assert not Activity.objects.filter(kind="goal.opened").exists(), "the database shows an admin nobody's goals"
    page = admin.get(PAGE)
    assert not [row for row in rows(page) if "check" in row or "changed the group" in row]
    assert len(file(admin)) == 1 + len(rows(page))
    for hidden in ("goal.checked_in", "group.changed"):
        assert admin.get(f"{PAGE}{recorded(world, hidden).pk}/").status_code == 404


def test_what_people_chose_about_their_mail_is_theirs(world, admin):
    row = happen(world, "mail.stopped", world.heartland, by=None, via="mail")
    assert not [one for one in rows(admin.get(PAGE)) if "mail" in one.split('data-label="What"')[1].split("</td>")[0]]
    assert admin.get(f"{PAGE}{row.pk}/").status_code == 404


def test_another_program_is_not_in_it(world, client_as):
    row = recorded(world)
    assert str(row.pk) in client_as(world.admin).get(PAGE).content.decode()
    assert str(row.pk) not in client_as(world.foreign_admin).get("/p/summit/audit/").content.decode()
    assert client_as(world.foreign_admin).get(f"/p/summit/audit/{row.pk}/").status_code == 404
    assert client_as(world.admin).get(f"{PAGE}{uuid4()}/").status_code == 404


def test_the_rail_leads_to_it(admin):
    page = admin.get("/p/heartland/roles/").content.decode()
    assert f'href="{PAGE}"' in page
    assert "Audit log" in page


# -- filters --------------------------------------------------------------------------------------------------------


def test_by_who(world, admin):
    happen(world, "people.exported", world.heartland, by=world.facilitator)
    (row,) = rows(admin.get(f"{PAGE}?who=frank&what=people.exported"))
    assert "Frank Ortiz" in row
    assert len(rows(admin.get(f"{PAGE}?who=FRANK.ORTIZ@&what=people.exported"))) == 1
    assert rows(admin.get(f"{PAGE}?who=nobody")) == []


def test_by_what_in_words(world, admin):
    page = admin.get(PAGE).content.decode()
    assert '<option value="role.given">Gave a role</option>' in page
    assert "goal." not in page
    found = rows(admin.get(f"{PAGE}?what=role.given"))
    assert found
    assert all("gave a role" in row for row in found)


def test_by_what_it_was_about(world, admin):
    with inside(world.heartland, world.admin):
        company = add_company(by=world.admin, name="Ünder & Sons")
        change_company(company, by=world.admin, name="Under & Sons")
    found = rows(admin.get(f"{PAGE}?about=under+%26"))
    assert ["changed a company" in found[0], "added a company" in found[1], len(found)] == [True, True, 2]
    assert "Under &amp; Sons" in found[1]
    assert rows(admin.get(f"{PAGE}?about=%25")) == []
    assert "Frank Ortiz" in rows(admin.get(f"{PAGE}?about=frank&what=role.given"))[0]


def test_by_way_of(world, admin):
    happen(world, "people.exported", world.heartland, via="api")
    assert len(rows(admin.get(f"{PAGE}?via=api"))) == 1


def test_from_and_to_are_whole_days_of_the_program(world, admin):
    """Heartland is in Chicago, six hours behind UTC in November."""
    for hour, minute in ((5, 59), (6, 0)):
        at = datetime(2020, 11, 20, hour, minute, tzinfo=UTC)
        happen(world, "people.exported", world.heartland, at=at)
    day = "what=people.exported"
    assert len(rows(admin.get(f"{PAGE}?{day}&since=2020-11-19&until=2020-11-20"))) == 2
    (row,) = rows(admin.get(f"{PAGE}?{day}&since=2020-11-20&until=2020-11-20"))
    assert "12:00\xa0am" in row
    (row,) = rows(admin.get(f"{PAGE}?{day}&since=2020-11-19&until=2020-11-19"))
    assert "11:59\xa0pm" in row
    assert rows(admin.get(f"{PAGE}?{day}&until=2020-11-18")) == []


@pytest.mark.parametrize(
    ("query", "words", "kept"),
    [
        ("since=yesterday", "Choose a day such as 2026-11-22.", 'value="yesterday"'),
        ("until=2026-02-30", "Choose a day such as 2026-11-22.", 'value="2026-02-30"'),
        ("since=2020-11-02&until=2020-11-01", "This day is before the first one.", 'value="2020-11-01"'),
        ("since=0001-01-01&until=9999-12-31", "Choose a day such as 2026-11-22.", 'value="9999-12-31"'),
        ("what=role.stolen", "Choose one from the list.", ""),
        ("via=carrier+pigeon", "Choose one from the list.", ""),
        ("who=%00", "Null characters are not allowed.", ""),
        ("about=" + "x" * 101, "at most 100 characters", "x" * 101),
        ("page=nonsense", "", ""),
    ],
)
def test_what_cannot_be_filtered_by_says_so_and_hides_nothing(world, admin, query, words, kept):
    page = admin.get(f"{PAGE}?{query}")
    text = page.content.decode()
    assert page.status_code == 200
    assert words in text
    assert kept in text
    assert len(rows(page)) == len(rows(admin.get(PAGE)))


def test_no_match_leads_back_to_everything(admin):
    page = admin.get(f"{PAGE}?who=nobody").content.decode()
    assert "No match. Drop one filter." in page
    assert f'href="{PAGE}">Clear' in page


def test_pages_keep_the_filters(world, admin):
    for _ in range(51):
        happen(world, "people.exported", world.heartland)
    first, second = (admin.get(f"{PAGE}?what=people.exported&page={number}") for number in (1, 2))
    assert (len(rows(first)), len(rows(second))) == (50, 1)
    assert "51 entries, newest first" in first.content.decode()
    assert "?what=people.exported&amp;page=2" in first.content.decode()


# -- a row with its neighbors ---------------------------------------------------------------------------------------


def test_a_permalink_shows_the_row_among_those_about_the_same(world, admin):
    with inside(world.heartland, world.admin):
        company = add_company(by=world.admin, name="Baxter IT")
        change_company(company, by=world.admin, name="Baxter and Sons", website="https://baxter.example")
        add_company(by=world.admin, name="Another")
        change_company(company, by=world.admin, name="Baxter")
    row = recorded(world, "company.changed", fields__contains=["website"])
    page = admin.get(f"{PAGE}{row.pk}/")
    text = page.content.decode()
    assert "Priya Raman changed a company" in text
    assert "Changed: name, website." in text
    assert row.at.astimezone(ZoneInfo("America/Chicago")).strftime("%Y-%m-%d, %H:%M:%S, America/Chicago.") in text
    assert ["changed" in one for one in rows(page)] == [True, True, False]
    assert ["This one" in one for one in rows(page)] == [False, True, False]
    assert "Another" not in text


def test_among_very_many_it_shows_ten_before_and_ten_after(world, admin):
    then = timezone.now() - timedelta(days=2)
    made = [happen(world, "program.changed", world.heartland, at=then, fields=[f"number_{n}"]) for n in range(30)]
    in_order = sorted(made, key=lambda row: row.pk, reverse=True)
    page = admin.get(f"{PAGE}{in_order[14].pk}/")
    shown = [row.split('class="muted">number ')[1].split("<")[0] for row in rows(page)]
    assert shown == [row.fields[0].removeprefix("number_") for row in in_order[4:25]]


# -- the file -------------------------------------------------------------------------------------------------------


def test_the_file_holds_what_was_filtered(world, admin):
    happen(world, "people.exported", world.heartland, at=datetime(2020, 11, 20, 20, 30, tzinfo=UTC))
    head, line = file(admin, "what=people.exported&until=2020-12-31")
    row = recorded(world, "people.exported")
    assert head == ["When (America/Chicago)", "Who", "What", "Kind", "About", "Fields", "By way of", "Link"]
    assert line == [
        "2020-11-20 14:30", "Priya Raman", "downloaded the people", "program", "Heartland MSP Circle", "", "The site",
        f"http://testserver{PAGE}{row.pk}/",
    ]  # fmt: skip


def test_a_name_that_a_spreadsheet_would_run_is_only_text(world, admin):
    with inside(world.heartland, world.admin):
        add_company(by=world.admin, name="=HYPERLINK(1)")
    (line,) = file(admin, "what=company.added&about=hyperlink")[1:]
    assert line[4] == "'=HYPERLINK(1)"


def test_taking_the_file_is_itself_recorded(world, admin):
    file(admin)
    assert "downloaded the audit log" in rows(admin.get(PAGE))[0]


def test_the_file_always_asks_for_the_second_factor(heartland, admin):
    page = f"{PAGE}?what=role.given"
    response = admin.get(f"{FILE}?what=role.given", headers={"Referer": f"http://testserver{page}"})
    assert response.status_code == 302
    assert response.headers["Location"] == (
        "/accounts/proof/mail/?next=%2Fp%2Fheartland%2Faudit%2F%3Fwhat%3Drole.given"
    )


# -- who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [PAGE, FILE, "entry"])
def test_it_is_for_program_admins(world, client_as, path):
    path = f"{PAGE}{recorded(world).pk}/" if path == "entry" else path
    assert client_as(world.admin).get(path).status_code == 200
    for other in (world.member, world.facilitator, world.reviewer, world.stranger, world.foreign_admin):
        assert client_as(other).get(path).status_code == 404
    assert client_as(None).get(path).headers["Location"].startswith("/accounts/login/")
    assert client_as(world.admin).post(path).status_code == 405


def test_it_asks_the_database_the_same_for_few_and_for_many(world, admin, queries):
    row = recorded(world, "role.given")
    paths = (PAGE, f"{PAGE}?who=priya&about=a&since=2020-01-01", f"{PAGE}{row.pk}/", FILE)
    with inside(world.heartland, world.admin):
        Activity.objects.exclude(pk=row.pk).filter(by_id=world.admin.pk).delete()
    few = [queries(lambda path=path: admin.get(path)) for path in paths]
    with inside(world.heartland, world.admin):
        for number in range(30):
            company = add_company(by=world.admin, name=f"Company {number}")
            change_company(company, by=world.admin, website=f"https://{number}.example")
            give_role(Role.Kind.REVIEWER, by=world.admin, name=f"Vera {number}", email=f"vera{number}@example.com")
    many = [queries(lambda path=path: admin.get(path)) for path in paths]
    assert few == many
    assert max(many) <= 10
