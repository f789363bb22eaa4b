"""What is known of an applicant, and beside whom they would sit: what criteria look at. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from members.places import Coordinates
from vetting.conflicts import Seated, Unit

BUSINESS_MODELS = MappingProxyType(
    {
        "managed": "managed services first",
        "projects": "projects first",
        "resale": "resale first",
        "comanaged": "co-managed IT",
        "security": "security first",
        "breakfix": "break-fix",
    }
)
"""Keys of members.models.CompanyFacts.Model, as they read within a sentence."""

REVENUE_BANDS = tuple(
    band.replace("-", "\N{EN DASH}")
    for band in ("under 0.5 M", "0.5-1 M", "1-3 M", "3-5 M", "5-10 M", "10-20 M", "over 20 M")
)
"""The labels of members.models.CompanyFacts.RevenueBand by their value, in the program's currency."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an applicant and their company on the day they are judged. None or empty is unknown.

    `role` is the name of a track; `recurring_share` is in %; `maturity` 1 to 5 in halves; `city` reads as people write
    it ("Dayton, OH"), `country` is an ISO code and `region` a state's; `zone` an IANA name; `market` what they call the
    area they serve; `answers` are those to custom questions, by the criterion's key.
    """

    role: str | None = None
    employees: int | None = None
    managed_users: int | None = None
    revenue_band: int | None = None
    recurring_share: int | None = None
    maturity: float | None = None
    founded: int | None = None
    city: str | None = None
    country: str | None = None
    region: str | None = None
    zone: str | None = None
    verticals: Collection[str] | None = None
    business_model: str | None = None
    vendors: Collection[str] | None = None
    at: Coordinates | None = None
    market: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Beside whom an applicant is judged. `whose` asks, within a sentence: "this group" or "the program".

    `seated` need hold only those near enough, or of the same market, to matter; not the applicant's own company.
    """

    seated: Sequence[Seated] = ()
    unit: Unit = "mi"
    whose: str = "this group"


ALONE = Surroundings()
"""Beside nobody."""
