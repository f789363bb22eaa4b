"""What a program offers for goals, and a goal's own rows: a plan, a template, a change, a turn left out, a pair."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from goals.actions import change_goal, open_goal
from goals.models import GoalTemplate, Pair, PlanLabel, Skip
from goals.offers import add_plan, add_template, choose_for_group
from groups.models import Group, SeatHolder
from members.models import Member
from programs.models import Program, User
from programs.tenancy import inside


def some_wishes(program: Program, admin: User, facilitator: User, user: User, group: Group) -> dict[str, UUID]:
    """A plan and a template of the program, a goal of `user` that was changed and left out once; keys by kind."""
    now, where = timezone.now(), group.pk.hex[:8]
    with inside(program, admin):
        add_plan(f"Plan {where}", is_private=True, by=admin, now=now)
        add_template(title=f"Template {where}", milestones="One\nTwo", kind="milestones", by=admin, now=now)
        plan = PlanLabel.objects.get(name=f"Plan {where}")
        template = GoalTemplate.objects.get(title=f"Template {where}")
    with inside(program, facilitator):
        choose_for_group(group, keeps_plans_private=False, by=facilitator, now=now)
        seated = [held.member for held in SeatHolder.objects.current().filter(group=group).select_related("member")[:2]]
        if len(seated) > 1:
            Pair.objects.create(
                group=group, member=seated[0], other=seated[1], begins_on=now, ends_on=now + timedelta(days=90)
            )
    with inside(program, user):
        goal = open_goal(Member.objects.get(user=user), title=f"Wish {where}", groups=[group], by=user, now=now)
        change_goal(goal, seen=1, title=f"Another wish {where}", why=f"Because {where}", by=user, now=now)
        Skip.objects.create(goal=goal, member_id=goal.member_id, audience=goal.audience, turn_at=now)
    return {"plan": plan.pk, "template": template.pk}
