"""The applicant's page, behind the link in their mail: where it stands, what is open, and by when they hear.

An applicant has no user; the link opens their application and nothing of what the program thinks of it. A decision that
can still be taken back shows nowhere on this page.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groups.models import Group
from programs import links
from programs.access import mail_link
from programs.clock import local_day
from programs.refusal import Refused
from programs.request import Request
from vetting.actions.applying import CHANGEABLE, answer, change, send_again, withdraw
from vetting.actions.deciding import rules
from vetting.actions.vouching import NAMED
from vetting.criteria import Criterion
from vetting.forms import AskedForm, Asks, sections
from vetting.kinds import Kind
from vetting.models import Application, Criteria, Visit
from vetting.picks import company_domain
from vetting.states import State, promise, step_of
from vetting.step_forms import NamedForm
from vetting.views.apply import steps_at
from vetting.views.call_times import call_of

COMPANY_ASKED = "works_at"
"""The fact that keeps what was answered to "Do you work at …?": yes, shares or no."""
GONE_QUIET = (State.WITHDRAWN, State.ENDED)
"""What the applicant may send once more."""


@mail_link("application")
@never_cache
@require_safe
def link_application(request: Request, token: str, pk: UUID) -> HttpResponse:
    """Where it stands. Looking changes nothing."""
    return page(request, token, application_of(pk))


@mail_link("application")
@never_cache
@require_POST
def link_application_answers(request: Request, token: str, pk: UUID) -> HttpResponse:
    """Keep the answers to what was asked, and say that they are there."""
    application, now = application_of(pk), timezone.now()
    form = AskedForm(request.POST, application=application)
    if not form.is_valid():
        return page(request, token, application, asked_form=form)
    try:
        change(application, now=now, **form.told())
        answer(application, now=now)
    except Refused as refusal:
        return page(request, token, application_of(pk), refusal=in_time(application, refusal), asked_form=form)
    messages.success(request, "Sent. We read it next.")
    return redirect("link_application", token)


@mail_link("application")
@never_cache
@require_POST
def link_application_withdrawal(request: Request, token: str, pk: UUID) -> HttpResponse:
    """Take the application back; the page that follows offers to send it again."""
    application = application_of(pk)
    try:
        withdraw(application, now=timezone.now())
    except Refused as refusal:
        return page(request, token, application_of(pk), refusal=in_time(application, refusal))
    return redirect("link_application", token)


@mail_link("application")
@never_cache
@require_POST
def link_application_sending(request: Request, token: str, pk: UUID) -> HttpResponse:
    """Send again what was withdrawn, or ended by time."""
    application = application_of(pk)
    try:
        send_again(application, now=timezone.now())
    except Refused as refusal:
        return page(request, token, application_of(pk), refusal=in_time(application, refusal))
    messages.success(request, "It is sent again, with everything you told us.")
    return redirect("link_application", token)


@mail_link("application")
@never_cache
@require_POST
def link_application_company(request: Request, token: str, pk: UUID) -> HttpResponse:
    """The answer to "Do you work at …?"; a yes takes over the company's name, and the domain as its website."""
    application, said = application_of(pk), request.POST.get("works_at", "")
    company = known_company(application)
    if said not in ("yes", "shares", "no") or not company:
        return redirect("link_application", token)
    facts = application.facts | {COMPANY_ASKED: said}
    told: dict[str, Any] = {"facts": facts}
    if said != "no":
        website = application.website or company_domain(application.email)
        told |= {"company_name": company, "website": website, "facts": facts | {"co_owner": said == "shares"}}
    try:
        change(application, now=timezone.now(), **told)
    except Refused as refusal:
        return page(request, token, application_of(pk), refusal=in_time(application, refusal))
    return redirect("link_application", token)


# -- what the pages of the link share ----------------------------------------------------------------------------------


