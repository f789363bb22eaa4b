"""Reviewers and referees: blind until enough are in, aside when too close; asked once, and heard."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from programs.actions import give_role
from programs.models import Activity, Role
from programs.refusal import Refused, Stale
from programs.tenancy import inside
from vetting.actions.reviewing import (
    REFERENCE_LASTS,
    answer_reference,
    ask_reference,
    give_opinion,
    others_are_open,
    set_rules,
    step_aside,
)
from vetting.models import Application, Dossier, Opinion, Reference, VettingRules
from vetting.states import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(applicant):
    """An application."""
    return applicant()


@pytest.fixture
def second(world, now):
    """A second reviewer, in a program that asks for two opinions."""
    with inside(world.heartland, world.admin):
        set_rules(by=world.admin, now=now, opinions=2)
        give_role(Role.Kind.REVIEWER, by=world.admin, name=str(world.facilitator), email=world.facilitator.email)
        Role.objects.filter(kind=Role.Kind.REVIEWER, email=world.facilitator.email).update(user=world.facilitator)
    return world.facilitator


def read_by(world, user) -> set[str]:
    """The views that the database shows somebody."""
    with inside(world.heartland, user):
        return set(Opinion.objects.values_list("view", flat=True))


def test_the_database_shows_others_only_when_enough_are_in(world, filed, second, now):
    with inside(world.heartland, world.reviewer):
        give_opinion(filed, by=world.reviewer, now=now, view=Opinion.View.YES, words=" Good. ")
    assert read_by(world, second) == set()
    assert read_by(world, world.reviewer) == {"yes"}
    assert read_by(world, world.admin) == {"yes"}
    assert read_by(world, world.member) == set()
    with inside(world.heartland, second):
        assert not others_are_open(filed, second)
        give_opinion(filed, by=second, now=now, view=Opinion.View.NO)
        assert others_are_open(filed, second)
    assert read_by(world, world.reviewer) == read_by(world, second) == {"yes", "no"}


def test_one_may_change_it_until_others_are_seen(world, filed, second, now):
    with inside(world.heartland, world.reviewer):
        give_opinion(filed, by=world.reviewer, now=now, view=Opinion.View.YES)
        give_opinion(filed, by=world.reviewer, now=now, view=Opinion.View.UNSURE)
        assert Opinion.objects.get().view == "unsure"
    with inside(world.heartland, second):
        give_opinion(filed, by=second, now=now, view=Opinion.View.NO)
    with inside(world.heartland, world.reviewer), pytest.raises(Refused, match="stands as you wrote it"):
        give_opinion(filed, by=world.reviewer, now=now, view=Opinion.View.NO)


def test_nobody_writes_in_the_name_of_another_or_without_the_role(world, filed, second, now):
    for user in (world.reviewer, world.member):
        with inside(world.heartland, user), pytest.raises(ProgrammingError), transaction.atomic():
            Opinion.objects.create(application_id=filed.pk, user=second, name="X", view="yes")
    with inside(world.heartland, world.member), pytest.raises(ProgrammingError), transaction.atomic():
        Opinion.objects.create(application_id=filed.pk, user=world.member, name="X", view="yes")


def test_who_steps_aside_counts_for_nothing_and_says_no_more(world, filed, second, now):
    with inside(world.heartland, world.reviewer):
        give_opinion(filed, by=world.reviewer, now=now, view=Opinion.View.YES, words="A friend of mine.")
        made = step_aside(filed, by=world.reviewer, now=now)
        assert (made.view, made.words, made.recused) == ("", "", True)
        with pytest.raises(Refused, match="stepped aside"):
            give_opinion(filed, by=world.reviewer, now=now, view=Opinion.View.YES)
    with inside(world.heartland, second):
        give_opinion(filed, by=second, now=now, view=Opinion.View.NO)
    assert read_by(world, second) == {"no"}


def test_a_reviewer_writes_nothing_else_of_a_file(world, filed, second):
    with inside(world.heartland, second):
        assert Application.objects.update(name="Somebody") == 0
        assert Dossier.objects.update(next_step="Nothing") == 0


def test_a_closed_application_takes_no_opinion_and_no_referee(world, filed, second, now):
    with inside(world.heartland, world.admin):
        Application.objects.update(state=State.DECLINED)
        filed.refresh_from_db()
        with pytest.raises(Refused, match="closed"):
            ask_reference(filed, by=world.admin, now=now, name="Ann", email="ann@lee.example")
    with inside(world.heartland, second), pytest.raises(Refused, match="closed"):
        give_opinion(filed, by=second, now=now, view=Opinion.View.NO)


def test_a_referee_answers_by_link_and_sees_nothing_else(world, filed, now):
    with inside(world.heartland, world.admin):
        asked = ask_reference(
            filed, by=world.admin, now=now, name=" Ann ", email=" Ann@Lee.example ", relation="Client"
        )
        other = ask_reference(filed, by=world.admin, now=now, name="Bo", email="bo@ek.example")
        assert (asked.name, asked.email, asked.applicant_name) == ("Ann", "ann@lee.example", "Nora Kessler")
        with pytest.raises(Refused, match="asked already"):
            ask_reference(filed, by=world.admin, now=now, name="Ann", email="ann@lee.example")
        with pytest.raises(Refused, match="own address"):
            ask_reference(filed, by=world.admin, now=now, name="Nora", email=filed.email.upper())
        later = now + REFERENCE_LASTS
        ask_reference(filed, by=world.admin, now=later, name="Ann", email="ann@lee.example")
    with inside(world.heartland, reach=asked.pk):
        assert [one.pk for one in Reference.objects.all()] == [asked.pk]
        assert not Application.objects.exists()
        answer_reference(asked, now=now, answers={"known": "Since school."})
        answer_reference(asked, now=now + timedelta(days=1), answers={"known": "Since college."})
        with pytest.raises(Refused, match="over"):
            answer_reference(asked, now=later, answers={"known": "Late"})
        with pytest.raises(Reference.DoesNotExist):
            answer_reference(other, now=now, answers={"known": "X"})
    with inside(world.heartland, world.admin):
        assert Reference.objects.get(pk=asked.pk).answers == {"known": "Since college."}
        kinds = list(Activity.objects.filter(kind__startswith="reference.").values_list("kind", flat=True))
        assert sorted(kinds) == ["reference.answered"] * 2 + ["reference.asked"] * 3


def test_rules_are_set_once_more_only_by_who_read_the_newest(world, now):
    with inside(world.heartland, world.admin):
        first = set_rules(by=world.admin, now=now, seen=0, opinions=1)
        assert (first.version, VettingRules.objects.get().opinions) == (1, 1)
        assert set_rules(by=world.admin, now=now, seen=1, opinions=1).version == 1
        set_rules(by=world.admin, now=now, seen=1, opinions=2)
        with pytest.raises(Stale):
            set_rules(by=world.admin, now=now, seen=1, opinions=3)
        assert Activity.objects.filter(kind="vetting_rules.changed").count() == 2
