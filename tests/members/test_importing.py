"""An import as a whole: roster.csv, all or nothing, again without doubling, thousands of rows."""

import csv
import io
import time
from decimal import Decimal
from pathlib import Path

import pytest
from celery import Celery
from django.utils import timezone

from goals.importing import AT_ONCE, begin, carry_on
from goals.models import Goal
from goals.tasks import carry_on_import
from groups.actions import move_group
from groups.models import FacilitatorTerm, Group, Seat, SeatHolder
from members import importing
from members.models import ColumnMemory, Company, CompanyFacts, ImportRun, Invitation, Member
from members.roster.reading import read_table
from notifications.announcing import announce
from notifications.models import Delivery, Kind
from programs.models import Activity, Role
from programs.tenancy import POST, inside

pytestmark = pytest.mark.django_db

ROSTER = Path(__file__).parents[2] / "docs/samples/roster.csv"
State = ImportRun.State


def file(*lines: str) -> bytes:
    """A small CSV file."""
    return "\n".join(lines).encode()


class Desk:
    """An admin of a program who imports."""

    def __init__(self, program, admin):
        self.program, self.admin = program, admin

    def inside(self):
        return inside(self.program, self.admin)

    def check(self, *files: bytes) -> ImportRun:
        """Read files, keep them and look at the preview."""
        tables = [(f"file{number}.csv", read_table(data)) for number, data in enumerate(files, start=1)]
        with self.inside():
            run = importing.start_import(tables, by=self.admin, now=timezone.now())
            begin(run, State.PLANNING, program=self.program, by=self.admin, now=timezone.now())
        return run

    def make(self, run: ImportRun, *, skip: bool = False) -> ImportRun:
        """Import what was looked at."""
        with self.inside():
            run.skip_problems = skip
            begin(run, State.APPLYING, program=self.program, by=self.admin, now=timezone.now())
        return run

    def bring(self, *files: bytes, skip: bool = False) -> ImportRun:
        return self.make(self.check(*files), skip=skip)

    def counts(self) -> dict[str, int]:
        models = (Company, CompanyFacts, Member, Group, Seat, SeatHolder, FacilitatorTerm, Role)
        with self.inside():
            return {model.__name__: model.objects.count() for model in models}


@pytest.fixture
def desk(world):
    return Desk(world.heartland, world.admin)


def test_the_sample_roster_has_57_clean_rows_and_3_explained(desk, places):
    run = desk.check(ROSTER.read_bytes())
    assert run.state == State.PLANNED
    assert (run.preview["rows"], run.preview["clean"], run.preview["broken"]) == (60, 57, 3)
    errors = [problem for problem in run.problems if problem[-1] == "error"]
    assert len({row for _, row, *_ in errors}) == 3
    assert all(says.endswith(".") for *_, says, _ in errors)
    assert run.preview["duplicates"] == 2
    with desk.inside():
        assert not Member.objects.filter(email="dana@northwindit.example").exists()


def test_importing_the_sample_roster_and_importing_it_again(desk, places):
    before = desk.counts()
    run = desk.bring(ROSTER.read_bytes(), skip=True)
    assert (run.state, run.failure) == (State.DONE, "")
    first = desk.counts()
    assert first["Member"] - before["Member"] == 55
    again = desk.bring(ROSTER.read_bytes(), skip=True)
    assert again.state == State.DONE
    assert desk.counts() == first
    kinds = {kind["kind"]: kind for kind in again.preview["kinds"]}
    assert all(kind["create"] == kind["update"] == 0 for kind in kinds.values()), kinds


def test_nobody_is_mailed_by_an_import(desk, places):
    with desk.inside():
        invitations = Invitation.objects.count()
    desk.bring(ROSTER.read_bytes(), skip=True)
    with desk.inside():
        assert Invitation.objects.count() == invitations
        news = Activity.objects.filter(via="import", announced_at=None).values_list("kind", flat=True)
        kept_quiet = {"member.added", "company.added", "seat.taken", "goal.drafted", "invitation.sent"}
        assert not kept_quiet & set(news)
        assert not Member.objects.filter(email="dana@northwindit.example").exclude(user=None).exists()


