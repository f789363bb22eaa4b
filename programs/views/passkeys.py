"""Passkeys: made and removed by their owner, and a way to sign in that needs no mail.

A page with a passkey's button answers its script (`asked_by_script`) with what the browser is to ask the device for;
static/js/passkeys.js asks it, and sends what the device says like any form.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.internal.flows.add import redirect_if_add_not_allowed
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from allauth.mfa.webauthn.internal.auth import WebAuthn, begin_authentication, begin_registration
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from programs import second_factor
from programs.request import Request
from programs.second_factor import and_back, asked_by_script, confirmed
from programs.sign_in import NewPasskeyForm, PasskeyForm, sign_out_elsewhere
from programs.views.second_factor import after


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@redirect_if_add_not_allowed
@confirmed
def passkey_new(request: Request) -> HttpResponse:
    """Make one more passkey. It is kept on the device together with whose it is, so that it alone signs in."""
    if asked_by_script(request):
        return JsonResponse(begin_registration(request.user, passwordless=True))
    form = NewPasskeyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return add(request, form.cleaned_data)
    status = 422 if request.method == "POST" else 200
    return render(request, "mfa/passkey_new.html", {"form": form, "next_url": after(request)}, status=status)


def add(request: Request, made: dict[str, Any]) -> HttpResponse:
    """Keep a passkey. With the first factor come recovery codes, and every other device is signed out."""
    is_first = not second_factor.is_on(request.user)
    WebAuthn.add(request.user, made["name"], made["credential"])
    codes = auto_generate_recovery_codes(request)
    record_authentication(request, request.user, "mfa", type="webauthn", reauthenticated=True)
    if is_first:
        sign_out_elsewhere(request)
    get_adapter().send_notification_mail("mfa/email/webauthn_added", request.user, {"name": made["name"]})
    messages.success(request, f"{made['name']} signs you in from now on.")
    return redirect(
        and_back("mfa_view_recovery_codes", after(request)) if codes else after(request) or "account_security"
    )


@require_POST
@confirmed
def passkey_remove(request: Request) -> HttpResponse:
    """A passkey opens nothing any more. The device still has it, until its owner deletes it there."""
    named = request.POST.get("passkey", "").replace("\0", "")
    passkeys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    passkey = passkeys.filter(data__credential__id=named).first()
    if passkey is None:
        raise Http404
    name = passkey.wrap().name
    delete_and_cleanup(request, passkey)
    get_adapter().send_notification_mail("mfa/email/webauthn_removed", request.user, {"name": name})
    messages.success(request, f"{name} is removed. Delete it on your device too.")
    return redirect("account_security")


class SignIn(LoginWebAuthnView):
    """Sign in by a passkey, without an address and without a mail."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if asked_by_script(request):
            return JsonResponse(begin_authentication())
        return redirect(and_back("account_login", after(request)))

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """A sign-in by mail that was begun stands in nobody's way."""

    def form_valid(self, form: PasskeyForm) -> HttpResponse:
        clear_login(self.request)
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: PasskeyForm) -> HttpResponse:
        for words in form.errors["credential"]:
            messages.error(self.request, words)
        return redirect(and_back("account_login", after(self.request)))


sign_in = never_cache(SignIn.as_view())
