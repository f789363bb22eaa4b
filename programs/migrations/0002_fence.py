"""Who asks, as the database sees it (read from the stamps of the transaction), and the fences of this room.

The stamps are written by `app_enter`, which groups/migrations/0002 defines. These readers are plain SQL functions that
PostgreSQL inlines, so a policy costs no call per row; after COMMIT a setting reads '', hence the nullif.
"""

from django.db import migrations

from programs.rls import STAFF, fence, function_of_authz

READERS = """
create function app_program() returns uuid language sql stable
    return nullif(current_setting('app.program_id', true), '')::uuid;
create function app_user() returns uuid language sql stable
    return nullif(current_setting('app.user_id', true), '')::uuid;
create function app_reach() returns text language sql stable
    return coalesce(current_setting('app.reach', true), '');
create function app_link() returns uuid language sql stable
    return nullif(nullif(current_setting('app.reach', true), ''), 'post')::uuid;
create function app_roles() returns text[] language sql stable
    return coalesce(nullif(current_setting('app.roles', true), ''), '{}')::text[];
create function app_is_staff() returns boolean language sql stable
    return 'admin' = any(app_roles());
create function app_is_person() returns boolean language sql stable
    return app_roles() <> '{}';
create function app_member() returns uuid language sql stable
    return nullif(current_setting('app.member_id', true), '')::uuid;
create function app_company() returns uuid language sql stable
    return nullif(current_setting('app.company_id', true), '')::uuid;
create function app_groups() returns uuid[] language sql stable
    return coalesce(nullif(current_setting('app.groups', true), ''), '{}')::uuid[];
create function app_facilitates() returns uuid[] language sql stable
    return coalesce(nullif(current_setting('app.facilitates', true), ''), '{}')::uuid[];
create function app_reads() returns jsonb language sql stable
    return coalesce(nullif(current_setting('app.reads', true), ''), '{}')::jsonb;
"""
NAMES = [
    "app_program",
    "app_user",
    "app_reach",
    "app_link",
    "app_is_staff",
    "app_is_person",
    "app_roles",
    "app_member",
    "app_company",
    "app_groups",
    "app_facilitates",
    "app_reads",
]


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [
        migrations.RunSQL(READERS, "; ".join(f"drop function {name}()" for name in NAMES)),
        fence("programs_role", "staff", user="user_id", link="invitation_id", writers="invitation_id = app_link()",
              authz="yes"),
        function_of_authz(
            "app_unstaffed",
            "asked uuid",
            """returns boolean language sql stable as $$
                select not exists (select 1 from programs_role where program_id = asked)
            $$""",
        ),
        # A program that nobody runs yet takes its first admin from whoever founded it (first-run set-up).
        migrations.RunSQL(
            "create policy founding on programs_role for insert to peergroups_app"
            " with check (user_id = app_user() and app_unstaffed(program_id))",
            "drop policy founding on programs_role",
        ),
        fence("programs_track", "public"),
        fence("programs_activity", "post", user="by_id", staff="no", insert="true",
              concerned=f"({STAFF} and group_id is null) or group_id = any(app_groups())"),
        fence("programs_due", "post", user="user_id", link="object_id", insert="true"),
    ]  # fmt: skip
