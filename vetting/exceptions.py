"""What does not go as it should in a program: one query finds the first few of each kind, and how many there are.

Each kind leads to the one act that mends it. Nothing here is said in a group: of a candor check the database tells one
word (vetting/migrations/0002). The overview lists all of it; the admins' morning mail tells of ALERTS.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    Window,
)
from django.db.models.functions import Cast, Coalesce, Least
from django.urls import reverse

from groups.models import FacilitatorTerm, Group, SeatHolder
from members.models import Member, Stands
from programs.clock import local_day
from programs.models import Program
from programs.moments import day_said, hour_words
from vetting.models import Agreement, Application, CandorCheck, Offer, Recheck, Signature
from vetting.states import State

OLD = timedelta(days=14)
"""An application that has waited longer for a decision is an exception."""

QUEUED = timedelta(days=5)
"""The same for the morning mail, which looks at the queue before it grows old (research/ux section 4, message 18)."""

SOON = timedelta(hours=24)
"""An offer that ends within this is one."""

FIRST = 3
"""How many of a kind are named."""


@dataclass(frozen=True)
class Said:
    """A kind of exception in words: "1 {one}", "5 {many}", the act that mends it, and the shape it has."""

    one: str
    many: str
    act: str
    shape: str = "at_risk"


@dataclass(frozen=True)
class Exceptional:
    """One line of the list: what, of whom, and where the act is."""

    key: str
    count: int
    what: str
    whom: str
    shape: str
    act: str
    url: str


SAID = {
    "late": Said("promised date has passed", "promised dates have passed", "Open the oldest", "stuck"),
    "candor": Said("candor check is blocked", "candor checks are blocked", "Open the application", "stuck"),
    "old": Said("application waits", "applications wait", "Open the oldest"),
    "offer": Said("offer ends within 24 hours", "offers end within 24 hours", "See offers"),
    "led": Said("group has no facilitator", "groups have no facilitator", "Appoint one", "stuck"),
    "recheck": Said("company to look at again", "companies to look at again", "See what changed"),
    "few": Said("group is below its minimum", "groups are below their minimum", "See its seats"),
    "bounced": Said("invitation came back", "invitations came back", "Mend the address", "stuck"),
    "ran_out": Said("invitation ran out", "invitations ran out", "Invite again"),
    "nda": Said(
        "person has not signed the confidentiality agreement", "people have not signed the confidentiality agreement",
        "See who", "no_news",
    ),
    "charter": Said("signature on a charter is missing", "signatures on charters are missing", "See who", "no_news"),
}  # fmt: skip
"""Each kind of exception, in the order in which the page lists them."""


ALERTS = ("late", "candor", "old", "led", "few", "bounced")
"""Kinds that a program's admins are told of in the morning: what others wait for, and what keeps a group from meeting.
The rest waits for whoever opens the overview."""


def exceptions(
    program: Program, now: datetime, *, refused: QuerySet[Any], only: Collection[str] = (), old: timedelta = OLD
) -> list[Exceptional]:
    """All kinds of which there is one, or those of `only`, in their order; one query.

    `refused` are the keys of the invitations whose mail did not arrive: of mail a later room knows. An application is
    old after `old`.
    """
    kinds = found(now, local_day(now, program.zone), refused, old)
    first, *others = [told(key, rows) for key, rows in kinds.items() if not only or key in only]
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for row in first.union(*others, all=True):
        by_kind.setdefault(row["kind"], []).append(row)
    return [line(key, by_kind[key], program, now, old) for key in SAID if key in by_kind]


def told(kind: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The first rows of a kind, as dicts of the same shape for every kind: {kind, total, key, name, more, at}."""
    columns = {"kind": Value(kind), "total": Window(Count("pk"))}
    return rows.annotate(**columns).values("kind", "total", "key", "name_", "more", "at")[:FIRST]


def shaped(rows: QuerySet[Any], key: Any, name: Any, more: Any, at: Any) -> QuerySet[Any]:
    """Rows with what a line says of them, the earliest first."""
    return rows.annotate(
        key=Cast(key, UUIDField()),
        name_=Cast(name, CharField()),
        more=Cast(more, CharField()),
        at=Cast(at, DateTimeField()),
    ).order_by("at", "pk")


