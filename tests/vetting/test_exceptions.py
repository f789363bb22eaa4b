"""What of a program's exceptions the admins are told in the morning, and from when."""

from datetime import timedelta

import pytest

from notifications.alerting import refused_invitations
from programs.tenancy import inside
from vetting.exceptions import ALERTS, QUEUED, exceptions

pytestmark = pytest.mark.django_db


def told(world, now, **how):
    """What an admin is told, by kind."""
    with inside(world.heartland, world.admin):
        return {one.key: one for one in exceptions(world.heartland, now, refused=refused_invitations(), **how)}


def test_the_queue_is_told_of_after_five_days_and_listed_after_fourteen(world, applicant, now):
    applicant("Nora Kessler", when=now - timedelta(days=6))
    morning = told(world, now, only=ALERTS, old=QUEUED)
    assert morning["old"].what == "1 application waits for more than 5 days"
    assert morning["old"].whom.startswith("Nora Kessler, Kessler Networks (since ")
    assert "old" not in told(world, now)
    assert "old" not in told(world, now - timedelta(days=2), only=ALERTS, old=QUEUED)


def test_what_can_wait_is_not_in_the_morning_mail(world, now):
    later = now + timedelta(days=60)
    assert "ran_out" in told(world, later)
    assert "ran_out" not in told(world, later, only=ALERTS)