def test_what_a_row_says_is_written(desk, places):
    desk.bring(
        file(
            "Name,Email,Company,City,Employees,Revenue,Role,Group,Since,Facilitator,Goal,From,To,Unit,By when",
            'Ann Bo,ann@bo.example,"Bo & Sons, Inc.","Austin, TX",12-15,$1.2M,CEO,North Owners,3/2021,fay@f.example,'
            "Gross margin,44 %,52 %,,12/31/2027",
        )
    )
    with desk.inside():
        member = Member.objects.named().get(email="ann@bo.example")
        assert (member.name, member.company.name) == ("Ann Bo", "Bo & Sons, Inc.")
        assert str(member.company.city) == "Austin, TX"
        assert (member.zone, member.track.name) == ("America/Chicago", "Owners")
        assert (member.company.facts.employees, member.company.facts.revenue_band) == (14, 2)
        group = Group.objects.get(name="North Owners")
        assert (group.state, group.track.name, group.seat_count) == ("active", "Owners", 12)
        assert [str(seat.since) for seat in group.seats.held()] == ["2021-03-01"]
        term = group.terms.get()
        assert (term.role.email, term.role.user, term.is_co) == ("fay@f.example", None, False)


def test_goals_arrive_as_drafts_that_no_admin_can_read(desk, world):
    with desk.inside():
        member = world.member_of(world.member)
    lines = ("Email,Goal,From,To", f"{member.email},Tickets per endpoint,0.8 a month,0.4 a month")
    run = desk.bring(file(*lines))
    assert run.state == State.DONE, (run.failure, run.problems)
    with desk.inside():
        assert not Goal.objects.filter(title="Tickets per endpoint").exists()
    with inside(world.heartland, world.member):
        goal = Goal.objects.get(title="Tickets per endpoint")
        assert (goal.state, goal.audience, goal.unit, goal.start_value) == ("draft", [], "a month", Decimal("0.8"))
    with inside(world.heartland, world.peer):
        assert not Goal.objects.filter(title="Tickets per endpoint").exists()
    desk.bring(file(*lines))
    with inside(world.heartland, world.member):
        assert Goal.objects.filter(title="Tickets per endpoint").count() == 1


def test_an_admin_may_only_leave_drafts_that_nobody_sees(desk, world):
    from django.db import ProgrammingError, transaction

    with desk.inside():
        member = world.member_of(world.member)
        for fields in ({"state": "open"}, {"audience": [world.group.pk]}, {"import_key": ""}, {"partner": member}):
            told = {"state": "draft", "import_key": "x", "member": member, "title": "x", "begins_on": "2026-01-01"}
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                Goal.objects.bulk_create([Goal(**(told | fields))])


def test_a_failure_at_the_end_leaves_nothing(desk, world):
    run = desk.check(
        file(
            "Name,Email,Company,Role,Group",
            "Ann Bo,ann@bo.example,Bo IT,CEO,North Owners",
            f"Cy Do,cy@do.example,Do IT,CEO,{world.group.name}",
        )
    )
    before = desk.counts()
    with desk.inside():
        move_group(world.group, Group.State.CLOSED, by=desk.admin)
    desk.make(run)
    assert run.state == State.FAILED
    assert f"{world.group.name} is closed" in run.failure
    assert desk.counts() == before


def test_what_became_wrong_since_the_preview_is_not_half_imported(desk):
    run = desk.check(file("Name,Email,Company", "Ann Bo,ann@bo.example,Bo IT", "Cy Do,cy@do.example,Do IT"))
    with desk.inside():
        member = Member.objects.create(
            name="Cy Do", email="cy@do.example", company=Company.objects.first(), left_at=timezone.now()
        )
    desk.make(run)
    assert run.state == State.FAILED
    assert "Look at the preview again" in run.failure
    with desk.inside():
        assert not Member.objects.filter(email="ann@bo.example").exists()
        assert Member.objects.filter(email="cy@do.example").get() == member


def test_rows_with_errors_stop_an_import_until_they_are_left_out(desk):
    run = desk.check(file("Name,Email,Company", "Ann Bo,ann@,Bo IT", "Cy Do,cy@do.example,Do IT"))
    assert desk.make(run).state == State.FAILED
    run = desk.bring(file("Name,Email,Company", "Ann Bo,ann@,Bo IT", "Cy Do,cy@do.example,Do IT"), skip=True)
    assert run.state == State.DONE, (run.failure, run.problems)
    assert [row for file in run.files for row in file["rows"]] == [[2, ("Ann Bo", "ann@", "Bo IT"), ()]]
    assert "ann@" in importing.rows_with_problems(run, 0)[0][-1]
    with desk.inside():
        assert Member.objects.filter(email="cy@do.example").exists()


