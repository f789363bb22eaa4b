"""The database's own catalogue: every table is fenced or on a list that says why not; nobody may pass the fence."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from programs.rls import APP, AUTHZ, DATAFIX, KINDS

GLOBAL = {
    "programs_user": "one sign-in for all programs",
    "programs_user_groups": "Django's permission groups of the platform operator",
    "programs_user_user_permissions": "the same",
    "programs_program": "every column is public",
    "members_city": "geonames",
    "account_emailaddress": "allauth: addresses of a sign-in",
    "account_emailconfirmation": "allauth",
    "mfa_authenticator": "allauth: second factors",
    "socialaccount_socialaccount": "allauth",
    "socialaccount_socialapp": "allauth",
    "socialaccount_socialtoken": "allauth",
    "auth_group": "Django",
    "auth_group_permissions": "Django",
    "auth_permission": "Django",
    "django_admin_log": "the operator's log; it shows no confidential model",
    "django_content_type": "Django",
    "django_migrations": "Django",
    "django_session": "sessions live here so that pages work while Valkey is away",
}
"""Tables without a fence. A new entry needs a reason, and no confidential column."""

pytestmark = pytest.mark.django_db


def rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def tables() -> dict[str, tuple]:
    found = rows(
        "select relname, relrowsecurity, relforcerowsecurity, obj_description(oid), pg_get_userbyid(relowner), relkind"
        " from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')"
    )
    return {name: rest for name, *rest in found}


def test_every_table_is_fenced_or_global_for_a_reason():
    for name, (secured, forced, comment, _, _) in tables().items():
        if name in GLOBAL:
            assert not secured, f"{name} is fenced: take it off the list of global tables"
            continue
        assert secured, f"{name} has no fence: add fence({name!r}, kind, …) to a migration"
        assert forced, f"{name} is not FORCED: its owner would see everything"
        assert (comment or "").removeprefix("fence: ") in KINDS


def test_every_model_with_a_program_is_fenced():
    for model in apps.get_models():
        if "program_id" in {field.attname for field in model._meta.concrete_fields}:
            assert model._meta.db_table not in GLOBAL


def test_every_fence_has_its_restrictive_program_policy():
    found = rows("select tablename from pg_policies where policyname = 'program' and permissive = 'RESTRICTIVE'")
    fenced = {name for name in tables() if name not in GLOBAL}
    assert {name for (name,) in found} == fenced


def test_policies_are_for_named_roles_only():
    for table, policy, roles in rows("select tablename, policyname, roles from pg_policies"):
        assert set(roles) <= {APP, AUTHZ, DATAFIX}, f"{policy} on {table} is for {roles}"


def test_the_application_is_a_plain_role():
    (attributes,) = rows(
        "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication from pg_roles"
        " where rolname = current_user"
    )
    assert not any(attributes)
    assert rows("select current_user") == [(APP,)]
    assert not rows("select 1 from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = %s", APP)


def test_the_application_owns_nothing():
    assert not rows("select relname from pg_class where pg_get_userbyid(relowner) = %s", APP)
    assert not rows("select proname from pg_proc where pg_get_userbyid(proowner) = %s", APP)


def test_nobody_who_logs_in_owns_the_helper_functions():
    definers = rows(
        "select proname, pg_get_userbyid(proowner), proconfig from pg_proc"
        " where prosecdef and pronamespace = 'public'::regnamespace"
    )
    assert definers
    for name, owner, config in definers:
        assert owner == AUTHZ, f"{name} runs as {owner}"
        assert any("search_path" in line for line in config or ()), f"{name} has no fixed search_path"
    assert rows("select rolcanlogin, rolsuper, rolbypassrls from pg_roles where rolname = %s", AUTHZ) == [
        (False, False, False)
    ]


@pytest.mark.parametrize("right", ["TRUNCATE", "REFERENCES", "TRIGGER"])
def test_no_forbidden_right_on_any_table(right):
    for name in tables():
        assert rows("select has_table_privilege(%s, %s, %s)", APP, name, right) == [(False,)], f"{right} on {name}"


def test_no_temporary_tables_and_no_new_objects():
    assert rows("select has_database_privilege(current_database(), 'TEMP')") == [(False,)]
    assert rows("select has_database_privilege(current_database(), 'CREATE')") == [(False,)]
    assert rows("select has_schema_privilege('public', 'CREATE')") == [(False,)]


def test_no_views_and_no_superuser_objects():
    for name, (*_, owner, kind) in tables().items():
        assert kind == "r", f"{name} is a view or a foreign table: row security does not reach through it"
        assert owner == settings.DATABASE_OWNER["USER"]


def test_constraints_of_a_program_lead_with_the_program():
    """A unique constraint over all programs would tell of a row that its reader may not see."""
    unique = rows(
        "select t.relname, i.relname, a.attname from pg_index x join pg_class t on t.oid = x.indrelid"
        " join pg_class i on i.oid = x.indexrelid"
        " left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]"
        " where x.indisunique and not x.indisprimary and t.relnamespace = 'public'::regnamespace"
    )
    one_to_one = {
        "rsvp_id",
        "meeting_id",
        "group_id",
        "company_id",
        "check_in_id",
        "application_id",
        "check_asked_id",
        "slot_id",
        "visit_id",
        "term_id",
    }
    for table, index, first in unique:
        if table not in GLOBAL and first not in one_to_one:
            assert first == "program_id", f"{index} on {table} starts with {first}"
