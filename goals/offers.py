"""What a program offers for goals, and what a group chose: plans by their labels, templates, settings."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max

from goals.models import GoalSettings, GoalTemplate, PlanLabel
from groups.models import Group
from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused

MOST = 12
"""Plans, and templates, that a program offers at most: a list to choose from, not to search in."""


class Preset(NamedTuple):
    """A plan of a preset: its name, the months in which it is written, whether its goals are private at first."""

    name: str
    months: list[int]
    is_private: bool


FOUR_PLANS = (
    Preset("Life", [1, 2, 3], is_private=True),
    Preset("Business", [4, 5, 6], is_private=False),
    Preset("Leadership", [7, 8, 9], is_private=False),
    Preset("Legacy", [10, 11, 12], is_private=True),
)
"""The four plans of HTG's year, one a quarter (research/mission.md, row 43)."""


@transaction.atomic
def add_plan(
    name: str, *, by: User, now: datetime, is_private: bool = False, months: Any = (), via: Via = "web"
) -> None:
    """Offer a plan under the program's own label; one that was retired comes back."""
    name = name.strip()
    plan = PlanLabel.objects.filter(name__iexact=name).first()
    if plan and not plan.is_retired:
        raise Refused(f"There is a plan called {plan.name}.", field="name")
    if PlanLabel.objects.filter(is_retired=False).count() >= MOST:
        raise Refused(f"{MOST} plans are enough to choose from. Retire one first.", field="name")
    if plan is None:
        last = PlanLabel.objects.aggregate(last=Max("position"))["last"] or 0
        plan = PlanLabel(name=name, position=last + 1, months=list(months))
    plan.is_private, plan.is_retired = is_private, False
    plan.save()
    record("plan.added", by=by, about=plan, via=via, at=now)


def use_four_plans(*, by: User, now: datetime, via: Via = "web") -> None:
    """Offer the four plans by quarter, those of them that are not offered yet."""
    offered = {name.casefold() for name in PlanLabel.objects.offered().values_list("name", flat=True)}
    for preset in FOUR_PLANS:
        if preset.name.casefold() not in offered:
            add_plan(preset.name, months=preset.months, is_private=preset.is_private, by=by, now=now, via=via)


@transaction.atomic
def retire_plan(plan: PlanLabel, *, retired: bool, by: User, now: datetime, via: Via = "web") -> None:
    """Put no new goals to a plan, or some again; goals that have it keep it."""
    if PlanLabel.objects.filter(pk=plan.pk).exclude(is_retired=retired).update(is_retired=retired):
        record("plan.retired" if retired else "plan.added", by=by, about=plan, via=via, at=now)


@transaction.atomic
def add_template(*, by: User, now: datetime, via: Via = "web", **fields: Any) -> None:
    """Offer a goal to begin with. Refused if there is one of that title, or there are enough."""
    if GoalTemplate.objects.filter(title__iexact=fields["title"]).exists():
        raise Refused("There is a template with this title.", field="title")
    if GoalTemplate.objects.count() >= MOST:
        raise Refused(f"{MOST} templates are enough to choose from. Drop one first.", field="title")
    last = GoalTemplate.objects.aggregate(last=Max("position"))["last"] or 0
    template = GoalTemplate.objects.create(position=last + 1, **fields)
    record("goal_template.added", by=by, about=template, via=via, at=now)


@transaction.atomic
def drop_template(template: GoalTemplate, *, by: User, now: datetime, via: Via = "web") -> None:
    """Offer it no more; goals that began with it are their members'."""
    record("goal_template.dropped", by=by, about=template, via=via, at=now)
    template.delete()


@transaction.atomic
def choose_for_group(group: Group, *, by: User, now: datetime, via: Via = "web", **chosen: bool) -> None:
    """What a group chose about goals and promises: fields of GoalSettings."""
    settings, _ = GoalSettings.objects.get_or_create(group=group)
    changed = [name for name, value in chosen.items() if getattr(settings, name) != value]
    for name in changed:
        setattr(settings, name, chosen[name])
    if changed:
        settings.save(update_fields=changed)
        record("goal_settings.changed", by=by, about=settings, via=via, group=group, fields=changed, at=now)
