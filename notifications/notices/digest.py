"""The weekly digest: what happened in one's groups that one has not seen, counted. Skipped when there is nothing.

Written as its reader, from what their groups' feeds show them. It counts; names, titles and figures stand on the pages.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from goals.models import Goal
from groups.models import Group
from notifications.digesting import TOLD
from notifications.models import Delivery, Kind, Notice, Seen
from notifications.notices.letter import Letter, stoppable
from notifications.notices.note import Note
from programs.models import Activity, Program, User
from programs.tenancy import standing
from programs.wording import listed

LOOKS_BACK = timedelta(days=14)
"""At most so far: what is older has been talked about."""


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """What it says; None when its reader has seen everything, or sits nowhere any more."""
    if user is None or not standing().groups:
        return None
    since = told_until(user, now)
    lines = [f"{name}: {listed(said)}" for name, said in news(user, since)]
    waiting = Notice.objects.filter(recipient_id=user.pk, seen_at=None, created_at__gt=since, delivery_id=None)
    unread = waiting.exclude(kind__in=(Kind.DIGEST, Kind.STALLED)).count()
    if still := Goal.objects.standing_still().filter(member=standing().member_id, stalled_at__gt=since).count():
        lines.append("1 goal of yours stands still" if still == 1 else f"{still} goals of yours stand still")
    if not lines and not unread:
        return None
    if unread:
        lines.append("1 thing waits in your inbox" if unread == 1 else f"{unread} things wait in your inbox")
    note = Note(
        subject=f"Your week in {program.name}",
        preview="What is new in your groups since you looked.",
        heading="What you have not seen yet",
        paragraphs=(),
        items=lines,
        label="Open your inbox" if unread or still else "See what is new",
        url=settings.SITE_URL + reverse("inbox" if unread or still else "groups", args=[program.slug]),
        why="it comes once a week, at the hour that you chose, and only when something is new.",
    )
    return stoppable(mail, program, user, "note", asdict(note))


def told_until(user: User, now: datetime) -> datetime:
    """From when on things are new: the last digest that left, or two weeks ago."""
    left = Delivery.objects.filter(user_id=user.pk, kind=Kind.DIGEST, state=Delivery.State.SENT)
    last = left.order_by("-sent_at").values_list("sent_at", flat=True).first()
    return max(last, now - LOOKS_BACK) if last else now - LOOKS_BACK


def news(user: User, since: datetime) -> Iterable[tuple[str, list[str]]]:
    """For each group of the reader, by name, what others did there since they looked: ("Owners 1", ["3 check-ins"])."""
    seen: dict[UUID, datetime] = dict(Seen.objects.filter(user=user).values_list("group_id", "at"))
    happened: dict[UUID, Counter[str]] = {}
    rows: Any = Activity.objects.filter(group_id__in=standing().groups, kind__in=TOLD, at__gt=since)
    for group, kind, at, by in rows.values_list("group_id", "kind", "at", "by_id"):
        if by != user.pk and at > seen.get(group, since):
            happened.setdefault(group, Counter())[kind] += 1
    for group in Group.objects.filter(pk__in=happened).order_by("name"):
        counts = happened[group.pk]
        yield group.name, [f"{counts[kind]} {TOLD[kind][counts[kind] > 1]}" for kind in TOLD if counts[kind]]
