"""What a person chooses about their mail: six rows, hours and days, absence, a pause; and what the week brings."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST

from members.absence import add_away, drop_away
from members.models import Away, Member
from notifications.bouncing import wants_mail_again
from notifications.choosing import PAUSE, choose_hours, choose_ways, pause_all, resume_all
from notifications.families import ALWAYS, CONTENTS, family_of
from notifications.gate import COUNTED_NOT, End, Waiting, known
from notifications.hours import Hours
from notifications.models import AddressTrouble, Channel, Delivery, Family, Kind, MailHours, Preference, Urgency, Way
from notifications.outbox import BOUND_BY_HOURS, TOO_LATE
from notifications.preview import Expected, foresee
from notifications.sweeping import REPEAT, RUNG_ELSEWHERE
from programs.access import person
from programs.clock import local_day
from programs.models import Due
from programs.moments import moment_words
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing
from programs.wording import WEEKDAYS, long_day, near_day

AHEAD = timedelta(days=7)
LATELY = timedelta(days=8)


class HoursForm(forms.ModelForm):
    """Hours, days, holidays, and the moment of the digest."""

    quiet_days = forms.TypedMultipleChoiceField(
        label="Days without reminders", choices=WEEKDAYS, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    digest_weekday = forms.TypedChoiceField(label="Day", choices=WEEKDAYS, coerce=int)

    class Meta:
        model = MailHours
        fields = ("opens", "closes", "quiet_days", "keeps_holidays", "digest_weekday", "digest_time")
        labels = {
            "opens": "Earliest", "closes": "Latest", "keeps_holidays": "None on public holidays where I live",
            "digest_time": "Hour",
        }  # fmt: skip
        widgets = {
            name: forms.TimeInput({"type": "time"}, format="%H:%M") for name in ("opens", "closes", "digest_time")
        }


class AwayForm(forms.Form):
    """From when to when somebody is away."""

    first = forms.DateField(label="First day", widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label="Last day", widget=forms.DateInput({"type": "date"}))


@person
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: Request) -> HttpResponse:
    """The page; a POST saves rows and hours together."""
    if request.method != "POST":
        return page(request)
    hours = MailHours.objects.filter(user=request.user).first()
    form = HoursForm(request.POST, instance=hours)
    now = timezone.now()
    if form.is_valid():
        try:
            choose_hours(by=request.user, now=now, **form.cleaned_data)
            choose_ways(posted_ways(request), by=request.user, now=now)
            messages.success(request, "Saved. The week below is how it comes now.")
            return redirect("preferences", request.program.slug)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    return page(request, form=form, ways=posted_ways(request), status=422)


@person
@require_POST
def mail_pause(request: Request) -> HttpResponse:
    """Everything for two weeks, in one press; and back in one press; and again after an address was given up."""
    now = timezone.now()
    today = local_day(now, zone_of(request))
    if request.POST.get("act") == "resume":
        resume_all(request.user.pk, now=now, about=request.user)
        messages.success(request, "Reminders come again.")
    elif request.POST.get("act") == "again":
        wants_mail_again()
        messages.success(request, "Reminders come again. If the next mail comes back, it says so here.")
    else:
        pause_all(request.user.pk, today=today, now=now, about=request.user)
        messages.success(request, f"No reminders before {long_day(today + PAUSE, today, order(request))}.")
    return redirect("preferences", request.program.slug)


@person
@require_POST
def away(request: Request) -> HttpResponse:
    """Days away, added; or dropped (`drop`), and then offered by the form, so that one press brings them back."""
    now = timezone.now()
    if drop := request.POST.get("drop"):
        row = Away.objects.filter(pk=key(drop), user=request.user).first()
        if row is None:
            raise Http404
        drop_away(row, by=request.user, now=now)
        request.session["away"] = {"first": row.begins_on.isoformat(), "last": row.ends_on.isoformat()}
        messages.success(request, "Dropped. To bring these days back, press Add.")
        return redirect("preferences", request.program.slug)
    form = AwayForm(request.POST)
    if form.is_valid():
        try:
            add_away(by=request.user, now=now, today=local_day(now, zone_of(request)), **form.cleaned_data)
            messages.success(request, "Noted. Reminders wait until you are back.")
            return redirect("preferences", request.program.slug)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    return page(request, away_form=form, status=422)


def key(posted: str) -> UUID:
    """A key as a form sent it; what is none exists nowhere."""
    try:
        return UUID(posted)
    except ValueError:
        raise Http404 from None


def page(
    request: Request, *, form: HoursForm | None = None, away_form: AwayForm | None = None,
    ways: dict[str, str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The whole page, with forms that were not accepted as they were typed."""
    now, zone = timezone.now(), zone_of(request)
    today = local_day(now, zone)
    hours = MailHours.objects.filter(user=request.user).first() or MailHours(user=request.user)
    absences = list(Away.objects.filter(user=request.user, ends_on__gte=today))
    chosen = {one.family: one.way for one in Channel.objects.filter(user=request.user)}
    paused = hours.paused_until if hours.paused_until and hours.paused_until > today else None
    week = coming(request, hours, absences, chosen, now)
    context = {
        "nav": "preferences",
        "form": form or HoursForm(instance=hours),
        "rows": [row(family, (ways or chosen).get(family, Way.MAIL)) for family in offered()],
        "ways": Way.choices,
        "away_form": away_form or AwayForm(initial=dropped(request)),
        "absences": [(one, span(one, today, request)) for one in absences],
        "troubles": troubles_of(request, now),
        "paused": long_day(paused, today, order(request)) if paused else "",
        "week": [told(one, request, now, zone) for one in week],
        "zone": zone.rpartition("/")[2].replace("_", " "),
    }
    return render(request, "notifications/preferences.html", context, status=status)


