"""Could you speak freely with them? Who is asked, who reads the answers, and that nobody else can tell who said no."""

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from groups.actions import appoint_facilitator, leave_seat
from groups.models import SeatHolder
from members.models import Member
from notifications.announcing import announce
from notifications.delivering import deliver
from notifications.models import Delivery, Kind, Notice
from notifications.notices.candor import THINKING
from programs.actions import give_role
from programs.models import Activity, Role, User
from programs.refusal import Refused
from programs.tenancy import POST, inside
from tests.notifications.conftest import (  # noqa: F401 - fixtures
    Server,
    deliveries,
    quiet,
    rested,
    server,
)
from vetting.actions import applying
from vetting.actions.candor import answer_candor, ask_candor, settle_candor
from vetting.actions.deciding import decide, forget, undo_decision
from vetting.models import Application, CandorAnswer, CandorCheck, CandorOutcome
from vetting.states import Decision

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
REASON = "zq-we-bid-on-the-same-clients-zq"


@pytest.fixture
def application(world, applicant, now) -> Application:
    """Nora, in the pool of Heartland, who agreed to be named."""
    made = applicant(consent_at=now)
    with inside(world.heartland, world.admin):
        decide(made, Decision.ACCEPT, by=world.admin, now=now - timedelta(hours=1), reason="fits")
        return Application.objects.get(pk=made.pk)


@pytest.fixture
def check(world, application, now) -> CandorCheck:
    """Owners 1 is asked about Nora."""
    with inside(world.heartland, world.admin):
        return ask_candor(application, world.group, by=world.admin, now=now)


@pytest.fixture
def third(world) -> User:
    """The third of Owners 1, besides member and peer."""
    with inside(world.heartland, world.admin):
        holders = (
            SeatHolder.objects.current().filter(group=world.group).exclude(member__user__in=[world.member, world.peer])
        )
        return holders.select_related("member__user").get().member.user


def say(world: Any, check: CandorCheck, user: User, freely: bool, now: Any, reason: str = "") -> None:
    """A member's answer."""
    with inside(world.heartland, user):
        answer_candor(check, Member.objects.get(user=user), freely=freely, now=now, reason=reason)


def settle(world: Any, check: CandorCheck, clear: bool, now: Any) -> None:
    """The facilitator's word."""
    with inside(world.heartland, world.facilitator):
        settle_candor(check, clear=clear, by=world.facilitator, now=now)


def stand(world: Any, check: CandorCheck, user: User | None = None) -> str | None:
    """Where the check stands, as somebody reads it; the program admin if nobody is named."""
    with inside(world.heartland, user or world.admin):
        return CandorCheck.objects.with_stand().get(pk=check.pk).stand


def page_of(check: CandorCheck, name: str = "candor") -> str:
    return reverse(name, args=["heartland", check.pk])


