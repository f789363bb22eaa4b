"""A candor check that is over: what was answered is deleted, though nobody who ends one may read it.

Who seats, declines or takes back an application ends its checks; neither an admin nor an applicant's link may touch the
answers, so the database does it for them, and tells which checks it ended.
"""

from django.db import migrations

from programs.rls import AUTHZ, function_of_authz

CHECK, ANSWER, OUTCOME = "vetting_candorcheck", "vetting_candoranswer", "vetting_candoroutcome"
DELETES = [
    statement
    for table in (CHECK, ANSWER, OUTCOME)
    for statement in (
        f"grant delete on {table} to {AUTHZ}",
        f"create policy authz_deletes on {table} for delete to {AUTHZ} using (true)",
    )
]
ENDS = [
    f"grant update (closed_at) on {CHECK} to {AUTHZ}",
    f"create policy authz_ends on {CHECK} for update to {AUTHZ} using (true) with check (true)",
]
UNDO = [
    f"revoke update (closed_at) on {CHECK} from {AUTHZ}",
    f"drop policy authz_ends on {CHECK}",
    *(f"revoke delete on {table} from {AUTHZ}" for table in (CHECK, ANSWER, OUTCOME)),
    *(f"drop policy authz_deletes on {table}" for table in (CHECK, ANSWER, OUTCOME)),
]
MINE = "application_id = wanted and program_id = app_program() and (app_is_staff() or wanted = app_link())"


class Migration(migrations.Migration):
    dependencies = [("vetting", "0005_candor")]

    operations = [
        migrations.RunSQL("; ".join([*DELETES, *ENDS]), "; ".join(UNDO)),
        function_of_authz(
            "app_end_candor",
            "wanted uuid, moment timestamptz",
            f"""returns uuid[] language sql volatile as $$
                with ended as (
                    update {CHECK} set closed_at = moment where {MINE} and closed_at is null returning id
                ), gone as (
                    delete from {ANSWER} where check_asked_id in (select id from {CHECK} where {MINE})
                )
                select coalesce(array_agg(id), '{{}}') from ended
            $$""",  # noqa: S608 - made of constants
        ),
        # A file whose time is over takes its checks with it, down to the applicant's name.
        function_of_authz(
            "app_forget_candor",
            "wanted uuid",
            f"""returns void language sql volatile as $$
                delete from {ANSWER} where check_asked_id in (select id from {CHECK} where {MINE});
                delete from {OUTCOME} where check_asked_id in (select id from {CHECK} where {MINE});
                delete from {CHECK} where {MINE};
            $$""",  # noqa: S608 - made of constants
        ),
    ]
