"""Addresses that exist in the demo only."""

from django.urls import path

from notifications.views.demo_mailbox import demo_mail, demo_mail_body, demo_mailbox
from programs.views import demo

urlpatterns = [
    path("people/<slug:persona>/", demo.demo_sign_in, name="demo_sign_in"),
    path("mail/", demo_mailbox, name="demo_mailbox"),
    path("mail/<str:address>/<slug:key>/", demo_mail, name="demo_mail"),
    path("mail/<str:address>/<slug:key>/body/", demo_mail_body, name="demo_mail_body"),
]
