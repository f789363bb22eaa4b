"""What happened, in words for people: where the kinds of Activity get their verbs and its objects their names.

Each room says its own in `<room>/deeds.py`:

    DEEDS        kind -> what somebody did, as it follows their name: "role.given": "gave a role". The program's audit
                 shows these.
    OF_A_GROUP   the same for kinds that belong to a group, or to one person: they have words and stay out of the audit
    THINGS       about_type -> Thing: what an object is called, and where it is looked at

tests/programs/test_deeds.py fails for a kind that is recorded somewhere and has no words.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db.models import CharField, F, Model, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.module_loading import module_has_submodule

VIA = {
    "web": "The site",
    "mail": "A link in a mail",
    "calendar": "A calendar",
    "import": "An import",
    "api": "The API",
    "demo": "Sample data",
    "command": "A command",
}
"""How something came in, by Activity's `via`."""


@dataclass(frozen=True)
class Thing:
    """A kind of object: its noun, an expression for the name of one, and the page that shows it (of a slug and a key).

    `whole` is for a page that shows all of them, and takes the slug only.
    """

    noun: str
    name: Any = field(default_factory=lambda: F("name"))
    page: str = ""
    whole: bool = False


HOLDER = Coalesce(NullIf("user__name", Value("")), NullIf("name", Value("")), "email", output_field=CharField())
"""Who holds a role, or will."""

DEEDS = {
    "program.founded": "founded the program",
    "program.changed": "changed the program",
    "program.set_up": "finished setting up the program",
    "track.added": "added a track",
    "track.changed": "changed a track",
    "track.removed": "removed a track",
    "role.given": "gave a role",
    "role.ended": "ended a role",
    "role.restored": "gave a role back",
    "audit.exported": "downloaded the audit log",
}

OF_A_GROUP: dict[str, str] = {}

THINGS = {
    "programs.program": Thing("program", page="setup", whole=True),
    "programs.track": Thing("track", page="setup_track"),
    "programs.role": Thing("role", HOLDER, "roles", whole=True),
}


@cache
def said(name: str) -> dict[str, Any]:
    """DEEDS, OF_A_GROUP or THINGS of all rooms, in their order."""
    found: dict[str, Any] = {}
    for app in apps.get_app_configs():
        if app.module and module_has_submodule(app.module, "deeds"):
            found |= getattr(import_module(f"{app.name}.deeds"), name, {})
    return found


def model_of(about_type: str) -> type[Model] | None:
    """The model that an Activity's `about_type` names, unless there is none of this name any more."""
    try:
        return apps.get_model(about_type)
    except (LookupError, ValueError):
        return None
