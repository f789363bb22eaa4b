"""Times for calls as staff see them: published in a row, taken back, noted as held, and a gate before an offer."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from programs import links
from programs.models import Activity
from programs.tenancy import inside
from vetting.actions.deciding import decide
from vetting.actions.interviewing import ask_interview, publish_slots
from vetting.actions.offering import make_offer
from vetting.models import Application, Interview, InterviewSlot, VettingRules
from vetting.states import Decision

PAGE = "/p/heartland/interviews/"


@pytest.fixture
def rules(world):
    """A program that talks with everybody before an offer."""
    with inside(world.heartland, world.admin):
        return VettingRules.objects.create(interview=True, candor=False)


@pytest.fixture
def told(world, now):
    """What the form sends: three times from 2 pm on, in three days."""
    day = (now + timedelta(days=3)).astimezone(ZoneInfo(world.heartland.zone)).date()
    return {
        "on": day.isoformat(), "at": "14:00", "minutes": "20", "count": "3", "where": "+1 555 010 0200",
        "host": str(world.admin.pk),
    }  # fmt: skip


@pytest.fixture
def admin(world, client_as):
    return client_as(world.admin)


def test_times_are_published_in_a_row_on_the_programs_wall(world, rules, told, admin):
    answer = admin.post(PAGE, told, follow=True)
    assert "3 times are published" in answer.content.decode()
    with inside(world.heartland, world.admin):
        starts = list(InterviewSlot.objects.order_by("starts_at").values_list("starts_at", flat=True))
    walls = [one.astimezone(ZoneInfo(world.heartland.zone)).strftime("%H:%M") for one in starts]
    assert walls == ["14:00", "14:20", "14:40"]


def test_where_one_talks_stands_once_for_times_in_a_row(world, rules, told, admin):
    admin.post(PAGE, told)
    assert admin.get(PAGE).content.decode().count("+1 555 010 0200") == 1
    admin.post(PAGE, told | {"at": "17:00", "where": "The Loft, Chicago"})
    both = admin.get(PAGE).content.decode()
    assert (both.count("+1 555 010 0200"), both.count("The Loft, Chicago")) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"on": "2020-01-01"}, "That time has passed"),
        ({"on": "soon"}, "Choose a day such as"),
        ({"on": "9999-12-31"}, "Choose a day of this century"),
        ({"at": "25:00"}, "Choose an hour such as"),
        ({"where": ""}, "Say where you talk"),
        ({"where": "a\x00b"}, "Null characters"),
        ({"host": "x"}, "Choose a program admin or reviewer"),
        ({"count": "50"}, "8"),
        ({"minutes": "7"}, "7"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(world, rules, told, admin, wrong, words):
    answer = admin.post(PAGE, told | wrong)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert wrong.get("at", told["at"]).encode() in answer.content
    with inside(world.heartland, world.admin):
        assert not InterviewSlot.objects.exists()


def test_a_host_has_one_time_at_a_time(world, rules, told, admin):
    admin.post(PAGE, told)
    answer = admin.post(PAGE, told | {"at": "14:30", "count": "1"})
    assert "has a time then already" in answer.content.decode()
    assert admin.post(PAGE, told | {"at": "15:00", "count": "1"}).status_code == 302
    assert admin.post(PAGE, told | {"host": str(world.reviewer.pk)}).status_code == 302


def test_who_had_a_time_that_is_taken_back_chooses_again(world, rules, told, admin, applicant, now):
    admin.post(PAGE, told)
    nora = applicant()
    with inside(world.heartland, world.admin):
        ask_interview(nora, by=world.admin, now=now)
        slot = InterviewSlot.objects.order_by("starts_at").first()
    page = reverse("link_application", args=[links.token("application", world.heartland.pk, nora.pk)])
    Client().post(f"{page}call/", {"slot": str(slot.pk)})
    listed = admin.get(PAGE).content.decode()
    assert "Nora Kessler" in listed
    answer = admin.post(reverse("interview_removal", args=["heartland", slot.pk]), follow=True)
    assert "Nora Kessler had chosen it" in answer.content.decode()
    assert Client().get(page).content.decode().count('name="slot"') == 2
    with inside(None, reach="post"):
        assert Activity.objects.filter(kind="interview.called_off", about_id=nora.pk).count() == 1
    assert admin.post(reverse("interview_removal", args=["heartland", slot.pk])).status_code == 404


def test_new_times_are_told_to_who_found_none(world, rules, applicant, now):
    nora = applicant()
    with inside(world.heartland, world.admin):
        ask_interview(nora, by=world.admin, now=now)
        publish_slots(
            starts_at=now + timedelta(days=1), minutes=20, count=1, where="Phone", host=world.admin, by=world.admin,
            now=now,
        )  # fmt: skip
    with inside(None, reach="post"):
        assert Activity.objects.filter(kind="interview.asked", about_id=nora.pk).count() == 2


def test_no_offer_before_the_call_took_place(world, rules, admin, applicant, now):
    nora = applicant()
    with inside(world.heartland, world.admin):
        decide(nora, Decision.ACCEPT, by=world.admin, now=now, reason="fits")
        nora.refresh_from_db()
    offer = reverse("offer_new", args=["heartland", nora.pk])
    assert "The call with them has not taken place yet" in admin.get(offer).content.decode()
    refused = admin.post(offer, {"group": str(world.group.pk)})
    assert refused.status_code == 409
    call = reverse("application_call", args=["heartland", nora.pk])
    assert "asked by mail" in admin.post(call, {"call": "ask"}, follow=True).content.decode()
    page = admin.post(call, {"call": "held"}, follow=True).content.decode()
    assert "Took place" in page
    with inside(world.heartland, world.admin):
        assert make_offer(Application.objects.get(pk=nora.pk), world.group, by=world.admin, now=now).pk


def test_a_call_to_come_is_not_held(world, rules, told, admin, applicant, now):
    admin.post(PAGE, told)
    nora = applicant()
    with inside(world.heartland, world.admin):
        ask_interview(nora, by=world.admin, now=now)
        Interview.objects.update(slot=InterviewSlot.objects.first())
    call = reverse("application_call", args=["heartland", nora.pk])
    assert "still to come" in admin.post(call, {"call": "held"}, follow=True).content.decode()


def test_without_the_switch_there_is_nothing_of_it(world, admin, applicant):
    nora = applicant()
    assert admin.get(PAGE).status_code == 404
    assert admin.post(reverse("application_call", args=["heartland", nora.pk])).status_code == 404
    page = admin.get(reverse("application", args=["heartland", nora.pk])).content.decode()
    assert "Before a seat" not in page
    assert "A call first" not in page


def test_with_it_the_reason_is_there(world, rules, admin, applicant):
    page = admin.get(reverse("application", args=["heartland", applicant().pk])).content.decode()
    assert "A call first" in page
    assert "Ask them to choose a time" in page


@pytest.mark.parametrize("who", ["member", "facilitator", "reviewer", "foreign_admin"])
def test_nobody_else_publishes_times(world, rules, told, client_as, who):
    browser = client_as(getattr(world, who))
    assert browser.get(PAGE).status_code == 404
    assert browser.post(PAGE, told).status_code == 404


def test_the_number_of_queries_is_flat(world, rules, told, admin, applicant, queries, now):
    people = [applicant(name) for name in ("Nora Kessler", "Omar Brandt", "Lena Voss", "Paul Adler")]
    admin.post(PAGE, told | {"count": "1"})
    with inside(world.heartland, world.admin):
        ask_interview(people[0], by=world.admin, now=now)
        Interview.objects.update(slot=InterviewSlot.objects.get())
        ask_interview(people[1], by=world.admin, now=now)
    one = queries(lambda: admin.get(PAGE))
    admin.post(PAGE, told | {"at": "16:00", "count": "6"})
    with inside(world.heartland, world.admin):
        for person, slot in zip(people[1:3], InterviewSlot.objects.filter(interview=None), strict=False):
            ask_interview(person, by=world.admin, now=now)
            Interview.objects.filter(application=person).update(slot=slot)
        ask_interview(people[3], by=world.admin, now=now)
    assert queries(lambda: admin.get(PAGE)) == one <= 10
