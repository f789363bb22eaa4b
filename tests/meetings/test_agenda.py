"""The agenda: started from the last or a template, put in order, saved, published; and who reads it when."""

from datetime import time, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from groups.models import SeatHolder
from meetings.actions.agendas import Line, publish, set_agenda, waiting, withdraw_agenda
from meetings.actions.planning import add_meeting
from meetings.actions.ringing import ring_all
from meetings.models import AgendaItem, Job, Meeting, ParkedItem
from programs.models import Activity
from programs.refusal import Refused, Stale
from programs.tenancy import inside
from tests.meetings.conftest import CHICAGO, tomorrow

TWO = (Line("One word each", 10, "opening"), Line("Hot seat", 40, "hot_seat", needs_presenter=True))


@pytest.fixture
def page(world) -> str:
    """The page of the meeting in two days."""
    return reverse("agenda", args=[world.heartland.slug, world.meeting.pk])


@pytest.fixture
def sit(world) -> list[UUID]:
    """Who sits in the group."""
    with inside(world.heartland, world.facilitator):
        return list(SeatHolder.objects.current().filter(group=world.group).values_list("member_id", flat=True))


@pytest.fixture
def set_on(world, now):
    """Sets the agenda of a meeting as the facilitator."""

    def setting(meeting, lines=TWO, **more):
        with inside(world.heartland, world.facilitator):
            set_agenda(Meeting.objects.get(pk=meeting.pk), by=world.facilitator, now=now, lines=lines, **more)

    return setting


def titles(world, meeting) -> list[str]:
    with inside(world.heartland, world.facilitator):
        return list(AgendaItem.objects.filter(meeting=meeting).values_list("title", flat=True))


def typed(page_of, **more) -> dict[str, object]:
    """What the browser sends of a form: the values of its rows as they stand."""
    form = page_of.context["form"]
    data: dict[str, object] = {"version": form.version, "row": [row.row for row in form.rows]}
    for part in (*form.rows, *form.jobs):
        for name in part.fields:
            value = part[name].value()
            data[part[name].html_name] = "" if value is None else value
    return data | more


# -- the deeds


def test_lines_keep_their_rows_and_their_order(world, set_on, now):
    set_on(world.meeting)
    with inside(world.heartland, world.facilitator):
        first, second = AgendaItem.objects.filter(meeting=world.meeting)
    again = (Line("Hot seat", 35, "hot_seat", key=second.pk), Line("Close", 5, "closing"))
    set_on(world.meeting, again)
    with inside(world.heartland, world.facilitator):
        rows = list(AgendaItem.objects.filter(meeting=world.meeting))
        meeting = Meeting.objects.get(pk=world.meeting.pk)
        told = Activity.objects.filter(kind="agenda.changed", about_id=meeting.pk)
        assert [(row.title, row.minutes) for row in rows] == [("Hot seat", 35), ("Close", 5)]
        assert rows[0].pk == second.pk
        assert rows[0].said_at == meeting.starts_at
        assert not AgendaItem.objects.filter(pk=first.pk).exists()
        assert (meeting.agenda_minutes, meeting.agenda_version) == (40, 2)
        assert [one.group_id for one in told] == [world.group.pk] * 2


def test_a_stranger_presents_nothing_and_does_no_job(world, set_on):
    with inside(world.heartland, world.admin):
        elsewhere = SeatHolder.objects.current().filter(group=world.sibling_group).first().member_id
    with pytest.raises(Refused, match="holds no seat"):
        set_on(world.meeting, (Line("Talk", 10, "topic", presenter=elsewhere),))
    with pytest.raises(Refused, match="holds no seat"):
        set_on(world.meeting, TWO, jobs={"Opener": elsewhere})
    assert titles(world, world.meeting) == []


def test_a_day_that_the_meeting_lacks_and_a_meeting_that_is_over(world, set_on):
    with pytest.raises(Refused, match="has 1 day"):
        set_on(world.meeting, (Line("Plan", 10, "goals", 2),))
    with pytest.raises(Refused, match="is over"):
        set_on(world.past_meeting)


