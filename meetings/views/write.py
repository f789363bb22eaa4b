"""Write to one's group, or, as a program admin, to more people: a human's mail, with replies to the writer."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from groups.models import Group, SeatHolder
from meetings.actions.writing import take_back_letter, write_letter
from meetings.follow_up_forms import LetterForm, key_or_none
from meetings.models import Letter, Meeting, Rsvp
from members.models import Member
from programs.access import door, having
from programs.models import Role, Track
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing

runs_or_admin = door("runs_or_admin", having(lambda who: who.is_admin or who.is_facilitator))


@dataclass(frozen=True)
class Readers:
    """Whom a choice means: the users who have joined, the group it is about, and how many have not joined."""

    users: list[UUID]
    group: Group | None
    missing: int


@runs_or_admin
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request) -> HttpResponse:
    """The form; a POST shows how many it is for, and one more sends it."""
    asked = (request.POST if request.method == "POST" else request.GET).get("to", "")
    circles = [*choices(), *silent(asked)]
    if request.method != "POST":
        return page(request, LetterForm(circles=circles, initial={"to": asked}))
    form = LetterForm(request.POST, circles=circles)
    if not form.is_valid():
        return page(request, form, status=422)
    given = form.cleaned_data
    readers = readers_of(given["to"])
    users = [one for one in readers.users if one != request.user.pk]
    if "send" not in request.POST or not users:
        preview = {"count": len(users), "missing": readers.missing, "to": dict(circles)[given["to"]]}
        return page(request, form, preview, status=200 if users else 422)
    try:
        letter = write_letter(
            users,
            by=request.user,
            now=timezone.now(),
            subject=given["subject"],
            text=given["text"],
            group=readers.group,
        )
    except Refused as refusal:
        form.add_error(refusal.field or None, refusal.reason)
        return page(request, form, status=422)
    people = "one person" if len(users) == 1 else f"{len(users)} people"
    undo = reverse("letter_undo", args=[request.program.slug, letter.pk])
    messages.success(request, f"Your letter to {people} leaves in a minute. Replies come to you.", extra_tags=undo)
    return redirect("write", request.program.slug)


def page(
    request: Request, form: LetterForm, preview: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The form, and beneath it whom it is for before it is sent; letters that have not left yet."""
    now = timezone.now()
    waiting = [one for one in Letter.objects.filter(by=request.user)[:5] if not one.has_left(now)]
    context = {
        "nav": "overview" if standing().is_admin else "cockpit",
        "form": form,
        "preview": preview,
        "waiting": [{"pk": one.pk, "subject": one.subject, "count": len(one.readers)} for one in waiting],
        "address": request.user.email,
    }
    return render(request, "meetings/write.html", context, status=status)


def choices() -> list[tuple[str, str]]:
    """Whom the reader may write to, as (value, words): their groups; for an admin also everybody, by role or track."""
    who = standing()
    wanted = Q() if who.is_admin else Q(pk__in=who.facilitates)
    found = [
        (f"group:{key}", name)
        for key, name in Group.objects.filter(wanted)
        .exclude(state=Group.State.CLOSED)
        .order_by("name")
        .values_list("pk", "name")
    ]
    if who.is_admin:
        tracks = Track.objects.values_list("pk", "name")
        states = [one for one in Group.State if one != Group.State.CLOSED]
        found += [
            ("all", "All members"),
            ("facilitators", "All facilitators"),
            *((f"track:{key}", f"Everybody in groups of {name}") for key, name in tracks),
            *((f"state:{one}", f"Everybody in groups that are {one.label.lower()}") for one in states),
        ]
    return found


def silent(asked: str) -> list[tuple[str, str]]:
    """The choice of those who have not answered for one meeting to come of the reader's groups, if it is asked for."""
    kind, _, value = asked.partition(":")
    key = key_or_none(value) if kind == "silent" else None
    found = Meeting.objects.to_come(timezone.now()).select_related("group").filter(pk=key) if key else ()
    return [
        (f"silent:{one.pk}", f"Who has not answered yet in {one.group.name}")
        for one in found
        if one.group_id in standing().facilitates
    ]


def readers_of(choice: str) -> Readers:
    """Whom a choice of the form means; what the reader may not choose the form refused already."""
    kind, _, value = choice.partition(":")
    group = None
    match kind:
        case "all":
            people = Member.objects.active()
        case "facilitators":
            held = Role.objects.held().filter(kind=Role.Kind.FACILITATOR).values_list("user", flat=True)
            users = list(held)
            return Readers([one for one in users if one], None, users.count(None))
        case "group":
            group = Group.objects.get(pk=value)
            people = seated(Q(group=group))
        case "track":
            people = seated(Q(group__track=value))
        case "silent":
            group = Group.objects.get(meetings=UUID(value))
            silent = Rsvp.objects.filter(meeting=UUID(value), answer="")
            people = seated(Q(group=group)).filter(pk__in=silent.values("member"))
        case _:
            people = seated(Q(group__state=value))
    users = list(people.values_list("user", flat=True).distinct())
    return Readers([one for one in users if one], group, users.count(None))


def seated(where: Q) -> Any:
    """The members who sit in these groups now."""
    holders = SeatHolder.objects.current().filter(where)
    return Member.objects.active().filter(pk__in=holders.values("member"))


@runs_or_admin
@require_POST
def letter_undo(request: Request, pk: UUID) -> HttpResponse:
    """It does not leave, and what was written stands in the form again."""
    letter = Letter.objects.filter(pk=pk, by=request.user).first()
    if letter is None:
        raise Http404
    typed = {
        "to": f"group:{letter.group_id}" if letter.group_id else "",
        "subject": letter.subject,
        "text": letter.text,
    }
    try:
        take_back_letter(letter, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect("write", request.program.slug)
    messages.success(request, "Taken back. Nobody got it, and your words are still here.")
    return page(request, LetterForm(circles=choices(), initial=typed))
