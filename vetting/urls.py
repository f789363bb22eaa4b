"""Addresses of this room."""

from typing import Any

from django.urls import path

from vetting.views import (
    agreement,
    agreement_charter,
    agreement_paper,
    agreements,
    application,
    application_decision,
    application_undo,
    applications,
    apply,
    candor,
    candor_new,
    link_application,
    link_application_papers,
    link_application_section,
    link_offer,
    link_reference,
    offer_extension,
    offer_new,
    offer_withdrawal,
    pool,
    vetting_rules,
)

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
    path("p/<slug:program>/applications/", applications.applications, name="applications"),
    path("p/<slug:program>/applications/csv/", applications.applications_csv, name="applications_csv"),
    path("p/<slug:program>/applications/papers/<uuid:pk>/", application.application_paper, name="application_paper"),
    path("p/<slug:program>/applications/<uuid:pk>/", application.application, name="application"),
    path(
        "p/<slug:program>/applications/<uuid:pk>/decision/",
        application_decision.application_decision,
        name="application_decision",
    ),
    path(
        "p/<slug:program>/applications/<uuid:pk>/decision/undo/",
        application_undo.application_undo,
        name="application_undo",
    ),
    path(
        "p/<slug:program>/applications/<uuid:pk>/reading/",
        application.application_reading,
        name="application_reading",
    ),
    path(
        "p/<slug:program>/applications/<uuid:pk>/judgment/",
        application.application_judgment,
        name="application_judgment",
    ),
    path(
        "p/<slug:program>/applications/<uuid:pk>/note/",
        application.application_note,
        name="application_note",
    ),
    path(
        "p/<slug:program>/applications/<uuid:pk>/step/",
        application.application_step,
        name="application_step",
    ),
    path(
        "p/<slug:program>/applications/<uuid:pk>/paid/",
        application.application_paid,
        name="application_paid",
    ),
    path(
        "p/<slug:program>/applications/<uuid:pk>/reopening/",
        application.application_reopening,
        name="application_reopening",
    ),
    path(
        "p/<slug:program>/applications/<uuid:pk>/opinion/",
        application.application_opinion,
        name="application_opinion",
    ),
    path(
        "p/<slug:program>/applications/<uuid:pk>/recusal/",
        application.application_recusal,
        name="application_recusal",
    ),
    path(
        "p/<slug:program>/applications/<uuid:pk>/reference/",
        application.application_reference,
        name="application_reference",
    ),
    path("p/<slug:program>/vetting-rules/", vetting_rules.vetting_rules, name="vetting_rules"),
    path("a/<str:token>/reference/", link_reference.link_reference, name="link_reference"),
    path("p/<slug:program>/pool/", pool.pool, name="pool"),
    path("p/<slug:program>/applications/<uuid:pk>/offer/", offer_new.offer_new, name="offer_new"),
    path("p/<slug:program>/applications/<uuid:pk>/candor/", candor_new.candor_new, name="candor_new"),
    path("p/<slug:program>/offers/<uuid:pk>/withdrawal/", offer_withdrawal.offer_withdrawal, name="offer_withdrawal"),
    path("p/<slug:program>/offers/<uuid:pk>/extension/", offer_extension.offer_extension, name="offer_extension"),
    path("p/<slug:program>/candor/<uuid:pk>/", candor.candor, name="candor"),
    path("p/<slug:program>/candor/<uuid:pk>/outcome/", candor.candor_outcome, name="candor_outcome"),
    path("a/<str:token>/application/offer/", link_offer.link_offer, name="link_offer"),
    path("p/<slug:program>/agreements/", agreements.agreements, name="agreements"),
    path("p/<slug:program>/agreements/<uuid:pk>/", agreement.agreement, name="agreement"),
    path("p/<slug:program>/agreements/<uuid:pk>/paper/", agreement_paper.agreement_paper, name="agreement_paper"),
    path("p/<slug:program>/groups/<uuid:pk>/charter/", agreement_charter.agreement_charter, name="agreement_charter"),
]
