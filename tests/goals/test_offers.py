"""What a program offers for goals, what a group chose, and how a private plan stays private."""

import pytest
from django.urls import reverse
from django.utils import timezone

from goals.models import Goal, GoalSettings, GoalTemplate, PlanLabel
from goals.offers import MOST, add_plan, add_template, choose_for_group, use_four_plans
from programs.refusal import Refused

pytestmark = pytest.mark.django_db


def address(world, name, *args):
    return reverse(name, args=[world.heartland.slug, *args])


def test_the_four_plans_come_once_and_beside_ones_own(world, as_user):
    now = timezone.now()
    with as_user(world.admin):
        add_plan("Legacy", by=world.admin, now=now)
        use_four_plans(by=world.admin, now=now)
        use_four_plans(by=world.admin, now=now)
        names = list(PlanLabel.objects.values_list("name", flat=True))
        assert sorted(names) == ["Business", "Leadership", "Legacy", "Life"]
        with pytest.raises(Refused, match="There is a plan called Life"):
            add_plan("life", by=world.admin, now=now)


def test_there_are_no_more_templates_than_one_chooses_from(world, as_user):
    now = timezone.now()
    with as_user(world.admin):
        for number in range(MOST):
            add_template(title=f"Goal {number}", by=world.admin, now=now)
        with pytest.raises(Refused, match="enough"):
            add_template(title="One more", by=world.admin, now=now)
        with pytest.raises(Refused, match="this title"):
            add_template(title="goal 3", by=world.admin, now=now)


def test_an_admin_offers_and_retires_on_the_page(world, client_as):
    admin = client_as(world.admin)
    url = address(world, "goal_plans")
    assert admin.post(url, {"what": "plan", "name": ""}).status_code == 422
    admin.post(url, {"what": "plan", "name": "Board", "is_private": "on"})
    admin.post(url, {"what": "template", "title": "Churn under 1 %", "kind": "number", "target_value": "1 %"})
    wrong = admin.post(url, {"what": "template", "title": "Margin", "kind": "number", "target_value": "lots"})
    assert wrong.status_code == 422
    assert "Margin" in wrong.content.decode()
    page = admin.get(url).content.decode()
    assert "Board" in page
    assert "Churn under 1 %" in page
    start = client_as(world.member).get(address(world, "goal_new")).content.decode()
    assert "Churn under 1 %" in start
    assert "Board" in start


def test_a_goal_of_a_private_plan_is_shown_to_nobody_by_an_oversight(world, as_user, client_as):
    now = timezone.now()
    with as_user(world.admin):
        add_plan("Life", is_private=True, by=world.admin, now=now)
        plan = PlanLabel.objects.get()
    member, url = client_as(world.member), address(world, "goal_new")
    typed = {
        "title": "Home for dinner on four days",
        "kind": "number",
        "plan": str(plan.pk),
        "groups": [world.group.pk],
    }
    asked = member.post(url, typed)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "private by the charter" in page
    assert "Home for dinner on four days" in page
    form = asked.context["form"]
    assert form["groups"].value() == []
    member.post(url, typed | {"groups": [], "private_plan": form["private_plan"].value()})
    with as_user(world.member):
        assert Goal.objects.get(title=typed["title"]).audience == []
    # Ticked once more on purpose, it is shown.
    member.post(url, typed | {"title": "Said on purpose", "private_plan": str(plan.pk)})
    with as_user(world.member):
        assert Goal.objects.get(title="Said on purpose").audience == [world.group.pk]


def test_a_charter_may_leave_plans_open(world, as_user, client_as):
    now = timezone.now()
    with as_user(world.admin):
        add_plan("Life", is_private=True, by=world.admin, now=now)
        plan = PlanLabel.objects.get()
    with as_user(world.facilitator):
        choose_for_group(world.group, keeps_plans_private=False, by=world.facilitator, now=now)
    typed = {"title": "A sabbatical", "kind": "number", "plan": str(plan.pk), "groups": [world.group.pk]}
    assert client_as(world.member).post(address(world, "goal_new"), typed).status_code == 302


def test_a_facilitator_chooses_for_their_group(world, as_user, client_as):
    url = address(world, "goal_settings", world.group.pk)
    facilitator = client_as(world.facilitator)
    assert facilitator.get(url).context["form"].initial["keeps_plans_private"] is True
    facilitator.post(url, {"saved": "yes"})
    with as_user(world.facilitator):
        assert GoalSettings.objects.get(group=world.group).keeps_plans_private is False
    assert client_as(world.member).post(url, {"saved": "yes"}).status_code == 404


def test_a_dropped_template_leaves_the_goals_that_began_with_it(world, as_user, client_as):
    with as_user(world.admin):
        add_template(title="Ninety days of cash", by=world.admin, now=timezone.now())
        template = GoalTemplate.objects.get()
    client_as(world.admin).post(address(world, "goal_template_end", template.pk))
    with as_user(world.admin):
        assert not GoalTemplate.objects.exists()
