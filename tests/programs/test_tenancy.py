"""The entrance: what a scope shows, what it refuses, and that every transaction is stamped."""

import pytest
from django.db import connection, transaction
from django_scopes.exceptions import ScopeError

from programs.models import Program, Role, Track, User
from programs.tenancy import POST, inside, standing

STAMPS = "select current_setting('app.program_id', true), current_setting('app.user_id', true)"


def stamps() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(STAMPS)
        return cursor.fetchone()


@pytest.fixture
def programs(db):
    return [Program.objects.create(name=name, slug=name.lower()) for name in ("North", "South")]


def test_a_query_outside_a_scope_raises(programs):
    with pytest.raises(ScopeError):
        Track.objects.count()


@pytest.mark.django_db(transaction=True)
def test_every_outermost_begin_is_stamped():
    """Fails when Django stops calling _set_autocommit at BEGIN: only a transactional test would notice."""
    program = Program.objects.create(name="North", slug="north")
    user = User.objects.create_user("ana@example.com")
    with inside(program, user):
        assert stamps() == (str(program.pk), str(user.pk))
    with transaction.atomic():
        assert all(not value for value in stamps())


@pytest.mark.django_db(transaction=True)
def test_a_query_that_is_planned_once_sees_the_scope_of_each_transaction():
    north, south = (Program.objects.create(name=name, slug=name.lower()) for name in ("North", "South"))
    user = User.objects.create_user("ana@example.com")
    query = "select program_id from programs_role where user_id = %s"
    for program in (north, south):
        with inside(program, user):
            Role.objects.create(user=user, kind=Role.Kind.ADMIN)
    for turn in range(16):
        program = (north, south)[turn % 2]
        with inside(program, user), connection.written_out() as cursor:
            cursor.execute(query, [user.pk])
            assert cursor.fetchall() == [(program.pk,)]
            cursor.execute(
                "select generic_plans > 0 from pg_prepared_statements where statement like %s", [f"{query[:-2]}%"]
            )
            [(planned_once,)] = cursor.fetchall()
    assert planned_once


@pytest.mark.django_db(transaction=True)
def test_a_scope_without_a_transaction_raises_instead_of_seeing_nothing():
    from django_scopes import scope

    program = Program.objects.create(name="North", slug="north")
    with scope(program=program.pk), pytest.raises(ScopeError):
        Program.objects.count()


@pytest.mark.django_db(transaction=True)
def test_entering_another_program_inside_an_open_one_raises():
    north, south = (Program.objects.create(name=name, slug=name.lower()) for name in ("North", "South"))
    with inside(north):
        with inside(north):
            pass
        with pytest.raises(ScopeError), inside(south):
            pass
    with transaction.atomic(), pytest.raises(ScopeError), inside(north):
        pass


def test_nobody_acts_with_a_user_and_a_reach(programs):
    with pytest.raises(ScopeError), inside(programs[0], User(), reach=POST):
        pass


def test_a_stranger_has_no_standing(programs):
    user = User.objects.create_user("ana@example.com")
    with inside(programs[0], user):
        assert not standing().is_person
