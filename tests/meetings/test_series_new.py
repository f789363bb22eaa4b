"""Planning a year: plain choices, the dates beside them, and for each clash a way out."""

from datetime import date

import pytest

from groups.models import Group
from meetings.actions.blackouts import add_blackout
from meetings.models import Meeting, Series
from programs.clock import local_day
from programs.tenancy import inside
from tests.meetings.conftest import CHICAGO, tomorrow


@pytest.fixture
def page(world) -> str:
    return f"/p/heartland/groups/{world.group.pk}/series/new/"


@pytest.fixture
def typed(now) -> dict[str, str]:
    """The fourth Thursday of each month at nine, for a year from tomorrow: Thanksgiving Day is one of them."""
    return {
        "repeats": "monthly", "every": "2", "nth": "4", "weekday": "3", "first_on": tomorrow(now).isoformat(),
        "at": "09:00", "zone": CHICAGO, "minutes": "105", "days": "1", "mode": "online",
        "join_url": "https://video.example/owners", "place": "", "name": "", "agenda": "msp_monthly",
    }  # fmt: skip


def text(answer) -> str:
    return answer.content.decode()


def planned(world) -> list[Meeting]:
    with inside(world.heartland, world.admin):
        return list(Meeting.objects.of(world.group).exclude(series=None).order_by("planned_on"))


def clashes(answer) -> list:
    return [one for one in answer.context["year"].dates if one.clash]


@pytest.mark.parametrize("who", ["facilitator", "admin"])
def test_the_year_stands_there_before_anything_is_typed(world, client_as, page, who):
    answer = client_as(getattr(world, who)).get(page)
    assert answer.context["year"].count in (12, 13)
    assert "Third Thursday of each month, 9:00\xa0am" in text(answer)
    assert planned(world) == []


def test_planned_with_the_proposals_that_were_shown(world, client_as, page, typed, now):
    browser = client_as(world.facilitator)
    first = browser.post(page, typed | {"plan": "1"})
    assert first.status_code == 422
    assert "Look at what we propose, then plan." in text(first)
    assert planned(world) == []
    found = clashes(first)
    assert "Thanksgiving Day" in {one.clash for one in found}
    answers = {one.field: one.chosen for one in found}
    assert set(answers.values()) == {"move"}
    assert browser.post(page, typed | answers | {"plan": "1"}).status_code == 302
    moved = [one for one in planned(world) if one.moved]
    assert len(moved) == len(found)
    off = world.heartland.days_off(now.date())
    assert not any(local_day(one.starts_at, CHICAGO) in off for one in planned(world))
    with inside(world.heartland, world.admin):
        series = Series.objects.get(group=world.group)
    assert (series.pattern, series.agenda, series.minutes) == ("FREQ=MONTHLY;BYDAY=4TH", "msp_monthly", 105)


@pytest.mark.parametrize(("way", "there"), [("keep", True), ("skip", False)])
def test_kept_or_left_out(world, client_as, page, typed, way, there):
    browser = client_as(world.facilitator)
    found = clashes(browser.post(page, typed | {"look": "1"}))
    assert browser.post(page, typed | {one.field: way for one in found} | {"plan": "1"}).status_code == 302
    days = {f"on-{one.planned_on.isoformat()}" for one in planned(world)}
    assert all((one.field in days) is there for one in found)
    assert not any(one.moved for one in planned(world))


def test_a_blackout_and_another_meeting_clash_as_well(world, client_as, page, typed, now, meeting_on):
    rule = typed | {"repeats": "weekly", "weekday": "1"}
    browser = client_as(world.facilitator)
    second, third = (date.fromisoformat(one.field[3:]) for one in browser.post(page, rule).context["year"].dates[1:3])
    with inside(world.heartland, world.admin):
        add_blackout(by=world.admin, now=now, name="Our conference", first=second, last=second)
    meeting_on((third - local_day(now, CHICAGO)).days)
    found = {one.clash for one in clashes(browser.post(page, rule))}
    assert {"Our conference", "another meeting of the group"} <= found


@pytest.mark.parametrize(
    ("choice", "rule"),
    [
        ({"repeats": "weekly", "weekday": "0"}, "FREQ=WEEKLY;BYDAY=MO"),
        ({"repeats": "weeks", "every": "6", "weekday": "2"}, "FREQ=WEEKLY;INTERVAL=6;BYDAY=WE"),
        ({"repeats": "quarterly", "nth": "-1", "weekday": "4"}, "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR"),
        ({"repeats": "months", "every": "2", "nth": "1"}, "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TH"),
    ],
)
def test_each_plain_choice_is_a_rule(world, client_as, page, typed, choice, rule):
    browser = client_as(world.facilitator)
    seen = {one.field: "keep" for one in clashes(browser.post(page, typed | choice))}
    assert browser.post(page, typed | choice | seen | {"plan": "1"}).status_code == 302
    with inside(world.heartland, world.admin):
        assert Series.objects.get(group=world.group).pattern == rule


