"""A promise from its mail: two taps, nobody signed in, one promise and nothing else; looking changes nothing."""

import time
from datetime import date, timedelta
from unittest import mock
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from goals.models import Commitment
from goals.promising import More, make_commitment
from members.models import Member
from programs import links
from programs.clock import local_day
from programs.models import Activity, Due, User
from programs.tenancy import POST, inside

ZONE = "America/Chicago"


@pytest.fixture
def today(world) -> date:
    """The day on the member's wall."""
    return local_day(timezone.now(), ZONE)


@pytest.fixture
def promise(world, today) -> Commitment:
    return promised(world, world.member, today)


def promised(world, user: User, today: date, **more) -> Commitment:
    now = timezone.now()
    with inside(world.heartland, user):
        return make_commitment(
            Member.objects.get(user=user), world.group, by=user, now=now, today=today, text="Call the five largest",
            due_on=today + timedelta(days=2), **more,
        )  # fmt: skip


@pytest.fixture
def nobody(client_as):
    return client_as(None)


@pytest.fixture
def link(world, promise) -> str:
    return address(world.heartland, promise.pk)


def address(program, key, purpose: str = "promise") -> str:
    return f"/a/{links.token(purpose, program.pk, key)}/promise/"


def now_of(world, promise) -> Commitment:
    with inside(world.heartland, world.member):
        return Commitment.objects.get(pk=promise.pk)


def all_of(world) -> list[Commitment]:
    with inside(world.heartland, world.member):
        return list(Commitment.objects.order_by("said_at"))


def dues() -> dict:
    with inside(None, reach=POST):
        return dict(Due.objects.filter(kind="commitment").values_list("object_id", "user_id"))


@pytest.mark.parametrize(
    ("says", "primary"),
    [("", "I kept it"), ("kept", "Save: I kept it"), ("move", "Save the new day"), ("help", "Ask my group")],
)  # fmt: skip
def test_the_answer_of_the_mail_stands_first_and_alone_is_primary(world, nobody, link, says, primary):
    page = nobody.get(f"{link}?says={says}").content.decode()
    assert "Call the five largest" in page
    assert page.count("btn-primary") == 1
    assert primary in page.partition("btn-primary")[2][:160]


def test_kept_in_two_taps_and_taken_back(world, promise, nobody, link):
    for _ in range(3):
        answer = nobody.post(link, {"act": "keep"}, follow=True)
        assert answer.redirect_chain == [(link, 302)]
        assert "Kept. Your group sees it." in answer.content.decode()
    assert now_of(world, promise).state == "kept"
    assert dues() == {}
    with inside(world.heartland, world.peer):
        (told,) = Activity.objects.filter(about_id=promise.pk, kind="promise.kept")
        assert (told.via, told.by_id) == ("mail", None)
    assert "I kept it" in nobody.post(link, {"act": "reopen"}, follow=True).content.decode()
    assert now_of(world, promise).state == "open"
    assert dues() == {promise.pk: world.member.pk}


def test_moved_it_is_promised_anew_to_the_same_group_and_asked_after(world, promise, nobody, link, today):
    day = today + timedelta(days=9)
    for _ in range(2):
        nobody.post(link, {"act": "move", "due_on": day.isoformat(), "reason": "waiting"})
    old, anew = all_of(world)
    assert (old.state, old.reason) == ("moved", "waiting")
    assert (anew.renews_id, anew.due_on, anew.state, anew.times, anew.by_id) == (old.pk, day, "open", 2, None)
    assert anew.audience == [world.group.pk]
    assert dues() == {anew.pk: world.member.pk}
    assert "Promised anew until" in nobody.get(link).content.decode()
    with inside(world.heartland, world.peer):
        assert Commitment.objects.filter(pk=anew.pk).exists(), "the group sees it"


@pytest.mark.parametrize("missed", [False, True], ids=["open before", "missed before"])
def test_moved_by_mistake_it_stands_as_it_stood(world, promise, nobody, link, today, missed):
    if missed:
        nobody.post(link, {"act": "miss", "reason": "time"})
    nobody.post(link, {"act": "move", "due_on": (today + timedelta(days=9)).isoformat()})
    for _ in range(2):
        answer = nobody.post(link, {"act": "unmove"}, follow=True)
        assert answer.status_code == 200
    (only,) = all_of(world)
    assert (only.pk, only.state) == (promise.pk, "missed" if missed else "open")
    assert set(dues()) == (set() if missed else {promise.pk})


def test_a_new_promise_that_was_kept_meanwhile_is_not_taken_back(world, promise, nobody, link, today):
    nobody.post(link, {"act": "move", "due_on": (today + timedelta(days=9)).isoformat()})
    anew = all_of(world)[1]
    nobody.post(address(world.heartland, anew.pk), {"act": "keep"})
    answer = nobody.post(link, {"act": "unmove"})
    assert answer.status_code == 422
    assert "settled already" in answer.content.decode()
    assert [one.state for one in all_of(world)] == ["moved", "kept"]


