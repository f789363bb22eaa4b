"""Days without meetings: the program's own, added, dropped and brought back by its admins."""

from datetime import timedelta

import pytest

from meetings.models import Blackout
from programs.tenancy import inside

PAGE = "/p/heartland/meetings/days-off/"


@pytest.fixture
def typed(now) -> dict[str, str]:
    first = (now + timedelta(days=20)).date()
    return {"name": "Our conference", "first": first.isoformat(), "last": (first + timedelta(days=2)).isoformat()}


def rows(world) -> list[Blackout]:
    with inside(world.heartland, world.admin):
        return list(Blackout.objects.all())


def test_added_dropped_and_brought_back(world, client_as, typed):
    browser = client_as(world.admin)
    assert "No days of your own yet." in browser.get(PAGE).content.decode()
    read = browser.post(PAGE, typed, follow=True).content.decode()
    assert "Our conference" in read
    (row,) = rows(world)
    dropped = browser.post(f"{PAGE}{row.pk}/end/", follow=True)
    assert rows(world) == []
    form = dropped.context["form"]
    again = {name: form[name].field.widget.format_value(form[name].value()) for name in typed}
    assert again == typed, "the form offers what was dropped"
    browser.post(PAGE, again)
    assert [one.name for one in rows(world)] == ["Our conference"]
    assert not browser.get(PAGE).context["form"]["name"].value(), "once"


def test_public_holidays_come_by_themselves(world, client_as):
    assert "Thanksgiving Day" in client_as(world.admin).get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"name": ""}, "name", "Fill this in"),
        ({"last": "2020-01-01"}, "last", "comes before the first"),
        ({"first": "x"}, "first", "valid date"),
        ({"name": "a\0b"}, "name", "Null characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world, client_as, typed, wrong, field, words):
    answer = client_as(world.admin).post(PAGE, typed | wrong)
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert rows(world) == []


def test_admins_only_and_of_this_program(world, client_as, typed):
    client_as(world.admin).post(PAGE, typed)
    (row,) = rows(world)
    for who in (world.member, world.facilitator, world.reviewer, world.stranger, world.foreign_admin):
        assert client_as(who).get(PAGE).status_code == 404
        assert client_as(who).post(f"{PAGE}{row.pk}/end/").status_code == 404
    foreign = f"{PAGE.replace('heartland', 'summit')}{row.pk}/end/"
    assert client_as(world.foreign_admin).post(foreign).status_code == 404
    assert client_as(None).get(PAGE).status_code == 302
    assert client_as(world.admin).put(PAGE).status_code == 405
    assert client_as(world.admin).get(f"{PAGE}{row.pk}/end/").status_code == 405
    assert len(rows(world)) == 1


def test_few_queries_and_flat(world, client_as, typed, queries):
    browser = client_as(world.admin)
    browser.get(PAGE)
    few = queries(lambda: browser.get(PAGE))
    for n in range(3):
        browser.post(PAGE, typed | {"name": f"Week {n}"}, follow=True)
    assert queries(lambda: browser.get(PAGE)) == few <= 10
