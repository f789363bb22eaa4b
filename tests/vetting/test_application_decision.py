"""Deciding: where it leads, what comes back when it cannot be, two at once, and taking it back."""

import re
from datetime import timedelta

import pytest

from programs.tenancy import inside
from vetting import states
from vetting.actions.deciding import HEARS_AFTER, decide
from vetting.actions.offering import make_offer
from vetting.actions.reviewing import set_rules
from vetting.models import Application, Decision, VettingRules
from vetting.states import State

pytestmark = pytest.mark.django_db

QUEUE = "/p/heartland/applications/"


@pytest.fixture
def admin(world, client_as):
    """Priya's browser."""
    return client_as(world.admin)


@pytest.fixture
def line(applicant, now):
    """Three who wait, the one who waits longest first."""
    return [applicant(f"Guest Number{n}", when=now - timedelta(days=9 - n), employees=4) for n in range(3)]


def url(application, part: str = "decision/") -> str:
    return f"{QUEUE}{application.pk}/{part}"


def text(answer) -> str:
    return answer.content.decode().replace("&#x27;", "'")


def state_of(world, application) -> str:
    with inside(world.heartland, world.admin):
        return Application.objects.get(pk=application.pk).state


@pytest.mark.parametrize(
    ("decision", "reason", "state"),
    [
        ("accept", "fits", State.POOL),
        ("wait", "full", State.POOL),
        ("more", "facts", State.MORE_INFORMATION),
        ("decline", "small", State.DECLINED),
    ],
)
def test_one_is_decided_and_the_next_one_opens(world, admin, line, decision, reason, state):
    told = {"decision": decision, "reason": reason, "seen": line[0].version, "words": "See you.", "note": "Clear."}
    answer = admin.post(url(line[0]), told)
    assert answer.headers["Location"] == url(line[1], "")
    assert state_of(world, line[0]) == state
    with inside(world.heartland, world.admin):
        made = Decision.objects.get()
        assert (made.reason, made.words, made.note, made.by) == (reason, "See you.", "Clear.", world.admin)
    page = text(admin.get(answer.headers["Location"]))
    assert f'action="{url(line[0], "decision/undo/")}?of={made.pk}"' in page
    assert page.count("Undo</button>") == 2, "in the toast and on the page"


def test_after_the_last_comes_the_first_and_then_the_queue(admin, line):
    decline = {"decision": "decline", "reason": "small"}
    assert admin.post(url(line[2]), decline).headers["Location"] == url(line[0], "")
    assert admin.post(url(line[0]), decline).headers["Location"] == url(line[1], "")
    assert admin.post(url(line[1]), decline).headers["Location"] == QUEUE


def test_hidden_names_stay_hidden_on_the_way(admin, line):
    answer = admin.post(url(line[0]), {"decision": "accept", "reason": "fits", "masked": "1"})
    assert answer.headers["Location"] == f"{url(line[1], '')}?masked=1"
    assert "Number0" not in text(admin.get(answer.headers["Location"])).split("<main")[1]


def test_what_is_missing_is_asked_for(world, admin, applicant):
    made = applicant(employees=None)
    page = text(admin.get(url(made, "")))
    question = "How many people work at your company, you included?"
    assert f'value="{question}"' in page
    told = {"decision": "more", "reason": "facts", "asked": [question]}
    assert admin.post(url(made), told).status_code == 302
    with inside(world.heartland, world.admin):
        assert Application.objects.get(pk=made.pk).asked == [question]


def test_a_decision_without_a_reason_comes_back_with_what_was_typed(world, admin, line):
    answer = admin.post(url(line[0]), {"decision": "decline", "words": "Dear Guest", "note": "Thought twice"})
    assert answer.status_code == 422
    for words in ("Choose a reason.", "Dear Guest", "Thought twice", '<details class="decision" name="decision" open>'):
        assert words in text(answer)
    for told in ({"decision": "decline", "reason": "fits"}, {"decision": "seat"}, {},
                 {"decision": "accept", "reason": "fits", "words": "A\0B"},
                 {"decision": "more", "reason": "facts", "asked": ["Who are you?"]}):  # fmt: skip
        assert admin.post(url(line[0]), told).status_code == 422
    assert state_of(world, line[0]) == State.SUBMITTED


