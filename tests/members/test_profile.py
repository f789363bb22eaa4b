"""One person's page, their card, editing it, leaving the program and coming back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goals.models import Goal
from groups.models import Seat, SeatHolder
from members.models import CompanyFacts, Departure, Invitation, Member
from programs.models import Activity, Due
from programs.tenancy import inside

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana(world) -> Member:
    with inside(world.heartland, world.admin):
        return Member.objects.get(user=world.member)


def page(one, rest: str = "") -> str:
    """An address below a person's page."""
    return f"/p/heartland/people/{one.pk}/{rest}"


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return sum(query["sql"].startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) for query in captured)


def test_a_peer_sees_what_to_ask_and_how_to_reach_somebody(world, client_as, dana):
    with inside(world.heartland, world.admin):
        Member.objects.filter(pk=dana.pk).update(phone="+1 608-555-0142 ext. 3", title="Owner")
    text = client_as(world.peer).get(page(dana)).content.decode()
    assert "Moving a whole client base to one stack" in text
    assert 'href="tel:+16085550142;ext=3"' in text
    assert f'href="mailto:{dana.email}"' in text
    assert "Owners 1" in text
    assert "Employees" not in text, "facts of a company are not for peers"
    assert f'{page(dana)}edit/"' not in text


def test_who_is_not_visible_does_not_exist(world, client_as, dana):
    for role in (world.sibling, world.stranger, world.foreign_admin):
        for rest in ("", "card/", "edit/"):
            assert client_as(role).get(page(dana, rest)).status_code == 404
    with inside(world.heartland, world.member):
        Member.objects.filter(pk=dana.pk).update(findable=True)
    assert client_as(world.sibling).get(page(dana)).status_code == 200


def test_signed_out_one_signs_in_first(client_as, dana):
    response = client_as(None).get(page(dana))
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_wrong_methods(world, client_as, dana):
    client = client_as(world.admin)
    assert client.post(page(dana)).status_code == 405
    assert client.post(page(dana, "card/")).status_code == 405
    assert client.get(page(dana, "return/")).status_code == 405
    assert client.put(page(dana, "edit/")).status_code == 405


def test_own_people_and_admins_read_the_facts_of_the_company(world, client_as, dana):
    for role in (world.member, world.admin):
        text = client_as(role).get(page(dana)).content.decode()
        assert "Employees" in text
        assert "Read by its own people and the program admins" in text


@pytest.mark.parametrize("role", ["member", "peer", "admin"])
def test_few_queries_whatever_the_number_of_groups(world, client_as, dana, role):
    client = client_as(getattr(world, role))
    assert queries(client, page(dana)) <= 10


# -- the card ---------------------------------------------------------------------------------------------------------


def test_the_card_of_a_peer(world, client_as, dana):
    response = client_as(world.peer).get(page(dana, "card/"))
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{dana.pk}.vcf"'
    assert b"\r\nFN:Dana Whitfield\r\n" in response.content
    assert b"Employees" not in response.content


# -- one's own page ---------------------------------------------------------------------------------------------------


OWN = {
    "version": "1",
    "name": "Dana Whitfield", "title": "Owner", "phone": "608 555 0142", "runs": "18 people", "ask_me": "A stack",
    "findable": "on", "zone": "America/Denver", "slot_weekday": "3", "slot_time": "07:45", "rhythm_days": "28",
}  # fmt: skip


def test_a_member_edits_their_own_page(world, client_as, dana):
    client = client_as(world.member)
    assert "Your profile" in client.get(page(dana, "edit/")).content.decode()
    assert client.post(page(dana, "edit/"), OWN).status_code == 302
    with inside(world.heartland, world.member):
        one = Member.objects.get(pk=dana.pk)
        assert (one.phone, one.findable, one.slot_weekday, one.rhythm_days) == ("+1 608-555-0142", True, 3, 28)
        changed = Activity.objects.filter(kind="member.changed", about_id=one.pk).latest("at")
        assert set(changed.fields) == {
            "phone", "runs", "ask_me", "findable", "zone", "slot_weekday", "slot_time", "rhythm_days",
        }  # fmt: skip
    assert "Everyone in the program sees this page" in client.get(page(dana)).content.decode()


