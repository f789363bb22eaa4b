"""Who has not signed is led to it from Today and the group's page, and is asked by mail when somebody presses."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications.announcing import announce
from notifications.delivering import deliver
from notifications.models import Kind
from programs.models import Activity
from programs.tenancy import inside
from tests.notifications.conftest import deliveries, quiet, server  # noqa: F401
from vetting.actions.signing import ask_to_sign, publish_agreement, sign
from vetting.models import Agreement

TODAY = "/p/heartland/today/"
PAGE = "/p/heartland/agreements/"
SATURDAY = datetime(2026, 11, 28, 16, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 14, 0, tzinfo=UTC)


@pytest.fixture
def publish(world, now):
    """Publishes the program's text, or the charter of Owners 1 as its facilitator."""

    def new(*, charter=False, text="What is said here stays here."):
        by = world.facilitator if charter else world.admin
        kind = Agreement.Kind.CHARTER if charter else Agreement.Kind.NDA
        with inside(world.heartland, by):
            return publish_agreement(kind, text=text, group=world.group if charter else None, by=by, now=now)

    return new


@pytest.fixture
def signs(world, now):
    def sign_it(agreement, user):
        with inside(world.heartland, user):
            sign(agreement, name=user.name, member=world.member_of(user), by=user, now=now)

    return sign_it


def asking(agreement) -> str:
    return f"{PAGE}{agreement.pk}/asking/"


def test_today_and_the_group_lead_to_what_is_unsigned_until_it_is_signed(world, client_as, publish, signs):
    home, browser = f"/p/heartland/groups/{world.group.pk}/", client_as(world.member)
    assert "to read and sign" not in browser.get(TODAY).content.decode()
    nda, charter = publish(), publish(charter=True)
    for page in (TODAY, home):
        read = browser.get(page).content.decode()
        assert "2 things to read and sign" in read
        assert f"{PAGE}{nda.pk}/" in read
        assert f"{PAGE}{charter.pk}/" in read
    assert browser.get(home).headers.get("ETag") is None, "a page that a signature changes is not kept"
    signs(nda, world.member)
    for page in (TODAY, home):
        assert "One thing to read and sign" in browser.get(page).content.decode()
    signs(charter, world.member)
    for page in (TODAY, home):
        assert "to read and sign" not in browser.get(page).content.decode()
    assert "to read and sign" not in client_as(world.facilitator).get(home).content.decode(), "who holds no seat"


def test_a_new_rule_asks_again_and_a_mended_word_does_not(world, client_as, publish, signs, now):
    signs(publish(), world.member)
    browser = client_as(world.member)
    with inside(world.heartland, world.admin):
        publish_agreement(Agreement.Kind.NDA, text="Mended.", by=world.admin, now=now, minor=True)
    assert "to read and sign" not in browser.get(TODAY).content.decode()
    publish(text="A new rule.")
    assert "One thing to read and sign" in browser.get(TODAY).content.decode()


def test_the_charter_of_another_group_is_not_mine_to_sign(world, client_as, publish):
    publish(charter=True)
    assert "to read and sign" not in client_as(world.sibling).get(TODAY).content.decode()


def test_an_admin_asks_and_the_page_says_whom_and_when(world, client_as, publish, signs):
    nda, browser = publish(), client_as(world.admin)
    signs(nda, world.member)
    assert "Ask those who have not signed" in browser.get(PAGE).content.decode()
    told = browser.post(asking(nda), follow=True).content.decode()
    with inside(world.heartland, world.admin):
        people = list(nda.unsigned().exclude(user=None).values_list("pk", flat=True))
        rows = Activity.objects.filter(kind="agreement.asked")
        assert sorted(rows.values_list("member_id", flat=True)) == sorted(people)
    assert f"{len(people)} people are asked to sign." in told
    assert f"Asked {len(people)} on " in told
    told = browser.post(asking(nda), follow=True).content.decode()
    assert "They were asked within the last seven days." in told
    with inside(world.heartland, world.admin):
        assert Activity.objects.filter(kind="agreement.asked").count() == len(people)


def test_after_a_week_they_may_be_asked_again_and_nobody_is_nobody(world, publish, signs, now):
    charter = publish(charter=True)
    with inside(world.heartland, world.facilitator):
        everybody = ask_to_sign(charter, by=world.facilitator, now=now)
        assert ask_to_sign(charter, by=world.facilitator, now=now + timedelta(days=7, minutes=1)) == everybody > 1


def test_the_facilitator_asks_for_the_charter_and_peers_do_not(world, client_as, publish):
    charter = publish(charter=True)
    home = f"/p/heartland/groups/{world.group.pk}/charter/"
    assert "Asked " in client_as(world.facilitator).post(asking(charter), follow=True).content.decode()
    assert "Ask those who have not signed" in client_as(world.facilitator).get(home).content.decode()
    for user in (world.peer, world.sibling, world.foreign_admin):
        assert client_as(user).post(asking(charter)).status_code == 404
    assert client_as(world.admin).get(asking(charter)).status_code == 405
    client = client_as(world.admin)
    client.logout()
    assert client.post(asking(charter)).url.startswith("/accounts/login/")


def test_an_older_version_is_not_asked_for(world, client_as, publish):
    old = publish()
    publish(text="A new rule.")
    assert "There is a newer version." in client_as(world.admin).post(asking(old), follow=True).content.decode()


def test_the_number_of_queries_does_not_grow(world, client_as, publish, queries, now):
    nda, browser = publish(), client_as(world.admin)
    browser.get(PAGE)
    few = queries(lambda: browser.get(PAGE))
    with inside(world.heartland, world.admin):
        ask_to_sign(nda, by=world.admin, now=now)
    assert queries(lambda: browser.get(PAGE)) <= few + 1


@pytest.mark.usefixtures("quiet")
def test_each_who_has_not_signed_gets_one_mail_in_working_hours(world, server, publish, signs):  # noqa: F811
    nda = publish()
    signs(nda, world.peer)
    with inside(world.heartland, world.admin):
        ask_to_sign(nda, by=world.admin, now=SATURDAY)
        users = set(nda.unsigned().exclude(user=None).values_list("user__email", flat=True))
    announce(now=SATURDAY)
    deliver(now=SATURDAY)
    assert not server.mails
    signs(nda, world.member)
    deliver(now=MONDAY + timedelta(hours=1))
    assert {mail["To"] for mail in server.mails} == users - {world.member.email}
    mail = server.mails[0]
    read = " ".join(mail.get_body(("plain",)).get_content().split())
    assert f"/p/heartland/agreements/{nda.pk}/" in read
    assert "Until then nothing is closed to you" in read
    assert "stays here" not in read
    states = sorted(one.state for one in deliveries(kind=Kind.AGREEMENT))
    assert states.count("not_needed") == 1
