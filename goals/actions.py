"""Changes to goals: opening, changing, showing, checking in. How a goal rests and ends is in goals/closing.py."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import Case, F, Func, OuterRef, Q, Subquery, UUIDField, Value, When
from django.db.models.functions import Coalesce, JSONObject

from goals.history import keep_changes, words_of
from goals.models import CheckIn, Goal, GoalChange, Milestone, PrivateNote, Skip, Status
from goals.rhythm import next_slot
from groups.models import Group, SeatHolder
from meetings.cockpit import STILL
from members.models import Member
from programs.activity import Via, record
from programs.clock import instant
from programs.due import set_due
from programs.models import Due, User
from programs.refusal import Refused, Stale
from programs.tenancy import standing

DUE = "check_in"
"""The kind of Due that a goal's check-in writes."""

WATCH = "goal.still"
"""The kind of Due that rings when a goal may stand still (goals/stalling.py)."""

CORRECTED_WITHIN = timedelta(hours=1)
"""A check-in said again within this time corrects the last one instead of adding to it."""

UNDONE_WITHIN = timedelta(days=1)
"""How long a check-in can be taken back."""


def told_to(goal: Goal) -> list[UUID]:
    """Whose feed tells of a goal: the groups that see it; of a private one its member alone, so that no admin does."""
    return list(goal.audience) or [goal.member_id]


def rhythm_of(goal: Goal, member: Member) -> int:
    """Days between check-ins: the member's own choice, else the shortest of the groups that see the goal, else 14."""
    if member.rhythm_days:
        return member.rhythm_days
    days = Group.objects.filter(pk__in=goal.audience).values_list("check_in_days", flat=True)
    return min(days, default=Member.Rhythm.BIWEEKLY)


def circles_of(member_id: Any) -> set[UUID]:
    """The groups in which a member sits now, as a mail link may also ask for the member of its goal."""
    with connection.cursor() as cursor:
        cursor.execute("select app_circles(%s)", [member_id])
        return set(cursor.fetchone()[0] or ())


def ask_next(goal: Goal, member: Member, *, now: datetime, first: bool = False) -> None:
    """Write down when the goal's next check-in is asked for, on the goal and in the table of what is due."""
    if member.user_id is None or goal.state not in Goal.ASKED:
        return
    zone, days = member.zone or member.program.zone, rhythm_of(goal, member)
    ask_at(goal, member, next_slot(now, zone, member.slot_weekday, member.slot_time, days, first=first), days)
    if first:
        set_due(WATCH, user=member.user_id, about=goal, at=now + STILL, zone=zone)


def ask_at(goal: Goal, member: Member, at: datetime, days: int) -> None:
    """The goal's next check-in is asked for at this moment, and then every so many days."""
    if member.user_id is None:
        return
    goal.check_in_at, zone = at, member.zone or member.program.zone
    goal.save(update_fields=["check_in_at"])
    set_due(DUE, user=member.user_id, about=goal, at=at, zone=zone, every_days=days)


@transaction.atomic
def ask_by_slot(member: Member, *, now: datetime) -> None:
    """A member chose another slot, rhythm or zone: every question that is still to come follows it."""
    for goal in Goal.objects.of(member).filter(state__in=Goal.ASKED, check_in_at__gt=now):
        ask_next(goal, member, now=end_of_pause(goal.paused_until, member) if goal.paused_until else now, first=True)


def end_of_pause(until: date, member: Member) -> datetime:
    """The moment as of which the first question after a pause is arranged, so that `until` itself counts.

    A first question comes two days after it is arranged at the soonest (goals/rhythm.py).
    """
    return instant(until - timedelta(days=2), time(), member.zone or member.program.zone)


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
    if not draft and audience and set(audience) - circles_of(member.pk):
        raise Refused("You can show a goal only in a group that you sit in.", field="groups")
    fields["begins_on"] = fields.get("begins_on") or now.date()
    fields.setdefault("current_value", fields.get("start_value"))
    goal = Goal.objects.create(
        member=member,
        title=title,
        audience=audience,
        said_at=now,
        created_at=now,
        state=Goal.State.DRAFT if draft else Goal.State.OPEN,
        **fields,
    )
    write_milestones(goal, milestones, now)
    ask_next(goal, member, now=now, first=True)
    kind = "goal.drafted" if draft else "goal.opened"
    record(kind, by=by, about=goal, via=via, group=told_to(goal), member=member, at=now)
    return goal


