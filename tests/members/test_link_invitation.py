"""The page behind an invitation's link."""

import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.utils import timezone

from members.actions import invite
from members.models import Invitation, Member
from programs import links
from programs.actions import give_role
from programs.models import Activity, Role, User
from programs.tenancy import inside
from tests.mailbox import code_for, deliveries_to, mails_to

WANDA = "wanda.ruiz@sandhillsupport.example"
CODE = "/accounts/login/code/"


@pytest.fixture
def link(world) -> str:
    """The path of the pending invitation's link."""
    return path_of(world, world.invitation)


def path_of(world, invitation) -> str:
    return links.url("invitation", world.heartland.pk, invitation.pk).removeprefix("http://testserver")


def change(world, **fields) -> None:
    with inside(world.heartland, world.admin):
        Invitation.objects.filter(pk=world.invitation.pk).update(**fields)


def invitation(world) -> Invitation:
    with inside(world.heartland, world.admin):
        return Invitation.objects.get(pk=world.invitation.pk)


def joined(world) -> User | None:
    with inside(world.heartland, world.admin):
        return Member.objects.select_related("user").get(pk=world.pending.pk).user


def test_it_says_who_invites_to_what_and_what_happens(world, link, client):
    page = client.get(link).content.decode()
    invites = "Priya Raman invites you to Heartland MSP Circle"
    for words in (invites, "Hello Wanda", WANDA, "six-digit code", "as a member"):
        assert words in page
    assert "Sandhill" not in page.replace(WANDA, "")


def test_looking_changes_nothing(world, link, client):
    for method in (client.get, client.head, client.get):
        assert method(link).status_code == 200
    assert invitation(world).accepted_at is None
    assert joined(world) is None
    assert not deliveries_to(WANDA)


def test_accepting_mails_a_code_and_the_code_opens_the_program(world, link, client):
    response = client.post(link)
    assert response.headers["Location"] == f"{CODE}?next=%2Fp%2Fheartland%2Ftoday%2F"
    assert "_auth_user_id" not in client.session, "a link never signs anybody in"
    assert joined(world).email == WANDA
    assert WANDA in client.get(response.headers["Location"]).content.decode()
    response = client.post(response.headers["Location"], {"code": code_for(WANDA)})
    assert response.headers["Location"] == "/p/heartland/today/"
    assert client.get("/p/heartland/today/").status_code == 200
    assert len(mails_to(WANDA)) == 1


def test_staff_come_to_the_groups(world, client):
    with inside(world.heartland, world.admin):
        role = give_role(Role.Kind.FACILITATOR, by=world.admin, name="Vera Lind", email="vera@example.com")
        (sent,) = invite([role], by=world.admin, now=timezone.now())
    page = client.get(path_of(world, sent)).content.decode()
    assert "you are asked to be facilitator" in page
    assert client.post(path_of(world, sent)).headers["Location"] == f"{CODE}?next=%2Fp%2Fheartland%2Fgroups%2F"


def test_an_admin_comes_to_the_overview_as_when_signing_in(world, client):
    with inside(world.heartland, world.admin):
        role = give_role(Role.Kind.ADMIN, by=world.admin, name="Vera Lind", email="vera@example.com")
        (sent,) = invite([role], by=world.admin, now=timezone.now())
    assert client.post(path_of(world, sent)).headers["Location"] == f"{CODE}?next=%2Fp%2Fheartland%2Foverview%2F"


def test_it_works_without_a_token_for_forms_since_the_link_is_the_credential(world, link):
    assert Client(enforce_csrf_checks=True).post(link).status_code == 302


# -- over ------------------------------------------------------------------------------------------------------------


def test_a_used_one_leads_to_signing_in(world, link, client):
    client.post(link)
    for page in (Client().get(link), Client().post(link)):
        assert page.status_code == 410
        assert "This invitation was used" in page.content.decode()
        assert 'href="/accounts/login/"' in page.content.decode()
    assert len(mails_to(WANDA)) == 1


def test_a_withdrawn_one_says_whom_to_ask(world, link, client):
    change(world, withdrawn_at=timezone.now())
    for page in (client.get(link), client.post(link), client.post(link, {"renew": "1"})):
        assert page.status_code == 410
        assert "ask Priya Raman" in page.content.decode()
    assert joined(world) is None


def test_one_that_ran_out_offers_a_new_one_to_the_same_address(world, link, client):
    change(world, expires_at=timezone.now() - timedelta(seconds=1))
    page = client.get(link)
    assert page.status_code == 410
    assert "Send me a new one" in page.content.decode()
    assert client.post(link).status_code == 410
    assert joined(world) is None
    page = client.post(link, {"renew": "1"})
    assert page.status_code == 200
    assert "A new invitation is on its way" in page.content.decode()
    with inside(world.heartland, world.admin):
        assert Activity.objects.filter(kind="invitation.renewed", about_id=world.invitation.pk).count() == 1
    assert invitation(world).expires_at > timezone.now() + timedelta(days=29)
    assert client.post(link).status_code == 302


def test_asking_twice_for_a_new_one_sends_one(world, link, client):
    change(world, expires_at=timezone.now() - timedelta(seconds=1))
    for _ in range(3):
        client.post(link, {"renew": "1"})
    with inside(world.heartland, world.admin):
        assert Activity.objects.filter(kind="invitation.renewed").count() == 1


