"""The overview: what needs somebody, the way to a seat, how groups stand; who may look, and the file."""

import csv
import io
from datetime import timedelta

import pytest

from groups.actions import end_term, move_group, open_group, take_seat
from groups.models import FacilitatorTerm, Group, SeatHolder
from meetings.models import Attendance
from members.actions import add_company, add_member, change_company, invite
from members.models import Invitation, Member
from notifications.models import Delivery, Kind, Urgency
from programs.models import Activity, Track
from programs.tenancy import inside
from vetting import states
from vetting.actions.candor import ask_candor, settle_candor
from vetting.actions.deciding import decide
from vetting.actions.offering import make_offer
from vetting.actions.rechecking import settle_recheck
from vetting.actions.reviewing import set_rules
from vetting.actions.ringing import ring_all
from vetting.actions.signing import publish_agreement
from vetting.bars import WIDTH, bars
from vetting.models import Agreement, Application, Dossier, Offer, Recheck
from vetting.states import State

pytestmark = pytest.mark.django_db

PAGE = "/p/heartland/overview/"


@pytest.fixture
def admin(world, client_as):
    """Priya's browser."""
    return client_as(world.admin)


def needs(page) -> dict[str, object]:
    """The exceptions of a page, by kind."""
    return {one.key: one for one in page.context["exceptions"]}


def test_what_needs_somebody_leads_to_the_one_act(world, admin, applicant, now):
    late = applicant("Nora Kessler", when=now - timedelta(days=20))
    with inside(world.heartland, world.admin):
        Dossier.objects.filter(application=late).update(late_since=now.date() - timedelta(days=3))
    page = admin.get(PAGE)
    found = needs(page)
    assert found["late"].what == "1 promised date has passed"
    assert found["late"].whom.startswith("Nora Kessler, Kessler Networks (by ")
    assert found["late"].url == found["old"].url == f"/p/heartland/applications/{late.pk}/"
    assert found["old"].what == "1 application waits for more than 14 days"
    assert admin.get(found["late"].url).status_code == 200


def test_the_oldest_comes_first_and_the_rest_is_counted(world, admin, applicant, now):
    for number in range(5):
        applicant(f"Guest {number}", when=now - timedelta(days=20 + number), weighed=False)
    line = needs(admin.get(PAGE))["old"]
    assert line.count == 5
    assert line.whom.startswith("Guest 4, ")
    assert line.whom.endswith("; and 2 more")


def test_groups_without_somebody_or_with_too_few_are_told(world, admin, now):
    with inside(world.heartland, world.admin):
        for term in FacilitatorTerm.objects.current().filter(group=world.group):
            end_term(term, by=world.admin, now=now)
        held = SeatHolder.objects.current().filter(group=world.group).values("seat").distinct().count()
    found = needs(admin.get(PAGE))
    assert world.group.name in found["led"].whom
    assert found["led"].url == f"/p/heartland/groups/{world.group.pk}/facilitators/"
    assert held < Group.ENOUGH
    assert f"{world.group.name} ({held} of {Group.ENOUGH})" in found["few"].whom


def test_offers_that_end_soon_are_told(world, admin, applicant, now):
    made = applicant()
    with inside(world.heartland, world.admin):
        set_rules(by=world.admin, now=now, candor=False)
        decide(made, states.Decision.ACCEPT, by=world.admin, now=now, reason="fits")
        made.refresh_from_db()
        offer = make_offer(made, world.group, by=world.admin, now=now, why=["It fits."])
    assert "offer" not in needs(admin.get(PAGE))
    with inside(world.heartland, world.admin):
        Offer.objects.filter(pk=offer.pk).update(held_until=now + timedelta(hours=5))
    line = needs(admin.get(PAGE))["offer"]
    assert line.what == "1 offer ends within 24 hours"
    assert line.whom.startswith(f"Nora Kessler for {world.group.name}, until ")


def test_of_a_candor_check_stands_one_word_and_no_name_of_who_said_no(world, admin, applicant, now):
    made = applicant(consent_at=now)
    with inside(world.heartland, world.admin):
        decide(made, states.Decision.ACCEPT, by=world.admin, now=now, reason="fits")
        made.refresh_from_db()
        check = ask_candor(made, world.group, by=world.admin, now=now)
    assert "candor" not in needs(admin.get(PAGE))
    with inside(world.heartland, world.facilitator):
        settle_candor(check, clear=False, by=world.facilitator, now=now)
    page = admin.get(PAGE)
    line = needs(page)["candor"]
    assert (line.what, line.whom) == ("1 candor check is blocked", f"Nora Kessler in {world.group.name}")
    assert line.url == f"/p/heartland/applications/{made.pk}/"


