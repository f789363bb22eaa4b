"""Who may ask which address, by method: the table that tests/house/test_walk.py holds the product against.

People are named by what they are to the place of the request:

    owner        the member whose goal, profile or link it is; on pages of a program, any of its members
    peer         sits in the same group
    facilitator  facilitates that group
    admin        program admin who sits in no group
    reviewer     staff of the program with no right of their own here yet
    person       somebody else of the same program
    outsider     signed in, but nobody in that program
    anonymous    not signed in

A relation that is in no line of an address gets 404 (the anonymous may be sent to sign in); one that may enter with
another method gets 405.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from uuid import UUID

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from goals.models import Goal
from groups.actions import appoint_facilitator, end_term
from groups.models import FacilitatorTerm, Group, SeatHolder
from members.models import ImportRun, Invitation, Member
from notifications.models import Kind, Urgency
from notifications.outbox import post
from programs import links
from programs.actions import end_role, give_role
from programs.models import Activity, Program, Role, Track, User
from programs.tenancy import inside, standing
from tests.house.answers import some_answers
from tests.house.before import a_list
from tests.house.came_back import some_returns
from tests.house.canaries import Cell, Reader, is_public, may_see
from tests.house.dates import some_dates
from tests.house.files import a_file
from tests.house.handed import a_handover
from tests.house.record import a_record
from tests.house.run import a_run
from tests.house.talk import some_talk
from tests.house.url_map import Address
from tests.house.wishes import some_wishes
from tests.house.words import words
from tests.world import World

Place = Literal["own", "sibling", "foreign"]
Object = Literal[
    "",
    "goal",
    "group",
    "member",
    "company",
    "holder",
    "term",
    "stand-in",
    "role",
    "invitation",
    "waiting",
    "import",
    "wave",
    "delivery",
    "lost mail",
    "mail again",
    "trouble",
    "track",
    "activity",
    "application",
    "candor",
    "reference",
    "opinion",
    "agreement",
    "charter",
    "offer",
    "paper",
    "decision",
    "slot",
    "approval",
    "sponsor",
    "visit",
    "arrival",
    "interest",
    "recheck",
    "letter",
    "follow up",
    "meeting",
    "agenda template",
    "series",
    "poll",
    "date ask",
    "blackout",
    "place",
    "homework",
    "hand in",
    "promise",
    "feed",
    "past meeting",
    "guest",
    "seat",
    "step",
    "plan",
    "template",
    "thread",
    "comment",
    "win",
    "support",
    "issue",
]

EVERYBODY = "owner peer facilitator admin reviewer person outsider anonymous"
SIGNED_IN = "owner peer facilitator admin reviewer person outsider"
PEOPLE = "owner peer facilitator admin reviewer person"
MEMBERS = "owner peer person"
CIRCLE = "owner peer facilitator"

ROLES = (
    "anonymous", "member", "peer", "sibling", "facilitator", "reviewer", "admin", "stranger", "foreign_admin",
    "foreign_facilitator",
)  # fmt: skip


@dataclass(frozen=True)
class Expect:
    """One address: who may GET it and who may POST to it, what `pk` or the link's object is, and where it is walked."""

    get: str = ""
    post: str = ""
    object: Object = ""
    places: tuple[Place, ...] = ("own", "foreign")
    more: tuple[tuple[str, str], ...] = ()
    """Values of further arguments of the route, as (name, value)."""

    def relations(self, method: str) -> set[str]:
        """Who may use `method`."""
        return set({"GET": self.get, "HEAD": self.get, "POST": self.post}.get(method, "").split())

    def may_enter(self, relation: str) -> bool:
        """Whether a relation may use the address by any method, and so gets 405 instead of 404 for the others."""
        return relation in self.relations("GET") | self.relations("POST")


def of(kind: Object, get: str = "", post: str = "", **more: str) -> Expect:
    """An address about one object, walked for one's own group's, the sibling group's and the foreign program's."""
    return Expect(get, post, kind, ("own", "sibling", "foreign"), tuple(more.items()))


RELATIONS = {
    "own": {
        "member": "owner", "peer": "peer", "facilitator": "facilitator", "admin": "admin", "reviewer": "person",
        "sibling": "person",
    },
    "sibling": {
        "sibling": "owner", "reviewer": "facilitator", "admin": "admin", "member": "person", "peer": "person",
        "facilitator": "person",
    },
    "foreign": {"stranger": "owner", "foreign_admin": "admin", "foreign_facilitator": "facilitator"},
}  # fmt: skip
"""What each of the cast is to the object of a place."""

