"""The fence of troubled addresses, and what the link in the foot of a mail opens: its own delivery, to read, and what
its reader wants of that kind of mail, to change.
"""

from django.db import migrations

from programs.rls import APP, fence

SAME = """(user_id, kind) in (
    select mail.user_id, mail.kind from notifications_delivery as mail where mail.id = app_link()
)"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_engine")]

    operations = [
        fence("notifications_addresstrouble", "post", programless="yes"),
        migrations.RunSQL(
            f"create policy mail_link on notifications_delivery for select to {APP} using (id = app_link())",
            "drop policy mail_link on notifications_delivery",
        ),
        migrations.RunSQL(
            f"create policy mail_link on notifications_preference for all to {APP} using ({SAME}) with check ({SAME})",
            "drop policy mail_link on notifications_preference",
        ),
    ]