def write_milestones(goal: Goal, titles: Iterable[str], now: datetime) -> bool:
    """Make the goal's milestones these, in this order; those that stay keep what was done. True if that changed any."""
    wanted = list(dict.fromkeys(title.strip() for title in titles if title.strip()))
    kept = {milestone.title: milestone for milestone in goal.milestones.all()}
    if list(kept) == wanted:
        return False
    Milestone.objects.filter(goal=goal).exclude(title__in=wanted).delete()
    for position, title in enumerate(wanted):
        if milestone := kept.get(title):
            Milestone.objects.filter(pk=milestone.pk).update(position=position)
        else:
            Milestone.objects.create(
                goal=goal, member_id=goal.member_id, partner_id=goal.partner_id, audience=goal.audience, said_at=now,
                title=title, position=position,
            )  # fmt: skip
    return True


@transaction.atomic
def confirm_goal(goal: Goal, *, by: User, now: datetime, via: Via = "web") -> None:
    """A member takes a draft from an import as their own: it is shown in their groups and asked after from now on."""
    goal.audience = sorted(set(goal.audience) & circles_of(goal.member_id))
    said = {"audience": goal.audience, "said_at": now}
    if not Goal.objects.filter(pk=goal.pk, state=Goal.State.DRAFT).update(state=Goal.State.OPEN, **said):
        raise Refused("This goal was confirmed already.")
    Milestone.objects.filter(goal=goal).update(**said)
    goal.state, goal.said_at = Goal.State.OPEN, now
    ask_next(goal, goal.member, now=now, first=True)
    record("goal.opened", by=by, about=goal, via=via, group=told_to(goal), member=goal.member_id, at=now)


@transaction.atomic
def change_goal(
    goal: Goal,
    *,
    by: User,
    now: datetime,
    seen: int,
    milestones: Iterable[str] | None = None,
    via: Via = "web",
    **fields: Any,
) -> None:
    """Change what a goal says. `seen` is the version that the person read; an older one raises Stale.

    The version counts changes of these words, so that a check-in in between disturbs nobody.
    """
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if goal.version != seen:
        raise Stale(goal)
    changed = [name for name, value in fields.items() if getattr(goal, name) != value]
    said_before = {name: words_of(goal, name) for name in changed}
    steps_before = [step.title for step in goal.milestones.all()] if milestones is not None else []
    for name in changed:
        setattr(goal, name, fields[name])
    said_since = {name: words_of(goal, name) for name in changed}
    if "start_value" in changed and goal.checked_in_at is None:
        goal.current_value = goal.start_value
    if milestones is not None and write_milestones(goal, milestones, now):
        changed.append("milestones")
        said_before["milestones"] = "\n".join(steps_before)
        said_since["milestones"] = "\n".join(step.title for step in goal.milestones.all())
    if not changed:
        return
    goal.version, goal.said_at, goal.tended_at = goal.version + 1, now, now
    goal.save()
    keep_changes(goal, said_before, said_since, by=by, now=now)
    record(
        "goal.changed", by=by, about=goal, via=via, group=told_to(goal), member=goal.member_id, fields=changed, at=now
    )


def tend_goal(goal: Goal, *, now: datetime) -> None:
    """Its member did something for a goal elsewhere, and that is recorded there: they asked others about it."""
    Goal.objects.filter(pk=goal.pk).update(tended_at=now)


@transaction.atomic
def show_goal(goal: Goal, groups: Iterable[Any], *, by: User, now: datetime, via: Via = "web") -> None:
    """Show a goal, and what was said about it, in exactly these groups of its member (none: private)."""
    audience = {getattr(group, "pk", group) for group in groups}
    if strange := audience - circles_of(goal.member_id):
        raise Refused(f"You do not sit in {len(strange)} of these groups.", field="groups")
    if audience == set(goal.audience):
        return
    if hidden_from := set(goal.audience) - audience:
        record("goal.hidden", by=by, about=goal, via=via, group=hidden_from, member=goal.member_id, at=now)
    goal.audience, goal.said_at = sorted(audience), now
    goal.save(update_fields=["audience", "said_at"])
    for rows in (Milestone, CheckIn, Skip):
        rows.objects.filter(goal=goal).update(audience=goal.audience)
    for change in GoalChange.objects.filter(goal=goal, audience__overlap=list(hidden_from)):
        change.audience = sorted(set(change.audience) & audience)
        change.save(update_fields=["audience"])
    Due.objects.filter(kind=DUE, object_id=goal.pk).update(every_days=rhythm_of(goal, goal.member))
    record("goal.shown", by=by, about=goal, via=via, group=told_to(goal), member=goal.member_id, at=now)


