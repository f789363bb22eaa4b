"""What happened to goals, in words (programs/deeds.py). What members do with theirs is not the program's audit's."""

DEEDS: dict[str, str] = {
    "plan.added": "offered a plan for goals",
    "plan.retired": "retired a plan for goals",
    "goal_template.added": "offered a template for goals",
    "goal_template.dropped": "dropped a template for goals",
}

OF_A_GROUP = {
    "goal.drafted": "drafted a goal",
    "goal.opened": "set a goal",
    "goal.changed": "changed a goal",
    "goal.shown": "showed a goal",
    "goal.hidden": "hid a goal",
    "goal.partner_named": "named an accountability partner",
    "goal.checked_in": "checked in",
    "goal.turn_skipped": "left out a check-in",
    "goal.skip_taken_back": "took a left out check-in up again",
    "goal.check_in_undone": "took a check-in back",
    "goal.done": "finished a goal",
    "goal.dropped": "dropped a goal",
    "goal.reopened": "took a goal up again",
    "goal_settings.changed": "changed how goals work in the group",
    "goal.paused": "paused a goal",
    "goal.stalled": "looked at a goal that stands still",
    "goal.rolled": "rolled a goal over",
    "goal.outcome_told": "told what came of a goal",
    "goal.put_on_top": "made a goal a top goal of the quarter",
    "goal.taken_from_top": "made a goal a top goal no more",
    "promise.made": "made a promise",
    "promise.taken_back": "took back a promise that was written down by mistake",
    "promise.kept": "kept a promise",
    "promise.missed": "missed a promise",
    "promise.moved": "promised something anew",
    "promise.reopened": "took a promise up again",
}
