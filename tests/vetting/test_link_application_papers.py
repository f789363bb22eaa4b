"""Files of an application: what is taken, how it is given out, and to whom."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from programs import links
from programs.tenancy import inside
from tests.house.files import PNG
from vetting.actions.applying import AT_MOST
from vetting.models import Application, Paper

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def nora(applicant) -> Application:
    return applicant("Nora Kessler")


def path_of(world, application, rest: str = "") -> str:
    link = links.url("application", world.heartland.pk, application.pk).removeprefix("http://testserver")
    return f"{link}papers/{rest}"


def upload(client, world, application, name: str = "leaflet.pdf", content: bytes = PDF):
    return client.post(path_of(world, application), {"paper": SimpleUploadedFile(name, content)})


def papers(world) -> list[Paper]:
    with inside(world.heartland, world.admin):
        return list(Paper.objects.all())


def test_a_file_is_kept_and_given_out_as_an_attachment(world, nora, client):
    assert upload(client, world, nora, "Übersicht 2026.pdf").status_code == 302
    (paper,) = papers(world)
    page = client.get(path_of(world, nora)).content.decode()
    assert "Übersicht 2026.pdf" in page
    given = client.get(path_of(world, nora, f"{paper.pk}/"))
    assert given.content == PDF
    assert given.headers["Content-Type"] == "application/pdf"
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in given.headers["Content-Security-Policy"]


def test_a_picture_is_served_as_what_it_is_whatever_it_is_called(world, nora, client):
    upload(client, world, nora, "page.html", PNG)
    (paper,) = papers(world)
    given = client.get(path_of(world, nora, f"{paper.pk}/"))
    assert (given.headers["Content-Type"], paper.kind) == ("image/png", "png")
    assert ".html" not in given.headers["Content-Disposition"].replace("page-html", "")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("page.pdf", b"<!doctype html><script>alert(1)</script>", "web page"),
        ("page.pdf", b"%PDF-1.4\n<script>alert(1)</script>\n%%EOF", "web page"),
        ("letter.docx", b"PK\x03\x04rest", "Office file"),
        ("empty.pdf", b"", "empty"),
        ("big.pdf", PDF + b" " * 10 * 1024 * 1024, "larger than 10 MB"),
    ],
)
def test_what_is_something_else_is_refused(world, nora, client, name, content, says):
    response = upload(client, world, nora, name, content)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert papers(world) == []


def test_no_file_is_said(world, nora, client):
    response = client.post(path_of(world, nora))
    assert response.status_code == 422
    assert "Choose a file first" in response.content.decode()


def test_there_is_room_for_a_few(world, nora, client):
    for number in range(AT_MOST):
        upload(client, world, nora, f"paper {number}.pdf")
    assert "as many as fit" in client.get(path_of(world, nora)).content.decode()
    assert upload(client, world, nora).status_code == 422
    assert len(papers(world)) == AT_MOST


def test_a_file_is_taken_away_again(world, nora, client):
    upload(client, world, nora)
    (paper,) = papers(world)
    assert client.get(path_of(world, nora, f"{paper.pk}/removal/")).status_code == 405
    assert client.post(path_of(world, nora, f"{paper.pk}/removal/")).status_code == 302
    assert papers(world) == []
    assert client.get(path_of(world, nora, f"{paper.pk}/")).status_code == 404


def test_no_other_applicant_reads_or_removes_it(world, nora, applicant, client):
    other = applicant("Omar Haddad")
    upload(client, world, nora)
    (paper,) = papers(world)
    assert client.get(path_of(world, other, f"{paper.pk}/")).status_code == 404
    assert client.post(path_of(world, other, f"{paper.pk}/removal/")).status_code == 404
    assert "leaflet" not in client.get(path_of(world, other)).content.decode()
    assert len(papers(world)) == 1


def test_what_is_closed_takes_no_file(world, nora, client):
    upload(client, world, nora)
    client.post(path_of(world, nora).replace("papers/", "withdrawal/"))
    papers_page = path_of(world, nora)  # signed once: a second one is another address as soon as the second is over
    late = client.post(papers_page, {"paper": SimpleUploadedFile("late.pdf", PDF)})
    assert late.headers["Location"] == papers_page.removesuffix("papers/")
    (paper,) = papers(world)
    client.post(path_of(world, nora, f"{paper.pk}/removal/"))
    assert len(papers(world)) == 1


def test_the_queries_stay_the_same_for_many_files(world, nora, client, queries):
    upload(client, world, nora)
    few = queries(lambda: client.get(path_of(world, nora)))
    upload(client, world, nora)
    upload(client, world, nora)
    assert queries(lambda: client.get(path_of(world, nora))) == few <= 6
