"""The link in the foot of a reminder, and in its List-Unsubscribe header: later, pause, stop.

A GET shows, a POST acts. A mail program's own button posts `List-Unsubscribe=One-Click` without cookies (RFC 8058) and
stops this kind of mail from this program, nothing else. The database shows this link its delivery and what its reader
wants of that kind.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from notifications import actions
from notifications.choosing import pause_all, resume_all
from notifications.families import NAMES
from notifications.gate import known
from notifications.models import Delivery, MailHours, Preference
from programs import wording
from programs.access import mail_link
from programs.clock import local_day
from programs.models import Program
from programs.request import Request


@mail_link("mute")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_mute(request: Request, token: str, pk: UUID) -> HttpResponse:
    """How it stands with this kind of mail, and what can be changed about it."""
    mail = Delivery.objects.filter(pk=pk).exclude(user_id=None).first()
    if mail is None or mail.kind not in NAMES:
        raise Http404
    now = timezone.now()
    times = actions.later_times(mail, now)
    done = ""
    if request.method == "POST":
        done = act(mail, request.POST, times, now)
    wish = Preference.objects.filter(user=mail.user_id, kind=mail.kind).first()
    muted = wish is not None and (wish.muted_until is None or wish.muted_until > now)
    kinds, comes = NAMES[mail.kind]
    context = {
        "kinds": kinds,
        "comes": comes,
        "muted": muted,
        "until": day_words(wish.muted_until, mail, request.program) if wish and muted and wish.muted_until else "",
        "later": [(name, moment_words(at, mail, request.program)) for name, at in times.items()],
        "put_off": moment_words(times[done], mail, request.program) if done in times else "",
        "done": done,
        "all_paused": all_paused(mail, request.program, now),
    }
    return render(request, "notifications/link_mute.html", context)


def act(mail: Delivery, posted: dict[str, str], times: dict[str, datetime], now: datetime) -> str:
    """Do what was pressed; a button of a mail program, or one that nobody knows, stops this kind of mail."""
    pressed = posted.get("act", "stop")
    if pressed in times:
        actions.ask_later(mail, times[pressed], now=now)
    elif pressed == "resume":
        actions.take_up_mail(mail, now=now)
    elif pressed in PAUSES:
        PAUSES[pressed](mail, now)
    elif pressed == "pause":
        actions.stop_mail(mail, now=now, until=now + actions.PAUSE)
    else:
        actions.stop_mail(mail, now=now)
        pressed = "stop"
    return pressed


def pause_everything(mail: Delivery, now: datetime) -> None:
    """No reminder and no digest for two weeks, of any program."""
    if mail.user_id:
        pause_all(mail.user_id, today=local_day(now, known(mail.zone)), now=now, about=mail, via="mail")


def resume_everything(mail: Delivery, now: datetime) -> None:
    """All that is not stopped comes again."""
    if mail.user_id:
        resume_all(mail.user_id, now=now, about=mail, via="mail")


PAUSES = {"pause_all": pause_everything, "resume_all": resume_everything}


def all_paused(mail: Delivery, program: Program, now: datetime) -> str:
    """The day on which reminders of all programs come again, in words; "" while none is paused."""
    until = MailHours.objects.filter(user=mail.user_id).values_list("paused_until", flat=True).first()
    today = local_day(now, known(mail.zone))
    return wording.long_day(until, today, program.date_order) if until and until > today else ""  # type: ignore[arg-type]


def day_words(at: datetime, mail: Delivery, program: Program) -> str:
    """A moment's day on its reader's wall: "Tuesday, December 1"."""
    zone = ZoneInfo(known(mail.zone))
    return wording.long_day(at.astimezone(zone).date(), timezone.now().astimezone(zone).date(), program.date_order)  # type: ignore[arg-type]


def moment_words(at: datetime, mail: Delivery, program: Program) -> str:
    """The same with its hour: "Tuesday, December 1, 8:10 am"."""
    hour = wording.clock(at.astimezone(ZoneInfo(known(mail.zone))).time(), program.clock)
    return f"{day_words(at, mail, program)}, {hour}"
