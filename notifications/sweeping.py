"""Finding what is due: one statement over the table of what will be, across all programs."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from goals.stalling import KINDS as OF_GOALS
from meetings.actions.ringing import KINDS as OF_MEETINGS
from notifications.alerting import KINDS as OF_PROGRAMS
from notifications.models import Delivery, Kind, Urgency
from notifications.outbox import TOO_LATE
from programs.tenancy import POST, inside
from vetting.actions.clocks import KINDS as OF_VETTING

MERGED = timedelta(hours=4)
"""What one program asks of one person within this time of each other goes into one mail (handbook 4)."""

RUNG_ELSEWHERE = [*OF_VETTING, *OF_MEETINGS, *OF_GOALS, *OF_PROGRAMS]
"""Kinds of Due that ask nobody by mail: clocks that rooms ring."""

MAIL = "split_part({kind}, ':', 1)"
"""The kind of the mail that a Due becomes: its own, up to a colon. What is behind it tells apart several moments at
which one mail asks for one object."""

MERGED_INTO = {str(Kind.COMMITMENT): str(Kind.CHECK_IN)}
"""Mail that joins another of the same person and program when that is due within WITH_IT (research/ux, message 9)."""

WITH_IT = timedelta(hours=24)

REPEATED, REPEAT = str(Kind.CHECK_IN), f"{Kind.CHECK_IN}:repeat"
"""What is asked once more after two working days if nobody answered, and as what (research/ux, message 1). It is a
moment of the same mail, which is not written when there was an answer."""

WORKING_DAYS = "(array[2, 2, 2, 4, 4, 3, 2])[extract(isodow from {at})::integer]"
"""How many days on two working days after a day are: from a Thursday to the Monday."""

DIGESTS = [str(Kind.NEEDS_YOU), str(Kind.DIGEST), str(Kind.ADMIN_DIGEST)]
"""Mail of the class digest; all other mail of the sweep is a nudge."""

HOST = "coalesce(%(merged_into)s::jsonb ->> {mail}, {mail})"
"""The mail that a mail may join: its own kind, or the one of MERGED_INTO."""

BATCH = 1000
"""Rows of Due in one statement: larger claims cost more per row (research/performance.md 3a)."""

FIND = """
    select id, program_id, user_id, kind, object_id from programs_due
    where at <= %(now)s and kind <> all(%(others)s) order by at limit %(batch)s
