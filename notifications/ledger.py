"""Where each mail stands: the only writer of Delivery.state. Everything here runs under the reach `post`.

    pending → claimed → sending → sent | failed | unconfirmed
       ↑         |         |
       +---------+---------+      or, before it leaves: expired | not_needed | failed

A worker holds what it claimed by a fence token until the lease ends, by the database's clock. Every later step names
the token, so that a worker that was away too long finds its mails gone. What it found out about a mail it sent is still
taken from it when nobody has acted on that mail since (unconfirmed).
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError

from notifications import wishes
from notifications.families import may_be_off
from notifications.gate import EXEMPT, UNCAPPED, End, Waiting, decide, of_use_until
from notifications.hours import USUAL
from notifications.models import AddressTrouble, Delivery, DeliveryWords, Notice, Urgency
from notifications.outbox import BOUND_BY_HOURS
from notifications.wishes import Wishes, run
from programs.models import Program, User
from programs.tenancy import POST, here, inside

State = Delivery.State

ENDED = {
    End.LATE: State.EXPIRED,
    End.UNWANTED: State.NOT_NEEDED,
    End.IN_THE_APP: State.NOT_NEEDED,
    End.REFUSED: State.FAILED,
}
"""What becomes of a mail that the gate lets never leave."""

LEASE = timedelta(seconds=60)
"""How long a worker may hold a mail. An answer of the mail server takes less than a quarter of it (EMAIL_TIMEOUT)."""

LEAVES_WITHIN = 0.75
"""The part of the lease in which a mail may leave, so that its answer comes within the lease."""

BATCH = 1000
"""Mails that one claim weighs at most. What is asked, is asked once a claim: in hundreds it cost twice as much."""

LOOKS_BACK = timedelta(days=8)
COUNTED = {"urgencies": list(map(str, BOUND_BY_HOURS)), "others": [*EXEMPT, *UNCAPPED]}
"""Which mails use up caps: of these classes, without these kinds."""
ORDER = (Urgency.SECURITY, Urgency.ANSWER, Urgency.NUDGE, Urgency.DIGEST)
AT_ONCE = (Urgency.SECURITY, Urgency.ANSWER)
"""Classes that overtake what a worker claimed before: somebody waits for them. They are looked for after each chunk."""

NUDGES_ONE_BY_ONE = "select pg_advisory_xact_lock(hashtext('notifications: who may be nudged'))"
"""Two workers that count the nudges of one person at the same time would both find room for one more."""

RIPE = """
    select * from notifications_delivery
    where state = 'pending' and urgency = %s and send_at <= %s and (hold_until is null or hold_until <= %s)
    order by send_at limit %s for update skip locked
"""

PROGRAMS = "select * from programs_program where id = any(%s)"
USERS = "select * from programs_user where id = any(%s)"
TROUBLED = """
    select trouble.program_id, reader.id from programs_user as reader
    join notifications_addresstrouble as trouble on trouble.address = lower(reader.email)
    where reader.id = any(%s) and trouble.freed_at is null
"""
NUDGED = """
    select user_id, sent_at from notifications_delivery
    where user_id = any(%(users)s) and urgency = any(%(urgencies)s) and kind <> all(%(others)s)
      and sent_at > %(since)s and state in ('sending', 'sent', 'unconfirmed')
    union all
    select user_id, null from notifications_delivery
    where user_id = any(%(users)s) and urgency = any(%(urgencies)s) and kind <> all(%(others)s)
      and sent_at is null and state = 'claimed'
"""
"""In two parts, so that both are found in the index delivery_of_user however much somebody ever got."""

HOLD = """
    update notifications_delivery
    set state = 'claimed', fence = %(fence)s, lease_until = statement_timestamp() + %(lease)s
    where id = any(%(ids)s)