def test_a_second_import_updates_and_blank_cells_erase_nothing(desk, places):
    desk.bring(file("Name,Email,Company,Phone,Employees", "Ann Bo,ann@bo.example,Bo IT,512-555-0142,12"))
    run = desk.bring(file("Name,Email,Company,Phone,Employees", "Ann Maria Bo,ANN@BO.example,bo it llc,,20"))
    assert {kind["kind"]: (kind["create"], kind["update"]) for kind in run.preview["kinds"]} == {
        "Companies": (0, 1),
        "People": (0, 1),
    }
    with desk.inside():
        member = Member.objects.get(email="ann@bo.example")
        assert (member.name, member.phone) == ("Ann Maria Bo", "+1 512-555-0142")
        assert (member.company.name, member.company.facts.employees) == ("Bo IT", 20)
        (changed,) = Activity.objects.filter(kind="member.changed", about_id=member.pk)
        assert changed.fields == ["name"]
        assert (member.version, member.company.version) == (2, 2), "who has the old ones open is told when they save"


def test_seats_change_hands_end_and_grow(desk):
    header = "Name,Email,Company,Role,Group,Until"
    desk.bring(file(header, "Ann Bo,ann@bo.example,Bo IT,CEO,North,", "Cy Do,cy@do.example,Do IT,CEO,North,"))
    run = desk.bring(
        file(header, "Ann Bo,ann@bo.example,Bo IT,CEO,North,1/31/2024", "Al Bo,al@bo.example,Bo IT,CEO,North,")
    )
    assert run.state == State.DONE, run.failure
    with desk.inside():
        north = Group.objects.get(name="North")
        current = SeatHolder.objects.current().filter(group=north)
        assert {holder.member.email for holder in current} == {"al@bo.example", "cy@do.example"}
        assert Seat.objects.held().filter(group=north).count() == 2
    names = [f"P{n} X,p{n}@x{n}.example,X{n} IT,CEO,North," for n in range(13)]
    run = desk.bring(file(header, *names))
    assert run.preview["groups"][0] | {"people": 0} == {
        "name": "North", "track": "Owners", "is_new": False, "taken": 15, "seats": 15, "was": 15, "people": 0,
        "facilitators": [],
    }  # fmt: skip
    with desk.inside():
        assert Group.objects.get(name="North").seat_count == 15


def test_more_than_24_seats_are_refused_before_anything_is_written(desk):
    rows = [f"P{n} X,p{n}@x{n}.example,X{n} IT,CEO,North" for n in range(25)]
    run = desk.check(file("Name,Email,Company,Role,Group", *rows))
    assert run.preview["obstacles"] == ["North would have 25 seats, and at most 24 fit. Give some rows another group."]
    assert desk.make(run).state == State.FAILED


def test_somebody_who_left_is_not_brought_back_by_a_spreadsheet(desk, world):
    with desk.inside():
        Member.objects.filter(pk=world.pending.pk).update(left_at=timezone.now())
    run = desk.check(file("Name,Email,Company", f"Wanda Ruiz,{world.pending.email},Sandhill Support"))
    assert "left the program" in run.problems[0][4]


def test_a_facilitator_who_is_here_facilitates_at_once_and_the_group_is_told(desk, world):
    with desk.inside():
        email = world.member_of(world.peer).email
    desk.bring(file("Name,Email,Company,Role,Group,Facilitator", f"Ann Bo,ann@bo.example,Bo IT,CEO,North,{email}"))
    with desk.inside():
        term = FacilitatorTerm.objects.get(group__name="North")
        assert term.role.user == world.peer
    with inside(world.heartland, world.peer):
        assert Activity.objects.filter(kind="facilitator.appointed", group_id=term.group_id, announced_at=None).exists()
    announce(now=timezone.now())
    with inside(None, reach=POST):
        assert not Delivery.objects.filter(kind=Kind.TERM).exists(), "the group's page tells it; nobody is mailed"


