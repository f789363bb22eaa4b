"""The welcome: who asks to join, what the program thinks of it, and what is offered to whom."""

from vetting.models.agreement import Agreement, AgreementQuerySet, Signature, SignatureQuerySet
from vetting.models.application import (
    Application,
    ApplicationQuerySet,
    CallNote,
    Decision,
    Dossier,
    Opinion,
    Paper,
    Reference,
)
from vetting.models.offer import CandorAnswer, CandorCheck, CandorCheckQuerySet, CandorOutcome, Offer, OfferQuerySet
from vetting.models.rules import Criteria, CriteriaQuerySet, VettingRules
from vetting.models.welcome import WelcomeTick

__all__ = (
    "Agreement",
    "AgreementQuerySet",
    "Application",
    "ApplicationQuerySet",
    "CallNote",
    "CandorAnswer",
    "CandorCheck",
    "CandorCheckQuerySet",
    "CandorOutcome",
    "Criteria",
    "CriteriaQuerySet",
    "Decision",
    "Dossier",
    "Offer",
    "OfferQuerySet",
    "Opinion",
    "Paper",
    "Reference",
    "Signature",
    "SignatureQuerySet",
    "VettingRules",
    "WelcomeTick",
)
