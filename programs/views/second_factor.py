"""The pages of the second factor, and of showing that it is still you."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.mfa.base.views import ReauthenticateView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from programs.request import Request
from programs.second_factor import TOLD, MailProof, and_back, asked_by_script, confirmed, ways_to_show_it
from programs.sign_in import CodeForm, PasskeyProofForm, ProofForm, sign_out_elsewhere


def after(request: HttpRequest) -> str:
    """Where to go on, if the address says so and it is a page of ours; else ''."""
    return get_next_redirect_url(request) or ""


@method_decorator(confirmed, name="dispatch")
class Activate(ActivateTOTPView):
    """Setting up an authenticator app. Every device shows it from now on, so the others are signed out."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return context | {
            "secret": groups,
            "next_url": after(self.request),
            "ways": ways_to_show_it(self.request.user),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="totp", reauthenticated=True)
        sign_out_elsewhere(self.request)
        return response

    def get_success_url(self) -> str:
        return and_back("mfa_view_recovery_codes", after(self.request))


class Deactivate(DeactivateTOTPView):
    """No authenticator app any more; passkeys stay as they are."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"ways": ways_to_show_it(self.request.user)}


class RecoveryCodes(ViewRecoveryCodesView):
    """The codes for the day on which the phone is gone."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"next_url": after(self.request)}


class Proof(ReauthenticateView):
    """Show that it is still you by the second factor: a passkey, the code of the app, or a recovery code."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if asked_by_script(request):
            return JsonResponse(begin_authentication(request.user))
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_form_class(self) -> type[ProofForm | PasskeyProofForm]:
        return PasskeyProofForm if "credential" in self.request.POST else ProofForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form, user = context["form"], self.request.user
        by_passkey = isinstance(form, PasskeyProofForm)
        context["form"] = ProofForm(user=user) if by_passkey else form
        context["passkey_form"] = form if by_passkey else PasskeyProofForm(user=user)
        return context | {"ways": ways_to_show_it(user)}

    def form_valid(self, form: Any) -> HttpResponse:
        say_what_waits(self.request)
        response: HttpResponse = super().form_valid(form)
        return response


def say_what_waits(request: HttpRequest) -> None:
    """Whoever was asked while sending a form is back on its page next, where it is still to be sent."""
    if TOLD in request.session:
        messages.success(request, "Thank you. Now press it once more.")


activate = Activate.as_view()
deactivate = Deactivate.as_view()
recovery_codes = RecoveryCodes.as_view()
new_recovery_codes = GenerateRecoveryCodesView.as_view()
proof = Proof.as_view()


@require_http_methods(["GET", "HEAD", "POST"])
def reauthenticate(request: Request) -> HttpResponse:
    """Show that it is still you by a code from the mail: without a second factor, and for a new main address."""
    waiting = MailProof.resume(request)
    again = redirect(and_back("account_reauthenticate", after(request)))
    if request.method == "POST" and (waiting is None or "send" in request.POST):
        if too_many := ratelimit.consume_or_429(request, action="reauthenticate", user=request.user):
            return too_many
        MailProof.start(request)
        return again
    form = CodeForm(request.POST or None, code=waiting.code if waiting else "")
    if waiting and request.method == "POST":
        if form.is_valid():
            waiting.finish()
            say_what_waits(request)
            return redirect(after(request) or "/")
        if not waiting.record_invalid_attempt():
            messages.error(request, "Three wrong codes. Send yourself a new one.")
            return again
    context = {"form": form, "waiting": waiting, "next_url": after(request)}
    return render(request, "account/reauthenticate.html", context)
