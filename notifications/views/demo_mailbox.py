"""Demo only: the mail that everybody got, as their mail program would show it. Links work."""

from pathlib import Path
from urllib.parse import quote

from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from notifications import mailbox
from programs.access import public
from programs.models import User

ALONE = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "base-uri": ["'self'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}
"""What a mail may do in its frame: have styles, and open a page of its own when a link is pressed. Nothing else."""


def folder() -> Path:
    """Where the local mail server keeps what it took; a mail server elsewhere shows us nothing."""
    if not settings.MAIL_ACCEPT_LOG:
        raise Http404
    return Path(settings.MAIL_ACCEPT_LOG)


@public
@require_GET
def demo_mailbox(request: HttpRequest) -> HttpResponse:
    """Whose mailbox to look into; `?of=` an address that got mail shows its mails."""
    found = mailbox.addresses(folder())
    names = dict(User.objects.filter(email__in=found).values_list("email", "name"))
    people = [{"address": address, "name": names.get(address, ""), "url": f"?of={quote(address)}"} for address in found]
    asked = request.GET.get("of", "")
    address = asked if asked in found else ""
    mails = list(mailbox.mails(folder(), address)) if address else []
    context = {"people": people, "address": address, "name": names.get(address, ""), "mails": mails}
    return render(request, "notifications/demo_mailbox.html", context)


@public
@require_GET
def demo_mail(request: HttpRequest, address: str, key: str) -> HttpResponse:
    """One mail, in a frame of its own."""
    mail = found(address, key)
    return render(request, "notifications/demo_mail.html", {"mail": mail, "address": address})


@public  # type: ignore[arg-type]
@require_GET
@xframe_options_sameorigin
@csp(ALONE)  # type: ignore[arg-type]
def demo_mail_body(request: HttpRequest, address: str, key: str) -> HttpResponse:
    """The HTML of one mail, as it came; its links open a page of their own, as a mail program's do."""
    return HttpResponse(found(address, key).html.replace("<head>", '<head><base target="_blank">', 1))


def found(address: str, key: str) -> mailbox.Mail:
    """The mail with this key; raises Http404."""
    mail = mailbox.mail(folder(), address, key)
    if mail is None:
        raise Http404
    return mail