def words_of(response: Any) -> str:
    """The page's words, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# -- the page ----------------------------------------------------------------------------------------------------------


def test_a_member_who_was_asked_sees_who_it_is_and_what_a_no_means(world, check, client_as):
    page = client_as(world.member).get(page_of(check))
    assert page.status_code == 200
    read = words_of(page)
    for words in (
        "Could you speak freely with Nora Kessler?",
        "Kessler Networks, Dayton, OH",
        "alone, by name. The program hears only that it is being checked",
        world.facilitator.name,
        "silence is never taken for a yes",
    ):
        assert words in read
    assert "of 3 answered" not in read
    assert "Blocked" not in read


def test_yes_is_one_press_and_may_be_changed(world, check, client_as):
    browser = client_as(world.member)
    assert browser.post(page_of(check), {"freely": "yes"}).status_code == 302
    assert "You said yes" in words_of(browser.get(page_of(check)))
    browser.post(page_of(check), {"freely": "no", "reason": REASON})
    read = words_of(browser.get(page_of(check)))
    assert "You said no" in read
    assert REASON in read, "what they typed is still in its field"
    with inside(world.heartland, world.facilitator):
        answer = CandorAnswer.objects.get()
        assert (answer.freely, answer.reason, answer.member.user) == (False, REASON, world.member)


def test_yes_all_around_is_clear_by_itself_and_silence_is_not(world, check, third, now):
    say(world, check, world.member, True, now)
    say(world, check, world.peer, True, now)
    assert stand(world, check) == "asked"
    say(world, check, third, True, now)
    assert stand(world, check) == "clear"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Choose yes or no."),
        ({"freely": "maybe"}, "Choose yes or no."),
        ({"freely": "no", "reason": "x" * 601}, "at most 600"),
        ({"freely": "no", "reason": "we bid\0"}, "Null characters"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_lost(world, check, client_as, typed, words):
    page = client_as(world.member).post(page_of(check), typed)
    assert page.status_code == 422
    assert words in words_of(page)
    if "x" * 601 in typed.get("reason", ""):
        assert "x" * 601 in page.content.decode()
    with inside(world.heartland, world.facilitator):
        assert not CandorAnswer.objects.exists()


def test_the_facilitator_reads_who_said_what_who_is_silent_and_settles_it(world, check, client_as, now):
    say(world, check, world.member, False, now, REASON)
    say(world, check, world.peer, True, now)
    browser = client_as(world.facilitator)
    page = browser.get(page_of(check))
    read = words_of(page)
    for words in ("2 of 3 answered", world.member.name, REASON, "No answer yet"):
        assert words in read
    assert "You said" not in read
    assert browser.post(page_of(check, "candor_outcome"), {"outcome": "clear"}).status_code == 302
    assert stand(world, check) == "clear"
    browser.post(page_of(check, "candor_outcome"), {"outcome": "blocked"})
    assert stand(world, check) == "blocked"
    assert "Choose clear or blocked." in words_of(browser.post(page_of(check, "candor_outcome"), {}))


def test_by_phone_the_facilitator_records_the_outcome_and_nobody_is_asked_here(world, application, client_as, now):
    with inside(world.heartland, world.admin):
        check = ask_candor(application, world.group, by=world.admin, now=now, by_phone=True)
    assert client_as(world.member).get(page_of(check)).status_code == 404
    browser = client_as(world.facilitator)
    assert "Nothing but the outcome is written down" in words_of(browser.get(page_of(check)))
    browser.post(page_of(check, "candor_outcome"), {"outcome": "clear"})
    assert stand(world, check) == "clear"


@pytest.mark.parametrize("who", ["admin", "reviewer", "sibling", "stranger", "foreign_admin", "foreign_facilitator"])
def test_for_everybody_else_there_is_no_such_page(world, check, client_as, who):
    browser = client_as(getattr(world, who))
    for address in (page_of(check), page_of(check, "candor_outcome")):
        assert browser.post(address, {"freely": "yes", "outcome": "clear"}).status_code == 404
    assert browser.get(page_of(check)).status_code == 404


def test_a_member_settles_nothing_and_a_facilitator_without_a_seat_answers_nothing(world, check, client_as):
    assert client_as(world.member).post(page_of(check, "candor_outcome"), {"outcome": "clear"}).status_code == 404
    assert client_as(world.facilitator).post(page_of(check), {"freely": "yes"}).status_code == 405
    assert client_as(world.member).get(page_of(check, "candor_outcome")).status_code == 405


def test_who_left_the_group_is_not_asked_any_more(world, check, client_as, now):
    with inside(world.heartland, world.admin):
        leave_seat(SeatHolder.objects.current().get(member__user=world.peer), by=world.admin, now=now)
    assert client_as(world.peer).get(page_of(check)).status_code == 404


def test_the_page_asks_the_same_for_one_answer_and_for_three(world, check, third, client_as, queries, now):
    browser = client_as(world.facilitator)
    browser.get(page_of(check))
    say(world, check, world.member, False, now, REASON)
    one = queries(lambda: browser.get(page_of(check)))
    say(world, check, world.peer, True, now)
    say(world, check, third, True, now)
    assert queries(lambda: browser.get(page_of(check))) == one <= 10


def test_today_asks_those_who_have_not_answered(world, check, client_as):
    browser = client_as(world.member)
    today = reverse("today", args=["heartland"])
    assert page_of(check) in browser.get(today).content.decode()
    browser.post(page_of(check), {"freely": "yes"})
    assert page_of(check) not in browser.get(today).content.decode()
    assert page_of(check) not in client_as(world.sibling).get(today).content.decode()


def test_group_home_leads_its_facilitator_there_and_nobody_else(world, check, client_as, application, now):
    home = reverse("group", args=["heartland", world.group.pk])
    browser = client_as(world.facilitator)
    first = browser.get(home)
    assert page_of(check) in first.content.decode()
    for user in (world.member, world.peer, world.admin):
        assert page_of(check) not in client_as(user).get(home).content.decode()
    with inside(world.heartland, reach=application.pk):
        applying.withdraw(Application.objects.get(), now=now)
    again = browser.get(home, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200, "the page that the browser kept is not the newest"
    assert page_of(check) not in again.content.decode()


# -- the rules ---------------------------------------------------------------------------------------------------------


def test_where_a_no_would_have_a_name_nobody_is_asked(world, application, now):
    with inside(world.heartland, world.admin):
        holders = SeatHolder.objects.current().filter(group=world.group).exclude(member__user=world.member)
        for one in holders:
            leave_seat(one, by=world.admin, now=now)
        with pytest.raises(Refused, match="a no would have a name"):
            ask_candor(application, world.group, by=world.admin, now=now)
        assert ask_candor(application, world.group, by=world.admin, now=now, by_phone=True).asked == []


def test_a_no_after_it_was_found_clear_halts_the_seat_again(world, check, third, now):
    say(world, check, world.member, False, now)
    settle(world, check, True, now + MINUTE)
    assert stand(world, check) == "clear"
    say(world, check, third, False, now + 2 * MINUTE)
    assert stand(world, check) == "asked"
    settle(world, check, False, now + 3 * MINUTE)
    assert stand(world, check) == "blocked"


def test_who_facilitates_later_does_not_read_what_was_answered_before(world, check, client_as, now):
    """A program admin who appoints themselves finds silence; so does a peer who could read the group all along."""
    say(world, check, world.member, False, now, REASON)
    for user in (world.admin, world.peer):
        with inside(world.heartland, world.admin):
            role = give_role(Role.Kind.FACILITATOR, by=world.admin, user=user)
            appoint_facilitator(world.group, role, by=world.admin, now=now + MINUTE)
        with inside(world.heartland, user):
            assert not CandorAnswer.objects.exclude(member__user=user).exists()
        page = client_as(user).get(page_of(check))
        assert REASON not in page.content.decode()
        assert "is not yours to read" in words_of(page)


def test_when_it_is_over_the_answers_are_deleted_and_the_page_says_so(world, check, application, client_as, now):
    say(world, check, world.member, False, now, REASON)
    with inside(world.heartland, reach=application.pk):
        applying.withdraw(Application.objects.get(), now=now)
    with inside(world.heartland, world.facilitator):
        assert not CandorAnswer.objects.exists()
    with inside(world.heartland, world.member):
        assert not CandorAnswer.objects.exists()
    browser = client_as(world.member)
    assert "This check is over." in words_of(browser.get(page_of(check)))
    answer = browser.post(page_of(check), {"freely": "yes"})
    assert (answer.status_code, "This check is over" in words_of(answer)) == (422, True)


def test_a_decline_stops_the_question_taking_it_back_asks_on_and_forgetting_leaves_no_name(
    world, check, application, now
):
    say(world, check, world.member, False, now, REASON)
    with inside(world.heartland, world.admin):
        made = decide(application, Decision.DECLINE, by=world.admin, now=now, reason="no_group")
        assert not CandorCheck.objects.open().exists()
        undo_decision(made, by=world.admin, now=now + timedelta(seconds=30))
        assert CandorCheck.objects.open().exists()
        decide(application, Decision.DECLINE, by=world.admin, now=now + MINUTE, reason="no_group")
        forget(Application.objects.get(pk=application.pk), now=now)
    for user in (world.admin, world.facilitator, world.member):
        with inside(world.heartland, user):
            assert not CandorCheck.objects.exists()
            assert not CandorAnswer.objects.exists()
            assert not CandorOutcome.objects.exists()


def test_a_link_of_another_application_ends_nothing(world, check, applicant, now):
    other = applicant("Ed Moss")
    with inside(world.heartland, reach=other.pk), connection.cursor() as cursor:
        ended = cursor.execute("select app_end_candor(%s, %s)", [check.application_id, now]).fetchone()[0]
        cursor.execute("select app_forget_candor(%s)", [check.application_id])
    assert ended == []
    with inside(world.heartland, world.admin):
        assert CandorCheck.objects.open().filter(pk=check.pk).exists()


# -- by mail -----------------------------------------------------------------------------------------------------------


def post(now: Any) -> None:
    """Everything that the post does at a moment."""
    announce(now=now)
    deliver(now=now)


def mails_to(server: Server, user: User) -> list[Any]:  # noqa: F811
    return [mail for mail in server.mails if mail["To"] == user.email]


def text_of(mail: Any) -> str:
    return " ".join(mail.get_body(("plain",)).get_content().split())


@pytest.mark.usefixtures("quiet")
def test_everybody_who_is_asked_is_mailed_with_the_name_inside_only(world, check, third, server, now):  # noqa: F811
    post(now)
    asked = {world.member.email, world.peer.email, third.email}
    about = [mail for mail in server.mails if "speak freely" in mail.as_string()]
    assert {mail["To"] for mail in about} == asked
    mail = about[0]
    assert mail["Subject"] == "One question from Heartland MSP Circle"
    assert "Could you speak freely with Nora Kessler?" in text_of(mail)
    assert page_of(check) in text_of(mail)
    html = mail.get_body(("html",)).get_content()
    preview = html[html.index("display:none") :]
    assert "Nora" not in preview[: preview.index("</div>")]
    assert "Nora" not in html[: html.index("<h1")].replace("<title>", "")


@pytest.mark.usefixtures("quiet")
def test_who_answered_before_the_mail_left_is_not_asked(world, check, server, now):  # noqa: F811
    say(world, check, world.member, True, now)
    post(now)
    assert not [mail for mail in mails_to(server, world.member) if "speak freely" in mail.as_string()]


@pytest.mark.usefixtures("quiet")
def test_the_facilitator_is_told_of_a_no_once_and_of_a_yes_never(world, check, third, server, now):  # noqa: F811
    say(world, check, world.peer, True, now)
    post(now + THINKING)
    assert mails_to(server, world.facilitator) == []
    say(world, check, world.member, False, now + THINKING, REASON)
    post(now + THINKING + MINUTE)
    assert mails_to(server, world.facilitator) == [], "a slip of the thumb can be put right first"
    post(now + 2 * THINKING)
    (mail,) = mails_to(server, world.facilitator)
    assert mail["Subject"] == "Something for you in Heartland MSP Circle"
    assert "Somebody in Owners 1 said no" in text_of(mail)
    assert world.member.name not in mail.as_string()
    assert REASON not in mail.as_string()
    say(world, check, third, False, now + 3 * THINKING)
    post(now + 4 * THINKING)
    assert len(mails_to(server, world.facilitator)) == 1, "one mail a check"
    settle(world, check, True, now + 5 * THINKING)
    say(world, check, third, False, now + 6 * THINKING)
    post(now + 7 * THINKING)
    assert len(mails_to(server, world.facilitator)) == 2, "what came after it was settled is new"


@pytest.mark.usefixtures("quiet")
def test_two_noes_at_once_are_one_mail_and_one_that_was_changed_is_none(world, check, third, server, now):  # noqa: F811
    say(world, check, world.member, False, now)
    say(world, check, world.member, True, now + MINUTE)
    post(now + MINUTE + THINKING)
    assert mails_to(server, world.facilitator) == []
    say(world, check, world.member, False, now + 10 * MINUTE)
    say(world, check, third, False, now + 10 * MINUTE)
    post(now + 10 * MINUTE + THINKING)
    assert len(mails_to(server, world.facilitator)) == 1


@pytest.mark.usefixtures("quiet")
def test_by_phone_the_facilitator_is_asked_to_call(world, application, server, now):  # noqa: F811
    with inside(world.heartland, world.admin):
        ask_candor(application, world.group, by=world.admin, now=now, by_phone=True)
    post(now)
    (mail,) = mails_to(server, world.facilitator)
    assert "Please ask Owners 1 about Nora Kessler" in text_of(mail)
    assert mails_to(server, world.member) == []


def test_only_the_post_may_ask_who_hears(world, check):
    def asked(**scope: Any) -> list[Any]:
        program = None if scope.get("reach") == POST else world.heartland
        with inside(program, **scope), connection.cursor() as cursor:
            cursor.execute(
                "select app_candor_asked(%s, %s) || app_candor_runners(%s, %s) || app_admins(%s)",
                [world.heartland.pk, check.pk, world.heartland.pk, check.pk, world.heartland.pk],
            )
            return cursor.fetchone()[0]

    assert len(asked(reach=POST)) == 5
    assert asked(user=world.member) == asked(user=world.admin) == asked(reach=check.application_id) == []


# -- who said no -------------------------------------------------------------------------------------------------------

FENCED = """
    select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relrowsecurity
    order by relname
