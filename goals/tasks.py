"""Background work of this room: tasks take ids and call one action."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from goals import stalling
from goals.importing import carry_on, fail
from members.models import ImportRun
from programs.tenancy import inside

BROKEN = "Something broke on our side. Nothing was imported; your files are still here. Try again."


@shared_task
def carry_on_import(program: str, user: str, run: str) -> None:
    """Check or make an import. Whatever goes wrong, the page of the import says so."""
    keys = UUID(program), UUID(user), UUID(run)
    try:
        carry_on(*keys)
    except Exception:
        with inside(program, user):
            for broken in ImportRun.objects.light().under_way().filter(pk=run):
                fail(broken, BROKEN, timezone.now())
        raise


@shared_task
def ring_all() -> None:
    """Look at the goals that may stand still."""
    stalling.ring_all(now=timezone.now())
