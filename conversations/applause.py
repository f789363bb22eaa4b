"""Applause in words: which buttons stand under something, how many pressed them, and whether the reader did."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from conversations.models import Reaction
from programs.models import Program

ICONS = {"applause": "party-popper", "thanks": "heart-handshake", "me_too": "hand"}


@dataclass(frozen=True)
class Button:
    """One sort of applause."""

    sort: str
    label: str
    icon: str
    count: int
    pressed: bool


@dataclass(frozen=True)
class Applause:
    """The buttons under one thread, answer or win."""

    id: str
    url: str
    buttons: list[Button]


def applause_of(things: Iterable[Any], program: Program, user: Any) -> dict[UUID, Applause]:
    """The buttons of these threads, answers and wins, by key; one query for all of them."""
    things = list(things)
    keys: dict[str, list[UUID]] = defaultdict(list)
    for one in things:
        keys[one._meta.model_name].append(one.pk)
    given: dict[UUID, Counter[str]] = defaultdict(Counter)
    mine: set[tuple[UUID, str]] = set()
    rows = Reaction.objects.none()
    for name, found in keys.items():
        rows = rows | Reaction.objects.filter(**{f"{name}__in": found})
    for sort, by, *about in rows.values_list("sort", "by_id", "thread_id", "comment_id", "win_id"):
        (to,) = filter(None, about)
        given[to][sort] += 1
        if by == user.pk:
            mine.add((to, sort))
    return {
        one.pk: Applause(
            id=f"applause-{one.pk}",
            url=reverse("applause", args=[program.slug, one._meta.model_name, one.pk]),
            buttons=[
                Button(sort, label, ICONS[sort], given[one.pk][sort], (one.pk, sort) in mine)
                for sort, label in Reaction.Sort.choices
            ],
        )
        for one in things
    }
