"""The fences of this room. Words are the recipient's alone; staff see kind, state and address."""

from django.db import migrations

from programs.rls import fence


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("programs", "0002_fence")]

    operations = [
        fence("notifications_notice", "post", user="recipient_id"),
        # Sign-in mail belongs to no program, and is written before anybody is known.
        fence("notifications_delivery", "post", user="user_id", programless="yes", insert="true"),
        fence("notifications_deliverywords", "post", user="user_id", programless="yes", staff="no", insert="true"),
        fence("notifications_preference", "post", user="user_id", staff="no"),
    ]  # fmt: skip
