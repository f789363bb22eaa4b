"""What a crash left behind: mails whose lease is over. Asked about, never blindly sent again.

A mail found in `claimed` has not left, so it waits again. One found in `sending` may have arrived: the relay's log
knows, by Message-ID. Without a log, sign-in mail is sent once more (somebody waits for it), and everything else is
shown as unconfirmed and not sent again.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models.functions import Now

from notifications import ledger
from notifications.accept_log import AcceptLog
from notifications.channels.mail import message_id
from notifications.ledger import State, Verdict
from notifications.models import Delivery, Urgency
from programs.tenancy import POST, inside

SETTLED_AFTER = timedelta(seconds=5)
"""How long after the end of a lease the log is asked. Our own server takes a mail within moments of its last byte; a
relay of the world may take ten minutes (RFC 5321, 4.5.3.2.6), so one whose log is read here would need fifteen.
"""

BATCH = 500

Log = Callable[[Collection[str]], set[str]]


def reconcile(*, now: datetime, log: Log | None = None, settled_after: timedelta = SETTLED_AFTER) -> Counter[str]:
    """Find out what became of mails that nobody holds any more; returns how many came into which state.

    `log` answers which of some Message-IDs the relay has accepted; by default it is that of MAIL_ACCEPT_LOG, if any.
    """
    log = log or log_of_settings()
    tally: Counter[str] = Counter()
    for mail in left_behind(State.CLAIMED, timedelta()):
        tally.update(write(mail, State.PENDING, State.CLAIMED))
    in_doubt = left_behind(State.SENDING, settled_after)
    taken = log([message_id(mail.pk) for mail in in_doubt]) if log and in_doubt else set()
    for mail in in_doubt:
        tally.update(write(mail, verdict_on(mail, taken if log else None), State.SENDING))
    return tally


def left_behind(state: str, grace: timedelta) -> Sequence[Delivery]:
    """Mails in a state whose lease was over `grace` ago, by the database's clock."""
    with inside(None, reach=POST):
        return list(Delivery.objects.filter(state=state, lease_until__lt=Now() - grace).order_by("lease_until")[:BATCH])


def verdict_on(mail: Delivery, taken: set[str] | None) -> str:
    """The state of a mail that may have arrived; `taken` is None where there is no log to ask."""
    if taken is None:
        return State.PENDING if mail.urgency == Urgency.SECURITY else State.UNCONFIRMED
    return State.SENT if message_id(mail.pk) in taken else State.PENDING


def write(mail: Delivery, state: str, held: str) -> list[str]:
    """Move one mail on, unless somebody has meanwhile: the token is that of the worker that was lost."""
    return list(ledger.settle(mail.fence, [Verdict(mail.pk, state)], held=[held]).values()) if mail.fence else []


def log_of_settings() -> Log | None:
    """The log of the local mail server, if that is the relay."""
    return AcceptLog(Path(settings.MAIL_ACCEPT_LOG)).accepted if settings.MAIL_ACCEPT_LOG else None
