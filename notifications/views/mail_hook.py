"""What a mail service reports by webhook, as django-anymail reads it: signed or with its secret, else it is refused.

There is no such address until MAIL_SERVICE and a secret are set (peergroups/settings.py).
"""

from typing import Any

from anymail import urls as services
from anymail.signals import tracking
from anymail.webhooks.base import AnymailCoreWebhookView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from notifications import bouncing
from notifications.returned import What, what_of
from programs.access import public

COMPLAINTS = ("complained", "unsubscribed")
NOT_ARRIVED = ("bounced", "rejected", "failed")
GONE = ("invalid", "bounced", "blocked")
"""Why a mail service says that an address takes no mail; for other reasons it may again."""


@csrf_exempt
@public
def mail_hook(request: HttpRequest) -> HttpResponse:
    """Events about mail that has left. The library checks who sends them, and hands each to `heard`."""
    view = view_of(settings.MAIL_SERVICE)
    if view is None:
        raise Http404
    answer: HttpResponse = view(request)
    return answer


def view_of(service: str) -> Any:
    """The library's view for a mail service by the library's name of it ("postmark"), or None."""
    wanted = (f"{service}_tracking_webhook", f"{service}_webhook")
    return next((one.callback for one in services.urlpatterns if service and one.name in wanted), None)


def heard(sender: type[AnymailCoreWebhookView], event: Any, esp_name: str, **more: Any) -> None:
    """One event. Of what it says, only what did not arrive or is not wanted concerns us."""
    if what := meaning(event):
        said = " ".join(str(event.mta_response or event.reject_reason or "").split())
        named = f"{event.message_id} {event.esp_event!r}"
        bouncing.hear_service(str(event.recipient or ""), what, said, named=named, now=timezone.now())


def meaning(event: Any) -> What | None:
    """What an event says of its address; None if it says nothing against it."""
    if event.event_type in COMPLAINTS or event.reject_reason in ("spam", "unsubscribed"):
        return "complaint"
    if event.event_type not in NOT_ARRIVED:
        return None
    code = next((word for word in str(event.mta_response or "").split() if word.count(".") == 2), "")
    if code[:1] in ("4", "5") and code.replace(".", "").isdigit():
        return what_of(code)
    return "hard" if event.reject_reason in GONE else "soft"


tracking.connect(heard, dispatch_uid="notifications.mail_hook")