def test_the_public_page_says_the_rhythm_and_shows_the_year(world, client_as, page, typed):
    with inside(world.heartland, world.admin):
        Group.objects.filter(pk=world.group.pk).update(visibility="public")
    browser = client_as(world.facilitator)
    seen = {one.field: "skip" for one in clashes(browser.post(page, typed))}
    browser.post(page, typed | seen | {"plan": "1"})
    read = text(client_as(None).get(f"/p/heartland/groups/{world.group.pk}/expect/"))
    assert "Fourth Thursday of each month, 9:00\xa0am to 10:45\xa0am Chicago time" in read
    assert "in the next twelve months" in read
    assert "video.example" not in read
    with inside(world.heartland, world.admin):
        Group.objects.filter(pk=world.group.pk).update(visibility="outline")
    outline = text(client_as(None).get(f"/p/heartland/groups/{world.group.pk}/expect/"))
    assert "in the next twelve months" not in outline


def test_the_preview_saves_nothing_and_keeps_the_choices(world, client_as, page, typed):
    browser, preview = client_as(world.facilitator), page.replace("new", "preview")
    found = clashes(browser.post(page, typed))
    answer = browser.post(preview, typed | {found[0].field: "skip"}, headers={"HX-Request": "true"})
    assert answer.context["year"].count == len(answer.context["year"].dates) - 1
    assert text(answer).startswith("<section") or "<section" in text(answer)[:400]
    half = browser.post(preview, typed | {"at": ""}, headers={"HX-Request": "true"})
    assert "They show here as you choose." in text(half)
    assert planned(world) == []


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"at": ""}, "at", "Fill this in"),
        ({"at": "25:99"}, "at", "Write the hour as 09:00."),
        ({"first_on": "someday"}, "first_on", "Write the day as 2027-03-18."),
        ({"first_on": "2020-01-01"}, "first_on", "Choose today or a later day."),
        ({"first_on": "2099-01-01"}, "first_on", "within the next two years"),
        ({"repeats": "weeks", "every": ""}, "every", "Say every how many weeks."),
        ({"repeats": "months", "every": "40"}, "every", "12"),
        ({"nth": "5"}, "nth", "valid choice"),
        ({"weekday": "9"}, "weekday", "valid choice"),
        ({"minutes": "5"}, "minutes", "15"),
        ({"days": "9"}, "days", "5"),
        ({"zone": "Mars/Olympus"}, "zone", "valid choice"),
        ({"join_url": "javascript:alert(1)"}, "join_url", "web address"),
        ({"place": "a\0b"}, "place", "Null characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world, client_as, page, typed, wrong, field, words):
    answer = client_as(world.facilitator).post(page, typed | {"name": "Kept"} | wrong | {"plan": "1"})
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert 'value="Kept"' in text(answer)
    assert planned(world) == []


def test_others_may_not(world, client_as, page, typed):
    for who in (world.member, world.sibling, world.stranger, world.reviewer):
        assert client_as(who).get(page).status_code == 404
        assert client_as(who).post(page, typed | {"plan": "1"}).status_code == 404
    assert client_as(None).get(page).status_code == 302
    assert client_as(world.facilitator).put(page).status_code == 405
    assert client_as(world.facilitator).get(page.replace("new", "preview")).status_code == 405
    assert planned(world) == []


def test_a_closed_group_plans_nothing(world, client_as, page, typed):
    with inside(world.heartland, world.admin):
        Group.objects.filter(pk=world.group.pk).update(state="closed")
    browser = client_as(world.facilitator)
    seen = {one.field: "keep" for one in clashes(browser.post(page, typed))}
    answer = browser.post(page, typed | seen | {"plan": "1"})
    assert answer.status_code == 422
    assert "is closed" in text(answer)


def test_the_number_of_queries_is_flat(world, client_as, page, queries, meeting_on):
    browser = client_as(world.facilitator)
    browser.get(page)
    few = queries(lambda: browser.get(page))
    for days in (4, 5, 6):
        meeting_on(days)
    assert queries(lambda: browser.get(page)) == few <= 10
