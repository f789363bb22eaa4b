"""The editor of criteria: what the program or a group asks for, tried on past cases, published as a new version."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods

from groups.models import Group
from peergroups.htmx import announce, go, reply
from programs.access import admin
from programs.models import Track
from programs.moments import day_said, moment_said
from programs.refusal import Refused, Stale
from programs.request import Request
from vetting.actions.offering import held_seats
from vetting.actions.publishing import publish_criteria
from vetting.criteria import Criterion, Fit, Tried, changes, try_on
from vetting.criteria_forms import OF_A_GROUP, CriteriaForm
from vetting.evidence import cases_of, criteria_of, past_decisions, seated_of
from vetting.kinds import Kind
from vetting.models import Criteria
from vetting.views.applications import FIT_SHAPES

MOST_VERSIONS = 30
MOST_GROUPS = 100
MOST_FLIPPED = 50
BAR = 320
"""The length of a bar in units of its drawing."""

GAP = 3


class Desk:
    """What an admin has before them: whose criteria, what counts now, and the form."""

    def __init__(self, request: Request, group: Group | None) -> None:
        self.request, self.group, self.program = request, group, request.program
        self.unit: Any = request.program.distance

    @cached_property
    def versions(self) -> list[Criteria]:
        """The newest versions, with who made them."""
        found = Criteria.objects.filter(group=self.group).select_related("made_by").order_by("-number")
        return list(found[:MOST_VERSIONS])

    @property
    def standing(self) -> list[Criterion]:
        """What counts now."""
        return criteria_of(self.group, self.versions[:1])

    @cached_property
    def tracks(self) -> list[str]:
        """The roles there are."""
        return list(Track.objects.values_list("name", flat=True))

    def blank(self) -> CriteriaForm:
        """The form, filled in with what counts now."""
        version = self.versions[0].number if self.versions else 0
        return CriteriaForm.of(self.standing, version, unit=self.unit, tracks=self.tracks)

    def typed(self) -> CriteriaForm:
        """The form as it came back, without rows of a kind that is not asked for here."""
        form = CriteriaForm.typed(self.request.POST, self.standing, unit=self.unit, tracks=self.tracks)
        form.rows = [row for row in form.rows if row.kind in kinds(self.group)]
        return form

    @property
    def url(self) -> str:
        """Its address."""
        if self.group:
            return reverse("group_criteria", args=[self.program.slug, self.group.pk])
        return reverse("program_criteria", args=[self.program.slug])


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def program_criteria(request: Request) -> HttpResponse:
    """The program's own criteria; a POST adds a row, takes one out, tries, or publishes."""
    return answer(Desk(request, None))


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def group_criteria(request: Request, pk: UUID) -> HttpResponse:
    """A group's criteria."""
    group = Group.objects.select_related("track").filter(pk=pk).first()
    if group is None:
        raise Http404
    return answer(Desk(request, group))


def answer(desk: Desk) -> HttpResponse:
    """The page, or what one of its buttons does with the form."""
    if desk.request.method != "POST":
        return page(desk, desk.blank())
    form = desk.typed()
    act, _, row = desk.request.POST.get("do", "publish").partition(":")
    if act == "add":
        return added(desk, form)
    if act == "remove":
        gone = form.take_out(row)
        said = f"{gone.title} is out. It counts until you publish." if gone else ""
        return announce(page(desk, form, said=said), said)
    if not form.is_valid():
        return page(desk, form, status=422)
    if act == "try":
        return page(desk, form, tried=tried(desk, form.criteria))
    return publish(desk, form)


def added(desk: Desk, form: CriteriaForm) -> HttpResponse:
    """One more row, with the cursor in it."""
    kind = desk.request.POST.get("kind", "")
    if kind in kinds(desk.group):
        form.add(Kind(kind))
    else:
        form.refusals.append("Choose what the new criterion looks at.")
    return page(desk, form, status=422 if form.errors else 200)


def publish(desk: Desk, form: CriteriaForm) -> HttpResponse:
    """Make it the next version, or say who was first."""
    try:
        made = publish_criteria(desk.group, form.criteria, by=desk.request.user, now=timezone.now(), seen=form.version)
    except Stale as stale:
        return overtaken(desk, form, stale.theirs)
    except Refused as refusal:
        form.refusals.append(refusal.reason)
        return page(desk, form, status=422)
    messages.success(
        desk.request, f"Version {made.number} counts for whoever applies from now on. Who applied before keeps theirs."
    )
    return go(desk.request, desk.url)


def overtaken(desk: Desk, form: CriteriaForm, theirs: Criteria | None) -> HttpResponse:
    """Somebody published meanwhile: both sets in words; publishing again is then a choice."""
    stands = [Criterion.from_dict(item) for item in theirs.items] if theirs else []
    form.version = theirs.number if theirs else 0
    mine = theirs is not None and theirs.made_by == desk.request.user
    conflict = {
        "who": str(theirs.made_by) if theirs and theirs.made_by and not mine else "",
        "when": "in another window of yours" if mine else "after you opened it",
        "theirs": "\n".join(one.in_words(desk.unit) for one in stands),
        "yours": "\n".join(one.in_words(desk.unit) for one in form.criteria),
    }
    return page(desk, form, status=409, conflict=conflict)