def test_invitations_that_came_back_or_ran_out_are_told(world, admin, now):
    with inside(world.heartland, world.admin):
        member = Member.objects.get(pk=world.pending.pk)
        (sent,) = invite([member], by=world.admin, now=now)
    before = needs(admin.get(PAGE))
    assert "bounced" not in before
    with inside(world.heartland, world.admin):
        Delivery.objects.create(
            program_id=world.heartland.pk, about_id=sent.pk, kind=Kind.INVITATION, urgency=Urgency.ANSWER,
            state=Delivery.State.FAILED, address=member.email,
        )  # fmt: skip
        Invitation.objects.filter(pk=sent.pk).update(expires_at=now - timedelta(days=1))
    found = needs(admin.get(PAGE))
    assert f"{member.name}, {member.email}" in found["bounced"].whom
    assert found["bounced"].url == f"/p/heartland/people/{member.pk}/edit/"
    assert found["ran_out"].url == "/p/heartland/invitations/?state=ran_out"


def test_unsigned_agreements_are_counted(world, admin, now):
    assert not {"nda", "charter"} & set(needs(admin.get(PAGE)))
    with inside(world.heartland, world.admin):
        seated = SeatHolder.objects.current().values("member").distinct().count()
        publish_agreement(Agreement.Kind.NDA, group=None, text="What is said stays.", by=world.admin, now=now)
    with inside(world.heartland, world.facilitator):
        publish_agreement(
            Agreement.Kind.CHARTER, group=world.group, text="We start on time.", by=world.facilitator, now=now
        )
        here = SeatHolder.objects.current().filter(group=world.group).count()
    found = needs(admin.get(PAGE))
    assert found["nda"].count == seated
    assert found["charter"].count == here
    assert found["charter"].url == f"/p/heartland/groups/{world.group.pk}/charter/"


def test_companies_to_look_at_again_are_told_until_somebody_has(world, admin, now):
    assert "recheck" not in needs(admin.get(PAGE))
    with inside(world.heartland, world.admin):
        company = world.group.seats.select_related("company").first().company
        change_company(company, by=world.admin, facts={"ownership": "Apex Capital", "employees": 400})
    ring_all(now=now + timedelta(minutes=1))
    line = needs(admin.get(PAGE))["recheck"]
    assert line.what == "1 company to look at again"
    assert line.whom.startswith(f"{company.name} in {world.group.name} (since ")
    assert (line.act, line.url) == ("See what changed", "/p/heartland/rechecks/")
    with inside(world.heartland, world.admin):
        settle_recheck(Recheck.objects.get(), by=world.admin, reason="It stays.", now=now)
    assert "recheck" not in needs(admin.get(PAGE))


def test_the_way_to_a_seat_counts_how_far_each_came(world, admin, applicant, now):
    people = [applicant(f"Guest {number}") for number in range(4)]
    old = applicant("Last Year", when=now - timedelta(days=400))
    with inside(world.heartland, world.admin):
        for one in people[:3]:
            decide(one, states.Decision.ACCEPT, by=world.admin, now=now, reason="fits")
        Application.objects.filter(pk=people[0].pk).update(state=State.SEATED)
        Application.objects.filter(pk=people[1].pk).update(state=State.WITHDRAWN)
        Application.objects.filter(pk=old.pk).update(state=State.SEATED)
    chart = admin.get(PAGE).context["funnel"]
    assert [(row.label, row.value) for row in chart.rows] == [
        ("Applied", 4), ("In review", 3), ("In the pool", 3), ("Offered a seat", 1), ("Seated", 1),
    ]  # fmt: skip
    assert "Of 4 who applied in the last 12 months, 1 sits in a group." in admin.get(PAGE).content.decode()


def test_each_open_application_is_of_one_age(admin, applicant, now):
    for days in (0, 3, 4, 7, 8, 14, 15, 30, 31, 90):
        applicant(f"Guest {days}", when=now - timedelta(days=days), weighed=False)
    chart = admin.get(PAGE).context["ages"]
    assert [row.value for row in chart.rows] == [2, 2, 2, 2, 2]


