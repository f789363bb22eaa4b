"""How a program's mail does, for its admins: what is stuck, did not arrive, and goes nowhere; and whether it is wanted.

Wordless: a kind, a state and an address, and an address only of what did not arrive. Everything else is counts from
three people up (app_post_counts and app_post_rates, notifications/migrations/0018); fewer are "fewer than three".
"""

import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from notifications import bouncing
from notifications.families import NAMES, family_of
from notifications.models import AddressTrouble, Delivery, Family, Kind
from notifications.outbox import BOUND_BY_HOURS
from programs.access import admin
from programs.clock import local_day
from programs.models import Program, User
from programs.refusal import Refused
from programs.request import Request
from programs.wording import near_day

SINCE = timedelta(days=30)
STUCK_AFTER = timedelta(minutes=15)
"""The beat sends every five seconds; what waits for so long waits for somebody."""

MOST = 50
"""Rows of a list. What is older than them is told in a line."""

FEWEST = 3

ACTS = {
    Kind.CHECK_IN: ["goal."],
    Kind.STALLED: ["goal."],
    Kind.COMMITMENT: ["promise.", "commitment."],
    Kind.MEETING: ["rsvp.", "homework.", "preparation."],
    Kind.RSVP: ["rsvp."],
    Kind.MEETING_DAY: ["rsvp.", "attendance.checked_in"],
    Kind.TRAVEL: ["stay.", "rsvp."],
    Kind.CLOSING_WORDS: ["closing."],
    Kind.NEEDS_YOU: [""],
    Kind.ADMIN_DIGEST: [""],
}
"""What a reader does who does what a mail asks, by the beginnings of kinds of Activity. A kind that is not here asks
for nothing that could be counted."""

REDESIGN_ACTED, REDESIGN_MUTED = 5, 1
"""In percent: a kind with fewer acts, or more mutes, is redesigned or dropped (research/ux section 4, rule i)."""

WHY = {
    "1.1": "No such mailbox", "1.2": "No such domain", "1.3": "Not an address", "1.10": "The domain takes no mail",
    "2.1": "The mailbox is closed", "2.2": "The mailbox is full", "4.4": "The domain cannot be reached",
    "7.1": "Refused by a rule of their server",
}  # fmt: skip
"""What the codes of RFC 3463 say, without the level."""

CALLED = {
    Family.GOALS: "Goals and promises", Family.MEETINGS: "Meetings", Family.PEOPLE: "People", Family.DIGEST: "Digest",
    Family.ADMIN: "Running groups", Family.OFFERS: "Who joins", None: "Invitations and applications",
}  # fmt: skip
"""The kind of a mail that did not arrive, no finer: some kinds alone would tell what happened in a group."""


@admin
@require_safe
def mail_health(request: Request) -> HttpResponse:
    """The page."""
    return page(request)


