"""The fences of this room."""

from django.db import migrations

from programs.rls import fence


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("programs", "0002_fence")]

    operations = [
        fence("members_company", "people", writers="id = app_company()"),
        fence("members_companyfacts", "staff", concerned="company_id = app_company()",
              writers="company_id = app_company()"),
        fence("members_member", "people", user="user_id", link="invitation_id", authz="yes"),
        fence("members_invitation", "staff", link="id", writers="id = app_link()"),
        fence("members_importrun", "staff"),
        fence("members_columnmemory", "staff"),
    ]  # fmt: skip
