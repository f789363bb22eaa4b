"""The vote of a group by mail: to who has a vote, when the group is asked and once more while they are silent."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from notifications.models import Delivery, Kind
from notifications.notices.candor import planned, users_of
from notifications.notices.letter import Letter
from notifications.notices.note import Note, noted
from programs.models import Activity, Program, User
from programs.tenancy import standing
from vetting.models import Approval

ASKED = "select app_approval_asked(%s, %s)"


def deliveries(news: Activity) -> list[Delivery]:
    """A mail for everybody who has a vote; who has voted is found out when it is written."""
    return [planned(Kind.APPROVAL, news, user, news.at) for user in users_of(ASKED, news)]


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """The question to who has a vote and has not given it; None when it is over. A lock screen shows no name."""
    asked = Approval.objects.open().select_related("group").filter(pk=mail.about_id).first()
    if user is None or asked is None or asked.group_id not in standing().groups:
        return None
    if standing().member_id not in asked.asked or asked.ballots.exists():
        return None
    place = f" ({asked.place})" if asked.place else ""
    group = asked.group.name
    counts = (
        "Every seat is asked, and one no is enough against it."
        if asked.mode == Approval.Mode.UNANIMOUS
        else ("It needs more yes than no, and silence counts as neither.")
    )
    note = Note(
        subject=f"A question from {program.name}",
        preview="Yes, no or abstain. Two taps.",
        heading=f"Should {asked.applicant_name} join {group}?",
        paragraphs=(
            (
                f"{asked.applicant_name} of {asked.company_name}{place} would like to join {group}, and agreed to be "
                "named to you."
            ),
            f"{counts} Nobody reads how you vote: {program.name} and your facilitator see how many said what.",
        ),
        label="Vote",
        url=settings.SITE_URL + reverse("approval", args=[program.slug, asked.pk]),
        small="Please keep the name to yourself.",
        why=f"you sit in {group}, and it is asked before a seat is offered.",
    )
    return noted(note, user.email, program)
