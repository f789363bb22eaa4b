"""Group home: who needs help, where everybody's goals stand, the last weeks, what happened lately.

Staff who do not sit in the group see the frame without goals.

A look at a page that has not changed is answered 304; the page asks every 15 seconds and gets only what moved.
"""

import json
from typing import Any
from uuid import UUID

from django.contrib.messages import get_messages
from django.http import HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from conversations.deeds import OF_A_GROUP as OF_TALK
from groups.access import check_group
from groups.views.around import around
from groups.views.circle import Circle
from groups.views.look import look_at
from groups.views.table import table_of
from groups.views.visits import VisitLine, visits_of
from groups.views.weeks import weeks_for_reader
from meetings.deeds import OF_A_GROUP
from programs.access import person
from programs.request import Request
from programs.tenancy import standing
from vetting.models import CandorCheck


@person
@require_safe
def group(request: Request, pk: UUID) -> HttpResponse:
    """The page; for htmx, what moved since the page was drawn; 304 when nothing did."""
    check_group(request, pk)
    now = timezone.now()
    circle = Circle(request.program, pk, look_at(pk, now), now)
    if pk not in standing().groups:
        context = frame(request, circle) | {"rows": circle.faces({}), "table": table_of(request, circle)}
        return render(request, "groups/group_outside.html", context)
    checks = list(CandorCheck.objects.open().filter(group=pk)) if pk in standing().keeps else []
    visits = visits_of(request.program, [pk], circle.today)[pk]
    tag = tag_of(request, circle, checks, visits)
    seen = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')
    if seen == tag:
        return tagged(HttpResponseNotModified(), tag)
    if not request.htmx:
        new, talked, promises = around(circle)
        context = (
            frame(request, circle)
            | inner(circle, tag, checks)
            | vars(new)
            | {
                "visits": visits,
                "table": table_of(request, circle),
                "promises": promises,
                "talked": talked,
            }
        )
        response = render(request, "groups/group.html", context)
        return never_kept(response) if new.to_sign else tagged(response, tag)
    moved = moved_since(seen, tag, circle)
    if moved is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = (
        frame(request, circle)
        | inner(circle, tag, checks)
        | {
            "moved": moved,
            "moved_words": circle.feed[0][0] if moved else "",
        }
    )
    return tagged(render(request, "groups/_group_moved.html", context), tag)


def never_kept(response: HttpResponse) -> HttpResponse:
    """An answer that says what a signature elsewhere changes: the browser asks for the page anew each time."""
    patch_cache_control(response, private=True, no_store=True)
    return response


def frame(request: Request, circle: Circle) -> dict[str, Any]:
    """What everybody who may open the page sees of a group, staff too."""
    who, where = standing(), [request.program.slug, circle.key]
    runs = who.is_admin or circle.key in who.keeps
    return {
        "nav": "groups",
        "circle": circle,
        "group": circle.group,
        "url": reverse("group", args=where),
        "expect_url": reverse("what_to_expect", args=where),
        "settings_url": reverse("group_settings", args=where) if runs else "",
    }


def inner(circle: Circle, tag: str, checks: list[CandorCheck]) -> dict[str, Any]:
    """What is said in the group, for those who sit in it or facilitate it; open candor checks for the latter."""
    who = standing()
    mine = next((one for one in circle.seated if one.key == who.member_id), None)
    return {
        "tag": tag,
        "rows": circle.rows,
        "counts": circle.counts,
        "since_met": circle.moved,
        "in_need": circle.in_need,
        "feed": circle.feed,
        "weeks": weeks_for_reader(circle),
        "candor": checks,
        "is_new": mine is not None and mine.reads_from > circle.new_since,
        "new_goal_url": reverse("goal_new", args=[circle.program.slug]) if mine else "",
    }


def tag_of(request: Request, circle: Circle, checks: list[CandorCheck], visits: list[VisitLine]) -> str:
    """The version of the page as this reader sees it: newest activity, digest of the latest ones, digest of the rest.

    Activities tell of goals and seats. They may arrive out of order, hence the digest of several. Names are not told of
    there, so they are part of the rest, as are the reader's standing, the day, the look, and the secret behind the
    forms on the page. A page with a message on it is not kept.
    """
    look, who = circle.look, standing()
    else_shown = (
        request.user.pk,
        str(request.user),
        [sorted(map(str, part)) for part in (who.roles, who.groups, who.facilitates)],
        circle.today,
        (look.group, look.people, look.terms, outlines(look.meetings), look.past),
        [check.pk for check in checks],
        visits,
        (request.program.name, request.program.accent, request.program.date_order),
        secret_of_forms(request),
        request.COOKIES.get("theme"),
        static("build/app.css"),
        circle.now if len(get_messages(request)) else "",
    )
    return f"{look.newest}.{digest(look.news)}.{digest(else_shown)}"


SHOWN = ("meeting", "series", "thread", "win", "kudos")
QUIET = {kind for kind in (*OF_A_GROUP, *OF_TALK) if kind.partition(".")[0] not in SHOWN}
"""What happens around meetings and in talk and does not show here, beside the answer that its reader gives here."""


def outlines(meetings: str) -> list[Any]:
    """The meetings of a look without the reader's answers: those are activities of their own."""
    return [one[:-1] for one in json.loads(meetings)]


def secret_of_forms(request: Request) -> str:
    """What the tokens of the forms on the page are made from; on a first visit it is made now."""
    if "CSRF_COOKIE" not in request.META:
        get_token(request)
    secret: str = request.META["CSRF_COOKIE"]
    return secret


def digest(shown: Any) -> str:
    """A few letters that change when what is shown changes, and say nothing of it."""
    return salted_hmac("group home", repr(shown)).hexdigest()[:16]


def tagged(response: HttpResponse, tag: str) -> HttpResponse:
    """An answer that the browser may keep for its reader, and asks about each time."""
    response.headers["ETag"] = f'W/"{tag}"'
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response


def moved_since(seen: str, tag: str, circle: Circle) -> set[UUID] | None:
    """The members whose goals moved since the page with the tag `seen`; None when more than goals did."""
    known, rest = seen.partition(".")[0], seen.rpartition(".")[2]
    if rest != tag.rpartition(".")[2] or known == tag.partition(".")[0]:
        return None
    moved: set[UUID] = set()
    for news in circle.news:
        if news.key == known:
            return moved
        if news.kind in QUIET:
            continue
        if not news.kind.startswith("goal.") or news.member is None:
            return None
        moved.add(news.member)
    return None
