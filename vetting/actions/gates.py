"""The steps that a program switched on, as gates: why a seat cannot be offered before they are done, in a sentence."""

from collections.abc import Sequence

from groups.models import Group, Seat
from vetting.actions.approving import came_to, is_asked, way_of
from vetting.actions.visiting import came_of
from vetting.ballots import Came
from vetting.models import Application, Approval, CandorCheck, Interview, Sponsor, VettingRules, Visit


def gate(application: Application, group: Group, seats: Sequence[Seat], program_rules: VettingRules) -> str:
    """The first step that stands between an applicant and a seat of a group, or ''. `seats` are those held now."""
    if program_rules.interview and not Interview.objects.filter(application=application).exclude(held_at=None).exists():
        return (
            "The call with them has not taken place yet. Ask them for one in their file, or note that you have talked."
        )
    vouched = Sponsor.objects.filter(application=application, answer=Sponsor.Answer.YES)
    if program_rules.sponsor and not vouched.exists():
        return "Nobody has vouched for them yet. Ask a member in their file; silence is never a yes."
    group_says = asked_of(application, group, program_rules) if is_asked(group, program_rules, seats) else Came.CLEAR
    if group_says != Came.CLEAR:
        return GROUP_SAYS[group_says].format(group.name)
    if program_rules.visit and seats:
        return VISIT_SAYS[visit_of(application, group)].format(group.name)
    return ""


GROUP_SAYS = {
    None: "Ask {} first whether they may join.",
    Came.ASKED: "{} is still being asked whether they may join.",
    Came.BLOCKED: "{} was asked whether they may join, and it did not come out for it.",
}
"""What stands between an applicant and a seat by how the group was asked; None where it was not."""


VISIT_SAYS = {
    None: "Invite them to visit a meeting of {} first.",
    Came.ASKED: "Their visit to {} has no yes from both sides yet.",
    Came.CLEAR: "",
    Came.BLOCKED: "Their visit to {} did not end with a yes from both sides.",
}


def visit_of(application: Application, group: Group) -> Came | None:
    """Where their visit to a group stands; None where nobody invited them, or it was called off."""
    found = Visit.objects.agreed().filter(application=application, group=group).select_related("word").first()
    return came_of(found, getattr(found, "word", None)) if found else None


def asked_of(application: Application, group: Group, program_rules: VettingRules) -> Came | None:
    """Where the question to a group stands, in the way in which it is asked, here or by phone; None where nobody asked
    it."""
    way = way_of(group, program_rules)
    votes = Approval.objects.open().with_counts().filter(application_id=application.pk, group=group, mode=way)
    if way != Group.Approval.OBJECTION and (found := votes.first()):
        return came_to(found)
    stand = CandorCheck.objects.stand_of(application, group, CandorCheck.Mode(way))
    return Came(stand) if stand else None
