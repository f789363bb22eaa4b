"""Addresses of the table."""

from django.urls import path

from meetings.views.agenda import agenda
from meetings.views.agendas import agenda_template, agenda_template_new, agendas
from meetings.views.attendance import (
    attendance,
    attendance_edit,
    attendance_guest,
    attendance_guest_removal,
    attendance_sheet,
)
from meetings.views.attendance_import import attendance_import
from meetings.views.attendance_own import attendance_own, step_ask
from meetings.views.attendance_rules import attendance_rules, attendance_rules_group, attendance_rules_track
from meetings.views.before import before
from meetings.views.blackouts import blackout_end, blackouts
from meetings.views.brief import brief
from meetings.views.calendar import calendar
from meetings.views.closing import closing
from meetings.views.cockpit import cockpit
from meetings.views.follow_ups import follow_up, follow_up_undo, follow_ups
from meetings.views.handover import handover
from meetings.views.handover_new import handover_end, handover_new, handover_resume
from meetings.views.here import here, here_code, here_scan
from meetings.views.homework import (
    hand_in,
    hand_in_file,
    homework,
    homework_edit,
    homework_new,
    homework_state,
)
from meetings.views.link_calendar_feed import link_calendar_feed
from meetings.views.link_closing import link_closing
from meetings.views.link_join import link_join
from meetings.views.link_poll import link_poll
from meetings.views.link_prepare import link_hand_in, link_prepare
from meetings.views.link_rsvp import link_rsvp
from meetings.views.meeting import meeting, meeting_cancel, meeting_join, meeting_restore
from meetings.views.meeting_edit import meeting_edit
from meetings.views.meeting_new import meeting_new
from meetings.views.meeting_run import meeting_run, meeting_run_row
from meetings.views.meeting_settings import meeting_settings
from meetings.views.meetings import meetings
from meetings.views.poll import poll, poll_pick, poll_state
from meetings.views.poll_new import poll_new
from meetings.views.prepare import prepare
from meetings.views.recap import recap, recap_undo
from meetings.views.roster import roster
from meetings.views.rsvp import rsvp, rsvp_undo
from meetings.views.seat_standing import (
    catch_up_new,
    catch_up_removal,
    leave_end,
    leave_new,
    seat_standing,
    step_look,
    step_new,
)
from meetings.views.series_edit import series_edit, series_edit_preview, series_end
from meetings.views.series_new import series_new, series_preview
from meetings.views.standings import standings
from meetings.views.write import letter_undo, write

