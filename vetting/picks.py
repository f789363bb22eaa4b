"""What an applicant picks from: tools and industries; and which mail addresses tell of no company. Pure.

The lists hold what MSPs name most; whatever is missing is told in one's own words.
"""

from collections.abc import Iterable
from types import MappingProxyType

VENDORS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "Tickets and billing": ("ConnectWise PSA", "Autotask", "HaloPSA", "Syncro", "Kaseya BMS"),
        "Monitoring": ("NinjaOne", "Datto RMM", "N-able N-central", "ConnectWise Automate", "Kaseya VSA", "Atera"),
        "Documentation": ("IT Glue", "Hudu"),
        "Security": ("Huntress", "SentinelOne", "Sophos", "CrowdStrike", "Arctic Wolf", "ThreatLocker"),
        "Backup": ("Datto BCDR", "Veeam", "Acronis", "Axcient"),
        "Cloud and network": ("Microsoft 365", "Google Workspace", "Pax8", "Fortinet"),
    }
)
"""Tools by what they are for."""

VERTICALS = (
    "Accounting and finance", "Architecture and engineering", "Construction", "Dental", "Education",
    "Government", "Healthcare", "Hospitality", "Insurance", "Legal", "Logistics", "Manufacturing", "Nonprofits",
    "Real estate", "Retail",
)  # fmt: skip
"""Industries that an MSP's clients are in."""

MOST_PICKS = 40
LONGEST_PICK = 40
"""Signs of one own word, as members.models.CompanyFacts keeps it."""

FREE_MAIL = frozenset(
    (
        "aol.com", "comcast.net", "fastmail.com", "gmail.com", "gmx.com", "gmx.de", "gmx.net", "googlemail.com",
        "hey.com", "hotmail.com", "icloud.com", "live.com", "mac.com", "mail.com", "me.com", "msn.com", "outlook.com",
        "proton.me", "protonmail.com", "verizon.net", "web.de", "yahoo.com", "yandex.com", "zoho.com",
    )
)  # fmt: skip
"""Domains at which anybody has an address."""


def company_domain(address: str) -> str:
    """The domain of an address if it may be a company's own, else ''."""
    domain = address.rpartition("@")[2].strip().lower()
    return "" if domain in FREE_MAIL else domain


def own_words(text: str) -> list[str]:
    """What was typed beside the list: separated by commas, semicolons or lines, each once, in order."""
    parts = (" ".join(part.split()) for line in text.splitlines() for part in line.replace(";", ",").split(","))
    return without_twins(part for part in parts if part)


def without_twins(picks: Iterable[str]) -> list[str]:
    """The picks without those that differ from an earlier one in case alone."""
    first: dict[str, str] = {}
    for pick in picks:
        first.setdefault(pick.casefold(), pick)
    return list(first.values())
