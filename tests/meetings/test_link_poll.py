"""A poll for a date from mail: two taps, nobody signed in, one member's answers; looking changes nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest

from groups.actions import leave_seat
from groups.models import SeatHolder
from meetings.actions.polling import close_poll, open_poll, pick_date, vote
from meetings.models import DateAsk, DateOption, DatePoll, DateVote
from members.models import Member
from programs import links
from programs.models import Activity, Due
from programs.tenancy import inside


@pytest.fixture
def poll(world, now) -> DatePoll:
    with inside(world.heartland, world.facilitator):
        return open_poll(
            world.group, by=world.facilitator, now=now, name="A day together", minutes=240, zone="America/Chicago",
            answer_by=(now + timedelta(days=7)).date(), moments=[now + timedelta(days=days) for days in (30, 31, 37)],
        )  # fmt: skip


def ask_of(world, poll, user) -> DateAsk:
    with inside(world.heartland, world.facilitator):
        return DateAsk.objects.get(poll=poll, member__user=user)


def address(program, key, purpose: str = "poll") -> str:
    return f"/a/{links.token(purpose, program.pk, key)}/{purpose}/"


@pytest.fixture
def link(world, poll) -> str:
    return address(world.heartland, ask_of(world, poll, world.member).pk)


@pytest.fixture
def nobody(client_as):
    return client_as(None)


def votes(world, poll, user) -> list[str]:
    """What a user said to each moment, in their order."""
    with inside(world.heartland, world.facilitator):
        mine = DateVote.objects.filter(option__poll=poll, member__user=user)
        return list(mine.order_by("option__starts_at").values_list("can", flat=True))


def says(world, poll, *words: str) -> dict[str, str]:
    with inside(world.heartland, world.facilitator):
        options = DateOption.objects.filter(poll=poll)
        return {f"can-{one.pk}": word for one, word in zip(options, words, strict=False)}


def test_the_answer_of_the_mail_is_picked_and_saved_in_two_taps(world, nobody, link, poll):
    shown = nobody.get(link, {"all": "yes"})
    assert shown.status_code == 200
    assert shown.content.decode().count("checked") == 3
    assert votes(world, poll, world.member) == []
    saved = nobody.post(link, says(world, poll, "yes", "yes", "yes"), follow=True)
    assert "Saved" in saved.content.decode()
    assert votes(world, poll, world.member) == ["yes", "yes", "yes"]
    with inside(world.heartland, world.facilitator):
        assert Activity.objects.filter(kind="poll.answered", via="mail", by_id=None).count() == 1


def test_some_of_them_and_changed_again(world, nobody, link, poll):
    assert "checked" not in nobody.get(link).content.decode()
    nobody.post(link, says(world, poll, "yes", "no", "if_needed"))
    assert nobody.get(link, {"again": "1"}).content.decode().count("checked") == 3
    nobody.post(link, says(world, poll, "no"))
    assert votes(world, poll, world.member) == ["no", "no", "if_needed"]


def test_nothing_said_and_nonsense_are_errors_in_words(world, nobody, link, poll):
    answer = nobody.post(link, {})
    assert (answer.status_code, "at least one moment" in answer.content.decode()) == (422, True)
    answer = nobody.post(link, says(world, poll, "yes", "perhaps"))
    assert answer.status_code == 422
    assert votes(world, poll, world.member) == []
    assert nobody.get(link, {"all": "perhaps"}).content.decode().count("checked") == 0


def test_it_shows_nobody_elses_answers(world, nobody, link, poll):
    with inside(world.heartland, world.peer):
        peer = Member.objects.get(user=world.peer)
        said = dict.fromkeys(DateOption.objects.filter(poll=poll).values_list("pk", flat=True), "yes")
        vote(poll, peer, by=world.peer, now=poll.opened_at, says=said)
    shown = nobody.get(link, {"again": "1"}).content.decode()
    assert "checked" not in shown
    assert peer.name not in shown
    with inside(world.heartland, reach=ask_of(world, poll, world.member).pk):
        assert DateVote.objects.count() == 0
        assert DateAsk.objects.count() == 1
        assert DatePoll.objects.count() == 1


def test_once_the_poll_ended_there_is_nothing_to_do(world, nobody, link, poll, now):
    with inside(world.heartland, world.facilitator):
        close_poll(poll, by=world.facilitator, now=now)
    assert nobody.get(link).status_code == 410
    assert nobody.post(link, says(world, poll, "yes")).status_code == 410
    assert votes(world, poll, world.member) == []


def test_who_left_the_group_opens_nothing(world, nobody, link, poll, now):
    with inside(world.heartland, world.admin):
        leave_seat(
            SeatHolder.objects.current().get(group=world.group, member__user=world.member), by=world.admin, now=now
        )
    answer = nobody.get(link, {"all": "yes"})
    assert answer.status_code in (404, 410)
    assert "A day together" not in answer.content.decode()
    assert nobody.post(link, says(world, poll, "yes")).status_code in (404, 410)
    assert votes(world, poll, world.member) == []


def test_another_purpose_or_another_key_opens_nothing(world, nobody, poll):
    asked = ask_of(world, poll, world.member)
    token = links.token("rsvp", world.heartland.pk, asked.pk)
    assert nobody.get(f"/a/{token}/poll/").status_code in (404, 410)
    assert nobody.get(address(world.heartland, uuid4())).status_code in (404, 410)
    assert nobody.get(address(world.heartland, poll.pk)).status_code in (404, 410)
    assert nobody.get(address(world.summit, asked.pk)).status_code in (404, 410)


def dues(world) -> int:
    with inside(world.heartland, world.member):
        return Due.objects.filter(kind="date_poll", user_id=world.member.pk).count()


def test_only_the_silent_are_reminded_and_nobody_once_it_ended(world, nobody, link, poll, now):
    with inside(world.heartland, world.member):
        assert Due.objects.get(kind="date_poll", user_id=world.member.pk).at < now + timedelta(days=7)
    nobody.post(link, says(world, poll, "yes"))
    assert dues(world) == 0
    with inside(world.heartland, world.peer):
        assert Due.objects.filter(kind="date_poll", user_id=world.peer.pk).count() == 1
    with inside(world.heartland, world.facilitator):
        pick_date(poll, DateOption.objects.filter(poll=poll).first(), by=world.facilitator, now=now)
    with inside(world.heartland, world.peer):
        assert Due.objects.filter(kind="date_poll", user_id=world.peer.pk).count() == 0


def test_it_takes_few_queries(nobody, link, queries):
    assert queries(lambda: nobody.get(link)) <= 6
