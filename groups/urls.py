"""Addresses of this room."""

from django.urls import path

from groups.views import group, group_answers, group_new, group_settings, groups, seat, seats, terms, what_to_expect

urlpatterns = [
    path("p/<slug:program>/groups/", groups.groups, name="groups"),
    path("p/<slug:program>/groups/new/", group_new.group_new, name="group_new"),
    path("p/<slug:program>/groups/csv/", groups.groups_csv, name="groups_csv"),
    path("p/<slug:program>/groups/<uuid:pk>/", group.group, name="group"),
    path("p/<slug:program>/groups/<uuid:pk>/expect/", what_to_expect.what_to_expect, name="what_to_expect"),
    path("p/<slug:program>/groups/<uuid:pk>/answers/", group_answers.group_answers, name="group_answers"),
    path("p/<slug:program>/groups/<uuid:pk>/settings/", group_settings.group_settings, name="group_settings"),
    path("p/<slug:program>/groups/<uuid:pk>/state/", group_settings.group_state, name="group_state"),
    path("p/<slug:program>/groups/<uuid:pk>/seats/", seats.seats, name="seats"),
    path("p/<slug:program>/groups/<uuid:pk>/seats/<uuid:holder>/", seat.seat, name="seat"),
    path("p/<slug:program>/groups/<uuid:pk>/seats/<uuid:holder>/end/", seat.seat_end, name="seat_end"),
    path(
        "p/<slug:program>/groups/<uuid:pk>/seats/<uuid:holder>/colleague/", seat.seat_hand_over, name="seat_hand_over"
    ),
    path("p/<slug:program>/groups/<uuid:pk>/seats/<uuid:holder>/move/", seat.seat_move, name="seat_move"),
    path("p/<slug:program>/groups/<uuid:pk>/seats/<uuid:holder>/return/", seat.seat_return, name="seat_return"),
    path("p/<slug:program>/groups/<uuid:pk>/facilitators/", terms.terms, name="terms"),
    path("p/<slug:program>/groups/<uuid:pk>/facilitators/<uuid:term>/end/", terms.term_end, name="term_end"),
    path("p/<slug:program>/groups/<uuid:pk>/facilitators/<uuid:term>/resume/", terms.term_resume, name="term_resume"),
]
