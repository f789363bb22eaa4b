"""Who asks to join the demo's program, and what became of it: forty invented people of invented MSPs."""

from dataclasses import dataclass, field
from typing import Any

from vetting.maturity import TRAITS


@dataclass(frozen=True)
class Hopeful:
    """Somebody who asked to join `ago` days ago, and where they stand since `since` days.

    `came_to` is a state of vetting.states, or "accepting": somebody who takes the seat that they are offered. `reason`
    is the key of a decision's chip.
    """

    name: str
    company: str
    city: str
    region: str
    employees: int
    ago: int
    came_to: str = "submitted"
    reason: str = ""
    since: int = 0
    why: str = "We stopped growing, and I would like to hear how others went on."
    facts: dict[str, Any] = field(default_factory=dict)
    avoid: tuple[str, ...] = ()
    track: str = "Owners"
    group: str = ""

    @property
    def levels(self) -> dict[str, int]:
        """The self-assessment that comes to the level of maturity in `facts`: trait key -> level; {} without one."""
        level = self.facts.get("maturity")
        if level is None:
            return {}
        up = [1, 0] * len(TRAITS) if level % 1 else [-1, 1, 0] * len(TRAITS) if 1 < level < 5 else [0] * len(TRAITS)
        return {trait.key: int(level) + more for trait, more in zip(TRAITS, up, strict=False)}

    @property
    def email(self) -> str:
        first, _, last = self.name.lower().partition(" ")
        domain = "".join(letter for letter in self.company.lower() if letter.isalnum())
        return f"{first}.{last.replace(' ', '').replace(chr(39), '')}@{domain}.example"


def facts(
    band: int, recurring: int, maturity: float, founded: int, *, model: str = "managed", radius: int = 80, **more: Any
) -> dict[str, Any]:
    """What a company tells of itself, as an application keeps it."""
    return {
        "revenue_band": band, "recurring_share": recurring, "maturity": maturity, "founded": founded,
        "business_model": model, "ownership": "owner", "service_radius_km": radius, "managed_users": recurring * 12,
        "vendors": ["HaloPSA", "NinjaOne"], "verticals": ["Healthcare"],
        "maturity_evidence": {"books": "Last month was closed on the 9th."} if maturity >= 3 else {},
    } | more  # fmt: skip


