"""The second factor: asked of those who hold a role, after a week of grace, remembered for 30 days per device.

It is an authenticator app, whose code is typed after the code from the mail, or a passkey. A passkey asks for a finger,
a face or a PIN on a device that one has, so signing in by it counts as both factors; after a code from the mail it is
the second. Whoever has either is asked for one of them, or for a recovery code.

Exports and changes of roles ask again, however somebody signed in: within the last 15 minutes the second factor must
have been shown, or, by those who have none yet, a fresh code from the mail (`confirmed`).
"""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from peergroups.htmx import go
from programs.models import Role
from programs.request import OpenRequest
from programs.tenancy import standing

TOLD = "second_factor_told"
"""The session's key for what was typed into a form that had to wait for `confirmed`: {path: POST data}."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's part of it, in our words."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That is not the code. It changes every 30 seconds; type the one that the app shows now.",
        "unverified_email": "Confirm or remove the address that waits for its code first.",
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Who asks a device for a passkey: it belongs to the host that it was made at."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002
        """What a passkey is called whose owner gave it no name."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"


def factors(user: Any) -> Any:
    """The authenticator app and the passkeys of a user, as a queryset; recovery codes alone are no factor."""
    return Authenticator.objects.filter(user=user, type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN))


def is_on(user: Any) -> bool:
    """Whether signing in asks this user for a second factor."""
    return bool(factors(user).exists())


def ways_to_show_it(user: Any) -> set[str]:
    """What a user can show as the second factor: "totp", "webauthn" and "recovery_codes", as far as they have them."""
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def grace_ends(since: datetime) -> datetime:
    """Until when a role held `since` needs no second factor."""
    return since + timedelta(days=settings.STAFF_SECOND_FACTOR_GRACE_DAYS)


def days_left(since: datetime, now: datetime) -> int:
    """How many days of grace are left, begun ones counted; 0 or less when it is over."""
    return math.ceil((grace_ends(since) - now) / timedelta(days=1))


def is_sample(program: Any) -> bool:
    """Whether this is a program of the demo, in which nobody has a device to show."""
    return settings.DEMO and program.any_hour


def ask_if_needed(request: OpenRequest, now: datetime | None = None) -> HttpResponse | None:
    """A redirect to setting up the second factor when its grace is over, else None.

    Counts from the earliest role that the reader holds in this program. While grace lasts, `request.grace_days` tells
    the page what to count down. One query, for staff only.
    """
    if not standing().is_staff or is_sample(request.program):
        return None
    held = Role.objects.held().filter(user=request.user).order_by("given_at")
    first = held.values_list("given_at", Exists(factors(request.user))).first()
    if first is None or first[1]:
        return None
    left = days_left(first[0], now or timezone.now())
    if left <= 0:
        return go(request, and_back("mfa_activate_totp", here(request)))
    request.grace_days = left
    return None


# -- still the same person? --------------------------------------------------------------------------------------------


def was_confirmed(request: OpenRequest, now: datetime | None = None) -> bool:
    """Whether the reader showed, within the last 15 minutes, the strongest proof that they have."""
    return last_proof(request, "mfa" if is_on(request.user) else "code", now)


def last_proof(request: OpenRequest, method: str, now: datetime | None = None, **about: str) -> bool:
    """Whether `method` ("mfa" or "code") was shown in this session within the last 15 minutes.

    `about` narrows it: email="…" asks for a code that went to this address.
    """
    oldest = (now or timezone.now()).timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    proofs = get_authentication_records(request, request.user)
    return any(
        proof["method"] == method and proof["at"] >= oldest and about.items() <= proof.items() for proof in proofs
    )


