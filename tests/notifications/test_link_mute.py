"""The link in the foot of a reminder: what it opens, what it changes, and what it leaves alone."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from notifications.delivering import deliver
from notifications.models import Delivery, Kind, MailHours, Preference, Urgency
from notifications.outbox import post
from notifications.sweeping import sweep
from programs import links
from programs.models import Activity
from programs.tenancy import POST, inside
from tests.notifications.conftest import deliveries, due_goal

TUESDAY = datetime(2026, 11, 24, 14, 10, tzinfo=UTC)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def mail(world) -> Delivery:
    """A reminder of the member."""
    return post(Kind.CHECK_IN, Urgency.NUDGE, user=world.member, program=world.heartland, zone="America/Chicago",
                slot_at=TUESDAY, now=TUESDAY)  # fmt: skip


@pytest.fixture
def path(world, mail) -> str:
    return urlsplit(links.url("mute", world.heartland.pk, mail.pk)).path


def wishes() -> list[tuple]:
    with inside(None, reach=POST):
        return list(Preference.objects.values_list("program_id", "user_id", "kind", "muted_until"))


def stranger_browser() -> Client:
    """No cookies, and CSRF is checked as in production."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(method, path):
    for _ in range(3):
        assert getattr(stranger_browser(), method)(path).status_code == 200
    assert wishes() == []
    assert len(deliveries()) == 1


def test_the_button_of_a_mail_program_stops_this_kind_here_and_nothing_else(world, path, mail):
    answer = stranger_browser().post(path, ONE_CLICK)
    assert answer.status_code == 200
    assert wishes() == [(world.heartland.pk, world.member.pk, "check_in", None)]
    stranger_browser().post(path, ONE_CLICK)
    assert len(wishes()) == 1
    with inside(world.heartland, world.admin):
        activity = Activity.objects.get(kind="mail.stopped")
    assert (activity.by_id, activity.fields) == (None, ["check_in"])


def test_the_header_leads_to_it(world, server, settings):
    due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    deliver(now=TUESDAY)
    (mail,) = server.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip("<>")
    assert address.startswith(settings.SITE_URL)
    assert stranger_browser().post(urlsplit(address).path, ONE_CLICK).status_code == 200
    assert len(wishes()) == 1


def test_pause_ends_by_itself_and_can_be_undone(world, path):
    page = stranger_browser().post(path, {"act": "pause"}).content.decode()
    assert "Paused until" in page
    ((*_, until),) = wishes()
    assert abs(until - timezone.now() - timedelta(days=14)) < timedelta(minutes=1)
    page = stranger_browser().post(path, {"act": "resume"}).content.decode()
    assert "They are on again" in page
    assert wishes() == []


def test_everything_is_paused_and_taken_up_again_in_one_press_each(world, path):
    page = stranger_browser().post(path, {"act": "pause_all"}).content.decode()
    assert "Everything is paused until" in page
    with inside(None, reach=POST):
        assert list(MailHours.objects.values_list("user_id", flat=True)) == [world.member.pk]
    assert wishes() == [], "this kind alone is as it was"
    page = stranger_browser().post(path, {"act": "resume_all"}).content.decode()
    assert "Everything is paused" not in page


def test_the_link_reads_no_hours_of_others(world, mail):
    with inside(world.heartland, world.peer):
        MailHours.objects.create(user=world.peer)
    with inside(world.heartland, reach=mail.pk):
        assert not MailHours.objects.exists()


def test_asking_later_is_one_more_reminder_at_the_chosen_hour(world, path):
    with inside(None, reach=POST):
        Delivery.objects.update(state=Delivery.State.SENT)
    page = stranger_browser().post(path, {"act": "monday"}).content.decode()
    assert "You are asked again on Monday" in page
    (again,) = deliveries(state=Delivery.State.PENDING)
    local = again.slot_at.astimezone(TUESDAY.tzinfo)
    assert (again.user_id, again.program_id, local.weekday(), local.strftime("%H:%M")) == (
        world.member.pk, world.heartland.pk, 0, "14:10",
    )  # fmt: skip
    stranger_browser().post(path, {"act": "monday"})
    assert len(deliveries(state=Delivery.State.PENDING)) == 1


def test_a_token_of_another_purpose_program_or_delivery_opens_nothing(world, mail):
    for url in (
        links.url("mute", world.summit.pk, mail.pk),
        links.url("mute", world.heartland.pk, world.member.pk),
    ):
        assert stranger_browser().post(urlsplit(url).path, ONE_CLICK).status_code == 404
    token = links.token("check-in", world.heartland.pk, mail.pk)
    assert stranger_browser().post(f"/a/{token}/mute/", ONE_CLICK).status_code == 410
    token = links.token("mute", world.heartland.pk, mail.pk)
    assert stranger_browser().post(f"/a/{token[:-2]}/mute/", ONE_CLICK).status_code == 410
    assert wishes() == []


def test_the_link_reads_no_other_wish_and_no_other_mail(world, mail):
    other = post(Kind.CHECK_IN, Urgency.NUDGE, user=world.peer, program=world.heartland, now=TUESDAY)
    with inside(world.heartland, world.peer):
        Preference.objects.create(user=world.peer, kind=Kind.CHECK_IN)
    with inside(world.heartland, reach=mail.pk):
        assert list(Delivery.objects.all()) == [mail]
        assert not Preference.objects.exists()
        assert not Delivery.objects.filter(pk=other.pk).exists()


def test_another_method_is_refused(path):
    assert stranger_browser().put(path).status_code == 405
