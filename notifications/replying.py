"""Check-ins by replying to the mail: who may, what it changes, and what whoever wrote hears if it was not clear.

Identity is the signed token of the address and the sender's address together; a From alone can be forged, a token alone
forwarded. What was not understood comes back in one mail with the sender's own words; nothing that a machine wrote is
ever answered, and no mail more than three times.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse

from goals.actions import check_in
from goals.models import Goal, Status
from goals.skipping import skip_turn
from goals.wording import shown
from members.roster.money import measure
from members.roster.values import NotUnderstood
from notifications import reply_address
from notifications.models import Delivery, Kind, MailReply, Urgency
from notifications.notices.letter import words
from notifications.outbox import post
from notifications.reply_address import ANSWERED_WITHIN, EXAMPLE
from notifications.reply_mail import NoReply, Reply, reply_in
from notifications.reply_words import LONGEST_NOTE, Said, figure_and_note, heard, tidy
from programs import links
from programs.models import Program, User
from programs.refusal import Refused
from programs.tenancy import POST, inside, standing

ASKED_BACK_MOST = 3
"""So often a mail's replies are answered."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """The mail that a reply answers, with its reader, and the time of the reply."""

    mail: Delivery
    user: User
    program: Program
    now: datetime


@dataclass
class Result:
    """What a reply came to: lines that say what was saved, and what was not, as (the sender's words, why)."""

    saved: list[str] = field(default_factory=list)
    unclear: list[tuple[str, str]] = field(default_factory=list)


def hear_reply(mail: bytes, *, now: datetime) -> str:
    """Take in a reply (RFC 822); returns what became of it in a word, "no reply" for a mail that is none.

    Call it outside of every scope. Read again, it changes nothing.
    """
    if not settings.REPLY_ADDRESS:
        return "no reply"
    found = reply_in(mail, settings.REPLY_ADDRESS)
    if isinstance(found, NoReply):
        return "no reply" if found.reason == "not to us" else found.reason
    asked = mail_of(found, now)
    if asked is None:
        return "forged or worn out"
    with inside(asked.program, asked.user):
        return answered(found, asked)


def answered(found: Reply, asked: Asked) -> str:
    """What became of a reply, as who was asked."""
    if not standing().is_member:
        return "no member"
    if not is_theirs(asked.user, found.sender):
        return refuse(found, asked)
    row = noted(found, asked, MailReply.Became.SAVED)
    if row is None:
        return "known"
    result = take_in(found, asked)
    if not result.unclear:
        return "saved"
    row.became = MailReply.Became.ASKED_BACK
    row.save(update_fields=["became"])
    ask_back(result, found.text, asked)
    return "asked back"


def noted(found: Reply, asked: Asked, became: str) -> MailReply | None:
    """The row of a reply that is dealt with now; None if it was before."""
    try:
        with transaction.atomic():
            made: MailReply = MailReply.objects.create(
                program_id=asked.program.pk, user_id=asked.user.pk, delivery_id=asked.mail.pk, key=found.key,
                at=asked.now, became=became,
            )  # fmt: skip
            return made
    except IntegrityError:
        return None


def mail_of(found: Reply, now: datetime) -> Asked | None:
    """The mail that a reply answers, as long as it can be answered, with its reader and program."""
    key = reply_address.read(found.tag)
    with inside(None, reach=POST):
        mail = Delivery.objects.filter(pk=key, kind=Kind.CHECK_IN).first() if key else None
    if mail is None or now - mail.created_at > ANSWERED_WITHIN:
        return None
    user = User.objects.filter(pk=mail.user_id or mail.pk, is_active=True).first()
    program = Program.objects.filter(pk=mail.program_id or mail.pk).first()
    return Asked(mail, user, program, now) if user and program else None


def is_theirs(user: User, sender: str) -> bool:
    """Whether an address is one at which somebody signs in."""
    proved = EmailAddress.objects.filter(user=user, email__iexact=sender, verified=True)
    return sender == user.email.lower() or proved.exists()


def refuse(found: Reply, asked: Asked) -> str:
    """A reply from another address changes nothing; its reader is told at their own, once a mail and once a day.

    Nobody else is: a mail to the sender of a forged one would go to somebody who never wrote.
    """
    told = MailReply.objects.filter(user_id=asked.user.pk, became=MailReply.Became.NOT_THEIRS)
    if told.filter(Q(delivery_id=asked.mail.pk) | Q(at__gt=asked.now - A_DAY)).exists():
        return "foreign, told already"
    if noted(found, asked, MailReply.Became.NOT_THEIRS):
        write(asked, {"foreign": found.sender})
    return "foreign"