def found(now: datetime, today: date, refused: QuerySet[Any], old_after: timedelta) -> dict[str, QuerySet[Any]]:
    """The rows of each kind."""
    nothing = Value("")
    waiting = Application.objects.filter(state__in=(State.SUBMITTED, State.IN_REVIEW, State.POOL))
    passed = waiting.filter(Q(dossier__late_since__isnull=False) | Q(next_word_on__lt=today))
    old = Application.objects.to_decide().filter(submitted_at__lt=now - old_after)
    ending = Offer.objects.open().filter(held_until__lte=now + SOON)
    blocked = CandorCheck.objects.open().with_stand().filter(stand=CandorCheck.Stand.BLOCKED)
    terms = FacilitatorTerm.objects.current().filter(group=OuterRef("pk"), role__ended_at=None)
    held = Count("seats", filter=Q(seats__left_at=None))
    least = Least(F("seat_count"), Value(Group.ENOUGH))
    few = Group.objects.filter(state=Group.State.ACTIVE).annotate(held=held).filter(held__lt=least)
    ran_out = Member.objects.standing_as(Stands.RAN_OUT, now).with_invitation()
    return {
        "late": shaped(passed, F("pk"), F("name"), F("company_name"), Coalesce("dossier__late_since", "next_word_on")),
        "candor": shaped(blocked, F("application_id"), F("applicant_name"), F("group__name"), F("asked_at")),
        "old": shaped(old, F("pk"), F("name"), F("company_name"), F("submitted_at")),
        "offer": shaped(ending, F("pk"), F("application__name"), F("group__name"), F("held_until")),
        "led": shaped(Group.objects.running().filter(~Exists(terms)), F("pk"), F("name"), nothing, F("created_at")),
        "recheck": shaped(Recheck.objects.open(), F("pk"), F("company__name"), F("group__name"), F("since")),
        "few": shaped(few, F("pk"), F("name"), F("held"), F("created_at")),
        "bounced": shaped(
            Member.objects.not_joined().filter(invitation_id__in=refused), F("pk"), F("name"), F("email"),
            F("created_at"),
        ),
        "ran_out": shaped(ran_out, F("pk"), F("name"), F("company__name"), F("runs_out_at")),
        "nda": shaped(without_nda(), F("pk"), F("name"), F("company__name"), F("created_at")),
        "charter": shaped(without_charter(), F("group"), F("member__name"), F("group__name"), F("since")),
    }  # fmt: skip


def without_nda() -> QuerySet[Member]:
    """Those who sit in a group and have not signed what the program asks of everybody."""
    newest = Agreement.objects.filter(kind=Agreement.Kind.NDA).order_by("-number")
    holding = Signature.objects.filter(
        member=OuterRef("pk"), agreement__kind=Agreement.Kind.NDA,
        agreement__number__gte=Subquery(newest.values("binds_from")[:1]),
    )  # fmt: skip
    seated = SeatHolder.objects.current().filter(member=OuterRef("pk"))
    people: QuerySet[Member] = Member.objects.active().filter(Exists(newest), Exists(seated), ~Exists(holding))
    return people


def without_charter() -> QuerySet[SeatHolder]:
    """Those who sit in a group whose charter they have not signed."""
    newest = Agreement.objects.filter(kind=Agreement.Kind.CHARTER, group=OuterRef("group")).order_by("-number")
    holders = SeatHolder.objects.current().filter(member__left_at=None, group__state__in=RUNNING)
    asked = holders.annotate(binds_from=Subquery(newest.values("binds_from")[:1])).exclude(binds_from=None)
    holding = Signature.objects.filter(
        member=OuterRef("member"), agreement__kind=Agreement.Kind.CHARTER, agreement__group=OuterRef("group"),
        agreement__number__gte=OuterRef("binds_from"),
    )  # fmt: skip
    lacking: QuerySet[SeatHolder] = asked.filter(~Exists(holding))
    return lacking


RUNNING = (Group.State.FORMING, Group.State.ACTIVE, Group.State.PAUSED)


def line(kind: str, rows: list[dict[str, Any]], program: Program, now: datetime, old: timedelta) -> Exceptional:
    """A kind of exception as the page says it."""
    said, count = SAID[kind], rows[0]["total"]
    what = f"{count:,} {said.one if count == 1 else said.many}"
    if kind == "old":
        what += f" for more than {old.days} days"
    names = [named(kind, row, program, now) for row in rows]
    if count > len(rows):
        names.append(f"and {count - len(rows):,} more")
    return Exceptional(kind, count, what, "; ".join(names), said.shape, said.act, act_url(kind, rows[0], program))


NAMED = {
    "late": "{name}, {more} (by {day})",
    "old": "{name}, {more} (since {day})",
    "offer": "{name} for {more}, until {hour}",
    "candor": "{name} in {more}",
    "recheck": "{name} in {more} (since {day})",
    "few": "{name} ({more} of {enough})",
    "led": "{name}",
    "charter": "{name} in {more}",
}
"""How one of a kind is named, where it is not by name and company or address."""


def named(kind: str, row: dict[str, Any], program: Program, now: datetime) -> str:
    """One of a kind, in a few words."""
    return NAMED.get(kind, "{name}, {more}").format(
        name=row["name_"], more=row["more"], enough=Group.ENOUGH, day=day_said(program, row["at"], now),
        hour=hour_words(program, row["at"]),
    )  # fmt: skip


def act_url(kind: str, row: dict[str, Any], program: Program) -> str:
    """Where the first of a kind is mended."""

    def to(name: str, *keys: Any, query: str = "") -> str:
        return reverse(name, args=[program.slug, *keys]) + query

    pages: dict[str, Callable[[], str]] = {
        "late": lambda: to("application", row["key"]),
        "candor": lambda: to("application", row["key"]),
        "old": lambda: to("application", row["key"]),
        "offer": lambda: to("pool"),
        "led": lambda: to("terms", row["key"]),
        "recheck": lambda: to("rechecks"),
        "few": lambda: to("seats", row["key"]),
        "bounced": lambda: to("profile_edit", row["key"]),
        "ran_out": lambda: to("invitations", query="?state=ran_out"),
        "nda": lambda: to("agreements"),
        "charter": lambda: to("agreement_charter", row["key"]),
    }
    return pages[kind]()
