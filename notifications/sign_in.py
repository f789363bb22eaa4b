"""allauth's mail goes through our outbox, as class security."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from notifications.bouncing import address_works
from notifications.models import Kind, Urgency
from notifications.notices.letter import ACCENTS
from notifications.outbox import Words, post
from programs import second_factor
from programs.models import Program, User

SAID = {
    "account/messages/email_confirmed.txt": "You can sign in with {email} now.",
    "account/messages/email_confirmation_failed.txt": "{email} belongs to another sign-in.",
    "account/messages/email_deleted.txt": "{email} is removed.",
    "account/messages/cannot_delete_primary_email.txt": "Choose another main address first.",
    "account/messages/unverified_primary_email.txt": "Confirm that address first.",
    "account/messages/primary_email_set.txt": "Your mail goes to this address now.",
    "account/messages/logged_out.txt": "You are signed out.",
    "mfa/messages/totp_deactivated.txt": "Your authenticator app is off.",
    "socialaccount/messages/account_connected.txt": "Connected. You can sign in this way too.",
    "socialaccount/messages/account_connected_updated.txt": "Connected. You can sign in this way too.",
    "socialaccount/messages/account_connected_other.txt": "That account signs somebody else in already.",
}
"""What allauth says in passing, by the name of its template, in our words; what is not here goes without saying."""


class AccountAdapter(DefaultAccountAdapter):
    """Signing in without passwords and without sign-up: people come by invitation."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "incorrect_code": "That is not the code. The newest mail has the newest code.",
        "too_many_login_attempts": "Too many tries in a short time. Wait a minute, then ask for a new code.",
        "rate_limited": "A code was sent a moment ago. Give it a minute to arrive.",
        "duplicate_email": "You sign in with this address already.",
        "email_taken": "This address belongs to another sign-in. Remove it there first.",
        "max_email_addresses": "%d addresses are the most one sign-in can have. Remove one first.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **about: Any) -> HttpResponse | None:
        """A code that went to the address of a user proves it, also of one whom a command or first-run set-up made."""
        refused: HttpResponse | None = super().pre_login(request, user, **about)
        proofs = get_authentication_records(request, user)
        if proofs and proofs[-1].get("method") == "code" and proofs[-1].get("email") == user.email:
            EmailAddress.objects.get_or_create(
                user=user,
                email=user.email,
                defaults={
                    "verified": True,
                    "primary": not EmailAddress.objects.filter(user=user, primary=True).exists(),
                },
            )
            address_works(user.email)
        return refused

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """How somebody shows that it is still them: the second factor, and without one a fresh code by mail."""
        if not isinstance(user, User):
            return []
        name = "mfa_reauthenticate" if second_factor.is_on(user) else "account_reauthenticate"
        return [{"id": name, "description": "", "url": reverse(name)}]

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("account_security")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        *,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say something in passing. Tags stay empty: a toast takes them for its undo."""
        words = message or SAID.get(message_template or "", "").format(**(message_context or {}))
        if words:
            messages.add_message(request, level, words)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put allauth's mail in the outbox: its subject and text from `template_prefix`, and the same text as HTML."""
        urls = {"sign_in_url": reverse("account_login"), "security_url": reverse("account_security")}
        about = context | {"email": email} | {name: settings.SITE_URL + url for name, url in urls.items()}
        subject = render_to_string(f"{template_prefix}_subject.txt", about).strip()
        text = render_to_string(f"{template_prefix}_message.txt", about).strip() + "\n"
        paragraphs = [paragraph.replace("\n", " ") for paragraph in text.strip().split("\n\n")]
        frame = {"program": Program(name="Peergroups"), "accent": ACCENTS[Program.Accent.BLUE]}
        html = render_to_string(
            "account/email/frame.html", about | frame | {"subject": subject, "paragraphs": paragraphs}
        )
        known = EmailAddress.objects.filter(email__iexact=email, verified=True).first()
        with transaction.atomic():
            post(
                Kind.SIGN_IN_CODE if "code" in context else Kind.ACCOUNT,
                Urgency.SECURITY,
                address=email,
                user=known.user_id if known else None,
                words=Words(subject, text, html),
            )
