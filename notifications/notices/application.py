"""Word about an application, to who applied: each step they hear of, and the honest note when there is no news.

They have no user here, so each mail is written in the scope of the link that it carries, and says what the application
says when it leaves. What a stranger typed is not repeated in the first mail: anybody may type anybody's address.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from notifications.models import Delivery, Kind, Urgency
from notifications.notices.letter import Letter
from notifications.notices.note import Note, day_of, noted
from notifications.outbox import TOO_LATE
from programs import links
from programs.clock import local_day
from programs.models import Activity, Program, User
from vetting.actions.deciding import rules
from vetting.actions.ringing import UNANSWERED_ENDS
from vetting.models import Application
from vetting.states import CLOSED, State

ONCE_IN = timedelta(minutes=10)
"""How often the link is mailed once more at most: whoever types the address may be somebody else."""

A_DAY = timedelta(days=1)
"""A machine says something to an applicant once a day at most (message 14 of the design)."""

WEEKS = UNANSWERED_ENDS.days // 7


def to_who_applied(kind: Kind, after: timedelta = timedelta()) -> Callable[[Activity], list[Delivery]]:
    """Who hears of an activity about an application or a reference: whoever has its link, `after` the moment in which
    it can be taken back."""

    def deliveries(news: Activity) -> list[Delivery]:
        return [
            Delivery(
                program_id=news.program_id,
                about_id=news.about_id,
                kind=kind,
                urgency=Urgency.ANSWER,
                send_at=news.at,
                hold_until=news.at + after if after else None,
                not_after=news.at + after + TOO_LATE[Urgency.ANSWER],
            )
        ]

    return deliveries


def link_again(news: Activity) -> list[Delivery]:
    """The mail with the link once more, unless one was asked for a moment ago."""
    return [] if told_since(news, ONCE_IN, kind=Kind.APPLICATION_LINK) else linked(news)


def word_on_the_day(news: Activity) -> list[Delivery]:
    """The honest note, unless they had word of something else within a day."""
    return [] if told_since(news, A_DAY) else worded(news)


linked = to_who_applied(Kind.APPLICATION_LINK)
worded = to_who_applied(Kind.APPLICATION_WORD)


def told_since(news: Activity, span: timedelta, **conditions: str) -> bool:
    """Whether a mail about the same application was put on its way within `span`. Asked by the post."""
    mails = Delivery.objects.filter(program_id=news.program_id, user_id=None, about_id=news.about_id, **conditions)
    return mails.filter(send_at__gt=news.at - span, send_at__lte=news.at).exists()


def sent(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """That the application is here; None when it was taken back before anybody read of it."""
    application = found(mail)
    if application is None or application.state_shown(now) in CLOSED:
        return None
    note = Note(
        subject=f"Your application to {program.name}",
        preview="It is here. Your page is one tap away.",
        heading=f"We have your application to {program.name}",
        paragraphs=(
            f"A person reads it next. {next_word(application, program, now)}",
            "Your page shows where it stands. There you can add to it, or take it back. It needs no password.",
        ),
        label="Open your page",
        url=page_of(application, program),
        small=works_for(),
        why=f"this address was entered in an application to {program.name}. If that was not you, take the application "
        "back on the page, or do nothing: nobody is signed up by it.",
    )
    return noted(note, application.email, program)


def link(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """The link once more, also to an application that is over; None for who has a seat, and signs in instead."""
    application = found(mail)
    if application is None or application.state_shown(now) == State.SEATED:
        return None
    is_over = application.state_shown(now) in CLOSED
    note = Note(
        subject=f"Your application to {program.name}",
        preview="The link to your page, once more.",
        heading="The link to your page",
        paragraphs=(
            "You applied for this role, and the application is closed. Its page says how it ended, and what you can do."
            if is_over
            else "You have applied for this role already, and the application is here. Its page is one tap away.",
        ),
        label="Open your page",
        url=page_of(application, program),
        small=works_for(),
        why=f"somebody entered this address at {program.name}, and there is an application of yours. If that was not "
        "you, do nothing: only this mailbox has the link.",
    )
    return noted(note, application.email, program)


def decided(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """What was decided; None when it was taken back, decided anew, or overtaken: the newer step has its own mail."""
    application = found(mail)
    if application is None or application.hears_at is None or application.hears_at != mail.hold_until:
        return None
    items: tuple[str, ...] = ()
    match application.state:
        case State.POOL:
            heading = "You are accepted"
            closing = [
                "What comes next: we look for the group that suits you, and your place in line is kept meanwhile. "
                + next_word(application, program, now)
            ]
            label = "Open your page"
        case State.MORE_INFORMATION:
            heading, items = "A question for you", tuple(application.asked)
            closing = [
                (
                    "Answer on your page, with no password. We ask once more after two weeks; after "
                    f"{WEEKS} weeks without an answer the application ends by itself."
                )
            ]
            label = "Answer"
        case State.DECLINED:
            heading = "Not this time"
            closing = [*ask_about_it(program), deleted_on(application, program, now)]
            label = "Open your page"
        case _:
            return None
    note = Note(
        subject=f"News about your application to {program.name}",
        preview="Where it stands, and what comes next.",
        heading=heading,
        paragraphs=filled(application.told or State(application.state).sentence),
        items=items,
        closing=closing,
        label=label,
        url=page_of(application, program),
        small=works_for(),
        why=you_applied(program),
    )
    return noted(note, application.email, program)


def word(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """On the promised day: that nothing is decided, and the next date; or a question once more.

    None when something was decided since: that has its own mail.
    """
    application = found(mail)
    if application is None or (application.hears_at and application.hears_at > mail.send_at):
        return None
    items: tuple[str, ...] = ()
    following = next_word(application, program, now)
    match application.state:
        case State.SUBMITTED | State.IN_REVIEW:
            heading = "No decision yet"
            paragraphs = [
                "We said that you would hear from us by today. Nothing is decided yet, and that is our doing."
            ]
            closing = [following]
            label = "Open your page"
        case State.POOL:
            heading = "No seat for you yet"
            paragraphs = ["You are accepted, and we have not found the right group yet. Your place in line is kept."]
            closing = [f"{following} If your plans have changed, your page is the place to say so."]
            label = "Open your page"
        case State.MORE_INFORMATION:
            heading, items = "We still have a question for you", tuple(application.asked)
            paragraphs = filled(application.told)
            ends = local_day(application.state_since + UNANSWERED_ENDS, program.zone)
            closing = [
                (
                    f"Without an answer the application ends by itself on {day_of(ends, program, now)}. "
                    "What you wrote stays, and you may send it again."
                )
            ]
            label = "Answer"
        case _:
            return None
    note = Note(
        subject=f"Your application to {program.name}",
        preview="Where it stands, on the day we promised.",
        heading=heading,
        paragraphs=paragraphs,
        items=items,
        closing=closing,
        label=label,
        url=page_of(application, program),
        small=works_for(),
        why=you_applied(program),
    )
    return noted(note, application.email, program)


def ended(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """That it ended by time; None when it was sent again meanwhile."""
    application = found(mail)
    if application is None or application.state != State.ENDED:
        return None
    note = Note(
        subject=f"News about your application to {program.name}",
        preview="Where it stands, and how to take it up again.",
        heading="Your application has ended",
        paragraphs=(
            f"We asked you something and heard nothing for {WEEKS} weeks, so nobody works on it any more.",
            "What you wrote is still here. If you want to go on, one press on your page sends it again.",
        ),
        label="Open your page",
        url=page_of(application, program),
        small=works_for(),
        why=you_applied(program),
    )
    return noted(note, application.email, program)


def withdrawn(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """That they took it back; None when they sent it again meanwhile."""
    application = found(mail)
    if application is None or application.state != State.WITHDRAWN:
        return None
    note = Note(
        subject=f"Your application to {program.name}",
        preview="You took it back. There is nothing to do.",
        heading="You took your application back",
        paragraphs=(
            "Nobody works on it any more. Thank you for telling us.",
            "If you think again, or it was a slip, one press on your page sends it once more, as you wrote it.",
        ),
        label="Open your page",
        url=page_of(application, program),
        small=works_for(),
        why=you_applied(program),
    )
    return noted(note, application.email, program)


def found(mail: Delivery) -> Application | None:
    """The application that the mail's link opens, or None when it is gone."""
    application: Application | None = Application.objects.filter(pk=mail.about_id).first()  # type: ignore[misc]
    return application


