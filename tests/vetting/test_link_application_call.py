"""Choosing a time for a call: on the phone, moved, given back, taken away; two at once; and nobody else's times."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from programs import links
from programs.clock import local_day
from programs.models import Activity, Due
from programs.tenancy import inside
from vetting.actions.clocks import CALL
from vetting.actions.deciding import decide, undo_decision
from vetting.actions.interviewing import ask_interview, choose_slot, mark_held, publish_slots
from vetting.actions.ringing import ring_all
from vetting.models import Application, Dossier, Interview, InterviewSlot, VettingRules
from vetting.states import Decision, State

DAY = timedelta(days=1)


@pytest.fixture
def slots(world, now):
    """Three times in a row, two days from now, in a program that talks with everybody."""
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(interview=True, candor=False)
        return publish_slots(
            starts_at=(now + 2 * DAY).replace(minute=0, second=0, microsecond=0), minutes=20, count=3,
            where="https://meet.example/heartland", host=world.admin, by=world.admin, now=now,
        )  # fmt: skip


@pytest.fixture
def asked(world, applicant, now):
    """Somebody who was asked for a call."""

    def make(name="Nora Kessler", **told):
        made = applicant(name, **told)
        with inside(world.heartland, world.admin):
            ask_interview(made, by=world.admin, now=now)
        return made

    return make


def url(name, world, application) -> str:
    return reverse(name, args=[links.token("application", world.heartland.pk, application.pk)])


def choose(world, application, slot, browser=None):
    return (browser or Client()).post(
        url("link_application_call", world, application), {"slot": str(slot.pk)}, follow=True
    )


def interview_of(world, application) -> Interview:
    with inside(world.heartland, world.admin):
        return Interview.objects.select_related("slot").get(application=application)


def kinds(world) -> list[str]:
    with inside(None, reach="post"):
        return list(
            Activity.objects.filter(kind__startswith="interview.").order_by("at").values_list("kind", flat=True)
        )


def test_a_time_is_chosen_with_one_press_on_the_page(world, slots, asked, now):
    nora = asked()
    page = Client().get(url("link_application", world, nora)).content.decode()
    assert "Choose a time for a call" in page
    assert page.count('name="slot"') == 3
    said = choose(world, nora, slots[1])
    assert "We talk on" in said.content.decode()
    assert "https://meet.example/heartland" in said.content.decode()
    assert interview_of(world, nora).slot_id == slots[1].pk
    ring_all(now=now + timedelta(minutes=1))
    with inside(world.heartland, world.admin):
        dossier = Dossier.objects.get(application=nora)
        assert dossier.next_step.startswith("Call, ")
        day = local_day(slots[1].starts_at, world.heartland.zone)
        assert (dossier.next_on, dossier.next_owner) == (day, world.admin)


def test_hours_stand_on_both_walls_where_they_differ(world, slots, asked):
    nora = asked()
    with inside(world.heartland, world.admin):
        Application.objects.filter(pk=nora.pk).update(zone="America/Los_Angeles")
    page = Client().get(url("link_application", world, nora)).content.decode()
    assert "Hours are those of Los Angeles" in page
    assert "in Chicago" in page
    with inside(world.heartland, world.admin):
        Application.objects.filter(pk=nora.pk).update(zone=world.heartland.zone)
    assert "in Chicago" not in Client().get(url("link_application", world, nora)).content.decode()


def test_it_can_be_moved_and_given_back_until_it_begins(world, slots, asked, now):
    nora = asked()
    choose(world, nora, slots[0])
    choose(world, nora, slots[2])
    assert interview_of(world, nora).slot_id == slots[2].pk
    assert Client().post(url("link_application_call_return", world, nora), follow=True).status_code == 200
    assert interview_of(world, nora).slot is None
    with inside(world.heartland, world.admin):
        InterviewSlot.objects.filter(pk=slots[0].pk).update(starts_at=now - timedelta(minutes=5))
        Interview.objects.filter(application=nora).update(slot=slots[0])
    for answer in (choose(world, nora, slots[1]), Client().post(url("link_application_call_return", world, nora))):
        assert answer.status_code == 409
        assert "has begun" in answer.content.decode()
    assert interview_of(world, nora).slot_id == slots[0].pk


def test_an_applicant_sees_free_times_and_never_who_has_another(world, slots, asked):
    nora, omar = asked(), asked("Omar Brandt")
    choose(world, nora, slots[0])
    page = Client().get(url("link_application", world, omar)).content.decode()
    assert str(slots[0].pk) not in page
    assert "Nora" not in page
    with inside(world.heartland, reach=omar.pk):
        assert set(InterviewSlot.objects.values_list("pk", flat=True)) == {slots[1].pk, slots[2].pk}
        assert not Interview.objects.exclude(application=omar).exists()
    answer = choose(world, omar, slots[0])
    assert answer.status_code == 409
    assert "moment before you" in answer.content.decode()


def test_who_is_not_asked_sees_no_times_and_chooses_none(world, slots, applicant):
    nora = applicant()
    assert "for a call" not in Client().get(url("link_application", world, nora)).content.decode()
    with inside(world.heartland, reach=nora.pk):
        assert not InterviewSlot.objects.exists()
    assert choose(world, nora, slots[0]).status_code == 409
    assert Client().post(url("link_application_call", world, nora), {"slot": "x\x00"}).status_code == 409
    assert Client().get(url("link_application_call_file", world, nora)).status_code == 404


def test_the_calendar_file_says_when_and_where(world, slots, asked):
    nora = asked()
    choose(world, nora, slots[1])
    answer = Client().get(url("link_application_call_file", world, nora))
    assert answer["Content-Type"].startswith("text/calendar")
    assert "attachment" in answer["Content-Disposition"]
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["dtstart"].dt == slots[1].starts_at
    assert event["dtend"].dt == slots[1].starts_at + timedelta(minutes=20)
    assert str(event["location"]) == "https://meet.example/heartland"


def test_a_decision_for_a_call_shows_its_times_after_its_minute_and_can_be_taken_back(world, slots, applicant, now):
    nora = applicant()
    with inside(world.heartland, world.admin):
        made = decide(nora, Decision.MORE, by=world.admin, now=now, reason="call")
    assert "for a call" not in Client().get(url("link_application", world, nora)).content.decode()
    assert choose(world, nora, slots[0]).status_code == 409
    with inside(world.heartland, world.admin):
        undo_decision(made, by=world.admin, now=now + timedelta(seconds=30))
        assert not Interview.objects.exists()
        made = decide(nora, Decision.MORE, by=world.admin, now=now - timedelta(minutes=2), reason="call")
    assert "Choose a time for a call" in Client().get(url("link_application", world, nora)).content.decode()
    choose(world, nora, slots[0])
    with inside(world.heartland, world.admin):
        assert Application.objects.get(pk=nora.pk).state == State.IN_REVIEW


def test_taking_it_back_keeps_the_time_that_was_chosen_before(world, slots, asked, now):
    nora = asked()
    choose(world, nora, slots[0])
    with inside(world.heartland, world.admin):
        nora.refresh_from_db()
        made = decide(nora, Decision.MORE, by=world.admin, now=now, reason="call")
        undo_decision(made, by=world.admin, now=now + timedelta(seconds=30))
    assert interview_of(world, nora).slot_id == slots[0].pk


def test_a_time_of_somebody_who_withdrew_is_free_again(world, slots, asked, now):
    nora = asked()
    choose(world, nora, slots[0])
    Client().post(url("link_application_withdrawal", world, nora))
    ring_all(now=now + timedelta(minutes=1))
    assert interview_of(world, nora).slot is None
    assert kinds(world)[-1] == "interview.freed"


def test_silence_is_reminded_of_twice_and_a_call_the_day_before(world, slots, asked, now):
    nora = asked()
    for day in (0, 3.1, 4, 7.1, 8, 30):
        ring_all(now=now + timedelta(days=day, minutes=1))
    assert kinds(world).count("interview.reminded") == 2
    other = asked("Omar Brandt")
    choose(world, other, slots[2])
    ring_all(now=now + timedelta(minutes=1))
    assert kinds(world).count("interview.reminded") == 2
    with inside(world.heartland, world.admin):
        assert Due.objects.get(kind=CALL, object_id=other.pk).at == slots[2].starts_at - DAY
    ring_all(now=slots[2].starts_at - DAY)
    assert kinds(world).count("interview.reminded") == 3
    assert nora.pk != other.pk


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_one_time_at_once_one_has_it(world, slots, asked):
    both = [asked(), asked("Omar Brandt")]
    gate, answers = threading.Barrier(2), []

    def press(application):
        gate.wait()
        answers.append(choose(world, application, slots[0]))
        connection.close()

    threads = [threading.Thread(target=press, args=[one]) for one in both]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(one.status_code for one in answers) == [200, 409]
    late = next(one for one in answers if one.status_code == 409)
    assert "moment before you" in late.content.decode()
    with inside(world.heartland, world.admin):
        assert Interview.objects.filter(slot=slots[0]).count() == 1


@pytest.mark.parametrize("state", [State.DECLINED, State.WITHDRAWN, State.SEATED])
def test_a_closed_application_chooses_no_time(world, slots, asked, state):
    nora = asked()
    with inside(world.heartland, world.admin):
        Application.objects.filter(pk=nora.pk).update(state=state)
    assert "Choose a time" not in Client().get(url("link_application", world, nora)).content.decode()
    assert choose(world, nora, slots[0]).status_code == 409


def test_a_link_of_another_program_opens_no_call(world, slots, asked):
    nora = asked()
    token = links.token("application", world.summit.pk, nora.pk)
    assert Client().post(reverse("link_application_call", args=[token]), {"slot": str(slots[0].pk)}).status_code == 404
    assert Client().get(url("link_application_call", world, nora)).status_code == 405


def test_a_second_call_may_be_asked_for_after_the_first(world, slots, asked, now):
    nora = asked()
    with inside(world.heartland, reach=nora.pk):
        choose_slot(Application.objects.get(), slots[0], now=now)
    with inside(world.heartland, world.admin):
        InterviewSlot.objects.filter(pk=slots[0].pk).update(starts_at=now - DAY)
        mark_held(nora, by=world.admin, now=now)
        ask_interview(nora, by=world.admin, now=now)
    found = interview_of(world, nora)
    assert (found.slot, found.held_at) == (None, None)
    assert isinstance(found.asked_at, datetime)
