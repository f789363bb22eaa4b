"""What comes back about our mail, and the addresses that get no nudges for it: marked, freed, tried again.

A hard bounce or a complaint marks an address at once, the third soft bounce in thirty days does. Nudges and digests of
that program go there no more; sign-in mail and answers still do, once each (handbook 4). What frees an address again is
told at AddressTrouble.
"""

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from notifications import ledger
from notifications.models import AddressTrouble, Delivery, MailReport, Urgency
from notifications.notices import LETTERS
from notifications.outbox import TOO_LATE
from notifications.returned import NoReport, Returned, What, returned_in
from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused
from programs.tenancy import POST, inside

SOFT_MOST, SOFT_WITHIN = 3, timedelta(days=30)
"""So many soft bounces of an address within this time mark it."""

KNOWN_FOR = timedelta(days=14)
"""How long after a mail left a mail service's word about an address is taken as being about that mail."""

UNDONE_WITHIN = timedelta(seconds=30)
"""How long a mail that is sent once more waits, so that it can be taken back."""

TRIED_AGAIN = (Delivery.State.FAILED, Delivery.State.BOUNCED, Delivery.State.UNCONFIRMED)
"""What an admin can have sent once more, as long as it is an answer: a nudge comes again by itself."""

_OURS = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@([^\s<>\"'\\]+)")


def deliveries_named_in(text: str) -> list[UUID]:
    """The deliveries whose Message-ID stands in a text."""
    domain = settings.MAIL_DOMAIN.lower()
    return [UUID(key) for key, place in _OURS.findall(text.lower()) if place == domain][:10]


def hear_return(mail: bytes, *, now: datetime) -> Returned | NoReport:
    """Take in what a mail (RFC 822) reports about one of ours, as far as it is one. Call it outside of every scope."""
    found = returned_in(mail)
    if isinstance(found, Returned):
        keys = [key for one in found.keys for key in deliveries_named_in(one)]
        with inside(None, reach=POST):
            mails = {one.pk: one for one in Delivery.objects.filter(pk__in=keys)}
            about = next((mails[key] for key in keys if key in mails), None)
            if about is not None:
                take(about, found.what, found.code, now=now)
    return found


def hear_service(address: str, what: What, said: str, *, named: str, now: datetime) -> bool:
    """Take in what a mail service that we trust says of an address; whether any mail of ours went there.

    `named` is all that it sent, in which the Message-ID stands for most services; else it is about the last mail to
    whoever signs in with the address. Call it outside of every scope.
    """
    address = address.strip().lower()
    owner = User.objects.filter(email__iexact=address).first()
    with inside(None, reach=POST):
        went = Delivery.objects.filter(address__iexact=address, sent_at__isnull=False)
        mail = went.filter(pk__in=deliveries_named_in(named)).first()
        if mail is None and owner is not None:
            mail = went.filter(user_id=owner.pk, sent_at__gte=now - KNOWN_FOR).order_by("-sent_at").first()
        if mail is not None:
            take(mail, what, said, now=now)
    return mail is not None


def take(mail: Delivery, what: What, said: str, *, now: datetime) -> bool:
    """Note what came back about a mail that left, under the reach `post`; heard twice it changes nothing."""
    address = mail.address.lower()
    if not address or mail.sent_at is None:
        return False
    _, is_new = MailReport.objects.get_or_create(
        program_id=mail.program_id, delivery_id=mail.pk, kind=what, defaults={"address": address, "at": now}
    )
    if not is_new:
        return False
    if what == "complaint":
        ledger.mark(mail.program_id, address, AddressTrouble.Kind.UNWANTED, said, now=now)
        return True
    ledger.returned(mail, said)
    if what == "hard":
        ledger.mark(mail.program_id, address, AddressTrouble.Kind.BOUNCED, said, now=now)
    elif softly_bounced(mail, address, now) >= SOFT_MOST:
        ledger.mark(mail.program_id, address, AddressTrouble.Kind.FULL, said, now=now)
    return True


def softly_bounced(mail: Delivery, address: str, now: datetime) -> int:
    """How many soft bounces a program had from an address lately."""
    found = MailReport.objects.filter(
        program_id=mail.program_id, address=address, kind=MailReport.Kind.SOFT, at__gt=now - SOFT_WITHIN
    )
    count: int = found.count()
    return count


def address_works(address: str) -> None:
    """Mail arrives at an address: somebody typed the code that went there."""
    with connection.cursor() as cursor:
        cursor.execute("select app_address_works(%s)", [address])


def wants_mail_again() -> None:
    """Who reads a mail, or is signed in, wants the reminders of this program: nothing is held against their address."""
    with connection.cursor() as cursor:
        cursor.execute("select app_wants_mail()")


@transaction.atomic
def free_address(trouble: AddressTrouble, *, by: User, now: datetime, via: Via = "web") -> None:
    """Reminders go to an address again. Said twice it changes nothing."""
    if AddressTrouble.objects.filter(pk=trouble.pk, freed_at=None).update(freed_at=now):
        record("address.freed", by=by, about=trouble, via=via, at=now)


@transaction.atomic
def hold_address(trouble: AddressTrouble, *, by: User, now: datetime, via: Via = "web") -> None:
    """Take a freeing back: no reminder goes there. Said twice it changes nothing."""
    if AddressTrouble.objects.filter(pk=trouble.pk).exclude(freed_at=None).update(freed_at=None):
        record("address.held", by=by, about=trouble, via=via, at=now)


@transaction.atomic
def send_again(mail: Delivery, *, by: User, now: datetime, via: Via = "web") -> Delivery:
    """Have an answer that did not arrive written and sent once more, in half a minute."""
    if not may_go_again(mail):
        raise Refused("Reminders come again by themselves. Only answers are sent once more.")
    if Delivery.objects.filter(again_of=mail.pk).exclude(state=Delivery.State.NOT_NEEDED).exists():
        raise Refused("This mail was sent once more already.")
    at = now + UNDONE_WITHIN
    again: Delivery = Delivery.objects.create(
        program_id=mail.program_id, user_id=mail.user_id, about_id=mail.about_id, kind=mail.kind, zone=mail.zone,
        address="" if mail.user_id else mail.address, urgency=Urgency.ANSWER, send_at=at, hold_until=at,
        not_after=at + TOO_LATE[Urgency.ANSWER], created_at=now, again_of=mail.pk,
    )  # fmt: skip
    record("delivery.sent_again", by=by, about=again, via=via, at=now)
    return again


def may_go_again(mail: Delivery) -> bool:
    """Whether a mail that did not arrive can be written anew."""
    return mail.urgency == Urgency.ANSWER and mail.kind in LETTERS and mail.state in TRIED_AGAIN


@transaction.atomic
def take_back(again: Delivery, *, by: User, now: datetime, via: Via = "web") -> None:
    """Do not send it once more after all; refuses when it has left."""
    with connection.cursor() as cursor:
        cursor.execute("select app_take_back(%s)", [again.pk])
        (done,) = cursor.fetchone()
    if not done:
        raise Refused("It has left already.")
    record("delivery.taken_back", by=by, about=again, via=via, at=now)
