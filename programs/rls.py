"""What the database itself refuses: the one migration operation that fences a table, and its named kinds.

    fence("goals_goal", "group", author="member_id", addressee="partner_id", link="id")

enables and FORCES row security, adds the RESTRICTIVE program policy and the kind's own policies. A table without a
fence fails `tests/house/test_catalogue.py`. Every policy is written for the application's role; the owner therefore
sees no rows at all, `peergroups_authz` (owner of the helper functions) gets its own policy where a function needs the
table, and `peergroups_datafix` (data migrations) one everywhere.

| kind     | who reads                                                             | who writes                    |
| -------- | --------------------------------------------------------------------- | ----------------------------- |
| public   | anyone inside the program, if `published`; else its people            | staff, `writers`              |
| people   | members and staff of the program, the person themselves               | staff, the person themselves  |
| staff    | program admins, the person `concerned`                                | program admins, `writers`     |
| table    | those who sit in or facilitate the group now, staff, `concerned`      | staff, the facilitators       |
| group    | author and addressee always; the groups in `audience` from their day  | author, the mail link         |
| circle   | author; who sits in or facilitates the group, from their day          | author there, the facilitators |
| own      | author, addressee, the mail link, the people `concerned`              | author, the mail link         |
| post     | sweeps and delivery, across programs; the person, the link, staff     | the same, inside the program  |
"""

import re

from django.db import migrations

APP, AUTHZ, DATAFIX = "peergroups_app", "peergroups_authz", "peergroups_datafix"
STAFF = "app_is_staff()"
POST = "app_reach() = 'post'"

KINDS = {
    "public": ("{published} or app_is_person()", "app_is_staff() or {writers}"),
    "people": ("app_is_person() or {mine}", "app_is_staff() or {mine} or {writers}"),
    "staff": ("app_is_staff() or {mine} or {concerned}", "app_is_staff() or {writers}"),
    "table": (
        "{group} = any(app_groups()) or app_is_staff() or {mine} or {concerned}",
        "app_is_staff() or {group} = any(app_facilitates()) or {writers}",
    ),
    "group": ("{mine} or {addressed} or ({said})", "{mine} or {writers}"),
    "circle": (
        "{mine} or {concerned} or ({circle})",
        "({mine} or {group} = any(app_facilitates())) and ({circle}) or {writers}",
    ),
    "own": ("{mine} or {addressed} or {concerned}", "{mine} or {writers}"),
    "post": ("app_reach() = 'post' or {mine} or {staff} or {concerned}", "app_reach() = 'post' or {mine} or {writers}"),
}
"""The permissive conditions of each kind, (read, write); whoever may write a row may read it too."""

SAID = """audience && app_groups() and exists (
    select 1 from unnest(audience) as shown where said_at >= (app_reads() ->> shown::text)::timestamptz
)"""
"""Shown to a group of the reader, and not before the day from which the reader may read there."""


CIRCLE = "{group} = any(app_groups()) and said_at >= (app_reads() ->> {group}::text)::timestamptz"
"""Said in one group of the reader, and not before the day from which the reader may read there."""


def either(*conditions: str) -> str:
    """SQL conditions joined by OR, empty ones left out; false when there is none."""
    return "(" + (" or ".join(f"({condition})" for condition in conditions if condition) or "false") + ")"


def once(condition: str) -> str:
    """The condition with each question about the reader in a scalar subquery: PostgreSQL then asks it once a query.

    Asked once a row, reading a group's roster in a join of three tables took a hundred times as long.
    """
    arrays = r"any\((app_groups|app_facilitates|app_feed_groups|app_stands_in|app_untold)\(\)\)"
    asked = re.sub(arrays, r"any((select \1())::uuid[])", condition)
    return re.sub(r"(?<!select )\b(app_[a-z_]+\(\))", r"(select \1)", asked)


def reads_and_writes(kind: str, columns: dict[str, str]) -> tuple[str, str]:
    """The conditions of a kind for one table, (read, write), with the fence's columns and conditions filled in."""
    holder = {"author": "app_member()", "user": "app_user()", "link": "app_link()"}
    mine = [f"{columns[name]} = {who}" for name, who in holder.items() if name in columns]
    program = columns.get("program", "program_id")
    # A row of no program is nobody's business but the post's and its addressee's.
    staff = "false" if columns.get("staff") == "no" else f"({STAFF} and {program} = app_program())"
    filled = {
        "mine": either(*mine),
        "addressed": either(f"{columns['addressee']} = app_member()" if "addressee" in columns else ""),
        "said": SAID,
        "circle": CIRCLE.format(group=columns.get("group", "group_id")),
        "staff": staff,
        "group": columns.get("group", "group_id"),
        "published": either(columns.get("published", "true")),
        "concerned": either(columns.get("concerned", "")),
        "writers": either(columns.get("writers", "")),
    }
    read, write = KINDS[kind]
    return once(read.format(**filled)), once(write.format(**filled))


