"""Mail of vetting: what who applied hears at each step, what a group and its facilitator hear, and the admins."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from members.models import City
from notifications.announcing import announce
from notifications.delivering import deliver
from notifications.models import Kind
from programs.activity import record
from programs.models import Track
from programs.tenancy import inside
from tests.notifications.conftest import Server, deliveries
from vetting.actions import applying
from vetting.actions.deciding import HEARS_AFTER, decide, undo_decision
from vetting.actions.offering import (
    accept_offer,
    decline_offer,
    end_offer,
    extend_offer,
    lose_offer,
    make_offer,
    remind_of_offer,
    withdraw_offer,
)
from vetting.actions.ringing import UNANSWERED_ENDS, ring_all
from vetting.models import Application, Offer, Reference, VettingRules
from vetting.states import Decision, State

MONDAY = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HEARD = MONDAY + HEARS_AFTER
ADDRESS = "nora@kessler.example"
PROGRAM = "Heartland MSP Circle"
pytestmark = pytest.mark.usefixtures("quiet")


def ask(world: Any, email: str = ADDRESS, name: str = "Nora Kessler", now: datetime = MONDAY, **told: Any) -> None:
    """A stranger asks to join Heartland's owners."""
    with inside(world.heartland, None):
        applying.apply(
            program=world.heartland, track=Track.objects.get(name="Owners"), name=name, email=email, now=now,
            company_name=f"{name.rsplit(maxsplit=1)[-1]} Networks", employees=18,
            city=City.objects.filter(key="dayton", region="OH").first(), **told,
        )  # fmt: skip


def filed(world: Any, email: str = ADDRESS) -> Application:
    """The application of an address as it stands."""
    with inside(world.heartland, world.admin):
        return Application.objects.select_related("program").get(email=email)


@pytest.fixture
def application(world: Any, server: Server) -> Application:
    """Nora has applied from New York, and that mail is behind us."""
    ask(world, zone="America/New_York")
    post(MONDAY)
    for mail in server.folder.glob("to-*/*.eml"):
        mail.unlink()
    return filed(world)


@pytest.fixture
def offered(world: Any, application: Application, server: Server) -> Offer:
    """She is accepted and a seat was offered to her on Monday; no mail of it has left."""
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(candor=False)
        decide(application, Decision.ACCEPT, by=world.admin, now=MONDAY - timedelta(hours=1), reason="fits")
        application.refresh_from_db()
        make_offer(
            application, world.group, by=world.admin, now=MONDAY, why=["You bring Ohio to the table."],
            words="Ask Luis about his service desk.",
        )  # fmt: skip
        return Offer.objects.select_related("application__program", "group", "program").get()


def post(now: datetime) -> None:
    """Everything that the post does at a moment."""
    announce(now=now)
    deliver(now=now)


def only(server: Server) -> EmailMessage:
    """The one mail that the server has."""
    (mail,) = server.mails
    return mail


def text_of(mail: EmailMessage) -> str:
    return " ".join(mail.get_body(("plain",)).get_content().split())


def html_of(mail: EmailMessage) -> str:
    return " ".join(mail.get_body(("html",)).get_content().split())


def what_became_of(kind: Kind) -> list[str]:
    """The states of the deliveries of a kind."""
    return [mail.state for mail in deliveries(kind=kind)]


def acted(world: Any, act: Callable[[], Any]) -> None:
    """Do something as the program admin."""
    with inside(world.heartland, world.admin):
        act()


# -- the application ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("of", [text_of, html_of])
def test_who_applied_hears_that_it_is_here_and_by_when_they_hear_more(world, server, of):
    ask(world, name="Click http://spam.example Networks")
    post(MONDAY)
    mail = only(server)
    assert (mail["To"], mail["Subject"]) == (ADDRESS, f"Your application to {PROGRAM}")
    read = of(mail)
    for words in ("A person reads it next.", "You hear from us by Monday, December 7,", "/application/", "30 days"):
        assert words in read
    assert "spam.example" not in mail.as_string(), "what a stranger typed is not ours to send to an address they typed"


