"""Who plays in the world of tests and demo: invented people of invented MSPs, and the goals they set themselves."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """A row of the cast: who, where from, and of which size."""

    name: str
    company: str
    city: str
    region: str
    employees: int
    maturity: int
    band: int
    runs: str = ""
    ask_me: str = ""

    @property
    def email(self) -> str:
        first, _, last = self.name.lower().partition(" ")
        domain = "".join(letter for letter in self.company.lower() if letter.isalnum())
        return f"{first}.{last.replace(' ', '').replace(chr(39), '')}@{domain}.example"


OWNERS = [
    Person(
        "Dana Whitfield",
        "Northwind IT",
        "Madison",
        "WI",
        18,
        3,
        2,
        "18 people, healthcare and dental clinics",
        "Moving a whole client base to one stack",
    ),
    Person(
        "Luis Ferreira",
        "Harbor Point Technology",
        "Toledo",
        "OH",
        22,
        3,
        3,
        "22 people, manufacturing",
        "Hiring a first service manager",
    ),
    Person(
        "Grace Lindqvist",
        "Prairie Networks",
        "Fargo",
        "ND",
        14,
        2,
        2,
        "14 people, agriculture and co-ops",
        "Pricing by user instead of by device",
    ),
    Person(
        "Omar Haddad",
        "Keystone Managed IT",
        "Pittsburgh",
        "PA",
        31,
        4,
        3,
        "31 people, law and accounting",
        "Buying a smaller MSP and keeping its people",
    ),
    Person(
        "Renee Castillo",
        "Mesa Verde Systems",
        "Albuquerque",
        "NM",
        12,
        2,
        1,
        "12 people, local government",
        "Grant-funded security work",
    ),
    Person(
        "Tom Brannigan",
        "Lakeshore Computer",
        "Duluth",
        "MN",
        16,
        3,
        2,
        "16 people, shipping and retail",
        "Service desk across two offices",
    ),
    Person(
        "Ingrid Solberg",
        "Fjord Digital",
        "Minneapolis",
        "MN",
        27,
        4,
        3,
        "27 people, nonprofits",
        "Quarterly reviews that clients look forward to",
    ),
    Person(
        "Marcus Bell",
        "Cumberland Tech",
        "Nashville",
        "TN",
        19,
        3,
        2,
        "19 people, music and hospitality",
        "Co-managed IT with an internal team",
    ),
    Person(
        "Yuki Tanaka",
        "Cascade Cloudworks",
        "Spokane",
        "WA",
        15,
        3,
        2,
        "15 people, engineering firms",
        "Automating onboarding",
    ),
]
SECOND = [
    Person("Sam Okafor", "BluePeak IT", "Boise", "ID", 24, 3, 3, "24 people, construction", "Field-service scheduling"),
    Person(
        "Helena Novak",
        "Granite State Support",
        "Manchester",
        "NH",
        17,
        3,
        2,
        "17 people, schools",
        "Summer projects without overtime",
    ),
    Person(
        "Victor Reyes",
        "Bayou Business Systems",
        "Baton Rouge",
        "LA",
        21,
        2,
        2,
        "21 people, energy",
        "Disaster recovery that is tested",
    ),
    Person(
        "Amara Nwosu",
        "Peachtree Managed Services",
        "Atlanta",
        "GA",
        29,
        4,
        3,
        "29 people, logistics",
        "Selling security to existing clients",
    ),
    Person("Peter Vance", "High Desert Data", "Reno", "NV", 13, 2, 1, "13 people, mining suppliers", "Remote hiring"),
    Person(
        "Claire Dubois",
        "Maple Ridge IT",
        "Burlington",
        "VT",
        20,
        3,
        2,
        "20 people, food and farms",
        "Recurring revenue above 70 %",
    ),
    Person(
        "Noah Fischer",
        "Gateway Technology Partners",
        "Saint Louis",
        "MO",
        26,
        3,
        3,
        "26 people, wholesale",
        "Running the numbers monthly",
    ),
]
MANAGERS = [
    Person("Bea Thornton", "Northwind IT", "Madison", "WI", 18, 3, 2, "a desk of eight", "Dispatch that works"),
    Person("Raj Malhotra", "Harbor Point Technology", "Toledo", "OH", 22, 3, 3, "a desk of eleven", "Tickets per tech"),
    Person(
        "Sofia Marchetti", "Fjord Digital", "Minneapolis", "MN", 27, 4, 3, "two desks", "Career steps for technicians"
    ),
    Person("Kyle Jennings", "BluePeak IT", "Boise", "ID", 24, 3, 3, "a desk of nine", "First-call resolution"),
    Person(
        "Priscilla Young",
        "Gateway Technology Partners",
        "Saint Louis",
        "MO",
        26,
        3,
        3,
        "a desk of ten",
        "On-call without burnout",
    ),
]
ABROAD = [
    Person(
        "Mia Castellano",
        "Ridgeline Tech",
        "Denver",
        "CO",
        20,
        3,
        2,
        "20 people, outdoor brands",
        "Documentation people use",
    ),
    Person(
        "Luis Ferreira", "Ferreira & Sons IT", "San Antonio", "TX", 23, 3, 2, "23 people, clinics", "A second office"
    ),
    Person(
        "Dana Whitfield", "Whitfield Computing", "Tulsa", "OK", 11, 2, 1, "11 people, oil and gas", "Owner off the desk"
    ),
    Person(
        "Ellen Park", "Puget Systems Group", "Tacoma", "WA", 25, 4, 3, "25 people, ports", "Compliance as a service"
    ),
]


@dataclass(frozen=True)
class Plan:
    """A goal of the cast: a number from X to Y, or done / not done with milestones, and how it goes."""

    title: str
    measure: str = ""
    unit: str = ""
    start: float | None = None
    target: float | None = None
    months: int = 6
    why: str = ""
    milestones: tuple[str, ...] = ()
    statuses: str = "on_track"
    notes: tuple[str, ...] = ()
    due: bool = False


PLANS = [
    Plan(
        "Gross margin 52 %",
        "Gross margin",
        "%",
        44,
        52,
        6,
        "Room to pay a second lead engineer",
        statuses="mixed",
        notes=("Two old contracts repriced", "Labor went up before the new prices came", "Third repricing signed"),
    ),
    Plan(
        "Service manager hired",
        why="I am still the escalation point",
        months=4,
        statuses="good",
        milestones=("Scorecard written", "Five first calls held", "Offer accepted", "First 30 days done"),
    ),
    Plan(
        "Recurring share of revenue to 75 %",
        "Recurring share",
        "%",
        61,
        75,
        9,
        "Projects come and go",
        statuses="good",
        notes=("Moved the two largest block-hour clients over",),
    ),
    Plan(
        "Tickets per endpoint down to 0.4",
        "Tickets per endpoint",
        "",
        0.8,
        0.4,
        6,
        "The desk is tired",
        statuses="stuck",
        notes=("Printer tickets went up again", "Not sure which lever is left"),
    ),
    Plan(
        "PSA migrated",
        why="Two systems, neither right",
        months=5,
        statuses="mixed",
        milestones=("Data cleaned", "Agreements rebuilt", "Team trained", "Old system off"),
    ),
    Plan("Cash reserve of 90 days", "Days of cash", "days", 38, 90, 10, "Sleep", statuses="good"),
    Plan("Client satisfaction 97 %", "Satisfied answers", "%", 92, 97, 6, "Referrals follow", statuses="good"),
    Plan(
        "Revenue per employee $175k",
        "Revenue per employee",
        "USD",
        141000,
        175000,
        10,
        "Grow without hiring",
        statuses="mixed",
    ),
    Plan(
        "Every client reviewed once a quarter",
        "Clients reviewed",
        "%",
        35,
        100,
        5,
        "We lose those we do not see",
        statuses="good",
    ),
    Plan("Three clients above 40 users", "Clients above 40 users", "", 0, 3, 8, "Fewer, larger", statuses="quiet"),
]
