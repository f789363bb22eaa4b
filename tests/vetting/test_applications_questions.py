"""Asking several of the queue at once: each hears alone, one undo for all, and two admins at once lose nothing."""

import re
from datetime import timedelta

import pytest

from notifications.announcing import announce
from notifications.models import Delivery, Kind
from programs.actions import give_role
from programs.models import Activity, Role, User
from programs.tenancy import POST, inside
from vetting import states
from vetting.actions.deciding import decide
from vetting.models import Application, Decision, Dossier
from vetting.states import State

pytestmark = pytest.mark.django_db

QUEUE = "/p/heartland/applications/"
PAGE = f"{QUEUE}questions/"
UNDO = f"{PAGE}undo/"


@pytest.fixture
def admin(world, client_as):
    """Priya's browser."""
    return client_as(world.admin)


@pytest.fixture
def three(applicant, now) -> list[Application]:
    """Three who wait, the longest first."""
    return [applicant(f"Guest {number}", when=now - timedelta(days=9 - number)) for number in range(3)]


def told(*files: Application, **more: str) -> dict[str, object]:
    """What the form sends."""
    return {"who": [f"{one.pk}:{one.version}" for one in files], "reason": "facts", "words": "", **more}


def states_of(world, files) -> list[str]:
    """Where they stand now."""
    with inside(world.heartland, world.admin):
        found = dict(Application.objects.values_list("pk", "state"))
    return [found[one.pk] for one in files]


def test_those_who_are_ticked_are_asked_and_nobody_else(world, admin, three, now):
    answer = admin.post(PAGE, told(*three[:2], words="By Friday, please."), follow=True)
    assert "2 are asked for more. Each hears of it in a minute." in answer.content.decode()
    assert states_of(world, three) == [State.MORE_INFORMATION, State.MORE_INFORMATION, State.SUBMITTED]
    with inside(world.heartland, world.admin):
        made = list(Decision.objects.all())
        assert {one.words for one in made} == {"By Friday, please."}
        assert len({one.at for one in made}) == 1
        assert "By Friday, please." in Application.objects.get(pk=three[0].pk).told
        assert Activity.objects.filter(kind="application.decided").count() == 2


def test_each_is_asked_their_own_open_questions_unless_they_are_left_out(world, admin, three):
    with inside(world.heartland, world.admin):
        for one in three:
            dossier = Dossier.objects.get(application=one)
            finding = dict(dossier.findings[0], met="unclear", ask=f"How many, {one.name}?")
            Dossier.objects.filter(pk=dossier.pk).update(findings=[finding])
    admin.post(PAGE, told(*three[:2], open_questions="on"))
    admin.post(PAGE, told(three[2]))
    with inside(world.heartland, world.admin):
        asked = [Application.objects.get(pk=one.pk).asked for one in three]
    assert asked == [["How many, Guest 0?"], ["How many, Guest 1?"], []]


def test_each_hears_by_themselves_after_the_minute(world, admin, three, now):
    admin.post(PAGE, told(*three))
    announce(now=now)
    with inside(None, reach=POST):
        mails = Delivery.objects.filter(kind=Kind.APPLICATION_DECIDED)
        assert mails.count() == 3
        assert all(one.hold_until and one.hold_until > now for one in mails)


def test_one_undo_takes_all_back_and_nobody_is_told(world, admin, three):
    page = admin.post(PAGE, told(*three), follow=True).content.decode()
    assert "and 2 more" in page
    with inside(world.heartland, world.admin):
        one = Decision.objects.first()
    assert f"{UNDO}?of={one.pk}" in page or UNDO in page
    answer = admin.post(f"{UNDO}?of={one.pk}", follow=True)
    assert "Taken back: 3. All of them were told nothing." in answer.content.decode()
    assert states_of(world, three) == [State.SUBMITTED] * 3
    assert "That is not there any more." in admin.post(f"{UNDO}?of={one.pk}", follow=True).content.decode()


def test_after_the_minute_it_is_said_so(world, admin, three, now):
    admin.post(PAGE, told(*three))
    with inside(world.heartland, world.admin):
        Decision.objects.update(hears_at=now - timedelta(seconds=1))
        one = Decision.objects.first()
    assert "The applicant has been told." in admin.post(f"{UNDO}?of={one.pk}", follow=True).content.decode()
    assert states_of(world, three) == [State.MORE_INFORMATION] * 3


def test_nobody_elses_decision_is_taken_back(world, admin, three, now, client_as):
    other = User.objects.create_user("second@heartland.example", "Second Admin")
    with inside(world.heartland, world.admin):
        give_role(Role.Kind.ADMIN, by=world.admin, user=other)
    admin.post(PAGE, told(*three))
    with inside(world.heartland, world.admin):
        one = Decision.objects.first()
    client_as(other).post(f"{UNDO}?of={one.pk}")
    assert states_of(world, three) == [State.MORE_INFORMATION] * 3


def test_of_two_admins_at_once_the_second_is_told_and_the_rest_is_asked(world, admin, three, now):
    with inside(world.heartland, world.admin):
        decide(three[0], states.Decision.DECLINE, by=world.admin, now=now, reason="small")
    page = admin.post(PAGE, told(*three), follow=True).content.decode()
    assert "Guest 0 was not asked." in page
    assert "2 are asked for more." in page
    assert states_of(world, three) == [State.DECLINED, State.MORE_INFORMATION, State.MORE_INFORMATION]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"reason": "facts"}, "Nobody was ticked."),
        ({"reason": "facts", "who": ["x:1", "%00", ""]}, "Nobody was ticked."),
        ({"reason": ""}, "Choose a reason."),
        ({"reason": "small"}, "Choose a reason from the list."),
        ({"reason": "call"}, "Choose a reason from the list."),
    ],
)
def test_what_is_lacking_is_said_and_nothing_typed_is_lost(admin, three, sent, words):
    who = [f"{three[1].pk}:1"] if "ticked" not in words else []
    answer = admin.post(PAGE, {"who": who, "words": "By Friday, please."} | sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="By Friday, please."' in page
    assert re.findall(r'value="([0-9a-f-]{36}):1" checked', page) == ([str(three[1].pk)] if who else [])


def test_only_those_who_wait_can_be_ticked(world, client_as, admin, three):
    assert admin.get(QUEUE).content.decode().count('name="who"') == 3
    assert 'name="who"' not in admin.get(f"{QUEUE}?tab=pool").content.decode()
    assert 'name="who"' not in client_as(world.reviewer).get(QUEUE).content.decode()


@pytest.mark.parametrize("who", ["member", "facilitator", "reviewer", "stranger", "foreign_admin"])
def test_for_others_it_does_not_exist(world, client_as, three, who):
    for url in (PAGE, UNDO):
        assert client_as(getattr(world, who)).post(url, told(*three)).status_code == 404
    assert states_of(world, three) == [State.SUBMITTED] * 3


def test_who_is_not_signed_in_is_sent_to_sign_in_and_a_get_is_refused(client, admin):
    for url in (PAGE, UNDO):
        assert client.post(url).headers["Location"].startswith("/accounts/login/")
        assert admin.get(url).status_code == 405


def test_applications_of_another_program_are_not_asked(world, client_as, three):
    answer = client_as(world.foreign_admin).post("/p/summit/applications/questions/", told(*three))
    assert answer.status_code == 302
    assert states_of(world, three) == [State.SUBMITTED] * 3
