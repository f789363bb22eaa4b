"""What a meeting is about: its agenda is set, published, taken back; agendas of the program's own to start from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from groups.models import SeatHolder
from meetings.actions.opening import AGENDA_BEFORE, publish_agenda
from meetings.agendas import LONGEST_TITLE, TEMPLATES, Item, Template, item_from
from meetings.models import AgendaItem, AgendaTemplate, Job, Meeting, ParkedItem
from programs.activity import Via, record
from programs.bulk import insert_all
from programs.models import User
from programs.refusal import Refused, Stale
from programs.versions import differing, lock, refuse_stale, save

MOST_ITEMS = 80
"""More lines than any agenda has: two days of board reviews with twelve seats come to thirty."""

State = ParkedItem.State


@dataclass(frozen=True)
class Line:
    """One line of an agenda as it is saved. `key` is that of the row it was, None for a new one; `presenter` a member
    who sits in the group, `parked` an item of its parking lot."""

    title: str
    minutes: int
    kind: str
    day: int = 1
    key: UUID | None = None
    presenter: UUID | None = None
    needs_presenter: bool = False
    parked: UUID | None = None
    notes: str = ""


@transaction.atomic
def set_agenda(
    meeting: Meeting,
    *,
    by: User,
    now: datetime,
    lines: Sequence[Line],
    jobs: Mapping[str, UUID] | None = None,
    seen: int | None = None,
    via: Via = "web",
) -> None:
    """Have the agenda of a meeting be these lines, in their order, and its jobs (name -> member) these.

    Lines that are there already keep their row. An older `seen` raises Stale with the meeting; Refused for a meeting
    that is canceled or over, for too many lines, and for people or parked items that are not the group's.
    """
    lock(meeting)
    if not meeting.is_on:
        raise Refused("This meeting was canceled. Bring it back first.")
    if meeting.is_over(now):
        raise Refused("This meeting is over. Its agenda stays as it was.")
    if seen is not None and seen != meeting.agenda_version:
        raise Stale(meeting)
    if len(lines) > MOST_ITEMS:
        raise Refused(f"An agenda has {MOST_ITEMS} lines at most.")
    lines = sorted(lines, key=lambda line: line.day)
    refuse_strangers(meeting, lines, jobs or {})
    there = {item.pk: item for item in AgendaItem.objects.filter(meeting=meeting)}
    parked_before = {item.parked_id for item in there.values() if item.parked_id}
    write_lines(meeting, there, lines)
    if jobs is not None:
        give_jobs(meeting, jobs, now)
    settle_parked(meeting, parked_before, {line.parked for line in lines if line.parked}, now)
    meeting.agenda_made_at = (meeting.agenda_made_at or now) if lines else None
    meeting.agenda_minutes = sum(line.minutes for line in lines) or None
    meeting.agenda_version += 1
    meeting.save(update_fields=["agenda_made_at", "agenda_minutes", "agenda_version"])
    record("agenda.changed", by=by, about=meeting, via=via, group=meeting.group_id, at=now)


def refuse_strangers(meeting: Meeting, lines: Sequence[Line], jobs: Mapping[str, UUID]) -> None:
    """Raise Refused for a presenter, a job or a parked item of somewhere else, and for a day that the meeting lacks."""
    if any(line.day > meeting.days for line in lines):
        raise Refused(f"This meeting has {meeting.days} day{'s' if meeting.days > 1 else ''}.")
    wanted = {line.presenter for line in lines if line.presenter} | set(jobs.values())
    if wanted - set(seated(meeting).values_list("member_id", flat=True)):
        raise Refused("Somebody named here holds no seat in the group any more. Choose somebody else.")
    parked = {line.parked for line in lines if line.parked}
    if parked and ParkedItem.objects.filter(pk__in=parked, group=meeting.group_id).count() < len(parked):
        raise Refused("Something here is not in this group's parking lot any more. Open the page again.")


def seated(meeting: Meeting) -> QuerySet[SeatHolder]:
    """Who holds a seat in the meeting's group now."""
    found: QuerySet[SeatHolder] = SeatHolder.objects.current().filter(group=meeting.group_id)
    return found


def write_lines(meeting: Meeting, there: Mapping[UUID, AgendaItem], lines: Sequence[Line]) -> None:
    """Make the rows of a meeting these lines: what is there is changed, what is new comes, what is left goes."""
    kept = {line.key for line in lines if line.key and line.key in there}
    AgendaItem.objects.filter(meeting=meeting).exclude(pk__in=kept).delete()
    fresh, changed = [], []
    for position, line in enumerate(lines):
        row = there.get(line.key) if line.key else None
        fields = {
            "day": line.day, "position": position, "kind": line.kind, "title": line.title, "minutes": line.minutes,
            "presenter_id": line.presenter, "needs_presenter": line.needs_presenter, "parked_id": line.parked,
            "notes": line.notes, "said_at": meeting.starts_at,
        }  # fmt: skip
        if row is None:
            fresh.append(AgendaItem(meeting=meeting, group_id=meeting.group_id, **fields))
        elif differing(row, fields):
            for name, value in fields.items():
                setattr(row, name, value)
            changed.append(row)
    insert_all(fresh)
    columns = ["day", "position", "kind", "title", "minutes", "presenter", "needs_presenter", "parked", "notes"]
    AgendaItem.objects.bulk_update(changed, [*columns, "said_at"])