def test_the_link_opens_the_page_of_this_application(world, server, client):
    ask(world)
    post(MONDAY)
    url = next(word for word in text_of(only(server)).split() if "/application/" in word)
    page = client.get("/" + url.split("/", 3)[3])
    assert page.status_code == 200
    assert ADDRESS in page.content.decode() or "Nora" in page.content.decode()


def test_a_second_try_gets_the_link_once_more_but_not_again_and_again(world, server, application):
    for minutes in (20, 21, 22):
        ask(world, now=MONDAY + minutes * MINUTE)
        post(MONDAY + minutes * MINUTE)
    assert "The link to your page" in text_of(only(server))
    ask(world, now=MONDAY + 40 * MINUTE)
    post(MONDAY + 40 * MINUTE)
    assert len(server.mails) == 2


def test_a_decision_is_heard_after_a_minute_and_not_before(world, server, application):
    acted(world, lambda: decide(application, Decision.ACCEPT, by=world.admin, now=MONDAY, reason="fits"))
    post(MONDAY + timedelta(seconds=59))
    assert server.mails == []
    post(HEARD)
    mail = only(server)
    assert mail["Subject"] == f"News about your application to {PROGRAM}"
    assert "You are what our groups look for." in text_of(mail)
    post(HEARD + MINUTE)
    only(server)


@pytest.mark.parametrize(
    ("decision", "how", "words"),
    [
        (
            Decision.ACCEPT,
            {"reason": "fits"},
            ["You are accepted", "your place in line is kept", "You hear from us by"],
        ),
        (Decision.WAIT, {"reason": "full"}, ["You are accepted", "would suit you are full at the moment"]),
        (
            Decision.MORE,
            {"reason": "facts", "asked": ["How many technicians?", "Since when?"]},
            ["A question for you", "- How many technicians?", "- Since when?", "after 4 weeks without an answer"],
        ),
        (
            Decision.DECLINE,
            {"reason": "small", "words": "Come back at ten people."},
            ["Not this time", "Come back at ten people.", "join@heartland.example", "is deleted on"],
        ),
    ],
)
def test_each_decision_has_its_words_and_none_in_the_subject(world, server, application, decision, how, words):
    acted(world, lambda: decide(application, decision, by=world.admin, now=MONDAY, **how))
    post(HEARD)
    mail = only(server)
    for part in words:
        assert part in text_of(mail)
        assert part.removeprefix("- ") in html_of(mail)
    assert mail["Subject"] == f"News about your application to {PROGRAM}"


def test_a_decision_taken_back_is_never_heard(world, server, application):
    with inside(world.heartland, world.admin):
        made = decide(application, Decision.DECLINE, by=world.admin, now=MONDAY, reason="small")
        undo_decision(made, by=world.admin, now=MONDAY + timedelta(seconds=30))
    post(HEARD)
    assert server.mails == []
    assert what_became_of(Kind.APPLICATION_DECIDED) == ["not_needed"]


def test_of_two_decisions_the_second_is_heard_once_also_if_the_post_was_away(world, server, application):
    with inside(world.heartland, world.admin):
        made = decide(application, Decision.DECLINE, by=world.admin, now=MONDAY, reason="small")
        undo_decision(made, by=world.admin, now=MONDAY + timedelta(seconds=20))
        decide(application, Decision.ACCEPT, by=world.admin, now=MONDAY + timedelta(seconds=40), reason="fits")
    post(HEARD + 10 * MINUTE)
    assert "You are accepted" in text_of(only(server))
    assert sorted(what_became_of(Kind.APPLICATION_DECIDED)) == ["not_needed", "sent"]


@pytest.mark.parametrize("decision", [Decision.ACCEPT, Decision.DECLINE])
def test_what_may_be_taken_back_shows_in_no_other_mail(world, server, decision):
    ask(world)
    reason = {"accept": "fits", "decline": "small"}[decision]
    acted(world, lambda: decide(filed(world), decision, by=world.admin, now=MONDAY, reason=reason))
    post(MONDAY + timedelta(seconds=30))
    assert "A person reads it next. You hear from us soon." in text_of(only(server))