@transaction.atomic
def name_partner(goal: Goal, partner: Member | None, *, by: User, now: datetime, via: Via = "web") -> None:
    """Name the accountability partner, who reads the goal wherever it is shown (None: nobody).

    It is somebody who sits in a group with the goal's member.
    """
    if partner and not sits_beside(partner, goal.member_id):
        raise Refused("Choose somebody who sits in a group with you.", field="partner")
    if goal.partner_id == getattr(partner, "pk", None):
        return
    goal.partner = partner
    goal.save(update_fields=["partner"])
    for rows in (Milestone, CheckIn, Skip):
        rows.objects.filter(goal=goal).update(partner=partner)
    GoalChange.objects.filter(goal=goal).update(partner=None)
    record("goal.partner_named", by=by, about=goal, via=via, group=told_to(goal), member=goal.member_id, at=now)


def sits_beside(partner: Member, member_id: UUID) -> bool:
    """Whether `partner` is somebody else who holds a seat in a group of the member now."""
    beside = SeatHolder.objects.current().filter(group__in=circles_of(member_id), member=partner)
    return partner.pk != member_id and beside.exists()


@dataclass(frozen=True)
class Held:
    """A goal's row as it stands now, locked, with what a check-in needs beside it.

    `circles` are the groups in which its member sits now, `asked` its row of Due as {at, zone, days} or None, `done`
    the keys of the milestones that are done.
    """

    goal: Goal
    circles: set[UUID]
    asked: dict[str, Any] | None
    done: set[UUID]


def hold(goal_id: UUID) -> Held:
    """Lock a goal's row and read what belongs to it, in one query."""
    due = Due.objects.filter(kind=DUE, object_id=OuterRef("pk"))
    done = Milestone.objects.filter(goal=OuterRef("pk")).exclude(done_at=None).order_by().values("pk")
    goal = (
        Goal.objects.select_for_update(of=("self",))
        .annotate(
            circles=Func(F("member_id"), function="app_circles", output_field=ArrayField(UUIDField())),
            asked=Subquery(due.values(row=JSONObject(at="at", zone="zone", days="every_days"))[:1]),
            steps_done=ArraySubquery(done),
        )
        .get(pk=goal_id)
    )
    return Held(goal, set(goal.circles or ()), goal.asked, set(goal.steps_done))


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
    and saving again, leaves one. Groups that the member has left meanwhile no longer hear of it. What comes back has
    its `goal` as it stands now.

    A facilitator enters it for a member of their group under their own name: no notes to self, no milestones, and never
    over what the member said; what the member says next may correct theirs.
    """
    if status not in Status.values:
        raise Refused("Choose how it stands: on track, at risk or stuck.", field="status")
    held = hold(goal.pk)
    goal = held.goal
    entered = is_entered(goal, by)
    if goal.state not in Goal.ASKED:
        raise Refused("This goal is closed. Open a new one, or reopen it on its page.")
    if entered and goal.state == Goal.State.PAUSED:
        raise Refused("This goal is paused. Only its member takes it up again.")
    taken_up = goal.state == Goal.State.PAUSED
    goal.state, goal.paused_until = Goal.State.OPEN, None
    steps = None if milestones_done is None else {UUID(str(key)) for key in milestones_done}
    if not entered:
        goal.audience = sorted(set(goal.audience) & held.circles)
    said: dict[str, Any] = {
        "status": status,
        "value": goal.current_value if value is None else value,
        "note": note,
        "audience": goal.audience,
        "by": by if entered else None,
    }
    made = recent_check_in(goal, now, entered_by=by if entered else None)
    if made:
        keep_private_note(made, private_note)
        if steps in (None, held.done) and all(getattr(made, name) == new for name, new in said.items()):
            made.goal = goal
            return made
        for name, new in said.items():
            setattr(made, name, new)
        made.save(update_fields=list(said))
    else:
        made = CheckIn.objects.create(
            goal=goal,
            member_id=goal.member_id,
            partner_id=goal.partner_id,
            said_at=now,
            before=as_it_stood(held),
            **said,
        )
        keep_private_note(made, private_note, new=True)
    if steps is not None:
        tick_milestones(goal, steps, now)
    goal.status, goal.current_value, goal.checked_in_at = status, said["value"], made.said_at
    goal.said_at = now
    changed = ["status", "current_value", "checked_in_at", "said_at"]
    if entered:
        ask_next(goal, goal.member, now=now)
    else:
        goal.check_in_at = move_on(held, now)
        changed += ["check_in_at", "audience"]
    goal.save(update_fields=[*changed, "state", "paused_until"] if taken_up else changed)
    made.goal = goal
    record("goal.checked_in", by=by, about=goal, via=via, group=told_to(goal), member=goal.member_id, at=now)
    return made


def is_entered(goal: Goal, by: User | None) -> bool:
    """Whether somebody else than the goal's member speaks for it: a facilitator, as the fences see to."""
    return by is not None and standing().member_id != goal.member_id