IN_PROGRAM = {
    "own": {
        "member": "owner", "peer": "owner", "sibling": "owner", "facilitator": "facilitator", "admin": "admin",
        "reviewer": "facilitator",
    },
    "foreign": {"stranger": "owner", "foreign_admin": "admin", "foreign_facilitator": "facilitator"},
}  # fmt: skip
"""What each of the cast is to a page of a program as a whole; the small world's reviewer facilitates Owners 2."""


OFFICE = {"application": "admin reviewer", "paper": "admin reviewer"}
"""Objects that only those who vet read: who they are to them; the others of the program are persons."""


def relation_of(role: str, place: Place, about: Object) -> str:
    """What a role is to a place."""
    if role == "anonymous":
        return "anonymous"
    if place == "own" and role in OFFICE.get(about, ""):
        return role
    return (RELATIONS if about else IN_PROGRAM)[place].get(role, "outsider")


def keys(
    place: str, program: Program, admin: User, member: User, group: Group, goal: Goal
) -> dict[tuple[str, str], UUID]:
    """The objects of a place: the group, its member with their goal and seat, and rows of the program's staff."""
    with inside(program, admin):
        person = Member.objects.get(user=member)
        waiting = Member.objects.filter(user=None).first() or person
        run = ImportRun.objects.create(by=admin)
        ended = give_role(Role.Kind.REVIEWER, by=admin, name="Former Reviewer", email=f"former@{place}.example")
        invited = give_role(Role.Kind.FACILITATOR, by=admin, name="Coming", email=f"coming@{place}.example")
        past = appoint_facilitator(group, invited, by=admin, now=timezone.now())
        end_term(past, by=admin, now=timezone.now())
        end_role(ended, by=admin)
        found = {
            "goal": goal.pk,
            "group": group.pk,
            "member": person.pk,
            "company": person.company_id,
            "holder": SeatHolder.objects.current().get(member=person, group=group).pk,
            "term": FacilitatorTerm.objects.current().filter(group=group).first().pk,
            "ended term": past.pk,
            "ended role": ended.pk,
            "invited role": invited.pk,
            "role": Role.objects.filter(kind=Role.Kind.FACILITATOR).first().pk,
            "invitation": Invitation.objects.order_by("accepted_at").last().pk,
            "waiting": waiting.pk,
            "import": run.pk,
            "track": Track.objects.first().pk,
            "activity": Activity.objects.filter(kind="role.given").first().pk,
        }
        found["wave"] = Invitation.objects.get(pk=found["invitation"]).wave or found["invitation"]
    with inside(program, member):
        found["delivery"] = post(Kind.CHECK_IN, Urgency.NUDGE, user=member, program=program).pk
    return {(kind, place): key for kind, key in found.items()}


OF_STAFF = {"vetting_dossier", "vetting_decision", "vetting_callnote", "vetting_opinion", "vetting_sponsor"}
"""What hangs on an application, and its applicant never reads."""