def test_on_the_promised_day_they_are_told_honestly_and_once(world, server, application):
    late = MONDAY + timedelta(days=8)
    ring_all(now=late)
    post(late)
    mails = [mail for mail in server.mails if mail["To"] == ADDRESS]
    assert len(mails) == 1
    assert "No decision yet" in text_of(mails[0])
    assert "You hear from us by Tuesday, December 15," in text_of(mails[0])
    with inside(world.heartland, world.admin):
        record("application.word_kept", by=None, about=application, fields=["submitted"], at=late + timedelta(hours=2))
    post(late + timedelta(hours=2))
    assert len([mail for mail in server.mails if mail["To"] == ADDRESS]) == 1, "one a day from a machine"


def test_a_question_is_asked_once_more_and_then_the_application_ends(world, server, application):
    with inside(world.heartland, world.admin):
        decide(application, Decision.MORE, by=world.admin, now=MONDAY, reason="facts", asked=["How many technicians?"])
    again = MONDAY + timedelta(days=15)
    ring_all(now=again)
    post(again)
    asked = [mail for mail in server.mails if "We still have a question" in text_of(mail)]
    assert len(asked) == 1
    assert "- How many technicians?" in text_of(asked[0])
    assert "ends by itself on Monday, December 28" in text_of(asked[0])
    over = MONDAY + UNANSWERED_ENDS + timedelta(days=14)
    ring_all(now=over)
    post(over)
    assert filed(world).state == State.ENDED
    assert "sends it again" in text_of(server.mails[-1])
    assert not [mail for mail in server.mails if mail["To"] == world.admin.email], "they wait for an answer, not we"


def test_taking_it_back_is_confirmed_unless_it_was_sent_again(world, server, application):
    with inside(world.heartland, reach=application.pk):
        applying.withdraw(Application.objects.get(), now=MONDAY)
    post(MONDAY)
    assert "You took your application back" in text_of(only(server))
    with inside(world.heartland, reach=application.pk):
        applying.send_again(Application.objects.get(), now=MONDAY + MINUTE)
        applying.withdraw(Application.objects.get(), now=MONDAY + 2 * MINUTE)
        applying.send_again(Application.objects.get(), now=MONDAY + 3 * MINUTE)
    post(MONDAY + 4 * MINUTE)
    assert what_became_of(Kind.APPLICATION_WITHDRAWN) == ["sent", "not_needed"]


# -- the offer ---------------------------------------------------------------------------------------------------------


def test_an_offer_says_which_seat_why_and_until_when(world, server, offered):
    post(MONDAY)
    assert server.mails == []
    post(HEARD)
    mail = next(mail for mail in server.mails if "A seat for you" in text_of(mail))
    for words in (
        "A seat for you in Owners 1",
        "It is held for you until Monday, December 7, 6:00 pm (New York time).",
        "Ask Luis about his service desk.",
        "You bring Ohio to the table.",
        "your place in line is kept",
    ):
        assert words in text_of(mail)
        assert words in html_of(mail)
    assert mail["Subject"] == f"Your application to {PROGRAM}: please answer by Monday, December 7"


def test_an_offer_taken_back_within_its_minute_is_never_heard(world, server, offered):
    acted(world, lambda: withdraw_offer(offered, by=world.admin, now=MONDAY + timedelta(seconds=30)))
    post(HEARD)
    assert what_became_of(Kind.OFFER) == ["not_needed"]
    assert deliveries(kind=Kind.OFFER_WITHDRAWN) == []


