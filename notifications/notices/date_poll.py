"""A date is looked for: when can you? To each who sits in the group, when the poll opens and the day before it ends.

One mail has all the polls that ask its reader and that they have not answered; a poll that has ended asks nobody.
"""

from collections.abc import Iterable
from datetime import datetime

from meetings.models import DateAsk, DateOption, DatePoll
from notifications.models import Delivery, Kind, Urgency
from notifications.notices.calendar import ask
from notifications.notices.letter import Letter
from notifications.notices.meeting import Ask, sent
from notifications.notices.note import day_of
from notifications.outbox import TOO_LATE
from programs import links
from programs.models import Activity, Program, User
from programs.moments import moment_words, place_of_zone
from programs.tenancy import standing

QUIET = ("import", "demo")


def deliveries(news: Activity) -> Iterable[Delivery]:
    """A mail to everybody whom the poll asks. A person asks it, so it leaves at once (handbook 4)."""
    if news.via in QUIET:
        return []
    rows = ask("select ask_id, user_id from app_asked_when(%s, %s)", news.program_id, news.about_id)
    return [
        Delivery(
            program_id=news.program_id, user_id=user, about_id=asked, kind=Kind.DATE_POLL, urgency=Urgency.ANSWER,
            send_at=news.at, not_after=news.at + TOO_LATE[Urgency.ANSWER],
        )
        for asked, user in rows
    ]  # fmt: skip


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """The moments on offer, with the answers that take two taps; None when nothing waits for an answer."""
    open_ones = DateAsk.objects.filter(
        member=standing().member_id, group__in=standing().groups, answered_at=None, poll__closed_at=None
    ).select_related("poll__group", "member")
    asked = list(open_ones.order_by("poll__answer_by", "pk")) if user else []
    options: dict[object, list[DateOption]] = {}
    for option in DateOption.objects.filter(poll__in=[one.poll_id for one in asked], starts_at__gt=now):
        options.setdefault(option.poll_id, []).append(option)
    asks = [of_poll(one, options[one.poll_id], program, now) for one in asked if one.poll_id in options]
    return sent(
        mail, program, user, asks,
        subject=f"When can you? A date is looked for in {program.name}",
        preview="The moments on offer, answered in two taps.",
        heading="When can you?",
        lead="Press an answer, then Save on the page that opens. You do not need to sign in.",
        why=f"you sit in a group of {program.name} that looks for a date.",
    )  # fmt: skip


def of_poll(asked: DateAsk, options: list[DateOption], program: Program, now: datetime) -> Ask:
    """One poll in the mail: its moments on the wall of its reader."""
    poll: DatePoll = asked.poll
    zone, url = asked.member.zone or poll.zone, links.url("poll", program.pk, asked.pk)
    return Ask(
        title=f"{poll.group.name}: {poll.name}",
        when=f"{poll.minutes} minutes, times in {place_of_zone(zone)}",
        where=poll.place or poll.get_mode_display(),
        words=[moment_words(program, one.starts_at, now, zone) for one in options],
        question="Which suit you?",
        answers=[("All of them", f"{url}?all=yes"), ("Some of them", url), ("None", f"{url}?all=no")],
        due=f"Answers until {day_of(poll.answer_by, program, now)}. The group sees who said what.",
    )
