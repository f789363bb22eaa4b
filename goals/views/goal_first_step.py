"""The first step of a goal as a calendar file: a day with an hour is what helps (research/ux.md section 4)."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.access import get_own_goal
from members.access import member
from programs.calendar_file import appointment, calendar_file
from programs.request import Request

LASTS = timedelta(minutes=30)


@member
@require_safe
def goal_first_step(request: Request, pk: UUID) -> HttpResponse:
    """Half an hour at the moment of the first step. 404 for a goal without one."""
    goal = get_own_goal(request, pk)
    if not goal.first_step or goal.first_step_at is None:
        raise Http404
    event = appointment(
        f"{goal.pk}@first-step",
        starts_at=goal.first_step_at,
        ends_at=goal.first_step_at + LASTS,
        zone=goal.member.zone or request.program.zone,
        title=goal.first_step,
        words=goal.title,
        made_at=timezone.now(),
    )
    answer = HttpResponse(calendar_file([event]), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="first-step.ics"'
    return answer
