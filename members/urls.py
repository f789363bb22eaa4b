"""Addresses of this room."""

from django.urls import path

from members.views import (
    company_edit,
    directory,
    imports,
    invitations,
    link_invitation,
    member_merge,
    member_new,
    profile,
)

urlpatterns = [
    path("p/<slug:program>/people/", directory.directory, name="directory"),
    path("p/<slug:program>/people/csv/", directory.directory_csv, name="directory_csv"),
    path("p/<slug:program>/people/new/", member_new.member_new, name="member_new"),
    path("p/<slug:program>/people/new/companies/", member_new.offered_companies, name="offered_companies"),
    path("p/<slug:program>/people/new/cities/", member_new.offered_cities, name="offered_cities"),
    path("p/<slug:program>/people/<uuid:pk>/", profile.profile, name="profile"),
    path("p/<slug:program>/people/<uuid:pk>/card/", profile.profile_card, name="profile_card"),
    path("p/<slug:program>/people/<uuid:pk>/edit/", profile.profile_edit, name="profile_edit"),
    path("p/<slug:program>/people/<uuid:pk>/departure/", profile.member_departure, name="member_departure"),
    path("p/<slug:program>/people/<uuid:pk>/merge/", member_merge.member_merge, name="member_merge"),
    path("p/<slug:program>/people/<uuid:pk>/return/", profile.member_return, name="member_return"),
    path("p/<slug:program>/companies/<uuid:pk>/", company_edit.company_edit, name="company_edit"),
    path("p/<slug:program>/import/", imports.imports, name="imports"),
    path("p/<slug:program>/import/sample/", imports.import_sample, name="import_sample"),
    path("p/<slug:program>/import/<uuid:pk>/", imports.import_run, name="import_run"),
    path("p/<slug:program>/import/<uuid:pk>/columns/", imports.import_columns, name="import_columns"),
    path("p/<slug:program>/import/<uuid:pk>/preview/", imports.import_preview, name="import_preview"),
    path("p/<slug:program>/import/<uuid:pk>/order/", imports.import_order, name="import_order"),
    path("p/<slug:program>/import/<uuid:pk>/attempt/", imports.import_attempt, name="import_attempt"),
    path("p/<slug:program>/import/<uuid:pk>/discard/", imports.import_discard, name="import_discard"),
    path("p/<slug:program>/import/<uuid:pk>/left-out/<int:number>/", imports.import_left_out, name="import_left_out"),
    path("p/<slug:program>/invitations/", invitations.invitations, name="invitations"),
    path("p/<slug:program>/invitations/csv/", invitations.invitations_csv, name="invitations_csv"),
    path("p/<slug:program>/invitations/withdrawal/", invitations.invitation_withdrawal, name="invitation_withdrawal"),
    path("p/<slug:program>/invitations/<uuid:pk>/undo/", invitations.wave_undo, name="wave_undo"),
    path("a/<str:token>/invitation/", link_invitation.link_invitation, name="link_invitation"),
]