"""

PUT_OFF = """
    update notifications_delivery as mail set send_at = later.send_at, not_after = later.not_after
    from unnest(%(ids)s::uuid[], %(send_at)s::timestamptz[], %(not_after)s::timestamptz[])
        as later(id, send_at, not_after)
    where mail.id = later.id
"""

END = """
    update notifications_delivery as mail set state = ended.state, failure = ended.failure
    from unnest(%(ids)s::uuid[], %(states)s::text[], %(failures)s::text[]) as ended(id, state, failure)
    where mail.id = ended.id
"""

DETACH = """
    update notifications_notice as notice set delivery_id = null
    from unnest(%(ids)s::uuid[], %(programs)s::uuid[], %(users)s::uuid[]) as mail(id, program_id, user_id)
    where notice.program_id = mail.program_id and notice.recipient_id = mail.user_id and notice.delivery_id = mail.id
"""
"""Notices of a mail that never leaves wait again: the next of their kind carries them, or the digest."""

ATTACH = """
    update notifications_notice as notice set delivery_id = mail.id
    from unnest(%(ids)s::uuid[], %(programs)s::uuid[], %(users)s::uuid[], %(kinds)s::text[])
        as mail(id, program_id, user_id, kind)
    where notice.delivery_id is null and notice.recipient_id = mail.user_id and notice.kind = mail.kind
      and notice.program_id = mail.program_id
"""

LEAVE = """
    update notifications_delivery as mail
    set state = 'sending', address = leaving.address, sent_at = %(now)s,
        lease_until = statement_timestamp() + %(lease)s
    from unnest(%(ids)s::uuid[], %(addresses)s::text[]) as leaving(id, address)
    where mail.id = leaving.id and fence = %(fence)s and state = 'claimed' and lease_until > statement_timestamp()
    returning mail.id
"""

SENT = """
    update notifications_delivery set state = 'sent', failure = '', lease_until = null
    where id = any(%(ids)s) and fence = %(fence)s and state = any(%(held)s)
    returning id, state, lower(address)
"""
WIPE = "delete from notifications_deliverywords where delivery_id = any(%s)"
ARRIVED = "delete from notifications_addresstrouble where address = any(%s) and kind = 'refused'"
MARK = """
    insert into notifications_addresstrouble (id, program_id, user_id, address, kind, failure, since)
    select gen_random_uuid(), %(program)s, (select id from programs_user where lower(email) = %(address)s limit 1),
           %(address)s, %(kind)s, %(failure)s, %(now)s
    on conflict (program_id, address) do update
    set kind = excluded.kind, failure = excluded.failure, since = excluded.since, freed_at = null,
        user_id = excluded.user_id
    where notifications_addresstrouble.freed_at is not null or excluded.kind = 'unwanted'
"""
"""An address that is in trouble already stays so since then; one that an admin freed is in trouble anew."""

RETURNED = """
    update notifications_delivery set state = 'bounced', failure = %s
    where id = %s and state in ('sent', 'unconfirmed', 'sending') returning id
"""

OTHERWISE = """
    with told as (
        select mail.id, told.state, told.send_at, told.failure,
               told.state = 'pending' and urgency in ('nudge', 'digest') and exists (
                   select 1 from notifications_delivery as twin
                   where twin.program_id = mail.program_id and twin.user_id = mail.user_id and twin.kind = mail.kind
                     and twin.state = 'pending' and twin.urgency in ('nudge', 'digest')
               ) as merged
        from unnest(%(ids)s::uuid[], %(states)s::text[], %(send_at)s::timestamptz[], %(failures)s::text[])
            as told(id, state, send_at, failure)
        join notifications_delivery as mail using (id)
        where mail.fence = %(fence)s and mail.state = any(%(held)s)
    )
    update notifications_delivery as mail
    set state = case when merged then 'not_needed' else told.state end,
        failure = case when merged then 'A later one asks the same' else told.failure end,
        send_at = coalesce(told.send_at, mail.send_at),
        attempts = mail.attempts + (told.send_at is not null)::integer,
        sent_at = case when told.state = 'unconfirmed' then mail.sent_at end,
        lease_until = null
    from told where mail.id = told.id and mail.fence = %(fence)s and mail.state = any(%(held)s)
    returning mail.id, mail.state, merged
