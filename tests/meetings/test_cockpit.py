"""The cockpit: who needs the facilitator, from rows of the database, in the same few queries whatever there is."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from conversations.models import Support
from goals.models import Goal
from goals.promising import make_commitment, move_commitment
from groups.actions import appoint_facilitator, open_group, take_seat
from groups.models import FacilitatorTerm, Group
from meetings.actions.attending import Look, take_attendance
from meetings.actions.following import put_off
from meetings.models import Attendance, FollowUp, Meeting, Recap, Rsvp
from meetings.needs import needs_of
from members.actions import add_company, add_member
from members.models import Member
from programs.clock import local_day
from programs.models import Role, Track
from programs.tenancy import inside

PAGE = "/p/heartland/cockpit/"


def main_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode().partition("<main")[2]


def rows(world, now=None) -> dict[str, str]:
    """What stands there for Owners 1: {who: reason}."""
    with inside(world.heartland, world.facilitator):
        found = needs_of([world.group.pk], now or timezone.now(), world.facilitator.pk)
    return {one.who: str(one.reason) for one in found}


@pytest.fixture
def missed(world, meeting_on, now) -> Meeting:
    """Yesterday the peer was not at the meeting, without a word."""
    meeting = meeting_on(-1)
    with inside(world.heartland, world.facilitator):
        peer = Member.objects.get(user=world.peer)
        looks = {peer.pk: Look(Attendance.Seen.UNEXCUSED)}
        take_attendance(meeting, by=world.facilitator, now=meeting.starts_at, looks=looks)
    return meeting


def test_a_miss_stands_there_with_its_reason_and_one_act(world, client_as, missed):
    read = main_of(client_as(world.facilitator).get(PAGE))
    with inside(world.heartland, world.peer):
        peer = Member.objects.get(user=world.peer)
    assert peer.name in read
    assert "Missed the last meeting without a word." in read
    assert f"/p/heartland/follow-ups/?open=need-missed-{peer.pk}#need-missed-{peer.pk}" in read


def test_a_promise_made_anew_for_the_third_time_is_flagged_to_the_facilitator_alone(world, client_as):
    now = timezone.now()
    today = local_day(now, world.heartland.zone)
    with inside(world.heartland, world.peer):
        me = Member.objects.get(user=world.peer)
        due_on = today + timedelta(days=1)
        promise = make_commitment(
            me, world.group, by=world.peer, now=now, today=today, text="Call the lawyer", due_on=due_on
        )
    for times in range(2, 5):
        assert rows(world, now).get(me.name) != "repeated"
        due_on = today + timedelta(days=times)
        with inside(world.heartland, world.peer):
            promise = move_commitment(promise, by=world.peer, now=now, today=today, due_on=due_on)
    assert rows(world, now)[me.name] == "repeated"
    read = main_of(client_as(world.facilitator).get(PAGE))
    assert "Promised the same thing 4 times." in read
    assert "Call the lawyer" not in read
    assert "Promised the same thing" not in main_of(client_as(world.reviewer).get(PAGE))


def test_a_row_is_put_off_by_its_own_button(world, client_as, missed):
    client = client_as(world.facilitator)
    with inside(world.heartland, world.peer):
        peer = Member.objects.get(user=world.peer)
    found = re.search(
        rf'formaction="([^"]+)" name="row" value="(missed {peer.pk} {missed.pk})"', main_of(client.get(PAGE))
    )
    assert found
    sent = client.post(found[1], {"did": "later", "back": "cockpit", "row": found[2]})
    assert (sent.status_code, sent["Location"]) == (302, PAGE)
    assert f"need-missed-{peer.pk}" not in main_of(client.get(PAGE))
    refused = client.post(found[1], {"did": "later", "back": "cockpit", "row": "whatever"})
    assert refused.status_code == 422


def test_who_asked_for_support_waits_there_for_the_facilitator_alone(world, client_as):
    with inside(world.heartland, world.facilitator):
        term = FacilitatorTerm.objects.get(group=world.group, role__user=world.facilitator, ended_at=None)
    with inside(world.heartland, world.member):
        asks = Member.objects.get(user=world.member)
        call = Support.objects.create(member=asks, group=world.group, term=term, text="Could we talk?")
    url = reverse("support", args=["heartland", call.pk])
    assert url in main_of(client_as(world.facilitator).get(PAGE))
    assert url not in main_of(client_as(world.reviewer).get(PAGE))


def test_only_who_facilitates_the_group_sees_it(world, client_as, missed):
    with inside(world.heartland, world.reviewer):
        assert needs_of([world.group.pk], timezone.now(), world.reviewer.pk) == []
    assert "Missed the last meeting" not in main_of(client_as(world.reviewer).get(PAGE))


@pytest.mark.parametrize("role", ["member", "peer", "sibling", "admin", "stranger", "foreign_facilitator"])
def test_it_does_not_exist_for_others(world, client_as, role):
    assert client_as(getattr(world, role)).get(PAGE).status_code == 404


def test_signed_out_one_is_asked_to_sign_in_and_a_post_is_refused(world, client_as):
    response = client_as(None).get(PAGE)
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")
    assert client_as(world.facilitator).post(PAGE).status_code == 405


def test_a_facilitator_lands_here_after_signing_in(world, client_as):
    response = client_as(world.facilitator).get("/")
    assert response.url == PAGE


def test_a_facilitator_without_a_group_is_told_so(world, client_as):
    with inside(world.heartland, world.admin):
        Group.objects.filter(pk=world.group.pk).update(state=Group.State.CLOSED)
    assert "You run no group yet." in main_of(client_as(world.facilitator).get(PAGE))


def test_all_quiet(world, client_as):
    now = timezone.now()
    with inside(world.heartland, world.facilitator):
        Meeting.objects.update(recap_at=now, agenda_at=now)
        for reason, _ in FollowUp.Reason.choices:
            for one in needs_of([world.group.pk], now, world.facilitator.pk):
                if one.reason == reason:
                    member = Member.objects.get(pk=one.person.key) if one.person else None
                    today = local_day(now, world.group.zone)
                    put_off(
                        world.group, member, by=world.facilitator, now=now, today=today, reason=reason, about=one.about,
                        until=today + timedelta(days=1),
                    )  # fmt: skip
    assert "All quiet in your group." in main_of(client_as(world.facilitator).get(PAGE))


def test_a_coming_meeting_wants_an_agenda_until_it_has_one(world):
    assert rows(world).get("Owners 1") == "agenda"
    with inside(world.heartland, world.facilitator):
        Meeting.objects.filter(pk=world.meeting.pk).update(agenda_minutes=60)
    assert "Owners 1" not in rows(world)


def test_a_meeting_that_is_over_wants_attendance_and_the_recap(world, meeting_on):
    meeting = meeting_on(-2)
    with inside(world.heartland, world.facilitator):
        Meeting.objects.filter(pk=world.meeting.pk).update(agenda_minutes=60)
        found = needs_of([world.group.pk], timezone.now(), world.facilitator.pk)
        assert [str(one.reason) for one in found if one.person is None] == ["roll", "recap"]
        Meeting.objects.filter(pk=meeting.pk).update(attendance_at=timezone.now(), recap_at=timezone.now())
    assert "Owners 1" not in rows(world)


def test_near_the_cut_off_the_silent_are_counted(world, meeting_on):
    today = local_day(timezone.now(), "America/Chicago")
    with inside(world.heartland, world.facilitator):
        Meeting.objects.filter(pk=world.meeting.pk).update(state="canceled")
    meeting_on(20, mode=Group.Mode.IN_PERSON, place="Dayton", answer_by=today + timedelta(days=3))
    with inside(world.heartland, world.facilitator):
        silent = [
            one for one in needs_of([world.group.pk], timezone.now(), world.facilitator.pk) if one.reason == "silent"
        ]
        assert silent[0].words.startswith("3 people have not said")
        Rsvp.objects.update(answer="yes")
    assert "Owners 1" not in rows(world)


def test_a_goal_that_nobody_said_anything_about(world):
    later = timezone.now() + timedelta(days=60)
    assert rows(world, later)["Dana Whitfield"] == "stalled"
    with inside(world.heartland, world.member):
        Goal.objects.update(tended_at=later - timedelta(days=1))
    assert rows(world, later).get("Dana Whitfield") != "stalled"


def test_the_table_says_answers_and_draws_attendance(world, client_as):
    read = main_of(client_as(world.facilitator).get(PAGE))
    assert "3 expected · 0 no" in read
    assert "0 of 3" in read
    assert "100% were there last time, 100% over the last 1 meetings" in read


def another_group(world, name: str, people: int) -> None:
    """One more group that Frank facilitates."""
    now = timezone.now()
    with inside(world.heartland, world.admin):
        track = Track.objects.first()
        role = Role.objects.get(user=world.facilitator, kind=Role.Kind.FACILITATOR)
        group = open_group(by=world.admin, track=track, name=name)
        appoint_facilitator(group, role, by=world.admin, now=now)
        for number in range(people):
            company = add_company(by=world.admin, name=f"{name} {number} IT")
            email = f"{name}{number}@example.com".lower().replace(" ", "")
            take_seat(
                group,
                add_member(by=world.admin, company=company, name=f"{name} {number}", email=email),
                by=world.admin,
                now=now - timedelta(days=60),
            )


def test_the_same_queries_for_one_group_and_for_three(world, client_as, queries, missed):
    browser = client_as(world.facilitator)
    browser.get(PAGE)
    one = queries(lambda: browser.get(PAGE))
    another_group(world, "Finance 1", 4)
    another_group(world, "Finance 2", 4)
    many = queries(lambda: browser.get(PAGE))
    assert many == one
    assert many <= 12


def test_it_is_the_first_entry_of_the_rail_of_facilitators_alone(world, client_as):
    url = reverse("cockpit", args=["heartland"])
    assert f'href="{url}"' in client_as(world.facilitator).get("/p/heartland/groups/").content.decode()
    assert f'href="{url}"' not in client_as(world.member).get("/p/heartland/groups/").content.decode()


def test_a_recap_is_no_row_of_its_own(world):
    """Whether one was sent stands on the meeting: a draft settles nothing."""
    with inside(world.heartland, world.facilitator):
        now = timezone.now()
        Meeting.objects.filter(pk=world.past_meeting.pk).update(ends_at=now - timedelta(days=2))
        Recap.objects.create(meeting=world.past_meeting, group=world.group, text="A draft")
        Meeting.objects.filter(pk=world.meeting.pk).update(agenda_minutes=60)
    assert rows(world)["Owners 1"] == "recap"