def take_in(found: Reply, asked: Asked) -> Result:
    """Save what a reply says, as its sender."""
    result = Result()
    if found.is_cut:
        result.unclear.append(("", "Your mail was larger than 30 MB, so nothing of it was read."))
        return result
    goals = goals_of(asked.mail)
    understood = heard(found.text, len(goals))
    for one in understood.said:
        for number in range(1, len(goals) + 1) if one.of_all else [one.number or 1]:
            goal = goals[number - 1]
            try:
                result.saved.append(f"{goal.title}: {save(goal, one, asked)}" if goal else gone())
            except Refused as no:
                result.unclear.append((goal.title if goal else str(number), no.reason))
    result.unclear += [(text, not_understood(len(goals))) for text in understood.unclear]
    if not result.saved and not result.unclear:
        result.unclear.append(("", not_understood(len(goals))))
    return result


def gone() -> str:
    """What is said of a goal that is not there any more."""
    raise Refused("This goal is not there any more.")


def goals_of(mail: Delivery) -> list[Goal | None]:
    """The goals that a mail asked after, in the order of its numbers; None for one that is not its reader's now."""
    found = {one.pk: one for one in Goal.objects.filter(pk__in=mail.asks or [], member=standing().member_id)}
    return [found.get(key) for key in mail.asks or []]


def not_understood(count: int) -> str:
    """How to say it."""
    if not count:
        return "None of the goals of that mail is asked after any more."
    if count == 1:
        return f"Begin with on track, at risk, stuck, same or skip: {EXAMPLE}"
    return f"Begin with the goal's number, then on track, at risk, stuck, same or skip: 1 {EXAMPLE}"


def save(goal: Goal, one: Said, asked: Asked) -> str:
    """Save one statement about one goal; returns it in words. Raises Refused."""
    if one.word == "skip":
        skip_turn(goal, by=asked.user, now=asked.now, via="mail")
        return "left out this time"
    if one.word == "same" and not goal.status:
        raise Refused("There is no last time yet. Say on track, at risk or stuck.")
    value, note = None, f"{one.figure} {one.rest}".strip()
    if goal.kind == Goal.Kind.NUMBER:
        value, note = value_of(*figure_and_note(one, goal.unit), goal, asked.program)
    if len(note) > LONGEST_NOTE:
        raise Refused("A note has at most 1,000 characters. Shorten it, or write it in two.")
    status = goal.status if one.word == "same" else one.word
    made = check_in(goal, by=asked.user, now=asked.now, status=status, value=value, note=tidy(note), via="mail")
    said = Status(made.status).label
    return said if value is None else f"{said}, {shown(value, goal.unit)}"


def value_of(figure: str, note: str, goal: Goal, program: Program) -> tuple[Any, str]:
    """(value, note) of a figure; one in another unit than the goal's belongs to the note."""
    if not figure:
        return None, note
    try:
        found = measure(figure, currency=program.currency)
    except NotUnderstood as problem:
        raise Refused(f"“{figure}” {problem}") from problem
    if found.unit and found.unit.lower() != goal.unit.lower():
        return None, f"{figure} {note}".strip()
    return found.value, note


def ask_back(result: Result, text: str, asked: Asked) -> None:
    """Tell the sender what was not understood, with their own words; not more than a few times about one mail."""
    before = MailReply.objects.filter(delivery_id=asked.mail.pk, became=MailReply.Became.ASKED_BACK).count()
    if before <= ASKED_BACK_MOST:
        write(asked, {"saved": result.saved, "unclear": result.unclear, "text": text})


def write(asked: Asked, said: dict[str, Any]) -> None:
    """A mail about a reply, to its sender's own address. Its words are gone when it has left."""
    goals = [goal for goal in goals_of(asked.mail) if goal]
    program = asked.program
    context = {
        "goals": [(goal.title, links.url("check-in", program.pk, goal.pk)) for goal in goals],
        "today_url": settings.SITE_URL + reverse("today", args=[program.slug]),
        "address": asked.user.email,
        "example": EXAMPLE if len(goals) == 1 else f"1 {EXAMPLE}",
    }
    post(
        Kind.REPLY, Urgency.ANSWER, address=asked.user.email, user=asked.user, program=program, about=asked.mail.pk,
        words=words("reply", program, context | said), now=asked.now,
    )  # fmt: skip


def headers_of(mail: Delivery) -> dict[str, str]:
    """The header by which an answer to a mail about a reply comes to us, as one more reply to the first mail."""
    address = reply_address.address_of(mail.about_id) if mail.kind == Kind.REPLY and mail.about_id else ""
    return {"Reply-To": address} if address else {}
