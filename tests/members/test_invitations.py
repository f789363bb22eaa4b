"""Who has not joined: waves of invitations, undo, taking back."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.actions import accept_invitation, invite
from members.models import Company, Invitation, Member
from programs.actions import give_role
from programs.models import Activity, Role
from programs.tenancy import inside

pytestmark = pytest.mark.django_db
URL = "/p/heartland/invitations/"


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return sum(query["sql"].startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) for query in captured)


@pytest.fixture
def admin(world, client_as):
    return client_as(world.admin)


def waiting(world, count: int) -> list[Member]:
    """People who were imported and have not joined."""
    with inside(world.heartland, world.admin):
        company = Company.objects.first()
        return [
            Member.objects.create(name=f"P {n:03}", email=f"p{n:03}@x.example", company=company) for n in range(count)
        ]


def open_addresses(world) -> set[str]:
    with inside(world.heartland, world.admin):
        return set(Invitation.objects.open(timezone.now()).values_list("address", flat=True))


def names(response) -> list[str]:
    return [one.name for one in response.context["people"]]


def test_the_page_tells_who_stands_how(world, admin):
    waiting(world, 2)
    response = admin.get(URL)
    assert names(response) == ["P 000", "P 001", "Wanda Ruiz"]
    counts = response.context["counts"]
    assert (counts["joined"], counts["invited"], counts["not_invited"], counts["ran_out"]) == (5, 1, 2, 0)
    with inside(world.heartland, world.admin):
        Invitation.objects.filter(pk=world.invitation.pk).update(expires_at=timezone.now())
    assert names(admin.get(URL, {"state": "ran_out"})) == ["Wanda Ruiz"]
    assert len(names(admin.get(URL, {"state": "joined"}))) == 5
    assert names(admin.get(URL, {"q": "p 001"})) == ["P 001"]


def test_those_who_were_ticked_are_invited(world, admin):
    one, two = waiting(world, 2)
    response = admin.post(URL, {"who": [f"member:{one.pk}"]})
    assert response.status_code == 302
    assert open_addresses(world) == {one.email, world.pending.email}
    with inside(world.heartland, world.admin):
        invitation = Invitation.objects.get(address=one.email)
        assert invitation.invited_by == str(world.admin)
        assert Member.objects.get(pk=one.pk).invitation_id == invitation.pk
        news = Activity.objects.get(kind="invitation.sent", about_id=invitation.pk)
        assert news.announced_at is None, "the post takes it from here"
    page = admin.get(response["Location"]).content.decode()
    assert "1 invitation goes out in a minute." in page
    assert two.email not in open_addresses(world)


def test_everybody_who_matches_is_invited_in_one_wave_and_it_can_be_undone(world, admin):
    people = waiting(world, 12)
    admin.post(URL, {"everyone": "on", "q": "P 0", "state": "not_invited"})
    assert open_addresses(world) == {one.email for one in people} | {world.pending.email}
    page = admin.get(URL).content.decode()
    assert "12 invitations go out within a minute." in page
    (undo,) = set(re.findall(r'action="([^"]+/undo/)"', page))
    admin.post(undo)
    assert open_addresses(world) == {world.pending.email}
    assert admin.post(undo).status_code == 404
    assert "within a minute" not in admin.get(URL).content.decode()


def test_inviting_again_replaces_the_earlier_invitation(world, admin):
    admin.post(URL, {"who": [f"member:{world.pending.pk}"]})
    with inside(world.heartland, world.admin):
        assert Invitation.objects.get(pk=world.invitation.pk).withdrawn_at
        assert Invitation.objects.open(timezone.now()).filter(address=world.pending.email).count() == 1


def test_an_undone_wave_lets_nobody_in(world, admin):
    from programs.refusal import Refused

    (one,) = waiting(world, 1)
    admin.post(URL, {"who": [f"member:{one.pk}"]})
    with inside(world.heartland, world.admin):
        invitation = Invitation.objects.get(address=one.email)
    admin.post(f"{URL}{invitation.wave}/undo/")
    with inside(world.heartland, reach=invitation.pk), pytest.raises(Refused):
        accept_invitation(invitation, by=None, now=timezone.now())


def test_staff_who_wait_are_invited_beside_members(world, admin):
    with inside(world.heartland, world.admin):
        role = give_role(Role.Kind.FACILITATOR, by=world.admin, name="Fay New", email="fay@f.example")
    assert "Fay New" in admin.get(URL).content.decode()
    admin.post(URL, {"who": [f"role:{role.pk}"]})
    assert "fay@f.example" in open_addresses(world)


def test_taking_back_those_who_were_ticked(world, admin):
    admin.post(f"{URL}withdrawal/", {"who": [f"member:{world.pending.pk}"]})
    assert not open_addresses(world)
    assert names(admin.get(URL, {"state": "not_invited"})) == ["Wanda Ruiz"]
    page = admin.get(admin.post(f"{URL}withdrawal/", {"who": [f"member:{world.pending.pk}"]})["Location"])
    assert "Nobody was chosen who has an open invitation." in page.content.decode()


@pytest.mark.parametrize("who", [[], ["member:x"], ["role:"], ["nobody"], ["member:\0"]])
def test_nobody_ticked_sends_nothing(world, admin, who):
    page = admin.get(admin.post(URL, {"who": who})["Location"])
    assert "Tick somebody first." in page.content.decode()
    assert open_addresses(world) == {world.pending.email}


def test_who_has_joined_or_left_is_passed_over(world, admin):
    with inside(world.heartland, world.admin):
        joined = world.member_of(world.member)
        Member.objects.filter(pk=world.pending.pk).update(left_at=timezone.now())
        assert invite([joined, Member.objects.get(pk=world.pending.pk)], by=world.admin, now=timezone.now()) == []
    admin.post(URL, {"who": [f"member:{joined.pk}", f"member:{world.pending.pk}"]})
    with inside(world.heartland, world.admin):
        assert not Invitation.objects.filter(address=joined.email, accepted_at=None).exists()


def test_a_member_of_another_program_is_not_invited_by_their_key(world, admin):
    with inside(world.summit, world.foreign_admin):
        foreign = Member.objects.create(name="X", email="x@y.example", company=Company.objects.first())
    admin.post(URL, {"who": [f"member:{foreign.pk}"]})
    assert open_addresses(world) == {world.pending.email}


def test_only_admins(world, client_as):
    for role in (world.member, world.facilitator, world.reviewer, world.stranger, world.foreign_admin):
        client = client_as(role)
        assert client.get(URL).status_code == 404
        assert client.post(URL, {"everyone": "on"}).status_code == 404
        assert client.get(f"{URL}csv/").status_code == 404
        assert client.post(f"{URL}withdrawal/", {"who": [f"member:{world.pending.pk}"]}).status_code == 404
        assert client.post(f"{URL}{world.invitation.wave}/undo/").status_code == 404
    assert client_as(None).get(URL).status_code == 302
    assert open_addresses(world) == {world.pending.email}


def test_wrong_methods(world, admin):
    assert admin.put(URL).status_code == 405
    assert admin.get(f"{URL}withdrawal/").status_code == 405
    assert admin.get(f"{URL}{world.invitation.wave}/undo/").status_code == 405
    assert admin.post(f"{URL}csv/").status_code == 405


def test_queries_do_not_grow_with_the_list_nor_with_the_wave(world, admin):
    waiting(world, 3)
    few = queries(admin, URL)
    with CaptureQueriesContext(connection) as small:
        admin.post(URL, {"everyone": "on"})
    more = waiting_more(world)
    admin.get(URL)  # says what was sent, once
    assert queries(admin, URL) == few <= 10
    with CaptureQueriesContext(connection) as large:
        admin.post(URL, {"everyone": "on"})
    assert len(large) == len(small)
    assert len(open_addresses(world)) >= more


def waiting_more(world) -> int:
    with inside(world.heartland, world.admin):
        company = Company.objects.first()
        for n in range(30):
            Member.objects.create(name=f"Q {n}", email=f"q{n}@x.example", company=company)
    return 30


def test_the_list_as_a_file(world, admin):
    rows = list(csv.DictReader(io.StringIO(admin.get(f"{URL}csv/").content.decode("utf-8-sig"))))
    assert [(row["Name"], row["Membership"]) for row in rows] == [("Wanda Ruiz", "Invited")]


def test_a_wave_waits_a_minute_for_its_undo_before_the_post_takes_it(world, admin):
    from notifications.announcing import announce
    from notifications.models import Delivery
    from programs.tenancy import POST

    admin.post(URL, {"who": [f"member:{world.pending.pk}"]})
    announce(now=timezone.now())
    with inside(world.heartland, world.admin):
        invitation = Invitation.objects.get(pk=Member.objects.get(pk=world.pending.pk).invitation_id)
    with inside(None, reach=POST):
        mail = Delivery.objects.get(about_id=invitation.pk)
    assert (mail.hold_until - invitation.sent_at).total_seconds() == 60
