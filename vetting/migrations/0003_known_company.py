"""Whether the company of an applicant's mail domain is here already: asked by their own link, about their own address."""

from django.db import migrations

from programs.rls import function_of_authz


class Migration(migrations.Migration):
    dependencies = [("vetting", "0002_fence"), ("members", "0005_more_facts")]

    operations = [
        migrations.RunSQL(
            "grant select on members_company to peergroups_authz; "
            "create policy authz on members_company for select to peergroups_authz using (true)",
            "drop policy if exists authz on members_company; revoke select on members_company from peergroups_authz",
        ),
        # The name, and nothing else: whoever holds the link has proven an address of that domain.
        function_of_authz(
            "app_known_company",
            "",
            """returns text language sql stable as $$
                select company.name from vetting_application as it
                join members_company as company on company.program_id = it.program_id
                where it.id = app_link() and it.program_id = app_program() and company.website <> ''
                  and lower(split_part(regexp_replace(company.website, '^(https?://)?(www\\.)?', '', 'i'), '/', 1))
                      = lower(split_part(it.email, '@', 2))
                order by company.name limit 1
            $$""",
        ),
    ]
