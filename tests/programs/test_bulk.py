"""Many rows in one statement: every kind of value survives, and fences hold."""

from datetime import time
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goals.models import Goal
from members.models import Company, ImportRun, Member
from programs.activity import record_each
from programs.bulk import insert_all, update_all
from programs.models import Activity, Role
from programs.tenancy import inside

pytestmark = pytest.mark.django_db


def test_every_kind_of_value_survives(world):
    now = timezone.now()
    with inside(world.heartland, world.member):
        member = Member.objects.get(user=world.member)
        goal = Goal(
            member=member, title='Ünïcode "quoted" \\ \' ; --', begins_on=now.date(), said_at=now, created_at=now,
            audience=[world.group.pk], start_value=Decimal("0.80"), target_value=None,
        )  # fmt: skip
        insert_all([goal])
        found = Goal.objects.get(pk=goal.pk)
        for field in Goal._meta.concrete_fields:
            assert getattr(found, field.attname) == getattr(goal, field.attname), field.name
    with inside(world.heartland, world.admin):
        run = ImportRun(by=world.admin, files=[{"rows": [[1, ["a"], []]]}], mapping={"0": {"1": "email"}})
        insert_all([run])
        assert ImportRun.objects.get(pk=run.pk).files == run.files


def test_updates_write_the_named_fields_alone(world):
    with inside(world.heartland, world.admin):
        people = list(Member.objects.all())
        for number, one in enumerate(people):
            one.slot_time, one.title, one.name = time(7, number), f"T{number}", "Not written"
        with CaptureQueriesContext(connection) as captured:
            update_all(people, ["slot_time", "title"])
        assert len(captured) == 1
        for number, one in enumerate(people):
            one.refresh_from_db()
            assert (one.slot_time, one.title) == (time(7, number), f"T{number}")
            assert one.name != "Not written"


def test_nothing_is_nothing(world):
    with inside(world.heartland, world.admin), CaptureQueriesContext(connection) as captured:
        insert_all([])
        update_all([], ["title"])
    assert not [query for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "insert", "update"))]


def test_conflicts_raise_unless_they_are_passed_over(world):
    with inside(world.heartland, world.admin):
        twice = [Company(name="Bo", key="bo"), Company(name="Bo again", key="bo")]
        with pytest.raises(IntegrityError), transaction.atomic():
            insert_all(twice)
        insert_all(twice, ignore_conflicts=True)
        assert Company.objects.filter(key="bo").count() == 1


def test_fences_hold(world):
    with inside(world.heartland, world.member):
        for row in (
            Role(kind="admin", user=world.member, email="x@y.example"),
            Company(name="Bo", key="bo"),
            Company(name="Bo", key="bo", program=world.summit),
        ):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                insert_all([row])
    with inside(world.summit, world.foreign_admin):
        foreign = Member.objects.first()
    with inside(world.heartland, world.admin):
        foreign.title = "Taken over"
        update_all([foreign], ["title"])
    with inside(world.summit, world.foreign_admin):
        assert Member.objects.get(pk=foreign.pk).title != "Taken over"


def test_each_row_is_recorded_and_may_be_no_news(world):
    now = timezone.now()
    with inside(world.heartland, world.admin):
        people = list(Member.objects.all())
        record_each("member.looked_at", people, by=world.admin, via="import", at=now, of=lambda one: {"fields": ["x"]})
        record_each("member.left_alone", people, by=world.admin, via="import", at=now, news=False)
        seen = Activity.objects.filter(kind="member.looked_at")
        assert {one.about_id for one in seen} == {one.pk for one in people}
        assert {(one.about_type, tuple(one.fields), one.at, one.announced_at) for one in seen} == {
            ("members.member", ("x",), now, None)
        }
        assert not Activity.objects.filter(kind="member.left_alone", announced_at=None).exists()