def application_of(pk: UUID) -> Application:
    """The application of the link; Http404 once it is forgotten."""
    found: Application | None = Application.objects.select_related("track", "city", "program").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def in_time(application: Application, refusal: Refused) -> str:
    """Why it was refused; while a decision can be taken back, no word of it."""
    now = timezone.now()
    if application.state_shown(now) != application.state:
        return "Somebody is working on your application this minute. Try again in a minute."
    return refusal.reason


def may_change(application: Application) -> bool:
    """Whether the applicant may add to it, as far as they know where it stands."""
    return application.state_shown(timezone.now()) in CHANGEABLE


def asks_of(application: Application) -> Asks:
    """What the program, and the group in view, ask of this applicant."""
    groups = [application.group_id] if application.group_id else []
    welcome = rules()
    versions = Criteria.objects.newest(groups)
    items = [Criterion.from_dict(item) for version in versions for item in version.items]
    questions = {one.key: one for one in items if one.kind == Kind.QUESTION and one.question}
    return Asks(
        unit=application.program.distance,
        currency=application.program.currency,
        today=local_day(timezone.now(), application.program.zone),
        questions=list(questions.values()),
        references=welcome.references,
        candor=welcome.candor,
    )


def known_company(application: Application) -> str:
    """The company of the program that the address's own domain names, or ''; nothing at a free mailbox."""
    if not company_domain(application.email):
        return ""
    with connection.cursor() as cursor:
        cursor.execute("select app_known_company()")
        return cursor.fetchone()[0] or ""


def listed_sections(application: Application, asks: Asks) -> list[dict[str, Any]]:
    """The sections with how far each is filled, for the page."""
    found = []
    for section in sections(asks):
        form = section(application=application, asks=asks)
        total, open_ = len(form.counted()), form.open()
        state = "done" if not open_ else "begun" if open_ < total else "optional" if section.optional else "open"
        found.append({"key": section.key, "title": section.title, "state": state, "open": open_, "form": form})
    return found


def page(
    request: Request,
    token: str,
    application: Application,
    *,
    refusal: str = "",
    asked_form: AskedForm | None = None,
    named_form: NamedForm | None = None,
) -> HttpResponse:
    """The page as the applicant may see it now."""
    now = timezone.now()
    shown = application.state_shown(now)
    settled = shown == application.state
    today = local_day(now, request.program.zone)
    days_off = request.program.days_off(today)
    open_ = shown in CHANGEABLE
    step = step_of(shown)
    call = call_of(application, shown, request.program, now)
    visit = Visit.objects.shown_to(application).first() if shown == State.POOL else None
    context = {
        "token": token,
        "application": application,
        "state": shown,
        "steps": steps_at(step) if step else [],
        "next_word": application.next_word_on if settled else promise(shown, today, today, days_off),
        "told": application.told if settled else "",
        "asked_form": (asked_form or AskedForm(application=application)) if settled and application.asked else None,
        "sections": listed_sections(application, asks_of(application)) if open_ else [],
        "papers": application.papers.defer("content").count() if open_ else 0,
        "company": known_company(application) if open_ and COMPANY_ASKED not in application.facts else "",
        "group": Group.objects.filter(pk=application.group_id).first() if application.group_id else None,
        "may_withdraw": open_ or shown == State.OFFERED,
        "may_send": shown in GONE_QUIET,
        "kept_days": rules().keep_declined_days if shown == State.DECLINED else 0,
        "link_days": links.LIFETIMES["application"].days,
        "refusal": refusal,
        "call": call,
        "visit": visit,
        "visit_over": visit is not None and visit.on < today,
        "named_form": (named_form or NamedForm()) if open_ and rules().sponsor else None,
        "named": application.facts.get(NAMED, ""),
        "only_call": call is not None and not application.asked,
    }
    status = 409 if refusal else 422 if asked_form is not None or named_form is not None else 200
    return render(request, "vetting/link_application.html", context, status=status)
