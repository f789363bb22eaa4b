"""Who has not joined yet, and inviting them in waves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.models import Group, SeatHolder
from members.actions import WAVE_WAITS, invite, withdraw_invitations
from members.downloads import csv_response
from members.models import Invitation, Member, MemberQuerySet, Stands
from members.views.directory import as_key
from peergroups.htmx import reply
from programs.access import admin
from programs.activity import record
from programs.models import Program, Role, Track
from programs.moments import day_said
from programs.request import Request
from programs.second_factor import confirmed

PER_PAGE = 100
NOT_JOINED = "waiting"
"""The filter that the page opens with: everybody who has not joined, invited or not."""

STATES = (
    (NOT_JOINED, "Everyone who has not joined"),
    *((one.value, one.label) for one in (Stands.NOT_INVITED, Stands.INVITED, Stands.RAN_OUT, Stands.JOINED)),
)


@dataclass(frozen=True)
class Asked:
    """What the reader filters by. A value that is not a choice filters nothing."""

    q: str = ""
    state: str = NOT_JOINED
    group: str = ""
    track: str = ""

    @classmethod
    def of(cls, told: Any) -> "Asked":
        """The filters of an address or of a form that was sent from under them."""
        asked = {name: told.get(name, "").replace("\0", "").strip()[:100] for name in cls.__annotations__}
        asked["state"] = asked["state"] if asked["state"] in dict(STATES) else NOT_JOINED
        return cls(**asked)

    @property
    def query(self) -> str:
        """The filters as a query string."""
        return urlencode({name: value for name, value in vars(self).items() if value})

    def people(self) -> MemberQuerySet:
        """The members asked for, however they stand."""
        people: MemberQuerySet = Member.objects.active().matching(self.q, addresses=True)
        if track := as_key(self.track):
            people = people.filter(track=track)
        if group := as_key(self.group):
            people = people.filter(pk__in=SeatHolder.objects.current().filter(group=group).values("member"))
        return people

    def waiting(self, now: datetime) -> MemberQuerySet:
        """Those of them who stand as asked."""
        if self.state == NOT_JOINED:
            return self.people().not_joined()
        return self.people().standing_as(self.state, now)


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: Request) -> HttpResponse:
    """Everybody by how far they are with joining; a POST invites those who were chosen, or all who match."""
    now = timezone.now()
    if request.method == "POST":
        return send_wave(request, now)
    asked = Asked.of(request.GET)
    counts = counted(asked.people(), now)
    pages = Paginator(asked.waiting(now).named().with_invitation().order_by("company__name", "name", "pk"), PER_PAGE)
    pages.count = counts[asked.state]
    page = pages.get_page(request.GET.get("page"))
    context = {
        "nav": "directory",
        "asked": asked,
        "query": f"{asked.query}&",
        "page": page,
        "people": dressed(page.object_list, request.program, now),
        "staff": dressed(staff_who_wait(), request.program, now),
        "counts": counts,
        "can_invite": 0 if asked.state == Stands.JOINED else counts[asked.state],
        "clear_url": request.path if asked != Asked() else "",
        "wave": last_wave(request, now),
    }
    if not request.htmx:
        context["selects"] = selects(asked)
    return reply(request, "members/invitations.html", "members/_invitations.html", context)


def counted(people: MemberQuerySet, now: datetime) -> dict[str, int]:
    """How many of `people` stand how, in one query."""
    out, waits = Q(user=None), Q(runs_out_at__isnull=False)
    found: dict[str, int] = people.with_invitation().aggregate(
        joined=Count("pk", filter=~out),
        invited=Count("pk", filter=out & Q(runs_out_at__gt=now)),
        ran_out=Count("pk", filter=out & Q(runs_out_at__lte=now)),
        not_invited=Count("pk", filter=out & ~waits),
    )
    return found | {NOT_JOINED: found["invited"] + found["ran_out"] + found["not_invited"]}


def staff_who_wait() -> Any:
    """Roles that nobody has claimed yet, with their invitation."""
    mine = Invitation.objects.filter(pk=OuterRef("invitation_id"), withdrawn_at=None)
    waiting = Role.objects.held().filter(user=None).order_by("name", "email")
    return waiting.annotate(
        invited_at=Subquery(mine.values("sent_at")[:1]), runs_out_at=Subquery(mine.values("expires_at")[:1])
    )


def dressed(rows: Iterable[Any], program: Program, now: datetime) -> list[Any]:
    """Rows with how they stand, and since when."""
    rows = list(rows)
    for one in rows:
        one.state = one.stands(now) if isinstance(one, Member) else stands(one, now)
        one.invited_on = day_said(program, one.invited_at, now) if one.invited_at else ""
        one.runs_out_on = day_said(program, one.runs_out_at, now) if one.runs_out_at else ""
    return rows


def stands(role: Any, now: datetime) -> Stands:
    """How far somebody with a waiting role is with joining."""
    if role.runs_out_at is None:
        return Stands.NOT_INVITED
    return Stands.INVITED if role.runs_out_at > now else Stands.RAN_OUT


def selects(asked: Asked) -> list[dict[str, Any]]:
    """The filters beside the search."""
    groups = [("", "All groups"), *((str(group.pk), group.name) for group in Group.objects.running())]
    tracks = [("", "All tracks"), *((str(track.pk), track.name) for track in Track.objects.all())]
    return [
        {"name": "state", "label": "Joined", "options": STATES, "value": asked.state},
        {"name": "group", "label": "Group", "options": groups, "value": asked.group},
        {"name": "track", "label": "Track", "options": tracks, "value": asked.track},
    ]


# -- waves ------------------------------------------------------------------------------------------------------------


def chosen(request: Request) -> tuple[MemberQuerySet, Any]:
    """The members and the roles that were ticked."""
    told = [value.partition(":") for value in request.POST.getlist("who")]
    keys = {
        kind: [key for one, _, text in told if one == kind and (key := as_key(text))] for kind in ("member", "role")
    }
    return Member.objects.not_joined().filter(pk__in=keys["member"]), Role.objects.held().filter(pk__in=keys["role"])


def send_wave(request: Request, now: datetime) -> HttpResponse:
    """Invite those who were ticked, or everybody who matches. The mails leave in a minute, so it can be taken back."""
    asked = Asked.of(request.POST)
    if "everyone" in request.POST:
        people = list(asked.waiting(now))
    else:
        members, roles = chosen(request)
        people = [*members, *roles]
    back = f"{reverse('invitations', args=[request.program.slug])}?{asked.query}"
    sent = invite(people, by=request.user, now=now)
    if not sent:
        messages.error(request, "Nobody was chosen who could be invited. Tick somebody first.")
        return redirect(back)
    request.session["wave"] = {"pk": str(sent[0].wave), "count": len(sent), "at": now.isoformat()}
    undo = reverse("wave_undo", args=[request.program.slug, sent[0].wave])
    messages.success(request, f"{people_words(len(sent))} in a minute.", extra_tags=undo)
    return redirect(back)


def people_words(count: int) -> str:
    """How many mails there are."""
    return "1 invitation goes out" if count == 1 else f"{count:,} invitations go out"


def last_wave(request: Request, now: datetime) -> dict[str, Any] | None:
    """The wave that the reader sent within the last minute: its undo stays on the page."""
    wave = request.session.get("wave")
    at = parse_datetime(wave["at"]) if wave else None
    if wave is None or at is None or now - at > WAVE_WAITS:
        return None
    return {
        "words": people_words(wave["count"]),
        "undo_url": reverse("wave_undo", args=[request.program.slug, wave["pk"]]),
    }


@admin
@require_POST
def wave_undo(request: Request, pk: UUID) -> HttpResponse:
    """Take a wave back: what is not mailed yet is not mailed, and the links of what is open nothing."""
    taken_back = withdraw_invitations(Invitation.objects.of_wave(pk), by=request.user, now=timezone.now())
    if not taken_back:
        raise Http404
    request.session.pop("wave", None)
    messages.success(request, f"Taken back: {len(taken_back):,}. Whoever got the mail already finds the link closed.")
    return redirect("invitations", request.program.slug)


@admin
@require_POST
def invitation_withdrawal(request: Request) -> HttpResponse:
    """Take back the invitations of those who were ticked."""
    members, roles = chosen(request)
    keys = [key for rows in (members, roles) for key in rows.values_list("invitation_id", flat=True) if key]
    taken_back = withdraw_invitations(Invitation.objects.filter(pk__in=keys), by=request.user, now=timezone.now())
    if taken_back:
        messages.success(request, f"Taken back: {len(taken_back)}. Their links open nothing any more.")
    else:
        messages.error(request, "Nobody was chosen who has an open invitation.")
    return redirect(f"{reverse('invitations', args=[request.program.slug])}?{Asked.of(request.POST).query}")


@admin
@require_safe
@confirmed(download=True)
def invitations_csv(request: Request) -> HttpResponse:
    """The same list as a file."""
    now, asked = timezone.now(), Asked.of(request.GET)
    listed = asked.waiting(now).named().with_invitation().order_by("company__name", "name", "pk")
    zone = ZoneInfo(request.program.zone)
    people = dressed(listed, request.program, now)
    rows = [
        [
            one.name,
            one.email,
            one.company.name,
            one.state.label,
            as_day(one.invited_at, zone),
            as_day(one.runs_out_at, zone),
        ]
        for one in people
    ]
    record("invitations.exported", by=request.user, about=request.program, at=now)
    header = ("Name", "E-mail", "Company", "Membership", "Invited on", "Runs out on")
    return csv_response(request, "invitations", header, rows, now)


def as_day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    """The day of a moment, or nothing."""
    return moment.astimezone(zone).date() if moment else None
