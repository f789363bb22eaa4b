"""What a person chooses about mail: the page, and that the post obeys it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from members.models import Away
from notifications import ledger
from notifications.ledger import claim
from notifications.models import AddressTrouble, Channel, Delivery, Kind, MailHours, Urgency
from notifications.outbox import post
from programs.tenancy import POST, inside
from tests.notifications.conftest import deliveries, due_goal

TUESDAY = datetime(2026, 11, 24, 14, 10, tzinfo=UTC)  # 8:10 in Chicago
pytestmark = pytest.mark.usefixtures("quiet")

CHOSEN = {
    "opens": "09:00", "closes": "17:00", "quiet_days": ["4", "5", "6"], "keeps_holidays": "on", "digest_weekday": "0",
    "digest_time": "07:45",
}  # fmt: skip


def path(world, name: str = "") -> str:
    return f"/p/{world.heartland.slug}/mail/{name}"


def mail_to(world, kind: Kind = Kind.CHECK_IN, urgency: Urgency = Urgency.NUDGE, **more) -> Delivery:
    return post(kind, urgency, user=world.member, program=world.heartland, zone="America/Chicago", now=TUESDAY, **more)


def state_of(mail: Delivery) -> tuple[str, str]:
    (found,) = [one for one in deliveries() if one.pk == mail.pk]
    return found.state, found.failure


def test_it_works_for_everybody_of_the_program(world, client_as):
    for user in (world.member, world.facilitator, world.admin):
        answer = client_as(user).get(path(world))
        assert answer.status_code == 200
        assert ("Running groups" in answer.content.decode()) == (user != world.member)
    assert client_as(world.stranger).get(path(world)).status_code == 404


def test_rows_and_hours_are_saved_together_and_obeyed(world, client_as):
    browser = client_as(world.member)
    assert browser.post(path(world), CHOSEN | {"way_goals": "app", "way_meetings": "nonsense"}).status_code == 302
    with inside(world.heartland, world.member):
        assert list(Channel.objects.values_list("family", "way")) == [("goals", "app")]
        hours = MailHours.objects.get(user=world.member)
    assert (hours.opens, hours.quiet_days, hours.digest_weekday) == (time(9), [4, 5, 6], 0)
    in_app, held = mail_to(world), mail_to(world, Kind.TRAVEL)
    answer = mail_to(world, Kind.MEETING_INVITED, Urgency.ANSWER)
    claimed = claim(now=TUESDAY)
    assert [one.pk for one in claimed.mails] == [answer.pk], "an answer is never held"
    assert state_of(in_app) == ("not_needed", "Its reader reads it in the app")
    assert deliveries(pk=held.pk)[0].send_at == TUESDAY + timedelta(minutes=50)


def test_hours_without_room_are_refused_and_nothing_typed_is_lost(world, client_as):
    answer = client_as(world.member).post(path(world), CHOSEN | {"closes": "09:30", "way_goals": "off"})
    assert answer.status_code == 422
    assert "Leave at least an hour" in answer.content.decode()
    assert 'value="off" checked' in answer.content.decode()
    every = client_as(world.member).post(path(world), CHOSEN | {"quiet_days": list("0123456")})
    assert "Leave at least one day" in every.content.decode()
    with inside(world.heartland, world.member):
        assert not Channel.objects.exists()


def test_a_pause_holds_in_all_programs_and_ends_in_one_press(world, client_as):
    browser = client_as(world.member)
    browser.post(path(world, "pause/"))
    assert "Paused until" in browser.get(path(world)).content.decode()
    with inside(None, reach=POST):
        MailHours.objects.update(paused_until=date(2026, 12, 8))
    other = post(Kind.CHECK_IN, Urgency.NUDGE, user=world.member, program=world.summit, zone="America/Chicago",
                 slot_at=TUESDAY, now=TUESDAY)  # fmt: skip
    assert not claim(now=TUESDAY).mails
    (held,) = deliveries(pk=other.pk)
    assert held.send_at == datetime(2026, 12, 8, 13, 30, tzinfo=UTC)
    assert held.not_after > held.send_at
    browser.post(path(world, "pause/"), {"act": "resume"})
    assert "Pause all for two weeks" in browser.get(path(world)).content.decode()


def test_days_away_are_added_merged_dropped_and_offered_again(world, client_as):
    browser = client_as(world.member)
    today = timezone.now().date()
    first, last = today + timedelta(days=3), today + timedelta(days=9)
    browser.post(path(world, "away/"), {"first": first, "last": last})
    browser.post(path(world, "away/"), {"first": last + timedelta(days=1), "last": last + timedelta(days=2)})
    with inside(world.heartland, world.member):
        (row,) = Away.objects.all()
    assert (row.begins_on, row.ends_on) == (first, last + timedelta(days=2))
    wrong = browser.post(path(world, "away/"), {"first": last, "last": first})
    assert wrong.status_code == 422
    assert "before the first" in wrong.content.decode()
    assert client_as(world.peer).post(path(world, "away/"), {"drop": row.pk}).status_code == 404
    assert browser.post(path(world, "away/"), {"drop": "nothing"}).status_code == 404
    dropped = browser.post(path(world, "away/"), {"drop": row.pk}, follow=True).content.decode()
    assert f'value="{first.isoformat()}"' in dropped
    with inside(world.heartland, world.member):
        assert not Away.objects.exists()


def test_days_away_hold_mail_and_one_catch_up_comes_after(world):
    with inside(world.heartland, world.member):
        Away.objects.create(user=world.member, begins_on=date(2026, 11, 23), ends_on=date(2026, 11, 27))
    mail = mail_to(world, slot_at=TUESDAY)
    assert not claim(now=TUESDAY).mails
    monday = datetime(2026, 11, 30, 13, 30, tzinfo=UTC)
    assert deliveries(pk=mail.pk)[0].send_at == monday
    assert [one.pk for one in claim(now=monday).mails] == [mail.pk]


def test_only_facilitators_and_the_person_read_days_away(world):
    with inside(world.heartland, world.member):
        Away.objects.create(user=world.member, begins_on=date(2026, 11, 23), ends_on=date(2026, 11, 27))
    for user, seen in ((world.facilitator, 1), (world.peer, 0), (world.admin, 0)):
        with inside(world.heartland, user):
            assert Away.objects.count() == seen


def test_the_week_ahead_is_told_as_it_will_come(world, client_as):
    soon = timezone.now() + timedelta(hours=30)
    due_goal(world.heartland, world.member, soon, title="Secret of the gross margin")
    browser = client_as(world.member)
    page = browser.get(path(world)).content.decode()
    assert "Check-in reminder" in page
    assert "Secret of the gross margin" not in page
    browser.post(path(world), CHOSEN | {"way_goals": "app"})
    assert "In the app only, as you chose" in browser.get(path(world)).content.decode()


def test_the_same_queries_whatever_is_due(world, client_as, queries):
    browser = client_as(world.member)
    browser.get(path(world))
    few = queries(lambda: browser.get(path(world)))
    for number in range(4):
        due_goal(world.heartland, world.member, timezone.now() + timedelta(hours=5 * number), title=f"Goal {number}")
    assert queries(lambda: browser.get(path(world))) == few <= 12


@pytest.mark.parametrize(
    ("kind", "words", "button"),
    [
        ("bounced", "does not arrive since", "The address is right: try again"),
        ("unwanted", "was reported as unwanted since", "Send me reminders again"),
    ],
)
def test_who_gets_no_mail_is_told_and_puts_it_right(world, client_as, kind, words, button):
    address = world.member.email.lower()
    with inside(None, reach=POST):
        ledger.mark(world.heartland.pk, address, kind, "550 5.1.1 no such user", now=timezone.now())
    browser = client_as(world.member)
    shown = browser.get(path(world)).content.decode()
    for said in (f"Mail to {address} {words}", button, "No reminders go there."):
        assert said in shown, said
    assert "550" not in shown
    for other in (world.peer, world.admin):
        assert "mail-trouble" not in client_as(other).get(path(world)).content.decode()
    browser.post(path(world, "pause/"), {"act": "again"})
    assert "mail-trouble" not in browser.get(path(world)).content.decode()
    with inside(None, reach=POST):
        assert not AddressTrouble.objects.filter(address=address).exists()


def test_who_presses_for_another_frees_nothing_of_theirs(world, client_as):
    with inside(None, reach=POST):
        ledger.mark(world.heartland.pk, world.member.email.lower(), "bounced", "550", now=timezone.now())
    client_as(world.peer).post(path(world, "pause/"), {"act": "again"})
    with inside(None, reach=POST):
        assert AddressTrouble.objects.filter(address=world.member.email.lower()).exists()