def confirmed(
    view: Callable[..., HttpResponse] | None = None, *, methods: tuple[str, ...] = (), download: bool = False
) -> Any:
    """A decorator under a door: the view runs only for somebody who has just shown that it is still them.

    Others are asked first. Afterwards they are back where they pressed, and what they had typed is in `told(request)`;
    a page that was only opened is opened. `methods` asks for these methods alone (("POST",) for a page that anybody
    of its door may read); `download` is for a link to a file, which returns to the page that holds the link.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: OpenRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            asks = not methods or request.method in methods
            program = getattr(request, "program", None)
            if not asks or (program and is_sample(program)) or was_confirmed(request):
                return view(request, *args, **kwargs)
            return ask_again(request, back=came_from(request) if download else "")

        return guarded

    return decorate(view) if view else decorate


def ask_again(request: OpenRequest, *, by_mail: bool = False, back: str = "") -> HttpResponse:
    """Send the reader to show that it is them, and keep what they typed until they are back.

    `by_mail` asks for a code from the mail even if there is a second factor; `back` is another page to come back to
    than the one they look at.
    """
    back = back or here(request)
    mail = by_mail or not is_on(request.user)
    if request.method == "POST":
        typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
        request.session[TOLD] = {back: typed}
        if mail and MailProof.resume(request) is None:
            MailProof.start(request)
    return go(request, and_back("account_reauthenticate" if mail else "mfa_reauthenticate", back))


def told(request: OpenRequest) -> dict[str, str]:
    """What was typed on this page before `confirmed` asked; once."""
    waiting = request.session.get(TOLD, {})
    if request.get_full_path() not in waiting:
        return {}
    del request.session[TOLD]
    return dict(waiting[request.get_full_path()])


def here(request: OpenRequest) -> str:
    """The path of the page that the reader looks at: this one, or the one that holds the form or fragment."""
    if request.method in ("GET", "HEAD") and not request.htmx:
        return request.get_full_path()
    return came_from(request)


def came_from(request: OpenRequest) -> str:
    """The path of the page on which the reader pressed; the start page if the browser does not tell, or lies."""
    origin = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(origin, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(origin)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def asked_by_script(request: HttpRequest) -> bool:
    """Whether this is the script of a passkey's button, which wants to know in JSON what to ask the device for."""
    return request.method == "GET" and request.headers.get("Accept") == "application/json"


def and_back(name: str, path: str) -> str:
    """The address of the page `name`, which leads back to `path` when it is done."""
    return f"{reverse(name)}?{urlencode({'next': path})}" if path else reverse(name)


class MailProof(AbstractCodeVerificationProcess):
    """A code that went to the main address of somebody who is signed in: three tries, 15 minutes; in the session."""

    KEY = "mail_proof"

    def __init__(self, request: OpenRequest, state: dict[str, Any]) -> None:
        super().__init__(
            max_attempts=3,
            timeout=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=request.user,
        )
        self.request = request

    @classmethod
    def start(cls, request: OpenRequest) -> "MailProof":
        """Mail a new code."""
        address = main_address(request.user)
        proof = cls(request, cls.initial_state(user=request.user, email=address))
        proof.state["code"] = get_adapter().generate_login_code()
        proof.send()
        proof.persist()
        return proof

    @classmethod
    def resume(cls, request: OpenRequest) -> "MailProof | None":
        """The one that waits for its code, unless it has run out or the main address is another by now."""
        state = request.session.get(cls.KEY)
        if not state or state["email"] != main_address(request.user):
            return None
        still: MailProof | None = cls(request, state).abort_if_invalid()
        return still

    def send(self) -> None:
        get_adapter().send_mail("account/email/proof_code", self.state["email"], {"code": self.code})

    def persist(self) -> None:
        self.request.session[self.KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(self.KEY, None)

    def finish(self) -> None:
        """The right code was typed."""
        self.abort()
        record_authentication(
            self.request,
            self.request.user,
            method="code",
            email=self.state["email"],
            reauthenticated=True,
        )


def main_address(user: Any) -> str:
    """The address that a user's mail goes to."""
    return str(EmailAddress.objects.get_primary_email(user) or user.email)
