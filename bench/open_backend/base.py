"""What an application without fences would do at the start of a request: ask once what its reader may do."""

from django_scopes import get_scope

from programs.postgres import base

STANDING = """
with person as (
    select id, company_id, left_at from members_member where program_id = %(program)s and user_id = %(user)s
), places as (
    select group_id, false as runs from groups_seatholder
        where program_id = %(program)s and member_id = (select id from person) and left_at is null
    union all
    select t.group_id, true from groups_facilitatorterm t join programs_role r on r.id = t.role_id
        where r.program_id = %(program)s and r.user_id = %(user)s and r.ended_at is null and t.ended_at is null
)
select jsonb_build_object(
    'roles', coalesce((select jsonb_agg(kind) from programs_role
                       where program_id = %(program)s and user_id = %(user)s and ended_at is null), '[]')
             || case when exists (select 1 from person where left_at is null) then '["member"]' else '[]' end::jsonb,
    'member', (select id from person), 'company', (select company_id from person),
    'groups', coalesce((select jsonb_agg(distinct group_id) from places), '[]'),
    'facilitates', coalesce((select jsonb_agg(distinct group_id) from places where runs), '[]'))
"""


class DatabaseWrapper(base.DatabaseWrapper):
    """The product's backend without its stamps."""

    def _stamp(self) -> None:
        scope = get_scope()
        self.standing = None
        if scope.get("program") and scope.get("user"):
            asked = {"program": scope["program"], "user": scope["user"]}
            self.standing = base.PlannedOnce(self.connection).execute(STANDING, asked).fetchone()[0]