"""
"""What is due and asked by mail, read from the index due_at alone. Other clocks are rung by the rooms that set them."""

SWEEP = f"""
with ripe as materialized (
    {FIND} for update skip locked
), people as (
    select program_id, user_id, mail, {HOST.format(mail="mail")} as host
    from (select distinct program_id, user_id, {MAIL.format(kind="kind")} as mail from ripe) as asked
), found as materialized (
    select due.*, {MAIL.format(kind="due.kind")} as own, people.host, gen_random_uuid() as fresh
    from (select program_id, user_id, host, array_agg(mail) as mails from people group by program_id, user_id, host)
        as people join programs_due as due using (program_id, user_id)
    where due.at <= %(now)s + case when {MAIL.format(kind="due.kind")} = any(people.mails) then %(merged)s
                                   else %(with_it)s end
      and {HOST.format(mail=MAIL.format(kind="due.kind"))} = people.host
      and due.kind <> all(%(others)s)
    for update of due skip locked
), taken as materialized (
    select *, first_value(fresh) over (partition by program_id, user_id, mail) as carrier from (
        select found.*, case when bool_or(own = host) over together then host else own end as mail
        from found window together as (partition by program_id, user_id, host)
    ) as merged
), moved as (
    update programs_due as due
    set at = app_next_turn(taken.at, taken.wall, taken.zone, taken.every_days, %(now)s)
    from taken where due.id = taken.id and taken.every_days > 0
), ended as (
    delete from programs_due as due using taken where due.id = taken.id and taken.every_days = 0
), again as (
    insert into programs_due (id, program_id, user_id, kind, object_id, at, wall, zone, every_days)
    select gen_random_uuid(), program_id, user_id, %(repeat)s, object_id,
           app_next_turn(at, wall, zone, {WORKING_DAYS.format(at="at")}, greatest(at, %(now)s)), wall, zone, 0
    from taken where kind = %(repeated)s and every_days > 0 order by program_id, user_id, object_id
    on conflict (program_id, user_id, kind, object_id) do update set at = excluded.at
), noticed as (
    insert into notifications_notice (
        id, program_id, recipient_id, kind, object_id, "window", delivery_id, created_at
    )
    select gen_random_uuid(), program_id, user_id, mail, object_id, at, carrier, %(now)s from taken
    order by program_id, user_id, mail, object_id, at
    on conflict do nothing
    returning id as notice, program_id, recipient_id as user_id, kind as mail, "window" as at, object_id, delivery_id
), posted as (
    insert into notifications_delivery (
        id, program_id, user_id, address, kind, urgency, state, zone, slot_at, send_at, not_after, attempts, failure,
        created_at
    )
    select carrier, program_id, user_id, '', mail,
           case when mail = any(%(digests)s) then '{Urgency.DIGEST}' else '{Urgency.NUDGE}' end,
           '{Delivery.State.PENDING}',
           min(taken.zone), coalesce(max(at) filter (where at <= %(now)s), min(at)), %(now)s,
           max(at) + %(too_late)s, 0, '', %(now)s
    from noticed join taken using (program_id, user_id, mail, object_id, at)
    group by program_id, user_id, mail, carrier order by program_id, user_id, mail
    on conflict do nothing
    returning id
)
select (select count(*) from ripe), (select count(*) from taken),
       (select array_agg(notice) from noticed where delivery_id not in (select id from posted))
"""  # noqa: S608 - made of constants
"""Rows are locked in passing, so that sweeps at the same time share the work; what two of them still want to write
twice stops at the unique keys of Notice and Delivery. Both are written in the order of their keys: no deadlock.
A notice names the mail that carries it as soon as both are written."""

LOOSE = f"""
    update notifications_notice as notice set delivery_id = (
        select mail.id from notifications_delivery as mail
        where mail.program_id = notice.program_id and mail.user_id = notice.recipient_id and mail.kind = notice.kind
          and mail.state = '{Delivery.State.PENDING}' and mail.urgency in ('{Urgency.NUDGE}', '{Urgency.DIGEST}')
        for update skip locked
    ) where notice.id = any(%s)
"""  # noqa: S608 - made of constants
"""Notices whose mail was not written, because another of its kind waits: that one carries them. If it is about to
leave, they wait for what the ledger attaches (ledger.ATTACH)."""


def asked_at(now: datetime, batch: int = BATCH) -> dict[str, Any]:
    """What FIND and SWEEP are asked with."""
    return {
        "now": now, "batch": batch, "merged": MERGED, "with_it": WITH_IT, "merged_into": json.dumps(MERGED_INTO),
        "too_late": TOO_LATE[Urgency.NUDGE], "others": RUNG_ELSEWHERE, "digests": DIGESTS,
        "repeated": REPEATED, "repeat": REPEAT,
    }  # fmt: skip


def sweep(*, now: datetime, batch: int = BATCH) -> int:
    """Give notice of everything that is due at `now`, one mail a person, program and kind; returns how many.

    Each row of Due moves on to its next turn after `now`, or goes when it has none; what was missed while nobody swept
    is noticed once. Safe to run at any time, by any number of schedulers.
    """
    found = 0
    asked = asked_at(now, batch)
    while True:
        with inside(None, reach=POST), connection.cursor() as cursor:
            cursor.execute(SWEEP, asked)
            ripe, taken, loose = cursor.fetchone()
            if loose:
                cursor.execute(LOOSE, [loose])
        found += taken
        if ripe < batch:
            return found
