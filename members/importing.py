"""An import's files while they wait, and its people and companies: what is known of them, and writing them down.

Reading and planning are pure (members/roster). Groups and seats are written by groups/importing.py, goals by
goals/importing.py, which also puts the whole together: it is the right-most room that an import touches.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from members.actions import have_judged_again
from members.models import City, ColumnMemory, Company, CompanyFacts, ImportRun, Member
from members.roster import records
from members.roster.cities import CityText
from members.roster.columns import guess_columns, mapping_of, memory_of
from members.roster.fields import FIELDS
from members.roster.reading import Row, Table
from programs.activity import record, record_each
from programs.bulk import insert_all, update_all
from programs.models import Program, Track, User
from programs.tenancy import current_program

WAIT_FOR_OTHERS = "select true from pg_advisory_xact_lock(hashtext('import'), hashtext(%s))"
TRY_OTHERS = "select pg_try_advisory_xact_lock(hashtext('import'), hashtext(%s))"

SAMPLE = 50
"""Rows that a guess of columns looks at."""

FACTS = (
    "employees", "revenue_band", "recurring_share", "maturity", "business_model", "ownership", "service_radius_km",
)  # fmt: skip
"""The fields of a company that only program admins and the company itself read."""


# -- files that wait --------------------------------------------------------------------------------------------------


def pack(name: str, table: Table) -> dict[str, Any]:
    """A file as ImportRun.files keeps it."""
    return {
        "name": name,
        "header": table.header,
        "rows": [[row.number, row.cells, row.surplus] for row in table.rows],
        "header_row": table.header_row,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "notes": table.notes,
    }


def unpack(packed: Mapping[str, Any]) -> Table:
    """The table of a file that `pack` kept."""
    return Table(
        header=tuple(packed["header"]),
        rows=tuple(Row(number, tuple(cells), tuple(surplus)) for number, cells, surplus in packed["rows"]),
        header_row=packed["header_row"],
        encoding=packed["encoding"],
        delimiter=packed["delimiter"],
        notes=tuple(packed["notes"]),
    )


def remembered() -> dict[str, str]:
    """What this program's columns were taken for last time: normalized header to field key, "" for left out."""
    return dict(ColumnMemory.objects.values_list("header", "field"))


@transaction.atomic
def start_import(files: Sequence[tuple[str, Table]], *, by: User, now: datetime) -> ImportRun:
    """Keep files that were read, with a guess of what each column is. Nothing of them is written anywhere else."""
    memory = remembered()
    mapping = {}
    for number, (_, table) in enumerate(files):
        cells = (row.cells for row in table.rows[:SAMPLE])
        guesses = mapping_of(guess_columns(table.header, cells, remembered=memory))
        mapping[str(number)] = {str(column): field for column, field in guesses.items()}
    run = ImportRun.objects.create(
        by=by,
        files=[pack(name, table) for name, table in files],
        mapping=mapping,
        rows_total=sum(len(table.rows) for _, table in files),
        created_at=now,
        moved_at=now,
    )
    record("import.started", by=by, about=run, via="import", at=now)
    return run


@transaction.atomic
def choose_columns(run: ImportRun, mapping: Mapping[str, Mapping[str, str]], *, by: User, now: datetime) -> None:
    """Take over what a person says the columns are, and remember it for the program's next import."""
    run.mapping = {file: dict(columns) for file, columns in mapping.items()}
    run.moved_at = now
    run.save(update_fields=["mapping", "moved_at"])
    told: dict[str, str] = {}
    for number, file in enumerate(run.files):
        told |= memory_of(file["header"], columns_of(run, number))
    ColumnMemory.objects.bulk_create(
        [ColumnMemory(header=header, field=field) for header, field in told.items() if 0 < len(header) <= 120],
        update_conflicts=True,
        unique_fields=["program", "header"],
        update_fields=["field"],
    )
    record("import.columns_chosen", by=by, about=run, via="import", at=now)


@transaction.atomic
def discard_import(run: ImportRun, *, by: User, now: datetime) -> None:
    """Forget an import that was not made, with its files."""
    record("import.discarded", by=by, about=run, via="import", at=now)
    run.delete()


def columns_of(run: ImportRun, number: int) -> dict[int, str]:
    """The field of each column of a file that is imported."""
    chosen = run.mapping.get(str(number), {})
    return {int(column): field for column, field in chosen.items() if field in FIELDS}


def sources_of(run: ImportRun) -> list[records.Source]:
    """The files of an import as the plan reads them."""
    return [
        records.Source(file["name"], unpack(file), columns_of(run, number)) for number, file in enumerate(run.files)
    ]


def without_taken_rows(run: ImportRun) -> list[dict[str, Any]]:
    """The files with only those rows that an import leaves out: all that is kept of them once it is made."""
    return [file | {"rows": rows} for file, rows in zip(run.files, left_out(run), strict=True)]


def left_out(run: ImportRun) -> list[list[Any]]:
    """For each file its rows with an error; all rows of a file that cannot be read at all (an error at its header)."""
    several = len(run.files) > 1
    wrong = {(source, row) for source, row, *_, severity in run.problems if severity == "error"}
    found = []
    for file in run.files:
        name = file["name"] if several else ""
        unusable = (name, file["header_row"]) in wrong
        found.append([row for row in file["rows"] if unusable or (name, row[0]) in wrong])
    return found


def rows_with_problems(run: ImportRun, number: int) -> list[list[str]]:
    """The rows of a file that an import leaves out, each with its problems in words behind its cells."""
    file = run.files[number]
    name = file["name"] if len(run.files) > 1 else ""
    words: dict[int, list[str]] = {}
    for source, row, column, text, says, severity in run.problems:
        if source == name and severity == "error":
            shown = f"{column}: '{text}' {says}" if text else f"{column} {says}".strip()
            words.setdefault(row, []).append(shown)
    whole = words.get(file["header_row"], [])
    return [[*cells, " ".join(words.get(row, whole)), *surplus] for row, cells, surplus in left_out(run)[number]]