def kinds(group: Group | None) -> dict[str, str]:
    """What a new criterion may look at, by key, in words."""
    return {kind.value: kind.label for kind in Kind if group or kind not in OF_A_GROUP}


def page(desk: Desk, form: CriteriaForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of the program or of a group; htmx gets the editor alone."""
    now = timezone.now()
    context = {
        "nav": "applications" if desk.group is None else "groups",
        "group": desk.group,
        "url": desk.url,
        "form": form,
        "kinds": kinds(desk.group),
        "version": desk.versions[0] if desk.versions else None,
        "history": history(desk, now),
        "groups": groups_and_theirs() if desk.group is None and not desk.request.htmx else [],
        "most_groups": MOST_GROUPS,
    }
    name = "group_criteria" if desk.group else "program_criteria"
    return reply(desk.request, f"vetting/{name}.html", "vetting/_criteria_editor.html", context | more, status=status)


def groups_and_theirs() -> Sequence[Group]:
    """The groups that run, by name, each with the number of its newest own version in `own`, or None."""
    newest = Criteria.objects.filter(group=OuterRef("pk")).order_by("-number").values("number")[:1]
    return Group.objects.running().annotate(own=Subquery(newest)).order_by("name")[:MOST_GROUPS]


def history(desk: Desk, now: datetime) -> list[dict[str, Any]]:
    """The versions, newest first: number, when, by whom, and what each changed."""
    rows = []
    for place, one in enumerate(desk.versions):
        before = desk.versions[place + 1] if place + 1 < len(desk.versions) else None
        new = [Criterion.from_dict(item) for item in one.items]
        old = [Criterion.from_dict(item) for item in before.items] if before else []
        first = one.number == 1
        rows.append(
            {
                "number": one.number,
                "at": moment_said(desk.program, one.made_at, now),
                "by": one.made_by or "Peergroups",
                "counts": place == 0,
                "changed": [two.in_words(desk.unit) for two in new]
                if first or not before
                else changes(old, new, desk.unit),
            }
        )
    return rows


# -- trying --------------------------------------------------------------------------------------------------------


def tried(desk: Desk, new: Sequence[Criterion]) -> dict[str, Any]:
    """What the typed criteria would have said to past decisions, beside what counts now."""
    made = {str(one.application_id): one for one in past_decisions(desk.group)}
    seated = seated_of(held_seats(desk.group)) if desk.group else []
    whose = desk.group.name if desk.group else "the program"
    cases = cases_of(made.values(), seated, zone=desk.program.zone, unit=desk.unit, whose=whose)
    found = try_on(desk.standing, new, cases)
    flipped = [one for one in found if one.flips]
    now = timezone.now()
    return {
        "cases": len(found),
        "flips": len(flipped),
        "bars": [bars(found, accepted=True), bars(found, accepted=False)],
        "flipped": [
            {
                "application": made[one.case.key].application,
                "what": "Accepted" if one.case.accepted else "Declined",
                "on": day_said(desk.program, made[one.case.key].at, now),
                "before": one.before.label,
                "before_shape": FIT_SHAPES[one.before],
                "after": one.after.label,
                "after_shape": FIT_SHAPES[one.after],
                "was": one.was,
                "sentence": one.sentence.partition(". ")[2],
            }
            for one in flipped[:MOST_FLIPPED]
        ],
        "more": max(0, len(flipped) - MOST_FLIPPED),
    }


def bars(found: Sequence[Tried], *, accepted: bool) -> dict[str, Any]:
    """Of those accepted, or declined: how many fit, need a look, do not fit, now and by what was typed."""
    mine = [one for one in found if one.case.accepted is accepted]
    return {
        "title": "Accepted" if accepted else "Declined",
        "count": len(mine),
        "rows": [
            {"label": "By what counts now", "parts": parts(Counter(one.before for one in mine))},
            {"label": "By yours", "parts": parts(Counter(one.after for one in mine))},
        ],
    }


def parts(counted: Counter[Fit]) -> list[dict[str, Any]]:
    """One bar: its pieces with their place, length, shape, words and count."""
    total, at, found = sum(counted.values()), 0.0, []
    shown = [fit for fit in Fit if counted[fit]]
    room = BAR - GAP * (len(shown) - 1)
    for fit in Fit:
        wide = room * counted[fit] / total if total else 0.0
        found.append(
            {
                "label": fit.label,
                "shape": FIT_SHAPES[fit],
                "count": counted[fit],
                "x": f"{at:.1f}",
                "wide": f"{wide:.1f}",
            }
        )
        at += wide + (GAP if wide else 0)
    return found
