"""What happened to goals, in words (programs/deeds.py). None of it is the program's audit's."""

DEEDS: dict[str, str] = {}

OF_A_GROUP = {
    "goal.drafted": "drafted a goal",
    "goal.opened": "set a goal",
    "goal.changed": "changed a goal",
    "goal.shown": "showed a goal",
    "goal.hidden": "hid a goal",
    "goal.partner_named": "named an accountability partner",
    "goal.checked_in": "checked in",
    "goal.check_in_undone": "took a check-in back",
    "goal.done": "finished a goal",
    "goal.dropped": "dropped a goal",
    "goal.reopened": "took a goal up again",
    "promise.made": "made a promise",
    "promise.taken_back": "took back a promise that was written down by mistake",
    "promise.kept": "kept a promise",
    "promise.missed": "missed a promise",
    "promise.moved": "promised something anew",
    "promise.reopened": "took a promise up again",
}