def give_jobs(meeting: Meeting, jobs: Mapping[str, UUID], now: datetime) -> None:
    """Who does what at a meeting: exactly these."""
    Job.objects.filter(meeting=meeting).exclude(name__in=jobs).delete()
    there = {job.name: job for job in Job.objects.filter(meeting=meeting)}
    for name, member in jobs.items():
        job = there.get(name)
        if job is None:
            Job.objects.create(meeting=meeting, group_id=meeting.group_id, name=name, member_id=member, given_at=now)
        elif job.member_id != member:
            job.member_id, job.given_at = member, now
            job.save(update_fields=["member_id", "given_at"])


def settle_parked(meeting: Meeting, before: set[UUID], after: set[UUID], now: datetime) -> None:
    """What is taken up waits no longer; what was taken off an agenda waits again, unless another one has it."""
    ParkedItem.objects.filter(pk__in=after, state=State.OPEN).update(state=State.SCHEDULED)
    elsewhere = AgendaItem.objects.filter(parked=OuterRef("pk"), meeting__ends_at__gt=now).exclude(meeting=meeting)
    off = ParkedItem.objects.filter(pk__in=before - after, state=State.SCHEDULED)
    off.exclude(Exists(elsewhere)).update(state=State.OPEN)


def waiting(group: Any, now: datetime) -> QuerySet[ParkedItem]:
    """The parking lot of a group: what waits, the weightiest first, and what stood on an agenda and was not talked
    through when that meeting was over."""
    ahead = AgendaItem.objects.filter(parked=OuterRef("pk"), meeting__ends_at__gt=now)
    left_over = Q(state=State.SCHEDULED) & ~Exists(ahead)
    found: QuerySet[ParkedItem] = ParkedItem.objects.filter(Q(state=State.OPEN) | left_over, group=group)
    return found


@transaction.atomic
def publish(meeting: Meeting, *, by: User, now: datetime) -> None:
    """Open the agenda to the group. Said twice it changes nothing; raises Refused where there is nothing to read."""
    lock(meeting)
    if not meeting.agenda_minutes:
        raise Refused("There is nothing on the agenda yet.")
    if not meeting.is_on:
        raise Refused("This meeting was canceled.")
    if meeting.agenda_at is None:
        publish_agenda(meeting, by=by, now=now)


@transaction.atomic
def withdraw_agenda(meeting: Meeting, *, by: User, now: datetime, via: Via = "web") -> None:
    """Take a published agenda back. In the last seven days it stays open (Refused): people prepare by it."""
    lock(meeting)
    if not may_withdraw(meeting, now):
        raise Refused("It stays open to the group in the last seven days. What you change shows at once.")
    meeting.agenda_at = None
    meeting.save(update_fields=["agenda_at"])
    record("agenda.withdrawn", by=by, about=meeting, via=via, group=meeting.group_id, at=now)


def may_withdraw(meeting: Meeting, now: datetime) -> bool:
    """Whether a published agenda may still be taken back."""
    return meeting.agenda_at is not None and meeting.starts_at - now > AGENDA_BEFORE


# -- agendas to start from ---------------------------------------------------------------------------------------------


def starting_points() -> dict[str, Template]:
    """The agendas that a meeting of this program can start from, by key: the program's own first, then ours."""
    own = {str(row.pk): as_template(row) for row in AgendaTemplate.objects.all()}
    return own | TEMPLATES


def as_template(row: AgendaTemplate) -> Template:
    """A program's own agenda, as the pure rules read it."""
    return Template(str(row.pk), row.name, "Your program's own.", tuple(map(item_from, row.items)))


@transaction.atomic
def save_template(
    template: AgendaTemplate | None,
    *,
    by: User,
    now: datetime,
    name: str,
    items: Sequence[Item],
    seen: int | None = None,
    via: Via = "web",
) -> AgendaTemplate:
    """A program's own agenda: a new one, or another name and other items for one that is there.

    Raises Refused for a name that another one has and for one without items, Stale for an older `seen`. Agendas that
    were made from it stay what they are.
    """
    if not items:
        raise Refused("Add at least one item.")
    others = AgendaTemplate.objects.filter(name__iexact=name)
    if (others.exclude(pk=template.pk) if template else others).exists():
        raise Refused("Another agenda has this name. Choose a different one.", field="name")
    fields = {"name": name, "items": [item.as_dict() for item in items]}
    if template is None:
        made: AgendaTemplate = AgendaTemplate.objects.create(**fields)
        record("agenda_template.made", by=by, about=made, via=via, at=now)
        return made
    lock(template)
    if changed := differing(template, fields):
        refuse_stale(template, seen)
        save(template, fields, changed)
        record("agenda_template.changed", by=by, about=template, via=via, fields=changed, at=now)
    return template


@transaction.atomic
def drop_template(template: AgendaTemplate, *, by: User, now: datetime, via: Via = "web") -> None:
    """Take an agenda off the program's list. Agendas that were made from it stay what they are."""
    record("agenda_template.removed", by=by, about=template, via=via, at=now)
    template.delete()


def as_lines(items: Sequence[Item], titles: Mapping[str, str]) -> list[Line]:
    """The lines of an agenda that is started; `titles` are those of the open items that it takes up, by key.

    What takes up several open items becomes a line for each, sharing its minutes: each is then ticked off by itself.
    """
    return [line for item in items for line in split(item, titles)]


def split(item: Item, titles: Mapping[str, str]) -> list[Line]:
    """One item as lines, one for each open item that it takes up."""
    plain = Line(item.title, item.minutes, item.kind.value, item.day, needs_presenter=item.needs_presenter)
    shares = len(item.about)
    if not shares:
        return [plain]
    return [
        replace(
            plain,
            title=titles[key][:LONGEST_TITLE],
            minutes=item.minutes * (n + 1) // shares - item.minutes * n // shares,
            parked=UUID(key),
        )
        for n, key in enumerate(item.about)
    ]
