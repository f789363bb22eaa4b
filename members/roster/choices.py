"""One cell that picks from a few answers: a track, a seat's status, a business model, an owner, how a group meets."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from members.roster.names import name_key
from members.roster.values import Doubtful, NotUnderstood, plain

TRACKS: Mapping[str, str] = {
    "Owner/Principal": "owner principal founder cofounder ceo president partner proprietor inhaber "
    "managing-director managing-partner co-owner owner-operator geschäftsführer",
    "Service Manager": "service-manager service-delivery-manager service-director director-of-service "
    "service-desk-manager help-desk-manager helpdesk-manager vp-of-service head-of-service support-manager",
    "Project Manager": "project-manager pm pmo project-lead project-director head-of-projects project-engineer-lead",
    "Security": "security ciso security-lead security-manager security-officer head-of-security vciso cybersecurity",
    "Triage/Dispatch": "triage dispatch dispatcher triage-lead service-coordinator dispatch-manager "
    "dispatch-coordinator triage-dispatch",
    "COO": "coo chief-operating-officer operations-manager director-of-operations vp-of-operations head-of-operations "
    "vp-operations operations-director integrator",
}
_STATUSES: Mapping[str, str] = {
    "active": "active current seated member full-member regular",
    "leave": "leave on-leave paused pause sabbatical leave-of-absence",
    "alternate": "alternate alt backup stand-in substitute deputy",
    "guest": "guest visitor visiting trial",
    "alumni": "alumni alum left former past ex inactive resigned ended alumnus alumna former-member",
}
_BUSINESS_MODELS: Mapping[str, str] = {
    "managed": "managed managed-services msp managed-services-first managed-it fully-managed recurring",
    "projects": "projects project projects-first project-work consulting professional-services",
    "resale": "resale var reseller resale-first hardware product-resale value-added-reseller",
    "comanaged": "comanaged co-managed comanaged-it co-managed-it",
    "security": "security mssp security-first security-services",
    "breakfix": "breakfix break-fix hourly time-and-materials block-hours",
}
_OWNERSHIP: Mapping[str, str] = {
    "owner": "owner owner-run owner-operated single-owner sole-owner founder founder-led sole-proprietor private",
    "partners": "partners partnership several-owners two-owners multiple-owners co-owners esop",
    "family": "family family-owned family-business",
    "investor": "investor investor-backed pe pe-backed private-equity vc vc-backed",
    "group": "group part-of-a-larger-group subsidiary division rollup roll-up platform-company acquired",
}
_MODES: Mapping[str, str] = {
    "online": "online remote virtual zoom teams video web call",
    "in_person": "in-person in-room onsite on-site face-to-face f2f local physical",
    "hybrid": "hybrid mixed both online-and-in-person in-person-and-online online-in-person-at-times",
}
_SHORT = {"mgr": "manager", "svc": "service", "dir": "director", "ops": "operations", "proj": "project"}
_YES = frozenset(("yes", "y", "true", "t", "1", "x", "ja", "oui", "\u2713", "\u2714", "\u2611"))
_NO = frozenset(("no", "n", "false", "f", "0", "nein", "non", "\u2717", "\u2718", "\u2610"))


def _index(choices: Mapping[str, str]) -> dict[str, str]:
    """Normalized synonym -> choice."""
    return {name_key(word.replace("-", " ")): choice for choice, words in choices.items() for word in words.split()}


_TRACK_OF, _STATUS_OF, _MODE_OF = _index(TRACKS), _index(_STATUSES), _index(_MODES)
_BUSINESS_MODEL_OF, _OWNERSHIP_OF = _index(_BUSINESS_MODELS), _index(_OWNERSHIP)


def role(text: str, tracks: Iterable[str] = TRACKS) -> str:
    """The track that a role or job title belongs to, one of `tracks` (a program's own names count); free text as typed.

    "Founder & CEO" gives "Owner/Principal" or what the program calls it ("Owners"); "vCIO" stays "vCIO".
    Whether a track was found: `role(text, tracks) in tracks`.
    """
    offered = list(tracks)
    for track in offered:
        if name_key(track) == name_key(text):
            return track
    meant = _usual_track(text)
    return next((track for track in offered if meant and _usual_track(track) == meant), text)


@lru_cache(maxsize=4096)
def _usual_track(text: str) -> str:
    """Which of TRACKS a role means, or "". Plurals and one half of "Owner / CEO" will do."""
    for part in (text, *re.split(r"[/,&+]| and | - ", text)):
        key = " ".join(_SHORT.get(word, word) for word in name_key(part).split())
        track = _TRACK_OF.get(key) or _TRACK_OF.get(key.removesuffix("s"))
        if track:
            return track
    return ""


def yes_no(text: str) -> bool:
    """True for yes, y, true, 1, x and a tick; False for no, n, false, 0 and a cross."""
    word = plain(text).strip(".!")
    if word not in _YES | _NO:
        raise NotUnderstood("is neither yes nor no. Write one of them.")
    return word in _YES


def seat_status(text: str) -> str:
    """active, leave, alternate, guest or alumni; a column "Active" with yes and no works too."""
    if name_key(text) in _STATUS_OF:
        return _STATUS_OF[name_key(text)]
    try:
        return "active" if yes_no(text) else "alumni"
    except NotUnderstood:
        raise NotUnderstood("is not a seat status. Write active, on leave, alternate, guest or alumni.") from None


def mode(text: str) -> str:
    """How a group meets: online, in_person or hybrid."""
    return _chosen(text, _MODE_OF, "Online, In person or Hybrid")


def business_model(text: str) -> str:
    """What most of a company's revenue is: managed, projects, resale, comanaged, security or breakfix."""
    return _chosen(text, _BUSINESS_MODEL_OF, "Managed services, Projects, Resale, Co-managed, Security or Break-fix")


def ownership(text: str) -> str:
    """Who owns a company: owner, partners, family, investor or group."""
    return _chosen(text, _OWNERSHIP_OF, "Owner-run, Partners, Family, Investor-backed or Group")


def _chosen(text: str, known: Mapping[str, str], answers: str) -> str:
    """Unknown answers leave the field empty: they are told, and stop nothing."""
    if name_key(text) not in known:
        raise Doubtful(f"is not one of {answers}; it was left empty.", "")
    return known[name_key(text)]
