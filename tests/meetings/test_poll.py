"""A poll for a date: asked, answered, picked; what each said is the group's."""

from datetime import timedelta

import pytest

from meetings.actions.polling import open_poll, vote
from meetings.models import DateOption, DatePoll, DateVote, Meeting
from members.models import Member
from programs.clock import local_day
from programs.tenancy import inside
from tests.meetings.conftest import CHICAGO


@pytest.fixture
def poll(world, now) -> DatePoll:
    with inside(world.heartland, world.facilitator):
        return open_poll(
            world.group, by=world.facilitator, now=now, name="Two days together", minutes=240, zone=CHICAGO,
            mode="in_person", place="Hotel Ohio", answer_by=local_day(now, CHICAGO) + timedelta(days=5),
            moments=[now + timedelta(days=days) for days in (10, 11, 12)],
        )  # fmt: skip


@pytest.fixture
def page(poll) -> str:
    return f"/p/heartland/polls/{poll.pk}/"


@pytest.fixture
def new(world) -> str:
    return f"/p/heartland/groups/{world.group.pk}/polls/new/"


@pytest.fixture
def typed(now) -> dict[str, str]:
    day = local_day(now, CHICAGO)
    return {
        "name": "A longer day", "minutes": "240", "mode": "online", "answer_by": (day + timedelta(days=3)).isoformat(),
        "zone": CHICAGO, "place": "", "join_url": "", "day_1": (day + timedelta(days=9)).isoformat(), "at_1": "09:00",
        "day_3": (day + timedelta(days=10)).isoformat(), "at_3": "13:00",
    }  # fmt: skip


def options(world, poll) -> list[DateOption]:
    with inside(world.heartland, world.admin):
        return list(DateOption.objects.filter(poll=poll))


def says(world, poll, *words: str) -> dict[str, str]:
    return {f"can-{one.pk}": word for one, word in zip(options(world, poll), words, strict=False) if word}


def text(answer) -> str:
    return answer.content.decode()