def troubles_of(request: Request, now: datetime) -> list[tuple[str, bool]]:
    """Why no reminders of this program reach the reader: [(words, whether they were called unwanted)]."""
    found = []
    for one in AddressTrouble.objects.filter(user_id=request.user.pk, program_id=request.program.pk):
        since = near_day(local_day(one.since, zone_of(request)), local_day(now, zone_of(request)), order(request))
        unwanted = one.kind == AddressTrouble.Kind.UNWANTED
        said = "was reported as unwanted" if unwanted else "does not arrive"
        found.append((f"Mail to {one.address} {said} since {since}. No reminders go there.", unwanted))
    return found


def offered() -> list[Family]:
    """The rows that concern the reader: who runs no group and no program has no row of that."""
    who = standing()
    runs = who.is_facilitator or who.is_staff
    return [family for family in Family if family != Family.ADMIN or runs]


def row(family: Family, way: str) -> dict[str, Any]:
    """One of the six rows."""
    return {
        "name": family.value,
        "label": family.label,
        "about": CONTENTS[family],
        "always": ALWAYS[family],
        "way": way,
    }


def posted_ways(request: Request) -> dict[str, str]:
    """What was chosen in the rows; anything else than a way is left as it was."""
    posted = {family.value: request.POST.get(f"way_{family}", "") for family in offered()}
    return {family: way for family, way in posted.items() if way in Way.values}


def dropped(request: Request) -> dict[str, date | None]:
    """Days that were dropped a moment ago, for the form, once."""
    kept = request.session.pop("away", None) if request.method == "GET" else None
    return {name: parse_date(day) for name, day in (kept or {}).items()}


def zone_of(request: Request) -> str:
    """The reader's own wall."""
    own = Member.objects.filter(user=request.user).values_list("zone", flat=True).first()
    return known(own or request.program.zone)


def order(request: Request) -> Any:
    """The program's order of day, month and year."""
    return request.program.date_order


def span(one: Away, today: date, request: Request) -> str:
    """From when to when: "Monday, December 21 to January 3"."""
    first = long_day(one.begins_on, today, order(request))
    return first if one.begins_on == one.ends_on else f"{first} to {near_day(one.ends_on, today, order(request))}"


def coming(
    request: Request, hours: MailHours, absences: list[Away], chosen: dict[str, str], now: datetime
) -> list[Expected]:
    """The reader's reminders and digests of the next seven days, as the gate will let them out."""
    days = tuple((one.begins_on, one.ends_on) for one in absences)
    own = Hours(hours.opens, hours.closes, frozenset(hours.quiet_days), hours.keeps_holidays, days, hours.paused_until)
    muted = {one.kind for one in Preference.objects.filter(user=request.user)
             if one.muted_until is None or one.muted_until > now}  # fmt: skip
    rows = Due.objects.filter(user_id=request.user.pk, at__lte=now + AHEAD).exclude(kind__in=RUNG_ELSEWHERE)
    asked: list[tuple[str, datetime, str, datetime | None]]
    asked = [(due.kind.partition(":")[0], due.at, due.zone, due.at) for due in rows if due.kind != REPEAT]
    mails = list(
        Delivery.objects.filter(user_id=request.user.pk, urgency__in=BOUND_BY_HOURS).filter(created_at__gt=now - LATELY)
    )
    waiting = [mail for mail in mails if mail.state == Delivery.State.PENDING]
    asked += [(mail.kind, mail.send_at, mail.zone, mail.slot_at) for mail in waiting]
    sent = [mail.sent_at for mail in mails if mail.sent_at and mail.kind not in COUNTED_NOT]

    def at_the_gate(kind: str, at: datetime, zone: str, slot_at: datetime | None) -> Waiting:
        way = chosen.get(str(family_of(kind)), Way.MAIL)
        end = End.UNWANTED if kind in muted or way == Way.OFF else End.IN_THE_APP if way == Way.APP else None
        return Waiting(
            uuid4(), request.user.pk, kind, zone, slot_at, request.program.any_hour,
            not_after=at + TOO_LATE[Urgency.NUDGE], unwanted=end, hours=own,
        )  # fmt: skip

    due = [(at, at_the_gate(kind, at, zone, slot)) for kind, at, zone, slot in asked if kind in Kind.values]
    return foresee(due, sent, now + AHEAD, now=now)


def told(one: Expected, request: Request, now: datetime, zone: str) -> dict[str, str]:
    """A line of the week: when, what, and what is unusual about it. No name, no title, no figure."""
    why: dict[End | None, str] = {
        End.UNWANTED: "Not sent, as you chose",
        End.IN_THE_APP: "In the app only, as you chose",
        End.LATE: "Left out: it would come too late to be of use",
    }
    note = why.get(one.end, "Moved into your hours" if one.is_held else "")
    what = Kind(one.kind).label + (f", {one.asks} things in one mail" if one.asks > 1 else "")
    return {"when": moment_words(request.program, one.at, now, zone), "what": what, "note": note}
