"""Several applicants are asked for more at once: one reason and one line for all, and each hears by themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from programs.activity import Via
from programs.models import User
from programs.refusal import Refused
from vetting import states
from vetting.actions.deciding import decide, undo_decision
from vetting.models import Application, Decision


@dataclass
class Asked:
    """What came of it: the decisions made, and who was passed over, with why. All decisions have the same moment."""

    made: list[Decision] = field(default_factory=list)
    passed_over: list[tuple[Application, str]] = field(default_factory=list)


@transaction.atomic
def ask_each(
    applications: Sequence[Application],
    *,
    by: User,
    now: datetime,
    reason: str,
    words: str = "",
    asked: Mapping[Application, Sequence[str]],
    seen: Mapping[Application, int],
    via: Via = "web",
) -> Asked:
    """Ask each for more, in one order, so that two admins at once do not wait for each other in a ring.

    `asked` are each one's own open questions, `seen` the version of each that was looked at. Whom somebody else has
    moved meanwhile is passed over, and the others are asked.
    """
    found = Asked()
    for one in sorted(applications, key=lambda one: one.pk):
        try:
            made = decide(
                one, states.Decision.MORE, by=by, now=now, reason=reason, words=words, asked=asked.get(one, ()),
                seen=seen.get(one), via=via,
            )  # fmt: skip
        except Refused as no:
            found.passed_over.append((one, no.reason))
        else:
            found.made.append(made)
    return found


@transaction.atomic
def take_back_each(decision: Decision, *, by: User, now: datetime, via: Via = "web") -> Asked:
    """Take back a decision and all that the same person made with it. What cannot be any more is passed over."""
    together = Decision.objects.filter(by=by, at=decision.at, after=decision.after, undone_at=None)
    found = Asked()
    for one in together.select_related("application").order_by("application_id"):
        try:
            undo_decision(one, by=by, now=now, via=via)
        except Refused as no:
            found.passed_over.append((one.application, no.reason))
        else:
            found.made.append(one)
    return found
