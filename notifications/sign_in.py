"""allauth's mail goes through our outbox, as class security."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.http import HttpRequest

from notifications.models import Kind, Urgency
from notifications.outbox import Words, post


class AccountAdapter(DefaultAccountAdapter):
    """Signing in without passwords and without sign-up: people come by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, context)
        kind = Kind.SIGN_IN_CODE if "login_code" in template_prefix else Kind.ACCOUNT
        known = EmailAddress.objects.filter(email__iexact=email, verified=True).first()
        html = next((body for body, form in getattr(message, "alternatives", ()) if form == "text/html"), "")
        post(
            kind,
            Urgency.SECURITY,
            address=email,
            user=known.user_id if known else None,
            words=Words(message.subject, message.body, html),
        )