def test_what_columns_were_taken_for_is_remembered_for_the_program(desk, world):
    run = desk.check(file("Who,Where to write,Shop", "Ann Bo,ann@bo.example,Bo IT"))
    with desk.inside():
        for shop in ("company", ""):
            mapping = {"0": {"0": "name", "1": "email", "2": shop}}
            importing.choose_columns(run, mapping, by=desk.admin, now=timezone.now())
        assert dict(ColumnMemory.objects.values_list("header", "field")) == {
            "who": "name", "where to write": "email", "shop": "",
        }  # fmt: skip
    again = desk.check(file("Who,Where to write,Shop", "Ann Bo,ann@bo.example,Bo IT"))
    assert again.mapping == {"0": {"0": "name", "1": "email"}}
    with inside(world.summit, world.foreign_admin):
        assert not importing.remembered()


def test_several_files_are_one_import(desk):
    run = desk.bring(
        file("Company,Employees", "Bo IT,12"),
        file("Email,Goal,From,To,Unit", "ann@bo.example,Gross margin,44,52,%"),
        file("Name,Email,Company", "Ann Bo,ann@bo.example,Bo IT"),
    )
    assert run.state == State.DONE, run.problems
    with desk.inside():
        assert Member.objects.get(email="ann@bo.example").company.facts.employees == 12


def thousands(rows: int) -> bytes:
    """A roster of `rows` people in half as many companies and groups of twelve seats."""
    out = io.StringIO()
    writer = csv.writer(out)
    header = "Name Email Company City Employees Revenue Role Group Since Facilitator Goal From To Unit"
    writer.writerow(header.split(" "))
    cities = ("Austin, TX", "Madison, WI", "Toledo, OH", "Boise, ID", "Reno, NV")
    for n in range(rows):
        writer.writerow(
            [f"Pat Number{n}", f"p{n}@msp{n // 2}.example", f"Company {n // 2} IT", cities[n // 2 % 5], "12-15",
             "$1.2M", "Owner", f"Circle {n // 24}", "3/14/2022", f"f{n // 240}@f.example", f"Goal {n}", "44 %", "52 %",
             "%"]
        )  # fmt: skip
    return out.getvalue().encode()


def test_5000_rows_are_a_worker_s_and_take_seconds(desk, places, django_capture_on_commit_callbacks):
    assert AT_ONCE < 5000
    begun = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        run = desk.check(thousands(5000))
    assert run.state == State.PLANNING
    keys = str(desk.program.pk), str(desk.admin.pk), str(run.pk)
    carry_on_import(*keys)
    with desk.inside():
        run = ImportRun.objects.get(pk=run.pk)
    assert (run.state, run.preview["clean"]) == (State.PLANNED, 5000)
    checked = time.monotonic() - begun
    with django_capture_on_commit_callbacks(execute=True):
        desk.make(run)
    carry_on_import(*keys)
    carry_on_import(*keys)
    made = time.monotonic() - begun - checked
    with desk.inside():
        assert ImportRun.objects.get(pk=run.pk).state == State.DONE
        assert Member.objects.filter(email__endswith=".example", name__startswith="Pat Number").count() == 5000
        assert SeatHolder.objects.filter(member__name__startswith="Pat Number").count() == 5000
        assert Seat.objects.filter(company__name__startswith="Company ").count() == 2500
    assert checked < 20
    assert made < 30


def test_who_is_no_admin_any_more_imports_nothing(desk, world):
    run = desk.check(file("Name,Email,Company", "Ann Bo,ann@bo.example,Bo IT"))
    with desk.inside():
        ImportRun.objects.filter(pk=run.pk).update(state=State.APPLYING)
    carry_on(desk.program.pk, world.member.pk, run.pk)
    carry_on(world.summit.pk, world.foreign_admin.pk, run.pk)
    with desk.inside():
        assert ImportRun.objects.get(pk=run.pk).state == State.APPLYING
        assert not Member.objects.filter(email="ann@bo.example").exists()


def test_without_a_broker_the_import_is_done_at_once(desk, places, django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr("goals.importing.worker", Celery("nobody is there", broker="redis://localhost:1"))
    with django_capture_on_commit_callbacks(execute=True):
        run = desk.check(thousands(AT_ONCE + 1))
    with desk.inside():
        assert ImportRun.objects.get(pk=run.pk).state == State.PLANNED
