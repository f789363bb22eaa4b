"""Changing a series and ending it: what was left out stays so, what was moved stays, a stale save shows both."""

from datetime import time

import pytest
from django.utils import timezone

from groups.models import Group
from meetings.actions.blackouts import add_blackout
from meetings.actions.planning import change_series
from meetings.models import Meeting, Series
from programs.clock import on_the_wall
from programs.models import Activity
from programs.tenancy import inside
from tests.meetings.conftest import CHICAGO


@pytest.fixture
def page(series) -> str:
    return f"/p/heartland/series/{series.pk}/"


@pytest.fixture
def typed(world, client_as, page) -> dict[str, str]:
    """What the page sends when nothing was changed."""
    form = client_as(world.facilitator).get(page).context["form"]
    shown = {one.html_name: one.field.widget.format_value(one.value()) for one in form}
    return {name: one[0] if isinstance(one, list) else one or "" for name, one in shown.items()}


def kept(answer) -> dict[str, str]:
    """The proposed answers to all clashes."""
    return {one.field: one.chosen for one in answer.context["year"].dates if one.clash}


def coming(world, series) -> list[Meeting]:
    with inside(world.heartland, world.admin):
        return list(Meeting.objects.on().filter(series=series).order_by("starts_at"))


def test_another_hour_moves_what_comes_and_the_public_words(world, client_as, page, typed, series):
    browser = client_as(world.facilitator)
    seen = kept(browser.post(page, typed | {"at": "10:30"}))
    assert browser.post(page, typed | {"at": "10:30", "save": "1"} | seen).status_code == 302
    assert {on_the_wall(one.starts_at, CHICAGO).time() for one in coming(world, series)} == {time(10, 30)}
    with inside(world.heartland, world.admin):
        cadence = Group.objects.get(pk=world.group.pk).cadence
    assert cadence == "Third Thursday of each month, 10:30\xa0am to 12:15\xa0pm Chicago time"


def test_what_was_left_out_stays_left_out(world, client_as, page, typed, series):
    with inside(world.heartland, world.facilitator):
        gone = Meeting.objects.filter(series=series).order_by("starts_at").last()
        gone.rsvps.all().delete()
        gone.delete()
    before = [one.planned_on for one in coming(world, series)]
    browser = client_as(world.facilitator)
    seen = kept(browser.post(page, typed | {"at": "10:30"}))
    browser.post(page, typed | {"at": "10:30", "save": "1"} | seen)
    days = [one.planned_on for one in coming(world, series)]
    assert set(before) <= set(days)


@pytest.mark.parametrize("way", ["keep", "move", "skip"])
def test_a_way_out_of_a_clash_is_saved_though_nothing_else_changed(world, client_as, page, typed, series, way):
    with inside(world.heartland, world.facilitator):
        gone = Meeting.objects.on().filter(series=series).order_by("starts_at").last()
        day, others = gone.planned_on, Meeting.objects.filter(series=series).count() - 1
        gone.rsvps.all().delete()
        gone.delete()
    with inside(world.heartland, world.admin):
        add_blackout(by=world.admin, now=timezone.now(), name="Our conference", first=day, last=day)
    browser = client_as(world.facilitator)
    shown = browser.post(page, typed).context["year"]
    (clash,) = [one for one in shown.dates if one.field == f"on-{day.isoformat()}"]
    assert clash.chosen == "skip"
    sent = kept(browser.post(page, typed)) | {clash.field: way}
    assert browser.post(page, typed | {"save": "1"} | sent).status_code == 302
    made = [one for one in coming(world, series) if one.planned_on == day]
    assert len(made) == (way != "skip")
    for one in made:
        local = on_the_wall(one.starts_at, CHICAGO).date()
        assert (local == day, one.moved) == (way == "keep", way == "move")
    with inside(world.heartland, world.facilitator):
        assert Meeting.objects.filter(series=series).count() == others + len(made)
        told = Activity.objects.filter(kind="series.changed", about_id=series.pk)
        assert [one.fields for one in told] == ([["dates"]] if made else [])


def test_another_rule_is_seen_before_it_is_saved(world, client_as, page, typed, series):
    browser = client_as(world.facilitator)
    rule = typed | {"nth": "4"}
    first = browser.post(page, rule | {"save": "1"})
    assert first.status_code == 422
    assert "Look at what we propose" in first.content.decode()
    assert browser.post(page, rule | {"save": "1"} | kept(first)).status_code == 302
    with inside(world.heartland, world.admin):
        assert Series.objects.get(pk=series.pk).pattern == "FREQ=MONTHLY;BYDAY=4TH"


def test_a_stale_save_shows_both_and_loses_nothing(world, client_as, page, typed, series, now):
    with inside(world.heartland, world.facilitator):
        change_series(series, by=world.facilitator, now=now, place="Their room")
    browser = client_as(world.facilitator)
    answer = browser.post(page, typed | {"place": "My room", "save": "1"} | kept(browser.post(page, typed)))
    read = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Place: Their room", "Place: My room", 'value="My room"'):
        assert words in read
    again = dict(answer.context["form"].data)
    again.pop("save")
    browser.post(page, again | {"keep": "mine"})
    with inside(world.heartland, world.admin):
        assert Series.objects.get(pk=series.pk).place == "My room"


def test_ended_and_what_comes_is_canceled(world, client_as, page, series):
    browser = client_as(world.facilitator)
    assert "End the series" in browser.get(page).content.decode()
    answer = browser.post(f"{page}end/", follow=True)
    assert "each can be brought back" in answer.content.decode()
    assert coming(world, series) == []
    with inside(world.heartland, world.admin):
        assert Group.objects.get(pk=world.group.pk).cadence == ""
    assert "This series was ended." in browser.get(page).content.decode()
    assert "ended already" in browser.post(f"{page}end/", follow=True).content.decode()


def test_words_of_somebody_s_own_outlive_the_series(world, client_as, page, series):
    with inside(world.heartland, world.admin):
        Group.objects.filter(pk=world.group.pk).update(cadence="When the moon is full")
    client_as(world.facilitator).post(f"{page}end/")
    with inside(world.heartland, world.admin):
        assert Group.objects.get(pk=world.group.pk).cadence == "When the moon is full"


def test_what_is_wrong_is_said_at_its_field(world, client_as, page, typed, series):
    answer = client_as(world.facilitator).post(page, typed | {"minutes": "x", "name": "Kept", "save": "1"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["minutes"]
    assert 'value="Kept"' in answer.content.decode()
    late = client_as(world.facilitator).post(page, typed | {"version": "", "save": "1"})
    assert "out of date" in late.content.decode()


def test_the_preview_saves_nothing(world, client_as, page, typed, series):
    answer = client_as(world.facilitator).post(f"{page}preview/", typed | {"nth": "1"})
    assert "First Thursday of each month" in answer.content.decode()
    assert coming(world, series)[0].version == 1


def test_others_may_not(world, client_as, page):
    for who in (world.member, world.sibling, world.stranger, world.reviewer):
        assert client_as(who).get(page).status_code == 404
        for act in ("end/", "preview/"):
            assert client_as(who).post(page + act).status_code == 404
    assert client_as(None).get(page).status_code == 302
    browser = client_as(world.facilitator)
    assert browser.put(page).status_code == 405
    assert browser.get(f"{page}end/").status_code == 405
    assert browser.get(f"{page}preview/").status_code == 405


def test_few_queries(world, client_as, page, typed, queries):
    browser = client_as(world.facilitator)
    browser.get(page)
    assert queries(lambda: browser.get(page)) <= 10
    assert queries(lambda: browser.post(f"{page}preview/", typed)) <= 10
