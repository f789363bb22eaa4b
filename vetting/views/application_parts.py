"""What hangs on an application, in one query: opinions, references, notes, papers, decisions, and the program's rules.

A file has five lists, each a query of its own if it is asked for by itself. Here PostgreSQL gives them as JSON, and
they become rows of their models again, in the places where a prefetch would have put them. Each is read through its
own fence: a reviewer gets of another's opinion what the fence lets through, which is nothing before theirs is in.
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Field, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from programs.models import User
from vetting.models import Application, CallNote, Decision, Opinion, Paper, Reference, VettingRules

PARTS: dict[str, tuple[type[Model], str]] = {
    "opinions": (Opinion, "at"),
    "references": (Reference, "asked_at"),
    "call_notes": (CallNote, "-at"),
    "papers": (Paper, "at"),
    "decisions": (Decision, "-at"),
}
"""Each list by the name of its relation, with its model and its order."""

NOT_CARRIED = "content"
"""A paper weighs megabytes; its row is enough."""


def fields_of(model: type[Model]) -> "list[Field[Any, Any]]":
    """The columns of a model that are carried."""
    return [field for field in model._meta.concrete_fields if field.name != NOT_CARRIED]


def as_json(model: type[Model]) -> JSONObject:
    """A row as JSON, with the name of who made it where somebody did."""
    columns = {field.attname: field.attname for field in fields_of(model)}
    if any(field.name == "by" for field in model._meta.concrete_fields):
        columns |= {"by_name": "by__name", "by_email": "by__email"}
    return JSONObject(**columns)


def load_parts(application: Application) -> VettingRules:
    """Read the lists of an application into it, and return the program's rules; one query."""
    manager = Application.objects.filter(pk=application.pk)
    lists = {
        f"{name}_": ArraySubquery(
            model._default_manager.filter(application=OuterRef("pk")).order_by(order).values(json=as_json(model))
        )
        for name, (model, order) in PARTS.items()
    }
    rules = Subquery(VettingRules.objects.values(json=as_json(VettingRules))[:1])
    found = manager.annotate(rules_=rules, **lists).values("rules_", *lists).get()
    kept: dict[str, QuerySet[Any]] = {}
    for name, (model, _) in PARTS.items():
        rows: QuerySet[Any] = getattr(application, name).all()
        rows._result_cache = [with_by(row_of(model, told), told) for told in found[f"{name}_"]]
        rows._prefetch_done = True  # type: ignore[attr-defined]
        kept[name] = rows
    application._prefetched_objects_cache = kept  # type: ignore[attr-defined]
    return row_of(VettingRules, found["rules_"]) if found["rules_"] else VettingRules()


def row_of(model: type[Model], told: dict[str, Any]) -> Any:
    """A row of a model from its JSON."""
    return model.from_db(
        "default",
        [field.attname for field in fields_of(model)],
        [field.to_python(told[field.attname]) for field in fields_of(model)],
    )


def with_by(row: Any, told: dict[str, Any]) -> Any:
    """The row with the person who made it, as far as a page names them."""
    if told.get("by_email") is not None:
        row.by = User(pk=row.by_id, name=told["by_name"], email=told["by_email"])
    return row
