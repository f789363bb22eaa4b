"""A seat as an applicant reads of it: the group in outline, why, and what it asks; no names before they accept."""

from collections.abc import Sequence
from typing import Any

from groups.expectations import YOU, inherit, sections
from groups.models import Group
from programs.models import Program

IN_OUTLINE = ("cadence", "mode", "sizes", "cost")
"""What is told in a line each; the rest of what the group says folds open."""


def outline(program: Program, group: Group, *, why: Sequence[str], words: str) -> dict[str, Any]:
    """The context of vetting/_offer_seat.html. The group's track should be loaded and its seats taken annotated."""
    facts = group.facts(program.distance)
    answers = {
        one.key: one for one in inherit(program.expectations, group.track.expectations, group.expectations, facts)
    }
    return {
        "group": group,
        "facts": [(answers[key].question, answers[key].fact or answers[key].text) for key in IN_OUTLINE],
        "why": list(why),
        "words": words,
        "asks": dict(sections(answers.values()))[YOU],
    }
