"""Agendas to start from: the list, one made from any other, changed, taken off; for program admins."""

import pytest
from django.urls import reverse

from meetings.actions.agendas import save_template, starting_points
from meetings.agendas import Item, Kind
from meetings.models import AgendaTemplate
from programs.models import Activity
from programs.tenancy import inside

ITEMS = [Item("open", "Open", 10, Kind.OPENING), Item("hot", "Hot seat", 45, Kind.HOT_SEAT, needs_presenter=True)]


@pytest.fixture
def ours(world, now) -> AgendaTemplate:
    with inside(world.heartland, world.admin):
        return save_template(None, by=world.admin, now=now, name="Ours", items=ITEMS)


@pytest.fixture
def page(world, ours) -> str:
    return reverse("agenda_template", args=[world.heartland.slug, ours.pk])


@pytest.fixture
def new(world) -> str:
    return reverse("agenda_template_new", args=[world.heartland.slug])


@pytest.fixture
def all_of_them(world) -> str:
    return reverse("agendas", args=[world.heartland.slug])


def typed(shown, **more) -> dict[str, object]:
    """What the browser sends of a form."""
    form, named = shown.context["form"], shown.context["named"]
    data: dict[str, object] = {"row": [row.row for row in form.rows]}
    data |= {name: named[name].value() for name in named.fields}
    for row in form.rows:
        for name in row.fields:
            value = row[name].value()
            if value not in (None, False):
                data[row[name].html_name] = value
    return data | more


def test_ours_and_the_programs_own_are_listed(world, client_as, ours, all_of_them):
    shown = client_as(world.admin).get(all_of_them)
    assert "55 minutes, 2 items" in shown.text
    assert "MSP quarterly, two days" in shown.text
    assert "480 minutes and 300 minutes" in shown.text or "minutes and" in shown.text


def test_one_of_ours_becomes_the_programs_own(world, client_as, new):
    browser = client_as(world.admin)
    begun = browser.get(new + "?from=l10")
    assert [row["minutes"].value() for row in begun.context["form"].rows] == [5, 5, 5, 5, 5, 60, 5]
    added = browser.post(new, typed(begun, do="add", name="Our week"))
    row = added.context["form"].rows[-1].row
    more = {f"{row}-title": "One ask each", f"{row}-kind": "asks"}
    assert browser.post(new, typed(added, do="save") | more).status_code == 302
    with inside(world.heartland, world.facilitator):
        [made] = [one for one in starting_points().values() if one.name == "Our week"]
    assert [item.title for item in made.items][-1] == "One ask each"
    assert made.items[-1].minutes == 10
    with inside(world.heartland, world.admin):
        assert Activity.objects.filter(kind="agenda_template.made").exists()


def test_changed_in_its_order_and_with_what_all_seats_share(world, client_as, page, ours):
    browser = client_as(world.admin)
    shown = browser.get(page)
    two = shown.context["form"].rows[1].row
    moved = browser.post(page, typed(shown, do=f"up:{two}"))
    assert [row["title"].value() for row in moved.context["form"].rows] == ["Hot seat", "Open"]
    browser.post(page, typed(moved, do="save") | {f"{two}-each_seat": "on"})
    with inside(world.heartland, world.admin):
        ours.refresh_from_db()
        assert [(item["title"], item["each_seat"], item["needs_presenter"]) for item in ours.items] == [
            ("Hot seat", True, True), ("Open", False, False),
        ]  # fmt: skip
        assert ours.version == 2


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world, client_as, page, new, ours):
    browser = client_as(world.admin)
    shown = browser.get(page)
    one = shown.context["form"].rows[0].row
    for field, value in (
        (f"{one}-minutes", "long"),
        (f"{one}-title", ""),
        (f"{one}-day", "9"),
        ("name", ""),
        ("name", "a\0b"),
    ):
        wrong = browser.post(page, typed(shown, do="save") | {field: value})
        assert wrong.status_code == 422, field
        assert "Hot seat" in wrong.text
    same = browser.post(new, typed(browser.get(new + "?from=l10"), do="save", name="ours"))
    assert same.status_code == 422
    assert "Another agenda has this name" in same.text
    empty = browser.post(new, {"do": "save", "name": "Nothing", "version": 1})
    assert "Add at least one item." in empty.text


def test_whoever_saves_second_is_shown_both(world, client_as, page, ours, now):
    browser = client_as(world.admin)
    shown = browser.get(page)
    with inside(world.heartland, world.admin):
        save_template(ours, by=world.admin, now=now, name="Theirs", items=ITEMS)
    clash = browser.post(page, typed(shown, do="save", name="Mine"))
    assert clash.status_code == 409
    assert "Theirs" in clash.text
    assert browser.post(page, typed(clash, do="save", name="Mine")).status_code == 302


def test_taken_off_the_list(world, client_as, page, ours):
    assert client_as(world.admin).post(page, {"do": "drop"}).status_code == 302
    assert client_as(world.admin).get(page).status_code == 404
    with inside(world.heartland, world.admin):
        assert not AgendaTemplate.objects.exists()


def test_only_admins(world, client_as, page, new, all_of_them):
    for user in (world.member, world.facilitator, world.reviewer, world.stranger, world.foreign_admin):
        for url in (page, new, all_of_them):
            assert client_as(user).get(url).status_code == 404
        assert client_as(user).post(page, {"do": "drop"}).status_code == 404
    assert client_as(None).get(page).status_code == 302
    assert client_as(world.admin).post(all_of_them).status_code == 405
    assert client_as(world.admin).put(page).status_code == 405


def test_the_same_queries_for_one_and_for_many(world, client_as, all_of_them, ours, queries, now):
    browser = client_as(world.admin)
    one = queries(lambda: browser.get(all_of_them))
    with inside(world.heartland, world.admin):
        for number in range(5):
            save_template(None, by=world.admin, now=now, name=f"Agenda {number}", items=ITEMS)
    assert queries(lambda: browser.get(all_of_them)) == one
    assert one <= 10