def test_an_older_look_is_stale(world, set_on):
    set_on(world.meeting, seen=0)
    with pytest.raises(Stale):
        set_on(world.meeting, (), seen=0)
    assert titles(world, world.meeting) == ["One word each", "Hot seat"]


def test_what_is_parked_waits_no_longer_while_an_agenda_has_it(world, set_on, now):
    with inside(world.heartland, world.facilitator):
        parked = ParkedItem.objects.create(group=world.group, title="Who answers the phone at night?", weight=3)
    set_on(world.meeting, (Line(parked.title, 30, "topic", parked=parked.pk),))
    with inside(world.heartland, world.facilitator):
        assert parked not in waiting(world.group, now)
        assert parked in waiting(world.group, world.meeting.ends_at + timedelta(hours=1)), "not talked through"
    set_on(world.meeting, TWO)
    with inside(world.heartland, world.facilitator):
        parked.refresh_from_db()
        assert parked.state == ParkedItem.State.OPEN


def test_published_it_is_taken_back_until_seven_days_before(world, set_on, meeting_on, now):
    late = meeting_on(30)
    set_on(late)
    with inside(world.heartland, world.facilitator):
        with pytest.raises(Refused, match="nothing on the agenda"):
            publish(Meeting.objects.get(pk=world.meeting.pk), by=world.facilitator, now=now)
        late = Meeting.objects.get(pk=late.pk)
        publish(late, by=world.facilitator, now=now)
        withdraw_agenda(late, by=world.facilitator, now=now)
        assert Meeting.objects.get(pk=late.pk).agenda_at is None
        publish(late, by=world.facilitator, now=now)
        with pytest.raises(Refused, match="last seven days"):
            withdraw_agenda(late, by=world.facilitator, now=late.starts_at - timedelta(days=6))


def test_saved_a_week_before_it_opens_by_itself_and_saved_later_it_waits_for_its_facilitator(
    world, client_as, set_on, meeting_on, now
):
    early, late = meeting_on(30), meeting_on(5)
    set_on(early)
    set_on(late)
    ring_all(now=now + timedelta(days=1))
    ring_all(now=early.starts_at - timedelta(days=7))
    with inside(world.heartland, world.facilitator):
        assert Meeting.objects.get(pk=early.pk).agenda_at is not None
        assert Meeting.objects.get(pk=late.pk).agenda_at is None
    address = reverse("agenda", args=[world.heartland.slug, late.pk])
    assert "does not open by itself" in client_as(world.facilitator).get(address).content.decode()
    with inside(world.heartland, world.facilitator):
        publish(Meeting.objects.get(pk=late.pk), by=world.facilitator, now=now)
        assert Meeting.objects.get(pk=late.pk).agenda_at == now


def test_an_agenda_emptied_and_made_anew_too_late_waits_too(world, set_on, meeting_on, now):
    meeting = meeting_on(30)
    set_on(meeting)
    set_on(meeting, ())
    with inside(world.heartland, world.facilitator):
        found = Meeting.objects.get(pk=meeting.pk)
        assert (found.agenda_minutes, found.agenda_made_at) == (None, None)
        set_agenda(found, by=world.facilitator, now=meeting.starts_at - timedelta(days=3), lines=TWO)
    ring_all(now=meeting.starts_at - timedelta(days=2))
    with inside(world.heartland, world.facilitator):
        assert Meeting.objects.get(pk=meeting.pk).agenda_at is None


# -- the page


