"""Canaries: a word of its own in every text cell of the database, and who may ever see it.

Planted as the data-migration role, straight into the tables, so that no action can soften them. Who may see a canary is
said here in Python, apart from the policies, from the row it sits in; a test then compares both.
"""

import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from django.apps import apps
from django.db import models
from psycopg import sql

from programs.rls import DATAFIX

PATTERN = re.compile(r"zq[0-9a-f]{10}zq")
UNTOUCHED = {
    "programs_activity",  # ids and names of kinds and fields only: it holds no words
    "programs_due",
    "notifications_notice",
}


@dataclass(frozen=True)
class Cell:
    """Where a canary sits: its table and column, and the row's keys by column name."""

    table: str
    column: str
    row: dict[str, Any] = field(hash=False)


CODES = {"zone", "pattern", "currency", "kind", "state", "state_before", "before", "after", "unit", "failure_kind"}
"""Columns that hold one of our own words."""


def cells_of(model: type[models.Model]) -> list[str]:
    """The columns that hold people's words: texts without choices and long enough for a canary."""
    fields = [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, models.CharField | models.TextField)
        and not one.choices
        and not isinstance(one, models.SlugField)
        and (one.max_length or 99) >= 14
        and one.name not in CODES
    ]
    return [one.column for one in fields]


def plant(owner: psycopg.Connection) -> dict[str, Cell]:
    """Overwrite every text cell of every table of a program with a canary of its own; returns canary → cell."""
    planted: dict[str, Cell] = {}
    owner.execute(sql.SQL("set role {}").format(sql.Identifier(DATAFIX)))
    for model in apps.get_models():
        table, columns = model._meta.db_table, cells_of(model)
        names = {one.column for one in model._meta.concrete_fields}
        if "program_id" not in names or table in UNTOUCHED or not columns:
            continue
        for row in rows_of(owner, table):
            canaries = {column: f"zq{secrets.token_hex(5)}zq" for column in columns}
            write(owner, model, row, canaries)
            planted |= {word: Cell(table, column, row) for column, word in canaries.items()}
    owner.execute("reset role")
    return planted


def rows_of(owner: psycopg.Connection, table: str) -> list[dict[str, Any]]:
    """Every row of a table as a dict."""
    with owner.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        return cursor.execute(sql.SQL("select * from {}").format(sql.Identifier(table))).fetchall()


def write(owner: psycopg.Connection, model: type[models.Model], row: dict[str, Any], canaries: dict[str, str]) -> None:
    """Put the canaries of one row in place; an address stays an address."""
    values = {
        column: f"{word}@canary.example" if isinstance(field_of(model, column), models.EmailField) else word
        for column, word in canaries.items()
    }
    assignments = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(column), sql.Literal(value)) for column, value in values.items()
    )
    key = model._meta.pk.column
    owner.execute(
        sql.SQL("update {} set {} where {} = {}").format(
            sql.Identifier(model._meta.db_table), assignments, sql.Identifier(key), sql.Literal(row[key])
        )
    )


def field_of(model: type[models.Model], column: str) -> models.Field:
    """The field of a column."""
    return next(one for one in model._meta.concrete_fields if one.column == column)


@dataclass(frozen=True)
class Reader:
    """One of the cast, as far as confidentiality goes: where they are somebody, and as what."""

    name: str
    user_id: UUID | None = None
    program_id: UUID | None = None
    member_id: UUID | None = None
    company_id: UUID | None = None
    is_admin: bool = False
    circles: frozenset[UUID] = frozenset()
    """The groups in which they sit or which they facilitate, with their whole history open to them."""
    runs: frozenset[UUID] = frozenset()
    """The groups that they facilitate."""
    is_reviewer: bool = False
    seats: frozenset[UUID] = frozenset()
    """The seats that they hold, alone or with a co-owner."""