def recent_check_in(goal: Goal, now: datetime, *, entered_by: User | None = None) -> CheckIn | None:
    """The last check-in, if it is so fresh that saying it again corrects it; somebody who enters corrects their own."""
    if goal.checked_in_at is None or not timedelta(0) <= now - goal.checked_in_at < CORRECTED_WITHIN:
        return None
    last: CheckIn | None = CheckIn.objects.filter(goal=goal).first()
    return last if not entered_by or last is None or last.by_id == entered_by.pk else None


def as_it_stood(held: Held) -> dict[str, Any]:
    """What undo puts back, as JSON: status, value, when it was last said and when it is asked next, what was done."""
    goal = held.goal
    return {
        "status": goal.status,
        "value": None if goal.current_value is None else str(goal.current_value),
        "checked_in_at": goal.checked_in_at and goal.checked_in_at.isoformat(),
        "check_in_at": goal.check_in_at and goal.check_in_at.isoformat(),
        "done": [str(key) for key in held.done],
    }


def keep_private_note(made: CheckIn, text: str, *, new: bool = False) -> None:
    """What only the member reads of a check-in; an empty text takes it away."""
    if not new:
        PrivateNote.objects.filter(check_in=made).delete()
    if text:
        PrivateNote.objects.create(check_in=made, goal_id=made.goal_id, member_id=made.member_id, text=text)


def tick_milestones(goal: Goal, done: Iterable[UUID], now: datetime) -> None:
    """Exactly the milestones with these keys are done; those that were keep their day."""
    ticked = Q(pk__in=list(done))
    Milestone.objects.filter((ticked & Q(done_at=None)) | (~ticked & Q(done_at__isnull=False)), goal=goal).update(
        done_at=Case(When(ticked, then=Coalesce("done_at", Value(now))), default=None), said_at=now
    )


def move_on(held: Held, now: datetime) -> datetime | None:
    """An answer moves the next question on; returns when it comes.

    A mail link cannot read its member, so the slot and the rhythm are taken from what is due.
    """
    if not held.asked:
        return None
    slot = datetime.fromisoformat(held.asked["at"]).astimezone(ZoneInfo(held.asked["zone"]))
    at = next_slot(now, held.asked["zone"], slot.weekday(), slot.time(), held.asked["days"])
    Due.objects.filter(kind=DUE, object_id=held.goal.pk).update(at=at)
    return at


@transaction.atomic
def undo_check_in(made: CheckIn, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """Take back the newest check-in, within a day; the goal stands as it stood before, and is asked after as before."""
    goal = hold(made.goal_id).goal
    newest = CheckIn.objects.filter(goal=goal).first()
    if newest is None or newest.pk != made.pk:
        raise Refused("There is a newer check-in. Correct that one instead.")
    if goal.state != Goal.State.OPEN:
        raise Refused("This goal is closed. Reopen it on its page first.")
    if now - made.said_at > UNDONE_WITHIN:
        raise Refused("A check-in can be taken back for a day. Say how it stands now instead.")
    before = newest.before
    newest.delete()
    if not newest.by_id:
        tick_milestones(goal, [UUID(key) for key in before["done"]], now)
    asked_at = before["check_in_at"] and datetime.fromisoformat(before["check_in_at"])
    if is_entered(goal, by):
        ask_at(goal, goal.member, asked_at or now, rhythm_of(goal, goal.member))
    elif asked_at and asked_at > now:
        Due.objects.filter(kind=DUE, object_id=goal.pk).update(at=asked_at)
    Goal.objects.filter(pk=goal.pk).update(
        status=before["status"],
        current_value=before["value"] and Decimal(before["value"]),
        checked_in_at=before["checked_in_at"],
        check_in_at=asked_at,
    )
    record("goal.check_in_undone", by=by, about=goal, via=via, group=told_to(goal), member=goal.member_id, at=now)
