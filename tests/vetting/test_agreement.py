"""One text to sign, by a member; and the charter of a group, which its facilitators publish."""

import pytest

from programs.clock import local_day
from programs.models import Activity
from programs.tenancy import inside
from vetting.actions.signing import publish_agreement, sign_on_paper
from vetting.models import Agreement, Signature


@pytest.fixture
def nda(world, now):
    with inside(world.heartland, world.admin):
        return publish_agreement(Agreement.Kind.NDA, text="What is said stays.", by=world.admin, now=now)


@pytest.fixture
def charter(world, now):
    with inside(world.heartland, world.facilitator):
        return publish_agreement(
            Agreement.Kind.CHARTER, text="We come prepared.", by=world.facilitator, now=now, group=world.group
        )


def page_of(agreement) -> str:
    return f"/p/heartland/agreements/{agreement.pk}/"


def charter_page(group) -> str:
    return f"/p/heartland/groups/{group.pk}/charter/"


def test_a_member_reads_and_signs(world, client_as, nda):
    browser = client_as(world.member)
    assert "What is said stays." in browser.get(page_of(nda)).content.decode()
    told = browser.post(page_of(nda), {"agree": "on", "name": " Dana  Whitfield "}, follow=True).content.decode()
    assert "Signed. We keep your name, the text and the time." in told
    assert "as Dana Whitfield." in told
    assert "Tick it to agree" not in told
    with inside(world.heartland, world.admin):
        signature = Signature.objects.get()
        assert (signature.name, signature.digest, signature.member.user) == ("Dana Whitfield", nda.digest, world.member)
        assert Activity.objects.filter(kind="agreement.signed", by_id=world.member.pk).exists()
    again = browser.post(page_of(nda), {"agree": "on", "name": "Dana"}, follow=True).content.decode()
    assert "as Dana Whitfield." in again
    with inside(world.heartland, world.admin):
        assert Signature.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "error"),
    [({"name": "Dana"}, "Tick it to agree."), ({"agree": "on"}, "Type your name to sign."),
     ({"agree": "on", "name": "   "}, "Type your name"), ({"agree": "on", "name": "x" * 121}, "at most 120 characters"),
     ({"agree": "on", "name": "a\0b"}, "Null characters"), ({}, "Tick it to agree.")],
)  # fmt: skip
def test_half_a_signature_is_none(world, client_as, nda, data, error):
    answer = client_as(world.member).post(page_of(nda), data)
    assert answer.status_code == 422
    assert error in answer.content.decode()
    with inside(world.heartland, world.admin):
        assert not Signature.objects.exists()


def test_a_signature_holds_when_only_words_were_mended(world, client_as, nda, now):
    with inside(world.heartland, world.admin):
        today = local_day(now, world.heartland.zone)
        sign_on_paper(nda, [world.member_of(world.member)], on=today, by=world.admin, now=now)
        mended = publish_agreement(Agreement.Kind.NDA, text="What's said stays.", by=world.admin, now=now, minor=True)
        ruled = publish_agreement(Agreement.Kind.NDA, text="Nor what is shown.", by=world.admin, now=now)
    browser = client_as(world.member)
    assert "You signed this on paper on" in browser.get(page_of(mended)).content.decode()
    assert "There is a newer version." in browser.get(page_of(mended)).content.decode()
    assert "You signed" not in browser.get(page_of(ruled)).content.decode()


def test_an_old_version_is_read_and_not_signed(world, client_as, nda, now):
    with inside(world.heartland, world.admin):
        publish_agreement(Agreement.Kind.NDA, text="Nor what is shown.", by=world.admin, now=now)
    browser = client_as(world.member)
    assert 'type="submit">Sign<' not in browser.get(page_of(nda)).content.decode()
    told = browser.post(page_of(nda), {"agree": "on", "name": "Dana"}, follow=True).content.decode()
    assert "There is a newer version." in told
    with inside(world.heartland, world.admin):
        assert not Signature.objects.exists()


