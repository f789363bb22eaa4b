"""What happened in talk, in words (programs/deeds.py). All of it is a group's, or two people's."""

OF_A_GROUP = {
    "thread.asked": "asked the group",
    "thread.changed": "changed what they asked the group",
    "thread.removed": "took back what they had asked",
    "goal.help_asked": "asked an accountability partner for a word",
    "thread.closed": "closed what they had asked",
    "thread.reopened": "asked the group again",
    "thread.answered": "answered in the group",
    "comment.changed": "changed an answer",
    "comment.removed": "took an answer back",
    "reaction.given": "applauded",
    "reaction.taken_back": "took applause back",
    "win.posted": "posted a win",
    "kudos.given": "thanked somebody",
    "win.removed": "took a win back",
    "win.pinned": "put a win into a recap",
    "win.unpinned": "took a win out of a recap",
    "support.asked": "asked for support",
    "support.answered": "answered a call for support",
    "support.closed": "closed a call for support",
    "support.reopened": "took a call for support up again",
}
