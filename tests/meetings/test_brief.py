"""The brief: agenda with its clock, each member in two lines, whose turn it is, what waits; ten queries at most."""

from datetime import timedelta

import pytest
from django.urls import reverse

from goals.promising import keep_commitment, make_commitment
from groups.models import SeatHolder
from meetings.actions.agendas import Line, set_agenda
from meetings.actions.answering import answer
from meetings.models import Meeting, ParkedItem, Rsvp
from members.models import Member
from programs.tenancy import inside


@pytest.fixture
def page(world) -> str:
    return reverse("brief", args=[world.heartland.slug, world.meeting.pk])


@pytest.fixture
def me(world) -> Member:
    with inside(world.heartland, world.facilitator):
        return Member.objects.get(user=world.member)


def row_of(shown, member: Member):
    return next(row for row in shown.context["rows"] if row.key == str(member.pk))


def test_the_agenda_stands_there_with_its_clock(world, client_as, page, me, now):
    lines = (Line("One word each", 10, "opening"), Line("Pricing", 40, "hot_seat", presenter=me.pk))
    with inside(world.heartland, world.facilitator):
        set_agenda(Meeting.objects.get(pk=world.meeting.pk), by=world.facilitator, now=now, lines=lines)
    shown = client_as(world.facilitator).get(page)
    assert [(line.at, line.title, line.who) for line in shown.context["lines"]] == [
        ("9:00\xa0am", "One word each", ""), ("9:10\xa0am", "Pricing", me.name),
    ]  # fmt: skip
    assert shown.context["on_it"] == [me.name]


def test_each_member_in_two_lines(world, client_as, page, me, now):
    today = now.date()
    with inside(world.heartland, world.member):
        place = Rsvp.objects.select_related("meeting").get(meeting=world.meeting, member=me)
        answer(place, by=world.member, now=now, says="no", sends_update=True)
        made = [
            make_commitment(
                me, world.group, by=world.member, now=now - timedelta(days=30), today=today - timedelta(days=30),
                text=text, due_on=today + timedelta(days=days),
            )
            for text, days in (("Call the bank", -3), ("Hire a dispatcher", 9))
        ]  # fmt: skip
        keep_commitment(made[0], by=world.member, now=now)
    row = row_of(client_as(world.facilitator).get(page), me)
    assert (row.answer, row.absent, row.seen) == ("No, sends an update", True, "Seen 3 weeks ago")
    assert [(one["text"], one["words"].split()[0]) for one in row.promises] == [
        ("Hire a dispatcher", "due"), ("Call the bank", "kept"),
    ]  # fmt: skip
    assert world.goal.title in [title for _, title in row.goals] or row.more_goals


def test_a_goal_that_is_not_shown_to_the_group_does_not_stand_there(world, client_as, page, me):
    from goals.models import Goal

    with inside(world.heartland, world.member):
        Goal.objects.filter(member=me).update(audience=[])
    row = row_of(client_as(world.facilitator).get(page), me)
    assert (row.goals, row.more_goals) == ([], 0)


def test_whose_hot_seat_is_next_and_what_waits(world, client_as, page, me, meeting_on, now):
    before = meeting_on(1)
    with inside(world.heartland, world.facilitator):
        hot = (Line("Hiring", 40, "hot_seat", presenter=me.pk),)
        set_agenda(Meeting.objects.get(pk=before.pk), by=world.facilitator, now=now, lines=hot)
        ParkedItem.objects.create(group=world.group, title="Night shift", weight=3, said_at=now - timedelta(days=20))
        ParkedItem.objects.create(group=world.group, title="Talked through", state="done", said_at=now)
    shown = client_as(world.facilitator).get(page)
    assert shown.context["turns"][-1][0] == me.name
    assert shown.context["turns"][-1][1] != ""
    assert all(had == "" for _, had in shown.context["turns"][:-1])
    assert shown.context["parked"] == [("Night shift", "2 weeks ago")]


def test_only_its_facilitators_open_it(world, client_as, page):
    for user in (world.member, world.peer, world.admin, world.reviewer, world.stranger, world.foreign_facilitator):
        assert client_as(user).get(page).status_code == 404
    assert client_as(None).get(page).status_code == 302
    assert client_as(world.facilitator).post(page).status_code == 405


def test_ten_queries_at_most_however_many_sit_there(world, client_as, page, queries):
    browser = client_as(world.facilitator)
    many = queries(lambda: browser.get(page))
    with inside(world.heartland, world.facilitator):
        holders = SeatHolder.objects.current().filter(group=world.group)
        assert holders.count() > 1
    with inside(world.heartland, world.admin):
        keep = holders.first().pk
        holders.exclude(pk=keep).update(left_at=world.past_meeting.starts_at)
    assert queries(lambda: browser.get(page)) == many
    assert many <= 10