"""
MOVING = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d[T ][\d:.]+(?:\+\d\d:\d\d)?")


def all_that(world: Any, **scope: Any) -> Counter[str]:
    """Every row of every fenced table that somebody reads, and where checks stand for them."""
    seen: Counter[str] = Counter()
    with inside(world.heartland, **scope), connection.cursor() as cursor:
        cursor.execute(FENCED)
        for (table,) in cursor.fetchall():
            cursor.execute(f'select to_jsonb(it)::text from "{table}" as it')
            seen.update(f"{table} {row}" for (row,) in cursor.fetchall())
        seen.update(f"stand {one.stand}" for one in CandorCheck.objects.with_stand())
    return seen


def readers(world: Any, check: CandorCheck, third: User) -> dict[str, dict[str, Any]]:
    """Who must not learn of a no: scopes by name. The third of the group has answered as well."""
    return {
        "admin": {"user": world.admin},
        "reviewer": {"user": world.reviewer},
        "sibling": {"user": world.sibling},
        "another of the group": {"user": third},
        "the applicant": {"reach": check.application_id},
    }


def outcome_of(world: Any, check: CandorCheck, third: User, said: dict[User, bool], now: Any, client_as: Any) -> Any:
    """All that each reader sees once these people have said this, the post has run, and pages were looked at.

    Everything that happens is undone again. Keys and moments that came with it are made the same.
    """
    known: set[str] = set()
    found: dict[str, Counter[str]] = {}
    people = readers(world, check, third)
    for scope in people.values():
        for row in all_that(world, **scope):
            known.update(MOVING.findall(row))
    undone = transaction.savepoint()
    for user, freely in said.items():
        say(world, check, user, freely, now + MINUTE, "" if freely else REASON)
    announce(now=now + 2 * MINUTE)
    deliver(now=now + 2 * MINUTE + THINKING)
    for name, scope in people.items():
        rows = all_that(world, **scope)
        found[name] = Counter()
        for row, count in rows.items():
            found[name][MOVING.sub(lambda at: at[0] if at[0] in known else "new", row)] += count
    for name in ("admin", "reviewer", "sibling", "another of the group"):
        browser = client_as(people[name]["user"])
        for page in pages(world, check):
            answer = browser.get(page)
            assert REASON not in answer.content.decode(), f"{name} at {page}"
            found[name][f"{page} {answer.status_code} {words_of(answer)}"] += 1
    transaction.savepoint_rollback(undone)
    return found


def pages(world: Any, check: CandorCheck) -> list[str]:
    """Where something might show."""
    here = ["heartland"]
    names = ("overview", "applications", "pool", "audit", "today", "groups", "directory")
    return [
        *(reverse(name, args=here) for name in names),
        reverse("application", args=[*here, check.application_id]),
        reverse("offer_new", args=[*here, check.application_id]),
        reverse("group", args=[*here, world.group.pk]),
        page_of(check),
    ]


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"member": False, "peer": True, "third": True}, {"member": True, "peer": False, "third": True}),
        ({"member": False, "third": True}, {"member": True, "third": True}),
        ({"member": False, "peer": True, "third": True}, {"member": False, "peer": False, "third": True}),
    ],
    ids=["which of two said no", "whether it was a no", "one no or two"],
)
def test_nobody_else_can_tell(world, check, third, server, client_as, now, one, other):  # noqa: F811
    """Two courses of events that differ in who said no, or whether anybody did, look the same to everybody else.

    To everybody but the facilitator and those whose own answer it is: all rows that the database shows them, word for
    word, every count among them, and the pages.
    """
    who = {"member": world.member, "peer": world.peer, "third": third}
    first, second = (
        outcome_of(world, check, third, {who[name]: freely for name, freely in said.items()}, now, client_as)
        for said in (one, other)
    )
    for name in first:
        assert first[name] - second[name] == Counter(), name
        assert second[name] - first[name] == Counter(), name
    with inside(world.heartland, world.facilitator):
        assert not CandorAnswer.objects.exists(), "both courses were undone"


@pytest.mark.usefixtures("quiet")
def test_what_was_written_down_names_nobody_and_the_post_alone_reads_it(world, check, server, now, caplog):  # noqa: F811
    say(world, check, world.member, False, now, REASON)
    for user in (world.admin, world.member, world.peer, world.facilitator, world.reviewer):
        with inside(world.heartland, user):
            assert not Activity.objects.filter(kind="candor.answered").exists()
    with inside(None, reach=POST):
        told = Activity.objects.get(kind="candor.answered")
        assert (told.by_id, told.member_id, told.fields) == (None, None, [])
    post(now + THINKING)
    assert [mail.user_id for mail in deliveries(kind=Kind.CANDOR_NO)] == [world.facilitator.pk]
    for user, sees in ((world.admin, False), (world.member, False), (world.peer, False), (world.facilitator, True)):
        with inside(world.heartland, user):
            assert Delivery.objects.filter(kind=Kind.CANDOR_NO).exists() is sees
            assert Notice.objects.filter(kind=Kind.CANDOR_NO).exists() is sees
    assert REASON not in caplog.text
    assert world.member.name not in caplog.text
    assert not [mail for mail in server.mails if REASON in mail.as_string()]
