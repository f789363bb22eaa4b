"""What others say about an applicant, reviewers and referees, and the rules that ask for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused, Stale
from vetting.models import Application, Opinion, Reference, VettingRules
from vetting.states import CLOSED

REFERENCE_LASTS = timedelta(days=30)
"""How long a referee may answer, and change the answer."""


def others_are_open(application: Application, user: User) -> bool:
    """Whether a reviewer reads what others think: once their own is written and the database shows another's."""
    given = Opinion.objects.filter(application=application, recused=False)
    seen = set(given.values_list("user_id", flat=True))
    return user.pk in seen and len(seen) > 1


@transaction.atomic
def give_opinion(
    application: Application, *, by: User, now: datetime, view: Opinion.View, words: str = "", via: Via = "web"
) -> Opinion:
    """A reviewer says what they think, blind; they may change it until they see what others think."""
    if application.state in CLOSED:
        raise Refused("This application is closed, so an opinion would come too late.")
    if others_are_open(application, by):
        raise Refused("The opinions are open now, so yours stands as you wrote it.")
    if Opinion.objects.filter(application=application, user=by, recused=True).exists():
        raise Refused("You stepped aside of this one.")
    made, _ = Opinion.objects.update_or_create(
        application=application,
        user=by,
        defaults={"name": str(by), "view": view, "words": words.strip(), "at": now},
    )
    record("opinion.given", by=by, about=application, via=via, at=now)
    return made


@transaction.atomic
def step_aside(application: Application, *, by: User, now: datetime, via: Via = "web") -> Opinion:
    """A reviewer is too close to judge: what they wrote is gone, and the file is closed to them from here on."""
    made, _ = Opinion.objects.update_or_create(
        application=application,
        user=by,
        defaults={"name": str(by), "view": "", "words": "", "recused": True, "at": now},
    )
    record("opinion.stepped_aside", by=by, about=application, via=via, at=now)
    return made


@transaction.atomic
def ask_reference(
    application: Application, *, by: User, now: datetime, name: str, email: str, relation: str = "", via: Via = "web"
) -> Reference:
    """Ask somebody about an applicant, by a link that works for 30 days and opens the form alone."""
    if application.state in CLOSED:
        raise Refused("This application is closed, so there is nothing to ask about.")
    address = email.strip().lower()
    if address == application.email.lower():
        raise Refused("This is the applicant's own address.", field="email")
    if Reference.objects.filter(application=application, email=address, expires_at__gt=now).exists():
        raise Refused("They were asked already, and their link still works.", field="email")
    made = Reference.objects.create(
        application=application, applicant_name=application.name, company_name=application.company_name,
        name=name.strip(), email=address, relation=relation.strip(), asked_at=now, expires_at=now + REFERENCE_LASTS,
    )  # fmt: skip
    record("reference.asked", by=by, about=made, via=via, at=now)
    return made


@transaction.atomic
def answer_reference(reference: Reference, *, now: datetime, answers: Mapping[str, str], via: Via = "mail") -> None:
    """A referee answers, or changes the answer while their link works."""
    here = Reference.objects.select_for_update().get(pk=reference.pk)
    if now >= here.expires_at:
        raise Refused("The time for answering is over. Write to the program instead.")
    here.answers, here.answered_at = dict(answers), now
    here.save(update_fields=["answers", "answered_at"])
    record("reference.answered", by=None, about=here, via=via, at=now)


@transaction.atomic
def set_rules(*, by: User, now: datetime, seen: int | None = None, via: Via = "web", **told: Any) -> VettingRules:
    """Set how the program welcomes people; `seen` is the version that was read, and an older one raises Stale."""
    here = VettingRules.objects.select_for_update().first() or VettingRules(
        version=0
    )  # never said: the first set is version 1
    if seen is not None and seen != here.version:
        raise Stale(here)
    changed = [name for name, value in told.items() if getattr(here, name) != value]
    if not changed:
        return here
    for name in changed:
        setattr(here, name, told[name])
    here.version += 1
    here.save()
    record("vetting_rules.changed", by=by, about=here, via=via, fields=changed, at=now)
    return here
