"""The lists of a file in one query: the same rows as by themselves, and as few queries however much hangs on it."""

import pytest

from programs.tenancy import inside
from vetting import states
from vetting.actions.applying import attach
from vetting.actions.deciding import decide, note_call, undo_decision
from vetting.actions.reviewing import ask_reference, give_opinion, set_rules
from vetting.models import Application, Opinion, VettingRules
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
        rules = load_parts(together)
        assert (rules.opinions, rules.references) == (1, 5)
        for name, (model, order) in PARTS.items():
            rows = list(getattr(alone, name).order_by(order, "pk"))
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
        assert load_parts(made).opinions == VettingRules().opinions


def test_a_reviewer_gets_no_more_than_the_fence_lets_through(world, applicant, full):
    made = full(applicant(), 1)
    with inside(world.heartland, world.reviewer):
        load_parts(made)
        assert not made.call_notes.all()
        assert not made.decisions.all()
        assert made.papers.all()


def test_a_full_file_takes_no_more_queries_than_an_empty_one(world, client_as, applicant, full, queries):
    browser = client_as(world.admin)
    small, large = full(applicant(), 1), full(applicant("Ann Lee"), 5)
    urls = [f"/p/heartland/applications/{one.pk}/" for one in (small, large)]
    browser.get(urls[0])
    few, many = (queries(lambda url=url: browser.get(url)) for url in urls)
    assert few == many <= 12
