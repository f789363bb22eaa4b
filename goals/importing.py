"""An import as a whole: from files to a plan, and from a plan to rows, all of them or none.

It stands here because a roster names people, groups and goals, and goals are the right-most of these rooms. Its files
and people are written by members/importing.py, its groups and seats by groups/importing.py.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from goals.models import Goal
from groups import importing as circles
from members import importing as people
from members.models import ImportRun, Member
from members.roster import records
from members.roster.names import name_key
from members.roster.plan import Progress, build_plan
from peergroups.celery import app as worker
from programs.activity import record
from programs.bulk import insert_all
from programs.models import Program, Track, User
from programs.refusal import Refused
from programs.tenancy import inside, standing

log = logging.getLogger(__name__)

AT_ONCE = 1000
"""Up to this many rows an import is checked and made while the person waits (about a second); above, by a worker."""

SILENT = timedelta(seconds=60)
"""After this long without a sign of life the page offers to carry on without the worker."""

BETWEEN_REPORTS = 0.5
"""Seconds between two reports of how far an import is."""

SHOWN = 200
"""Problems of one severity that the preview keeps in view; all of the errors stand in the downloads."""

CARRY_ON = "goals.tasks.carry_on_import"


# -- the plan ---------------------------------------------------------------------------------------------------------


def options_of(program: Program, *, now: datetime, skip: bool) -> records.Options:
    """How files are read in a program: its units, its tracks, its today."""
    return records.Options(
        today=now.astimezone(ZoneInfo(program.zone)).date(),
        date_order=program.date_order,  # type: ignore[arg-type]
        currency=program.currency,
        miles=program.distance == Program.Distance.MILES,
        tracks=tuple(Track.objects.values_list("name", flat=True)),
        skip_broken_rows=skip,
    )


def known(program: Program) -> records.Existing:
    """What the program has. Goals are not among it: an import writes drafts of goals and reads none."""
    return records.Existing(
        people=people.known_people(),
        companies=people.known_companies(),
        groups=circles.known_groups(),
        seats=circles.known_seats(program),
        facilitators=circles.known_facilitators(),
        left=people.addresses_of_those_who_left(),
    )


def make_plan(run: ImportRun, program: Program, *, now: datetime, progress: Progress | None = None) -> "Whole":
    """What an import would do now."""
    options = options_of(program, now=now, skip=run.skip_problems)
    existing = known(program)
    plan = build_plan(
        people.sources_of(run), existing=existing, options=options, lookup_city=people.lookup_city, progress=progress
    )
    plan = replace(
        plan, seats=circles.settled(plan.seats, options.today), groups=circles.with_tracks(plan.groups, options.tracks)
    )
    return Whole(plan, existing, options)


@dataclass(frozen=True)
class Whole:
    """A plan, what it was made from, and how it looks to the person who imports."""

    plan: records.Plan
    existing: records.Existing
    options: records.Options

    def obstacles(self) -> list[str]:
        """Why it cannot be carried out though its rows are clean."""
        return circles.obstacles(self.plan, self.existing, self.options.today)

    def preview(self, program: Program) -> dict[str, Any]:
        """The numbers and groups of the preview page, as JSON."""
        plan = self.plan
        parts = (
            ("Companies", plan.companies), ("People", plan.people), ("Groups", plan.groups), ("Seats", plan.seats),
            ("Facilitators", plan.facilitators),
        )  # fmt: skip
        severities = [problem.severity for problem in plan.problems]
        return {
            "rows": plan.rows,
            "clean": plan.clean,
            "broken": plan.broken,
            "kinds": [{"kind": kind, **counted(planned)} for kind, planned in parts if planned],
            "goals": len(plan.goals),
            "groups": circles.outlook(plan, self.existing, program, self.options.today),
            "obstacles": self.obstacles(),
            "notes": list(plan.notes),
            "errors": severities.count("error"),
            "warnings": severities.count("warning"),
            "duplicates": severities.count("duplicate"),
        }


def counted(planned: Iterable[records.Planned[Any]]) -> dict[str, int]:
    """How many records are created, updated and left the same."""
    actions = [one.action for one in planned]
    return {action: actions.count(action) for action in ("create", "update", "same")}


# -- the two steps ----------------------------------------------------------------------------------------------------


@transaction.atomic
def check_import(run: ImportRun, *, program: Program, now: datetime, progress: Progress | None = None) -> None:
    """Plan an import and keep what the person should see of it. Writes nothing but the run itself."""
    note(run, make_plan(run, program, now=now, progress=progress), program)
    run.state, run.failure, run.moved_at = ImportRun.State.PLANNED, "", now
    run.save(update_fields=["preview", "problems", "state", "failure", "moved_at"])


def note(run: ImportRun, whole: Whole, program: Program) -> None:
    """Keep what the person should see of a plan."""
    run.preview = whole.preview(program)
    run.problems = [
        [problem.source, problem.row, problem.column, problem.text[:200], problem.says, problem.severity]
        for problem in kept(whole.plan.problems)
    ]


def problems_of(run: ImportRun, severity: str) -> list[records.Problem]:
    """What was kept of one severity."""
    return [records.Problem(*told) for told in run.problems if told[-1] == severity]


def kept(problems: Iterable[records.Problem]) -> list[records.Problem]:
    """All errors, for the download, and of warnings and merged rows as many as are shown."""
    room = {"warning": SHOWN, "duplicate": SHOWN}
    found = []
    for problem in problems:
        room[problem.severity] = room.get(problem.severity, 1 << 30) - 1
        if room[problem.severity] >= 0:
            found.append(problem)
    return found


@transaction.atomic
def make_import(run: ImportRun, *, program: Program, by: User, now: datetime, progress: Progress | None = None) -> None:
    """Write everything that an import says, or nothing: it is planned again, in the transaction that carries it out.

    Nobody is invited and nobody is mailed. Raises Refused if it is not as the person saw it any more.
    """
    people.one_import_at_a_time()
    step = in_steps(progress, run.rows_total)
    whole = make_plan(run, program, now=now, progress=lambda done, total: step(done / total / 2))
    plan, today = whole.plan, whole.options.today
    if obstacles := whole.obstacles():
        raise Refused(obstacles[0])
    if not plan.ready:
        raise Refused(
            f"{plan.broken} rows have a problem now that they did not have before. Look at the preview again."
        )
    people.write_companies(plan.companies, by=by, now=now)
    step(0.6)
    people.write_people(plan.people, program=program, by=by, now=now)
    step(0.75)
    circles.write_groups(plan, whole.existing, program=program, by=by, now=now, today=today)
    step(0.85)
    circles.SeatWriter(plan.seats, program=program, by=by, now=now).write()
    step(0.95)
    circles.write_facilitators(plan.facilitators, by=by, now=now)
    leave_drafts(plan.goals, now=now, today=today)
    note(run, whole, program)
    run.files = people.without_taken_rows(run)
    run.state, run.failure, run.moved_at = ImportRun.State.DONE, "", now
    run.rows_done = run.rows_total
    run.save(update_fields=["preview", "problems", "files", "state", "failure", "moved_at", "rows_done"])
    record("import.done", by=by, about=run, via="import", at=now)


def in_steps(progress: Progress | None, rows: int) -> Callable[[float], None]:
    """Tells `progress` in rows how far the work is: reading them again is the first half, writing the second."""
    return lambda share: progress(int(rows * share), rows) if progress else None


def leave_drafts(planned: Iterable[records.Planned[records.Goal]], *, now: datetime, today: date) -> None:
    """Leave each member the drafts of their goals, for them to confirm. One that an import left before stays as it is.

    An admin may write a draft and may not read it (goals/migrations/0004), so the unique index says which are
    new, and which were is nobody's news.
    """
    members: dict[str, UUID] = dict(Member.objects.active().values_list("email", "pk"))
    drafts = [
        Goal(
            member_id=members[told.email], title=told.title, kind=told.kind, state=Goal.State.DRAFT, said_at=now,
            created_at=now, begins_on=today, due_on=told.due_on, why=told.why, start_value=told.start_value,
            target_value=told.target_value, current_value=told.start_value, import_key=name_key(told.title)[:140],
            unit=told.unit,
        )
        for told in (one.record for one in planned)
    ]  # fmt: skip
    insert_all(drafts, ignore_conflicts=True)


# -- who does it, and when --------------------------------------------------------------------------------------------


def begin(run: ImportRun, state: str, *, program: Program, by: User, now: datetime) -> None:
    """Check (state PLANNING) or make (state APPLYING) an import: at once if it is small, else by a worker on commit."""
    run.state, run.moved_at, run.rows_done, run.failure = state, now, 0, ""
    run.save(update_fields=["state", "moved_at", "rows_done", "failure", "skip_problems"])
    if run.rows_total <= AT_ONCE:
        carry_out(run, program=program, by=by, now=now)
    else:
        transaction.on_commit(lambda: nudge(program.pk, by.pk, run.pk))


def nudge(program_id: UUID, user_id: UUID, run_id: UUID) -> None:
    """Tell a worker that an import waits. While no worker can be told, do it here and now: late beats never."""
    try:
        worker.send_task(CARRY_ON, [str(program_id), str(user_id), str(run_id)], retry=False)
    except OperationalError:
        carry_on(program_id, user_id, run_id)


def carry_on(program_id: UUID, user_id: UUID, run_id: UUID, *, wait: bool = True) -> bool:
    """Do what an import waits for, as the admin who asked for it, if they still are one. Safe to run twice.

    Without `wait` it does nothing while another import of the program is at work, and returns False.
    """
    with inside(program_id, user_id), watch(program_id, user_id, run_id) as progress:
        if not standing().is_admin:
            return True
        if not people.one_import_at_a_time(wait=wait):
            return False
        run = ImportRun.objects.under_way().filter(pk=run_id).first()
        if run:
            program, by = Program.objects.get(pk=program_id), User.objects.get(pk=user_id)
            carry_out(run, program=program, by=by, now=timezone.now(), progress=progress)
    return True


@contextmanager
def watch(program_id: UUID, user_id: UUID, run_id: UUID) -> Iterator[Progress]:
    """Gives a progress to report to, which others can see at once: it is written by a thread of its own, in short
    transactions, at most twice a second, and never waits for the import's own.
    """

    def write(done: int) -> None:
        with inside(program_id, user_id):
            for run in ImportRun.objects.light().select_for_update(skip_locked=True).filter(pk=run_id):
                ImportRun.objects.filter(pk=run.pk).update(rows_done=done, moved_at=timezone.now())

    told = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal told
        if monotonic() - told >= BETWEEN_REPORTS:
            told = monotonic()
            writer.submit(write, done)

    with ThreadPoolExecutor(1) as writer:
        try:
            yield progress
        finally:
            writer.submit(connection.close)


def carry_out(run: ImportRun, *, program: Program, by: User, now: datetime, progress: Progress | None = None) -> None:
    """The step that the run's state asks for. When it fails nothing of it stays, and the run says why."""
    try:
        if run.state == ImportRun.State.PLANNING:
            check_import(run, program=program, now=now, progress=progress)
        elif run.state == ImportRun.State.APPLYING:
            make_import(run, program=program, by=by, now=now, progress=progress)
    except Refused as refusal:
        fail(run, refusal.reason, now)
    except DatabaseError as error:
        # Its text may hold names and addresses, which belong in no log.
        log.warning("import %s was not made: %s", run.pk, type(error).__name__)
        fail(run, "Somebody changed the same people or groups while this was being imported. Try again.", now)


def fail(run: ImportRun, reason: str, now: datetime) -> None:
    """An import was not made, and why."""
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.FAILED, failure=reason, moved_at=now)
    run.state, run.failure = ImportRun.State.FAILED, reason
