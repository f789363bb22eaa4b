"""The gates of talk: fetching a thread, an answer, a win or a call for support, and checking the reader; else 404."""

from typing import Any
from uuid import UUID

from django.db.models import Model, Q
from django.http import Http404, HttpRequest

from conversations.models import Comment, Support, Thread, Win
from groups.access import found as group_by_key
from groups.models import FacilitatorTerm, Group
from programs.tenancy import standing

KINDS: dict[str, type[Model]] = {"thread": Thread, "comment": Comment, "win": Win}
"""What can be applauded, by the word in its address."""


def get_circle(request: HttpRequest, pk: UUID) -> Group:
    """A group in which the reader sits or which they facilitate now: admins have no part in its talk."""
    if pk not in standing().groups:
        raise Http404
    return group_by_key(pk)


def in_circle(model: type[Model], pk: UUID, **more: Any) -> Any:
    """A row of talk in a group of the reader, with who said it; raises Http404."""
    rows = model._default_manager.select_related("member", "by", "group")
    one = rows.filter(pk=pk, group_id__in=standing().groups, **more).first()
    if one is None:
        raise Http404
    return one


def get_thread(request: HttpRequest, pk: UUID) -> Thread:
    """A thread of a group of the reader."""
    thread: Thread = in_circle(Thread, pk)
    return thread


def get_own_thread(request: HttpRequest, pk: UUID) -> Thread:
    """A thread that the reader began."""
    thread: Thread = in_circle(Thread, pk, by=request.user)
    return thread


def get_own_comment(request: HttpRequest, pk: UUID) -> Comment:
    """An answer of the reader."""
    comment: Comment = in_circle(Comment, pk, by=request.user)
    return comment


def get_own_win(request: HttpRequest, pk: UUID) -> Win:
    """A win that the reader posted."""
    win: Win = in_circle(Win, pk, by=request.user)
    return win


def get_win_to_pin(request: HttpRequest, pk: UUID) -> Win:
    """A win of a group that the reader facilitates."""
    win: Win = in_circle(Win, pk)
    if win.group_id not in standing().facilitates:
        raise Http404
    return win


def get_applauded(request: HttpRequest, kind: str, pk: UUID) -> Any:
    """What an address calls thread, comment or win."""
    if kind not in KINDS:
        raise Http404
    return in_circle(KINDS[kind], pk)


def own_terms(request: Any) -> Any:
    """The terms of the reader as a facilitator, now."""
    return FacilitatorTerm.objects.current().filter(role__user=request.user)


def get_support(request: HttpRequest, pk: UUID) -> Support:
    """A call for support, for who asks and for the one who is asked."""
    who = standing()
    mine = Q(term__in=own_terms(request))
    if who.member_id:
        mine |= Q(member=who.member_id) | Q(to=who.member_id)
    rows = Support.objects.select_related("member__company", "to", "term", "group")
    one: Support | None = rows.filter(mine, pk=pk).first()
    if one is None:
        raise Http404
    return one
