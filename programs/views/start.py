"""First run: the first program of an empty install; later programs are founded by the platform operator."""

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from programs.access import public, sign_in_url
from programs.actions import found_program
from programs.forms import StartForm, suggested_slug
from programs.models import Program, User
from programs.refusal import Refused
from programs.request import OpenRequest
from programs.sign_in import ADDRESS


def refuse_strangers(request: OpenRequest) -> None:
    """Once there is a program, only the platform operator founds another; raises Http404 for everybody else."""
    if Program.objects.exists() and not request.user.is_staff:
        raise Http404


@public
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: OpenRequest) -> HttpResponse:
    """Name a program and who runs it, and it is there. Of two strangers at the same moment the second is told."""
    refuse_strangers(request)
    stranger = not request.user.is_staff
    me = {"person": request.user.name, "email": request.user.email} if request.user.is_authenticated else {}
    form = StartForm(request.POST or None, initial=me)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        founder = User.objects.filter(email=given["email"]).first() or new_user(given["email"], given["person"])
        try:
            program = found_program(by=founder, name=given["name"], slug=given["slug"], first=stranger)
        except Refused as refusal:
            if stranger:
                return render(request, "programs/start_over.html", {"reason": refusal.reason}, status=409)
            form.add_error(refusal.field or None, refusal.reason)
        else:
            return founded(request, program, founder)
    context = {
        "form": form,
        "slug": given_slug(form),
        "first": stranger or not Program.objects.exists(),
        "mail_folder": settings.MAIL_ACCEPT_LOG,
    }
    return render(request, "programs/start.html", context, status=422 if form.errors else 200)


def new_user(email: str, name: str) -> User:
    """A user who is not saved yet: they are saved with their program."""
    user = User(email=email, name=name)
    user.set_unusable_password()
    return user


def founded(request: OpenRequest, program: Program, founder: User) -> HttpResponse:
    """On to set-up for a founder who is signed in, to the code in their mail for a new one."""
    set_up = reverse("setup", args=[program.slug])
    if request.user == founder:
        return redirect(set_up)
    if request.user.is_authenticated:
        where = settings.SITE_URL + sign_in_url(founder.email, set_up)
        return render(request, "programs/start_done.html", {"founded": program, "founder": founder, "where": where})
    request.session[ADDRESS] = founder.email
    with transaction.atomic():
        LoginCodeVerificationProcess.initiate(request=request, user=founder, email=founder.email)
    return redirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': set_up})}")


def given_slug(form: StartForm) -> dict[str, object]:
    """What the field of the address shows: the bound field, and the last suggestion, which typing overrules."""
    return {"field": form["slug"], "suggested": form.data.get("suggested", "")}


@public
@require_safe
def start_address(request: OpenRequest) -> HttpResponse:
    """The field of the address, as a fragment: suggested from the name until somebody types one, and checked."""
    refuse_strangers(request)
    typed, suggested = request.GET.get("slug", ""), request.GET.get("suggested", "")
    if not typed or typed == suggested:
        typed = suggested = free_slug(suggested_slug(request.GET.get("name", "")))
    form = StartForm({"slug": typed})
    slug = {"field": form["slug"], "suggested": suggested}
    return render(request, "programs/_start_address.html", {"slug": slug, "free": typed and not form["slug"].errors})


def free_slug(slug: str) -> str:
    """The same address, or the first of it with a number that no program has; '' stays ''."""
    taken = set(Program.objects.filter(slug__startswith=slug).values_list("slug", flat=True)) if slug else set()
    numbered = (f"{slug[:37]}-{number}" for number in range(2, len(taken) + 3))
    return slug if slug not in taken else next(one for one in numbered if one not in taken)
