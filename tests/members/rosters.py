"""What the tests of the import share: short rosters, a few cities, and a plan in one call."""

from datetime import date

from members.roster.cities import CityText
from members.roster.columns import guess_columns, mapping_of
from members.roster.names import name_key
from members.roster.plan import build_plan
from members.roster.reading import read_table
from members.roster.records import (
    CityFound,
    Existing,
    Options,
    Plan,
    Source,
)

TODAY = date(2026, 11, 22)
AUSTIN = CityFound(1, "Austin, TX", "America/Chicago")
PORTLANDS = [CityFound(2, "Portland, OR", "America/Los_Angeles"), CityFound(3, "Portland, ME", "America/New_York")]
BERLIN = CityFound(4, "Berlin, DE", "Europe/Berlin")


def lookup(place: CityText) -> list[CityFound]:
    known = {
        CityText("Austin", "TX", "US"): [AUSTIN],
        CityText("Portland"): PORTLANDS,
        CityText("Berlin", "", "DE"): [BERLIN],
    }
    return known.get(place, [])


def source(text: str, name: str = "roster.csv") -> Source:
    table = read_table(text.strip("\n").encode())
    return Source(name, table, mapping_of(guess_columns(table.header)))


def plan_of(*sources: Source | str, existing: Existing | None = None, **options: object) -> Plan:
    return build_plan(
        [source(s) if isinstance(s, str) else s for s in sources],
        existing=existing or Existing(),
        options=Options(today=TODAY, **options),  # type: ignore[arg-type]
        lookup_city=lookup,
    )


def after(plan: Plan) -> Existing:
    """What the program has once `plan` is applied."""
    return Existing(
        people={p.record.email: p.record for p in plan.people},
        companies={p.record.key: p.record for p in plan.companies},
        groups={p.record.key: p.record for p in plan.groups},
        seats={(p.record.group, p.record.company): p.record for p in plan.seats},
        facilitators={(p.record.group, p.record.email) for p in plan.facilitators},
        goals={(p.record.email, name_key(p.record.title)): p.record for p in plan.goals},
    )


def sentences(plan: Plan, severity: str = "error") -> list[str]:
    return [problem.sentence for problem in plan.problems if problem.severity == severity]


ONE_ROW = """
Company,Name,E-mail,Phone,City,Employees,Revenue,MRR %,OML,Role,Group,Joined,Facilitator,Goal,From,To,By when
"Acme IT, LLC",dana SMITH,Dana@Acme.example,5125550142,"Austin, TX",12-15 staff,$1.2M,65 %,OML 3,\
Founder,Lone Star,3/4/2021,Priya <priya@c.example>,Gross margin,44 %,52 %,June 30
"""

SEATS = """
Company,Name,E-mail,Group,Joined,Left,Status
"""
