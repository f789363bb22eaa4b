"""The note that is prepared for a facilitator: short, kind, without blame, and theirs to change. Pure."""

from meetings.cockpit import Need, Reason
from meetings.policy import Seen


def subject(group: str, writer: str) -> str:
    """What stands on a lock screen: who wrote, from which group, and nothing else."""
    return f"A note from {writer}, {group}"


def draft(need: Need, writer: str) -> str:
    """The words of the note about a reason of cockpit.OF_PEOPLE, signed with `writer`, a first name."""
    if need.person is None:
        return ""
    body = {
        Reason.MISSED: missed,
        Reason.STANDING: attendance,
        Reason.STALLED: stalled,
        Reason.REPEATED: repeated,
        Reason.QUIET: quiet,
        Reason.NEW: new,
    }[need.reason]
    first = need.person.name.split()[0]
    return f"Hi {first},\n\n{body(need)}\n\n{writer}"


def missed(need: Need) -> str:
    """The morning after a meeting: what happened there waits, and so do they."""
    miss = need.person.miss if need.person else None
    opening = (
        "thank you for the word beforehand; we missed you at the meeting."
        if miss and miss.seen == Seen.EXCUSED
        else "we missed you at the meeting, and I hope all is well."
    )
    return (
        f"{opening[0].upper()}{opening[1:]} Would a quarter of an hour on the phone help you to catch up? "
        "If there is something that you wanted to bring, send it to me and I take it to the group."
    )


def attendance(need: Need) -> str:
    """Asking for the call that the group's rule asks for."""
    return (
        f"You could not be at some of the last meetings of {need.circle.name}. I would like to hear how it is going "
        "and what would make it easier to come. Could we talk this week? Two times that suit you are enough."
    )


def stalled(need: Need) -> str:
    """A goal that stands still: three ways on, none of them a fault."""
    return (
        "I see that one of your goals is standing still. That happens to all of us. Is there a smaller next step, is "
        "it better to pause it, or shall we take it to the group? Answer with one line, whichever it is."
    )


def repeated(need: Need) -> str:
    """A promise that comes back each time: smaller, somebody at its side, or let go."""
    return (
        "One of your promises has come back a few times, as the worthwhile ones do. Is there a smaller first step, "
        "would it help to do it together with somebody, or has it had its day? Each of the three is a good answer."
    )


def quiet(need: Need) -> str:
    """Nothing was heard for a while."""
    return (
        f"I have not heard from you for a while, and {need.circle.name} is not the same without you. How are you, and "
        "is there anything that I can do?"
    )


def new(need: Need) -> str:
    """A newcomer's first weeks."""
    return (
        f"You are new in {need.circle.name}, and I would like to know how it is for you so far. What was good, and "
        "what did you expect to be different?"
    )
