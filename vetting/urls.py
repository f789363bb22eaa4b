"""Addresses of this room."""

from typing import Any

from django.urls import path

from vetting.views import apply, link_application, link_application_papers, link_application_section

urlpatterns: list[Any] = [
    path("p/<slug:program>/apply/", apply.apply, name="apply"),
    path("p/<slug:program>/apply/sent/", apply.apply_sent, name="apply_sent"),
    path("p/<slug:program>/apply/link/", apply.apply_link, name="apply_link"),
    path("p/<slug:program>/apply/cities/", apply.apply_cities, name="apply_cities"),
    path("a/<str:token>/application/", link_application.link_application, name="link_application"),
    path(
        "a/<str:token>/application/answers/",
        link_application.link_application_answers,
        name="link_application_answers",
    ),
    path(
        "a/<str:token>/application/withdrawal/",
        link_application.link_application_withdrawal,
        name="link_application_withdrawal",
    ),
    path(
        "a/<str:token>/application/sending/",
        link_application.link_application_sending,
        name="link_application_sending",
    ),
    path(
        "a/<str:token>/application/company/",
        link_application.link_application_company,
        name="link_application_company",
    ),
    path(
        "a/<str:token>/application/section/<slug:section>/",
        link_application_section.link_application_section,
        name="link_application_section",
    ),
    path(
        "a/<str:token>/application/papers/",
        link_application_papers.link_application_papers,
        name="link_application_papers",
    ),
    path(
        "a/<str:token>/application/papers/<uuid:paper>/",
        link_application_papers.link_application_paper,
        name="link_application_paper",
    ),
    path(
        "a/<str:token>/application/papers/<uuid:paper>/removal/",
        link_application_papers.link_application_paper_removal,
        name="link_application_paper_removal",
    ),
]