def test_groups_near_opening_say_what_is_lacking(world, admin, now, cities):
    from members.models import City

    dayton = City.objects.filter(key="dayton", region="OH").first()
    with inside(world.heartland, world.admin):
        track = Track.objects.get(name="Service managers")
        group = open_group(by=world.admin, track=track, name="Service desks")
        for number in range(4):
            company = add_company(by=world.admin, name=f"Desk {number}", city=dayton)
            member = add_member(by=world.admin, company=company, name=f"D {number}", email=f"d{number}@desk.example")
            take_seat(group, member, by=world.admin, now=now)
    page = admin.get(PAGE).content.decode()
    assert "4 of 6 needed" in page
    assert "Service managers · OH" in page
    with inside(world.heartland, world.admin):
        move_group(group, Group.State.ACTIVE, by=world.admin)
    assert "4 of 6 needed" not in admin.get(PAGE).content.decode()


def test_it_is_empty_at_first(world, client_as, now):
    with inside(world.summit, world.foreign_admin):
        for group in Group.objects.all():
            move_group(group, Group.State.CLOSED, by=world.foreign_admin)
    page = client_as(world.foreign_admin).get("/p/summit/overview/").content.decode()
    for words in ("No groups yet.", "Nobody has applied in the last 12 months.", "No application is open."):
        assert words in page


def test_queries_are_few_and_stay_flat(world, admin, applicant, queries, now):
    def fill(first: int, last: int) -> None:
        with inside(world.heartland, world.admin):
            track = Track.objects.get(name="Owners")
            for number in range(first, last):
                group = open_group(by=world.admin, track=track, name=f"Circle {number:02}")
                if number % 2:
                    move_group(group, Group.State.ACTIVE, by=world.admin)

    applicant("Nora Kessler", when=now - timedelta(days=30))
    fill(0, 4)
    admin.get(PAGE)
    few = queries(lambda: admin.get(PAGE))
    applicant("Ann Lee", when=now - timedelta(days=30))
    fill(4, 40)
    assert queries(lambda: admin.get(PAGE)) == few <= 10


@pytest.mark.parametrize("who", ["member", "facilitator", "reviewer", "stranger", "foreign_admin"])
def test_for_others_it_does_not_exist(world, client_as, who):
    for url in (PAGE, f"{PAGE}csv/"):
        assert client_as(getattr(world, who)).get(url).status_code == 404


def test_who_is_not_signed_in_is_sent_to_sign_in_and_a_post_is_refused(client, admin):
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")
    assert admin.post(PAGE).status_code == 405
    assert admin.post(f"{PAGE}csv/").status_code == 405


def test_an_admin_starts_here(world, admin):
    assert admin.get("/").headers["Location"] == PAGE
    rail = admin.get(PAGE).content.decode()
    assert f'href="{PAGE}" aria-current="page"' in rail


def test_the_file_has_the_same_figures_and_is_recorded(world, admin, applicant, now):
    applicant()
    answer = admin.get(f"{PAGE}csv/")
    header, *lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert header == ["Part", "Of", "Track", "What", "Value"]
    told = {(line[0], line[1], line[3]): line[4] for line in lines}
    assert told["Applications, last 12 months", "", "Applied"] == "1"
    assert told["Open applications", "", "Up to 3 days"] == "1"
    assert told["Groups", world.group.name, "Has a facilitator"] == "yes"
    with inside(world.heartland, world.admin):
        assert Activity.objects.filter(kind="overview.exported").count() == 1


# -- the bars ------------------------------------------------------------------------------------------------------


def test_the_longest_bar_fills_the_width_and_none_is_none():
    drawn = bars("Title", "Words.", [("All", 200), ("Half", 100), ("One", 1), ("None", 0)])
    whole, half, one, none = (row.width for row in drawn.rows)
    assert whole == 2 * half
    assert (one, none) == (3, 0)
    assert all(row.number_x < WIDTH for row in drawn.rows)
    assert [row.width for row in bars("Title", "Words.", [("None", 0)]).rows] == [0]


def test_attendance_by_group_is_told_from_three_people_up(world, admin):
    with inside(world.heartland, world.facilitator):
        seen = Attendance.objects.filter(group=world.group)
        assert seen.count() == 3
        seen.filter(pk=seen.first().pk).update(seen=Attendance.Seen.UNEXCUSED)
    shown = {one.group.pk: one.attendance for one in admin.get(PAGE).context["groups"]}
    assert (shown[world.group.pk].here, shown[world.group.pk].expected, shown[world.group.pk].percent) == (2, 3, 67)
    assert shown[world.sibling_group.pk] is None, "two people are too few"
    assert "2 of 3" in admin.get(PAGE).content.decode()
    with inside(world.heartland, world.facilitator):
        Attendance.objects.filter(group=world.group).update(seen=Attendance.Seen.ON_LEAVE)
    assert {one.attendance for one in admin.get(PAGE).context["groups"]} == {None}