# -- what is known ----------------------------------------------------------------------------------------------------


def lookup_city(place: CityText) -> list[records.CityFound]:
    """The cities that a text may mean, for the plan."""
    return [records.CityFound(city.pk, str(city), city.zone) for city in City.objects.called(place)]


def known_companies() -> dict[str, records.Company]:
    """The companies of the program by key, with their facts. Staff only: nobody else reads facts."""
    return {
        company.key: records.Company(
            key=company.key,
            name=company.name,
            website=company.website,
            city=records.CityFound(company.city.pk, str(company.city), company.city.zone) if company.city else None,
            **{name: getattr(company.facts, name) for name in FACTS},
        )
        for company in Company.objects.select_related("city", "facts")
    }


def known_people() -> dict[str, records.Person]:
    """The members of the program who have not left, by address."""
    return {
        member.email.lower(): records.Person(
            email=member.email.lower(),
            name=member.name,
            company=member.company.key,
            phone=member.phone,
            title=member.title,
            track=member.track.name if member.track else "",
            zone=member.zone,
            runs=member.runs,
            ask_me=member.ask_me,
        )
        for member in Member.objects.active().select_related("company", "track")
    }


def addresses_of_those_who_left() -> frozenset[str]:
    """Who cannot be imported: an admin brings them back by name, a spreadsheet does not."""
    gone = Member.objects.exclude(left_at=None).values_list("email", flat=True)
    return frozenset(address.lower() for address in gone)


# -- writing a plan down ----------------------------------------------------------------------------------------------


def one_import_at_a_time(*, wait: bool = True) -> bool:
    """Wait until no other import of the program is at work; until the transaction ends, none will be.

    Without `wait` it returns whether that is so now.
    """
    with connection.cursor() as cursor:
        cursor.execute(WAIT_FOR_OTHERS if wait else TRY_OTHERS, [str(current_program())])
        return bool(cursor.fetchone()[0])


def write_companies(planned: Iterable[records.Planned[records.Company]], *, by: User, now: datetime) -> None:
    """Create and update companies with their facts as planned."""
    planned = list(planned)
    new = [one.record for one in planned if one.action == "create"]
    made = {
        told.key: Company(name=told.name, key=told.key[:120], website=told.website, city_id=key_of_city(told))
        for told in new
    }
    insert_all(made.values())
    insert_all(CompanyFacts(company=made[told.key], **facts(told)) for told in new)
    record_each("company.added", made.values(), by=by, via="import", at=now, news=False)
    update_companies([one for one in planned if one.action == "update"], by=by, now=now)


def facts(told: records.Company) -> dict[str, Any]:
    """The facts of a planned company as columns."""
    return {name: getattr(told, name) for name in FACTS}


def key_of_city(told: records.Company) -> int | None:
    """The city of a planned company as a column."""
    return told.city.id if told.city else None


def update_companies(planned: Sequence[records.Planned[records.Company]], *, by: User, now: datetime) -> None:
    """Write what changes on companies that are here."""
    if not planned:
        return
    told = {one.record.key: one for one in planned}
    here = {company.key: company for company in Company.objects.filter(key__in=told).select_related("facts")}
    for key, company in here.items():
        company.website, company.city_id = told[key].record.website, key_of_city(told[key].record)
        company.version += 1
        for name, value in facts(told[key].record).items():
            setattr(company.facts, name, value)
    update_all(here.values(), ["website", "city", "version"])
    update_all((company.facts for company in here.values()), FACTS)
    record_each(
        "company.changed", here.values(), by=by, via="import", at=now, news=False,
        of=lambda company: {"fields": list(told[company.key].changed)},
    )  # fmt: skip
    have_judged_again(here.values(), by=by, at=now)


def write_people(
    planned: Iterable[records.Planned[records.Person]], *, program: Program, by: User, now: datetime
) -> None:
    """Create and update members as planned, after their companies. Nobody is invited and nobody is mailed."""
    planned = list(planned)
    companies = {company.key: company for company in Company.objects.select_related("city")}
    tracks: dict[str, UUID] = dict(Track.objects.values_list("name", "pk"))

    def columns(told: records.Person) -> dict[str, Any]:
        company = companies[told.company[:120]]
        home = company.city.zone if company.city else program.zone
        return {
            "company": company, "name": told.name, "phone": told.phone, "title": told.title,
            "track_id": tracks.get(told.track), "zone": told.zone or home, "runs": told.runs, "ask_me": told.ask_me,
        }  # fmt: skip

    made = [Member(email=one.record.email, **columns(one.record)) for one in planned if one.action == "create"]
    insert_all(made)
    record_each("member.added", made, by=by, via="import", at=now, of=lambda row: {"member_id": row.pk}, news=False)
    changes = {one.record.email: one for one in planned if one.action == "update"}
    here = (
        {member.email.lower(): member for member in Member.objects.active().filter(email__in=changes)}
        if changes
        else {}
    )
    for address, member in here.items():
        for name, value in columns(changes[address].record).items():
            setattr(member, name, value)
        member.version += 1
    update_all(here.values(), ["company", "name", "phone", "title", "track", "zone", "runs", "ask_me", "version"])
    record_each(
        "member.changed", here.values(), by=by, via="import", at=now, news=False,
        of=lambda row: {"member_id": row.pk, "fields": list(changes[row.email.lower()].changed)},
    )  # fmt: skip