def test_from_the_last_agenda_open_items_flow_in_and_three_presses_publish(
    world, client_as, page, set_on, meeting_on, now
):
    before = meeting_on(1)
    set_on(before, (*TWO, Line("Second issue or topic", 20, "topic")))
    with inside(world.heartland, world.facilitator):
        ParkedItem.objects.create(group=world.group, title="Pricing per user", weight=3)
    browser = client_as(world.facilitator)
    shown = browser.get(page)
    assert "Start from last" in shown.text
    started = browser.post(page, {"version": 0, "do": "start:last"})
    assert "1 open item flowed in" in started.text
    assert titles(world, world.meeting) == [], "nothing is saved by the way"
    form = started.context["form"]
    assert [row["title"].value() for row in form.rows] == ["One word each", "Hot seat", "Pricing per user"]
    done = browser.post(page, typed(started, do="publish"))
    assert done.status_code == 302
    with inside(world.heartland, world.facilitator):
        meeting = Meeting.objects.get(pk=world.meeting.pk)
        assert (meeting.agenda_minutes, meeting.agenda_at is not None) == (70, True)
        assert ParkedItem.objects.get(title="Pricing per user").state == ParkedItem.State.SCHEDULED


def test_a_template_with_rows_for_every_seat(world, client_as, page):
    browser = client_as(world.facilitator)
    started = browser.post(page, {"version": 0, "do": "start:msp_monthly"})
    assert [row["minutes"].value() for row in started.context["form"].rows] == [5, 20, 10, 40, 20, 10]
    assert started.context["length"][0]["over"] == 15, "105 minutes in a meeting of 90"
    assert "15 too many" in started.text
    nowhere = browser.post(page, {"version": 0, "do": "start:of-somebody-else"})
    assert nowhere.context["form"].rows == []


def test_moving_adding_and_taking_out_lose_nothing_typed_and_save_nothing(world, client_as, page, set_on):
    set_on(world.meeting)
    browser = client_as(world.facilitator)
    shown = browser.get(page)
    one, two = (row.row for row in shown.context["form"].rows)
    moved = browser.post(page, typed(shown, do=f"up:{two}") | {f"{one}-title": "One word"})
    assert [row["title"].value() for row in moved.context["form"].rows] == ["Hot seat", "One word"]
    assert "Hot seat went up." in moved.text
    added = browser.post(page, typed(moved, do="add"))
    assert len(added.context["form"].rows) == 3
    gone = browser.post(page, typed(added, do=f"remove:{two}"))
    assert [row["title"].value() for row in gone.context["form"].rows] == ["One word", ""]
    assert titles(world, world.meeting) == ["One word each", "Hot seat"]


def test_a_dragged_row_takes_the_order_of_the_form(world, client_as, page, set_on):
    set_on(world.meeting)
    browser = client_as(world.facilitator)
    shown = browser.get(page)
    rows = [row.row for row in shown.context["form"].rows]
    dragged = browser.post(page, typed(shown, row=rows[::-1], do=f"order:{rows[1]}"), headers={"HX-Request": "true"})
    assert [row["title"].value() for row in dragged.context["form"].rows] == ["Hot seat", "One word each"]
    assert b"<html" not in dragged.content
    browser.post(page, typed(dragged, do="save"))
    assert titles(world, world.meeting) == ["Hot seat", "One word each"]


def test_turns_go_to_who_waited_longest(world, client_as, page, set_on, meeting_on, sit):
    before = meeting_on(1)
    set_on(before, (Line("Hot seat", 40, "hot_seat", presenter=sit[0]),), jobs={"Opener": sit[0]})
    set_on(world.meeting)
    browser = client_as(world.facilitator)
    filled = browser.post(page, typed(browser.get(page), do="turns"))
    browser.post(page, typed(filled, do="save"))
    with inside(world.heartland, world.facilitator):
        jobs = {job.name: job.member_id for job in Job.objects.filter(meeting=world.meeting)}
        hot = AgendaItem.objects.get(meeting=world.meeting, kind="hot_seat")
    assert set(jobs) == {"Opener", "Timekeeper"}
    assert len(set(jobs.values())) == 2, "nobody has two jobs while others have none"
    assert jobs["Opener"] != sit[0]
    assert hot.presenter_id not in (None, sit[0])


