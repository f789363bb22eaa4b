"""Two records of one person become one: what goes along, what is refused, and who may do it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from goals.actions import open_goal
from goals.merging import merge_members
from goals.models import Commitment, Goal, Pair
from goals.promising import More, make_commitment
from groups.actions import end_membership, take_seat
from groups.models import SeatHolder
from meetings.actions.following import note_call
from meetings.actions.opening import tend
from meetings.models import AgendaItem, Attendance, FollowUp, ParkedItem, Rsvp
from members.actions import add_company, add_member, invite
from members.models import Invitation, Member
from programs.models import Activity
from programs.refusal import Refused
from programs.tenancy import inside
from vetting.actions.welcoming import begin_welcome, look_at_newcomer
from vetting.models import Application, CandorCheck, Integration, Signature

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def admin(world, client_as):
    """Priya's browser."""
    return client_as(world.admin)


@pytest.fixture
def dana(world) -> Member:
    """Dana, who has joined and sits in a group."""
    with inside(world.heartland, world.admin):
        return Member.objects.select_related("company").get(user=world.member)


@pytest.fixture
def double(world, dana) -> Member:
    """A second record of Dana, as an import leaves it: another address, the same company, nobody joined."""
    with inside(world.heartland, world.admin):
        return add_member(
            by=world.admin, company=dana.company, name="Dana Whitfield", email="dana@northwind.example",
            phone="+1 608 555 0100", ask_me="Words of the double",
        )  # fmt: skip


def page(one: Member) -> str:
    """The address of the page that merges somebody."""
    return f"/p/heartland/people/{one.pk}/merge/"


def test_the_double_is_found_compared_and_folded_in(world, admin, dana, double):
    with inside(world.heartland, world.admin):
        Member.objects.filter(pk=dana.pk).update(phone="")
        (sent,) = invite([double], by=world.admin, now=NOW)
    assert "dana@northwind.example" in admin.get(page(dana)).content.decode()
    text = admin.get(f"{page(double)}?with={dana.pk}").content.decode()
    assert f"Seats, applications, signatures and drafts of goals of {double.email} go to {dana.email}." in text
    assert "taken over" in text
    answer = admin.post(page(double), {"with": str(dana.pk)})
    assert answer.headers["Location"] == f"/p/heartland/people/{dana.pk}/"
    with inside(world.heartland, world.admin):
        assert not Member.objects.filter(pk=double.pk).exists()
        kept = Member.objects.get(pk=dana.pk)
        assert (kept.email, kept.user_id, kept.phone) == (dana.email, world.member.pk, "+1 608 555 0100")
        assert kept.ask_me == dana.ask_me != "Words of the double"
        assert Invitation.objects.get(pk=sent.pk).withdrawn_at
        (told,) = Activity.objects.filter(kind="member.merged")
        assert (told.about_id, told.by_id, told.fields) == (dana.pk, world.admin.pk, ["phone"])


def test_what_the_double_has_goes_along(world, dana, double, applicant_of):
    with inside(world.heartland, world.admin):
        take_seat(world.sibling_group, double, by=world.admin, now=NOW)
        application = applicant_of(double)
        Signature.objects.create(agreement=world_agreement(world), member=double, name="Dana", digest="x")
        check = CandorCheck.objects.create(
            application_id=application.pk, group=world.sibling_group, applicant_name="A", company_name="B",
            asked=[double.pk],
        )  # fmt: skip
        merge_members(dana, double, by=world.admin, now=NOW)
        assert SeatHolder.objects.current().filter(group=world.sibling_group, member=dana).exists()
        assert Application.objects.get(pk=application.pk).member_id == dana.pk
        assert Signature.objects.filter(member=dana, digest="x").exists()
        check.refresh_from_db()
        assert check.asked == [dana.pk]


def world_agreement(world):
    """An agreement to sign."""
    from vetting.actions.signing import publish_agreement
    from vetting.models import Agreement

    return publish_agreement(Agreement.Kind.NDA, group=None, text="Quiet.", by=world.admin, now=NOW)


@pytest.fixture
def applicant_of(world):
    """Makes an application that somebody's seat came from."""
    from programs.models import Track
    from vetting.states import State

    def make(member: Member) -> Application:
        return Application.objects.create(
            track=Track.objects.get(name="Owners"), name=member.name, email=member.email, company_name="N",
            company_key="n", zone="UTC", state=State.SEATED, member=member,
        )  # fmt: skip

    return make


def test_one_seat_is_enough_where_both_sit(world, dana, double):
    with inside(world.heartland, world.admin):
        take_seat(world.group, double, by=world.admin, now=NOW)
        merge_members(dana, double, by=world.admin, now=NOW)
        (held,) = SeatHolder.objects.current().filter(group=world.group, member=dana)
        assert held.reads_from < NOW, "the one that reads since long is kept"


