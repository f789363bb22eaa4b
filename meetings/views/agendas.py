"""The agendas that a program's meetings can start from: ours, and the program's own, edited by its admins."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods, require_safe

from meetings.actions.agendas import MOST_ITEMS, as_template, drop_template, save_template, starting_points
from meetings.agenda_forms import AgendaForm, ItemForm, as_typed, new_row, typed_rows
from meetings.agendas import MOST_DAYS, TEMPLATES, Item, Template, total_minutes
from meetings.models import AgendaTemplate
from peergroups.htmx import announce, go, reply
from programs.access import admin
from programs.conflict import VersionField
from programs.refusal import Refused, Stale
from programs.request import Request


class NameForm(forms.Form):
    """What an agenda of the program's own is called, and the version that its reader saw."""

    version = VersionField()
    name = forms.CharField(label="Name", max_length=60, widget=forms.TextInput({"autocomplete": "off"}))


@admin
@require_safe
def agendas(request: Request) -> HttpResponse:
    """All of them: the program's own to change, ours to start from."""
    own = list(AgendaTemplate.objects.all())
    context = {
        "nav": "setup",
        "own": [(row, outline(as_template(row))) for row in own],
        "ours": [(template, outline(template)) for template in TEMPLATES.values()],
    }
    return render(request, "meetings/agendas.html", context)


def outline(template: Template) -> str:
    """How long an agenda is and of how many items: "105 minutes, 6 items"."""
    days = {item.day for item in template.items}
    minutes = [f"{total_minutes(template.items, day)} minutes" for day in sorted(days)]
    count = len(template.items)
    return f"{' and '.join(minutes)}, {count} item{'' if count == 1 else 's'}"


class Desk:
    """What an admin has before them: an agenda of the program's own, or one that is not saved yet."""

    def __init__(self, request: Request, template: AgendaTemplate | None) -> None:
        self.request, self.template, self.program = request, template, request.program

    @cached_property
    def start(self) -> Template | None:
        """What a new one begins as."""
        return starting_points().get(self.request.GET.get("from", ""))

    @property
    def url(self) -> str:
        """Its address."""
        if self.template:
            return reverse("agenda_template", args=[self.program.slug, self.template.pk])
        return reverse("agenda_template_new", args=[self.program.slug])

    def blank(self) -> tuple[NameForm, AgendaForm]:
        """The editor with what is saved, or with what it starts from."""
        shown: Template | None = as_template(self.template) if self.template else self.start
        name, version = (self.template.name, self.template.version) if self.template else ("", 1)
        items = () if shown is None else shown.items
        rows = [ItemForm(new_row(), days=MOST_DAYS, initial=item.as_dict()) for item in items]
        return NameForm(initial={"name": name, "version": version}), AgendaForm(rows, [], str(version))

    def typed(self, *, bound: bool) -> tuple[NameForm, AgendaForm]:
        """The editor as it came back: `bound` to be judged, else to go on with."""
        data = self.request.POST
        rows = [
            ItemForm(row, days=MOST_DAYS, **({"data": data} if bound else {"initial": as_typed(ItemForm, row, data)}))
            for row in typed_rows(data)
        ]
        named = NameForm(data) if bound else NameForm(initial=data.dict())
        return named, AgendaForm(rows, [], data.get("version", ""))


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def agenda_template_new(request: Request) -> HttpResponse:
    """A further agenda of the program's own, from any other or from nothing."""
    return answer(Desk(request, None))


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def agenda_template(request: Request, pk: UUID) -> HttpResponse:
    """One of the program's own: changed, or taken off the list."""
    found = AgendaTemplate.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    if request.method == "POST" and request.POST.get("do") == "drop":
        drop_template(found, by=request.user, now=timezone.now())
        messages.success(request, f"{found.name} is off the list. Agendas made from it stay.")
        return redirect("agendas", request.program.slug)
    return answer(Desk(request, found))