def page(request: Request, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """What is stuck or lost, the addresses that get no reminders, and how each kind of reminder is taken."""
    now, program = timezone.now(), request.program
    counts = counts_of(now)
    lost = [lost_row(one, program, now) for one in lost_mails(now)]
    held = [held_row(one, program, now) for one in held_addresses()]
    context = {
        "nav": "mail_health",
        "refusal": refusal,
        "stuck": "stuck" in counts,
        "stats": stats(counts, lost, held),
        "lost": lost[:MOST],
        "more_lost": len(lost) > MOST,
        "held": held,
        "rates": rates_of(now),
        "lost_columns": [{"label": label} for label in ("Address", "Kind", "State", "When", "What to do")],
        "held_columns": [{"label": label} for label in ("Address", "Why", "Since", "What to do")],
        "rate_columns": [
            {"label": "Kind"},
            *({"label": label, "num": True} for label in ("Sent", "Acted on", "Muted")),
            {"label": ""},
        ],
    }  # fmt: skip
    return render(request, "notifications/mail_health.html", context, status=status)


def counts_of(now: datetime) -> dict[str, tuple[int, int]]:
    """{"stuck", "sent"}: (people, mails) of the last 30 days."""
    with connection.cursor() as cursor:
        cursor.execute("select word, people, mails from app_post_counts(%s, %s)", [now - SINCE, now - STUCK_AFTER])
        return {word: (people, mails) for word, people, mails in cursor.fetchall()}


def from_three_up(count: tuple[int, int]) -> str:
    """How many mails, if they are of three people or more: none, "Fewer than three", "1,204"."""
    people, mails = count
    if not mails:
        return "0"
    return f"{mails:,}" if people >= FEWEST else "Fewer than 3"


def stats(counts: dict[str, tuple[int, int]], lost: Sequence[Any], held: Sequence[Any]) -> list[dict[str, str]]:
    """The four numbers on top."""
    refused = [one for one in held if not one["freed"]]
    return [
        {"label": "Sent in 30 days", "value": from_three_up(counts.get("sent", (0, 0)))},
        {"label": "Stuck for 15 minutes", "value": from_three_up(counts.get("stuck", (0, 0)))},
        {"label": "Did not arrive", "value": f"{MOST}+" if len(lost) > MOST else str(len(lost))},
        {"label": "Get no reminders", "value": str(len(refused))},
    ]


def lost_mails(now: datetime) -> list[Delivery]:
    """Mails of the last 30 days that left and did not arrive, or nobody knows, the newest first."""
    again = Delivery.objects.filter(again_of=OuterRef("pk")).exclude(state=Delivery.State.NOT_NEEDED)
    found = Delivery.objects.filter(state__in=bouncing.TRIED_AGAIN, created_at__gte=now - SINCE).exclude(address="")
    return list(found.annotate(went_again=Exists(again)).order_by("-created_at")[: MOST + 1])


def lost_row(mail: Any, program: Program, now: datetime) -> dict[str, Any]:
    """A mail that did not arrive, as the page shows it."""
    return {
        "pk": mail.pk,
        "address": mail.address,
        "kind": CALLED[family_of(mail.kind)],
        "state": mail.get_state_display(),
        "why": why(mail.failure) if mail.state != Delivery.State.UNCONFIRMED else "Nobody knows whether it arrived",
        "when": day_of(mail.sent_at or mail.created_at, program, now),
        "went_again": mail.went_again,
        "comes_again": mail.urgency in BOUND_BY_HOURS,
        "may_go_again": bouncing.may_go_again(mail) and not mail.went_again,
    }


def held_addresses() -> list[AddressTrouble]:
    """Addresses that get no reminders, as long as they are somebody's; those that were freed come last."""
    theirs = User.objects.filter(pk=OuterRef("user_id"), email__iexact=OuterRef("address"))
    found = AddressTrouble.objects.filter(Q(user_id=None) | Exists(theirs))
    return list(found.order_by("freed_at", "-since")[: 4 * MOST])


def held_row(one: AddressTrouble, program: Program, now: datetime) -> dict[str, Any]:
    """An address that gets no reminders, as the page shows it."""
    unwanted = one.kind == AddressTrouble.Kind.UNWANTED
    return {
        "pk": one.pk,
        "address": one.address,
        "why": one.get_kind_display(),
        "more": "" if unwanted else why(one.failure),
        "unwanted": unwanted,
        "since": day_of(one.since, program, now),
        "freed": bool(one.freed_at),
    }


def why(failure: str) -> str:
    """What a server's answer means, where its code says it; never its own words."""
    found = re.search(r"\b[45]\.(\d{1,3}\.\d{1,3})\b", failure)
    return WHY.get(found[1], "") if found else ""


def day_of(at: datetime, program: Program, now: datetime) -> str:
    """A moment's day as the program writes it."""
    return near_day(local_day(at, program.zone), local_day(now, program.zone), program.date_order)  # type: ignore[arg-type]


def rates_of(now: datetime) -> list[dict[str, Any]]:
    """The kinds that three people or more got, by name: sent, acted on and muted, in whole percent."""
    with connection.cursor() as cursor:
        cursor.execute("select * from app_post_rates(%s, %s)", [now - SINCE, json.dumps(ACTS)])
        found = cursor.fetchall()
    return sorted(
        (rate_row(*row) for row in found if row[0] in NAMES), key=lambda row: (-row["sent"], row["kind"])
    )  # fmt: skip


def rate_row(kind: str, people: int, sent: int, acted: int, muted: int) -> dict[str, Any]:
    """How one kind is taken."""
    name = NAMES[Kind(kind)][0]
    acts = round(100 * acted / sent) if kind in ACTS else None
    mutes = round(100 * min(muted, people) / people)
    enough = sent >= 20
    poor = enough and ((acts is not None and acts < REDESIGN_ACTED) or mutes > REDESIGN_MUTED)
    return {
        "kind": name[0].upper() + name[1:], "sent": sent, "acted": acts, "muted": mutes, "poor": poor,
    }  # fmt: skip


@admin
@require_POST
def mail_again(request: Request, pk: UUID) -> HttpResponse:
    """Send an answer that did not arrive once more, with an undo while it waits."""
    mail: Delivery = get_object_or_404(Delivery.objects.exclude(address=""), pk=pk, state__in=bouncing.TRIED_AGAIN)
    try:
        again = bouncing.send_again(mail, by=request.user, now=timezone.now())
    except Refused as no:
        return page(request, refusal=no.reason, status=422)
    undo = reverse("mail_again_undo", args=[request.program.slug, again.pk])
    messages.success(request, f"It leaves for {mail.address} in half a minute.", extra_tags=undo)
    return redirect("mail_health", request.program.slug)


@admin
@require_POST
def mail_again_undo(request: Request, pk: UUID) -> HttpResponse:
    """Take back what waits to be sent once more."""
    again: Delivery = get_object_or_404(Delivery.objects.exclude(again_of=None), pk=pk)
    try:
        bouncing.take_back(again, by=request.user, now=timezone.now())
    except Refused as no:
        return page(request, refusal=no.reason, status=422)
    messages.success(request, "Taken back. It is not sent once more.")
    return redirect("mail_health", request.program.slug)


@admin
@require_POST
def address_free(request: Request, pk: UUID) -> HttpResponse:
    """Let reminders go to an address again, with an undo."""
    trouble: AddressTrouble = get_object_or_404(AddressTrouble.objects.all(), pk=pk)
    bouncing.free_address(trouble, by=request.user, now=timezone.now())
    undo = reverse("address_hold", args=[request.program.slug, trouble.pk])
    messages.success(request, f"{trouble.address} gets reminders again.", extra_tags=undo)
    return redirect("mail_health", request.program.slug)


@admin
@require_POST
def address_hold(request: Request, pk: UUID) -> HttpResponse:
    """Take a freeing back."""
    trouble: AddressTrouble = get_object_or_404(AddressTrouble.objects.all(), pk=pk)
    bouncing.hold_address(trouble, by=request.user, now=timezone.now())
    messages.success(request, f"{trouble.address} gets no reminders.")
    return redirect("mail_health", request.program.slug)