def page_of(application: Application, program: Program) -> str:
    """The link to the applicant's own page."""
    return links.url("application", program.pk, application.pk)


def next_word(application: Application, program: Program, now: datetime) -> str:
    """By when they hear more. While a decision can still be taken back, its date is nobody's to read."""
    if application.next_word_on is None or (application.hears_at and now < application.hears_at):
        return "You hear from us soon."
    return f"You hear from us by {day_of(application.next_word_on, program, now)}, also if there is no news by then."


def works_for() -> str:
    """For how long the link works, and for whom."""
    return f"The link is for you alone and works for {links.LIFETIMES['application'].days} days."


def you_applied(program: Program) -> str:
    """Why they hear of it."""
    return f"you applied to {program.name}, and nobody who applies waits in silence."


def ask_about_it(program: Program) -> list[str]:
    """Where to ask about a decision, if the program says where it is written to."""
    return [f"If you want to ask about it, write to {program.contact}."] if program.contact else []


def deleted_on(application: Application, program: Program, now: datetime) -> str:
    """What becomes of what they sent."""
    day = local_day(application.state_since + timedelta(days=rules().keep_declined_days), program.zone)
    return f"Thank you for the time you took. What you sent us is deleted on {day_of(day, program, now)}."


def filled(*said: str) -> list[str]:
    """Those of these paragraphs that say something."""
    return [words for words in said if words]
