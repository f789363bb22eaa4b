"""Every address under /accounts/, one by one: allauth brings more pages than we have, those for passwords first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as allauth
from allauth.mfa.recovery_codes import views as codes
from allauth.socialaccount import views as social
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.google import views as google
from allauth.socialaccount.providers.microsoft import views as microsoft
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from requests import RequestException

from programs.access import needs_sign_in, public, signed_in
from programs.request import OpenRequest
from programs.second_factor import confirmed
from programs.views import account, passkeys, second_factor, security


def to_security(request: OpenRequest) -> HttpResponse:
    """The one page for all of it, from names that allauth leads to after a change."""
    return redirect("account_security")


def outside(view: Callable[..., Any]) -> Callable[..., Any]:
    """The door of the pages that lead to Google, Microsoft or a company's own sign-in and back.

    A provider that is not configured has no page; one that does not answer gets a page that says so. Connecting one to
    a sign-in is a change to it, so that asks who is there.
    """

    @public
    @wraps(view)
    def guarded(request: OpenRequest, **kwargs: Any) -> HttpResponse:
        if request.GET.get("process") == "connect" or request.POST.get("process") == "connect":
            return needs_sign_in(request) or reached(request, **kwargs)
        return reach(request, **kwargs)

    def reach(request: OpenRequest, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = view(request, **kwargs)
            return response
        except SocialApp.DoesNotExist as unknown:
            raise Http404 from unknown
        except RequestException:
            return render(request, "socialaccount/authentication_error.html", status=503)

    reached = confirmed(reach)
    return guarded


urlpatterns = [
    path("login/", public(account.sign_in), name="account_login"),
    path("login/code/", public(account.code), name="account_confirm_login_code"),
    path("login/passkey/", public(passkeys.sign_in), name="mfa_login_webauthn"),
    path("login/second/", public(account.second_step), name="mfa_authenticate"),
    path("logout/", public(allauth.logout), name="account_logout"),
    path("inactive/", public(allauth.account_inactive), name="account_inactive"),
    path("signup/", public(allauth.signup), name="account_signup"),
    path("proof/mail/", signed_in(second_factor.reauthenticate), name="account_reauthenticate"),
    path("proof/", signed_in(second_factor.proof), name="mfa_reauthenticate"),
    path("security/", signed_in(security.account_security), name="account_security"),
    path("security/addresses/", signed_in(security.address_add), name="account_address_add"),
    path("security/addresses/main/", signed_in(security.address_main), name="account_address_main"),
    path("security/addresses/removed/", signed_in(security.address_remove), name="account_address_remove"),
    path("security/addresses/code/", public(account.address_code), name="account_email_verification_sent"),
    path("security/elsewhere/", signed_in(security.sessions_end), name="account_sessions_end"),
    path("security/providers/removed/", signed_in(security.provider_remove), name="account_provider_remove"),
    path("security/app/", signed_in(second_factor.activate), name="mfa_activate_totp"),
    path("security/app/off/", signed_in(second_factor.deactivate), name="mfa_deactivate_totp"),
    path("security/passkeys/new/", signed_in(passkeys.passkey_new), name="passkey_new"),
    path("security/passkeys/removed/", signed_in(passkeys.passkey_remove), name="passkey_remove"),
    path("security/codes/", signed_in(second_factor.recovery_codes), name="mfa_view_recovery_codes"),
    path("security/codes/new/", signed_in(second_factor.new_recovery_codes), name="mfa_generate_recovery_codes"),
    path("security/codes/file/", signed_in(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("email/", signed_in(to_security), name="account_email"),
    path("2fa/", signed_in(to_security), name="mfa_index"),
    path("outside/cancelled/", public(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("google/login/", outside(google.oauth2_login), name="google_login"),
    path("google/login/callback/", outside(google.oauth2_callback), name="google_callback"),
    path("microsoft/login/", outside(microsoft.oauth2_login), name="microsoft_login"),
    path("microsoft/login/callback/", outside(microsoft.oauth2_callback), name="microsoft_callback"),
    path("oidc/<str:provider_id>/login/", outside(oidc.login), name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", outside(oidc.callback), name="openid_connect_callback"),
]
