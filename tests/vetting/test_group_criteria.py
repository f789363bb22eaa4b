"""A group's criteria: its settings until it publishes its own, and what an application keeps when they change."""

from datetime import timedelta

import pytest
from django.utils import timezone

from programs.models import Activity
from programs.tenancy import inside
from tests.vetting.test_program_criteria import typed
from vetting.actions.applying import change
from vetting.actions.deciding import decide
from vetting.actions.judging import judge
from vetting.actions.publishing import publish_criteria
from vetting.actions.ringing import ring_all
from vetting.criteria import Criterion, Weight
from vetting.kinds import Kind
from vetting.models import Application, Criteria, Dossier
from vetting.states import Decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(world):
    return f"/p/heartland/groups/{world.group.pk}/criteria/"


@pytest.fixture
def admin(world, client_as):
    return client_as(world.admin)


def text(answer) -> str:
    return answer.content.decode()


def sentences(world, application, kind="employees"):
    with inside(world.heartland, world.admin):
        found = Dossier.objects.get(application=application).findings
        return [one["sentence"] for one in found if one["criterion"]["kind"] == kind]


def published(world, now, at_least):
    """A new version of the program's criteria: so many people or more."""
    with inside(world.heartland, world.admin):
        asked = Criterion("employees", Kind.EMPLOYEES, Weight.MUST, {"min": at_least})
        return publish_criteria(None, [asked], by=world.admin, now=now)


def test_settings_stand_in_the_form_until_the_group_has_its_own(world, admin, page):
    shown = text(admin.get(page))
    assert "has no criteria of its own yet" in shown
    assert 'name="c0-kind" value="role"' in shown
    mine = typed(
        ("employees", {"min": "3", "max": "9"}), ("distance", {"distance": "50"}), ("market", {"at_most": "0"})
    )
    assert admin.post(page, mine).status_code == 302
    with inside(world.heartland, world.admin):
        made = Criteria.objects.get(group=world.group)
        assert made.items[1]["wanted"] == {"min_km": 80}
        assert Activity.objects.filter(kind="criteria.published", about_id=made.pk, by_id=world.admin.pk).exists()
    shown = text(admin.get(page))
    assert "Version 1 counts" in shown
    assert 'value="50"' in shown


def test_a_new_application_is_judged_by_the_new_version_and_the_old_keeps_its_own(world, applicant, now):
    old = applicant("Olga Old", group=world.group, employees=18)
    own = Criterion("employees", Kind.EMPLOYEES, Weight.MUST, {"min": 30})
    with inside(world.heartland, world.admin):
        version = publish_criteria(world.group, [own], by=world.admin, now=now)
    new = applicant("Nils New", group=world.group, employees=18)
    assert sentences(world, new) == ["18 people; Owners 1 asks for 30 or more."]
    before = sentences(world, old)
    assert before
    assert "30 or more" not in before[0]
    with inside(world.heartland, reach=old.pk):
        change(Application.objects.get(pk=old.pk), now=now, employees=19)
    ring_all(now=timezone.now() + timedelta(minutes=1))
    assert sentences(world, old) == [before[0].replace("18", "19", 1)]
    with inside(world.heartland, world.admin):
        assert version.pk not in Dossier.objects.get(application=old).criteria
        assert version.pk in Dossier.objects.get(application=new).criteria
        judge(Application.objects.get(pk=old.pk), now=now)
    assert sentences(world, old) == ["19 people; Owners 1 asks for 30 or more."]


def test_what_was_published_later_does_not_reach_who_was_judged_by_a_version(world, applicant, now):
    first = published(world, now, 10)
    old = applicant("Olga Old", group=world.group, employees=18)
    published(world, now, 12)
    with inside(world.heartland, world.admin):
        dossier = judge(Application.objects.get(pk=old.pk), now=now, as_before=True)
        assert dossier.criteria == [first.pk]
        assert dossier.findings[0]["sentence"] == "18 people; the program asks for 10 or more."


def test_trying_looks_at_who_sits_in_the_group(world, admin, page, applicant, now):
    one = applicant(group=world.group, facts={"market": "Dayton"})
    with inside(world.heartland, world.admin):
        decide(one, Decision.ACCEPT, by=world.admin, now=now, reason="fits")
        holder = world.group.seats.first().company
        holder.facts.market = "dayton"
        holder.facts.save()
    shown = text(admin.post(page, typed(("market", {"at_most": "0"}), do="try")))
    assert "Tried on 1 past decision<" in shown
    assert f"then: Dayton, served by {holder.name} too; Owners 1 asks for nobody else of the same market." in shown


def test_two_in_the_same_moment_make_one_version(world, now):
    asked = [Criterion("employees", Kind.EMPLOYEES, Weight.MUST, {"min": 3})]
    with inside(world.heartland, world.admin):
        made = publish_criteria(world.group, asked, by=world.admin, now=now, seen=0)
        assert publish_criteria(world.group, asked, by=world.admin, now=now, seen=1).pk == made.pk


@pytest.mark.parametrize("who", ["member", "facilitator", "reviewer", "foreign_admin"])
def test_for_others_it_does_not_exist(world, client_as, page, who):
    browser = client_as(getattr(world, who))
    assert browser.get(page).status_code == 404
    assert browser.post(page, typed(("employees", {"min": "8"}))).status_code == 404


def test_a_group_of_another_program_does_not_exist(world, admin):
    assert admin.get(f"/p/heartland/groups/{world.foreign_group.pk}/criteria/").status_code == 404


def test_signed_out_and_wrong_method(client, admin, page):
    assert client.get(page).headers["Location"].startswith("/accounts/login/")
    assert admin.put(page).status_code == 405
