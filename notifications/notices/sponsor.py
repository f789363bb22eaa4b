"""Do you vouch for them? To the member who is asked, and once more while they are silent."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from notifications.models import Delivery, Kind
from notifications.notices.candor import planned, users_of
from notifications.notices.letter import Letter
from notifications.notices.note import Note, noted
from programs.models import Activity, Program, User
from programs.tenancy import standing
from vetting.models import Sponsor

ASKED = "select app_sponsor_asked(%s, %s)"


def deliveries(news: Activity) -> list[Delivery]:
    """A mail to the member who is asked."""
    return [planned(Kind.SPONSOR, news, user, news.at) for user in users_of(ASKED, news)]


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """The question, while it has no answer; whom it is about stands in the mail alone, not on a lock screen."""
    asked = Sponsor.objects.filter(pk=mail.about_id, answer="", member=standing().member_id).first()  # type: ignore[misc]
    if user is None or asked is None:
        return None
    place = f" ({asked.place})" if asked.place else ""
    note = Note(
        subject=f"One question from {program.name}",
        preview="Yes or no, and a line if you like.",
        heading=f"Do you vouch for {asked.applicant_name}?",
        paragraphs=(
            (
                f"{asked.applicant_name} of {asked.company_name}{place} would like to join {program.name}. If you know "
                "their work and would be glad to see them in a group, a yes from you helps."
            ),
            "Silence is never taken for a yes, and a no needs no reason. They do not read what you say.",
        ),
        label="Answer",
        url=settings.SITE_URL + reverse("sponsor", args=[program.slug, asked.pk]),
        small="Please keep the name to yourself.",
        why="they or the program thought that you know them.",
    )
    return noted(note, user.email, program)