"""
"""A mail that goes back to waiting while another of its kind waits for the same person becomes part of that one."""


@dataclass
class Claimed:
    """Mails that one worker holds under one token, with what is global about them. No mail may leave after `deadline`,
    by time.monotonic(): clocks of two machines need not agree. `weighed` counts those held back, too.
    """

    fence: UUID
    deadline: float
    mails: list[Delivery]
    words: dict[UUID, DeliveryWords] = field(default_factory=dict)
    users: dict[UUID, User] = field(default_factory=dict)
    programs: dict[UUID, Program] = field(default_factory=dict)
    weighed: int = 0


@dataclass(frozen=True)
class Verdict:
    """What becomes of one mail: its next state and why. With `send_at` it was tried and is tried again then."""

    id: UUID
    state: str
    failure: str = ""
    send_at: datetime | None = None


@contextmanager
def opened() -> Iterator[None]:
    """The reach of the post. Steps that are taken within it are one transaction; each opens it for itself otherwise."""
    if here().get("reach") == POST:
        yield
    else:
        with inside(None, reach=POST):
            yield


def claim(
    *, now: datetime, limit: int = BATCH, urgencies: Sequence[Urgency] = ORDER, lease: timedelta = LEASE
) -> Claimed:
    """Take up to `limit` mails that may leave at `now`, the most urgent first; nobody else is given the same.

    What is too late expires, and what its hours or caps hold back gets its next time, in the same transaction.
    """
    fence, began = uuid4(), time.monotonic()
    with opened():
        found: list[Delivery] = []
        for urgency in urgencies:
            if len(found) < limit:
                found += take(urgency, now, limit - len(found))
        claimed = Claimed(fence, began + lease.total_seconds() * LEAVES_WITHIN, found, weighed=len(found))
        if found:
            claimed.programs = programs_of(found)
            hold_back(claimed, now)
        if claimed.mails:
            run(HOLD, {"ids": [mail.pk for mail in claimed.mails], "fence": fence, "lease": lease})
            look_up(claimed)
            if nudges := [mail for mail in claimed.mails if mail.urgency in BOUND_BY_HOURS]:
                attach(nudges)
    return claimed


def attach(mails: Sequence[Delivery]) -> None:
    """Say of every notice that waits which mail carries it."""
    asked = {
        "ids": [mail.pk for mail in mails],
        "programs": [mail.program_id for mail in mails],
        "users": [mail.user_id for mail in mails],
        "kinds": [mail.kind for mail in mails],
    }
    run(ATTACH, asked)


def take(urgency: str, now: datetime, limit: int) -> list[Delivery]:
    """Lock mails of one class whose time has come. Nudges are counted by one worker at a time."""
    if urgency == Urgency.NUDGE:
        run(NUDGES_ONE_BY_ONE)
    return list(Delivery.objects.raw(RIPE, [str(urgency), now, now, limit]))


def programs_of(mails: Sequence[Delivery]) -> dict[UUID, Program]:
    """The programs of these mails, by key."""
    keys = list({mail.program_id for mail in mails if mail.program_id})
    return {one.pk: one for one in Program.objects.raw(PROGRAMS, [keys])}


def look_up(claimed: Claimed) -> None:
    """Fetch what writing these mails needs and no program need be entered for: users, and words that were given."""
    users = list({mail.user_id for mail in claimed.mails if mail.user_id})
    claimed.users = {one.pk: one for one in User.objects.raw(USERS, [users])}
    given = [mail.pk for mail in claimed.mails if mail.urgency not in BOUND_BY_HOURS]
    claimed.words = DeliveryWords.objects.in_bulk(given) if given else {}


def hold_back(claimed: Claimed, now: datetime) -> None:
    """Take out of `claimed` what must not leave now, and write down what becomes of it. The gate decides."""
    asked = [mail for mail in claimed.mails if mail.urgency in BOUND_BY_HOURS or may_be_off(mail.kind)]
    nudges = [mail for mail in asked if mail.urgency in BOUND_BY_HOURS and mail.user_id]
    wants = wishes.of(asked, now)
    unwanted = {mail.pk: End.REFUSED for mail in troubled(nudges)} | wants.unwanted
    waiting = [at_the_gate(mail, claimed.programs, unwanted.get(mail.pk), wants) for mail in claimed.mails]
    decision = decide(waiting, sent_lately(nudges, now), now)
    mails = {mail.pk: mail for mail in claimed.mails}
    if decision.later:
        put_off([(mails[key], at) for key, at in decision.later.items()])
    if decision.ended:
        end([(mails[key], why) for key, why in decision.ended.items()])
    going = set(decision.go)
    claimed.mails = [mail for mail in claimed.mails if mail.pk in going]


def put_off(held: Sequence[tuple[Delivery, datetime]]) -> None:
    """Let mails wait for their next time."""
    asked = {
        "ids": [mail.pk for mail, _ in held],
        "send_at": [at for _, at in held],
        "not_after": [of_use_until(mail.not_after, at) for mail, at in held],
    }
    run(PUT_OFF, asked)


def end(mails: Sequence[tuple[Delivery, End]]) -> None:
    """End what was never sent, forget its words, and let its notices wait again."""
    asked = {
        "ids": [mail.pk for mail, _ in mails],
        "states": [str(ENDED[why]) for _, why in mails],
        "failures": [why.value for _, why in mails],
    }
    run(END, asked)
    run(WIPE, [asked["ids"]])
    reminders = [mail for mail, _ in mails if mail.urgency in BOUND_BY_HOURS]
    if reminders:
        run(
            DETACH,
            {
                "ids": [mail.pk for mail in reminders],
                "programs": [mail.program_id for mail in reminders],
                "users": [mail.user_id for mail in reminders],
            },
        )


def at_the_gate(mail: Delivery, programs: dict[UUID, Program], unwanted: End | None, wants: Wishes) -> Waiting:
    """A mail as gate.py takes it."""
    program = programs.get(mail.program_id) if mail.program_id else None
    return Waiting(
        mail.pk, mail.user_id or mail.pk, mail.kind, mail.zone, mail.slot_at,
        any_hour=program is not None and program.any_hour,
        is_free=mail.urgency not in BOUND_BY_HOURS, not_after=mail.not_after, unwanted=unwanted,
        hours=wants.hours.get(mail.user_id, USUAL) if mail.user_id else USUAL,
    )  # fmt: skip


def sent_lately(mails: Iterable[Delivery], now: datetime) -> dict[UUID, list[datetime]]:
    """When each reader of these mails got nudges lately, over all programs; one on its way counts as sent now."""
    users = list({mail.user_id for mail in mails if mail.user_id})
    times: dict[UUID, list[datetime]] = {}
    for user_id, at in run(NUDGED, COUNTED | {"users": users, "since": now - LOOKS_BACK}) if users else []:
        times.setdefault(user_id, []).append(at or now)
    return times


def troubled(mails: Sequence[Delivery]) -> list[Delivery]:
    """Those of these mails whose reader's address is in trouble with their program, or with sign-in mail.

    What came back to one program stays its own matter: another learns it from its own first mail.
    """
    users = list({mail.user_id for mail in mails if mail.user_id})
    found = set(run(TROUBLED, [users])) if users else set()
    return [mail for mail in mails if {(mail.program_id, mail.user_id), (None, mail.user_id)} & found]


def leave(
    claimed: Claimed, addresses: dict[UUID, str], *, now: datetime, lease: timedelta = LEASE
) -> tuple[set[UUID], float]:
    """Mark mails as leaving; returns those that this worker still holds, and the deadline for them to leave.

    The mark is durable before the first byte leaves: whatever is found in `sending` after a crash may have arrived.
    """
    began = time.monotonic()
    asked = {
        "ids": list(addresses),
        "addresses": list(addresses.values()),
        "fence": claimed.fence,
        "now": now,
        "lease": lease,
    }
    with opened():
        return {row[0] for row in run(LEAVE, asked)}, began + lease.total_seconds() * LEAVES_WITHIN


def settle(
    fence: UUID, verdicts: Sequence[Verdict], *, held: Sequence[str] = (State.SENDING, State.UNCONFIRMED)
) -> dict[UUID, str]:
    """Write down what became of mails that are held under `fence` in one of the states `held`; returns what it wrote.

    Those that somebody else has acted on meanwhile are left as they are.
    """
    try:
        return settle_at_once(fence, verdicts, held=held)
    except IntegrityError:
        if len(verdicts) == 1:
            return {}
        # Two of one kind for one person go back to waiting at once: one after the other the second finds the first.
        return {key: state for one in verdicts for key, state in settle(fence, [one], held=held).items()}


def settle_at_once(
    fence: UUID, verdicts: Sequence[Verdict], *, held: Sequence[str] = (State.SENDING, State.UNCONFIRMED)
) -> dict[UUID, str]:
    """The same as a step of a larger transaction; raises IntegrityError where `settle` goes on one by one."""
    if not verdicts:
        return {}
    holding = {"fence": fence, "held": [str(state) for state in held]}
    sent = [one.id for one in verdicts if one.state == State.SENT]
    others = [one for one in verdicts if one.state != State.SENT]
    with opened():
        return (settle_sent(sent, holding) if sent else {}) | (settle_others(others, holding) if others else {})


def settle_sent(ids: Sequence[UUID], holding: dict[str, Any]) -> dict[UUID, str]:
    """These arrived: their words go, and so does what was held against their addresses."""
    rows = run(SENT, holding | {"ids": ids})
    run(WIPE, [[row[0] for row in rows]])
    run(ARRIVED, [[row[2] for row in rows]])
    return {row[0]: row[1] for row in rows}


def settle_others(verdicts: Sequence[Verdict], holding: dict[str, Any]) -> dict[UUID, str]:
    """These did not arrive, or nobody knows. Words stay only with those that are tried again."""
    asked = {
        "ids": [one.id for one in verdicts],
        "states": [str(one.state) for one in verdicts],
        "send_at": [one.send_at for one in verdicts],
        "failures": [one.failure[:200] for one in verdicts],
    }
    rows = run(OTHERWISE, holding | asked)
    run(WIPE, [[key for key, state, _ in rows if state != State.PENDING]])
    if merged := [key for key, _, merged in rows if merged]:
        Notice.objects.filter(delivery_id__in=merged).update(delivery_id=None)
    return {key: state for key, state, _ in rows}


def mark_troubles(refused: Iterable[tuple[UUID | None, str, str]], *, now: datetime) -> None:
    """Remember addresses that a server refused for good: (program, address, the server's answer)."""
    for program_id, address, answer in refused:
        mark(program_id, address, AddressTrouble.Kind.REFUSED, answer, now=now)


def mark(program_id: UUID | None, address: str, kind: str, failure: str = "", *, now: datetime) -> None:
    """Remember that no nudge of a program, None for all, goes to an address from now on."""
    values = {"program": program_id, "address": address.lower(), "kind": kind, "failure": failure[:200], "now": now}
    with opened():
        run(MARK, values)


def returned(mail: Delivery, failure: str) -> bool:
    """A mail that had left did not arrive; whether that was not known yet."""
    with opened():
        return bool(run(RETURNED, [failure[:200], mail.pk]))
