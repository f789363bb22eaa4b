"""How one signs in: addresses, second factor, other devices, other ways in. One page, and a POST for each change."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.manage_email import add_email, delete_email, mark_as_primary
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from programs import second_factor
from programs.request import Request
from programs.second_factor import confirmed
from programs.sign_in import NewAddressForm, sign_out_elsewhere


@require_safe
def account_security(request: Request) -> HttpResponse:
    """The page itself."""
    typed = second_factor.told(request).get("email", "")
    return page(request, NewAddressForm(user=request.user, initial={"email": typed}))


def page(request: Request, form: NewAddressForm, status: int = 200) -> HttpResponse:
    """The page with a form for one more address, empty or with what was wrong in it."""
    every = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    factors = {one.type: one for one in every}
    codes = factors.get(Authenticator.Type.RECOVERY_CODES)
    addresses = EmailAddress.objects.filter(user=request.user).order_by("-primary", "email")
    context = {
        "form": form,
        "addresses": addresses,
        "app": factors.get(Authenticator.Type.TOTP),
        "passkeys": [one.wrap() for one in every if one.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "providers": ways_in(request),
        "grace_days": settings.STAFF_SECOND_FACTOR_GRACE_DAYS,
    }
    return render(request, "account/security.html", context, status=status)


def ways_in(request: Request) -> list[dict[str, Any]]:
    """The providers that settings name or that are connected, each with `connected`."""
    connected = {account.provider: account for account in SocialAccount.objects.filter(user=request.user)}
    offered = get_social_adapter().list_buttons(request, process="connect") if settings.SOCIALACCOUNT_PROVIDERS else []
    known = {button["id"] for button in offered}
    gone = [{"id": name, "name": name.title(), "url": ""} for name in connected if name not in known]
    return [button | {"connected": button["id"] in connected} for button in [*offered, *gone]]


@require_POST
@confirmed
def address_add(request: Request) -> HttpResponse:
    """One more address: it gets a code, and counts once the code was typed."""
    form = NewAddressForm(data=request.POST, user=request.user)
    if not form.is_valid():
        return page(request, form, status=422)
    add_email(request, form)
    return redirect("account_email_verification_sent")


@require_POST
def address_main(request: Request) -> HttpResponse:
    """Where mail goes from now on. The main address so far has to agree: with a code that went there."""
    address = own_address(request)
    if not second_factor.last_proof(request, "code", email=second_factor.main_address(request.user)):
        return second_factor.ask_again(request, by_mail=True)
    mark_as_primary(request, address)
    return redirect("account_security")


@require_POST
@confirmed
def address_remove(request: Request) -> HttpResponse:
    """Take an address off; the main one stays."""
    delete_email(request, own_address(request))
    return redirect("account_security")


@require_POST
def sessions_end(request: Request) -> HttpResponse:
    """Sign out everywhere else."""
    sign_out_elsewhere(request)
    messages.success(request, "Every other device is signed out.")
    return redirect("account_security")


@require_POST
@confirmed
def provider_remove(request: Request) -> HttpResponse:
    """Disconnect Google, Microsoft or a company's own sign-in."""
    account = SocialAccount.objects.filter(user=request.user, provider=request.POST.get("provider", "")).first()
    if account is None:
        raise Http404
    account.delete()
    name = account.provider.title()
    get_adapter().send_notification_mail("socialaccount/email/account_disconnected", request.user, {"name": name})
    messages.success(request, f"{name} is disconnected. A code by mail still signs you in.")
    return redirect("account_security")


def own_address(request: Request) -> EmailAddress:
    """The reader's own address that a form names; 404 for any other."""
    named = request.POST.get("address", "").replace("\0", "")
    address = EmailAddress.objects.filter(user=request.user, email__iexact=named).first()
    if address is None:
        raise Http404
    return address
