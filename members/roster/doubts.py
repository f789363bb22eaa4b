"""What only shows when files are seen as a whole: a missing column, two spellings of one group, a stray facilitator."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from members.roster.cells import SheetReader
from members.roster.gathering import Gathering
from members.roster.records import Problem, Where

_MOST_GROUPS_TO_COMPARE = 300


def unusable(sheet: SheetReader) -> list[Problem]:
    """Why no row of a file can be imported: one error at its header, or none."""
    fields = set(sheet.source.mapping.values())
    says = ""
    if sheet.kind is None:
        says = "names no person, company or group. Choose what the columns are."
    elif sheet.kind == "people" and "email" not in fields:
        says = "has no column with e-mail addresses, by which people are known. Choose or add it."
    return [sheet.problem(sheet.source.table.header_row, "", "", says, "error")] if says else []


def doubts_about_groups(gathering: Gathering, sheets: Sequence[SheetReader]) -> list[Problem]:
    """Warnings about groups that look like one group, and facilitators that only one of many rows names."""
    by_name = {sheet.source.name: sheet for sheet in sheets}

    def warning(where: Where, key: str, text: str, says: str) -> Problem:
        return by_name[where.source].problem(where.row, key, text, says, "warning")

    return [warning(*doubt) for doubt in (*_two_spellings(gathering), *_stray_facilitators(gathering))]


def _two_spellings(gathering: Gathering) -> list[tuple[Where, str, str, str]]:
    """Group names that differ by a letter or two, and not by a number ("Owners 1", "Owners 2")."""
    groups = gathering.groups
    if len(groups) > _MOST_GROUPS_TO_COMPARE:
        return []
    doubts: list[tuple[Where, str, str, str]] = []
    for key, told in groups.items():
        usual = [other for other, others in groups.items() if len(others.rows) > len(told.rows)]
        for other in get_close_matches(key, usual, n=1, cutoff=0.88):
            if re.findall(r"\d+", other) == re.findall(r"\d+", key):
                says = f"is spelled almost like '{groups[other].record.name}'. If it is that group, use one spelling."
                doubts.append((told.rows[0], "group", told.record.name, says))
    return doubts


def _stray_facilitators(gathering: Gathering) -> list[tuple[Where, str, str, str]]:
    """Facilitators may read what a group says: one whom a single row names, against four or more, may be a slip."""
    most: dict[str, int] = {}
    for (group, _), told in gathering.facilitators.items():
        most[group] = max(most.get(group, 0), len(told.rows))
    return [
        (
            told.rows[0],
            "facilitator",
            email,
            f"facilitates '{gathering.groups[group].record.name}' in this row only. Check it: facilitators read along.",
        )
        for (group, email), told in gathering.facilitators.items()
        if len(told.rows) == 1 and most[group] >= 4
    ]
