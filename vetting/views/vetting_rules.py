"""How a program welcomes people: the steps it switched on, and its spans."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from programs.access import admin
from programs.refusal import Stale
from programs.request import Request
from vetting.actions.deciding import rules
from vetting.actions.reviewing import set_rules
from vetting.models import VettingRules
from vetting.review_forms import RulesForm


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def vetting_rules(request: Request) -> HttpResponse:
    """The rules; a POST sets them."""
    now, here = timezone.now(), rules()
    if request.method != "POST":
        return page(request, here, RulesForm.of(here))
    form = RulesForm(request.POST)
    if not form.is_valid():
        return page(request, here, form, status=422)
    try:
        set_rules(by=request.user, now=now, seen=form.cleaned_data["seen"], **form.told())
    except Stale as stale:
        form.add_error(None, "Somebody changed the rules after you opened them. Look at yours again, then save.")
        return page(request, stale.theirs, form, status=409)
    messages.success(request, "Saved. It holds from now on; what was decided stays as it is.")
    return redirect("vetting_rules", request.program.slug)


def page(request: Request, here: VettingRules, form: RulesForm, *, status: int = 200) -> HttpResponse:
    """The form, with the version of the rules that it shows."""
    seen = 0 if here._state.adding else here.version
    return render(
        request, "vetting/vetting_rules.html", {"nav": "applications", "form": form, "seen": seen}, status=status
    )
