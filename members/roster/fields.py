"""What a roster may tell about people, companies, groups, seats and goals, and what spreadsheets call it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

About = Literal["person", "company", "group", "seat", "goal"]


@dataclass(frozen=True, slots=True)
class Field:
    """A known field: its key, its label for people, what it is about, its longest text, and other names for it.

    `alone` names are taken only when they are the whole header ("From"), never as a part of one ("Where from").
    """

    key: str
    label: str
    about: About
    names: tuple[str, ...]
    alone: tuple[str, ...]
    longest: int


_PERSON = (
    Field(
        "name",
        "Name",
        "person",
        (
            "full name",
            "contact name",
            "member name",
            "owner name",
            "primary contact",
            "contact person",
            "owner/principal name",
            "ansprechpartner",
        ),
        ("name", "member", "contact", "person", "owner"),
        120,
    ),
    Field("first_name", "First name", "person", ("first name", "given name", "forename", "vorname"), ("first",), 60),
    Field("last_name", "Last name", "person", ("last name", "family name", "surname", "nachname"), ("last",), 60),
    Field(
        "email",
        "E-mail",
        "person",
        (
            "e-mail address",
            "email address",
            "member e-mail",
            "contact e-mail",
            "owner e-mail",
            "work e-mail",
            "business e-mail",
        ),
        ("e-mail", "email", "mail"),
        254,
    ),
    Field(
        "phone",
        "Phone",
        "person",
        ("phone number", "mobile phone", "cell phone", "work phone", "direct phone", "telephone", "telefon"),
        ("phone", "mobile", "cell", "tel", "direct"),
        40,
    ),
    Field("role", "Role", "person", ("role track", "member role", "group role"), ("role", "track", "function"), 80),
    Field("title", "Job title", "person", ("job title", "position title"), ("title", "position"), 80),
    Field("zone", "Time zone", "person", ("time zone", "timezone", "zeitzone"), ("tz", "zone"), 64),
    Field(
        "runs", "What I run", "person", ("what i run", "stack", "tool stack", "tools in use"), ("tools", "psa/rmm"), 600
    ),
    Field(
        "ask_me",
        "Ask me about",
        "person",
        ("ask me about", "expertise", "areas of expertise", "strengths"),
        ("skills",),
        600,
    ),
)
_COMPANY = (
    Field(
        "company",
        "Company",
        "company",
        (
            "company name",
            "msp name",
            "business name",
            "firm name",
            "organization name",
            "member company",
            "account name",
            "unternehmen",
        ),
        ("company", "msp", "business", "firm", "organization", "organisation", "account", "firma"),
        120,
    ),
    Field(
        "website",
        "Website",
        "company",
        ("web site", "company website", "homepage"),
        ("website", "web", "url", "site"),
        120,
    ),
    Field(
        "city",
        "City",
        "company",
        ("city/state", "city, state", "home city", "town/city", "headquarters"),
        ("city", "town", "location", "hq", "ort", "stadt"),
        120,
    ),
    Field("region", "State", "company", ("state/province", "province/state"), ("state", "province", "region"), 60),
    Field("country", "Country", "company", ("country name",), ("country", "land"), 60),
    Field(
        "employees",
        "Employees",
        "company",
        (
            "employee count",
            "number of employees",
            "team size",
            "company size",
            "headcount",
            "head count",
            "staff count",
            "full time employees",
            "mitarbeiter",
        ),
        ("employees", "staff", "fte", "ftes", "size", "team", "people", "number employees", "number staff"),
        40,
    ),
    Field(
        "revenue",
        "Revenue",
        "company",
        (
            "annual revenue",
            "annual rev",
            "yearly revenue",
            "gross revenue",
            "annual sales",
            "revenue band",
            "revenue range",
            "jahresumsatz",
        ),
        ("revenue", "sales", "turnover", "umsatz", "rev"),
        40,
    ),
    Field(
        "recurring_share",
        "Recurring share",
        "company",
        (
            "recurring share",
            "recurring revenue",
            "mrr share",
            "recurring percent",
            "percent recurring",
            "share recurring",
            "mrr percent",
        ),
        ("recurring", "mrr", "arr"),
        40,
    ),
    Field(
        "maturity",
        "Maturity",
        "company",
        ("maturity level", "operational maturity", "oml level", "operational maturity level"),
        ("maturity", "oml", "level"),
        40,
    ),
    Field(
        "business_model",
        "Business model",
        "company",
        ("business model", "business type", "company type"),
        ("model",),
        60,
    ),
    Field("ownership", "Ownership", "company", ("ownership type", "owned by"), ("ownership",), 60),
    Field(
        "service_radius",
        "Service radius",
        "company",
        ("service radius", "service area radius", "radius miles", "radius km"),
        ("radius", "service area"),
        40,
    ),
)
_GROUP = (
    Field(
        "group",
        "Group",
        "group",
        ("group name", "peer group", "peer group name", "assigned group"),
        ("group", "circle", "gruppe"),
        60,
    ),
    Field("group_track", "Group track", "group", ("group track", "group focus", "track of group"), ("focus",), 60),
    Field(
        "mode",
        "Online or in person",
        "group",
        ("meeting mode", "meeting format", "online/in person"),
        ("mode", "format"),
        40,
    ),
    Field(
        "cadence",
        "How often it meets",
        "group",
        ("meeting cadence", "how often", "meeting frequency", "how often it meets"),
        ("cadence", "frequency", "meets"),
        120,
    ),
    Field(
        "cost", "Cost", "group", ("what it costs", "membership fee", "group cost"), ("cost", "price", "fee", "dues"), 80
    ),
    Field(
        "facilitator",
        "Facilitator's e-mail",
        "group",
        ("facilitator e-mail", "facilitator email address", "facilitated by", "group facilitator", "chair e-mail"),
        ("facilitator", "facilitators", "chair", "coach", "moderator"),
        300,
    ),
)
_SEAT = (
    Field(
        "since",
        "Seat since",
        "seat",
        (
            "seat since",
            "member since",
            "joined group",
            "date joined",
            "join date",
            "joined on",
            "start of term",
            "term start",
        ),
        ("joined", "since", "start date"),
        40,
    ),
    Field(
        "until",
        "Seat until",
        "seat",
        ("seat until", "date left", "left on", "end of term", "term end"),
        ("left", "until", "end date"),
        40,
    ),
    Field(
        "status", "Seat status", "seat", ("seat status", "member status", "membership status"), ("status", "active"), 40
    ),
)
_GOAL = (
    Field(
        "goal",
        "Goal",
        "goal",
        ("goal title", "current goal", "smart goal", "top goal", "goal name"),
        ("goal", "objective", "ziel"),
        140,
    ),
    Field(
        "goal_from",
        "Goal from",
        "goal",
        ("goal from", "goal start", "start value", "from value", "goal baseline"),
        ("from", "baseline", "start", "x"),
        40,
    ),
    Field(
        "goal_to", "Goal to", "goal", ("goal to", "goal target", "target value", "to value"), ("to", "target", "y"), 40
    ),
    Field("goal_unit", "Goal unit", "goal", ("goal unit", "unit of measure"), ("unit", "units", "measure"), 12),
    Field(
        "goal_by",
        "Goal by when",
        "goal",
        ("goal by", "goal due", "by when", "due date", "target date", "goal due date", "goal deadline"),
        ("by", "due", "deadline"),
        40,
    ),
    Field("goal_why", "Why it matters", "goal", ("goal why", "why it matters", "reason for goal"), ("why",), 600),
)

FIELDS: dict[str, Field] = {f.key: f for f in (*_PERSON, *_COMPANY, *_GROUP, *_SEAT, *_GOAL)}


def about(keys: Iterable[str]) -> set[About]:
    """What a set of field keys tells something about."""
    return {FIELDS[key].about for key in keys}
