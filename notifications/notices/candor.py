"""The candor check by mail: the question to the people of a group, and to its facilitators that somebody said no.

That somebody said no, and who, is for the facilitators alone. So a mail to them is planned at every answer, whatever it
was, and is written only if they find a no in their own scope; notifications/migrations/0006 hides it from admins.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.urls import reverse

from groups.models import FacilitatorTerm
from notifications.models import Delivery, Kind, Urgency
from notifications.notices.letter import Letter
from notifications.notices.note import Note, noted
from notifications.outbox import TOO_LATE
from programs.models import Activity, Program, User
from programs.tenancy import standing
from programs.wording import listed
from vetting.models import CandorCheck, CandorOutcome

ASKED = "select app_candor_asked(%s, %s)"
RUNNERS = "select app_candor_runners(%s, %s)"

THINKING = timedelta(minutes=5)
"""How long an answer rests before its mail is written: a slip of the thumb is put right by then."""

GONE = (Delivery.State.SENDING, Delivery.State.SENT, Delivery.State.UNCONFIRMED)
WAITS = (Delivery.State.PENDING, Delivery.State.CLAIMED)


def questions(news: Activity) -> list[Delivery]:
    """A mail for everybody who is asked; in the simple mode, for the facilitators who ask by phone."""
    users = users_of(ASKED, news) or users_of(RUNNERS, news)
    return [planned(Kind.CANDOR, news, user, news.at) for user in users]


def answers(news: Activity) -> list[Delivery]:
    """A mail for each facilitator of the group, at every answer. What it was is for them to find out."""
    return [planned(Kind.CANDOR_NO, news, user, news.at + THINKING) for user in users_of(RUNNERS, news)]


def users_of(question: str, news: Activity) -> list[UUID]:
    """The users that a function of the database names for a check. Asked by the post, which reads no check itself."""
    with connection.cursor() as cursor:
        cursor.execute(question, [news.program_id, news.about_id])
        found: list[UUID] = cursor.fetchone()[0]
    return found


def planned(kind: Kind, news: Activity, user: UUID, at: datetime) -> Delivery:
    """A mail about a check to one user."""
    return Delivery(
        program_id=news.program_id,
        user_id=user,
        about_id=news.about_id,
        kind=kind,
        urgency=Urgency.ANSWER,
        send_at=at,
        not_after=at + TOO_LATE[Urgency.ANSWER],
    )


def question(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """The question to who was asked and has not answered, or the facilitator's task by phone. None when it is over."""
    check = CandorCheck.objects.open().select_related("group").filter(pk=mail.about_id).first()
    if user is None or check is None:
        return None
    if check.by_phone and check.group_id in standing().keeps and not settled(check):
        note = by_phone(check, program)
    elif standing().member_id in check.asked and check.group_id in standing().groups and not check.answers.exists():
        note = to_member(check, program)
    else:
        return None
    return noted(note, user.email, program)


def settled(check: CandorCheck) -> bool:
    """Whether a facilitator has said how it came out."""
    return CandorOutcome.objects.filter(check_asked=check).exists()


def to_member(check: CandorCheck, program: Program) -> Note:
    """The question. Whom it is about stands in the mail alone, not in what a lock screen shows."""
    terms = FacilitatorTerm.objects.current().filter(group=check.group).order_by("is_co", "since")
    names = listed(list(terms.values_list("name", flat=True))) or "your facilitator"
    return Note(
        subject=f"One question from {program.name}",
        preview="Yes or no. Two taps.",
        heading=asks(check),
        paragraphs=(
            f"{who(check)} would like to join {check.group.name}, and agreed to be named to you. {meant(check)}",
            (
                f"{a_no(check)} goes to {names} alone, by name. {program.name} hears only that it is being checked. "
                "Please answer either way: silence is never taken for a yes."
            ),
        ),
        label="Answer",
        url=page_of(check, program),
        small="Please keep the name to yourself.",
        why=f"you sit in {check.group.name}, and nobody comes in with whom its people could not speak freely.",
    )


EACH_SEAT = "So few have joined that an answer given here would have a name. Call one person of each seat, and ask"

