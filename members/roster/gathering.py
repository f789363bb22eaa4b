"""Brings the facts of all rows together: one record per person, company, group, seat, facilitator and goal."""

from members.roster.cells import Facts, SheetReader
from members.roster.merging import Gathered, SeatClaims, merge
from members.roster.names import company_key, name_key, person_name
from members.roster.records import Company, Existing, Facilitator, Goal, Group, Options, Person, Where
from members.roster.values import Address

_NAMES_A_PERSON = frozenset(("email", "name", "first_name", "last_name"))
_UNSEATED = {
    "alternate": "stands in for others and gets no seat. If that is wrong, write active.",
    "guest": "visits and gets no seat. If that is wrong, write active.",
}


class Gathering:
    """All records of an import. Add the rows of companies and groups first, then people, then goals."""

    def __init__(self, existing: Existing, options: Options) -> None:
        self.companies: dict[str, Gathered[Company]] = {}
        self.people: dict[str, Gathered[Person]] = {}
        self.groups: dict[str, Gathered[Group]] = {}
        self.facilitators: dict[tuple[str, str], Gathered[Facilitator]] = {}
        self.goals: dict[tuple[str, str], Gathered[Goal]] = {}
        self.seats: dict[tuple[str, str], SeatClaims] = {}
        self._existing = existing
        self._options = options
        self._broken_people: dict[str, Where] = {}
        self._namesakes: dict[tuple[str, str], str] = {}
        self._by_name: dict[str, list[Person]] = {}

    def add(self, facts: Facts, sheet: SheetReader) -> None:
        """Takes a row in, or notes on `facts` why it cannot be."""
        if sheet.kind == "people":
            self._add_person_row(facts, sheet)
        elif sheet.kind == "goals":
            self._add_goal_row(facts, sheet)
        else:
            self._add_listed(facts, sheet, "company" if sheet.kind == "companies" else "group")

    # -- rows of each kind of file

    def _add_person_row(self, facts: Facts, sheet: SheetReader) -> None:
        values = facts.values
        if not facts.texts.keys() & _NAMES_A_PERSON and "company" in values:
            if not facts.broken:
                sheet.add_problem(facts, "", "names no person; only what it says of the company was read.", "warning")
                self._add_company(facts, sheet)
            return
        known = self._known_person(facts)
        self._check_person(facts, sheet, known)
        if facts.broken:
            if "email" in values:
                self._broken_people.setdefault(values["email"].email, facts.where)
            return
        address: Address = values["email"]
        seen = self.people.get(address.email)
        repeats = next((where for where in seen.rows if where.source == facts.where.source), None) if seen else None
        person = self._add_person(facts, sheet, known)
        if person.company == company_key(values.get("company", "")):
            self._add_company(facts, sheet)
        self._add_group(facts, sheet)
        news = self._add_seat(facts, sheet, person)
        news = self._add_goal(facts, sheet, person.email) or news
        if repeats and not news:
            says = f"repeats row {repeats.row} ({person.email}); the two were merged."
            sheet.add_problem(facts, "", says, "duplicate")

    def _add_goal_row(self, facts: Facts, sheet: SheetReader) -> None:
        if "goal" not in facts.values and not facts.broken:
            sheet.add_problem(facts, "goal", "is empty. Name the goal, or delete the row.", "error")
        email = "" if facts.broken else self._whose_goal(facts, sheet)
        if email and not self._add_goal(facts, sheet, email):
            says = f"repeats an earlier row ({facts.values['goal']}); the two were merged."
            sheet.add_problem(facts, "", says, "duplicate")

    def _add_listed(self, facts: Facts, sheet: SheetReader, field: str) -> None:
        """A row of a list of companies or of groups."""
        if field not in facts.values and not facts.broken:
            sheet.add_problem(facts, field, "is empty. Fill in the name, or delete the row.", "error")
        if facts.broken:
            return
        add = self._add_company if field == "company" else self._add_group
        repeats = add(facts, sheet)
        if repeats:
            sheet.add_problem(facts, "", f"repeats row {repeats.row}; the two were merged.", "duplicate")

    # -- checks before a row is taken in

    def _known_person(self, facts: Facts) -> Person | None:
        email = facts.values["email"].email if "email" in facts.values else ""
        gathered = self.people.get(email)
        return gathered.record if gathered else self._existing.people.get(email)

    def _check_person(self, facts: Facts, sheet: SheetReader, known: Person | None) -> None:
        """Notes what is missing in a row about a person. Cells that could not be read were noted before."""
        values = facts.values
        name = _name(facts) or (known.name if known else "")
        if "email" not in values and "email" not in facts.unread:
            says = f"is empty. Add the address of {name or 'this person'}; they are known by it."
            sheet.add_problem(facts, "email", says, "error")
        if "email" in values and values["email"].email in self._existing.left:
            says = "left the program. Bring them back on their page first, or delete the row."
            sheet.add_problem(facts, "email", says, "error")
        if "email" in values and not name and not facts.unread & _NAMES_A_PERSON:
            sheet.add_problem(facts, "name", f"is empty. Add whose address {values['email'].email} is.", "error")
        if not known and "company" not in values and "company" not in facts.unread:
            sheet.add_problem(facts, "company", f"is empty. Add the MSP of {name or 'this person'}.", "error")
        if "since" in values and "until" in values and values["until"] < values["since"]:
            sheet.add_problem(facts, "until", "is before the seat begins. Check both dates.", "error")

    def _whose_goal(self, facts: Facts, sheet: SheetReader) -> str:
        """The address of the person a goal belongs to, by address or else by a name that only one person has."""
        if "email" in facts.values:
            email: str = facts.values["email"].email
            if email in self.people or email in self._existing.people:
                return email
            broken = self._broken_people.get(email)
            says = f"waits for row {broken.row} of {broken.source}. Repair that one first." if broken else ""
            sheet.add_problem(facts, "email", says or "is nobody's address here. Add the person first.", "error")
            return ""
        company = company_key(facts.values.get("company", ""))
        namesakes = self._people_by_name().get(name_key(_name(facts)), ())
        found = [person.email for person in namesakes if company in ("", person.company)]
        if len(found) != 1:
            says = (
                "is the name of several people. Add the e-mail address." if found else "is nobody here. Add them first."
            )
            sheet.add_problem(facts, "name", says, "error")
            return ""
        return found[0]

    def _people_by_name(self) -> dict[str, list[Person]]:
        """Everybody by the key of their name. Goals come after all people, so it is made once."""
        if not self._by_name:
            gathered = {email: person.record for email, person in self.people.items()}
            for person in ({**self._existing.people} | gathered).values():
                self._by_name.setdefault(name_key(person.name), []).append(person)
        return self._by_name

    # -- records

    def _add_company(self, facts: Facts, sheet: SheetReader) -> Where | None:
        values = facts.values
        if "company" not in values:
            return None
        company = Company(
            key=company_key(values["company"]),
            name=values["company"],
            website=values.get("website", ""),
            city=values.get("city"),
            employees=values.get("employees"),
            revenue_band=values.get("revenue"),
            recurring_share=values.get("recurring_share"),
            maturity=values.get("maturity"),
            business_model=values.get("business_model", ""),
            ownership=values.get("ownership", ""),
            service_radius_km=values.get("service_radius"),
        )
        return merge(self.companies, company.key, company, facts, sheet)

    def _add_person(self, facts: Facts, sheet: SheetReader, known: Person | None) -> Person:
        values, address = facts.values, facts.values["email"]
        told = values.get("role", "")
        is_track = told in self._options.tracks
        if told and not is_track:
            sheet.add_problem(facts, "role", "is not a track of this program; kept as the job title.", "warning")
        typed = " ".join(facts.texts.get("role", "").split())
        typed = typed[:1].upper() + typed[1:] if typed.islower() else typed
        person = Person(
            email=address.email,
            name=_name(facts),
            company=company_key(values.get("company", "")) or (known.company if known else ""),
            phone=values.get("phone", ""),
            title=values.get("title", "") or (typed if name_key(typed) != name_key(told) or not is_track else ""),
            track=told if is_track else "",
            zone=values.get("zone", ""),
            runs=values.get("runs", ""),
            ask_me=values.get("ask_me", ""),
        )
        self._warn_of_namesake(person, facts, sheet)
        merge(self.people, person.email, person, facts, sheet)
        return self.people[person.email].record

    def _warn_of_namesake(self, person: Person, facts: Facts, sheet: SheetReader) -> None:
        """The same name at the same company under two addresses is probably one person."""
        if not person.name:
            return
        first = self._namesakes.setdefault((name_key(person.name), person.company), person.email)
        if first != person.email and person.email not in self.people:
            says = f"is at the same company as {first}, under that name too. If it is one person, keep one row."
            sheet.add_problem(facts, "name", says, "warning")

    def _add_group(self, facts: Facts, sheet: SheetReader) -> Where | None:
        values = facts.values
        if "group" not in values:
            if "facilitator" in values:
                sheet.add_problem(facts, "facilitator", "has no group beside it and was passed over.", "warning")
            return None
        group = Group(
            key=name_key(values["group"]),
            name=values["group"],
            track=self._track_of_group(facts, sheet),
            mode=values.get("mode", ""),
            cadence=values.get("cadence", ""),
            cost=values.get("cost", ""),
        )
        for address in values.get("facilitator", ()):
            term = Facilitator(group.key, address.email, address.name)
            merge(self.facilitators, (group.key, address.email), term, facts, sheet)
        return merge(self.groups, group.key, group, facts, sheet)

    def _track_of_group(self, facts: Facts, sheet: SheetReader) -> str:
        told: str = facts.values.get("group_track", "")
        if told and told not in self._options.tracks:
            says = "is not a track of this program. Add the track first; for now the group takes that of its people."
            sheet.add_problem(facts, "group_track", says, "warning")
            return ""
        return told

    def _add_seat(self, facts: Facts, sheet: SheetReader, person: Person) -> bool:
        """Claims a seat for a person. True unless an earlier row claimed the same."""
        values = facts.values
        if "group" not in values:
            return False
        since, until = values.get("since"), values.get("until")
        over = until is not None and until <= self._options.today
        status = values.get("status") or ("alumni" if over else "active")
        key = (name_key(values["group"]), person.company)
        if status in _UNSEATED:
            sheet.add_problem(facts, "status", _UNSEATED[status], "warning")
            return False
        if status == "alumni" and not over:
            sheet.add_problem(facts, "status", "has left, but no row says when; no seat was ended or made.", "warning")
            return False
        claims = self.seats.setdefault(key, SeatClaims([], {}, {}))
        side = claims.left if over else claims.current
        is_new = person.email not in side
        side.setdefault(person.email, (since, until))
        claims.rows.append(facts.where)
        return is_new

    def _add_goal(self, facts: Facts, sheet: SheetReader, email: str) -> bool:
        """Adds a person's goal. True unless an earlier row told the same one."""
        values = facts.values
        start, target, due = values.get("goal_from"), values.get("goal_to"), values.get("goal_by")
        if "goal" not in values:
            if start or target:
                sheet.add_problem(
                    facts, "goal", "is empty, but there are figures for one; they were passed over.", "warning"
                )
            return False
        if due and due < self._options.today:
            sheet.add_problem(facts, "goal_by", "has passed. The draft keeps it; the member sets a new day.", "warning")
        goal = Goal(
            email=email,
            title=values["goal"],
            kind="number" if start or target else "milestones",
            start_value=start.value if start else None,
            target_value=target.value if target else None,
            unit=values.get("goal_unit") or (target and target.unit) or (start and start.unit) or "",
            due_on=due,
            why=values.get("goal_why", ""),
        )
        return merge(self.goals, (email, name_key(goal.title)), goal, facts, sheet) is None


def _name(facts: Facts) -> str:
    values = facts.values
    parts = (values.get("first_name", ""), values.get("last_name", ""))
    address = values.get("email")
    return (
        values.get("name")
        or " ".join(part for part in parts if part)
        or (person_name(address.name) if address and address.name else "")
    )
