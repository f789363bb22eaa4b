"""The pages of an import, from the drop of a file to what was left out; files that are not what they say."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import ImportRun, Invitation, Member
from programs.tenancy import inside

pytestmark = pytest.mark.django_db
URL = "/p/heartland/import/"
ROSTER = Path(__file__).parents[2] / "docs/samples/roster.csv"
State = ImportRun.State
SMALL = b"Name,Email,Company\nAnn Bo,ann@bo.example,Bo IT\nCy Do,cy@,Do IT\n"


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return sum(query["sql"].startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) for query in captured)


def upload(client, *files: tuple[str, bytes]):
    """Drop files."""
    return client.post(URL, {"sheets": [SimpleUploadedFile(name, data) for name, data in files]})


@pytest.fixture
def admin(world, client_as):
    return client_as(world.admin)


def runs(world) -> list[ImportRun]:
    with inside(world.heartland, world.admin):
        return list(ImportRun.objects.all())


def checked(world, admin, *files: tuple[str, bytes], **columns: str) -> ImportRun:
    """A run of which somebody has seen the columns."""
    response = upload(admin, *files)
    assert response.status_code == 302, response.context["form"].errors
    page = admin.get(response["Location"])
    told = {column["name"]: column["field"] for file in page.context["files"] for column in file["columns"]}
    admin.post(response["Location"], told | columns)
    return runs(world)[0]


# -- the way through --------------------------------------------------------------------------------------------------


def test_the_sample_roster_all_the_way(world, admin, places):
    with inside(world.heartland, world.admin):
        invitations = Invitation.objects.count()
    response = upload(admin, ("roster.csv", ROSTER.read_bytes()))
    columns = admin.get(response["Location"])
    text = columns.content.decode()
    assert "Dana McAllister" in text
    assert "the name says so" in text
    told = {column["name"]: column["field"] for column in columns.context["files"][0]["columns"]}
    page = admin.get(admin.post(response["Location"], told)["Location"])
    text = page.content.decode()
    assert "60 rows, 57 clean, 3 explained" in text
    assert "Nothing is written yet, and nobody has been mailed." in text
    assert "Import the 57 clean rows" in text
    assert "Download the 3 others" in text
    assert "Ridgeline Owners" in text
    run = runs(world)[0]
    done = admin.get(admin.post(f"{URL}{run.pk}/order/", {"skip": "on"})["Location"])
    assert "57 of 60 rows are imported" in done.content.decode()
    with inside(world.heartland, world.admin):
        assert Member.objects.filter(email="dana@northwindit.example").exists()
        assert Invitation.objects.count() == invitations


def test_rows_to_repair_come_back_with_what_is_wrong_and_can_be_imported(world, admin):
    run = checked(world, admin, ("people.csv", SMALL))
    for _ in ("before", "after"):
        response = admin.get(f"{URL}{run.pk}/left-out/0/")
        (row,) = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
        assert row["Name"] == "Cy Do"
        assert row["Problem"].startswith("Email: 'cy@' is not a full address")
        admin.post(f"{URL}{run.pk}/order/", {"skip": "on"})
    repaired = response.content.replace(b"cy@", b"cy@do.example", 1)
    run = checked(world, admin, ("again.csv", repaired))
    admin.post(f"{URL}{run.pk}/order/")
    with inside(world.heartland, world.admin):
        assert Member.objects.filter(email__in=["ann@bo.example", "cy@do.example"]).count() == 2


def test_without_skip_nothing_is_imported_while_a_row_is_wrong(world, admin):
    run = checked(world, admin, ("people.csv", SMALL))
    text = admin.get(admin.post(f"{URL}{run.pk}/order/")["Location"]).content.decode()
    assert "Nothing was imported" in text
    admin.post(f"{URL}{run.pk}/preview/")
    assert runs(world)[0].state == State.PLANNED
    with inside(world.heartland, world.admin):
        assert not Member.objects.filter(email="ann@bo.example").exists()


def test_an_order_twice_is_one_import(world, admin):
    run = checked(world, admin, ("people.csv", SMALL))
    admin.post(f"{URL}{run.pk}/order/", {"skip": "on"})
    admin.post(f"{URL}{run.pk}/order/", {"skip": "on"})
    assert runs(world)[0].state == State.DONE
    assert admin.get(f"{URL}{run.pk}/columns/").status_code == 302


def test_columns_are_changed_and_one_thing_is_read_once(world, admin):
    run = checked(world, admin, ("people.csv", SMALL), **{"column-0-0": "email"})
    assert run.state == State.READ
    response = admin.post(f"{URL}{run.pk}/columns/", {"column-0-0": "email", "column-0-1": "email", "column-0-2": ""})
    assert response.status_code == 422
    assert "both Name and Email are E-mail. Choose one." in response.content.decode()
    assert '<option value="email" selected>' in response.content.decode()
    admin.post(f"{URL}{run.pk}/columns/", {"column-0-0": "nonsense", "column-0-1": "email", "column-0-2": "company"})
    assert runs(world)[0].mapping == {"0": {"1": "email", "2": "company"}}


def test_forgetting_an_import(world, admin):
    run = checked(world, admin, ("people.csv", SMALL))
    assert admin.post(f"{URL}{run.pk}/discard/").status_code == 302
    assert not runs(world)
    run = checked(world, admin, ("people.csv", SMALL))
    admin.post(f"{URL}{run.pk}/order/", {"skip": "on"})
    assert admin.post(f"{URL}{run.pk}/discard/").status_code == 404, "what was imported stays in the list"


def test_progress_is_counted_asked_for_and_can_be_taken_over(world, admin):
    run = checked(world, admin, ("people.csv", SMALL.replace(b"cy@", b"cy@do.example")))
    with inside(world.heartland, world.admin):
        ImportRun.objects.filter(pk=run.pk).update(state=State.APPLYING, rows_done=1)
    page = admin.get(f"{URL}{run.pk}/").content.decode()
    assert "1 of 2 rows" in page
    assert "You may leave this page" in page
    assert "Do it here and now" not in page
    fragment = admin.get(f"{URL}{run.pk}/", headers={"HX-Request": "true"})
    assert fragment.content.strip().startswith(b'<div id="progress"')
    with inside(world.heartland, world.admin):
        long_ago = timezone.now() - timezone.timedelta(minutes=5)
        ImportRun.objects.filter(pk=run.pk).update(moved_at=long_ago)
    assert "Do it here and now" in admin.get(f"{URL}{run.pk}/").content.decode()
    admin.post(f"{URL}{run.pk}/attempt/")
    assert runs(world)[0].state == State.DONE
    fragment = admin.get(f"{URL}{run.pk}/", headers={"HX-Request": "true"})
    assert fragment["HX-Redirect"] == f"{URL}{run.pk}/"


# -- files that are not what they say ---------------------------------------------------------------------------------


def workbook() -> bytes:
    """What a spreadsheet program calls .xlsx."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n\n ,, \n", "empty"),
        ("head.csv", b"Name,Email,Company\n", "nothing below it"),
        ("nul.csv", b"Name,Email\nAnn\0,ann@bo.example\n", "Line 2 holds a NUL byte"),
        ("book.csv", workbook(), "Excel workbook"),
        ("old.csv", b"\xd0\xcf\x11\xe0 and so on", "old Excel workbook"),
        ("page.csv", b"<html><body>Sign in</body></html>", "web page"),
        ("cut.csv", "Name,Email\nAnn,ann@bo.example\n".encode("utf-16")[:-1], "UTF-16"),
        ("quote.csv", b'Name,Email\n"Ann,ann@bo.example\n' + b"x,y\n" * 200_000, ""),
    ],
)
def test_a_file_that_cannot_be_read_is_told_kindly_and_not_stored(world, admin, name, data, says):
    response = upload(admin, ("good.csv", SMALL), (name, data))
    assert response.status_code == 422
    errors = " ".join(response.context["form"].errors["sheets"])
    assert says in errors
    assert "good.csv" not in errors
    assert not runs(world)