def test_one_place_at_a_meeting_is_enough_where_both_have_one(world, dana, double):
    with inside(world.heartland, world.admin):
        take_seat(world.group, double, by=world.admin, now=NOW)
        tend(world.group, now=NOW)
        place = Rsvp.objects.get(meeting=world.meeting, member=dana)
        assert Rsvp.objects.filter(meeting=world.meeting, member=double).exists()
        seen = Attendance.objects.get(meeting=world.past_meeting, member=dana)
        Attendance.objects.create(
            meeting=world.past_meeting, group=world.group, seat_id=seen.seat_id, member=double, seen="unexcused"
        )
        merge_members(dana, double, by=world.admin, now=NOW)
        assert Rsvp.objects.get(meeting=world.meeting, member=dana) == place
        assert Attendance.objects.get(meeting=world.past_meeting, member=dana) == seen


def test_who_gets_a_seat_by_a_merge_reads_nothing_of_before(world, dana, double):
    with inside(world.heartland, world.admin):
        take_seat(world.sibling_group, double, by=world.admin, now=NOW, reads=NOW - timedelta(days=900))
        merge_members(dana, double, by=world.admin, now=NOW)
        (held,) = SeatHolder.objects.current().filter(group=world.sibling_group, member=dana)
        assert held.reads_from == NOW


def test_drafts_of_an_import_go_along_though_no_admin_reads_them(world, dana, double):
    with inside(world.heartland, world.admin):
        own = [f"draft {number}" for number in range(2)]
        for title in own:
            Goal(member=double, title=title, state="draft", begins_on=NOW.date(), import_key=title).save(
                force_insert=True
            )
        assert not Goal.objects.exists()
    with inside(world.heartland, world.member):
        mine = open_goal(dana, by=world.member, now=NOW, title="draft 0", start_value=1, target_value=2)
        Goal.objects.filter(pk=mine.pk).update(import_key="draft 0")
    with inside(world.heartland, world.admin):
        merge_members(dana, double, by=world.admin, now=NOW)
    with inside(world.heartland, world.member):
        titles = list(Goal.objects.filter(title__startswith="draft").values_list("title", flat=True))
        assert sorted(titles) == ["draft 0", "draft 0", "draft 1"]


def test_two_who_have_joined_stay_two(world, admin, dana):
    with inside(world.heartland, world.admin):
        luis = Member.objects.get(user=world.peer)
    assert "Both have joined" in admin.get(f"{page(dana)}?with={luis.pk}").content.decode()
    assert admin.post(page(dana), {"with": str(luis.pk)}).status_code == 409
    with inside(world.heartland, world.admin):
        assert Member.objects.filter(pk__in=(dana.pk, luis.pk)).count() == 2


def test_the_database_itself_moves_nothing_of_who_has_joined(world, dana):
    from django.db import connection

    with inside(world.heartland, world.admin):
        luis = Member.objects.get(user=world.peer)
        with connection.cursor() as cursor:
            cursor.execute("select app_merge_members(%s, %s)", [dana.pk, luis.pk])
    with inside(world.heartland, world.member):
        assert Goal.objects.get(pk=world.goal.pk).member_id == dana.pk
    with inside(world.heartland, world.peer):
        assert not Goal.objects.filter(pk=world.private_goal.pk).exists()


def test_a_seat_of_another_company_is_in_the_way(world, admin, dana):
    with inside(world.heartland, world.admin):
        other = add_company(by=world.admin, name="Northwind Incorporated")
        twin = add_member(by=world.admin, company=other, name="Dana Whitfield", email="d@nw.example")
        take_seat(world.sibling_group, twin, by=world.admin, now=NOW)
    answer = admin.post(page(dana), {"with": str(twin.pk)})
    assert answer.status_code == 409
    assert "A seat belongs to a company: end that seat first." in answer.content.decode()


def test_who_left_comes_back_first(world, dana, double):
    with inside(world.heartland, world.admin):
        end_membership(dana, by=world.admin, now=NOW, reason="Sold")
        with pytest.raises(Refused, match="Bring them back first"):
            merge_members(dana, double, by=world.admin, now=NOW)
        with pytest.raises(Refused, match="the same record"):
            merge_members(double, double, by=world.admin, now=NOW)


def test_of_two_who_have_not_joined_one_may_choose(world, admin, dana, double):
    with inside(world.heartland, world.admin):
        third = add_member(by=world.admin, company=dana.company, name="Dana W.", email="dw@northwind.example")
    text = admin.get(f"{page(double)}?with={third.pk}").content.decode()
    assert f"{page(third)}?with={double.pk}" in text
    admin.post(page(third), {"with": str(double.pk)})
    with inside(world.heartland, world.admin):
        assert list(Member.objects.filter(pk__in=(double.pk, third.pk))) == [third]


def test_nobody_is_found_by_nonsense(admin, dana):
    for told in ("with=x", "with=%00", f"with={dana.company_id}", "q=%00"):
        assert admin.get(f"{page(dana)}?{told}").status_code == 200
    assert "Nobody else is called that." in admin.get(page(dana)).content.decode()
    assert admin.post(page(dana), {"with": "x"}).status_code == 200