def test_the_link_of_one_that_ran_out_long_ago_still_offers_it(world, link, client, monkeypatch):
    from django.core import signing

    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 200 * 24 * 60 * 60)
    change(world, expires_at=timezone.now() - timedelta(days=1))
    assert "Send me a new one" in client.get(link).content.decode()
    monkeypatch.setattr(signing.time, "time", lambda: now + 400 * 24 * 60 * 60)
    page = client.get(link)
    assert page.status_code == 410
    assert "This link has run out" in page.content.decode()


@pytest.mark.parametrize("harm", ["truncated", "changed", "other purpose", "other program", "garbage", "nul"])
def test_a_broken_or_foreign_link_opens_nothing_and_says_one_way_on(world, link, client, harm):
    token = link.removeprefix("/a/").removesuffix("/invitation/")
    path = {
        "truncated": f"/a/{token[:-5]}/invitation/",
        "changed": f"/a/{token[:10]}{'A' if token[10] != 'A' else 'B'}{token[11:]}/invitation/",
        "other purpose": f"/a/{links.token('check-in', world.heartland.pk, world.invitation.pk)}/invitation/",
        "other program": f"/a/{links.token('invitation', world.summit.pk, world.invitation.pk)}/invitation/",
        "garbage": "/a/x/invitation/",
        "nul": "/a/%00/invitation/",
    }[harm]
    for page in (client.get(path), client.post(path), client.post(path, {"renew": "1"})):
        assert page.status_code == (404 if harm == "other program" else 410)
    assert joined(world) is None
    assert not deliveries_to(WANDA)


def test_other_methods_are_refused(world, link, client):
    assert client.put(link).status_code == 405
    assert client.delete(link).status_code == 405


# -- signed in already ----------------------------------------------------------------------------------------------


def test_the_owner_of_the_address_is_there_at_once(world, link, client_as):
    EmailAddress.objects.create(user=world.stranger, email=WANDA, verified=True)
    browser = client_as(world.stranger)
    assert "You are signed in already" in browser.get(link).content.decode()
    assert browser.post(link).headers["Location"] == "/p/heartland/today/"
    assert joined(world) == world.stranger
    assert browser.get("/p/heartland/today/").status_code == 200


def fresh(user) -> Client:
    """A browser whose person has just signed in by a code, and which checks the tokens of forms."""
    browser = Client(enforce_csrf_checks=True)
    submit(browser, "/accounts/login/", login=user.email)
    submit(browser, CODE, code=code_for(user.email))
    return browser


def submit(browser: Client, path: str, **fields: str):
    """Post a form with the token that its page carries."""
    browser.get(path)
    token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    return browser.post(path, fields | token, headers={"Referer": f"http://testserver{path}"})


def test_somebody_else_is_asked_whether_the_address_is_theirs_too(world, link, client_as):
    page = client_as(world.stranger).get(link).content.decode()
    assert f"You are signed in as <strong>{world.stranger.email}</strong>" in page
    assert "Add this address to my sign-in" in page
    assert "Sign out first" in page


def test_adding_it_makes_it_one_more_of_theirs_and_tells_the_main_address(world, link):
    browser = fresh(world.stranger)
    response = submit(browser, link, add="1")
    assert response.headers["Location"] == "/p/heartland/today/"
    assert joined(world) == world.stranger
    assert EmailAddress.objects.get(email=WANDA).user == world.stranger
    assert "You can now sign in with" in mails_to(world.stranger.email)[-1].text


def test_another_site_cannot_add_an_address_to_somebody_s_sign_in(world, link):
    browser = fresh(world.stranger)
    assert browser.post(link, {"add": "1"}).status_code == 403
    assert browser.post(link).status_code == 200
    assert joined(world) is None
    assert not EmailAddress.objects.filter(email=WANDA).exists()


def test_adding_it_at_an_unattended_desk_asks_for_a_proof(world, link):
    browser = fresh(world.stranger)
    session = browser.session
    del session["account_authentication_methods"]
    session.save()
    response = submit(browser, link, add="1")
    assert response.headers["Location"].startswith("/accounts/proof/mail/?next=%2Fa%2F")
    assert joined(world) is None
    submit(browser, response.headers["Location"], code=code_for(world.stranger.email))
    assert submit(browser, link, add="1").headers["Location"] == "/p/heartland/today/"


def test_a_member_with_another_address_is_told(world, link):
    page = submit(fresh(world.member), link, add="1")
    assert page.status_code == 409
    assert "You are a member of this program already" in page.content.decode()
    assert invitation(world).accepted_at is None


def test_signing_out_first_leads_back_to_the_invitation(world, link, client_as):
    browser = client_as(world.stranger)
    assert browser.post("/accounts/logout/", {"next": link}).headers["Location"] == link
    assert browser.post(link).headers["Location"].startswith(CODE)


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_accepts(world, link):
    start, answers = threading.Barrier(2), []

    def press():
        browser = Client()
        start.wait()
        answers.append(browser.post(link).status_code)
        connection.close()

    both = [threading.Thread(target=press) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(answers) == [302, 410]
    assert User.objects.filter(email=WANDA).count() == 1
    assert len(mails_to(WANDA)) == 1
