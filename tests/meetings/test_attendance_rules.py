"""The attendance rule of a program, a track, a group: inherited, in plain words, and never retroactive."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from meetings.actions.ruling import publish_attendance_rules
from meetings.models import AttendanceRules
from meetings.policy import Policy
from meetings.presets import BNI, NLG, OURS, PRESETS, words
from meetings.rules_forms import RuleForm
from meetings.standings import rules_of
from programs.clock import local_day
from programs.models import Track
from programs.refusal import Refused
from programs.tenancy import inside

PROGRAM = "/p/heartland/attendance-rules/"


@pytest.fixture
def today(world) -> date:
    return local_day(timezone.now(), world.group.zone)


@pytest.fixture
def of_group(world) -> str:
    return f"/p/heartland/groups/{world.group.pk}/attendance-rules/"


@pytest.fixture
def of_track(world) -> str:
    return f"/p/heartland/tracks/{world.group.track_id}/attendance-rules/"


def typed(policy: Policy, day: date, *, seen: int = 0, preset: str = "") -> dict[str, str]:
    """What a browser sends for the form with a policy in it."""
    form = RuleForm.of(policy, effective_on=day, seen=seen, preset=preset)
    told = {name: form[name].value() for name in form.fields}
    return {name: str(value) for name, value in told.items() if value is not None and value is not False}


def rule_on(world, day: date) -> Policy:
    with inside(world.heartland, world.facilitator):
        return rules_of([world.group])[world.group.pk].at(day).policy


def same(one: Policy, other: Policy) -> bool:
    return one.to_dict() | {"effective_on": ""} == other.to_dict() | {"effective_on": ""}


def test_without_any_version_ours_holds(world, client_as, of_group, today):
    shown = client_as(world.facilitator).get(of_group).content.decode()
    assert "Nobody published one yet, so ours holds." in shown
    assert words(OURS)[0] in shown
    assert same(rule_on(world, today), OURS)


@pytest.mark.parametrize("key", PRESETS)
def test_each_preset_fills_the_form_and_is_published_as_it_is(world, client_as, of_group, today, key):
    browser = client_as(world.facilitator)
    shown = browser.get(f"{of_group}?preset={key}")
    assert shown.context["typed"] == words(PRESETS[key].policy)
    sent = typed(PRESETS[key].policy, today, preset=key)
    assert browser.post(of_group, sent).status_code == 302
    assert same(rule_on(world, today), PRESETS[key].policy)
    with inside(world.heartland, world.facilitator):
        assert AttendanceRules.objects.get().preset == key


def test_a_nearer_rule_goes_before_a_farther_one(world, client_as, of_group, of_track, today):
    admin = client_as(world.admin)
    assert admin.post(PROGRAM, typed(NLG, today)).status_code == 302
    assert same(rule_on(world, today), NLG)
    assert "The program&#x27;s." in client_as(world.facilitator).get(of_group).content.decode()
    assert admin.post(of_track, typed(BNI, today)).status_code == 302
    assert same(rule_on(world, today), BNI)
    own = PRESETS["forum"].policy
    assert client_as(world.facilitator).post(of_group, typed(own, today)).status_code == 302
    assert same(rule_on(world, today), own)
    with inside(world.heartland, world.facilitator):
        assert same(rules_of([world.sibling_group])[world.sibling_group.pk].at(today).policy, BNI)


def test_a_rule_is_never_retroactive(world, client_as, of_group, today):
    browser = client_as(world.facilitator)
    answer = browser.post(of_group, typed(NLG, today - timedelta(days=1)))
    assert answer.status_code == 422
    assert "what was is not judged anew" in answer.content.decode()
    later = today + timedelta(days=30)
    assert browser.post(of_group, typed(NLG, later)).status_code == 302
    assert same(rule_on(world, later - timedelta(days=1)), OURS)
    assert same(rule_on(world, later), NLG)
    with inside(world.heartland, world.facilitator), pytest.raises(Refused):
        publish_attendance_rules(
            by=world.facilitator, now=timezone.now(), today=today, policy=NLG, group=world.group,
            effective_on=today - timedelta(days=400),
        )  # fmt: skip


def test_of_two_versions_of_a_day_the_last_holds(world, client_as, of_group, today):
    browser = client_as(world.facilitator)
    browser.post(of_group, typed(NLG, today))
    assert browser.post(of_group, typed(BNI, today, seen=1)).status_code == 302
    assert same(rule_on(world, today), BNI)
    assert len(browser.get(of_group).context["versions"]) == 2


def test_two_who_publish_at_once_are_shown_both(world, client_as, of_group, today):
    browser = client_as(world.facilitator)
    browser.post(of_group, typed(NLG, today))
    answer = browser.post(of_group, typed(BNI, today, seen=0))
    assert answer.status_code == 409
    assert answer.context["theirs"] == words(NLG)
    assert answer.context["typed"] == words(BNI)
    assert 'name="seen" value="1"' in answer.content.decode()
    assert same(rule_on(world, today), NLG)


def test_it_can_be_read_in_words_before_it_is_published(world, client_as, of_group, today):
    answer = client_as(world.facilitator).post(of_group, typed(BNI, today) | {"read": "1"})
    assert answer.context["typed"] == words(BNI)
    assert same(rule_on(world, today), OURS)


@pytest.mark.parametrize(
    ("field", "value", "words_said"),
    [
        ("excused_weight", "2", "nothing can count more than missing without a word"),
        ("talk_in_a_row", "2.5", "misses in a row are whole meetings"),
        ("months", "0", "At least 1."),
        ("presence", "a lot", "Enter a whole number"),
        ("window", "never", "not one of the available choices"),
        ("effective_on", "someday", "Enter a valid date"),
        ("months", "1\0", ""),
    ],
)
def test_what_does_not_go_together_is_said_and_nothing_is_lost(
    world, client_as, of_group, today, field, value, words_said
):
    answer = client_as(world.facilitator).post(of_group, typed(OURS, today) | {"grace_days": "77", field: value})
    assert answer.status_code == 422
    assert words_said in answer.content.decode()
    assert 'value="77"' in answer.content.decode()
    assert same(rule_on(world, today), OURS)


def test_the_rule_answers_what_happens_on_a_miss_unless_somebody_wrote_it(world, client_as, of_group, today):
    page = f"/p/heartland/groups/{world.group.pk}/expect/"
    assert "At two misses your facilitator calls" in client_as(None).get(page).content.decode()
    client_as(world.facilitator).post(of_group, typed(NLG, today))
    shown = client_as(None).get(page).content.decode()
    assert words(NLG)[1] in shown
    assert "in a row" not in shown
    with inside(world.heartland, world.admin):
        world.group.expectations = {"missed": "We have a word with you."}
        world.group.save()
    shown = client_as(None).get(page).content.decode()
    assert "We have a word with you." in shown
    assert words(NLG)[1] not in shown


def test_who_may_open_which(world, client_as, of_group, of_track):
    for url, allowed in ((PROGRAM, ["admin"]), (of_track, ["admin"]), (of_group, ["admin", "facilitator"])):
        for name in ("admin", "facilitator", "member", "peer", "sibling", "reviewer", "stranger", "foreign_admin"):
            assert client_as(getattr(world, name)).get(url).status_code == (200 if name in allowed else 404), (
                url,
                name,
            )
        assert "/accounts/login" in client_as(None).get(url).headers["Location"]
        assert client_as(world.admin).put(url).status_code == 405
    assert client_as(world.facilitator).post(PROGRAM, {}).status_code == 404
    with inside(world.heartland, world.admin):
        other = Track.objects.create(name="Cooks").pk
    assert client_as(world.admin).get(f"/p/heartland/tracks/{other}/attendance-rules/").status_code == 200


def test_the_queries_are_the_same_for_one_version_and_for_many(world, client_as, of_group, today, queries):
    browser = client_as(world.facilitator)
    browser.post(of_group, typed(NLG, today))
    one = queries(lambda: browser.get(of_group))
    for number in range(1, 4):
        browser.post(of_group, typed(BNI, today, seen=number))
    assert queries(lambda: browser.get(of_group)) == one
    assert one <= 10