def test_what_is_wrong_is_said_at_its_row_and_nothing_typed_is_lost(world, client_as, page, set_on):
    set_on(world.meeting)
    browser = client_as(world.facilitator)
    shown = browser.get(page)
    one = shown.context["form"].rows[0].row
    for field, value in (("minutes", "soon"), ("minutes", "0"), ("title", ""), ("title", "a\0b"), ("kind", "party")):
        wrong = browser.post(
            page, typed(shown, do="save") | {f"{one}-{field}": value, f"{one}-notes": "Bring the deck."}
        )
        assert wrong.status_code == 422, (field, value)
        assert "Nothing is saved yet" in wrong.text
        assert "Bring the deck." in wrong.text
    old = browser.post(page, typed(shown, do="save", version="yesterday"))
    assert "out of date" in old.text
    assert titles(world, world.meeting) == ["One word each", "Hot seat"]


def test_whoever_saves_second_is_shown_both(world, client_as, page, set_on):
    set_on(world.meeting)
    browser = client_as(world.facilitator)
    shown = browser.get(page)
    set_on(world.meeting, (Line("Theirs", 20, "topic"),))
    clash = browser.post(page, typed(shown, do="save"))
    assert clash.status_code == 409
    assert "Theirs, 20" in clash.text
    assert "One word each, 10" in clash.text
    again = browser.post(page, typed(clash, do="save"))
    assert again.status_code == 302
    assert titles(world, world.meeting) == ["One word each", "Hot seat"]


def test_two_days_each_with_its_clock(world, client_as, set_on, now):
    with inside(world.heartland, world.facilitator):
        days = add_meeting(
            world.group, by=world.facilitator, now=now, day=tomorrow(now), at=time(9), zone=CHICAGO, minutes=480,
            days=2,
        )  # fmt: skip
    set_on(days, (Line("Open", 15, "opening"), Line("Plan", 75, "goals", 2), Line("Close", 45, "closing", 2)))
    page = reverse("agenda", args=[world.heartland.slug, days.pk])
    shown = client_as(world.facilitator).get(page)
    assert [(row["starts"], row["opens"]) for row in shown.context["rows"]] == [
        ("9:00\xa0am", 1), ("9:00\xa0am", 2), ("10:15\xa0am", 0),
    ]  # fmt: skip
    up = shown.context["form"].rows[1].row
    crossed = client_as(world.facilitator).post(page, typed(shown, do=f"up:{up}"))
    assert [row.drawn_day for row in crossed.context["form"].rows] == [1, 1, 2], "over to the day before"


def test_only_its_facilitators_make_an_agenda(world, client_as, page):
    for user in (world.member, world.peer, world.admin, world.reviewer, world.stranger, world.foreign_facilitator):
        assert client_as(user).get(page).status_code == 404
        assert client_as(user).post(page, {"version": 0, "do": "start:l10"}).status_code == 404
    assert client_as(None).get(page).status_code == 302
    assert client_as(world.facilitator).put(page).status_code == 405


def test_the_same_queries_for_one_line_and_for_many(world, client_as, page, set_on, queries):
    browser = client_as(world.facilitator)
    set_on(world.meeting, TWO[:1])
    one = queries(lambda: browser.get(page))
    set_on(world.meeting, TWO * 10)
    many = queries(lambda: browser.get(page))
    assert one == many
    assert many <= 10


# -- on the meeting's page


def test_members_read_it_once_it_is_open(world, client_as, set_on, sit, now):
    set_on(world.meeting, jobs={"Timekeeper": sit[0]})
    where = reverse("meeting", args=[world.heartland.slug, world.meeting.pk])
    closed = client_as(world.member).get(where).text
    assert "Opens 7 days before." in closed
    assert "One word each" not in closed
    assert "One word each" in client_as(world.facilitator).get(where).text
    with inside(world.heartland, world.facilitator):
        publish(Meeting.objects.get(pk=world.meeting.pk), by=world.facilitator, now=now)
    opened = client_as(world.member).get(where).text
    assert "One word each" in opened
    assert "9:10\xa0am" in opened
    assert "Timekeeper" in opened
    assert "One word each" not in client_as(world.admin).get(where).text
