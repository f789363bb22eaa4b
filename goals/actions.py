"""Changes to goals: opening, changing, showing, checking in, closing."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F

from goals.models import CheckIn, Goal, Milestone, PrivateNote, Status
from goals.rhythm import next_slot
from groups.models import Group
from members.models import Member
from programs.activity import Via, record
from programs.due import clear_due, set_due
from programs.models import Due, User
from programs.refusal import Refused, Stale

DUE = "check_in"
"""The kind of Due that a goal's check-in writes."""


def rhythm_of(goal: Goal, member: Member) -> int:
    """Days between check-ins: the member's own choice, else the shortest of the groups that see the goal, else 14."""
    if member.rhythm_days:
        return member.rhythm_days
    days = Group.objects.filter(pk__in=goal.audience).values_list("check_in_days", flat=True)
    return min(days, default=Member.Rhythm.BIWEEKLY)


def circles_of(member_id: Any) -> set[Any]:
    """The groups in which a member sits now, as a mail link may also ask for the member of its goal."""
    with connection.cursor() as cursor:
        cursor.execute("select app_circles(%s)", [member_id])
        return set(cursor.fetchone()[0] or ())


def ask_next(goal: Goal, member: Member, *, now: datetime, first: bool = False) -> None:
    """Write down when the goal's next check-in is asked for, on the goal and in the table of what is due."""
    if member.user_id is None or goal.state != Goal.State.OPEN:
        return
    zone = member.zone or "UTC"
    goal.check_in_at = next_slot(
        now, zone, member.slot_weekday, member.slot_time, rhythm_of(goal, member), first=first
    )
    goal.save(update_fields=["check_in_at"])
    set_due(DUE, user=member.user_id, about=goal, at=goal.check_in_at, zone=zone, every_days=rhythm_of(goal, member))


@transaction.atomic
def open_goal(
    member: Member,
    *,
    by: User | None,
    now: datetime,
    title: str,
    groups: Iterable[Any] = (),
    milestones: Iterable[str] = (),
    draft: bool = False,
    via: Via = "web",
    **fields: Any,
) -> Goal:
    """A new goal of a member, private or shown in `groups` (keys or instances of groups they sit in).

    A draft (from an import) asks nothing of anybody until its member confirms it.
    """
    audience = sorted({getattr(group, "pk", group) for group in groups})
    if not draft and set(audience) - circles_of(member.pk):
        raise Refused("You can show a goal only in a group that you sit in.", field="groups")
    goal = Goal.objects.create(
        member=member,
        title=title,
        audience=audience,
        said_at=now,
        begins_on=fields.pop("begins_on", None) or now.date(),
        current_value=fields.get("start_value"),
        state=Goal.State.DRAFT if draft else Goal.State.OPEN,
        **fields,
    )
    write_milestones(goal, milestones, now)
    ask_next(goal, member, now=now, first=True)
    record("goal.drafted" if draft else "goal.opened", by=by, about=goal, via=via, group=goal.audience, member=member, at=now)
    return goal


def write_milestones(goal: Goal, titles: Iterable[str], now: datetime) -> None:
    """Make the goal's milestones these, in this order; those that stay keep what was done."""
    kept = {milestone.title: milestone for milestone in goal.milestones.all()}
    wanted = [title.strip() for title in titles if title.strip()]
    Milestone.objects.filter(goal=goal).exclude(title__in=wanted).delete()
    for position, title in enumerate(wanted):
        if milestone := kept.get(title):
            Milestone.objects.filter(pk=milestone.pk).update(position=position)
        else:
            Milestone.objects.create(
                goal=goal, member_id=goal.member_id, partner_id=goal.partner_id, audience=goal.audience, said_at=now,
                title=title, position=position,
            )  # fmt: skip


@transaction.atomic
def confirm_goal(goal: Goal, *, by: User, now: datetime, via: Via = "web") -> None:
    """A member takes a draft from an import as their own; from now on it is asked after."""
    if not Goal.objects.filter(pk=goal.pk, state=Goal.State.DRAFT).update(state=Goal.State.OPEN, said_at=now):
        raise Refused("This goal was confirmed already.")
    goal.state, goal.said_at = Goal.State.OPEN, now
    ask_next(goal, goal.member, now=now, first=True)
    record("goal.opened", by=by, about=goal, via=via, group=goal.audience, member=goal.member_id, at=now)


@transaction.atomic
def change_goal(
    goal: Goal, *, by: User, now: datetime, seen: int, milestones: Iterable[str] | None = None, via: Via = "web",
    **fields: Any,
) -> None:  # fmt: skip
    """Change what a goal says. `seen` is the version that the person read; an older one raises Stale."""
    changed = [name for name, value in fields.items() if getattr(goal, name) != value]
    written = Goal.objects.filter(pk=goal.pk, version=seen).update(
        version=F("version") + 1, said_at=now, **{name: fields[name] for name in changed}
    )
    if not written:
        raise Stale(Goal.objects.get(pk=goal.pk))
    goal.refresh_from_db()
    if milestones is not None:
        write_milestones(goal, milestones, now)
    record("goal.changed", by=by, about=goal, via=via, group=goal.audience, member=goal.member_id, fields=changed, at=now)