def program_condition(kind: str, c: dict[str, str]) -> str:
    """The RESTRICTIVE condition: this program, or what is about me before a program is known, or the post's reach."""
    condition = either(
        f"{c.get('program', 'program_id')} = app_program()",
        f"app_program() is null and {c['user']} = app_user()" if c.get("user") else "",
        POST if kind in ("post", "own") and c.get("post", "yes" if kind == "post" else "") else "",
        f"{c.get('program', 'program_id')} is null" if c.get("programless") else "",
    )
    return once(condition)


def fence(table: str, kind: str, **columns: str) -> migrations.RunSQL:
    """The migration operation that fences `table` as `kind`.

    Columns: `author` and `addressee` hold a member's key, `user` a user's, `link` the key of the object a mail link
    opens, `group` the group (default group_id), `program` the program (default program_id). Conditions in SQL:
    `published`, `concerned`, `writers`, and `insert`, a further one for INSERT. Flags: `authz="yes"` lets the helper
    functions read the table, `programless="yes"` admits rows of no program, `post="yes"` opens an `own` table to
    delivery, `staff="no"` keeps program admins out of a `post` table.
    """
    read, write = reads_and_writes(kind, columns)
    program = program_condition(kind, columns)
    lines = [
        f"alter table {table} enable row level security, force row level security",
        f"comment on table {table} is 'fence: {kind}'",
        f"create policy program on {table} as restrictive for all to {APP} using ({program}) with check ({program})",
        f"create policy readers on {table} for select to {APP} using ({read})",
        f"create policy writers on {table} for all to {APP} using ({write}) with check ({write})",
        f"create policy datafix on {table} for all to {DATAFIX} using (true) with check (true)",
        f"grant select, insert, update, delete on {table} to {DATAFIX}",
    ]
    if columns.get("insert"):
        lines.append(f"create policy arrivals on {table} for insert to {APP} with check ({once(columns['insert'])})")
    if columns.get("authz"):
        lines += [
            f"grant select on {table} to {AUTHZ}",
            f"create policy authz on {table} for select to {AUTHZ} using (true)",
        ]
    names = ["program", "readers", "writers", "datafix", "arrivals", "authz"]
    undo = [f"drop policy if exists {name} on {table}" for name in names]
    undo.append(f"alter table {table} no force row level security, disable row level security")
    return migrations.RunSQL("; ".join(lines), "; ".join(undo))


def not_by_substitutes(
    table: str, *, group: str = "group_id", of: str = "app_stands_in()", reads: bool = False
) -> migrations.RunSQL:
    """The migration operation that closes a table to who only stands in for a facilitator of its `group`.

    They write nothing there, and with `reads` read nothing either; `of` is the list of groups that it is about. Staff,
    who need no group for what they do, are not bound by it.
    """
    condition = once(f"({group} = any({of})) is not true or app_is_staff()")
    using, check = f"using ({condition})", f"with check ({condition})"
    acts = {"all": f"{using} {check}"} if reads else {"insert": check, "update": f"{using} {check}", "delete": using}
    names = {act: f"not_by_substitutes_{act}" for act in acts}
    return migrations.RunSQL(
        "; ".join(
            f"create policy {names[act]} on {table} as restrictive for {act} to {APP} {how}"
            for act, how in acts.items()
        ),
        "; ".join(f"drop policy if exists {name} on {table}" for name in names.values()),
    )


def function_of_authz(name: str, arguments: str, definition: str) -> migrations.RunSQL:
    """The migration operation that creates (or widens) a helper function owned by the role that cannot log in.

    `definition` is the text from RETURNS on. SECURITY DEFINER and a fixed search_path are added here, execution is
    granted to the application only. An owner of a function needs CREATE on the schema for a moment.
    """
    signature = f"{name}({arguments})"
    return migrations.RunSQL(
        f"""
        grant create on schema public to {AUTHZ};
        set local role {AUTHZ};
        create or replace function {signature} {definition.strip()}
            security definer set search_path = pg_catalog, public, pg_temp;
        revoke all on function {signature} from public;
        grant execute on function {signature} to {APP};
        reset role;
        revoke create on schema public from {AUTHZ};
        """,
        f"set local role {AUTHZ}; drop function if exists {signature}; reset role",
    )
