"""The lists of a file in one query: the same rows as by themselves, and as few queries however much hangs on it."""

from datetime import timedelta

import pytest

from groups.actions import appoint_facilitator
from groups.models import Group
from members.models import Member
from programs.actions import give_role
from programs.clock import local_day
from programs.models import Role
from programs.tenancy import inside
from tests.world import CRITERIA
from vetting import states
from vetting.actions.applying import attach
from vetting.actions.candor import ask_candor
from vetting.actions.deciding import decide, mark_paid, note_call, undo_decision
from vetting.actions.interviewing import ask_interview, publish_slots
from vetting.actions.judging import judge
from vetting.actions.offering import held_seats
from vetting.actions.publishing import publish_criteria
from vetting.actions.reviewing import ask_reference, give_opinion, set_rules
from vetting.actions.signing import publish_agreement
from vetting.actions.visiting import invite_visit, say_welcome
from vetting.actions.vouching import ask_sponsor
from vetting.models import (
    Agreement,
    Application,
    Approval,
    CandorCheck,
    Criteria,
    Interview,
    InterviewSlot,
    Opinion,
    Sponsor,
    VettingRules,
    Visit,
)
from vetting.states import State
from vetting.views.application_parts import PARTS, load_parts

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def full(world, applicant, now):
    """Puts so many of everything into a file."""

    def fill(made: Application, count: int) -> Application:
        with inside(world.heartland, world.admin):
            set_rules(by=world.admin, now=now, opinions=1, references=5)
        with inside(world.heartland, world.reviewer):
            give_opinion(made, by=world.reviewer, now=now, view=Opinion.View.YES, words="Good.")
        with inside(world.heartland, reach=made.pk):
            for number in range(count):
                attach(Application.objects.get(pk=made.pk), name=f"p{number}.pdf", content=PDF, now=now)
        with inside(world.heartland, world.admin):
            for number in range(count):
                note_call(made, by=world.admin, now=now, words=f"Heard {number}.")
                ask_reference(
                    made, by=world.admin, now=now, name=f"R{number}", email=f"r{number}@x.example", relation=""
                )
                decided = decide(
                    made, states.Decision.ACCEPT, by=world.admin, now=now, reason="fits", words=f"{number}"
                )
                undo_decision(decided, by=world.admin, now=now)
            return Application.objects.get(pk=made.pk)

    return fill


def test_the_lists_are_the_same_as_by_themselves(world, applicant, full):
    made = full(applicant(), 3)
    with inside(world.heartland, world.admin):
        alone, together = Application.objects.get(pk=made.pk), Application.objects.get(pk=made.pk)
        rules = load_parts(together).rules
        assert (rules.opinions, rules.references) == (1, 5)
        for name, (model, order) in PARTS.items():
            by = f"-{order.removesuffix(' desc')}" if order.endswith(" desc") else order
            rows = list(getattr(alone, name).order_by(by, "pk"))
            found = sorted(getattr(together, name).all(), key=lambda one: [row.pk for row in rows].index(one.pk))
            assert len(rows) >= 1
            for field in model._meta.concrete_fields:
                if field.name != "content":
                    told = [getattr(one, field.attname) for one in found]
                    assert told == [getattr(one, field.attname) for one in rows], f"{name}.{field.name}"
        assert {str(note.by) for note in together.call_notes.all()} == {str(world.admin)}


def test_a_program_that_never_said_has_the_usual_rules(world, applicant):
    made = applicant()
    with inside(world.heartland, world.admin):
        VettingRules.objects.all().delete()
        assert load_parts(made).rules.opinions == VettingRules().opinions


def test_a_reviewer_gets_no_more_than_the_fence_lets_through(world, applicant, full):
    made = full(applicant(), 1)
    with inside(world.heartland, world.reviewer):
        load_parts(made)
        assert not made.call_notes.all()
        assert not made.decisions.all()
        assert made.papers.all()


