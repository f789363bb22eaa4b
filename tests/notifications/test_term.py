"""A facilitator's term is announced to the group: who, since when, from which day they read; once, to nobody else."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.db import connection

from groups.actions import appoint_facilitator, change_group, end_term, leave_seat, resume_term
from groups.models import FacilitatorTerm, Group, SeatHolder
from notifications.announcing import announce
from notifications.delivering import deliver
from notifications.models import Kind, Urgency
from programs.actions import give_role
from programs.clock import local_day
from programs.models import Role, User
from programs.tenancy import POST, inside
from tests.notifications.conftest import Server, deliveries, notices

SATURDAY = datetime(2026, 11, 28, 16, 0, tzinfo=UTC)  # no window is open: an answer waits for none
pytestmark = pytest.mark.usefixtures("quiet")


def appoint(world, user: User, **how) -> FacilitatorTerm:
    """A user facilitates Owners 1 from Saturday on."""
    with inside(world.heartland, world.admin):
        role = give_role(Role.Kind.FACILITATOR, by=world.admin, user=user)
        group = Group.objects.get(pk=world.group.pk)
        return appoint_facilitator(group, role, by=world.admin, now=SATURDAY, **how)


def told(server: Server, now: datetime = SATURDAY) -> dict[str, EmailMessage]:
    """Everything that the post does at a moment; the mails that the server has by then, by address."""
    announce(now=now)
    deliver(now=now)
    assert len(server.mails) == len({mail["To"] for mail in server.mails}), "one mail a person"
    return {str(mail["To"]): mail for mail in server.mails}


def text_of(mail: EmailMessage) -> str:
    return " ".join(mail.get_body(("plain",)).get_content().split())


def html_of(mail: EmailMessage) -> str:
    return " ".join(mail.get_body(("html",)).get_content().split())


@pytest.fixture
def seated(world) -> set[str]:
    """The addresses of those who hold a seat in Owners 1 and have joined."""
    with inside(world.heartland, world.admin):
        holders = SeatHolder.objects.current().filter(group=world.group).exclude(member__user=None)
        return set(holders.values_list("member__user__email", flat=True))


def test_everybody_who_holds_a_seat_is_told_once_and_nobody_else(world, server, seated):
    appoint(world, world.reviewer)
    assert len(seated) > 1
    assert set(told(server)) == seated
    assert set(told(server, SATURDAY + timedelta(minutes=1))) == seated
    mails = deliveries()
    assert {(mail.kind, mail.urgency, mail.state) for mail in mails} == {(Kind.TERM, Urgency.ANSWER, "sent")}
    assert {notice.recipient_id for notice in notices()} == {mail.user_id for mail in mails}


@pytest.mark.parametrize("of", [text_of, html_of])
def test_it_says_who_since_when_and_from_which_day_they_read(world, server, of):
    appoint(world, world.reviewer)
    read = of(told(server)[world.member.email])
    for words in (
        f"{world.reviewer.name} facilitates Owners 1",
        "ince November 28, 2026.",
        "can read what is said in the group from that day on, and nothing that was said before.",
        "Private goals stay yours.",
        f"/p/heartland/groups/{world.group.pk}/",
        "everybody there is told who begins to read",
    ):
        assert words in read
    for words in ("program admin", "co-facilitator", "has ended"):
        assert words not in read


def test_nothing_confidential_stands_in_the_subject(world, server):
    appoint(world, world.reviewer)
    subject = told(server)[world.member.email]["Subject"]
    assert subject == "Who facilitates your group in Heartland MSP Circle"


@pytest.mark.parametrize("of", [text_of, html_of])
def test_an_admin_is_named_as_one(world, server, of):
    appoint(world, world.admin)
    read = of(told(server)[world.member.email])
    assert "Priya Raman is a program admin of Heartland MSP Circle." in read
    assert "as your facilitator this one does, from November 28, 2026 on." in read


@pytest.mark.parametrize("of", [text_of, html_of])
def test_a_co_facilitator_and_an_opened_history_are_told(world, server, of):
    with inside(world.heartland, world.facilitator):
        change_group(world.group, by=world.facilitator, opens_history=True)
    term = appoint(world, world.reviewer, is_co=True)
    read = of(told(server)[world.member.email])
    first = local_day(term.reads_from, world.heartland.zone)
    since = f"{first:%B} {first.day}, {first.year}"
    assert "o-facilitator" in read
    assert f"can read what was said in the group from {since} on." in read
    assert "nothing that was said before" not in read


@pytest.mark.parametrize("via", ["import", "demo"])
def test_what_is_imported_mails_nobody(world, server, via):
    appoint(world, world.reviewer, via=via)
    assert told(server) == {}
    assert deliveries() == []


def test_who_left_meanwhile_is_told_nothing(world, server, seated):
    appoint(world, world.reviewer)
    announce(now=SATURDAY)
    with inside(world.heartland, world.admin):
        holder = SeatHolder.objects.current().get(group=world.group, member__user=world.peer)
        leave_seat(holder, by=world.admin, now=SATURDAY)
    assert set(told(server)) == seated - {world.peer.email}
    assert [mail.state for mail in deliveries(user_id=world.peer.pk)] == ["not_needed"]


def test_a_member_who_facilitates_their_own_group_is_not_told_of_themselves(world, server, seated):
    appoint(world, world.peer)
    assert set(told(server)) == seated - {world.peer.email}


def test_a_term_that_ended_at_once_is_told_all_the_same(world, server, seated):
    """Otherwise an admin could read for as long as the mail server is away, and nobody would know."""
    term = appoint(world, world.admin)
    with inside(world.heartland, world.admin):
        end_term(term, by=world.admin, now=SATURDAY + timedelta(minutes=1))
    mails = told(server)
    assert set(mails) == seated
    assert "This term has ended since" in text_of(mails[world.member.email])


def test_taking_back_the_end_of_a_term_mails_nobody_again(world, server, seated):
    term = appoint(world, world.reviewer)
    told(server)
    with inside(world.heartland, world.admin):
        end_term(term, by=world.admin, now=SATURDAY + timedelta(minutes=1))
        term.refresh_from_db()
        resume_term(term, by=world.admin, now=SATURDAY + timedelta(minutes=2))
    told(server, SATURDAY + timedelta(minutes=3))
    assert len(server.mails) == len(seated)


def test_only_the_post_may_ask_who_is_to_hear(world, seated):
    def asked(program, scope) -> list[str]:
        with scope, connection.cursor() as cursor:
            cursor.execute("select app_seated(%s, %s)", [program.pk, world.group.pk])
            return [str(key) for key in cursor.fetchone()[0]]

    here = {str(user.pk) for user in User.objects.filter(email__in=seated)}
    assert set(asked(world.heartland, inside(None, reach=POST))) == here
    assert asked(world.summit, inside(None, reach=POST)) == [], "a group of another program"
    for user in (world.admin, world.member, world.foreign_admin):
        assert asked(world.heartland, inside(world.heartland, user)) == []
    assert asked(world.heartland, inside(world.heartland, reach=world.goal.pk)) == []
