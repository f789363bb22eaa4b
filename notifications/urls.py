"""Addresses of this room."""

from django.urls import path

from notifications.views.link_mute import link_mute

urlpatterns = [
    path("a/<str:token>/mute/", link_mute, name="link_mute"),
]