BY_PHONE = {
    CandorCheck.Mode.CANDOR: "Call them, and ask whether they could speak freely with them.",
    CandorCheck.Mode.OBJECTION: f"{EACH_SEAT} whether there is a reason against it.",
    CandorCheck.Mode.MAJORITY: f"{EACH_SEAT} whether they should join: it needs more yes than no.",
    CandorCheck.Mode.UNANIMOUS: f"{EACH_SEAT} whether they should join: one no is enough against it.",
}
"""What a facilitator is asked to do by phone."""


def by_phone(check: CandorCheck, program: Program) -> Note:
    """The facilitator's task in the simple mode."""
    return Note(
        subject=f"One question from {program.name}",
        preview="For you to ask your group by phone.",
        heading=f"Please ask {check.group.name} about {check.applicant_name}",
        paragraphs=(
            (
                f"{who(check)} would like to join {check.group.name}, and agreed to be named to its people. "
                f"{BY_PHONE[CandorCheck.Mode(check.mode)]}"
            ),
            f"Then say on the page how it came out. {program.name} learns that one word, and no name.",
        ),
        label="Say how it came out",
        url=page_of(check, program),
        why=f"you facilitate {check.group.name}.",
    )


def said_no(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """That somebody could not speak freely; None unless a no waits for this facilitator and no mail told of it."""
    check = CandorCheck.objects.open().select_related("group").filter(pk=mail.about_id).first()
    if user is None or check is None or check.group_id not in standing().keeps:
        return None
    noes = check.unsettled().exclude(member=standing().member_id).order_by("at")
    first = noes.first()
    if first is None or told_of(mail, first.at):
        return None
    note = Note(
        subject=f"Something for you in {program.name}",
        preview="It is for you alone, and waits on the page.",
        heading=f"Somebody in {check.group.name} {'objects' if objects(check) else 'said no'}",
        paragraphs=(
            (
                f"{about(check)} Who it is, and why "
                "if they said so, stands on the page. You alone read it; the program sees that it is being checked."
            ),
            "Talk with them first. Then say how it came out: clear or blocked, no names.",
        ),
        label="Read it",
        url=page_of(check, program),
        why=f"you facilitate {check.group.name}. There is one mail like this for a check, however many say no.",
    )
    return noted(note, user.email, program)


def about(check: CandorCheck) -> str:
    """What somebody said, without who it was."""
    person = f"{check.applicant_name} of {check.company_name}"
    if objects(check):
        return f"They see a reason against {person} joining."
    return f"They could not speak freely with {person}."


def told_of(mail: Delivery, at: datetime) -> bool:
    """Whether another mail to the same facilitator tells, or has told, of a no that was said at `at`.

    A mail is written after its `send_at`, so one that left with a later `send_at` knew; of several that wait, the
    first speaks.
    """
    before = Q(send_at__lt=mail.send_at) | Q(send_at=mail.send_at, pk__lt=mail.pk)
    others = Delivery.objects.filter(user_id=mail.user_id, kind=mail.kind, about_id=mail.about_id, send_at__gte=at)
    return others.exclude(pk=mail.pk).filter(Q(state__in=GONE) | Q(before, state__in=WAITS)).exists()


def objects(check: CandorCheck) -> bool:
    """Whether a private objection is asked for, not candor."""
    return check.mode == CandorCheck.Mode.OBJECTION


def asks(check: CandorCheck) -> str:
    """The question."""
    if objects(check):
        return f"Is there a reason against {check.applicant_name} joining?"
    return f"Could you speak freely with {check.applicant_name}?"


def meant(check: CandorCheck) -> str:
    """What the question means."""
    if objects(check):
        return "Everybody there is asked once before a seat is offered."
    return "Could you talk about your numbers, your people and your worries with them at the table?"


def a_no(check: CandorCheck) -> str:
    """What a no is called at the beginning of a sentence."""
    return "An objection" if objects(check) else "A no"


def who(check: CandorCheck) -> str:
    """The applicant, with company and place: "Nora Kessler of Kessler Networks (Dayton, OH)"."""
    return f"{check.applicant_name} of {check.company_name}" + (f" ({check.place})" if check.place else "")


def page_of(check: CandorCheck, program: Program) -> str:
    """The page of the check, which asks who is not signed in to sign in."""
    return settings.SITE_URL + reverse("candor", args=[program.slug, check.pk])
