"""What happened to applications, offers and agreements, in words for the audit (programs/deeds.py)."""

from programs.deeds import Thing

DEEDS = {
    "application.submitted": "applied",
    "application.asked_again": "asked for the link to an application again",
    "application.changed": "changed an application",
    "application.answered": "sent what was missing",
    "application.withdrawn": "withdrew an application",
    "application.paper_added": "added a paper to an application",
    "application.paper_removed": "took a paper off an application",
    "application.decided": "decided about an application",
    "application.decision_undone": "took a decision back",
    "application.reopened": "reopened an application",
    "application.step_planned": "planned the next step of an application",
    "application.call_noted": "noted a call",
    "application.paid": "ticked that the contract is in place",
    "application.not_paid": "unticked that the contract is in place",
    "application.ended": "let an application end by time",
    "application.forgotten": "forgot a declined application",
    "application.word_kept": "sent an applicant word on the promised day",
    "applications.exported": "downloaded the applications",
    "opinion.given": "gave an opinion on an application",
    "opinion.stepped_aside": "stepped aside of an application",
    "reference.asked": "asked for a reference",
    "reference.answered": "answered as a referee",
    "vetting_rules.changed": "changed how people are vetted",
    "offer.made": "offered a seat",
    "offer.withdrawn": "withdrew an offer",
    "offer.accepted": "accepted an offer",
    "offer.declined": "declined an offer",
    "offer.lost": "came too late for a seat",
    "offer.extended": "held an offer longer",
    "offer.reminded": "reminded of an offer",
    "offer.ended": "let an offer end by time",
    "agreement.published": "published an agreement",
    "agreement.signed": "signed an agreement",
    "agreement.signed_on_paper": "noted a signature on paper",
}

OF_A_GROUP = {
    "candor.asked": "asked a group whether it could speak freely",
    "candor.answered": "answered a candor check",
    "candor.settled": "settled a candor check",
    "candor.closed": "closed a candor check",
}

THINGS = {
    "vetting.application": Thing("application", page="application"),
    "vetting.reference": Thing("reference"),
    "vetting.vettingrules": Thing("vetting rules", None, "vetting_rules", whole=True),
}