urlpatterns = [
    path("p/<slug:program>/meetings/", meetings, name="meetings"),
    path("p/<slug:program>/meetings/days-off/", blackouts, name="blackouts"),
    path("p/<slug:program>/meetings/days-off/<uuid:pk>/end/", blackout_end, name="blackout_end"),
    path("p/<slug:program>/meetings/<uuid:pk>/", meeting, name="meeting"),
    path("p/<slug:program>/meetings/<uuid:pk>/join/", meeting_join, name="meeting_join"),
    path("p/<slug:program>/meetings/<uuid:pk>/edit/", meeting_edit, name="meeting_edit"),
    path("p/<slug:program>/meetings/<uuid:pk>/cancel/", meeting_cancel, name="meeting_cancel"),
    path("p/<slug:program>/meetings/<uuid:pk>/restore/", meeting_restore, name="meeting_restore"),
    path("p/<slug:program>/groups/<uuid:pk>/meetings/new/", meeting_new, name="meeting_new"),
    path("p/<slug:program>/groups/<uuid:pk>/series/new/", series_new, name="series_new"),
    path("p/<slug:program>/groups/<uuid:pk>/series/preview/", series_preview, name="series_preview"),
    path("p/<slug:program>/series/<uuid:pk>/", series_edit, name="series_edit"),
    path("p/<slug:program>/series/<uuid:pk>/preview/", series_edit_preview, name="series_edit_preview"),
    path("p/<slug:program>/series/<uuid:pk>/end/", series_end, name="series_end"),
    path("p/<slug:program>/groups/<uuid:pk>/polls/new/", poll_new, name="poll_new"),
    path("p/<slug:program>/polls/<uuid:pk>/", poll, name="poll"),
    path("p/<slug:program>/polls/<uuid:pk>/pick/", poll_pick, name="poll_pick"),
    path("p/<slug:program>/polls/<uuid:pk>/state/", poll_state, name="poll_state"),
    path("p/<slug:program>/meetings/<uuid:pk>/rsvp/", rsvp, name="rsvp"),
    path("p/<slug:program>/meetings/<uuid:pk>/rsvp/undo/", rsvp_undo, name="rsvp_undo"),
    path("a/<str:token>/rsvp/", link_rsvp, name="link_rsvp"),
    path("a/<str:token>/poll/", link_poll, name="link_poll"),
    path("a/<str:token>/join/", link_join, name="link_join"),
    path("a/<str:token>/calendar.ics", link_calendar_feed, name="link_calendar_feed"),
    path("p/<slug:program>/calendar/", calendar, name="calendar"),
    path("p/<slug:program>/groups/<uuid:pk>/meetings/settings/", meeting_settings, name="meeting_settings"),
    path("p/<slug:program>/meetings/<uuid:pk>/attendance/", attendance, name="attendance"),
    path("p/<slug:program>/meetings/<uuid:pk>/attendance/sheet/", attendance_sheet, name="attendance_sheet"),
    path("p/<slug:program>/meetings/<uuid:pk>/attendance/guests/", attendance_guest, name="attendance_guest"),
    path(
        "p/<slug:program>/meetings/<uuid:pk>/attendance/guests/<uuid:guest>/",
        attendance_guest_removal,
        name="attendance_guest_removal",
    ),
    path("p/<slug:program>/meetings/<uuid:pk>/attendance/<uuid:member>/", attendance_edit, name="attendance_edit"),
    path("p/<slug:program>/meetings/<uuid:pk>/here/", here, name="here"),
    path("p/<slug:program>/meetings/<uuid:pk>/here/code/", here_code, name="here_code"),
    path("p/<slug:program>/meetings/<uuid:pk>/here/<str:code>/", here_scan, name="here_scan"),
    path("p/<slug:program>/before/", before, name="before"),
    path("p/<slug:program>/meetings/<uuid:pk>/prepare/", prepare, name="prepare"),
    path("p/<slug:program>/meetings/<uuid:pk>/homework/new/", homework_new, name="homework_new"),
    path("p/<slug:program>/homework/<uuid:pk>/", homework, name="homework"),
    path("p/<slug:program>/homework/<uuid:pk>/edit/", homework_edit, name="homework_edit"),
    path("p/<slug:program>/homework/<uuid:pk>/state/", homework_state, name="homework_state"),
    path("p/<slug:program>/homework/<uuid:pk>/hand-in/", hand_in, name="hand_in"),
    path("p/<slug:program>/hand-ins/<uuid:pk>/file/", hand_in_file, name="hand_in_file"),
    path("a/<str:token>/prepare/", link_prepare, name="link_prepare"),
    path("a/<str:token>/prepare/homework/<uuid:homework>/", link_hand_in, name="link_hand_in"),
    path("p/<slug:program>/meetings/<uuid:pk>/agenda/", agenda, name="agenda"),
    path("p/<slug:program>/groups/<uuid:pk>/standings/", standings, name="standings"),
    path("p/<slug:program>/groups/<uuid:pk>/substitute/", handover_new, name="handover_new"),
    path("p/<slug:program>/groups/<uuid:pk>/substitute/<uuid:term>/end/", handover_end, name="handover_end"),
    path("p/<slug:program>/groups/<uuid:pk>/substitute/<uuid:term>/resume/", handover_resume, name="handover_resume"),
    path("p/<slug:program>/handovers/<uuid:pk>/", handover, name="handover"),
    path("p/<slug:program>/meetings/<uuid:pk>/brief/", brief, name="brief"),
    path("p/<slug:program>/meetings/<uuid:pk>/run/", meeting_run, name="meeting_run"),
    path("p/<slug:program>/meetings/<uuid:pk>/run/row/", meeting_run_row, name="meeting_run_row"),
    path("p/<slug:program>/attendance-rules/", attendance_rules, name="attendance_rules"),
    path("p/<slug:program>/tracks/<uuid:pk>/attendance-rules/", attendance_rules_track, name="attendance_rules_track"),
    path("p/<slug:program>/groups/<uuid:pk>/attendance-rules/", attendance_rules_group, name="attendance_rules_group"),
    path("p/<slug:program>/meetings/<uuid:pk>/closing/", closing, name="closing"),
    path("a/<str:token>/closing/", link_closing, name="link_closing"),
    path("p/<slug:program>/meetings/<uuid:pk>/recap/", recap, name="recap"),
    path("p/<slug:program>/meetings/<uuid:pk>/recap/undo/", recap_undo, name="recap_undo"),
    path("p/<slug:program>/attendance/", attendance_own, name="attendance_own"),
    path("p/<slug:program>/steps/<uuid:pk>/", step_ask, name="step_ask"),
    path("p/<slug:program>/groups/<uuid:pk>/standings/<uuid:seat>/", seat_standing, name="seat_standing"),
    path("p/<slug:program>/groups/<uuid:pk>/standings/<uuid:seat>/steps/", step_new, name="step_new"),
    path("p/<slug:program>/groups/<uuid:pk>/standings/<uuid:seat>/steps/<uuid:step>/", step_look, name="step_look"),
    path("p/<slug:program>/groups/<uuid:pk>/standings/<uuid:seat>/leave/", leave_new, name="leave_new"),
    path("p/<slug:program>/groups/<uuid:pk>/standings/<uuid:seat>/leave/<uuid:leave>/", leave_end, name="leave_end"),
    path("p/<slug:program>/groups/<uuid:pk>/standings/<uuid:seat>/catch-ups/", catch_up_new, name="catch_up_new"),
    path(
        "p/<slug:program>/groups/<uuid:pk>/standings/<uuid:seat>/catch-ups/<uuid:catch_up>/",
        catch_up_removal,
        name="catch_up_removal",
    ),
    path("p/<slug:program>/cockpit/", cockpit, name="cockpit"),
    path("p/<slug:program>/follow-ups/", follow_ups, name="follow_ups"),
    path("p/<slug:program>/follow-ups/<uuid:pk>/undo/", follow_up_undo, name="follow_up_undo"),
    path("p/<slug:program>/groups/<uuid:pk>/follow-up/", follow_up, name="follow_up"),
    path("p/<slug:program>/write/", write, name="write"),
    path("p/<slug:program>/letters/<uuid:pk>/undo/", letter_undo, name="letter_undo"),
    path("p/<slug:program>/groups/<uuid:pk>/roster/", roster, name="roster"),
    path("p/<slug:program>/agendas/", agendas, name="agendas"),
    path("p/<slug:program>/agendas/new/", agenda_template_new, name="agenda_template_new"),
    path("p/<slug:program>/agendas/<uuid:pk>/", agenda_template, name="agenda_template"),
    path("p/<slug:program>/groups/<uuid:pk>/attendance/import/", attendance_import, name="attendance_import"),
]
