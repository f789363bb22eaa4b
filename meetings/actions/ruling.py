"""Publishing a version of an attendance rule: a program's, a track's, or a group's own."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from groups.models import Group
from meetings.models import AttendanceRules
from meetings.policy import Policy
from programs.activity import Via, record
from programs.models import Track, User
from programs.refusal import Refused, Stale


@transaction.atomic
def publish_attendance_rules(
    *,
    by: User,
    now: datetime,
    today: date,
    policy: Policy,
    effective_on: date,
    preset: str = "",
    track: Track | None = None,
    group: Group | None = None,
    seen: int | None = None,
    via: Via = "web",
) -> AttendanceRules:
    """A further version of a rule, in force from `effective_on`: of a group, of a track, else of the program.

    Never retroactive: raises Refused for a day before `today`. `seen` is the number of the last version that the person
    had open, 0 for none; a newer one raises Stale with it.
    """
    if effective_on < today:
        raise Refused("A rule holds from today or a later day; what was is not judged anew.", field="effective_on")
    earlier = AttendanceRules.objects.filter(group=group, track=None if group else track)
    last = earlier.aggregate(Max("number"))["number__max"] or 0
    if seen is not None and seen != last:
        raise Stale(earlier.select_related("by").get(number=last))
    made: AttendanceRules = AttendanceRules.objects.create(
        group=group, track=None if group else track, number=last + 1, preset=preset,
        rules=replace(policy, effective_on=date.min).to_dict(), effective_on=effective_on, by=by, published_at=now,
    )  # fmt: skip
    if group:
        record("attendance_rules.published", by=by, about=made, via=via, group=group, at=now)
    else:
        record("program_rules.published", by=by, about=made, via=via, at=now)
    return made