def test_an_offer_taken_back_later_is_told(world, server, offered):
    post(HEARD)
    acted(world, lambda: withdraw_offer(offered, by=world.admin, now=HEARD + MINUTE))
    post(HEARD + MINUTE)
    assert "We had to take the offer back" in text_of(server.mails[-1])
    assert "your place in line is kept" in text_of(server.mails[-1])


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda offer, admin, now: remind_of_offer(offer, now=now), "A seat in Owners 1 is still held for you"),
        (lambda offer, admin, now: extend_offer(offer, by=admin, now=now), "is held for you longer"),
        (lambda offer, admin, now: end_offer(offer, now=now), "The seat could not be held longer"),
        (lambda offer, admin, now: lose_offer(offer, now=now), "Somebody was a moment quicker"),
    ],
)
def test_each_step_of_an_offer_has_its_mail(world, server, offered, act, words):
    post(HEARD)
    before = len(server.mails)
    acted(world, lambda: act(offered, world.admin, HEARD + MINUTE))
    post(HEARD + MINUTE)
    told = server.mails[before:]
    assert [mail["To"] for mail in told] == [ADDRESS]
    assert words in text_of(told[0])
    assert words in html_of(told[0])


def test_who_declined_is_not_reminded(world, server, offered):
    post(HEARD)
    acted(world, lambda: remind_of_offer(offered, now=HEARD + MINUTE))
    acted(world, lambda: decline_offer(offered, now=HEARD + 2 * MINUTE))
    post(HEARD + 3 * MINUTE)
    assert what_became_of(Kind.OFFER_REMINDER) == ["not_needed"]


def test_who_accepted_is_welcomed_and_told_how_to_sign_in(world, server, offered):
    post(HEARD)
    acted(world, lambda: accept_offer(offered, name="Nora Kessler", agreements=[], now=HEARD + MINUTE))
    post(HEARD + MINUTE)
    mail = server.mails[-1]
    assert (mail["To"], mail["Subject"]) == (ADDRESS, f"Welcome to {PROGRAM}")
    for words in ("Your seat in Owners 1 is yours", "we mail you a code", "/p/heartland/today/"):
        assert words in text_of(mail)


# -- references, and the admins ----------------------------------------------------------------------------------------


def refer(world: Any, application: Application, **fields: Any) -> Reference:
    """The program asks a referee."""
    with inside(world.heartland, world.admin):
        reference = Reference.objects.create(
            application=application, applicant_name="Nora Kessler", company_name="Kessler Networks", name="Ann Lee",
            email="ann@lee.example", asked_at=MONDAY, expires_at=MONDAY + timedelta(days=14), **fields,
        )  # fmt: skip
        record("reference.asked", by=world.admin, about=reference, at=MONDAY)
        return reference


def test_a_referee_hears_who_asks_what_and_who_reads_it(world, server, application):
    refer(world, application)
    post(MONDAY)
    mail = only(server)
    assert (mail["To"], mail["Subject"]) == ("ann@lee.example", f"A few questions from {PROGRAM}")
    for words in ("Nora Kessler of Kessler Networks would like to join", "Nora Kessler does not", "/reference/"):
        assert words in text_of(mail)


def test_a_referee_who_has_answered_is_not_asked(world, server, application):
    refer(world, application, answered_at=MONDAY)
    post(MONDAY)
    assert what_became_of(Kind.REFERENCE) == ["not_needed"]


def test_admins_hear_of_what_is_late_once_an_hour(world, server, application):
    ask(world, email="ed@moss.example", name="Ed Moss")
    post(MONDAY)
    late = MONDAY + timedelta(days=8)
    ring_all(now=late)
    post(late)
    assert not [mail for mail in server.mails if mail["To"] == world.admin.email]
    post(late + timedelta(hours=1))
    (mail,) = [mail for mail in server.mails if mail["To"] == world.admin.email]
    assert mail["Subject"] == f"A promised date has passed in {PROGRAM}"
    for words in ("2 people were promised word", "- Nora Kessler, Kessler Networks: since", "- Ed Moss, Moss Networks"):
        assert words in text_of(mail)
    assert not [mail for mail in server.mails if mail["To"] in (world.facilitator.email, world.member.email)]


def test_what_was_decided_within_the_hour_is_not_told_as_late(world, server, application):
    late = MONDAY + timedelta(days=8)
    ring_all(now=late)
    acted(world, lambda: decide(filed(world), Decision.ACCEPT, by=world.admin, now=late, reason="fits"))
    post(late + timedelta(hours=1))
    assert set(what_became_of(Kind.PROMISE)) == {"not_needed"}
