"""Addresses of this room."""

from django.urls import path

from notifications.views import mail_health
from notifications.views.inbox import bell, inbox, inbox_seen
from notifications.views.link_mute import link_mute
from notifications.views.mail_hook import mail_hook
from notifications.views.preferences import away, mail_pause, preferences

urlpatterns = [
    path("p/<slug:program>/inbox/", inbox, name="inbox"),
    path("p/<slug:program>/inbox/seen/", inbox_seen, name="inbox_seen"),
    path("p/<slug:program>/inbox/count/", bell, name="bell"),
    path("p/<slug:program>/mail/", preferences, name="preferences"),
    path("p/<slug:program>/mail/pause/", mail_pause, name="mail_pause"),
    path("p/<slug:program>/mail/away/", away, name="away"),
    path("p/<slug:program>/mail-health/", mail_health.mail_health, name="mail_health"),
    path("p/<slug:program>/mail-health/<uuid:pk>/again/", mail_health.mail_again, name="mail_again"),
    path("p/<slug:program>/mail-health/<uuid:pk>/again/undo/", mail_health.mail_again_undo, name="mail_again_undo"),
    path("p/<slug:program>/mail-health/addresses/<uuid:pk>/free/", mail_health.address_free, name="address_free"),
    path("p/<slug:program>/mail-health/addresses/<uuid:pk>/hold/", mail_health.address_hold, name="address_hold"),
    path("hooks/mail/", mail_hook, name="mail_hook"),
    path("a/<str:token>/mute/", link_mute, name="link_mute"),
]