def test_the_second_of_two_is_told_who_was_first_and_loses_nothing(world, admin, line, now):
    with inside(world.heartland, world.admin):
        decide(line[0], states.Decision.ACCEPT, by=world.reviewer, now=now, reason="fits", seen=line[0].version)
    told = {
        "decision": "decline",
        "reason": "place",
        "words": "Too far for you.",
        "note": "Sorry",
        "seen": line[0].version,
    }
    answer = admin.post(url(line[0]), told)
    assert answer.status_code == 409
    page = text(answer)
    assert f"{world.reviewer} was first: pool. Nothing of yours was saved." in page
    assert "Too far for you." in page
    assert 'value="place" data-key="6" checked' in page
    assert state_of(world, line[0]) == State.POOL
    with inside(world.heartland, world.admin):
        again = told | {"seen": Application.objects.get(pk=line[0].pk).version}
    assert admin.post(url(line[0]), again).status_code == 302
    assert state_of(world, line[0]) == State.DECLINED


def test_what_leaves_nothing_to_decide_says_so_and_shows_no_buttons(world, admin, line):
    with inside(world.heartland, world.admin):
        Application.objects.filter(pk=line[0].pk).update(state=State.SEATED)
    answer = admin.post(url(line[0]), {"decision": "accept", "reason": "fits"})
    assert answer.status_code == 409
    assert "leaves nothing to decide" in text(answer)
    assert 'name="decision" value="accept"' not in text(answer)


def test_reasons_have_keys_and_a_clear_case_has_its_reason_ready(world, admin, applicant):
    made = applicant()
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(interview=True)  # without it nobody is asked for a call
        made.dossier.fit = "fits"
        made.dossier.save()
    page = text(admin.get(url(made, "")))
    for key in "awmd":
        assert f'data-key="{key}"' in page
    for decision in states.Decision:
        for number, reason in enumerate(states.REASONS[decision], 1):
            ready = " checked" if (decision, reason.key) == ("accept", "fits") else ""
            assert f'value="{reason.key}" data-key="{number}"{ready}' in page
            assert reason.sentence in page
    assert len(re.findall(r'data-key="\d" checked', page)) == 1


# -- taking it back --------------------------------------------------------------------------------------------------


def test_it_is_taken_back_within_a_minute_and_then_the_file_is_open(world, admin, line):
    admin.post(url(line[0]), {"decision": "decline", "reason": "small"})
    undo = admin.get(url(line[1], "")).context["decided"].url
    answer = admin.post(undo)
    assert answer.headers["Location"] == url(line[0], "")
    assert state_of(world, line[0]) == State.SUBMITTED
    page = text(admin.get(url(line[0], "")))
    assert "Taken back. Guest was told nothing." in page
    assert "decision/undo/" not in page
    assert "something else" in text(admin.post(undo, follow=True)).lower()


def test_after_a_minute_it_stands_and_the_way_back_is_gone(world, admin, line, now):
    with inside(world.heartland, world.admin):
        made = decide(line[0], states.Decision.DECLINE, by=world.admin, now=now - HEARS_AFTER, reason="small")
    undo = f"{url(line[0], 'decision/undo/')}?of={made.pk}"
    assert "decision/undo/" not in text(admin.get(url(line[1], "")))
    assert "The applicant has been told." in text(admin.post(undo, follow=True))
    assert state_of(world, line[0]) == State.DECLINED


def test_an_offer_is_not_taken_back_here(world, admin, line, now):
    with inside(world.heartland, world.admin):
        set_rules(by=world.admin, now=now, candor=False)
        decide(line[0], states.Decision.ACCEPT, by=world.admin, now=now, reason="fits")
        make_offer(line[0], world.group, by=world.admin, now=now)
        offered = Decision.objects.get(after=State.OFFERED)
    answer = admin.post(f"{url(line[0], 'decision/undo/')}?of={offered.pk}", follow=True)
    assert answer.status_code == 200
    assert state_of(world, line[0]) == State.OFFERED


def test_what_names_no_decision_takes_nothing_back(world, admin, line):
    admin.post(url(line[0]), {"decision": "decline", "reason": "small"})
    for of in ("", "?of=x", f"?of={line[0].pk}"):
        assert "not there any more" in text(admin.post(f"{url(line[0], 'decision/undo/')}{of}", follow=True))
    assert state_of(world, line[0]) == State.DECLINED


def test_others_take_nothing_back(world, client_as, admin, line):
    admin.post(url(line[0]), {"decision": "decline", "reason": "small"})
    with inside(world.heartland, world.admin):
        undo = f"{url(line[0], 'decision/undo/')}?of={Decision.objects.get().pk}"
    for who in (world.member, world.reviewer, world.foreign_admin):
        assert client_as(who).post(undo).status_code == 404
    assert admin.get(undo).status_code == 405
