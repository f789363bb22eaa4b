"""What stands around the goals on group home, in one query: who is new, what was asked and won, what is promised."""

import json
from typing import Any

from django.db import connection

from groups.views.circle import Circle
from groups.views.newcomers import NEW, Newcomers, newcomers_of
from groups.views.promised import Promised, promises_of
from groups.views.talked import TALKED, Talked, talked_in
from programs.tenancy import standing
from vetting.models.welcome import FRESH

AROUND = f"select {NEW}, {TALKED}"


def around(circle: Circle) -> tuple[Newcomers, Talked, list[Promised]]:
    """Who is new and what is unsigned; what was asked and won lately; the open promises, the next due first."""
    keys: Any = {
        "program": circle.program.pk, "group": circle.key, "me": standing().member_id, "fresh": circle.now - FRESH,
        "members": [one.key for one in circle.seated],
    }  # fmt: skip
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(AROUND, keys)
        unsigned, arrived, beside, asked, won, promised = (json.loads(part or "[]") for part in cursor.fetchone())
    new = newcomers_of(circle, unsigned, arrived, beside)
    return new, talked_in(circle, asked, won), promises_of(circle, promised)
