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
from vetting.models.integration import Integration
from vetting.models.interest import Interest, InterestQuerySet
from vetting.models.offer import CandorAnswer, CandorCheck, CandorCheckQuerySet, CandorOutcome, Offer, OfferQuerySet
from vetting.models.recheck import Recheck, RecheckQuerySet
from vetting.models.rules import Criteria, CriteriaQuerySet, VettingRules
from vetting.models.steps import (
    Approval,
    ApprovalQuerySet,
    Ballot,
    Interview,
    InterviewSlot,
    InterviewSlotQuerySet,
    Sponsor,
    Visit,
    VisitWord,
)
from vetting.models.welcome import Arrival, ArrivalQuerySet, Buddy, WelcomeTick

__all__ = (
    "Agreement",
    "AgreementQuerySet",
    "Application",
    "ApplicationQuerySet",
    "Approval",
    "ApprovalQuerySet",
    "Arrival",
    "ArrivalQuerySet",
    "Ballot",
    "Buddy",
    "CallNote",
    "CandorAnswer",
    "CandorCheck",
    "CandorCheckQuerySet",
    "CandorOutcome",
    "Criteria",
    "CriteriaQuerySet",
    "Decision",
    "Dossier",
    "Integration",
    "Interest",
    "InterestQuerySet",
    "Interview",
    "InterviewSlot",
    "InterviewSlotQuerySet",
    "Offer",
    "OfferQuerySet",
    "Opinion",
    "Paper",
    "Recheck",
    "RecheckQuerySet",
    "Reference",
    "Signature",
    "SignatureQuerySet",
    "Sponsor",
    "VettingRules",
    "Visit",
    "VisitWord",
    "WelcomeTick",
)