@transaction.atomic
def show_goal(goal: Goal, groups: Iterable[Any], *, by: User, now: datetime, via: Via = "web") -> None:
    """Show a goal, and what was said about it, in exactly these groups of its member (none: private)."""
    audience = {getattr(group, "pk", group) for group in groups}
    if strange := audience - circles_of(goal.member_id):
        raise Refused(f"You do not sit in {len(strange)} of these groups.", field="groups")
    goal.audience, goal.said_at = sorted(audience), now
    goal.save(update_fields=["audience", "said_at"])
    for rows in (Milestone, CheckIn):
        rows.objects.filter(goal=goal).update(audience=goal.audience)
    record("goal.shown", by=by, about=goal, via=via, group=goal.audience, member=goal.member_id, at=now)


@transaction.atomic
def check_in(
    goal: Goal,
    *,
    by: User | None,
    now: datetime,
    status: str,
    value: Decimal | None = None,
    note: str = "",
    private_note: str = "",
    milestones_done: Iterable[Any] | None = None,
    via: Via = "web",
) -> CheckIn:
    """Dated progress on an open goal: its status, its number where it has one ("no change" repeats the last), a note.

    Said again within the hour it corrects the last one instead of adding to it, so that pressing Save twice, or undoing
    and saving again, leaves one. Groups that the member has left meanwhile no longer hear of it.
    """
    if goal.state != Goal.State.OPEN:
        raise Refused("This goal is closed. Open a new one, or reopen it on its page.")
    if status not in Status.values:
        raise Refused("Choose how it stands: on track, at risk or stuck.", field="status")
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    value = goal.current_value if value is None else value
    audience = sorted(set(goal.audience) & circles_of(goal.member_id))
    said = {"status": status, "value": value, "note": note, "audience": audience, "said_at": now}
    last = CheckIn.objects.filter(goal=goal).first()
    if last and 0 <= (now - last.said_at).total_seconds() < 3600:
        for name, new in said.items():
            setattr(last, name, new)
        last.save(update_fields=list(said))
        made = last
    else:
        made = CheckIn.objects.create(goal=goal, member_id=goal.member_id, partner_id=goal.partner_id, **said)
    keep_private_note(made, private_note)
    if milestones_done is not None:
        tick_milestones(goal, milestones_done, now)
    Goal.objects.filter(pk=goal.pk).update(
        status=status, current_value=value, checked_in_at=now, said_at=now, version=F("version") + 1
    )
    move_on(goal, now)
    record("goal.checked_in", by=by, about=goal, via=via, group=goal.audience, member=goal.member_id, at=now)
    return made


def keep_private_note(made: CheckIn, text: str) -> None:
    """What only the member reads of a check-in; an empty text takes it away."""
    PrivateNote.objects.filter(check_in=made).delete()
    if text:
        PrivateNote.objects.create(check_in=made, goal_id=made.goal_id, member_id=made.member_id, text=text)


def tick_milestones(goal: Goal, done: Iterable[Any], now: datetime) -> None:
    """Exactly the milestones with these keys are done."""
    keys = [str(key) for key in done]
    mine = Milestone.objects.filter(goal=goal)
    mine.filter(pk__in=keys, done_at=None).update(done_at=now, said_at=now)
    mine.exclude(pk__in=keys).exclude(done_at=None).update(done_at=None, said_at=now)


def move_on(goal: Goal, now: datetime) -> None:
    """An answer moves the next question on. A mail link cannot read its member, so the rule stands in what is due."""
    due = Due.objects.filter(kind=DUE, object_id=goal.pk).first()
    if due is None:
        return
    slot = due.at.astimezone(ZoneInfo(due.zone))
    due.at = next_slot(now, due.zone, slot.weekday(), slot.time(), due.every_days)
    due.save(update_fields=["at"])
    Goal.objects.filter(pk=goal.pk).update(check_in_at=due.at)


@transaction.atomic
def undo_check_in(made: CheckIn, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """Take back a check-in of the last day; the goal stands as it stood before."""
    goal = Goal.objects.select_for_update().get(pk=made.goal_id)
    newest = CheckIn.objects.filter(goal=goal).first()
    if newest is None or newest.pk != made.pk:
        raise Refused("There is a newer check-in. Correct that one instead.")
    made.delete()
    before = CheckIn.objects.filter(goal=goal).first()
    Goal.objects.filter(pk=goal.pk).update(
        status=before.status if before else "",
        current_value=before.value if before else goal.start_value,
        checked_in_at=before.said_at if before else None,
        check_in_at=now,
        version=F("version") + 1,
    )
    record("goal.check_in_undone", by=by, about=goal, via=via, group=goal.audience, member=goal.member_id, at=now)


@transaction.atomic
def close_goal(goal: Goal, state: str, *, by: User, now: datetime, via: Via = "web") -> None:
    """A goal is done or dropped: nothing is asked about it any more."""
    if state not in (Goal.State.DONE, Goal.State.DROPPED):
        raise Refused("A goal closes as done or as dropped.")
    Goal.objects.filter(pk=goal.pk).update(state=state, closed_at=now, check_in_at=None, said_at=now)
    clear_due(DUE, about=goal)
    record(f"goal.{state}", by=by, about=goal, via=via, group=goal.audience, member=goal.member_id, at=now)


@transaction.atomic
def reopen_goal(goal: Goal, *, by: User, now: datetime, via: Via = "web") -> None:
    """A closed goal is worked on again."""
    Goal.objects.filter(pk=goal.pk).update(state=Goal.State.OPEN, closed_at=None)
    goal.state = Goal.State.OPEN
    ask_next(goal, goal.member, now=now, first=True)
    record("goal.reopened", by=by, about=goal, via=via, group=goal.audience, member=goal.member_id, at=now)