def test_unsigned_locks_nobody_out(world, client_as, nda, charter):
    browser = client_as(world.member)
    assert browser.get(f"/p/heartland/groups/{world.group.pk}/").status_code == 200
    assert browser.get("/p/heartland/today/").status_code == 200


def test_a_charter_is_for_its_group(world, client_as, charter):
    for who in ("member", "peer", "facilitator", "admin"):
        assert "We come prepared." in client_as(getattr(world, who)).get(page_of(charter)).content.decode()
    for who in ("sibling", "reviewer", "stranger", "foreign_admin"):
        browser = client_as(getattr(world, who))
        assert browser.get(page_of(charter)).status_code == 404
        assert browser.post(page_of(charter), {"agree": "on", "name": "Me"}).status_code == 404


def test_who_is_no_member_signs_nothing(world, client_as, nda):
    browser = client_as(world.admin)
    assert 'type="submit">Sign<' not in browser.get(page_of(nda)).content.decode()
    assert browser.post(page_of(nda), {"agree": "on", "name": "Priya"}).status_code == 404


def test_facilitators_publish_their_charter_and_see_who_signed(world, client_as):
    browser = client_as(world.facilitator)
    assert "This group has no charter yet." in browser.get(charter_page(world.group)).content.decode()
    told = browser.post(charter_page(world.group), {"text": "We come prepared."}, follow=True).content.decode()
    assert "Version 1 is in force." in told
    assert "3 of 3 unsigned" in told
    with inside(world.heartland, world.facilitator):
        made, dana = Agreement.objects.get(group=world.group), world.member_of(world.member).pk
    client_as(world.member).post(page_of(made), {"agree": "on", "name": "Dana Whitfield"})
    assert "2 of 3 unsigned" in browser.get(charter_page(world.group)).content.decode()
    with inside(world.heartland, world.facilitator):
        peer = world.member_of(world.peer).pk
    paper = {"members": [peer], "on": "2023-05-04"}
    told = browser.post(f"{page_of(made)}paper/", paper, follow=True).content.decode()
    assert "1 of 3 unsigned" in told
    assert browser.post(f"{page_of(made)}paper/", {"members": [dana], "on": "2023-05-04"}).status_code == 422


def test_an_admin_reads_a_charter_and_does_not_write_it(world, client_as, charter):
    browser = client_as(world.admin)
    read = browser.get(charter_page(world.group)).content.decode()
    assert "3 of 3 unsigned" in read
    assert "Publish version" not in read
    assert browser.post(charter_page(world.group), {"text": "Mine"}).status_code == 404


@pytest.mark.parametrize("who", ["member", "peer", "sibling", "reviewer", "stranger", "foreign_admin"])
def test_nobody_else_runs_a_charter(world, client_as, charter, who):
    browser = client_as(getattr(world, who))
    assert browser.get(charter_page(world.group)).status_code == 404
    assert browser.post(charter_page(world.group), {"text": "Mine"}).status_code == 404
    assert browser.post(f"{page_of(charter)}paper/", {"members": []}).status_code == 404


def test_a_facilitator_of_one_group_notes_nothing_for_the_program(world, client_as, nda):
    assert client_as(world.facilitator).post(f"{page_of(nda)}paper/", {"members": []}).status_code == 404


def test_signed_out_one_is_asked_to_sign_in_and_another_method_is_refused(world, client_as, nda):
    for url in (page_of(nda), charter_page(world.group)):
        assert "/accounts/login" in client_as(None).get(url).headers["Location"]
        assert client_as(world.facilitator).put(url).status_code == 405


def test_reading_costs_few_queries(world, client_as, charter, queries):
    browser = client_as(world.member)
    assert queries(lambda: browser.get(page_of(charter))) <= 10
    runs = client_as(world.facilitator)
    assert queries(lambda: runs.get(charter_page(world.group))) <= 10
