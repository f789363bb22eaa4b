"""From what happened to who hears of it: unannounced Activity becomes Notice and Delivery, across all programs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from notifications.digesting import gather
from notifications.models import Delivery, Notice
from notifications.notices import HEARD_HERE, NEWS
from notifications.wishes import run
from programs.models import Activity
from programs.tenancy import POST, inside

BATCH = 1000
BY_MAIL = ("mail", "calendar")
"""Ways in by which who did something shows that our mail arrives."""


def announce(*, now: datetime, batch: int = BATCH) -> int:
    """Put everything that happened and was not announced yet on its way; returns how many mails that makes.

    Each activity is announced by one caller, whoever else runs this at the same time.
    """
    made = 0
    while True:
        with inside(None, reach=POST):
            waiting = Activity.objects.filter(announced_at=None).order_by("at")
            news = list(waiting.select_for_update(skip_locked=True)[:batch])
            Activity.objects.filter(pk__in=[one.pk for one in news]).update(announced_at=now)
            gather(news, now=now)
            heard_from([one for one in news if one.via in BY_MAIL])
            mails = [(one, mail) for one in news if one.kind in NEWS for mail in NEWS[one.kind](one)]
            Delivery.objects.bulk_create([mail for _, mail in mails])
            here = [
                (one, kind, user) for one in news if one.kind in HEARD_HERE for kind, user in HEARD_HERE[one.kind](one)
            ]
            notices = [notice(one, mail.kind, mail.user_id or one.about_id, mail.pk) for one, mail in mails]
            notices += [notice(one, kind, user, None) for one, kind, user in here]
            Notice.objects.bulk_create(notices, ignore_conflicts=True)
        made += len(mails)
        if len(news) < batch:
            return made


def heard_from(news: Sequence[Activity]) -> None:
    """Whoever answered a mail has an address at which mail arrives, whatever was held against it before."""
    people = [(who, one.at) for one in news for who in (one.by_id, one.member_id) if who]
    if people:
        run("select app_heard_from(%s, %s)", [[who for who, _ in people], [at for _, at in people]])


def notice(news: Activity, kind: str, recipient: UUID, mail: UUID | None) -> Notice:
    """Who hears of it, and by which mail; by none, it stands in their inbox alone."""
    return Notice(
        program_id=news.program_id,
        recipient_id=recipient,
        kind=kind,
        object_id=news.about_id,
        window=news.at,
        delivery_id=mail,
    )
