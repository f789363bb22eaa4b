"""Addresses that exist in the demo only."""

from django.urls import path

from programs.views import demo

urlpatterns = [
    path("people/<slug:persona>/", demo.demo_sign_in, name="demo_sign_in"),
]
