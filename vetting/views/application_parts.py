"""What hangs on an application, in one query written out: its lists, its steps, the program's rules, and names.

A file has a dozen lists, each a query of its own if it is asked for by itself. Here PostgreSQL gives them as JSON, and
they become rows of their models again; five of them stand where a prefetch would have put them. Each is read through
its own fence: a reviewer gets of another's opinion what the fence lets through, which is nothing before theirs is in.
"""

import json
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Field, Model, QuerySet

from groups.models import Group
from members.models import Company, Member
from programs.models import User
from programs.tenancy import current_program
from vetting.models import (
    Application,
    Approval,
    CallNote,
    CandorCheck,
    Decision,
    Dossier,
    Interview,
    InterviewSlot,
    Opinion,
    Paper,
    Reference,
    Sponsor,
    VettingRules,
    Visit,
    VisitWord,
)
from vetting.states import State
from vetting.views import queue

PARTS: dict[str, tuple[type[Model], str]] = {
    "opinions": (Opinion, "at"),
    "references": (Reference, "asked_at"),
    "call_notes": (CallNote, "at desc"),
    "papers": (Paper, "at"),
    "decisions": (Decision, "at desc"),
}
"""Each list by the name of its relation, with its model and its order."""

NOT_CARRIED = ("content", "asked")
"""A paper weighs megabytes, and its row is enough; who was asked in a vote or a check is no matter of the file."""


def fields_of(model: type[Model]) -> "list[Field[Any, Any]]":
    """The columns of a model that are carried."""
    return [field for field in model._meta.concrete_fields if field.name not in NOT_CARRIED]


def as_json(model: type[Model], row: str = "it", **beside: str) -> str:
    """SQL of a row as JSON: its columns, what stands `beside` them, and who made it where somebody did."""
    told = {field.attname: f"{row}.{field.column}" for field in fields_of(model)} | beside
    if any(field.name == "by" for field in model._meta.concrete_fields):
        told["by"] = f"(select json_build_array(u.name, u.email) from programs_user u where u.id = {row}.by_id)"  # noqa: S608 - names
    return built(told)


def built(told: dict[str, str]) -> str:
    """SQL of a JSON object, from the SQL of each of its values."""
    pairs = ", ".join(f"'{name}', {sql}" for name, sql in told.items())
    return f"json_build_object({pairs})"


def listed(model: type[Model], order: str, where: str = "true", **beside: str) -> str:
    """SQL of the rows that belong to the application, as JSON; null where there are none."""
    return f"""(
        select json_agg({as_json(model, **beside)} order by it.{order}) from {model._meta.db_table} it
        where it.program_id = %(program)s and it.application_id = %(application)s and {where})"""  # noqa: S608 - names


GROUP = "(select g.name from groups_group g where g.id = it.group_id)"
SLOT = f"(select {as_json(InterviewSlot, 's')} from vetting_interviewslot s where s.id = it.slot_id)"  # noqa: S608 - names
WORD = f"(select {as_json(VisitWord, 'w')} from vetting_visitword w where w.visit_id = it.id)"  # noqa: S608 - names
VOUCHER = """(
    select json_build_array(m.name, c.name) from members_member m join members_company c on c.id = m.company_id
    where m.id = it.member_id)"""
DECIDED = "vetting_decision d where d.program_id = %(program)s and d.application_id = %(application)s"

LISTS = {name: listed(model, order) for name, (model, order) in PARTS.items()} | {
    "checks": listed(CandorCheck, "asked_at", stand="app_candor(it.id)", group=GROUP),
    "calls": listed(Interview, "asked_at", slot=SLOT),
    "sponsors": listed(Sponsor, "asked_at", member=VOUCHER),
    "votes": listed(Approval, "asked_at", "it.closed_at is null", counts="app_ballots(it.id)", group=GROUP),
    "visits": listed(Visit, "invited_at desc", word=WORD, group=GROUP),
    "rules": f"(select {as_json(VettingRules)} from vetting_vettingrules it where it.program_id = %(program)s)",  # noqa: S608 - names
    "names": f"""(
        select json_object_agg(g.id, g.name) from groups_group g
        where g.program_id = %(program)s and (g.id = any(%(groups)s) or g.id::text in (
            select jsonb_path_query(d.evidence, '$.findings[*].group') #>> '{{}}' from {DECIDED})))""",  # noqa: S608 - names
    "numbers": f"""(
        select json_object_agg(c.id, json_build_array(coalesce(c.group_id::text, ''), c.number)) from vetting_criteria c
        where c.program_id = %(program)s and (c.id = any(%(criteria)s) or c.id::text in (
            select jsonb_path_query(d.evidence, '$.criteria[*]') #>> '{{}}' from {DECIDED})))""",  # noqa: S608 - names
}
"""Each part by its name, as SQL that gives JSON."""

FILE = f"select {built(LISTS)}::text"


