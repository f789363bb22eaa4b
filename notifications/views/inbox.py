"""What a person was told of in a program: grouped by when, with the one act that answers each, and why it came."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from meetings.models import Rsvp
from notifications.choosing import look_at_group, mark_seen
from notifications.families import NAMES, family_of
from notifications.models import Channel, Delivery, Kind, Notice, Way
from notifications.outbox import BOUND_BY_HOURS
from programs.access import person, public
from programs.clock import local_day
from programs.models import Program, User
from programs.moments import moment_words
from programs.request import OpenRequest, Request
from programs.tenancy import standing

At = Callable[[datetime], str]
"""Writes a moment as the reader reads it."""

KEPT = timedelta(days=60)
MOST = 60
"""So far back and so many rows: what is older has been answered or is over."""

ACTS = {
    Kind.CHECK_IN: ("Check in", "goals_due"),
    Kind.STALLED: ("Look at the goal", "goal"),
    Kind.COMMITMENT: ("Open the promise", "promise"),
    Kind.MEETING: ("See what is asked", "before"),
    Kind.RSVP: ("Answer", "meeting"),
    Kind.MEETING_DAY: ("Open the meeting", "meeting"),
    Kind.TRAVEL: ("Say how you travel", "meeting"),
    Kind.MEETING_INVITED: ("Open the meeting", "meeting"),
    Kind.RECAP: ("Read the recap", "recap"),
    Kind.CLOSING_WORDS: ("Say how it was", "closing"),
    Kind.TALK: ("Read and answer", "thread"),
    Kind.KUDOS: ("See it on the wall", "win"),
    Kind.SUPPORT: ("Read it", "support"),
    Kind.PARTNER: ("Open the goal", "goal"),
    Kind.NEEDS_YOU: ("See who needs you", "cockpit"),
    Kind.NEWCOMER: ("See newcomers", "cockpit"),
    Kind.AGREEMENT: ("Read and sign", "agreement"),
    Kind.APPROVAL: ("Say what you think", "approval"),
    Kind.CANDOR: ("Answer", "candor"),
    Kind.SPONSOR: ("Answer", "sponsor"),
    Kind.ADMIN_DIGEST: ("See what waits", "overview"),
    Kind.PROMISE: ("Open applications", "applications"),
}
"""Kind -> (what to press, the page); kinds that are not here have nothing to press."""

OF_A_MEETING = (Kind.RSVP, Kind.MEETING_DAY, Kind.TRAVEL, Kind.MEETING_INVITED, Kind.CLOSING_WORDS)
"""Kinds whose object is a place at a meeting, or the meeting itself."""

WITHOUT_OBJECT = ("goals_due", "promises", "before", "meetings", "cockpit", "overview", "applications")

STATES = {
    Delivery.State.SENT: "A mail went to you on {at}.",
    Delivery.State.PENDING: "A mail waits until {at}.",
    Delivery.State.EXPIRED: "No mail: it would have come too late.",
    Delivery.State.NOT_NEEDED: "No mail: you read it here, or it was answered before.",
    Delivery.State.FAILED: "The mail could not be delivered.",
    Delivery.State.UNCONFIRMED: "A mail left, and we do not know whether it arrived.",
}


@dataclass(frozen=True)
class Entry:
    """One row: what, when, whether it is new, the act, and why it came and by which way."""

    what: str
    when: str
    is_new: bool
    label: str
    url: str
    why: str
    mail: str


@person
@require_safe
def inbox(request: Request) -> HttpResponse:
    """The page; looking at it changes nothing, a press (or the page itself, a moment later) marks all as seen."""
    now = timezone.now()

    def at(moment: datetime) -> str:
        return moment_words(request.program, moment, now)

    rows = list(told(request)[:MOST])
    mails = mails_of(rows, request.user)
    at_meetings = [row.object_id for row in rows if row.kind in OF_A_MEETING]
    places = dict(Rsvp.objects.filter(pk__in=at_meetings).values_list("pk", "meeting_id"))
    entries = [
        (
            age(first.created_at, request.program, now),
            entry(
                first, count, mails.get(first.delivery_id or first.kind), act(first, count, places, request.program), at
            ),
        )
        for first, count in together(rows, request.program)
    ]
    context = {
        "nav": "inbox",
        "groups": [(name, [one for _, one in found]) for name, found in groupby(entries, key=lambda pair: pair[0])],
        "unread": sum(1 for row in rows if row.seen_at is None),
    }
    return render(request, "notifications/inbox.html", context)


@person
@require_POST
def inbox_seen(request: Request) -> HttpResponse:
    """All of it has been looked at, or what it tells of the one thing whose page says so by htmx."""
    try:
        about = UUID(request.POST["about"]) if "about" in request.POST else None
    except ValueError:
        raise Http404 from None
    mark_seen(request.user, now=timezone.now(), about=about)
    if request.htmx:
        return HttpResponse(status=204)
    return redirect("inbox", request.program.slug)


@public
@never_cache
@require_safe
def bell(request: OpenRequest) -> HttpResponse:
    """How much is new, for the bell. Who is not signed in any more gets nothing: a poll must not turn their page."""
    if request.program is None or not request.user.is_authenticated or not standing().is_person:
        return HttpResponse(status=204)
    if group := group_in_front_of(request):
        look_at_group(request.user, group, now=timezone.now())
    return render(request, "_bell.html", {"unread": told(request).filter(seen_at=None).count(), "asked": True})


def group_in_front_of(request: OpenRequest) -> UUID | None:
    """The group of theirs whose page the reader has open: what is new there has been seen, and is no matter for a
    digest."""
    url = request.htmx.current_url_abs_path
    try:
        found = resolve(url) if url else None
    except Resolver404:
        return None
    group = found.kwargs["pk"] if found and found.url_name == "group" else None
    return group if group in standing().groups else None


def told(request: Any) -> QuerySet[Notice]:
    """What the reader was told of lately, the latest first, without the families that they turned off."""
    off = set(Channel.objects.filter(user=request.user, way=Way.OFF).values_list("family", flat=True))
    kinds = [kind for kind in Kind.values if family_of(kind) in off]
    since = timezone.now() - KEPT
    rows: QuerySet[Notice] = Notice.objects.filter(recipient_id=request.user.pk, created_at__gt=since)
    return rows.exclude(kind__in=kinds).order_by("-created_at", "kind", "id")


def mails_of(rows: Iterable[Notice], user: User) -> dict[UUID | str, Delivery]:
    """The mails of these rows by key; of what waits still, by kind: one waits of each at most."""
    keys = {row.delivery_id for row in rows if row.delivery_id}
    waiting = Q(user_id=user.pk, state=Delivery.State.PENDING, urgency__in=BOUND_BY_HOURS)
    found: dict[UUID | str, Delivery] = {}
    for mail in Delivery.objects.filter(Q(pk__in=keys) | waiting):
        found[mail.pk if mail.pk in keys else mail.kind] = mail
    return found


def together(rows: Iterable[Notice], program: Program) -> list[tuple[Notice, int]]:
    """What one mail told, or mails of one day that one page answers, as one row with how many things it is about."""
    found: dict[Any, list[Notice]] = {}
    for row in rows:
        on_one_page = row.kind in OF_A_MEETING or ACTS.get(Kind(row.kind), ("", ""))[1] in WITHOUT_OBJECT
        day = (row.kind, local_day(row.created_at, program.zone))
        found.setdefault(day if on_one_page else row.delivery_id or (row.kind, row.created_at), []).append(row)
    return [(same[0], len(same)) for same in found.values()]


def age(at: datetime, program: Program, now: datetime) -> str:
    """Under which heading something stands."""
    days = (local_day(now, program.zone) - local_day(at, program.zone)).days
    return "Today" if days < 1 else "The last seven days" if days < 7 else "Before"


def entry(row: Notice, count: int, mail: Delivery | None, press: tuple[str, str], at: At) -> Entry:
    """One row in words. Nothing of what is said in a group: the page behind the press shows that."""
    label, url = press
    name = NAMES.get(row.kind)
    return Entry(
        what=Kind(row.kind).label + (f" ({count})" if count > 1 else ""),
        when=at(row.created_at),
        is_new=row.seen_at is None,
        label=label,
        url=url,
        why=name[1] if name else "Somebody in this program did something that concerns you.",
        mail=said_of(mail, at),
    )


def act(row: Notice, count: int, places: dict[UUID, UUID], program: Program) -> tuple[str, str]:
    """What to press and where it leads, or two empty texts."""
    label, page = ACTS.get(Kind(row.kind), ("", ""))
    if row.kind in OF_A_MEETING and count > 1:
        label, page = "See your meetings", "meetings"
    if row.kind == Kind.COMMITMENT and count > 1:
        label, page = "See my promises", "promises"
    if not page:
        return "", ""
    if page in WITHOUT_OBJECT:
        return label, reverse(page, args=[program.slug])
    pk = places.get(row.object_id, row.object_id) if row.kind in OF_A_MEETING else row.object_id
    return label, reverse(page, args=[program.slug, pk])


def said_of(mail: Delivery | None, at: At) -> str:
    """What became of the mail."""
    if mail is None:
        return "No mail: it stands here alone."
    words = STATES.get(Delivery.State(mail.state), "A mail is on its way.")
    return words.format(at=at(mail.sent_at or mail.send_at))
