"""A mail server for each test, and a way to make goals due."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone

from goals.actions import DUE, open_goal
from goals.models import Goal
from members.models import Member
from notifications.accept_log import AcceptLog
from notifications.delivering import breaker
from notifications.models import Delivery, Notice
from notifications.nudging import Rest
from notifications.smtpd import Sink, serving
from notifications.sweeping import RUNG_ELSEWHERE
from peergroups.machine import any_port
from programs.due import set_due
from programs.models import Activity, Due, Program, User
from programs.tenancy import POST, inside


@dataclass
class Server(Sink):
    """The local mail server, with moods: `says` are the answers it gives to an address instead of taking its mail."""

    folder: Path
    says: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.folder)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if answer := self.says.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    @property
    def mails(self) -> list[EmailMessage]:
        """Everything it took, the oldest first."""
        files = sorted(self.folder.glob("to-*/*.eml"), key=lambda file: file.name)
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]

    @property
    def accepted(self) -> list[str]:
        """The Message-IDs in the order of acceptance, one for each time a mail was taken."""
        return [message_id for message_id, _, _ in AcceptLog(self.folder).lines()]


@pytest.fixture
def server(tmp_path: Path, settings: Any) -> Iterator[Server]:
    """A mail server on a port of its own, to which the relay of this test leads."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", any_port(0)
    settings.MAIL_ACCEPT_LOG = str(tmp_path / "mail")
    handler = Server(tmp_path / "mail")
    with serving(handler, settings.EMAIL_HOST, settings.EMAIL_PORT):
        yield handler


@pytest.fixture(autouse=True)
def rested() -> None:
    """Nobody remembers the servers that were away in another test."""
    breaker.worked()
    Rest.until = 0.0


@pytest.fixture
def quiet(world: Any) -> None:
    """Nothing is due, nothing happened, and hours bind: the template's world is that of the demo."""
    with inside(None, reach=POST):
        Due.objects.all().delete()
        Delivery.objects.all().delete()
        Notice.objects.all().delete()
        Activity.objects.update(announced_at=timezone.now())
        Program.objects.update(any_hour=False)


def due_goal(program: Program, user: User, at: datetime, *, title: str = "Gross margin 52 %", **fields: Any) -> Goal:
    """A goal of a member that is asked after at `at`, in the zone of Chicago."""
    with inside(program, user):
        member = Member.objects.get(user=user)
        goal = open_goal(member, by=user, now=at - timedelta(days=14), title=title, **fields)
        Goal.objects.filter(pk=goal.pk).update(check_in_at=at)
        set_due(DUE, user=user, about=goal, at=at, zone="America/Chicago", every_days=14)
        goal.refresh_from_db()
    return goal


def deliveries(**conditions: Any) -> list[Delivery]:
    """Deliveries of all programs, the oldest first."""
    with inside(None, reach=POST):
        return list(Delivery.objects.filter(**conditions).order_by("created_at", "id"))


def states() -> list[str]:
    """The states of all deliveries."""
    return [mail.state for mail in deliveries()]


def notices() -> list[Notice]:
    """Notices of all programs."""
    with inside(None, reach=POST):
        return list(Notice.objects.order_by("window", "id"))


def dues() -> list[Due]:
    """All rows of Due that ask somebody by mail."""
    with inside(None, reach=POST):
        return list(Due.objects.exclude(kind__in=RUNG_ELSEWHERE).order_by("at", "id"))


def change(delivery_id: UUID, **fields: Any) -> None:
    """Set what a test needs of a delivery, behind the ledger's back."""
    with inside(None, reach=POST):
        Delivery.objects.filter(pk=delivery_id).update(**fields)
