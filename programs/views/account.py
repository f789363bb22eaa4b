"""The pages of signing in: allauth's views, with what they lack for us."""

from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, clear_login
from allauth.account.views import ConfirmEmailVerificationCodeView, ConfirmLoginCodeView, LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.internal.flows.trust import trust_browser
from allauth.mfa.stages import TrustStage
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from programs.demo import personas
from programs.second_factor import asked_by_script, ways_to_show_it
from programs.sign_in import ADDRESS, SignInForm
from programs.views.errors import CACHE_GONE, RETRY_SECONDS


class SignIn(LoginView):
    """An address, and a code is on its way. Known and unknown addresses are answered alike."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().dispatch(request, *args, **kwargs)
        except CACHE_GONE:
            return self.not_now(request, 503)
        return self.not_now(request, 429) if response.status_code == 429 else response

    def not_now(self, request: HttpRequest, status: int) -> HttpResponse:
        """The same page with what was typed, and why it has to wait: limits that nobody counts would be none."""
        form = SignInForm(request=request, initial={"login": request.POST.get("login", "")})
        page = render(
            request, self.template_name, self.page(request) | {"form": form, "not_now": status}, status=status
        )
        page.headers["Retry-After"] = RETRY_SECONDS
        if status == 503:
            transaction.set_rollback(True)
        return page

    def page(self, request: HttpRequest) -> dict[str, Any]:
        """What else stands on the page: other ways in, and where to go afterwards."""
        after = self.get_next_url()
        state = {"next": after} if after else {}
        return {
            "next_url": after or "",
            "providers": get_social_adapter().list_buttons(request, **state)
            if settings.SOCIALACCOUNT_PROVIDERS
            else [],
            "personas": personas() if settings.DEMO else [],
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.page(self.request)

    def get_initial(self) -> dict[str, Any]:
        return {"login": self.request.GET.get("email", self.request.session.get(ADDRESS, ""))}

    def form_valid(self, form: SignInForm) -> HttpResponse:
        self.request.session[ADDRESS] = form.cleaned_data["login"]
        response: HttpResponse = super().form_valid(form)
        return response

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> HttpResponse | None:
        """Go on with a sign-in that was begun, unless this is about another address or asks for a new code."""
        if request.method == "POST" or "email" in request.GET:
            clear_login(request)
            return None
        return HttpResponseRedirect(self.passthrough_next_url(reverse(stage.urlname)))


class Code(ConfirmLoginCodeView):
    """The code from the mail. When it is over, the way back keeps the address and says why."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        begun = ADDRESS in request.session and LOGIN_SESSION_KEY in request.session
        self.told = False
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        start = reverse("account_login")
        if getattr(response, "url", "") != start or request.user.is_authenticated:
            return response
        if begun and not self.told:
            messages.error(request, "That code has run out. Send yourself a new one.")
        return HttpResponseRedirect(self.passthrough_next_url(start))

    def form_invalid(self, form: Any) -> HttpResponse:
        if left := self._process.max_attempts - self._process.state["failed_attempts"] - 1:
            form.add_error("code", "One try left." if left == 1 else f"{left} tries left.")
        else:
            self.told = True
        response: HttpResponse = super().form_invalid(form)
        return response


class AddressCode(ConfirmEmailVerificationCodeView):
    """The code that proves a new address, of somebody who is signed in or on the way in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        lost = request.user.is_authenticated and getattr(response, "url", "") == reverse("account_login")
        return redirect("account_security") if lost else response


class SecondStep(AuthenticateView):
    """The second factor while signing in, with "remember this device" on the same page instead of a page of its own."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if asked_by_script(request):
            return JsonResponse(begin_authentication(self.stage.login.user))
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"ways": ways_to_show_it(self.stage.login.user)}

    def form_valid(self, form: Any) -> HttpResponse:
        form.save()
        self.stage.controller.set_handled(TrustStage.key)
        response: HttpResponse = self.stage.exit()
        if form.cleaned_data.get("remember"):
            trust_browser(self.request, self.stage.login.user, response)
        return response


sign_in = SignIn.as_view()
code = Code.as_view()
address_code = AddressCode.as_view()
second_step = SecondStep.as_view()
