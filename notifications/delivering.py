"""Sending what is pending: claim, write each mail in its reader's scope, mark, send, mark. Celery only wakes it up.

No transaction is open while the mail server is talked to. Between the two marks of a chunk a crash leaves its mails in
`sending`; notifications/reconciling.py finds out what became of them.
"""

import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, connection

from notifications import ledger, replying
from notifications.channels.mail import assemble
from notifications.channels.relay import How, Outcome, Relay
from notifications.ledger import Claimed, State, Verdict
from notifications.models import Delivery
from notifications.notices import Letter, letter_of
from notifications.outbox import Words

log = logging.getLogger(__name__)

CHUNK = 20
"""Mails under one pair of durable marks. A crash leaves at most these to reconcile; a pair for each halves the rate."""

AT_FIRST, AHEAD = 100, 5
"""How many mails a run claims at first, and for how many seconds of sending at its pace later: enough to be weighed
together, and no more than others can wait for."""

SECONDS = 60
"""How long one run goes on; what is left is for the next. Celery kills a task after task_time_limit."""

BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
"""How long a mail waits that the server asked to try again, by the number of tries before."""

DATABASE_AWAY = (OperationalError, InterfaceError)
PAUSES = (0.2, 0.5, 1.0)
"""Seconds after which a mark is tried again while the database is away."""

Envelope = tuple[str, bytes]
"""A mail as it leaves: the address, and the bytes with CRLF lines."""

Writer = Callable[[Delivery, Claimed, datetime], Envelope | None]
Result = TypeVar("Result")


class Breaker:
    """Leaves a mail server that cannot be reached alone for a while: 5 s, doubled each time, up to a minute."""

    FIRST, LONGEST = 5.0, 60.0

    def __init__(self) -> None:
        self.wait = 0.0
        self.until = 0.0

    def is_open(self) -> bool:
        """Whether nobody should be called now."""
        return time.monotonic() < self.until

    def failed(self) -> None:
        """The server could not be reached."""
        self.wait = min(max(self.wait * 2, self.FIRST), self.LONGEST)
        self.until = time.monotonic() + self.wait

    def worked(self) -> None:
        """The server answered."""
        self.wait = self.until = 0.0


breaker = Breaker()


@dataclass
class Done:
    """What became of a chunk and is not written down yet: under which token, and whose addresses were refused."""

    fence: UUID
    verdicts: list[Verdict] = field(default_factory=list)
    troubles: list[tuple[UUID | None, str, str]] = field(default_factory=list)


def written(mail: Delivery, claimed: Claimed, now: datetime) -> Envelope | None:
    """A mail from the words that it was given, or as its kind writes it now; None if it is not needed any more."""
    if words := claimed.words.get(mail.pk):
        letter: Letter | None = Letter(
            mail.address, Words(words.subject, words.text, words.html), headers=replying.headers_of(mail)
        )
    else:
        program = claimed.programs.get(mail.program_id) if mail.program_id else None
        user = claimed.users.get(mail.user_id) if mail.user_id else None
        letter = letter_of(mail, program, user, now)
    return (letter.address, assemble(mail.pk, letter, now)) if letter else None


def deliver(
    *,
    now: datetime,
    relay: Relay | None = None,
    write: Writer = written,
    lease: timedelta = ledger.LEASE,
    seconds: float = SECONDS,
) -> Counter[str]:
    """Send what may leave from `now` on, for `seconds` at most; returns how many mails came into which state.

    Safe to run at any time, in any number of processes.
    """
    with closing(relay or Relay()) as way_out:
        return Run(now, way_out, write, lease, seconds).go()


