"""Changes to companies, members and invitations."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from members.models import Company, CompanyFacts, Invitation, InvitationQuerySet, Member
from members.roster.names import company_key
from programs import versions
from programs.activity import Via, record, record_each
from programs.bulk import insert_all, update_all
from programs.models import Due, Role, User
from programs.refusal import Refused
from programs.tenancy import current_program

INVITATION_LASTS = timedelta(days=30)

WAVE_WAITS = timedelta(seconds=60)
"""How long the mails of a wave wait before they leave, so that it can be undone."""


@transaction.atomic
def add_company(
    *, by: User | None, name: str, via: Via = "web", facts: dict[str, Any] | None = None, **fields: Any
) -> Company:
    """A company with its facts; refuses a name that the program has already (whatever its case and legal form)."""
    key = company_key(name)[:120]
    if Company.objects.filter(key=key).exists():
        raise Refused(f"{name} is here already.", field="name")
    company = Company.objects.create(name=name, key=key, **fields)
    CompanyFacts.objects.create(company=company, **(facts or {}))
    record("company.added", by=by, about=company, via=via)
    return company


@transaction.atomic
def add_member(*, by: User | None, company: Company, name: str, email: str, via: Via = "web", **fields: Any) -> Member:
    """A person of a company, without a user: nothing is mailed before an invitation goes out.

    Without a `zone` they live in that of the company's city, else in the program's.
    """
    email = email.strip().lower()
    refuse_taken_address(email)
    fields["zone"] = fields.get("zone") or home_zone(company)
    member = Member.objects.create(company=company, name=name, email=email, **fields)
    record("member.added", by=by, about=member, via=via, member=member)
    return member


def refuse_taken_address(email: str) -> None:
    """Raise Refused if somebody of this program, here or gone, has the address."""
    known = Member.objects.filter(email__iexact=email).first()
    if known and known.left_at:
        raise Refused(
            f"{known.name} has this address and left the program. Bring them back on their page.", field="email"
        )
    if known:
        raise Refused(f"Somebody with the address {email} is here already.", field="email")


def home_zone(company: Company) -> str:
    """The time zone that a person of a company most likely lives in."""
    return company.city.zone if company.city else company.program.zone


@transaction.atomic
def change_member(member: Member, *, by: User | None, seen: int | None = None, via: Via = "web", **fields: Any) -> None:
    """Set what a profile says; records which fields changed, never their values.

    `seen` is the version that the person read; what would change a newer one raises Stale.
    The address can be changed until the person joins; from then on it is theirs to change, confirmed at the old one.
    """
    versions.lock(member)
    changed = versions.differing(member, fields)
    if not changed:
        return
    versions.refuse_stale(member, seen)
    if "email" in changed:
        if member.user_id:
            raise Refused(f"{member.name} has joined and changes the address on their own page.", field="email")
        fields["email"] = fields["email"].strip().lower()
        if fields["email"] != member.email.lower():
            refuse_taken_address(fields["email"])
        # An invitation is bound to its address: the old one must not claim this person.
        if member.invitation_id:
            withdraw_invitations(Invitation.objects.filter(pk=member.invitation_id), by=by, now=timezone.now(), via=via)
            fields["invitation_id"] = None
            changed.append("invitation_id")
    versions.save(member, fields, changed)
    record("member.changed", by=by, about=member, via=via, member=member, fields=changed)


COMPANY_CHANGED = "company.changed"
"""Of an Activity, and of the Due that has a company judged again: who judges by its facts stands to the right."""


def have_judged_again(companies: Iterable[Company], *, by: User | None, at: datetime) -> None:
    """Ask for companies to be judged again for what changes from `at` on; the first time asked counts until then.

    A change by nobody comes from those who judge, and is not asked about.
    """
    if by:
        insert_all(
            (
                Due(
                    program_id=current_program(), user_id=by.pk, kind=COMPANY_CHANGED, object_id=company.pk, at=at,
                    wall=at.time(), zone="UTC",
                )
                for company in companies
            ),
            ignore_conflicts=True,
        )  # fmt: skip


@transaction.atomic
def change_company(
    company: Company,
    *,
    by: User | None,
    seen: int | None = None,
    via: Via = "web",
    facts: Mapping[str, Any] = MappingProxyType({}),
    **fields: Any,
) -> None:
    """Set a company's public row and, in `facts`, what only the program and the company itself read.

    `seen` is the version that the person read; what would change a newer one, or its facts, raises Stale.
    """
    versions.lock(company)
    here = CompanyFacts.objects.get(company=company)
    changed, told = versions.differing(company, fields), versions.differing(here, facts)
    if not changed and not told:
        return
    versions.refuse_stale(company, seen)
    if "name" in changed:
        fields["key"] = company_key(fields["name"])[:120]
        if Company.objects.filter(key=fields["key"]).exclude(pk=company.pk).exists():
            raise Refused(f"There is another company named {fields['name']} here.", field="name")
    versions.save(company, fields, [name for name in fields if name in (*changed, "key")])
    if told:
        CompanyFacts.objects.filter(pk=here.pk).update(**{name: facts[name] for name in told})
    now = timezone.now()
    record("company.changed", by=by, about=company, via=via, fields=[*changed, *told], at=now)
    have_judged_again([company], by=by, at=now)


@transaction.atomic
def invite(people: Iterable[Member | Role], *, by: User, now: datetime, via: Via = "web") -> list[Invitation]:
    """Invite people who have not joined: one invitation an address, which claims all that waits for that address.

    They are one wave, which can be withdrawn as one. An earlier open invitation of the same address stops working.
    Those who have joined or left are passed over.
    """
    waiting: dict[str, list[Member | Role]] = {}
    for one in people:
        if one.user_id is None and getattr(one, "left_at", None) is None:
            waiting.setdefault(one.email.lower(), []).append(one)
    Invitation.objects.open(now).filter(address__in=waiting).update(withdrawn_at=now)
    wave = uuid4()
    invitations = {
        address: Invitation(
            address=address,
            name=rows[0].name,
            invited_by=by.name or by.email,
            wave=wave,
            sent_at=now,
            expires_at=now + INVITATION_LASTS,
        )
        for address, rows in waiting.items()
    }
    insert_all(invitations.values())
    for address, rows in waiting.items():
        for row in rows:
            row.invitation_id = invitations[address].pk
    for model in (Member, Role):
        rows = [row for together in waiting.values() for row in together if isinstance(row, model)]
        update_all(rows, ["invitation_id"])
    record_each("invitation.sent", invitations.values(), by=by, via=via, at=now)
    return list(invitations.values())


@transaction.atomic
def withdraw_invitations(
    invitations: InvitationQuerySet, *, by: User | None, now: datetime, via: Via = "web"
) -> list[Invitation]:
    """Take invitations back: their links open nothing from now on, and what is not mailed yet is not mailed.

    Those that were accepted or withdrawn already stay as they are. Returns what was withdrawn.
    """
    taken_back = list(invitations.open(now).select_for_update())
    Invitation.objects.filter(pk__in=[one.pk for one in taken_back]).update(withdrawn_at=now)
    record_each("invitation.withdrawn", taken_back, by=by, via=via, at=now)
    return taken_back


@transaction.atomic
def renew_invitation(old: Invitation, *, now: datetime, via: Via = "mail") -> Invitation:
    """Thirty days more for an invitation that ran out ("send me a new one"), once; its mail carries a fresh link."""
    over = Invitation.objects.filter(pk=old.pk, accepted_at=None, withdrawn_at=None, expires_at__lte=now)
    if not over.update(sent_at=now, expires_at=now + INVITATION_LASTS):
        raise Refused("Only an invitation that has run out is sent anew. Ask the person who invited you.")
    old.refresh_from_db()
    record("invitation.renewed", by=None, about=old, via=via, at=now)
    return old


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User | None, now: datetime, via: Via = "mail") -> User:
    """Claim the member and the roles that wait for an invitation, in the scope of its link. Works once.

    `by` is who is signed in, if anybody: they get the address as one more of theirs. Otherwise the user of the address
    is taken or made. Returns the user; raises Refused when the invitation is no longer open.
    """
    used = Invitation.objects.open(now).filter(pk=invitation.pk).update(accepted_at=now)
    if not used:
        raise Refused("This invitation was used already, or it has run out.")
    user = user_of_proven(invitation.address, invitation.name, by)
    try:
        with transaction.atomic():
            Member.objects.filter(invitation_id=invitation.pk).update(user=user)
            Role.objects.filter(invitation_id=invitation.pk).update(user=user)
    except IntegrityError as twice:
        raise Refused("You are a member of this program already, with another address.") from twice
    record("invitation.accepted", by=user, about=invitation, via=via, at=now)
    return user


def user_of_proven(address: str, name: str, by: User | None = None) -> User:
    """The sign-in of an address that a mail link has proven: `by`'s, who gets it as one more, else found or made.

    Raises Refused when the address belongs to somebody else's sign-in.
    """
    address = address.strip().lower()
    known = EmailAddress.objects.filter(email__iexact=address, verified=True).select_related("user").first()
    found = by or (known.user if known else None) or User.objects.filter(email__iexact=address).first()
    user: User = found or User.objects.create_user(address, name)
    if known and known.user_id != user.pk:
        raise Refused(f"{address} belongs to another sign-in. Sign out first, then open this link again.")
    has_main = EmailAddress.objects.filter(user=user, primary=True).exists()
    EmailAddress.objects.update_or_create(
        user=user,
        email=address,
        defaults={"verified": True},
        create_defaults={"verified": True, "primary": not has_main},
    )
    return user


@transaction.atomic
def join(member: Member, *, now: datetime, via: Via = "mail") -> Member:
    """A member whose address a mail link has proven joins without an invitation; an open one stops working."""
    if member.user_id:
        raise Refused(f"{member.name} has joined already.")
    user = user_of_proven(member.email, member.name)
    if Member.objects.filter(user=user).exists():
        raise Refused("You are a member of this program already, with another address.")
    if member.invitation_id:
        withdraw_invitations(Invitation.objects.filter(pk=member.invitation_id), by=None, now=now, via=via)
    member.user = user
    member.save(update_fields=["user"])
    record("member.joined", by=user, about=member, via=via, member=member, at=now)
    return member


def waiting_people() -> list[Member | Role]:
    """Everybody of the current program who has not joined: members first, then staff."""
    current_program()
    return [*Member.objects.not_joined(), *Role.objects.held().filter(user=None)]


def invite_address(address: str, *, by: User, now: datetime, via: Via = "web") -> list[Invitation]:
    """One invitation for all that waits for an address, as member and as staff."""
    waiting = [one for one in waiting_people() if one.email.lower() == address.lower()]
    return invite(waiting, by=by, now=now, via=via)


def user_here(address: str) -> User | None:
    """The user behind an address, if they are somebody of this program; of nobody else may be learned who has a
    sign-in."""
    of_address = Q(email__iexact=address) | Q(user__email__iexact=address)
    for people in (Member.objects.joined(), Role.objects.held().exclude(user=None)):
        if person := people.filter(of_address).select_related("user").first():
            return person.user
    return None
