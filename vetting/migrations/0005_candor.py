"""A no is between who says it and the facilitators of its time: nobody learns of it by looking, or by coming later.

Until a facilitator has settled it, a no looks to the program like silence: "being checked". And who begins to facilitate
after an answer was given does not read it, a program admin who appoints themselves least of all.
"""

from django.db import migrations

from programs.rls import APP, function_of_authz, reads_and_writes

ANSWERS = {"author": "member_id", "concerned": "group_id = any(app_facilitates())"}
OF_THEIR_TIME = f"{ANSWERS['concerned']} and at >= app_runs_since(group_id)"


def readers(columns: dict[str, str]) -> str:
    """The statements that give the answers new readers."""
    read, _ = reads_and_writes("own", columns)
    return f"""
        drop policy readers on vetting_candoranswer;
        create policy readers on vetting_candoranswer for select to {APP} using ({read})
    """


def stand(cases: str) -> str:
    """The body of app_candor, which says in one word where a check stands, with these cases."""
    return f"""returns text language sql stable as $$
        select case {cases}
            when not it.by_phone and it.asked <> '{{}}' and it.asked <@ array(
                select member_id from vetting_candoranswer where check_asked_id = it.id and freely
            ) then 'clear'
            else 'asked'
        end
        from vetting_candorcheck as it left join vetting_candoroutcome as outcome on outcome.check_asked_id = it.id
        where it.id = wanted and it.program_id = app_program()
          and (app_is_staff() or it.group_id = any(app_facilitates()))
    $$"""  # noqa: S608 - made of constants


AT_FIRST = """
            when outcome.clear then 'clear'
            when not outcome.clear then 'blocked'
            when exists (select 1 from vetting_candoranswer where check_asked_id = it.id and not freely)
                then 'blocked'"""
NOW = """
            when not outcome.clear then 'blocked'
            when exists (
                select 1 from vetting_candoranswer where check_asked_id = it.id and not freely
                and (outcome.at is null or at > outcome.at)
            ) then 'asked'
            when outcome.clear then 'clear'"""
"""A no that was said after a facilitator found it clear is as new as the first one."""


def told(cases: str) -> migrations.RunSQL:
    """The function app_candor with these cases."""
    return function_of_authz("app_candor", "wanted uuid", stand(cases))


class Migration(migrations.Migration):
    dependencies = [("vetting", "0004_offered_group")]

    operations = [
        function_of_authz(
            "app_runs_since",
            "asked uuid",
            """returns timestamptz language sql stable as $$
                select min(term.since) from groups_facilitatorterm as term join programs_role as role on role.id = term.role_id
                where term.group_id = asked and term.ended_at is null and role.ended_at is null
                  and term.program_id = app_program() and role.program_id = app_program() and role.user_id = app_user()
            $$""",
        ),
        migrations.RunSQL(readers(ANSWERS | {"concerned": OF_THEIR_TIME}), readers(ANSWERS)),
        migrations.RunSQL(told(NOW).sql, told(AT_FIRST).sql),
    ]
