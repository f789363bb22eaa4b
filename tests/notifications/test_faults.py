"""Real processes, really killed: nothing is lost and nothing is sent twice."""

import os
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from notifications.models import Delivery, DeliveryWords, Kind, Urgency
from notifications.outbox import Words, post
from notifications.tasks import announce, deliver, reconcile, sweep
from programs.owner import disconnect
from programs.tenancy import POST, inside
from tests.notifications.conftest import deliveries, due_goal
from tests.notifications.workers import start_worker

State = Delivery.State
MAILS = 200
END_OTHERS = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where usename = 'peergroups_app' and datname = %s and pid <> %s
"""
pytestmark = [pytest.mark.usefixtures("quiet"), pytest.mark.django_db(transaction=True)]


def fill_outbox() -> None:
    words = Words("Hello", "Hello, you.\n", "<p>Hello, you.</p>")
    with inside(None, reach=POST):
        for number in range(MAILS):
            post(Kind.ACCOUNT, Urgency.ANSWER, address=f"m{number}@example.com", words=words, now=timezone.now())


def on_their_way() -> int:
    with inside(None, reach=POST):
        return Delivery.objects.filter(state__in=[State.PENDING, State.CLAIMED, State.SENDING]).count()


def wait_for(condition, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing moves"
        time.sleep(0.02)


def end(worker: subprocess.Popen) -> None:
    worker.kill()
    worker.wait()
    worker.stdout.close()


def test_kill_9_loses_nothing_and_doubles_nothing(world, server):
    fill_outbox()
    workers = [start_worker() for _ in range(2)]
    try:
        for turn, share in enumerate((0.1, 0.4, 0.7)):
            wait_for(lambda share=share: len(server.accepted) >= share * MAILS, 60)
            end(workers[turn % 2])
            workers[turn % 2] = start_worker()
        wait_for(lambda: not on_their_way(), 60)
    finally:
        for worker in workers:
            end(worker)
    assert Counter(server.accepted) == Counter({f"{mail.pk}@{settings.MAIL_DOMAIN}": 1 for mail in deliveries()})
    assert {mail.state for mail in deliveries()} == {State.SENT}
    with inside(None, reach=POST):
        assert not DeliveryWords.objects.exists()


def test_database_sessions_that_end_lose_nothing_and_double_nothing(world, server):
    fill_outbox()
    worker = start_worker()
    try:
        for share in (0.1, 0.4, 0.7):
            wait_for(lambda share=share: len(server.accepted) >= share * MAILS, 60)
            with superuser() as cluster:
                cluster.execute(END_OTHERS, [connection.settings_dict["NAME"], own_session()])
        wait_for(lambda: not on_their_way(), 60)
        assert worker.poll() is None
    finally:
        end(worker)
    assert Counter(server.accepted).most_common(1)[0][1] == 1
    assert len(server.accepted) == MAILS


def superuser() -> psycopg.Connection:
    owner = settings.DATABASE_OWNER
    return psycopg.connect(dbname="postgres", user="postgres", host=owner["HOST"], port=owner["PORT"], autocommit=True)


def own_session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return cursor.fetchone()[0]


ASK = """
import time
import django
django.setup()
from notifications.nudging import nudge
nudge("deliver")
began = time.monotonic()
print([nudge("deliver"), nudge("deliver")], time.monotonic() - began < 0.1)
"""


def test_without_a_broker_a_nudge_is_lost_and_no_mail(world, server):
    """Valkey is away: nobody is nudged, nobody waits for it twice, and the mail leaves at the next tick."""
    env = os.environ | {"REDIS_URL": "unix:///nowhere/valkey.sock", "DJANGO_SETTINGS_MODULE": "peergroups.settings"}
    asked = subprocess.run([sys.executable, "-c", ASK], env=env, stdout=subprocess.PIPE, text=True, check=True)
    assert asked.stdout == "[False, False] True\n"
    post(Kind.SIGN_IN_CODE, Urgency.SECURITY, address="ana@example.com", words=Words("Code", "123456"))
    deliver()
    assert len(server.mails) == 1


def test_every_task_may_run_twice(world, server):
    due_goal(world.heartland, world.member, datetime(2026, 11, 20, 14, 10, tzinfo=UTC))
    for task in (announce, sweep, deliver, reconcile) * 2:
        task()
    assert len(deliveries()) == 1


def test_while_the_database_is_away_a_task_does_nothing(world, server, caplog):
    name = connection.settings_dict["NAME"]
    disconnect()
    connection.settings_dict["NAME"] = "nowhere"
    try:
        deliver()
    finally:
        disconnect()
        connection.settings_dict["NAME"] = name
    assert "The database is away" in caplog.text