def test_questions_about_goals_follow_the_new_slot(world, client_as, dana):
    now = timezone.now()
    with inside(world.heartland, world.member):
        goal = Goal.objects.of(dana).open().first()
        Goal.objects.filter(pk=goal.pk).update(check_in_at=now + timezone.timedelta(days=3))
    client_as(world.member).post(page(dana, "edit/"), OWN)
    with inside(world.heartland, world.member):
        due = Due.objects.get(kind="check_in", object_id=goal.pk)
        assert (due.zone, due.every_days) == ("America/Denver", 28)
        assert due.at.astimezone(timezone.zoneinfo.ZoneInfo("America/Denver")).strftime("%A %H:%M") == "Thursday 07:45"


@pytest.mark.parametrize(
    ("field", "bad", "says"),
    [
        ("name", "", "Fill this in."),
        ("name", "Da\0na", "Null characters are not allowed."),
        ("phone", "call me", "This is not a phone number. Write it like 512-555-0142."),
        ("runs", "x" * 601, "at most 600 characters"),
        ("zone", "Mars/Base", "Select a valid choice"),
        ("slot_weekday", "9", "Select a valid choice"),
        ("slot_time", "25:00", "Enter a valid time."),
        ("rhythm_days", "1", "Select a valid choice"),
    ],
)
def test_bad_input_is_told_at_the_field_and_loses_nothing(world, client_as, dana, field, bad, says):
    response = client_as(world.member).post(page(dana, "edit/"), OWN | {"ask_me": "Kept words", field: bad})
    assert response.status_code == 422
    assert any(says in error for error in response.context["form"].errors[field])
    assert "Kept words" in response.content.decode()
    with inside(world.heartland, world.member):
        assert Member.objects.get(pk=dana.pk).ask_me != "Kept words"


def test_a_save_over_a_newer_one_shows_both_and_can_be_kept(world, client_as, dana):
    """The member wrote first; the admin is told who, and saves again."""
    admin = client_as(world.admin)
    assert client_as(world.member).post(page(dana, "edit/"), OWN | {"title": "Founder"}).status_code == 302
    answer = admin.post(page(dana, "edit/"), told_of(dana, title="Owner and CEO", zone="America/Denver"))
    read = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Dana Whitfield saved this a moment ago.", "Job title: Founder", "Job title: Owner and CEO"):
        assert words in read
    assert "Time zone:" not in read, "what is the same on both sides is not shown"
    with inside(world.heartland, world.admin):
        assert Member.objects.get(pk=dana.pk).title == "Founder"
    assert admin.post(page(dana, "edit/"), answer.context["form"].data).status_code == 302
    with inside(world.heartland, world.admin):
        one = Member.objects.get(pk=dana.pk)
        assert (one.title, one.version) == ("Owner and CEO", 3)


def test_a_member_is_shown_what_was_saved_and_not_by_whom(world, client_as, dana):
    """What an admin does is in the audit, which members do not read."""
    client_as(world.admin).post(page(dana, "edit/"), told_of(dana, title="Founder"))
    answer = client_as(world.member).post(page(dana, "edit/"), OWN | {"title": "Boss", "slot_time": "06:00"})
    read = answer.content.decode()
    assert answer.status_code == 409
    assert "This was saved after you opened it. Yours is kept below." in read
    assert "Priya" not in read.partition("<main")[2]
    for words in (
        "Job title: Founder",
        "Job title: Boss",
        "Time: 08:10",
        "Time: 06:00",
        "Day: Tuesday",
        "Day: Thursday",
    ):
        assert words in read
    with inside(world.heartland, world.member):
        assert Member.objects.get(pk=dana.pk).slot_weekday == dana.slot_weekday


def test_peers_and_facilitators_edit_nobody(world, client_as, dana):
    for role in (world.peer, world.facilitator):
        assert client_as(role).get(page(dana, "edit/")).status_code == 404
        assert client_as(role).post(page(dana, "edit/"), OWN).status_code == 404


# -- what an admin keeps of a member ----------------------------------------------------------------------------------


def told_of(one, **more: str) -> dict[str, str]:
    return {
        "name": one.name,
        "email": one.email,
        "phone": "",
        "title": "",
        "track": "",
        "zone": "UTC",
        "version": str(one.version),
    } | more


