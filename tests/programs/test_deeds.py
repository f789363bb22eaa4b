"""Whatever is recorded has words, and every object that has a page has a page."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from django.conf import settings
from django.urls import get_resolver

from goals.models import Goal
from groups.models import Group
from programs.activity import Via
from programs.deeds import VIA, Thing, model_of, said

PROJECT = Path(settings.BASE_DIR)
ROOMS = sorted(path.parent for path in PROJECT.glob("*/deeds.py"))
ENDINGS = {"group.": Group.State.values, "goal.": Goal.CLOSED}
"""What a kind that is put together from a state may end in."""


def calls(tree: ast.AST) -> Iterator[tuple[ast.AST, ast.Call]]:
    """Every call of record or record_each, with the function in which it stands."""
    for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
        for call in (one for one in ast.walk(function) if isinstance(one, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id in ("record", "record_each"):
                yield function, call


def kinds(function: ast.AST, said_as: ast.expr) -> set[str]:
    """The kinds that the first argument of a call may be; raises for what this cannot read."""
    if isinstance(said_as, ast.Constant):
        return {said_as.value}
    if isinstance(said_as, ast.IfExp):
        return kinds(function, said_as.body) | kinds(function, said_as.orelse)
    if isinstance(said_as, ast.JoinedStr):
        start = said_as.values[0]
        assert isinstance(start, ast.Constant), ast.unparse(said_as)
        return {f"{start.value}{ending}" for ending in ENDINGS[start.value]}
    assert isinstance(said_as, ast.Name), ast.unparse(said_as)
    values = [
        one.value
        for one in ast.walk(function)
        if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == said_as.id
    ]
    assert values, f"{ast.unparse(said_as)} is no kind that can be read"
    return set().union(*(kinds(function, value) for value in values))


def recorded() -> dict[str, str]:
    """Every kind that the code records, with a file that does so."""
    found = {}
    for room in ROOMS:
        for file in room.rglob("*.py"):
            for function, call in calls(ast.parse(file.read_text())):
                found |= dict.fromkeys(kinds(function, call.args[0]), str(file.relative_to(PROJECT)))
    return found


def test_every_kind_that_is_recorded_has_words():
    found = recorded()
    assert {"role.given", "goal.drafted", "group.closed", "seat.taken"} <= found.keys()
    bare = {kind: file for kind, file in found.items() if kind not in said("DEEDS") | said("OF_A_GROUP")}
    assert bare == {}, "say in deeds.py of their room what somebody did: DEEDS for the audit, else OF_A_GROUP"


def test_no_words_are_left_over_and_none_are_said_twice():
    assert (said("DEEDS") | said("OF_A_GROUP")).keys() - recorded().keys() == set()
    assert said("DEEDS").keys() & said("OF_A_GROUP").keys() == set()


def test_what_happens_in_a_group_is_not_for_the_audit():
    assert [
        kind for kind in said("DEEDS") if kind.startswith(("goal.", "seat.", "facilitator.", "candor.", "mail."))
    ] == []


def test_every_way_in_has_words():
    assert set(VIA) == set(get_args(Via))


@pytest.mark.parametrize(("about_type", "thing"), said("THINGS").items())
def test_every_thing_is_a_table_and_its_page_an_address(about_type: str, thing: Thing):
    assert model_of(about_type)
    if thing.page:
        arguments = get_resolver().reverse_dict.getlist(thing.page)[0][0][0][1]
        assert arguments == (["program"] if thing.whole else ["program", "pk"])


def test_a_table_that_is_gone_is_no_error():
    assert model_of("programs.nothing") is None
    assert model_of("nothing") is None
