"""`manage.py migrate`, run as the owner of the tables: the application itself may not alter anything."""

from typing import Any

from django.core.management.commands import migrate

from programs.owner import as_owner, grant_plain_rights


class Command(migrate.Command):
    """Django's own command between becoming the owner and becoming plain again."""

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            grant_plain_rights()
            super().handle(*args, **options)