def test_asked_by_the_facilitator(world, client_as, new, typed):
    answer = client_as(world.facilitator).post(new, typed, follow=True)
    assert "A longer day: when can you?" in text(answer)
    assert len(answer.context["rows"]) == 2
    assert "A longer day" in text(client_as(world.member).get("/p/heartland/meetings/"))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day_3": ""}, "Offer 2 to 8 different moments."),
        ({"at_3": ""}, "Say at which hour."),
        ({"day_1": "2020-01-01"}, "One of these moments is over."),
        ({"answer_by": "2020-01-01"}, "Answers are needed from today on"),
        ({"name": ""}, "Fill this in"),
        ({"day_3": "x"}, "Write the day"),
        ({"place": "a\0b"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said(world, client_as, new, typed, wrong, words):
    answer = client_as(world.facilitator).post(new, typed | {"minutes": "77"} | wrong)
    assert answer.status_code == 422
    assert words in text(answer)
    assert 'value="77"' in text(answer)
    with inside(world.heartland, world.admin):
        assert not DatePoll.objects.exists()


def test_members_say_when_they_can_and_see_each_other(world, client_as, page, poll):
    first = client_as(world.member).post(page, says(world, poll, "yes", "if_needed", "no"), follow=True)
    assert [row.mine for row in first.context["rows"]] == ["yes", "if_needed", "no"]
    client_as(world.peer).post(page, says(world, poll, "no", "yes"))
    rows = client_as(world.member).get(page).context["rows"]
    assert [(row.found.yes, row.found.if_needed, row.found.no) for row in rows] == [(1, 0, 1), (1, 1, 0), (0, 0, 1)]
    assert [row.best for row in rows] == [False, True, False]


def test_the_last_word_counts(world, client_as, page, poll):
    browser = client_as(world.member)
    browser.post(page, says(world, poll, "yes", "yes", "yes"))
    browser.post(page, says(world, poll, "", "no"))
    assert [row.mine for row in browser.get(page).context["rows"]] == ["yes", "no", "yes"]
    with inside(world.heartland, world.admin):
        assert DateVote.objects.filter(option__poll=poll).count() == 3


def test_nothing_said_or_nonsense_is_an_error(world, client_as, page, poll):
    browser = client_as(world.member)
    assert "Say yes, if needed, or no to at least one moment." in text(browser.post(page, {}))
    answer = browser.post(page, says(world, poll, "yes", "perhaps"))
    assert answer.status_code == 422
    assert next(row.mine for row in answer.context["rows"]) == "yes", "what was picked stays"
    with inside(world.heartland, world.admin):
        assert not DateVote.objects.exists()


def test_picked_it_becomes_a_meeting(world, client_as, page, poll):
    option = options(world, poll)[1]
    answer = client_as(world.facilitator).post(f"{page}pick/", {"option": str(option.pk)})
    with inside(world.heartland, world.admin):
        made = Meeting.objects.get(name="Two days together")
    assert answer.headers["Location"] == f"/p/heartland/meetings/{made.pk}/"
    assert abs(made.starts_at - option.starts_at) < timedelta(minutes=1)
    assert (made.place, made.mode, made.minutes) == ("Hotel Ohio", "in_person", 240)
    over = client_as(world.member).get(page)
    assert "A date was picked." in text(over)
    assert "This poll is over." in text(client_as(world.member).post(page, says(world, poll, "yes")))
    assert "This poll is over." in text(
        client_as(world.facilitator).post(f"{page}pick/", {"option": str(option.pk)}, follow=True)
    )


def test_what_is_no_option_is_not_picked(world, client_as, page):
    for nonsense in ("", "x", str(world.group.pk)):
        answer = client_as(world.facilitator).post(f"{page}pick/", {"option": nonsense}, follow=True)
        assert "Pick one of the moments." in text(answer)


def test_ended_without_a_date_and_undone(world, client_as, page):
    browser = client_as(world.facilitator)
    assert "ended without a date" in text(browser.post(f"{page}state/", follow=True))
    assert "Undo: open it again" in text(browser.get(page))
    assert "Undo" not in text(client_as(world.member).get(page))
    browser.post(f"{page}state/", {"open": "1"})
    assert "Your answer" in text(client_as(world.member).get(page))
    assert "the poll is open" in text(browser.post(f"{page}state/", {"open": "1"}, follow=True))


def test_who_may(world, client_as, page, new, poll):
    for who in (world.sibling, world.stranger, world.reviewer):
        assert client_as(who).get(page).status_code == 404
    for who in (world.member, world.sibling, world.stranger):
        assert client_as(who).get(new).status_code == 404
        for act in ("pick/", "state/"):
            assert client_as(who).post(page + act).status_code == 404
    for who in (world.facilitator, world.admin):
        assert client_as(who).get(page).context["runs"]
        assert client_as(who).post(page, says(world, poll, "yes")).status_code == 404
    assert client_as(None).get(page).status_code == 302
    assert client_as(world.member).put(page).status_code == 405
    assert client_as(world.facilitator).put(new).status_code == 405
    assert client_as(world.facilitator).get(f"{page}pick/").status_code == 405
    assert client_as(world.facilitator).get(f"{page}state/").status_code == 405


def test_the_number_of_queries_is_flat(world, client_as, page, new, poll, queries, now):
    for who in (world.member, world.facilitator):
        browser = client_as(who)
        browser.get(page)
        few = queries(lambda browser=browser: browser.get(page))
        for user in (world.member, world.peer):
            with inside(world.heartland, user):
                told = dict.fromkeys([one.pk for one in DateOption.objects.filter(poll=poll)], "yes")
                vote(poll, Member.objects.get(user=user), by=user, now=now, says=told)
        assert queries(lambda browser=browser: browser.get(page)) == few <= 10
    browser.get(new)
    assert queries(lambda: browser.get(new)) <= 10