def test_missed_with_a_reason_and_the_way_on(world, promise, nobody, link):
    page = nobody.post(link, {"act": "miss", "reason": "harder"}, follow=True).content.decode()
    assert "Not kept: harder than thought." in page
    assert "Promise it anew" in page
    assert (now_of(world, promise).state, dues()) == ("missed", {})


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"act": "move"}, "Nothing is saved yet."),
        ({"act": "move", "due_on": "2000-01-01"}, "That day has passed."),
        ({"act": "move", "due_on": "nonsense"}, "Enter a valid date."),
        ({"act": "miss", "reason": "lazy"}, "Choose a reason from the list"),
        ({"act": "\0"}, "Press a button."),
        ({}, "Press a button."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_and_changes_nothing(world, promise, nobody, link, sent, says):
    answer = nobody.post(link, sent)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert [one.state for one in all_of(world)] == ["open"]


def test_what_was_typed_is_kept(nobody, link):
    page = nobody.post(link, {"act": "move", "due_on": "2000-01-01", "reason": "time"}).content.decode()
    assert "2000-01-01" in page
    assert '<option value="time" selected>' in page


@pytest.mark.parametrize("query", ["", "?says=kept", "?says=move", "?says=help", "?says=%00"])
def test_looking_changes_nothing(world, promise, nobody, link, query):
    for method in (nobody.get, nobody.head, nobody.get):
        assert method(link + query).status_code == 200
    assert now_of(world, promise).state == "open"


def test_help_leads_through_the_sign_in_to_the_doors_that_exist(world, today, nobody, link):
    page = nobody.get(f"{link}?says=help").content.decode()
    assert f"next=/p/heartland/groups/{world.group.pk}/talk/new/" in page
    assert f"next=/p/heartland/groups/{world.group.pk}/support/" in page
    for_goal = promised(world, world.member, today, more=More(goal=world.goal))
    page = nobody.get(f"{address(world.heartland, for_goal.pk)}?says=help").content.decode()
    assert f"next=/p/heartland/groups/{world.group.pk}/talk/new/" in page
    assert "/stuck/" not in page, "a goal that is not stuck has no doors"


@pytest.mark.parametrize("purpose", ["check-in", "rsvp", "prepare", "mute", "invitation"])
def test_links_of_other_purposes_do_not_open_it(world, promise, nobody, purpose):
    assert nobody.get(address(world.heartland, promise.pk, purpose)).status_code == 410
    token = links.token("promise", world.heartland.pk, world.goal.pk)
    assert nobody.post(f"/a/{token}/check-in/", {"status": "stuck"}).status_code == 410


def test_foreign_unknown_and_worn_out_links_say_so(world, promise, nobody, link):
    for program, key in ((world.summit, promise.pk), (world.heartland, uuid4()), (world.heartland, world.goal.pk)):
        assert nobody.get(address(program, key)).status_code == 410
        assert nobody.post(address(program, key), {"act": "keep"}).status_code == 410
    with mock.patch("django.core.signing.time.time", return_value=time.time() + 46 * 86400):
        assert nobody.get(link).status_code == 410
    assert now_of(world, promise).state == "open"


def test_who_has_left_the_program_answers_no_more(world, promise, nobody, link):
    with inside(world.heartland, world.admin):
        Member.objects.filter(user=world.member).update(left_at=timezone.now())
    assert nobody.get(link).status_code == 410
    assert nobody.post(link, {"act": "keep"}).status_code == 410


def test_the_database_shows_the_link_its_promise_alone(world, promise, today):
    promised(world, world.peer, today)
    with inside(world.heartland, reach=promise.pk):
        assert list(Commitment.objects.values_list("pk", flat=True)) == [promise.pk]
        assert not Member.objects.exists()


@pytest.mark.parametrize("forged", ["another's", "settled", "elsewhere", "signed", "of nothing"])
def test_the_database_lets_a_link_promise_the_same_anew_and_nothing_else(world, promise, today, forged):
    with inside(world.heartland, world.peer):
        peer = Member.objects.get(user=world.peer)
    fields = {
        "member_id": promise.member_id, "text": "Forged", "due_on": today, "said_at": timezone.now(),
        "audience": [world.group.pk], "renews_id": promise.pk,
    }  # fmt: skip
    fields |= {
        "another's": {"member_id": peer.pk},
        "settled": {"state": "kept"},
        "elsewhere": {"audience": [world.sibling_group.pk]},
        "signed": {"by_id": world.member.pk},
        "of nothing": {"renews_id": None},
    }[forged]
    with inside(world.heartland, reach=promise.pk), pytest.raises(ProgrammingError), transaction.atomic():
        Commitment(**fields).save(force_insert=True)
