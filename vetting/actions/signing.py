"""What people sign: versions of the program's NDA and of groups' charters, and who agreed to which text."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction

from groups.models import Group
from members.models import Member
from programs.activity import Via, record, record_each
from programs.clock import local_day
from programs.models import Activity, User
from programs.refusal import Refused
from vetting.models import Agreement, Application, Signature

ASK_AGAIN_AFTER = timedelta(days=7)
"""How long those who have not signed are left in peace once they were asked."""


@transaction.atomic
def publish_agreement(
    kind: Agreement.Kind,
    *,
    text: str,
    by: User | None,
    now: datetime,
    group: Group | None = None,
    minor: bool = False,
    via: Via = "web",
) -> Agreement:
    """A new version of the NDA (no group) or of a group's charter. A `minor` one mends words: who signed has signed.

    Refuses an empty text, one that is the same as the version in force, and a charter without a group.
    """
    text = text.strip().replace("\r\n", "\n")
    if not text:
        raise Refused("Write or paste the text first.", field="text")
    if (kind == Agreement.Kind.CHARTER) != (group is not None):
        raise Refused("A charter is a group's, the confidentiality agreement is the program's.")
    latest = Agreement.objects.filter(kind=kind, group=group).order_by("-number").first()
    digest = sha256(text.encode()).hexdigest()
    if latest and latest.digest == digest:
        raise Refused("Nothing in the text has changed.", field="text")
    number = latest.number + 1 if latest else 1
    made = Agreement.objects.create(
        kind=kind, group=group, number=number, text=text, digest=digest, made_by=by, made_at=now,
        binds_from=latest.binds_from if latest and minor else number,
    )  # fmt: skip
    fields = ["minor"] if minor else []
    record("agreement.published", by=by, about=made, group=group, via=via, fields=fields, at=now)
    return made


@transaction.atomic
def sign(
    agreement: Agreement,
    *,
    name: str,
    now: datetime,
    member: Member | None = None,
    application: Application | None = None,
    by: User | None = None,
    via: Via = "web",
) -> Signature:
    """Somebody agrees to a text under their own name, which is kept with the text's digest and the time."""
    name = " ".join(name.split())
    if not name:
        raise Refused("Type your name to sign.", field="name")
    if member and Signature.objects.filter(agreement=agreement, member=member).exists():
        raise Refused("You have signed this already.")
    made = Signature.objects.create(
        agreement=agreement, group_id=agreement.group_id, member=member, name=name, digest=agreement.digest, at=now,
        application_id=application.pk if application else None,
    )  # fmt: skip
    record("agreement.signed", by=by, about=agreement, via=via, member=member, at=now)
    return made


@transaction.atomic
def sign_on_paper(
    agreement: Agreement, members: Sequence[Member], *, on: date, by: User, now: datetime, via: Via = "web"
) -> int:
    """Staff record that members signed on paper, and on which day; returns how many had not signed this before.

    Refuses a day to come on the program's calendar, and nobody.
    """
    if not members:
        raise Refused("Tick who signed.", field="members")
    if on > local_day(now, agreement.program.zone):
        raise Refused("That day is still to come.", field="on")
    signed = set(Signature.objects.holding(agreement).filter(member__in=members).values_list("member", flat=True))
    new = [member for member in members if member.pk not in signed]
    for member in new:
        Signature.objects.create(
            agreement=agreement, group_id=agreement.group_id, member=member, name=member.name,
            digest=agreement.digest, at=now, on_paper=on, recorded_by=by,
        )  # fmt: skip
        record("agreement.signed_on_paper", by=by, about=agreement, via=via, member=member, at=now)
    return len(new)


@transaction.atomic
def ask_to_sign(agreement: Agreement, *, by: User, now: datetime, via: Via = "web") -> int:
    """Mail everybody who has joined and has not signed the text in force; returns how many that are.

    Refuses an older version, a second time within a week, and when nobody is left to ask.
    """
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    versions = Agreement.objects.versions(Agreement.Kind(agreement.kind), agreement.group_id)
    if versions.filter(number__gt=agreement.number).exists():
        raise Refused("There is a newer version. Ask for that one.")
    asked = Activity.objects.filter(kind="agreement.asked", about_id__in=versions.values("pk"))
    if asked.filter(at__gt=now - ASK_AGAIN_AFTER).exists():
        raise Refused("They were asked within the last seven days. Once a week is all.")
    people = list(agreement.unsigned().exclude(user=None))
    if not people:
        raise Refused("Nobody who has joined is left to ask.")
    record_each(
        "agreement.asked",
        people,
        by=by,
        via=via,
        at=now,
        about=lambda _: agreement,
        of=lambda one: {"member_id": one.pk},
    )
    return len(people)
