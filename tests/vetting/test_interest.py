"""Being told of the next intake: asked by anybody, confirmed by mail, told once, taken off at will."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.models import Group
from notifications.announcing import announce
from notifications.delivering import deliver
from notifications.models import Kind
from programs.tenancy import inside
from tests.notifications.conftest import deliveries, quiet, server  # noqa: F401
from vetting.actions.interest import announce_intake, ask_to_be_told, confirm_interest, leave_interest
from vetting.actions.ringing import ring_all
from vetting.models import Interest

PAGE = "/p/heartland/interest/"
INTAKE = "/p/heartland/intake/"
ADDRESS = "lee@later.example"


@pytest.fixture
def asked(world, now):
    """An address that somebody left, not confirmed."""

    def ask(address=ADDRESS, *, confirmed=False, when=now):
        with inside(world.heartland):
            ask_to_be_told(address, now=when)
        with inside(world.heartland, world.admin):
            found = Interest.objects.get(email=address)
        if confirmed:
            with inside(world.heartland, reach=found.pk):
                confirm_interest(found, now=when)
        return found

    return ask


def path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def rows(world) -> list[Interest]:
    with inside(world.heartland, world.admin):
        return list(Interest.objects.all())


def fill(world) -> None:
    """Every seat of every group of Heartland is taken."""
    with inside(world.heartland, world.admin):
        for group in Group.objects.with_seats_taken():
            Group.objects.filter(pk=group.pk).update(seat_count=max(group.taken, 2), visibility="public")


def test_the_public_pages_offer_it_when_no_seat_is_open(world, client):
    page = reverse("what_to_expect", args=["heartland", world.group.pk])
    for url in ("/p/heartland/", page):
        assert PAGE not in client.get(url).content.decode()
    fill(world)
    assert PAGE in client.get("/p/heartland/").content.decode()
    assert f"{PAGE}?group={world.group.pk}" in client.get(page).content.decode()


def test_an_address_is_kept_and_the_answer_is_the_same_the_second_time(world, client):
    first = client.post(f"{PAGE}?group={world.group.pk}", {"email": " Lee@Later.example "})
    again = client.post(PAGE, {"email": "lee@later.example"})
    assert "We have sent a question to" in first.content.decode()
    assert first.content.decode().lower().count("lee@later.example") == again.content.decode().count(ADDRESS)
    (row,) = rows(world)
    assert (row.email, row.group_id, row.confirmed_at) == (ADDRESS, world.group.pk, None)


@pytest.mark.parametrize(
    ("typed", "error"),
    [("", "required"), ("lee", "valid email"), ("a\0@b.example", "Null"), (f"{'a' * 260}@b.example", "")],
)
def test_a_wrong_address_says_so(world, client, typed, error):
    answer = client.post(PAGE, {"email": typed})
    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert rows(world) == []


@pytest.mark.usefixtures("quiet")
def test_it_counts_when_its_owner_confirms_and_is_told_once(world, client, client_as, server, asked, now):  # noqa: F811
    asked()
    announce(now=now)
    deliver(now=now)
    (mail,) = server.mails
    assert mail["To"] == ADDRESS
    url = path(next(word for word in mail.get_body(("plain",)).get_content().split() if "/interest/" in word))
    assert "Shall we tell you?" in client.get(url).content.decode()
    assert rows(world)[0].confirmed_at is None, "looking is not saying yes"
    with inside(world.heartland, world.admin):
        assert Interest.objects.waiting().count() == 0
    assert "You will be told" in client.post(url, {"confirm": "1"}).content.decode()
    browser = client_as(world.admin)
    assert "1 address waits to be told" in browser.get(INTAKE).content.decode()
    told = browser.post(INTAKE, {"words": "Two seats for owners."}, follow=True).content.decode()
    assert "One address hears that the next intake opens." in told
    assert "Told 1 on " in told
    later = timezone.now() + timedelta(minutes=1)
    announce(now=later)
    deliver(now=later)
    mail = server.mails[-1]
    read = " ".join(mail.get_body(("plain",)).get_content().split())
    assert "Two seats for owners." in read
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert browser.post(INTAKE, {}).status_code == 422, "nobody is told twice"
    off = path(str(mail["List-Unsubscribe"]).strip("<>"))
    client.logout()
    assert rows(world)
    assert "Taken off" in client.post(off, {"List-Unsubscribe": "One-Click"}).content.decode()
    assert rows(world) == []
    assert "Taken off" in client.post(off, {"List-Unsubscribe": "One-Click"}).content.decode()
    assert client.get(off).status_code == 404
    assert [one.state for one in deliveries(kind=Kind.INTAKE)] == ["sent"]


@pytest.mark.usefixtures("quiet")
def test_an_address_is_asked_once_in_ten_minutes(world, server, asked, now):  # noqa: F811
    for minutes in (0, 1, 2):
        asked(when=now + timedelta(minutes=minutes))
        announce(now=now + timedelta(minutes=minutes))
        deliver(now=now + timedelta(minutes=minutes))
    assert len(server.mails) == 1


@pytest.mark.usefixtures("quiet")
def test_who_is_taken_off_before_a_mail_leaves_gets_none(world, server, asked, now):  # noqa: F811
    found = asked(confirmed=True)
    with inside(world.heartland, world.admin):
        assert announce_intake(by=world.admin, now=now) == 1
    announce(now=now)
    with inside(world.heartland, reach=found.pk):
        leave_interest(found, now=now)
    deliver(now=now)
    assert server.mails == []


def test_who_was_told_may_ask_again(world, asked, now):
    asked(confirmed=True)
    with inside(world.heartland, world.admin):
        announce_intake(by=world.admin, now=now)
        assert Interest.objects.waiting().count() == 0
    asked(confirmed=True)
    with inside(world.heartland, world.admin):
        assert Interest.objects.waiting().count() == 1


def test_an_address_that_nobody_confirmed_is_deleted_after_seven_days(world, client, asked, now):
    asked()
    asked(when=now + timedelta(days=6))
    asked("sure@later.example", confirmed=True)
    ring_all(now=now + timedelta(days=7, minutes=-1))
    assert {row.email for row in rows(world)} == {ADDRESS, "sure@later.example"}
    ring_all(now=now + timedelta(days=7))
    assert [row.email for row in rows(world)] == ["sure@later.example"]
    asked(when=now + timedelta(days=8))
    assert {row.email for row in rows(world)} == {ADDRESS, "sure@later.example"}
    assert "Without your confirmation we delete it after 7 days." in client.get(PAGE).content.decode()


def test_a_link_opens_its_own_address_and_no_other(world, asked):
    one, _ = asked(), asked("other@later.example")
    with inside(world.heartland, reach=one.pk):
        assert [row.email for row in Interest.objects.all()] == [ADDRESS]
    with inside(world.heartland):
        assert not Interest.objects.exists()


def test_the_list_is_the_admins(world, client_as, asked, client, queries):
    asked(confirmed=True)
    for user in (world.member, world.facilitator, world.reviewer, world.foreign_admin):
        assert client_as(user).get(INTAKE).status_code == 404
        assert client_as(user).post(INTAKE).status_code == 404
    for user in (world.member, world.facilitator, world.reviewer):
        with inside(world.heartland, user):
            assert not Interest.objects.exists()
    browser = client_as(world.admin)
    browser.get(INTAKE)
    few = queries(lambda: browser.get(INTAKE))
    for number in range(3):
        asked(f"more{number}@later.example", confirmed=True)
    assert queries(lambda: browser.get(INTAKE)) == few <= 10
    answer = browser.post(INTAKE, {"words": "x" * 601})
    assert answer.status_code == 422
    assert "x" * 601 in answer.content.decode()
    client.logout()
    assert client.get(INTAKE).url.startswith("/accounts/login/")
