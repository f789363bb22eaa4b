"""A group's own answers to what to expect, beside those it inherits."""

from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from groups.access import get_group_to_run
from groups.actions import change_group
from groups.expectations import LONGEST, Answer, inherit, sections, written
from groups.models import FacilitatorTerm, Group
from groups.views.tabs import tabs
from programs.access import person
from programs.conflict import conflict, differing_words
from programs.models import Program
from programs.questionnaire import Questionnaire
from programs.refusal import Refused, Stale
from programs.request import Request
from programs.tenancy import standing


@person
@require_http_methods(["GET", "HEAD", "POST"])
def group_answers(request: Request, pk: UUID) -> HttpResponse:
    """Every question with the answer that stands, where it comes from, and a place for words of one's own."""
    group = get_group_to_run(request, pk)
    above = inherited(request.program, group)
    form = Questionnaire(
        request.POST or None, asked=above, longest=LONGEST, initial=group.expectations | {"version": group.version}
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        words = written(typed | {request.POST.get("back", ""): ""}, above)
        try:
            change_group(copy(group), by=request.user, seen=typed["version"], expectations=words)
        except Stale as stale:
            labels = {answer.key: answer.question for answer in above}
            differing = differing_words(stale.theirs.expectations, words, labels)
            found = conflict(request, form, stale.theirs, differing, knows=pk in standing().groups)
            return page(request, group, above, form, status=409, conflict=found)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "Saved. Whoever opens the page reads it now.")
            return redirect("group_answers", request.program.slug, group.pk)
    return page(request, group, above, form, status=422 if form.errors else 200)


def inherited(program: Program, group: Group) -> list[Answer]:
    """The answers that stand without words of the group's own."""
    names = FacilitatorTerm.objects.current().filter(group=group).values_list("name", flat=True)
    return inherit(program.expectations, group.track.expectations, {}, group.facts(program.distance, names))


def page(
    request: Request, group: Group, above: list[Answer], form: Questionnaire, *, status: int, **more: Any
) -> HttpResponse:
    """The page with its form."""
    context = {
        "nav": "groups",
        "group": group,
        "form": form,
        "parts": form.beside(sections(above)),
        "tabs": tabs(request.program.slug, group, "group_answers"),
    }
    return render(request, "groups/group_answers.html", context | more, status=status)