GROUP = {
    "goals_goal", "goals_milestone", "goals_goalchange", "goals_checkin", "goals_commitment", "meetings_handin",
    "meetings_preparation",
}  # fmt: skip
OWN = {"goals_privatenote"}
RECIPIENT = {
    "notifications_deliverywords", "notifications_preference", "notifications_mailreply", "meetings_calendarfeed",
}  # fmt: skip
LETTERS = {"meetings_letter", "meetings_handover"}
STAFF = {
    "programs_role", "members_invitation", "members_importrun", "members_columnmemory", "members_companyfacts",
    "notifications_delivery", "notifications_addresstrouble", "notifications_mailreport",
}  # fmt: skip
TABLE = {"groups_seat", "groups_seatholder", "groups_facilitatorterm"}
PEOPLE = {
    "members_member", "members_company", "meetings_blackout", "meetings_agendatemplate", "goals_planlabel",
    "goals_goaltemplate",
}  # fmt: skip
PUBLIC = {"programs_track", "groups_group", "vetting_vettingrules", "vetting_criteria", "meetings_attendancerules"}
VETTING = {
    "vetting_application": "staff reviewer",
    "vetting_dossier": "staff reviewer",
    "vetting_paper": "staff reviewer",
    "vetting_reference": "staff reviewer",
    "vetting_opinion": "staff reviewer",  # the small world's one opinion is all that the program asks for
    "vetting_decision": "staff",
    "vetting_callnote": "staff",
    "vetting_offer": "staff runs",
    "vetting_interviewslot": "staff reviewer",
    "vetting_approval": "staff circle",
    "vetting_sponsor": "staff reviewer mine",
    "vetting_visit": "staff runs",
    "vetting_signature": "staff runs mine",
    "vetting_candorcheck": "staff circle",
    "vetting_candoranswer": "runs mine",
    "vetting_candoroutcome": "staff runs",
    "vetting_welcometick": "staff circle mine",
    "vetting_buddy": "staff circle",
    "vetting_integration": "runs",
    "vetting_interest": "staff",
    "vetting_agreement": "staff circle",
    "vetting_recheck": "staff runs",
}
"""Who reads a table of vetting: staff, reviewers, who runs the group, who sits in it or runs it, whose row it is."""
MEETINGS = {
    "meetings_series": "staff circle",
    "meetings_meeting": "staff circle",
    "meetings_rsvp": "staff circle mine",
    "meetings_stay": "runs mine",
    "meetings_meetingsettings": "staff circle",
    "meetings_datepoll": "staff circle",
    "meetings_dateoption": "staff circle",
    "meetings_dateask": "staff circle mine",
    "meetings_datevote": "staff circle mine",
    "meetings_agendaitem": "circle",
    "meetings_job": "staff circle",
    "meetings_homework": "circle",
    "meetings_groupdecision": "circle",
    "meetings_parkeditem": "circle mine",
    "meetings_recap": "circle",
    "meetings_closingword": "mine",
    "meetings_attendance": "staff runs mine seat",
    "meetings_guest": "staff circle",
    "meetings_leave": "staff runs seat",
    "meetings_catchup": "staff runs seat",
    "meetings_step": "staff runs seat",
    "meetings_followup": "runs",
}
"""Who reads a table of meetings, in the same words, and who holds the seat that a row is about."""
TALK = {
    "conversations_thread": "circle mine",
    "conversations_comment": "circle mine",
    "conversations_reaction": "circle mine",
    "conversations_win": "circle mine",
    "conversations_support": "runs mine",  # the cast asks the one facilitator whom each group has
}
"""Who reads a table of talk, in the same words."""
BY_RIGHTS = VETTING | MEETINGS | TALK


def rights(reader: Reader, row: dict[str, Any], *, mine: bool) -> set[str]:
    """What a reader is to a row, in the words of BY_RIGHTS."""
    group = row.get("group_id")
    found = {
        "staff": reader.is_admin,
        "reviewer": reader.is_reviewer,
        "runs": group in reader.runs,
        "circle": group in reader.circles,
        "mine": mine,
        "seat": row.get("seat_id") in reader.seats,
    }
    return {word for word, is_so in found.items() if is_so}


def addressees(reader: Reader, row: dict[str, Any]) -> set[UUID]:
    """The users to whom words of one person are: what goes along with a group they read while they run it."""
    return {row["by_id"], *row.get("readers", [row.get("to_id")] if row["group_id"] in reader.runs else [])}


def is_public(cell: Cell, public_groups: set[UUID]) -> bool:
    """What strangers read: listed groups and all that is said of them, who facilitates public ones, what all sign."""
    row = cell.row
    if cell.table in PUBLIC:
        return row.get("visibility") != "unlisted" and row.get("state") != "closed"
    if cell.table == "groups_facilitatorterm":
        return row["group_id"] in public_groups
    return cell.table == "vetting_agreement" and row["group_id"] is None


def may_see(reader: Reader, cell: Cell, public_groups: set[UUID]) -> bool:
    """The rule of handbook 3, said once more without the database; `public_groups` are those that strangers see."""
    row = cell.row
    mine = reader.member_id is not None and reader.member_id in (row.get("member_id"), row.get("partner_id"))
    here = reader.program_id is not None and row.get("program_id") == reader.program_id
    if not here or is_public(cell, public_groups):
        return is_public(cell, public_groups)
    if cell.table in PUBLIC:
        return True
    if cell.table in BY_RIGHTS:
        return bool(rights(reader, row, mine=mine) & set(BY_RIGHTS[cell.table].split()))
    if cell.table in GROUP:
        return mine or bool(set(row["audience"]) & reader.circles)
    if cell.table in OWN:
        return mine
    if cell.table in LETTERS:
        return reader.user_id in addressees(reader, row)
    if cell.table in RECIPIENT:
        return row.get("user_id") == reader.user_id
    if cell.table in STAFF:
        own_company = reader.company_id is not None and row.get("company_id") == reader.company_id
        return reader.is_admin or own_company or row.get("user_id") == reader.user_id
    if cell.table in TABLE:
        return reader.is_admin or mine or row["group_id"] in reader.circles
    assert cell.table in PEOPLE, f"say in tests/house/canaries.py who may read {cell.table}"
    return True