@dataclass
class Cast:
    """The world with its browsers, and what each of the cast may read."""

    world: World
    planted: dict[str, Cell] = field(default_factory=dict)
    files: dict[tuple[str, str], UUID] = field(default_factory=dict)

    def file(self) -> None:
        """Have somebody ask to join in each place, before canaries are planted."""
        world = self.world
        for place, program, admin, facilitator, user, group in (
            ("own", world.heartland, world.admin, world.facilitator, world.member, world.group),
            ("sibling", world.heartland, world.admin, world.reviewer, world.sibling, world.sibling_group),
            (
                "foreign", world.summit, world.foreign_admin, world.foreign_facilitator, world.stranger,
                world.foreign_group,
            ),
        ):  # fmt: skip
            made = a_file(program, admin, facilitator, user, group)
            made |= a_list(program, facilitator, user, group)
            made |= words(program, facilitator, user, group)
            made |= a_run(program, admin, facilitator, user, group)
            made |= some_answers(program, facilitator, user, group)
            made |= some_dates(program, admin, facilitator, user, group)
            made |= some_returns(program, admin, user)
            made |= some_wishes(program, admin, facilitator, user, group)
            made |= a_record(program, facilitator, user, group)
            made |= some_talk(program, facilitator, user, group)
            made |= a_handover(program, admin, facilitator, group)
            self.files |= {(kind, place): key for kind, key in made.items()}

    @cached_property
    def browsers(self) -> dict[str, Client]:
        """A signed-in browser for each role."""
        browsers = {}
        for role in ROLES:
            browsers[role] = Client(raise_request_exception=False)
            if role != "anonymous":
                browsers[role].force_login(getattr(self.world, role))
        return browsers

    def program(self, place: Place) -> Program:
        """The program of a place."""
        return self.world.summit if place == "foreign" else self.world.heartland

    @cached_property
    def objects(self) -> dict[tuple[str, str], UUID]:
        """The key of each kind of object in each place."""
        world = self.world
        return {
            **self.files,
            **keys("own", world.heartland, world.admin, world.member, world.group, world.goal),
            **keys("sibling", world.heartland, world.admin, world.sibling, world.sibling_group, world.sibling_goal),
            **keys(
                "foreign", world.summit, world.foreign_admin, world.stranger, world.foreign_group, world.foreign_goal
            ),
        }

    def url(self, address: Address, place: Place, program: Program | None = None) -> str:
        """An address filled in for a place; `program` puts its object under another program's slug."""
        expected = TABLE[address.name]
        values: dict[str, object] = dict(expected.more)
        for name in (name for name in address.arguments if name not in values):
            if name == "program":
                values[name] = (program or self.program(place)).slug
            elif name in ("holder", "arrival", "paper", "homework"):
                values[name] = self.objects[name, place]  # type: ignore[index]
            elif name in ("member", "guest", "seat", "step", "leave", "catch_up"):
                values[name] = self.objects[name.replace("_", " "), place]
            elif name == "term":
                kind = {"term_resume": "ended term", "handover_end": "stand-in", "handover_resume": "stand-in"}
                values[name] = self.objects[kind.get(address.name, "term"), place]
            elif name == "pk":
                values[name] = self.objects[expected.object, place]
            elif name == "token":
                purpose = address.view.door.removeprefix("mail_link:")
                values[name] = links.token(purpose, self.program(place).pk, self.objects[expected.object, place])
        return reverse(address.name, kwargs=values)

    def reader(self, role: str, program: Program) -> Reader:
        """A role as a reader of a program."""
        if role == "anonymous":
            return Reader(role)
        user = getattr(self.world, role)
        with inside(program, user):
            who, member = standing(), Member.objects.filter(user=user).first()
            seats = frozenset(SeatHolder.objects.current().filter(member=member).values_list("seat_id", flat=True))
            return Reader(
                role, user.pk, program.pk if who.is_person else None, member.pk if member else None,
                member.company_id if member else None, who.is_admin, who.groups, who.facilitates, who.is_reviewer,
                seats,
            )  # fmt: skip

    @cached_property
    def readers(self) -> list[Reader]:
        """Every role in both programs."""
        return [self.reader(role, place) for role in ROLES for place in (self.world.heartland, self.world.summit)]

    def may_see(self, role: str, word: str, address: Address, place: Place) -> bool:
        """Whether a canary may stand in an answer to a role; a mail link shows its one object to whoever holds it."""
        cell = self.planted[word]
        if address.route.startswith("a/"):
            linked = self.objects[TABLE[address.name].object, place]
            if TABLE[address.name].object == "place":
                return self.stands_at(cell, place)
            if TABLE[address.name].object == "date ask":
                return self.stands_in_poll(cell, place)
            if TABLE[address.name].object == "feed":
                return self.stands_in_feed(cell, place)
            offered = {self.files.get((kind, place)) for kind in ("agreement", "charter", "slot")}
            about = {cell.row.get(name) for name in ("id", "goal_id", "invitation_id", "application_id")}
            staff = cell.table in OF_STAFF
            mine = linked in about and not staff
            if mine or TABLE[address.name].object != "application":
                return mine
            # Whoever applies reads what strangers read of the program, and of the group that is offered, also unlisted,
            # its own row and its charter.
            offered.add(self.objects["group", place])
            known = cell.row.get("program_id") == self.program(place).pk and is_public(cell, {self.world.group.pk})
            return known or cell.row["id"] in offered
        if address.name == "handover_new" and cell.table == "programs_role":
            # Who hands over a group reads the names of those who may stand in.
            return cell.row["kind"] == "facilitator" and cell.row["program_id"] == self.program(place).pk
        return any(may_see(one, cell, {self.world.group.pk}) for one in self.readers if one.name == role)

    def stands_in_feed(self, cell: Cell, place: Place) -> bool:
        """Whether a canary may stand in a private feed: the outlines of its owner's meetings, and whose they are."""
        group = self.objects["group", place]
        known = {
            "meetings_meeting": cell.row.get("group_id") == group,
            "groups_group": cell.row["id"] == group,
            "meetings_calendarfeed": cell.row["id"] == self.objects["feed", place],
        }
        return known.get(cell.table, False)

    def stands_in_poll(self, cell: Cell, place: Place) -> bool:
        """Whether a canary may stand on a page that a link to a poll opens: the poll, whose it is, their own votes."""
        row, poll, member = cell.row, self.objects["poll", place], self.objects["member", place]
        known = {
            "meetings_datepoll": row["id"] == poll,
            "meetings_dateoption": row.get("poll_id") == poll,
            "meetings_datevote": row.get("member_id") == member,
            "groups_group": row["id"] == self.objects["group", place],
            "members_member": row["id"] == member,
        }
        return known.get(cell.table, False)

    def stands_at(self, cell: Cell, place: Place) -> bool:
        """Whether a canary may stand on a page that a link to somebody's place at a meeting opens: the meeting and its
        homework, their own row, what they prepared and handed in, their own open goals and promises."""
        member, key = self.objects["member", place], self.objects["place", place]
        row, meeting = cell.row, self.objects["meeting", place]
        if cell.table in ("goals_goal", "goals_commitment"):
            return row["member_id"] == member and row["state"] == "open"
        known = {
            "meetings_rsvp": row["id"] == key,
            "meetings_stay": row.get("rsvp_id") == key,
            "meetings_preparation": row.get("rsvp_id") == key,
            "meetings_handin": row.get("rsvp_id") == key,
            "meetings_meeting": row["id"] == meeting,
            "meetings_homework": row.get("meeting_id") == meeting,
            "groups_group": row["id"] == self.objects["group", place],
            "members_member": row["id"] == member,
        }
        return known.get(cell.table, False)


