"""Mail about a vote is its reader's alone, like mail about a no: a reminder that was not needed tells who has voted."""

from django.db import migrations

from programs.rls import APP

TABLES = {"notifications_delivery": "user_id", "notifications_notice": "recipient_id"}
BEFORE, NOW = "kind <> 'candor_no'", "kind not in ('candor_no', 'approval')"


def hide(kinds: str) -> str:
    """The policies that keep mail of these kinds from everybody but its reader and the post."""
    return "; ".join(
        f"drop policy candor on {table}; create policy candor on {table} as restrictive for select to {APP} "
        f"using ({kinds} or (select app_reach()) = 'post' or {reader} = (select app_user()))"
        for table, reader in TABLES.items()
    )


class Migration(migrations.Migration):
    dependencies = [("notifications", "0008_steps")]

    operations = [migrations.RunSQL(hide(NOW), hide(BEFORE))]
