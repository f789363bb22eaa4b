"""Addresses of this room."""

from django.urls import path

from members.views import link_invitation

urlpatterns = [
    path("a/<str:token>/invitation/", link_invitation.link_invitation, name="link_invitation"),
]
