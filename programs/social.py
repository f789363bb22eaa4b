"""Google, Microsoft or a company's own sign-in: for people who are somebody here already, nobody signs up that way."""

from typing import Any, ClassVar

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Signs in the user of an address that the provider vouches for; never makes a user."""

    error_messages: ClassVar[dict[str, Any]] = DefaultSocialAccountAdapter.error_messages | {
        "connected_other": "That account signs somebody else in already.",
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("account_security")

    def list_buttons(self, request: HttpRequest, **state: str) -> list[dict[str, str]]:
        """The providers that settings name, as buttons: [{id, name, url}]; `state` goes along in the address."""
        return [
            {"id": provider.sub_id, "name": provider.name, "url": provider.get_login_url(request, **state)}
            for provider in self.list_providers(request)
        ]