@pytest.mark.parametrize("who", ["member", "peer", "facilitator", "reviewer", "stranger", "foreign_admin"])
def test_for_others_it_does_not_exist(world, client_as, dana, double, who):
    browser = client_as(getattr(world, who))
    assert browser.get(page(dana)).status_code == 404
    assert browser.post(page(dana), {"with": str(double.pk)}).status_code == 404


def test_somebody_of_another_program_is_not_found(world, admin, dana):
    with inside(world.summit, world.foreign_admin):
        foreign = Member.objects.first()
    assert admin.post(page(dana), {"with": str(foreign.pk)}).status_code == 200
    with inside(world.summit, world.foreign_admin):
        assert Member.objects.filter(pk=foreign.pk).exists()


def test_who_is_not_signed_in_is_sent_to_sign_in_and_a_put_is_refused(client, admin, dana):
    assert client.get(page(dana)).headers["Location"].startswith("/accounts/login/")
    assert admin.put(page(dana)).status_code == 405


def test_looks_of_a_facilitator_go_along_and_the_admin_reads_none(world, dana, double):
    with inside(world.heartland, world.admin):
        SeatHolder.objects.filter(member=dana).update(left_at=NOW)
        take_seat(world.group, double, by=world.admin, now=NOW)
        arrival = begin_welcome(world.group, double, by=world.admin, now=NOW)
    with inside(world.heartland, world.facilitator):
        look_at_newcomer(arrival, 30, scores={"ties": 0}, by=world.facilitator, now=NOW)
    with inside(world.heartland, world.admin):
        merge_members(dana, double, by=world.admin, now=NOW)
        assert not Integration.objects.exists()
    with inside(world.heartland, world.facilitator):
        assert Integration.objects.get().member_id == dana.pk


def test_what_a_group_wrote_down_of_somebody_goes_along(world, dana, double):
    """Nobody need have joined to be named by a group: promises, calls, issues, items of an agenda, partners."""
    with inside(world.heartland, world.admin):
        SeatHolder.objects.filter(member=dana).update(left_at=NOW)
        take_seat(world.group, double, by=world.admin, now=NOW)
    today = NOW.date()
    with inside(world.heartland, world.facilitator):
        promise = make_commitment(
            double, world.group, by=world.facilitator, now=NOW, today=today, text="Call the lawyer", due_on=today
        )
        called = note_call(world.group, double, by=world.facilitator, now=NOW, reason="quiet", about=None)
        parked = ParkedItem.objects.create(group=world.group, member=double, title="Who answers at night?")
        item = AgendaItem.objects.create(
            meeting=world.meeting, group=world.group, said_at=world.meeting.starts_at, position=90, kind="issue",
            title="Hot seat", minutes=30, presenter=double,
        )  # fmt: skip
        luis = Member.objects.get(user=world.peer)
        pair = Pair.objects.create(group=world.group, member=luis, other=double, begins_on=today, ends_on=today)
        itself = Pair.objects.create(group=world.group, member=dana, other=double, begins_on=today, ends_on=today)
    with inside(world.heartland, world.peer):
        more = More(witness=double)
        watched = make_commitment(
            luis, world.group, by=world.peer, now=NOW, today=today, text="Mine", due_on=today, more=more
        )
    with inside(world.heartland, world.admin):
        merge_members(dana, double, by=world.admin, now=NOW)
        assert not Commitment.objects.exists()
    with inside(world.heartland, world.facilitator):
        assert Commitment.objects.get(pk=promise.pk).member_id == dana.pk
        assert FollowUp.objects.get(pk=called.pk).member_id == dana.pk
        assert ParkedItem.objects.get(pk=parked.pk).member_id == dana.pk
        assert AgendaItem.objects.get(pk=item.pk).presenter_id == dana.pk
        assert Pair.objects.get(pk=pair.pk).other_id == dana.pk
        assert not Pair.objects.filter(pk=itself.pk).exists()
    with inside(world.heartland, world.peer):
        assert Commitment.objects.get(pk=watched.pk).partner_id == dana.pk


def test_nobody_is_their_own_witness_after_a_merge(world, dana, double):
    with inside(world.heartland, world.admin):
        take_seat(world.group, double, by=world.admin, now=NOW)
    today = NOW.date()
    with inside(world.heartland, world.facilitator):
        promise = make_commitment(
            double, world.group, by=world.facilitator, now=NOW, today=today, text="Call the lawyer", due_on=today,
            more=More(witness=dana),
        )  # fmt: skip
    with inside(world.heartland, world.admin):
        merge_members(dana, double, by=world.admin, now=NOW)
    with inside(world.heartland, world.member):
        assert Commitment.objects.values_list("member_id", "partner_id").get(pk=promise.pk) == (dana.pk, None)