def answer(desk: Desk) -> HttpResponse:
    """The page, or what one of its buttons does with the form."""
    if desk.request.method != "POST":
        return page(desk, *desk.blank())
    act, _, row = desk.request.POST.get("do", "save").partition(":")
    if act in ON_THE_PAGE:
        named, form = desk.typed(bound=False)
        said = ON_THE_PAGE[act](form, row)
        return announce(page(desk, named, form, said=said), said)
    named, form = desk.typed(bound=True)
    if not all([named.is_valid(), form.is_valid()]):
        return page(desk, named, form, status=422)
    return saved(desk, named, form)


def add(form: AgendaForm, row: str) -> str:
    """One more item at the end."""
    day = form.rows[-1].drawn_day if form.rows else 1
    form.rows.append(ItemForm(new_row(), days=MOST_DAYS, initial={"minutes": 10, "day": day}))
    return "A new item stands at the end."


def remove(form: AgendaForm, row: str) -> str:
    """An item goes. It is there until the agenda is saved."""
    gone = form.take_out(row)
    return f"{gone.said} is out. It counts until you save." if gone else ""


def up(form: AgendaForm, row: str) -> str:
    """An item goes up by one place."""
    name = form.move(row, -1)
    return f"{name} went up." if name else ""


def down(form: AgendaForm, row: str) -> str:
    """An item goes down by one place."""
    name = form.move(row, 1)
    return f"{name} went down." if name else ""


def order(form: AgendaForm, row: str) -> str:
    """An item was dragged to where it now stands."""
    name = form.settle(row)
    return f"{name} moved." if name else ""


ON_THE_PAGE = {"add": add, "remove": remove, "up": up, "down": down, "order": order}
"""What a button does with the form before anything is saved."""


def saved(desk: Desk, named: NameForm, form: AgendaForm) -> HttpResponse:
    """Save what was typed, or say why not."""
    form.sort()
    said = named.cleaned_data
    try:
        if len(form.rows) > MOST_ITEMS:
            raise Refused(f"An agenda has {MOST_ITEMS} lines at most.")
        items: list[Item] = [row.item(number) for number, row in enumerate(form.rows)]
        save_template(
            desk.template, by=desk.request.user, now=timezone.now(), name=said["name"], items=items,
            seen=said["version"] if desk.template else None,
        )  # fmt: skip
    except Stale as stale:
        return overtaken(desk, named, form, stale.theirs)
    except Refused as refusal:
        if refusal.field:
            named.add_error(refusal.field, refusal.reason)
        else:
            form.refusals.append(refusal.reason)
        return page(desk, named, form, status=422)
    messages.success(desk.request, f"{said['name']} is saved. Meetings can start from it.")
    return go(desk.request, reverse("agendas", args=[desk.program.slug]))


def overtaken(desk: Desk, named: NameForm, form: AgendaForm, theirs: AgendaTemplate) -> HttpResponse:
    """Somebody saved meanwhile: both agendas in words; saving again is then a choice."""
    named.data = {**named.data.dict(), "version": str(theirs.version)}  # type: ignore[attr-defined]
    form.version = str(theirs.version)
    conflict = {
        "who": "",
        "when": "after you opened it",
        "theirs": "\n".join([theirs.name, *(f"{item['title']}, {item['minutes']}" for item in theirs.items)]),
        "yours": "\n".join([named.cleaned_data["name"], *(f"{row.said}, {row.drawn_minutes}" for row in form.rows)]),
    }
    return page(desk, named, form, status=409, conflict=conflict)


def page(desk: Desk, named: NameForm, form: AgendaForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page; htmx gets the editor alone."""
    form.sort()
    context = {
        "nav": "setup",
        "template": desk.template,
        "named": named,
        "form": form,
        "url": desk.url,
        "minutes": form.minutes,
    }
    return reply(
        desk.request, "meetings/agenda_template.html", "meetings/_agenda_template_editor.html", context | more,
        status=status,
    )  # fmt: skip
