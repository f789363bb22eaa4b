"""What each kind of mail says, and to whom: one module a kind, and the two tables that name them.

A new kind of mail: a member of Kind, a module here with `letter`, its templates, a line in LETTERS; and if an action
starts it, `deliveries` for who hears and a line in NEWS, else something that writes Due.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from notifications.models import Delivery, Kind
from notifications.notices import (
    admin_digest,
    agreement,
    application,
    approval,
    buddy,
    calendar,
    candor,
    check_in,
    closing,
    commitment,
    date_poll,
    digest,
    interest,
    interview,
    invitation,
    meeting,
    needs_you,
    newcomer,
    offer,
    offer_declined,
    promise,
    recap,
    reference,
    running,
    sponsor,
    stalled,
    stands_in,
    support,
    talk,
    term,
    visit,
    written,
)
from notifications.notices.application import to_who_applied
from notifications.notices.letter import Letter
from programs.models import Activity, Program, User
from programs.tenancy import inside
from vetting.actions.deciding import HEARS_AFTER

LETTERS: Mapping[str, Callable[..., Letter | None]] = {
    Kind.INVITATION: invitation.letter,
    Kind.CHECK_IN: check_in.letter,
    Kind.COMMITMENT: commitment.letter,
    Kind.TERM: term.letter,
    Kind.STANDS_IN: stands_in.letter,
    Kind.APPLICATION: application.sent,
    Kind.APPLICATION_LINK: application.link,
    Kind.APPLICATION_DECIDED: application.decided,
    Kind.APPLICATION_WORD: application.word,
    Kind.APPLICATION_ENDED: application.ended,
    Kind.APPLICATION_WITHDRAWN: application.withdrawn,
    Kind.OFFER: offer.made,
    Kind.OFFER_REMINDER: offer.reminded,
    Kind.OFFER_EXTENDED: offer.extended,
    Kind.OFFER_ENDED: offer.ended,
    Kind.OFFER_LOST: offer.lost,
    Kind.OFFER_WITHDRAWN: offer.withdrawn,
    Kind.OFFER_ACCEPTED: offer.accepted,
    Kind.REFERENCE: reference.letter,
    Kind.CANDOR: candor.question,
    Kind.CANDOR_NO: candor.said_no,
    Kind.PROMISE: promise.letter,
    Kind.INTERVIEW: interview.letter,
    Kind.APPROVAL: approval.letter,
    Kind.SPONSOR: sponsor.letter,
    Kind.VISIT: visit.invited,
    Kind.VISIT_AFTER: visit.over,
    Kind.VISIT_GROUP: visit.group_asked,
    Kind.VISIT_OFF: visit.called_off,
    Kind.INTERVIEW_OFF: interview.called_off,
    Kind.INTERVIEW_HOST: interview.host,
    Kind.AGREEMENT: agreement.letter,
    Kind.OFFER_DECLINED: offer_declined.letter,
    Kind.OFFER_DOUBTED: offer_declined.doubted,
    Kind.INTEREST: interest.question,
    Kind.INTAKE: interest.intake,
    Kind.BUDDY: buddy.letter,
    Kind.NEWCOMER: newcomer.letter,
    Kind.MEETING: meeting.week,
    Kind.RSVP: meeting.question,
    Kind.MEETING_DAY: meeting.day,
    Kind.TRAVEL: meeting.way,
    Kind.DATE_POLL: date_poll.letter,
    Kind.MEETING_INVITED: running.invited,
    Kind.MEETING_OFF: running.withdrawn,
    Kind.MEETING_YEAR: calendar.year,
    Kind.LETTER: written.letter,
    Kind.NEEDS_YOU: needs_you.letter,
    Kind.RECAP: recap.letter,
    Kind.TALK: talk.letter,
    Kind.PARTNER: talk.to_partner,
    Kind.SUPPORT: support.letter,
    Kind.DIGEST: digest.letter,
    Kind.ADMIN_DIGEST: admin_digest.letter,
    Kind.CLOSING_WORDS: closing.letter,
}
"""Who writes a mail when it leaves. None means that it is no longer needed."""

NEWS: Mapping[str, Callable[[Activity], Iterable[Delivery]]] = {
    **calendar.NEWS,
    **running.NEWS,
    "invitation.sent": invitation.deliveries,
    "invitation.renewed": invitation.deliveries,
    **dict.fromkeys(term.BEGAN, lambda news: [*term.deliveries(news), *running.to_who_runs(news)]),
    "term.handed": stands_in.deliveries,
    "application.submitted": to_who_applied(Kind.APPLICATION),
    "application.asked_again": application.link_again,
    "application.decided": to_who_applied(Kind.APPLICATION_DECIDED, HEARS_AFTER),
    "application.word_kept": lambda news: [*application.word_on_the_day(news), *promise.deliveries(news)],
    "application.ended": to_who_applied(Kind.APPLICATION_ENDED),
    "application.withdrawn": to_who_applied(Kind.APPLICATION_WITHDRAWN),
    "offer.made": to_who_applied(Kind.OFFER, HEARS_AFTER),
    "offer.reminded": to_who_applied(Kind.OFFER_REMINDER),
    "offer.extended": to_who_applied(Kind.OFFER_EXTENDED),
    "offer.ended": to_who_applied(Kind.OFFER_ENDED),
    "offer.lost": to_who_applied(Kind.OFFER_LOST),
    "offer.withdrawn": offer.taken_back,
    "offer.accepted": to_who_applied(Kind.OFFER_ACCEPTED),
    "reference.asked": to_who_applied(Kind.REFERENCE),
    "buddy.chosen": buddy.deliveries,
    "offer.declined": offer_declined.to_admins(Kind.OFFER_DECLINED),
    "offer.doubted": offer_declined.to_admins(Kind.OFFER_DOUBTED),
    "interest.asked": interest.questions,
    "intake.announced": interest.announced,
    "agreement.asked": agreement.deliveries,
    "candor.asked": candor.questions,
    "candor.answered": candor.answers,
    "approval.asked": approval.deliveries,
    "approval.phoned": candor.questions,
    "approval.reminded": approval.deliveries,
    "sponsor.asked": sponsor.deliveries,
    "sponsor.reminded": sponsor.deliveries,
    "visit.invited": to_who_applied(Kind.VISIT),
    "visit.reminded": to_who_applied(Kind.VISIT),
    "visit.over": to_who_applied(Kind.VISIT_AFTER),
    "visit.announced": visit.to_group,
    "visit.group_asked": visit.to_group,
    "visit.called_off": visit.off_to_group,
    "interview.asked": to_who_applied(Kind.INTERVIEW),
    "interview.chosen": to_who_applied(Kind.INTERVIEW),
    "interview.reminded": to_who_applied(Kind.INTERVIEW),
    "interview.called_off": to_who_applied(Kind.INTERVIEW_OFF),
    "interview.taken": interview.to_host,
    "interview.freed": interview.to_host,
    "poll.opened": date_poll.deliveries,
    "letter.written": written.deliveries,
    "recap.sent": recap.deliveries,
    "thread.answered": talk.answered,
    "goal.help_asked": talk.help_asked,
    "support.asked": support.deliveries,
    "support.answered": support.deliveries,
}
"""What an action's record starts: a kind of Activity and the deliveries that it asks for, not saved yet."""

HEARD_HERE: Mapping[str, Callable[[Activity], Iterable[tuple[Kind, UUID]]]] = {
    "kudos.given": talk.thanked,
    "goal.stalled": stalled.told,
    "closing.asked": closing.asked,
}
"""What stands in somebody's inbox and has no mail of its own: a kind of Activity -> (kind of notice, the user)."""


def letter_of(mail: Delivery, program: Program | None, user: User | None, now: datetime) -> Letter | None:
    """Write a mail in its reader's own scope, in which the database shows what they may read, and no more.

    A mail to somebody who has no user here yet is written in the scope of the link that it carries. None if there is
    nothing to say any more.
    """
    if program is None:
        return None
    if user is not None and user.is_active:
        scope = inside(program, user)
    elif mail.user_id is None and mail.about_id is not None:
        scope = inside(program, reach=mail.about_id)
    else:
        return None
    with scope:
        return LETTERS[mail.kind](mail, program, user, now)


__all__ = ["LETTERS", "NEWS", "Letter", "letter_of"]
