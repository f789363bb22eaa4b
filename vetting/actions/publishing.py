"""Publishing criteria: a new version each time, so that what was judged by an earlier one stays explained."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from groups.models import Group
from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused, Stale
from vetting.criteria import Criterion, problems_of_all
from vetting.models import Criteria


@transaction.atomic
def publish_criteria(
    group: Group | None,
    criteria: Sequence[Criterion],
    *,
    by: User,
    now: datetime,
    seen: int | None = None,
    via: Via = "web",
) -> Criteria:
    """The next version of the criteria of the program (None) or of a group; who applies from now on is judged by it.

    `seen` is the number of the version that was read, 0 for none: when another one was published since, Stale is raised
    with it. The same criteria once more are no new version.
    """
    if wrong := problems_of_all(criteria):
        raise Refused(wrong[0])
    standing = newest(group)
    number = standing.number if standing else 0
    if seen is not None and seen != number:
        raise Stale(standing)
    items = [one.as_dict() for one in criteria]
    if standing and standing.items == items:
        return standing
    try:
        with transaction.atomic():
            made: Criteria = Criteria.objects.create(
                group=group, number=number + 1, items=items, made_by=by, made_at=now
            )
    except IntegrityError as twice:  # two admins in the same moment
        raise Stale(newest(group)) from twice
    record("criteria.published", by=by, about=made, via=via, at=now)
    return made


def newest(group: Group | None) -> Criteria | None:
    """The version that counts, with who made it; None while nothing was published."""
    versions = Criteria.objects.filter(group=group).select_related("made_by")
    return versions.order_by("-number").first()