@pytest.fixture
def stepped(world, now):
    """Switches every step on, and takes them with an application: by so many groups, members and versions."""

    def step(made: Application, groups: list, members: list) -> Application:
        with inside(world.heartland, world.admin):
            set_rules(
                by=world.admin, now=now, opinions=1, references=5, candor=True, interview=True, sponsor=True,
                approval=Group.Approval.MAJORITY, visit=True, payment=True,
            )  # fmt: skip
            if not Agreement.objects.exists():
                publish_agreement(Agreement.Kind.NDA, text="What is said stays.", by=world.admin, now=now)
            Application.objects.filter(pk=made.pk).update(state=State.POOL, consent_at=now, pooled_at=now)
            made = Application.objects.get(pk=made.pk)
            publish_slots(
                starts_at=now + timedelta(days=3, minutes=made.pk.int % 1000), minutes=20, count=1, host=world.admin,
                by=world.admin, now=now, where="https://meet.example/call",
            )  # fmt: skip
            ask_interview(made, by=world.admin, now=now)
            Interview.objects.filter(application=made).update(slot=InterviewSlot.objects.free().first())
            for member in members:
                ask_sponsor(made, member, by=world.admin, now=now)
            for group in groups:
                if not Criteria.objects.filter(group=group).exists():
                    publish_criteria(group, CRITERIA, by=world.admin, now=now)
                ask_candor(made, group, by=world.admin, now=now, by_phone=True)
                invite_visit(
                    made, group, on=local_day(now, world.heartland.zone), where="At nine", seats=held_seats(group),
                    by=world.admin, now=now,
                )  # fmt: skip
                Approval.objects.create(
                    application_id=made.pk, group=group, applicant_name=made.name, mode="majority", asked=[]
                )
            Visit.objects.update(signed_at=now, wants=True)
            judge(made, now=now)
            mark_paid(made, by=world.admin, now=now, paid=True)
        with inside(world.heartland, world.facilitator):
            visit = Visit.objects.get(application=made.pk, group=world.group)
            say_welcome(visit, welcome=True, by=world.facilitator, now=now)
        return made

    return step


def test_the_steps_are_the_same_as_by_themselves(world, applicant, stepped):
    groups = [world.group, world.sibling_group]
    with inside(world.heartland, world.admin):
        members = list(Member.objects.filter(user__in=[world.member, world.peer]))
    made = stepped(applicant(), groups, members)
    with inside(world.heartland, world.admin):
        parts = load_parts(Application.objects.select_related("dossier").get(pk=made.pk))
        checks = CandorCheck.objects.with_stand().order_by("asked_at")
        assert {(one.pk, one.stand, one.group.name) for one in parts.checks} == {
            (one.pk, one.stand, one.group.name) for one in checks
        }
        votes = Approval.objects.with_counts()
        assert {(one.pk, *one.counts, one.group.name) for one in parts.votes} == {
            (one.pk, *one.counts, one.group.name) for one in votes
        }
        call = Interview.objects.select_related("slot").get()
        assert parts.call is not None
        assert (parts.call.pk, parts.call.slot.pk, parts.call.slot.starts_at, parts.call.slot.host_name) == (
            call.pk, call.slot.pk, call.slot.starts_at, call.slot.host_name,
        )  # fmt: skip
        assert {(one.pk, one.member.name, one.member.company.name) for one in parts.sponsors} == {
            (one.pk, one.member.name, one.member.company.name) for one in Sponsor.objects.all()
        }
        assert {(one.pk, one.group.name, word.welcome if word else None) for one, word in parts.visits} == {
            (one.pk, one.group.name, getattr(getattr(one, "word", None), "welcome", None))
            for one in Visit.objects.select_related("group", "word")
        }
        assert parts.names.items() >= {(str(one.pk), one.name) for one in groups}
        assert sorted(parts.numbers.values()) == sorted((str(one.pk), 1) for one in groups)


def test_a_vote_that_is_over_is_none_of_its_steps(world, applicant, stepped, now):
    made = stepped(applicant(), [world.group, world.sibling_group], [])
    with inside(world.heartland, world.admin):
        Approval.objects.filter(group=world.group).update(closed_at=now)
        assert [one.group.name for one in load_parts(made).votes] == ["Owners 2"]


def test_with_every_step_on_it_is_ten_queries_however_much_hangs_on_it(
    world, client_as, applicant, full, stepped, queries, now
):
    with inside(world.heartland, world.admin):
        groups = [world.group, world.sibling_group]
        members = list(Member.objects.exclude(user=None).filter(holdings__group__in=groups))
        # An admin who facilitates has the switcher of groups on every page.
        role = give_role(Role.Kind.FACILITATOR, by=world.admin, user=world.admin)
        appoint_facilitator(world.sibling_group, role, by=world.admin, now=now)
    small = stepped(full(applicant(), 1), groups[:1], members[:1])
    large = stepped(full(applicant("Ann Lee"), 5), groups, members)
    asker = applicant("Bo Ek")
    with inside(world.heartland, world.admin):
        decide(asker, states.Decision.DECLINE, by=world.admin, now=now, reason="small")
    browser = client_as(world.admin)
    urls = [f"/p/heartland/applications/{one.pk}/" for one in (small, large)]
    page = browser.get(urls[1]).content.decode()
    for words in ("Time chosen", "Somebody who vouches", "Vote of Owners 2", "Visit to Owners 1", "The group: yes",
                  "Being checked", "Decided before", "Taken back", "Undo"):  # fmt: skip
        assert words in page, words
    few, many = (queries(lambda url=url: browser.get(url)) for url in urls)
    assert few == many <= 10
