"""Addresses of this room."""

from django.urls import path

from programs.views import audit, catalogue, home, program, roles, setup, start, theme
from programs.views.help import program_help, sign_in_help
from programs.views.service_worker import service_worker

urlpatterns = [
    path("", home.home, name="home"),
    path("theme/", theme.theme, name="theme"),
    path("service-worker.js", service_worker, name="service_worker"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("help/", sign_in_help, name="sign_in_help"),
    path("start/", start.start, name="start"),
    path("start/address/", start.start_address, name="start_address"),
    path("p/<slug:program>/", program.program, name="program"),
    path("p/<slug:program>/help/", program_help, name="program_help"),
    path("p/<slug:program>/setup/", setup.setup, name="setup"),
    path("p/<slug:program>/setup/<slug:step>/", setup.setup_step, name="setup_step"),
    path("p/<slug:program>/setup/tracks/<uuid:pk>/", setup.setup_track, name="setup_track"),
    path("p/<slug:program>/audit/", audit.audit, name="audit"),
    path("p/<slug:program>/audit/csv/", audit.audit_csv, name="audit_csv"),
    path("p/<slug:program>/audit/<uuid:pk>/", audit.audit_entry, name="audit_entry"),
    path("p/<slug:program>/roles/", roles.roles, name="roles"),
    path("p/<slug:program>/roles/<uuid:pk>/end/", roles.role_end, name="role_end"),
    path("p/<slug:program>/roles/<uuid:pk>/return/", roles.role_return, name="role_return"),
    path("p/<slug:program>/roles/<uuid:pk>/invitation/", roles.role_invitation, name="role_invitation"),
]
