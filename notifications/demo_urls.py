"""Addresses that exist in the demo only: what the local mail server took."""

from django.urls import path

from notifications.views.demo_mailbox import demo_mail, demo_mail_body, demo_mailbox

urlpatterns = [
    path("mail/", demo_mailbox, name="demo_mailbox"),
    path("mail/<str:address>/<str:key>/", demo_mail, name="demo_mail"),
    path("mail/<str:address>/<str:key>/body/", demo_mail_body, name="demo_mail_body"),
]