HOPEFULS = [
    # -- new: the admin's queue in the morning
    Hopeful("Nora Kessler", "Kessler Networks", "Dayton", "OH", 18, 6, facts=facts(2, 68, 3, 2009), group="Owners 1"),
    Hopeful("Abel Moreno", "Bluegrass IT", "Lexington", "KY", 24, 5, facts=facts(3, 72, 3.5, 2004)),
    Hopeful(
        "Heidi Vance",
        "Capitol Square Tech",
        "Madison",
        "WI",
        15,
        5,
        facts=facts(2, 61, 3, 2012),
        group="Owners 1",
        why="My service desk is full, my calendar is fuller.",
        avoid=("Northwind IT",),
    ),
    Hopeful("Carl Osei", "Osei Computer Repair", "Akron", "OH", 3, 4, facts=facts(0, 15, 1, 2019, model="breakfix")),
    Hopeful("Sofia Marchetti", "Great Plains Cloud", "Omaha", "NE", 29, 4, facts=facts(3, 77, 4, 2001)),
    Hopeful("Dev Patel", "Riverbend MSP", "Cincinnati", "OH", 21, 3, facts=facts(3, 70, 3, 2008)),
    Hopeful("Gwen Hartley", "Hartley & Sons IT", "Boise", "ID", 12, 2, facts=facts(1, 55, 2.5, 1998)),
    Hopeful("Jonas Weber", "Weber Systems", "Milwaukee", "WI", 33, 2, facts=facts(3, 64, 3, 2006, radius=150)),
    Hopeful("Amara Nwosu", "Lakefront Secure", "Cleveland", "OH", 17, 1, why="I run it alone since my partner left."),
    Hopeful("Pete Lindgren", "North Loop Support", "Minneapolis", "MN", 26, 0, facts=facts(3, 74, 3.5, 2010)),
    # -- in review, with a next step
    Hopeful(
        "Ruth Adler", "Adler Managed IT", "Columbus", "OH", 19, 9, "in_review", since=2, facts=facts(2, 66, 3, 2007)
    ),
    Hopeful(
        "Sam Whitcomb",
        "Granite State IT",
        "Manchester",
        "NH",
        14,
        12,
        "in_review",
        since=5,
        facts=facts(2, 58, 2, 2011),
    ),
    Hopeful(
        "Lena Brandt", "Ozark Technology", "Springfield", "MO", 22, 8, "in_review", since=1, facts=facts(3, 69, 3, 2003)
    ),
    Hopeful(
        "Victor Salas", "Sun Valley Tech", "Tucson", "AZ", 16, 10, "in_review", since=3, facts=facts(2, 60, 3, 2013)
    ),
    Hopeful(
        "Mia Coleman", "Harborlight IT", "Portland", "ME", 13, 7, "in_review", since=1, facts=facts(1, 63, 2.5, 2015)
    ),
    # -- a question is open
    Hopeful("Ivan Petrov", "Copper State IT", "Phoenix", "AZ", 20, 11, "more_information", "facts", 4),
    Hopeful(
        "Kayla Brooks",
        "Tidewater Systems",
        "Norfolk",
        "VA",
        18,
        14,
        "more_information",
        "maturity",
        6,
        facts=facts(2, 62, 2, 2010),
    ),
    Hopeful(
        "Owen Gallagher",
        "Shamrock Networks",
        "Scranton",
        "PA",
        11,
        9,
        "more_information",
        "market",
        2,
        facts=facts(1, 50, 2, 2014),
    ),
    Hopeful(
        "Tess Holloway",
        "Foothill Tech",
        "Reno",
        "NV",
        15,
        6,
        "more_information",
        "call",
        1,
        facts=facts(2, 65, 3, 2009),
    ),
    # -- accepted, waiting for a seat
    Hopeful(
        "Brian Castellano",
        "Steel City Cloud",
        "Pittsburgh",
        "PA",
        27,
        40,
        "pool",
        "fits",
        30,
        facts=facts(3, 71, 3.5, 2005),
    ),
    Hopeful("Elena Duarte", "Bayou IT", "Baton Rouge", "LA", 19, 33, "pool", "close", 24, facts=facts(2, 60, 3, 2008)),
    Hopeful(
        "Frank Yoder",
        "Amish Country Tech",
        "Lancaster",
        "PA",
        14,
        30,
        "pool",
        "talk",
        20,
        facts=facts(2, 57, 2.5, 1999),
    ),
    Hopeful(
        "Gina Rossi", "Rossi Network Services", "Buffalo", "NY", 23, 26, "pool", "fits", 17, facts=facts(3, 73, 3, 2002)
    ),
    Hopeful(
        "Hugo Lambert", "Champlain IT", "Burlington", "VT", 12, 22, "pool", "adds", 12, facts=facts(1, 66, 3, 2016)
    ),
    Hopeful(
        "Isla McRae", "Highland Systems", "Asheville", "NC", 16, 20, "pool", "full", 9, facts=facts(2, 64, 3, 2011)
    ),
    Hopeful("Jack Tran", "Delta Managed", "Sacramento", "CA", 31, 15, "pool", "market", 5, facts=facts(4, 75, 4, 2000)),
    # -- a seat is offered
    Hopeful(
        "Kim Sorensen",
        "Viking IT",
        "Sioux Falls",
        "SD",
        20,
        45,
        "offered",
        "fits",
        2,
        facts=facts(3, 70, 3, 2006),
        group="Owners 2",
    ),
    Hopeful(
        "Leo Fontaine",
        "Gateway Tech",
        "St. Louis",
        "MO",
        25,
        42,
        "offered",
        "fits",
        3,
        facts=facts(3, 76, 3.5, 2004),
        group="Owners 2",
    ),
    Hopeful(
        "Maya Rosen",
        "Hudson Line IT",
        "Albany",
        "NY",
        17,
        38,
        "offered",
        "talk",
        1,
        facts=facts(2, 67, 3, 2010),
        group="Owners 2",
    ),
    # -- seated in the last weeks
    Hopeful(
        "Nick Abbott",
        "Abbott Technology",
        "Des Moines",
        "IA",
        18,
        70,
        "accepting",
        "fits",
        21,
        facts=facts(2, 69, 3, 2007),
        group="Owners 2",
    ),
    # -- it came to an end
    Hopeful(
        "Paula Finch",
        "Finch PC Help",
        "Toledo",
        "OH",
        2,
        50,
        "declined",
        "small",
        44,
        facts=facts(0, 10, 1, 2020, model="breakfix"),
    ),
    Hopeful(
        "Quinn Doyle", "Doyle Global", "Chicago", "IL", 180, 48, "declined", "large", 40, facts=facts(6, 80, 4.5, 1992)
    ),
    Hopeful(
        "Ray Stokes",
        "Stokes Copiers",
        "Peoria",
        "IL",
        35,
        60,
        "declined",
        "business",
        52,
        facts=facts(3, 20, 2, 1985, model="resale"),
    ),
    Hopeful(
        "Sara Blum", "Blum IT Studio", "Fargo", "ND", 16, 44, "declined", "no_group", 35, facts=facts(2, 62, 3, 2012)
    ),
    Hopeful(
        "Todd Ellery", "Ellery Tech", "Honolulu", "HI", 21, 36, "declined", "place", 29, facts=facts(3, 70, 3, 2009)
    ),
    Hopeful(
        "Uma Reddy", "Peachtree Managed", "Atlanta", "GA", 28, 25, "withdrawn", "", 16, facts=facts(3, 72, 3, 2005)
    ),
    Hopeful("Walt Jensen", "Jensen Digital", "Provo", "UT", 13, 18, "withdrawn", "", 10, facts=facts(1, 59, 2.5, 2014)),
    Hopeful("Zoe Franklin", "Franklin Help Desk", "Mobile", "AL", 15, 65, "ended", "facts", 50),
    # -- for other tracks
    Hopeful(
        "Yves Laurent",
        "Lakeside Managed",
        "Rochester",
        "NY",
        40,
        3,
        track="Service managers",
        facts=facts(4, 78, 3.5, 2001),
    ),
    Hopeful(
        "Bea Novak",
        "Novak Secure",
        "Kansas City",
        "MO",
        23,
        8,
        "pool",
        "forming",
        4,
        track="Security",
        facts=facts(3, 68, 3, 2010, model="security"),
    ),
]