def test_an_admin_changes_the_address_until_somebody_joins(world, client_as):
    one, client = world.pending, client_as(world.admin)
    assert client.post(page(one, "edit/"), told_of(one, email="Wanda@New.example")).status_code == 302
    with inside(world.heartland, world.admin):
        one.refresh_from_db()
        assert (one.email, one.invitation_id) == ("wanda@new.example", None)
        assert Invitation.objects.get(pk=world.invitation.pk).withdrawn_at, "the old address lets nobody in as Wanda"


def test_an_address_that_somebody_has_is_refused_at_the_field(world, client_as, dana):
    told = told_of(world.pending, email=dana.email.upper())
    response = client_as(world.admin).post(page(world.pending, "edit/"), told)
    assert response.status_code == 422
    assert "is here already" in str(response.context["form"].errors["email"])


def test_the_address_of_somebody_who_joined_is_theirs(world, client_as, dana):
    client = client_as(world.admin)
    assert 'name="email"' not in client.get(page(dana, "edit/")).content.decode()
    client.post(page(dana, "edit/"), told_of(dana, email="taken@over.example", title="CEO"))
    with inside(world.heartland, world.admin):
        one = Member.objects.get(pk=dana.pk)
        assert (one.email, one.title) == (dana.email, "CEO")


def test_an_admin_touches_no_slot_and_no_findability(world, client_as, dana):
    client_as(world.admin).post(page(dana, "edit/"), told_of(dana, findable="on", slot_weekday="4", ask_me="Words"))
    with inside(world.heartland, world.admin):
        one = Member.objects.get(pk=dana.pk)
        assert (one.findable, one.slot_weekday, one.ask_me) == (dana.findable, dana.slot_weekday, dana.ask_me)


# -- leaving ----------------------------------------------------------------------------------------------------------


def test_ending_a_membership_stops_access_at_once(world, client_as, dana):
    member, admin = client_as(world.member), client_as(world.admin)
    assert member.get("/p/heartland/people/").status_code == 200
    assert "Owners 1" in admin.get(page(dana, "departure/")).content.decode()
    response = admin.post(page(dana, "departure/"), {"reason": "Sold the company"})
    assert response.status_code == 302
    assert member.get("/p/heartland/people/").status_code == 404
    with inside(world.heartland, world.admin):
        assert not SeatHolder.objects.current().filter(member=dana).exists()
        assert not Seat.objects.held().filter(company=dana.company_id, group=world.group).exists()
        assert Departure.objects.get(member=dana).reason == "Sold the company"
    assert "Sold the company" in admin.get(page(dana)).content.decode()
    assert client_as(world.peer).get(page(dana)).status_code == 404
    with inside(world.heartland, world.peer):
        assert not Departure.objects.exists(), "why somebody left is not for peers"


def test_somebody_who_left_can_be_brought_back(world, client_as, dana):
    admin = client_as(world.admin)
    admin.post(page(dana, "departure/"), {"reason": "A mistake"})
    assert admin.post(page(dana, "departure/"), {"reason": "Again"}).status_code == 422
    assert admin.post(page(dana, "return/")).status_code == 302
    assert client_as(world.member).get("/p/heartland/people/").status_code == 200
    with inside(world.heartland, world.admin):
        kinds = Activity.objects.filter(about_id=dana.pk, kind__in=["member.left", "member.returned"])
        assert kinds.count() == 2


def test_an_invitation_that_waits_is_taken_back_with_the_membership(world, client_as):
    client_as(world.admin).post(page(world.pending, "departure/"), {"reason": "Never came"})
    with inside(world.heartland, world.admin):
        assert Invitation.objects.get(pk=world.invitation.pk).withdrawn_at


def test_only_admins_end_memberships(world, client_as, dana):
    for role in (world.member, world.peer, world.facilitator, world.reviewer, world.foreign_admin):
        client = client_as(role)
        assert client.get(page(dana, "departure/")).status_code == 404
        assert client.post(page(dana, "departure/"), {"reason": "x"}).status_code == 404
        assert client.post(page(dana, "return/")).status_code == 404


def test_a_reason_is_asked_for(world, client_as, dana):
    response = client_as(world.admin).post(page(dana, "departure/"), {"reason": " "})
    assert response.status_code == 422
    with inside(world.heartland, world.admin):
        assert Member.objects.get(pk=dana.pk).left_at is None


def test_facts_stay_closed_to_a_peer_in_the_database(world, dana):
    with inside(world.heartland, world.peer):
        assert not CompanyFacts.objects.filter(company=dana.company_id).exists()
