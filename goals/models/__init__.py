"""The promises: goals and what is said of them, commitments, and what programs and groups choose about both."""

from goals.models.check_in import CheckIn, CheckInRate, PrivateNote, Skip
from goals.models.commitment import Commitment, Pair
from goals.models.goal import Goal, GoalChange, Milestone, Status
from goals.models.plan import GoalSettings, GoalTemplate, PlanLabel

__all__ = [
    "CheckIn",
    "CheckInRate",
    "Commitment",
    "Goal",
    "GoalChange",
    "GoalSettings",
    "GoalTemplate",
    "Milestone",
    "Pair",
    "PlanLabel",
    "PrivateNote",
    "Skip",
    "Status",
]