STOOD_IN = {
    "GET": (
        "agenda agreement attendance attendance_edit attendance_sheet brief first_meeting goal_sheet goal_sheet_pdf "
        "group handover here_code homework_new meeting meeting_edit meeting_join meeting_run poll profile profile_card "
        "recap roster talk thread_new wins"
    ),
    "POST": (
        "agenda attendance attendance_edit attendance_guest attendance_guest_removal follow_up homework_new "
        "meeting_cancel meeting_edit meeting_restore meeting_run meeting_run_row recap thread_new wins"
    ),
}
"""The addresses of a group, out of those that its facilitators have, that a substitute has within their dates."""

NOT_WALKED: dict[str, str] = {}
"""Addresses that are not walked, each with its reason."""

TABLE: dict[str, Expect] = {
    # -- for everybody
    "home": Expect(EVERYBODY),
    "theme": Expect("", EVERYBODY),
    "service_worker": Expect(EVERYBODY),
    "catalogue": Expect(EVERYBODY),
    "program": Expect(EVERYBODY),
    "program_help": Expect(EVERYBODY),
    "sign_in_help": Expect(EVERYBODY),
    "what_to_expect": of("group", EVERYBODY),
    "apply": Expect(EVERYBODY, EVERYBODY),
    "apply_sent": Expect(EVERYBODY),
    "apply_link": Expect(EVERYBODY, EVERYBODY),
    "apply_cities": Expect(EVERYBODY),
    "start": Expect("", ""),
    "start_address": Expect("", ""),
    # -- signing in, and one's own sign-in
    "account_login": Expect(EVERYBODY, EVERYBODY),
    "account_confirm_login_code": Expect(EVERYBODY, EVERYBODY),
    "account_email_verification_sent": Expect(EVERYBODY, EVERYBODY),
    "account_logout": Expect(EVERYBODY, EVERYBODY),
    "account_inactive": Expect(EVERYBODY),
    "account_signup": Expect(EVERYBODY, EVERYBODY),
    "account_reauthenticate": Expect(SIGNED_IN, SIGNED_IN),
    "account_security": Expect(SIGNED_IN),
    "account_address_add": Expect("", SIGNED_IN),
    "account_address_main": Expect("", SIGNED_IN),
    "account_address_remove": Expect("", SIGNED_IN),
    "account_sessions_end": Expect("", SIGNED_IN),
    "account_provider_remove": Expect("", SIGNED_IN),
    "account_email": Expect(SIGNED_IN, SIGNED_IN),
    "mfa_index": Expect(SIGNED_IN, SIGNED_IN),
    "mfa_authenticate": Expect(EVERYBODY, EVERYBODY),
    "mfa_login_webauthn": Expect(EVERYBODY, EVERYBODY),
    "mfa_reauthenticate": Expect(SIGNED_IN, SIGNED_IN),
    "mfa_activate_totp": Expect(SIGNED_IN, SIGNED_IN),
    "mfa_deactivate_totp": Expect(SIGNED_IN, SIGNED_IN),
    "passkey_new": Expect(SIGNED_IN, SIGNED_IN),
    "passkey_remove": Expect("", SIGNED_IN),
    "mfa_view_recovery_codes": Expect(SIGNED_IN),
    "mfa_generate_recovery_codes": Expect(SIGNED_IN, SIGNED_IN),
    "mfa_download_recovery_codes": Expect(SIGNED_IN),
    "socialaccount_login_cancelled": Expect(EVERYBODY),
    "google_login": Expect("", ""),
    "google_callback": Expect("", ""),
    "microsoft_login": Expect("", ""),
    "microsoft_callback": Expect("", ""),
    "openid_connect_login": Expect("", "", more=(("provider_id", "oidc"),)),
    "openid_connect_callback": Expect("", "", more=(("provider_id", "oidc"),)),
    "demo_sign_in": Expect("", EVERYBODY, more=(("persona", "dana-whitfield"),)),
    # -- a program's set-up, for its admins
    "setup": Expect("admin"),
    "setup_step": Expect("admin", "admin", more=(("step", "look"),)),
    "setup_track": Expect("admin", "admin", "track"),
    "audit": Expect("admin"),
    "audit_csv": Expect("admin"),
    "audit_entry": Expect("admin", "", "activity"),
    "mail_health": Expect("admin"),
    "mail_again": Expect("", "admin", "lost mail"),
    "mail_again_undo": Expect("", "admin", "mail again"),
    "address_free": Expect("", "admin", "trouble"),
    "address_hold": Expect("", "admin", "trouble"),
    "mail_hook": Expect("", ""),
    "roles": Expect("admin", "admin"),
    "role_end": Expect("", "admin", "role"),
    "role_return": Expect("", "admin", "ended role"),
    "role_invitation": Expect("", "admin", "invited role"),
    # -- groups
    "groups": Expect("owner facilitator admin"),
    "groups_csv": Expect("admin"),
    "group_new": Expect("admin", "admin"),
    "group": of("group", "owner peer facilitator admin"),
    "group_settings": of("group", "facilitator admin", "facilitator admin"),
    "group_answers": of("group", "facilitator admin", "facilitator admin"),
    "group_state": of("group", "", "facilitator admin"),
    "seats": of("group", "facilitator admin", "facilitator admin"),
    "seat": of("group", "facilitator admin"),
    "seat_end": of("group", "", "facilitator admin"),
    "seat_hand_over": of("group", "", "facilitator admin"),
    "seat_move": of("group", "", "facilitator admin"),
    "seat_return": of("group", "", "facilitator admin"),
    "terms": of("group", "facilitator admin", "admin"),
    "term_end": of("group", "", "facilitator admin"),
    "term_resume": of("group", "", "admin"),
    "handover_new": of("group", "facilitator admin", "facilitator admin"),
    "handover_end": of("group", "", "facilitator admin"),
    "handover_resume": of("group", "", "facilitator admin"),
    "handover": of("stand-in", "facilitator"),
    # -- goals
    "today": Expect("owner"),
    "goals": Expect("owner"),
    "goal_new": Expect("owner", "owner"),
    "goal_hints": Expect("", "owner"),
    "goals_due": Expect("owner", "owner"),
    "goal": of("goal", CIRCLE),
    "goal_edit": of("goal", "owner", "owner"),
    "check_in": of("goal", "", "owner"),
    "check_in_undo": of("goal", "", "owner"),
    "goal_enter": of("goal", "", "facilitator"),
    "goal_skip": of("goal", "", "owner"),
    "goal_state": of("goal", "", "owner"),
    "goal_audience": of("goal", "", "owner"),
    "goal_outcome": of("goal", "", "owner"),
    "goal_pause": of("goal", "", "owner"),
    "goal_roll": of("goal", "", "owner"),
    "goal_top": of("goal", "", "owner"),
    "goal_first_step": of("goal", "owner"),
    "goal_sheet": of("member", "owner facilitator"),
    "goal_sheet_pdf": of("member", "owner facilitator"),
    "goal_plans": Expect("admin", "admin"),
    "goal_plan_state": Expect("", "admin", "plan"),
    "goal_template_end": Expect("", "admin", "template"),
    "goal_settings": of("group", "facilitator admin", "facilitator admin"),
    # -- conversations
    "talk": of("group", "owner peer facilitator"),
    "thread_new": of("group", "owner peer facilitator", "owner peer facilitator"),
    "thread": of("thread", "owner peer facilitator", "owner peer facilitator"),
    "thread_edit": of("thread", "owner", "owner"),
    "thread_state": of("thread", "", "owner"),
    "comment": of("comment", "owner", "owner"),
    "comment_removal": of("comment", "", "owner"),
    "applause": of("thread", "", "owner peer facilitator", what="thread"),
    "wins": of("group", "owner peer facilitator", "owner peer facilitator"),
    "win": of("win", "owner peer facilitator"),
    "win_removal": of("win", "", "owner"),
    "win_pin": of("win", "", "facilitator"),
    "goal_win": of("goal", "", "owner"),
    "stuck": of("goal", "owner", "owner"),
    "issue_removal": of("issue", "", "owner"),
    "support_new": of("group", "owner peer", "owner peer"),
    "support": of("support", "owner facilitator", "facilitator"),
    "support_state": of("support", "", "owner facilitator"),
    # -- meetings
    "meetings": Expect(PEOPLE),
    "blackouts": Expect("admin", "admin"),
    "blackout_end": of("blackout", "", "admin"),
    "meeting": of("meeting", "owner peer facilitator admin"),
    "meeting_join": of("meeting", CIRCLE),
    "meeting_edit": of("meeting", "facilitator admin", "facilitator admin"),
    "meeting_cancel": of("meeting", "", "facilitator admin"),
    "meeting_restore": of("meeting", "", "facilitator admin"),
    "meeting_new": of("group", "facilitator admin", "facilitator admin"),
    "series_new": of("group", "facilitator admin", "facilitator admin"),
    "series_preview": of("group", "", "facilitator admin"),
    "series_edit": of("series", "facilitator admin", "facilitator admin"),
    "series_edit_preview": of("series", "", "facilitator admin"),
    "series_end": of("series", "", "facilitator admin"),
    "poll_new": of("group", "facilitator admin", "facilitator admin"),
    "poll": of("poll", "owner peer facilitator admin", "owner peer"),
    "poll_pick": of("poll", "", "facilitator admin"),
    "poll_state": of("poll", "", "facilitator admin"),
    # -- running a meeting
    "agenda": of("meeting", "facilitator", "facilitator"),
    "brief": of("meeting", "facilitator"),
    "meeting_run": of("meeting", "facilitator", "facilitator"),
    "meeting_run_row": of("meeting", "", "facilitator"),
    "closing": of("past meeting", "owner peer", "owner peer"),
    "link_closing": of("place", EVERYBODY, EVERYBODY),
    "recap": of("past meeting", CIRCLE, "facilitator"),
    "recap_undo": of("past meeting", "", "facilitator"),
    "agendas": Expect("admin"),
    "agenda_template": of("agenda template", "admin", "admin"),
    "agenda_template_new": Expect("admin", "admin"),
    # -- before a meeting
    "before": Expect("owner"),
    "prepare": of("meeting", "owner peer", "owner peer"),
    "homework": of("homework", CIRCLE),
    "homework_new": of("meeting", "facilitator", "facilitator"),
    "homework_edit": of("homework", "facilitator", "facilitator"),
    "homework_state": of("homework", "", "facilitator"),
    "hand_in": of("homework", "", "owner peer"),
    "hand_in_file": of("hand in", CIRCLE),
    "promise": of("promise", "owner facilitator"),
    "promise_state": of("promise", "", "owner facilitator"),
    "promise_new": Expect("owner", "owner"),
    "promises": Expect("owner"),
    "rsvp": of("meeting", "owner peer", "owner peer"),
    "rsvp_undo": of("meeting", "", "owner peer"),
    "calendar": Expect(PEOPLE, PEOPLE),
    "meeting_settings": of("group", "facilitator admin", "facilitator admin"),
    "link_rsvp": of("place", EVERYBODY, EVERYBODY),
    "link_poll": of("date ask", EVERYBODY, EVERYBODY),
    "link_join": of("place", EVERYBODY),
    "link_calendar_feed": of("feed", EVERYBODY),
    "link_prepare": of("place", EVERYBODY, EVERYBODY),
    "link_hand_in": of("place", "", EVERYBODY),
    # -- who needs a facilitator
    "cockpit": Expect("facilitator"),
    "follow_ups": Expect("facilitator"),
    "follow_up": of("group", "", "facilitator"),
    "follow_up_undo": of("follow up", "", "facilitator"),
    "write": Expect("facilitator admin", "facilitator admin"),
    "letter_undo": of("letter", "", "facilitator"),
    "roster": of("group", "owner peer facilitator admin"),
    # -- attendance
    "attendance": of("past meeting", "facilitator admin", "facilitator admin"),
    "attendance_sheet": of("past meeting", "facilitator admin"),
    "attendance_edit": of("past meeting", "facilitator admin", "facilitator admin"),
    "attendance_guest": of("past meeting", "", "facilitator admin"),
    "attendance_guest_removal": of("past meeting", "", "facilitator admin"),
    "attendance_own": Expect("owner"),
    "here": of("past meeting", "owner peer", "owner peer"),
    "here_code": of("past meeting", "facilitator admin"),
    "here_scan": of("past meeting", EVERYBODY, code="an-old-code"),
    "attendance_rules": Expect("admin", "admin"),
    "attendance_rules_track": Expect("admin", "admin", "track"),
    "attendance_rules_group": of("group", "facilitator admin", "facilitator admin"),
    "attendance_import": of("group", "facilitator admin", "facilitator admin"),
    "standings": of("group", "facilitator admin"),
    "seat_standing": of("group", "facilitator admin"),
    "step_new": of("group", "", "facilitator admin"),
    "step_look": of("group", "", "facilitator admin"),
    "step_ask": of("step", "", "owner"),
    "leave_new": of("group", "", "facilitator admin"),
    "leave_end": of("group", "", "facilitator admin"),
    "catch_up_new": of("group", "", "facilitator admin"),
    "catch_up_removal": of("group", "", "facilitator admin"),
    # -- people
    "directory": Expect("owner facilitator admin"),
    "directory_csv": Expect("admin"),
    "member_new": Expect("admin", "admin"),
    "offered_companies": Expect("admin"),
    "offered_cities": Expect("admin"),
    "profile": of("member", "owner peer facilitator admin"),
    "profile_card": of("member", "owner peer facilitator admin"),
    "profile_edit": of("member", "owner admin", "owner admin"),
    "member_departure": of("member", "admin", "admin"),
    "member_return": of("member", "", "admin"),
    "member_merge": of("member", "admin", "admin"),
    "company_edit": of("company", "admin", "admin"),
    "imports": Expect("admin", "admin"),
    "import_sample": Expect("admin"),
    "import_run": Expect("admin", "", "import"),
    "import_columns": Expect("admin", "admin", "import"),
    "import_preview": Expect("", "admin", "import"),
    "import_order": Expect("", "admin", "import"),
    "import_attempt": Expect("", "admin", "import"),
    "import_discard": Expect("", "admin", "import"),
    "import_left_out": Expect("", "", "import", more=(("number", "0"),)),  # a run that left nothing out
    "invitations": Expect("admin", "admin"),
    "invitations_csv": Expect("admin"),
    "invitation_withdrawal": Expect("", "admin"),
    "wave_undo": Expect("", "admin", "wave", places=("own",)),
    # -- vetting
    "overview": Expect("admin"),
    "overview_csv": Expect("admin"),
    "applications": Expect("admin reviewer", "", "application"),
    "applications_csv": Expect("admin"),
    "applications_questions": Expect("", "admin"),
    "applications_questions_undo": Expect("", "admin"),
    "application": Expect("admin reviewer", "", "application"),
    "application_paper": Expect("admin reviewer", "", "paper"),
    "application_reading": Expect("", "admin", "application"),
    "application_decision": Expect("", "admin", "application"),
    "application_undo": Expect("", "admin", "application"),
    "application_judgment": Expect("", "admin", "application"),
    "application_note": Expect("", "admin", "application"),
    "application_step": Expect("", "admin", "application"),
    "application_paid": Expect("", "admin", "application"),
    "application_reopening": Expect("", "admin", "application"),
    "application_opinion": Expect("", "reviewer", "application"),
    "application_recusal": Expect("", "reviewer", "application"),
    "application_reference": Expect("", "admin", "application"),
    "vetting_rules": Expect("admin", "admin"),
    "program_criteria": Expect("admin", "admin"),
    "group_criteria": of("group", "admin", "admin"),
    "rechecks": Expect("facilitator admin"),
    "recheck_settlement": Expect("", "facilitator admin", "recheck"),
    "link_reference": Expect(EVERYBODY, EVERYBODY, "reference"),
    "interviews": Expect("admin", "admin"),
    "interview_removal": Expect("", "admin", "slot"),
    "application_call": Expect("", "admin", "application"),
    "application_sponsor": Expect("", "admin", "application"),
    "approval_new": Expect("", "admin", "application"),
    "visit_new": Expect("", "admin", "application"),
    "approval": Expect(CIRCLE, "owner peer", "approval"),
    "sponsor": Expect("owner", "owner", "sponsor"),
    "visit": Expect("facilitator", "facilitator", "visit"),
    "link_application_call": Expect("", EVERYBODY, "application"),
    "link_application_call_return": Expect("", EVERYBODY, "application"),
    "link_application_call_file": Expect(EVERYBODY, "", "application"),
    "link_application_sponsor": Expect("", EVERYBODY, "application"),
    "link_visit": Expect(EVERYBODY, EVERYBODY, "application"),
    # -- links in mail: whoever holds them
    "link_check_in": of("goal", EVERYBODY, EVERYBODY),
    "link_check_in_undo": of("goal", "", EVERYBODY),
    "link_promise": of("promise", EVERYBODY, EVERYBODY),
    "link_invitation": Expect(EVERYBODY, EVERYBODY, "invitation"),
    "inbox": Expect(PEOPLE),
    "inbox_seen": Expect("", PEOPLE),
    "bell": Expect(EVERYBODY),
    "preferences": Expect(PEOPLE, PEOPLE),
    "mail_pause": Expect("", PEOPLE),
    "away": Expect("", PEOPLE),
    "link_mute": Expect(EVERYBODY, EVERYBODY, "delivery"),
    "link_application": Expect(EVERYBODY, "", "application"),
    "link_application_answers": Expect("", EVERYBODY, "application"),
    "link_application_withdrawal": Expect("", EVERYBODY, "application"),
    "link_application_sending": Expect("", EVERYBODY, "application"),
    "link_application_company": Expect("", EVERYBODY, "application"),
    "link_application_section": Expect(EVERYBODY, EVERYBODY, "application", more=(("section", "goals"),)),
    "link_application_papers": Expect(EVERYBODY, EVERYBODY, "application"),
    "link_application_paper": Expect(EVERYBODY, "", "application"),
    "link_application_paper_removal": Expect("", EVERYBODY, "application"),
    # -- from the pool to a seat
    "pool": Expect("admin"),
    "offer_new": Expect("admin", "admin", "application"),
    "candor_new": Expect("", "admin", "application"),
    "candor": Expect(CIRCLE, "owner peer", "candor"),
    "candor_outcome": Expect("", "facilitator", "candor"),
    "offer_withdrawal": Expect("", "admin", "offer"),
    "offer_extension": Expect("", "admin", "offer"),
    "link_offer": Expect(EVERYBODY, EVERYBODY, "application"),
    # -- the welcome
    "welcome": of("group", "owner"),
    "welcome_tick": of("group", "", "owner"),
    "welcome_away": of("group", "", "owner"),
    "first_meeting": of("group", CIRCLE),
    "newcomers": of("group", "facilitator admin"),
    "newcomer_buddy": of("group", "facilitator admin", "facilitator admin"),
    "newcomer_look": of("group", "facilitator", "facilitator", day="30"),
    "interest": Expect(EVERYBODY, EVERYBODY),
    "link_interest": Expect(EVERYBODY, EVERYBODY, "interest"),
    "intake": Expect("admin", "admin"),
    # -- what is signed
    "agreements": Expect("admin", "admin"),
    "agreement": of("charter", "owner peer facilitator admin", "owner peer"),
    "agreement_paper": of("charter", "", "facilitator admin"),
    "agreement_asking": of("charter", "", "facilitator admin"),
    "agreement_charter": of("group", "facilitator admin", "facilitator"),
    # -- the demo's own
    "demo_mailbox": Expect("", ""),  # no mail server, no mailbox
    "demo_mail": Expect("", "", more=(("address", "none"), ("key", "none"))),
    "demo_mail_body": Expect("", "", more=(("address", "none"), ("key", "none"))),
}