@dataclass
class Run:
    """One run of one worker, over one connection to the mail server."""

    now: datetime
    relay: Relay
    write: Writer
    lease: timedelta
    seconds: float
    began: float = field(default_factory=time.monotonic)
    tally: Counter[str] = field(default_factory=Counter)
    batch: int = AT_FIRST

    def go(self) -> Counter[str]:
        """Claim and send until nothing is left, time is up, or the mail server is away."""
        while not self.is_over():
            claimed = ledger.claim(now=self.moment(), limit=self.batch, lease=self.lease)
            if not claimed.weighed:
                break
            self.send(claimed)
        return self.tally

    def moment(self) -> datetime:
        """What time it is: the time that the run was given, and what has gone by since."""
        return self.now + timedelta(seconds=time.monotonic() - self.began)

    def is_over(self) -> bool:
        """Whether this run should begin nothing more."""
        return breaker.is_open() or time.monotonic() - self.began > self.seconds

    def send(self, claimed: Claimed) -> None:
        """Send what was claimed, chunk by chunk; what somebody waits for (ledger.AT_ONCE) overtakes the rest.

        One transaction ends a chunk and begins the next. While the next is written, the last stands in `sending`.
        """
        began = time.monotonic()
        chunks = deque((claimed, claimed.mails[start : start + CHUNK]) for start in range(0, len(claimed.mails), CHUNK))
        done = Done(claimed.fence)
        try:
            while chunks:
                holder, mails = chunks.popleft()
                if self.is_over() or time.monotonic() > holder.deadline:
                    self.give_back(holder, mails)
                    continue
                envelopes = self.write_all(holder, mails)
                held, deadline, urgent = self.turn(done, holder, envelopes)
                done = Done(holder.fence)
                if urgent.mails:
                    chunks.appendleft((urgent, urgent.mails))
                for mail in (one for one in mails if one.pk in held):
                    self.hand_over(mail, envelopes[mail.pk], deadline, done)
        finally:
            self.mark(done)
        if claimed.mails:
            pace = len(claimed.mails) / (time.monotonic() - began)
            self.batch = max(AT_FIRST, min(int(pace * AHEAD), ledger.BATCH))

    def give_back(self, holder: Claimed, mails: Sequence[Delivery]) -> None:
        """Let others have what was claimed and not touched."""
        ledger.settle(holder.fence, [Verdict(mail.pk, State.PENDING) for mail in mails], held=[State.CLAIMED])

    def write_all(self, holder: Claimed, mails: Sequence[Delivery]) -> dict[UUID, Envelope]:
        """Write each mail in its reader's scope. What is not needed, or cannot be written, is put down at once."""
        envelopes: dict[UUID, Envelope] = {}
        verdicts: list[Verdict] = []
        for mail in mails:
            result = self.write_one(mail, holder)
            if isinstance(result, Verdict):
                verdicts.append(result)
            else:
                envelopes[mail.pk] = result
        self.tally.update(ledger.settle(holder.fence, verdicts, held=[State.CLAIMED]).values())
        return envelopes

    def turn(self, done: Done, holder: Claimed, envelopes: dict[UUID, Envelope]) -> tuple[set[UUID], float, Claimed]:
        """Mark the last chunk as done and this one as leaving, and look for what overtakes, in one transaction."""
        addresses = {key: address for key, (address, _) in envelopes.items()}
        try:
            with ledger.opened():
                settled = ledger.settle_at_once(done.fence, done.verdicts)
                held, deadline = ledger.leave(holder, addresses, now=self.moment(), lease=self.lease)
                urgent = ledger.claim(now=self.moment(), limit=CHUNK, urgencies=ledger.AT_ONCE, lease=self.lease)
        except IntegrityError:
            self.mark(done)
            return self.turn(Done(done.fence), holder, envelopes)
        self.tally.update(settled.values())
        ledger.mark_troubles(done.troubles, now=self.moment())
        return held, deadline, urgent

    def write_one(self, mail: Delivery, claimed: Claimed) -> Envelope | Verdict:
        """The mail, or what becomes of it without leaving."""
        try:
            return self.write(mail, claimed, self.moment()) or Verdict(mail.pk, State.NOT_NEEDED)
        except DATABASE_AWAY:
            raise
        except Exception as problem:
            # One bad row must not hold up the others, for ever. What the mail was about stays out of the log.
            log.error("Mail %s (%s) could not be written: %s", mail.pk, mail.kind, type(problem).__name__)
            return self.again(mail, f"It could not be written: {type(problem).__name__}")

    def hand_over(self, mail: Delivery, envelope: Envelope, deadline: float, done: Done) -> None:
        """Hand one mail to the server, and note in `done` what became of it."""
        outcome = self.outcome(envelope, deadline)
        if verdict := self.judge(mail, outcome):
            done.verdicts.append(verdict)
        if outcome.address_refused:
            done.troubles.append((mail.program_id, envelope[0], outcome.reason))

    def outcome(self, envelope: Envelope, deadline: float) -> Outcome:
        """What the server says to one mail, as long as there is a server and the lease lasts."""
        if breaker.is_open():
            return Outcome(How.UNREACHABLE, "The mail server cannot be reached")
        if time.monotonic() > deadline:
            return Outcome(How.OVERDUE, "The lease was over before it left")
        outcome = self.relay.send(*envelope, deadline=deadline)
        if outcome.how is How.UNREACHABLE:
            breaker.failed()
            log.warning("The mail server cannot be reached, next try in %d s: %s", breaker.wait, outcome.reason)
        elif outcome.how is not How.OVERDUE:
            breaker.worked()
        return outcome

    def mark(self, done: Done) -> None:
        """Write down what became of a chunk. If the database is away for longer, the reconciler finds it out."""
        self.tally.update(persistently(lambda: ledger.settle(done.fence, done.verdicts)).values())
        persistently(lambda: ledger.mark_troubles(done.troubles, now=self.moment()))

    def judge(self, mail: Delivery, outcome: Outcome) -> Verdict | None:
        """What an outcome means for a mail; None leaves it in `sending`, for the reconciler."""
        match outcome.how:
            case How.TAKEN:
                return Verdict(mail.pk, State.SENT)
            case How.REFUSED:
                return Verdict(mail.pk, State.FAILED, outcome.reason)
            case How.LATER:
                return self.again(mail, outcome.reason)
            case How.UNREACHABLE | How.OVERDUE:
                return Verdict(mail.pk, State.PENDING, outcome.reason)
            case How.IN_DOUBT:
                return None

    def again(self, mail: Delivery, why: str) -> Verdict:
        """A mail that is tried again after a while; what is too late by then expires when its turn comes."""
        wait = BACKOFF[min(mail.attempts, len(BACKOFF) - 1)]
        return Verdict(mail.pk, State.PENDING, why, send_at=self.moment() + wait)


def persistently(change: Callable[[], Result]) -> Result:
    """Make a change that is safe to make twice, also while the database is away for a moment."""
    for pause in PAUSES:
        try:
            return change()
        except DATABASE_AWAY:
            connection.close()
            time.sleep(pause)
    return change()
