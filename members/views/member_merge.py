"""Two records of one person: find the other, see both side by side, make them one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from goals.merging import FILLED, merge_members, refuse_merge
from groups.people import get_person
from members.models import Member
from members.views.directory import as_key, groups_of
from programs.access import admin
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing

MOST = 10
"""So many people who could be the double are offered."""


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def member_merge(request: Request, pk: UUID) -> HttpResponse:
    """Choose the other record, then see what becomes of both; a POST merges."""
    one = get_person(request, pk)
    told = request.POST if request.method == "POST" else request.GET
    chosen = as_key(told.get("with", ""))
    other = Member.objects.named().filter(pk=chosen).first() if chosen else None
    if other is None:
        return find(request, one)
    keep, double = kept_first(one, other)
    try:
        if request.method == "POST":
            merge_members(keep, double, by=request.user, now=timezone.now())
            messages.success(request, f"{keep.name} is one record now, with the address {keep.email}.")
            return redirect("profile", request.program.slug, keep.pk)
        refuse_merge(keep, double)
    except Refused as no:
        return compare(request, one, keep, double, refused=no.reason, status=409 if request.method == "POST" else 200)
    return compare(request, one, keep, double)


def kept_first(one: Member, other: Member) -> tuple[Member, Member]:
    """The record that is kept and the one that is folded into it: who has joined is kept, else whose page it is."""
    return (other, one) if other.user_id and not one.user_id else (one, other)


def find(request: Request, one: Member) -> HttpResponse:
    """Who could be the double: of the same name at first, else whom one looks for."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    people = Member.objects.exclude(pk=one.pk).named().order_by("name", "pk")
    if words:
        people = people.matching(words, addresses=True)
    else:
        first, _, last = one.name.partition(" ")
        people = people.filter(Q(name__iexact=one.name) | Q(name__istartswith=first, name__iendswith=last))
    context = {"nav": "directory", "one": one, "q": words, "people": people[:MOST]}
    return render(request, "members/member_merge.html", context)


def compare(
    request: Request, one: Member, keep: Member, double: Member, *, refused: str = "", status: int = 200
) -> HttpResponse:
    """Both records side by side, and what becomes of them."""
    groups = groups_of([keep, double], standing())
    context = {
        "nav": "directory",
        "one": one,
        "keep": keep,
        "double": double,
        "refused": refused,
        "swap": double.pk if one.pk == keep.pk and not keep.user_id else None,
        "rows": [*rows(keep, double), ("Sits in", sits(groups, keep), sits(groups, double), "")],
    }
    return render(request, "members/member_merge.html", context, status=status)


def sits(groups: dict[UUID, list[Any]], member: Member) -> str:
    """The groups of a record in words."""
    return ", ".join(group.name for group in groups.get(member.pk, []))


def rows(keep: Member, double: Member) -> list[tuple[str, str, str, str]]:
    """What each says, field by field, and whether it is taken over: (label, kept, double, note)."""
    labels = {
        "name": "Name", "email": "E-mail", "company": "Company", "phone": "Phone", "title": "Job title",
        "track": "Role track", "runs": "What they run", "ask_me": "Ask them about",
    }  # fmt: skip
    told = [
        (name, label, *(str(getattr(one, name) or "") for one in (keep, double))) for name, label in labels.items()
    ]  # fmt: skip
    joined = [("", "Joined", *("yes" if one.user_id else "no" for one in (keep, double)))]
    return [
        (label, mine, theirs, "taken over" if name in FILLED and theirs and not mine else "")
        for name, label, mine, theirs in [*told, *joined]
    ]
