"""The fence of troubled addresses, and what the link in the foot of a mail opens: its own delivery, to read, and what
its reader wants of that kind of mail, to change.
"""

from django.db import migrations

from programs.rls import APP, AUTHZ, fence, function_of_authz

MINE = "user_id = (select app_mail_reader()) and kind = (select app_mail_kind())"


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_engine"), ("groups", "0002_fence")]

    operations = [
        fence("notifications_addresstrouble", "post", programless="yes"),
        migrations.RunSQL(
            f"""
            create policy mail_link on notifications_delivery for select to {APP} using (id = (select app_link()));
            create policy authz on notifications_delivery for select to {AUTHZ} using (true);
            grant select on notifications_delivery to {AUTHZ}
            """,
            [
                f"revoke select on notifications_delivery from {AUTHZ}",  # noqa: S608 - a constant
                "drop policy authz on notifications_delivery",
                "drop policy mail_link on notifications_delivery",
            ],
        ),
        # Whose mail a link stands in, and of which kind. Functions, because a policy that reads another fenced table is
        # planned with all of that table's policies, at every query of every reminder.
        function_of_authz(
            "app_mail_reader",
            "",
            """returns uuid language sql stable as $$
                select user_id from notifications_delivery where id = app_link() and program_id = app_program()
            $$""",
        ),
        function_of_authz(
            "app_mail_kind",
            "",
            """returns text language sql stable as $$
                select kind from notifications_delivery where id = app_link() and program_id = app_program()
            $$""",
        ),
        migrations.RunSQL(
            f"create policy mail_link on notifications_preference for all to {APP} using ({MINE}) with check ({MINE})",
            "drop policy mail_link on notifications_preference",
        ),
    ]
