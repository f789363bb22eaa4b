"""Addresses of this room: Today, goals, check-ins; and the check-in from mail."""

from django.urls import path

from goals.views.check_in import check_in, check_in_undo
from goals.views.goal import goal
from goals.views.goal_audience import goal_audience
from goals.views.goal_edit import goal_edit
from goals.views.goal_enter import goal_enter
from goals.views.goal_first_step import goal_first_step
from goals.views.goal_new import goal_hints, goal_new
from goals.views.goal_plans import goal_plan_state, goal_plans, goal_template_end
from goals.views.goal_settings import goal_settings
from goals.views.goal_sheet import goal_sheet, goal_sheet_pdf
from goals.views.goal_skip import goal_skip
from goals.views.goal_state import goal_outcome, goal_pause, goal_roll, goal_state, goal_top
from goals.views.goals import goals
from goals.views.goals_due import goals_due
from goals.views.link_check_in import link_check_in, link_check_in_undo
from goals.views.link_promise import link_promise
from goals.views.promise import promise, promise_new, promise_state, promises
from goals.views.today import today

urlpatterns = [
    path("p/<slug:program>/today/", today, name="today"),
    path("p/<slug:program>/goals/", goals, name="goals"),
    path("p/<slug:program>/goals/new/", goal_new, name="goal_new"),
    path("p/<slug:program>/goals/hints/", goal_hints, name="goal_hints"),
    path("p/<slug:program>/goals/due/", goals_due, name="goals_due"),
    path("p/<slug:program>/goals/<uuid:pk>/", goal, name="goal"),
    path("p/<slug:program>/goals/<uuid:pk>/edit/", goal_edit, name="goal_edit"),
    path("p/<slug:program>/goals/<uuid:pk>/check-in/", check_in, name="check_in"),
    path("p/<slug:program>/goals/<uuid:pk>/check-in/undo/", check_in_undo, name="check_in_undo"),
    path("p/<slug:program>/goals/<uuid:pk>/enter/", goal_enter, name="goal_enter"),
    path("p/<slug:program>/goals/<uuid:pk>/skip/", goal_skip, name="goal_skip"),
    path("p/<slug:program>/goals/<uuid:pk>/state/", goal_state, name="goal_state"),
    path("p/<slug:program>/goals/<uuid:pk>/outcome/", goal_outcome, name="goal_outcome"),
    path("p/<slug:program>/goals/<uuid:pk>/pause/", goal_pause, name="goal_pause"),
    path("p/<slug:program>/goals/<uuid:pk>/rolling/", goal_roll, name="goal_roll"),
    path("p/<slug:program>/goals/<uuid:pk>/top/", goal_top, name="goal_top"),
    path("p/<slug:program>/goals/<uuid:pk>/first-step.ics", goal_first_step, name="goal_first_step"),
    path("p/<slug:program>/goals/<uuid:pk>/audience/", goal_audience, name="goal_audience"),
    path("p/<slug:program>/people/<uuid:pk>/goal-sheet/", goal_sheet, name="goal_sheet"),
    path("p/<slug:program>/people/<uuid:pk>/goal-sheet.pdf", goal_sheet_pdf, name="goal_sheet_pdf"),
    path("p/<slug:program>/goal-plans/", goal_plans, name="goal_plans"),
    path("p/<slug:program>/goal-plans/<uuid:pk>/state/", goal_plan_state, name="goal_plan_state"),
    path("p/<slug:program>/goal-templates/<uuid:pk>/end/", goal_template_end, name="goal_template_end"),
    path("p/<slug:program>/groups/<uuid:pk>/goal-settings/", goal_settings, name="goal_settings"),
    path("p/<slug:program>/promises/", promises, name="promises"),
    path("p/<slug:program>/promises/new/", promise_new, name="promise_new"),
    path("p/<slug:program>/promises/<uuid:pk>/", promise, name="promise"),
    path("p/<slug:program>/promises/<uuid:pk>/state/", promise_state, name="promise_state"),
    path("a/<str:token>/check-in/", link_check_in, name="link_check_in"),
    path("a/<str:token>/check-in/undo/", link_check_in_undo, name="link_check_in_undo"),
    path("a/<str:token>/promise/", link_promise, name="link_promise"),
]