def test_20_mb_are_too_much(world, admin):
    row = b"Ann Bo,ann@bo.example,Bo IT and some more words to fill it up\n"
    response = upload(admin, ("large.csv", b"Name,Email,Company\n" + row * (21 * 1024 * 1024 // len(row))))
    assert response.status_code == 422
    assert "larger than 20 MB" in response.context["form"].errors["sheets"][0]
    assert not runs(world)


def test_just_under_20_mb_has_too_many_rows(world, admin):
    row = b"Ann Bo,ann@bo.example,Bo IT\n"
    response = upload(admin, ("rows.csv", b"Name,Email,Company\n" + row * 21_000))
    assert response.status_code == 422
    assert "20,000" in response.context["form"].errors["sheets"][0]


def test_too_many_files_and_none(world, admin):
    assert upload(admin, *((f"{n}.csv", SMALL) for n in range(11))).status_code == 422
    assert admin.post(URL).status_code == 422
    assert admin.post(URL, {"sheets": "a word"}).status_code == 422


def test_a_utf_16_file_with_tabs_and_a_windows_1252_file_are_read(world, admin):
    tabs = "Name\tEmail\tCompany\nÅsa Bö\tasa@bo.example\tBö IT\n".encode("utf-16")
    run = checked(world, admin, ("tabs.txt", tabs))
    assert run.preview["clean"] == 1
    western = "Name;Email;Company\nJosé;jose@bo.example;Bö IT\n".encode("cp1252")
    run = checked(world, admin, ("western.csv", western))
    assert any("accents" in note for note in run.preview["notes"])


def test_two_files_of_one_name_are_told_apart(world, admin):
    other = b"Name,Email,Company\nEl Fo,el@,Fo IT\n"
    run = checked(world, admin, ("people.csv", SMALL), ("people.csv", other))
    assert [file["name"] for file in run.files] == ["people.csv", "people.csv (2)"]
    text = admin.get(f"{URL}{run.pk}/").content.decode()
    assert "people.csv (2), row 2" in text
    assert "of people.csv (2)</a>" in text


def test_words_of_a_file_are_only_words(world, admin):
    evil = b'Name,Email,Company\n<script>alert(1)</script>,x@,"<img src=x>"\n'
    run = checked(world, admin, ("<b>evil</b>.csv", evil))
    for page in (f"{URL}{run.pk}/", f"{URL}{run.pk}/columns/", URL):
        text = admin.get(page).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "<b>evil" not in text


def test_a_file_without_addresses_says_which_column_is_missing(world, admin):
    run = checked(world, admin, ("people.csv", b"Name,Company\nAnn Bo,Bo IT\nCy Do,Do IT\n"))
    text = admin.get(f"{URL}{run.pk}/").content.decode()
    assert "no column with e-mail addresses" in text
    assert "This cannot be imported yet" in text
    assert "Import the 0" not in text


# -- who may, and how -------------------------------------------------------------------------------------------------


def test_only_admins_of_the_program(world, client_as, admin):
    run = checked(world, admin, ("people.csv", SMALL))
    rests = ("", "columns/", "left-out/0/")
    for role in (world.member, world.facilitator, world.reviewer, world.stranger, world.foreign_admin):
        client = client_as(role)
        assert client.get(URL).status_code == 404
        assert client.get(f"{URL}sample/").status_code == 404
        for rest in rests:
            assert client.get(f"{URL}{run.pk}/{rest}").status_code == 404
        for rest in ("columns/", "preview/", "order/", "attempt/", "discard/"):
            assert client.post(f"{URL}{run.pk}/{rest}").status_code == 404
    assert client_as(None).get(URL).status_code == 302
    assert client_as(world.foreign_admin).get(f"/p/summit/import/{run.pk}/").status_code == 404


def test_wrong_methods(world, admin):
    run = checked(world, admin, ("people.csv", SMALL))
    for rest in ("preview/", "order/", "attempt/", "discard/"):
        assert admin.get(f"{URL}{run.pk}/{rest}").status_code == 405
    assert admin.post(f"{URL}{run.pk}/left-out/0/").status_code == 405
    assert admin.put(URL).status_code == 405
    assert admin.get(f"{URL}{run.pk}/left-out/7/").status_code == 404


def test_the_sample_can_be_downloaded(admin):
    response = admin.get(f"{URL}sample/")
    assert response.content == ROSTER.read_bytes()
    assert 'filename="roster.csv"' in response["Content-Disposition"]


def test_queries_do_not_grow_with_the_file(world, admin):
    few = checked(world, admin, ("few.csv", SMALL))
    rows = b"".join(b"P%d X,p%d@x.example,X%d IT\n" % (n, n, n) for n in range(60))
    many = checked(world, admin, ("many.csv", b"Name,Email,Company\n" + rows))
    for rest in ("", "left-out/0/"):
        assert queries(admin, f"{URL}{few.pk}/{rest}") == queries(admin, f"{URL}{many.pk}/{rest}") <= 10
    for run in (few, many):
        with inside(world.heartland, world.admin):
            ImportRun.objects.filter(pk=run.pk).update(state=State.READ)
    assert queries(admin, f"{URL}{few.pk}/columns/") == queries(admin, f"{URL}{many.pk}/columns/") <= 10
    assert queries(admin, URL) <= 10
