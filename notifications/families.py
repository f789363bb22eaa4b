"""The six rows in which a person chooses how mail reaches them: which kind is of which, and what they are called.

Source: research/ux section 4, rule h. A kind without a family belongs to nobody's choice: sign-in, invitations, and
what goes to people who are no members yet.
"""

from collections.abc import Mapping

from notifications.models import Family, Kind

FAMILY: Mapping[str, Family] = {
    kind: family
    for family, kinds in {
        Family.GOALS: (Kind.CHECK_IN, Kind.COMMITMENT, Kind.STALLED, Kind.PARTNER),
        Family.MEETINGS: (
            Kind.MEETING, Kind.RSVP, Kind.MEETING_DAY, Kind.TRAVEL, Kind.MEETING_INVITED, Kind.MEETING_OFF,
            Kind.MEETING_YEAR, Kind.RECAP, Kind.CLOSING_WORDS, Kind.DATE_POLL,
        ),
        Family.PEOPLE: (Kind.KUDOS, Kind.TALK, Kind.BUDDY, Kind.LETTER, Kind.SUPPORT, Kind.TERM),
        Family.DIGEST: (Kind.DIGEST,),
        Family.ADMIN: (
            Kind.NEEDS_YOU, Kind.NEWCOMER, Kind.ADMIN_DIGEST, Kind.PROMISE, Kind.CANDOR_NO, Kind.OFFER_DECLINED,
            Kind.OFFER_DOUBTED, Kind.INTERVIEW_HOST, Kind.STANDS_IN,
        ),
        Family.OFFERS: (
            Kind.CANDOR, Kind.APPROVAL, Kind.SPONSOR, Kind.VISIT_GROUP, Kind.VISIT_OFF, Kind.AGREEMENT,
        ),
    }.items()
    for kind in kinds
}  # fmt: skip
"""The row of each kind that is about somebody's own life in a program."""

HEARD_AT_ONCE = (Kind.PARTNER, Kind.KUDOS, Kind.TALK, Kind.RECAP, Kind.MEETING_YEAR, Kind.TERM, Kind.OFFER_DECLINED)
"""Kinds that leave at once, and that a person may still read in the app instead, or not at all."""

ALWAYS: Mapping[Family, str] = {
    Family.GOALS: "",
    Family.MEETINGS: "Invitations to your calendar and changes of a date always come by mail.",
    Family.PEOPLE: "What somebody wrote to you yourself always comes by mail.",
    Family.DIGEST: "",
    Family.ADMIN: "What waits for your decision on somebody else always comes by mail.",
    Family.OFFERS: "Questions that others wait for always come by mail.",
}
"""What of a family comes by mail whatever is chosen; nothing of a family is silently lost."""

CONTENTS: Mapping[Family, str] = {
    Family.GOALS: "Reminders about your goals and promises",
    Family.MEETINGS: "What is asked before a meeting, the day itself, travel, recaps",
    Family.PEOPLE: "News of people around you",
    Family.DIGEST: "One mail a week with what you have not seen yet",
    Family.ADMIN: "Who needs you this morning, newcomers, decisions that wait",
    Family.OFFERS: "Your view of people who want to join, what is to be signed",
}
"""What a row is about, in one line."""

NAMES: Mapping[str, tuple[str, str]] = {
    Kind.CHECK_IN: ("check-in reminders", "You get them when your check-ins are due."),
    Kind.COMMITMENT: ("reminders of promises", "You get one on the day until which you promised something."),
    Kind.STALLED: ("notes on goals without news", "You get one at most every 30 days for a goal."),
    Kind.DIGEST: ("weekly digests", "You get one a week, when there is something that you have not seen."),
    Kind.ADMIN_DIGEST: ("daily digests", "You get one on mornings on which something waits in the program."),
    Kind.MEETING: ("mails of the meeting week", "You get one in the week before a meeting, while something is asked."),
    Kind.RSVP: ("questions whether you come", "You get them before a meeting in person, until you answer."),
    Kind.MEETING_DAY: ("notes on the day of a meeting", "You get them a day and an hour before, when you come."),
    Kind.DATE_POLL: ("reminders of a poll for a date", "You get one before the last day, until you answer."),
    Kind.TRAVEL: ("notes about travel", "You get them before a meeting in person, until you have booked."),
    Kind.CLOSING_WORDS: (
        "questions how a meeting was",
        "You are asked at the end of a meeting; by mail only if you had to leave before.",
    ),
    Kind.NEEDS_YOU: ("morning mails", "You get one when somebody in your groups needs you."),
    Kind.NEWCOMER: ("questions about newcomers", "You get them after 30, 60 and 90 days."),
}
"""What the reminders and digests are called of which one kind alone can be stopped, and when they come."""


def family_of(kind: str) -> Family | None:
    """The row of a kind, or None for what is nobody's choice."""
    return FAMILY.get(kind)


def may_be_off(kind: str) -> bool:
    """Whether a person's choice for its family reaches a kind that no hours bind."""
    return kind in HEARD_AT_ONCE
