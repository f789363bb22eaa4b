"""Addresses of this room: talk, wins, support, and the doors of a stuck goal."""

from django.urls import path

from conversations.views.applause import applause
from conversations.views.comment import comment, comment_removal
from conversations.views.goal_win import goal_win
from conversations.views.stuck import issue_removal, stuck
from conversations.views.support import support, support_new, support_state
from conversations.views.talk import talk
from conversations.views.thread import thread, thread_edit, thread_state
from conversations.views.thread_new import thread_new
from conversations.views.wins import win, win_pin, win_removal, wins

urlpatterns = [
    path("p/<slug:program>/groups/<uuid:pk>/talk/", talk, name="talk"),
    path("p/<slug:program>/groups/<uuid:pk>/talk/new/", thread_new, name="thread_new"),
    path("p/<slug:program>/threads/<uuid:pk>/", thread, name="thread"),
    path("p/<slug:program>/threads/<uuid:pk>/edit/", thread_edit, name="thread_edit"),
    path("p/<slug:program>/threads/<uuid:pk>/state/", thread_state, name="thread_state"),
    path("p/<slug:program>/answers/<uuid:pk>/", comment, name="comment"),
    path("p/<slug:program>/answers/<uuid:pk>/removal/", comment_removal, name="comment_removal"),
    path("p/<slug:program>/applause/<slug:what>/<uuid:pk>/", applause, name="applause"),
    path("p/<slug:program>/groups/<uuid:pk>/wins/", wins, name="wins"),
    path("p/<slug:program>/wins/<uuid:pk>/", win, name="win"),
    path("p/<slug:program>/wins/<uuid:pk>/removal/", win_removal, name="win_removal"),
    path("p/<slug:program>/wins/<uuid:pk>/pin/", win_pin, name="win_pin"),
    path("p/<slug:program>/goals/<uuid:pk>/win/", goal_win, name="goal_win"),
    path("p/<slug:program>/goals/<uuid:pk>/stuck/", stuck, name="stuck"),
    path("p/<slug:program>/issues/<uuid:pk>/removal/", issue_removal, name="issue_removal"),
    path("p/<slug:program>/groups/<uuid:pk>/support/", support_new, name="support_new"),
    path("p/<slug:program>/support/<uuid:pk>/", support, name="support"),
    path("p/<slug:program>/support/<uuid:pk>/state/", support_state, name="support_state"),
]
