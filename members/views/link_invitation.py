"""The page behind an invitation's link: who invites, to what, and what happens next.

The link is the address's, not a person's: it can claim what waits for the address, once, and it never signs anybody in.
Whoever is signed in already may add the address to their sign-in; that acts on them, so it asks for more than the link.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from members.actions import accept_invitation, renew_invitation
from members.models import Invitation, Member
from programs import second_factor
from programs.access import mail_link
from programs.models import Role, User
from programs.refusal import Refused
from programs.request import OpenRequest
from programs.sign_in import ADDRESS


@mail_link("invitation")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_invitation(request: OpenRequest, token: str, pk: Any) -> HttpResponse:
    """Show an invitation; a POST accepts it, or asks for a new one when it has run out."""
    invitation = Invitation.objects.filter(pk=pk).first()
    if invitation is None:
        raise Http404
    if request.method != "POST":
        return page(request, invitation)
    try:
        if "renew" in request.POST:
            return renew(request, invitation)
        if "add" in request.POST:
            return add_to_sign_in(request, invitation)
        return accept(request, invitation)
    except Refused as refusal:
        invitation.refresh_from_db()
        return page(request, invitation, refusal=refusal.reason)


def renew(request: OpenRequest, invitation: Invitation) -> HttpResponse:
    """A new one to the same address; pressing twice sends it once."""
    if state_of(invitation) == "over":
        renew_invitation(invitation, now=timezone.now())
    return page(request, invitation, renewed=state_of(invitation) == "open")


def page(request: OpenRequest, invitation: Invitation, *, refusal: str = "", renewed: bool = False) -> HttpResponse:
    """The invitation as it stands: open (200) or over (410), and the one way on."""
    state = "renewed" if renewed else state_of(invitation)
    context = {
        "invitation": invitation,
        "state": state,
        "refusal": refusal,
        "first_name": invitation.name.split(" ")[0],
        "roles": [role.get_kind_display() for role in Role.objects.held().filter(invitation_id=invitation.pk)],
        "is_member": Member.objects.active().filter(invitation_id=invitation.pk).exists(),
        "other": request.user if request.user.is_authenticated and not owns(request.user, invitation) else None,
    }
    status = 410 if state not in ("open", "renewed") else 409 if refusal else 200
    return render(request, "members/link_invitation.html", context, status=status)


def state_of(invitation: Invitation) -> str:
    """open, used, withdrawn or over."""
    if invitation.accepted_at:
        return "used"
    if invitation.withdrawn_at:
        return "withdrawn"
    return "open" if invitation.expires_at > timezone.now() else "over"


def owns(user: Any, invitation: Invitation) -> bool:
    """Whether the invited address is one of this user's."""
    of_user = EmailAddress.objects.filter(user=user, email__iexact=invitation.address, verified=True)
    return user.email == invitation.address.lower() or bool(of_user.exists())


def accept(request: OpenRequest, invitation: Invitation) -> HttpResponse:
    """Claim what waits for the address. Its owner, if signed in, is there; anybody else gets a code in that mailbox."""
    if request.user.is_authenticated and not owns(request.user, invitation):
        return page(request, invitation)
    user = accept_invitation(invitation, by=None, now=timezone.now())
    if request.user == user:
        return redirect(start_of(invitation))
    clear_login(request)
    request.session[ADDRESS] = invitation.address
    LoginCodeVerificationProcess.initiate(request=request, user=user, email=invitation.address)
    return redirect(second_factor.and_back("account_confirm_login_code", start_of(invitation)))


def start_of(invitation: Invitation) -> str:
    """The first page in the program, as for who signs in: a member's day, an admin's overview, the groups of others."""
    page = "groups"
    if Member.objects.active().filter(invitation_id=invitation.pk).exists():
        page = "today"
    elif Role.objects.held().filter(invitation_id=invitation.pk, kind=Role.Kind.ADMIN).exists():
        page = "overview"
    return reverse(page, args=[invitation.program.slug])


@csrf_protect
def add_to_sign_in(request: OpenRequest, invitation: Invitation) -> HttpResponse:
    """Make the invited address one more of whoever is signed in here, and claim what waits for it.

    Unlike the link, this changes a sign-in: it needs the form's own token and a proof that the person is still there,
    or somebody else's page, or somebody else at their desk, could put an address of theirs on it.
    """
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return page(request, invitation)
    if not second_factor.was_confirmed(request):
        return second_factor.ask_again(request, back=request.path)
    accept_invitation(invitation, by=user, now=timezone.now())
    get_adapter().send_notification_mail("account/email/address_added", user, {"added_email": invitation.address})
    return redirect(start_of(invitation))