@dataclass(frozen=True, slots=True)
class Parts:
    """What hangs on an application beside the lists that are read into it.

    `rules` are the usual ones where the program never said. `names` are of the groups, and `numbers` of the versions of
    criteria (group or '', number), that its evidence of now and of its decisions tells of, by key. `checks` came
    `with_stand`, `votes` are open and came `with_counts`; groups, slots and members are loaded as far as a page names
    them. `visits` come with what the group said, if it did.
    """

    rules: VettingRules
    names: dict[str, str]
    numbers: dict[str, tuple[str, int]]
    checks: list[CandorCheck]
    call: Interview | None
    sponsors: list[Sponsor]
    votes: list[Approval]
    visits: list[tuple[Visit, VisitWord | None]]


def load_parts(application: Application) -> Parts:
    """Read the lists of an application into it, and return what else hangs on it; one query."""
    dossier: Dossier = getattr(application, "dossier", None) or Dossier()
    groups = {one["group"] for one in (*dossier.findings, *dossier.conflicts) if one["group"]}
    keys: Any = {
        "program": current_program(), "application": application.pk, "groups": [UUID(key) for key in groups],
        "criteria": dossier.criteria,
    }  # fmt: skip
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(FILE, keys)
        found: dict[str, Any] = json.loads(cursor.fetchone()[0])
    kept: dict[str, QuerySet[Any]] = {}
    for name, (model, _) in PARTS.items():
        rows: QuerySet[Any] = getattr(application, name).all()
        rows._result_cache = rows_of(model, found[name])
        rows._prefetch_done = True  # type: ignore[attr-defined]
        kept[name] = rows
    application._prefetched_objects_cache = kept  # type: ignore[attr-defined]
    return Parts(
        rules=row_of(VettingRules, found["rules"]) if found["rules"] else VettingRules(),
        names=found["names"] or {},
        numbers={key: (group, number) for key, (group, number) in (found["numbers"] or {}).items()},
        checks=rows_of(CandorCheck, found["checks"]),
        call=next(iter(rows_of(Interview, found["calls"])), None),
        sponsors=rows_of(Sponsor, found["sponsors"]),
        votes=rows_of(Approval, found["votes"]),
        visits=[
            (row_of(Visit, told), row_of(VisitWord, told["word"]) if told["word"] else None)
            for told in found["visits"] or ()
        ],
    )


def rows_of(model: type[Model], told: list[dict[str, Any]] | None) -> list[Any]:
    """Rows of a model from their JSON."""
    return [row_of(model, one) for one in told or ()]


def row_of(model: type[Model], told: dict[str, Any]) -> Any:
    """A row of a model from its JSON, with what stands beside its columns there, as far as a page names it."""
    fields = fields_of(model)
    row: Any = model.from_db("default", [field.attname for field in fields], [
        field.to_python(told[field.attname]) for field in fields
    ])  # fmt: skip
    if told.get("by"):
        row.by = User(pk=row.by_id, name=told["by"][0], email=told["by"][1])
    if "group" in told:
        row.group = Group(pk=row.group_id, name=told["group"])
    if "member" in told:
        name, company = told["member"]
        row.member = Member(pk=row.member_id, name=name, company=Company(name=company))
    if "slot" in told:
        row.slot = row_of(InterviewSlot, told["slot"]) if told["slot"] else None
    for name in ("stand", "counts"):
        if name in told:
            setattr(row, name, told[name])
    return row


# -- its place in the queue ----------------------------------------------------------------------------------------

LINE = f"""
select line.before, line.after, line.place, line.files,
       (select count(*) from vetting_application a where {queue.SEEN} and state = any(%(to_decide)s))
from (select id, lag(id) over tab as before, lead(id) over tab as after, row_number() over tab as place,
             count(*) over () as files
      from vetting_application a where {queue.SEEN} and state = any(%(states)s) window tab as (order by {{order}})
     ) as line
where line.id = %(application)s
"""  # noqa: S608 - constants


class Place(NamedTuple):
    """Where a file stands in its tab, from 1, of how many; the keys of those before and after it, or None; and how many
    files wait for a decision."""

    previous: UUID | None = None
    next: UUID | None = None
    place: int = 1
    files: int = 1
    to_decide: int = 0


def place_of(
    application: Application, reader: Any, *, sees_all: bool, states: frozenset[State], order: tuple[str, ...],
    to_decide: frozenset[State],
) -> Place:  # fmt: skip
    """Where a file stands among those of `states` in an `order`, as vetting.views.queue names it; one query."""
    keys = {
        "program": current_program(), "application": application.pk, "reader": reader.pk, "all": sees_all,
        "states": sorted(map(str, states)), "to_decide": sorted(map(str, to_decide)),
    }  # fmt: skip
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(LINE.format(order=queue.in_sql(order)), keys)
        found = cursor.fetchone()
    return Place(*found) if found else Place()
