"""One text to sign: a member reads it and signs; who runs it notes a signature on paper. Unsigned locks nobody out."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from members.models import Member
from programs.access import person
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing
from vetting.actions.signing import sign
from vetting.models import Agreement, Signature
from vetting.offer_forms import SignForm
from vetting.views.agreements import day_of


@person
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: Request, pk: UUID) -> HttpResponse:
    """The text, and one's own signature; a POST signs."""
    found = get_agreement(pk)
    newest = Agreement.objects.versions(Agreement.Kind(found.kind), found.group_id).first()
    mine = my_signature(found)
    asked = may_sign(found) and mine is None and newest == found
    form = SignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_sign(found):
            raise Http404
        if not asked:  # signed already, or by now there is a newer version: the page says which
            return redirect("agreement", request.program.slug, pk)
        if form.is_valid():
            try:
                member = Member.objects.get(user=request.user)
                name = form.cleaned_data["name"]
                sign(found, name=name, member=member, by=request.user, now=timezone.now())
            except Refused as refusal:
                form.add_error(refusal.field or None, refusal.reason)
            else:
                messages.success(request, "Signed. We keep your name, the text and the time.")
                return redirect("agreement", request.program.slug, pk)
    context = {
        "nav": "agreements",
        "agreement": found,
        "on": day_of(request.program, found.made_at),
        "newest": newest if newest != found else None,
        "mine": mine,
        "signed_on": day_of(request.program, mine.on_paper or mine.at) if mine else "",
        "form": form if asked else None,
    }
    return render(request, "vetting/agreement.html", context, status=422 if form.errors else 200)


def get_agreement(pk: UUID) -> Agreement:
    """A version that the reader may see: the program's, or of a group of theirs; raises Http404."""
    found: Agreement | None = Agreement.objects.select_related("group", "program").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def may_sign(found: Agreement) -> bool:
    """Whether the reader is somebody whom the text binds: a member, of the group for a charter."""
    who = standing()
    return who.is_member and (found.group_id is None or found.group_id in who.groups)


def my_signature(found: Agreement) -> Signature | None:
    """The reader's own signature that holds for the version, the latest if there are several."""
    who = standing()
    if not who.member_id:
        return None
    signed: Signature | None = Signature.objects.holding(found).filter(member=who.member_id).order_by("-at").first()
    return signed
