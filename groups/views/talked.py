"""What is promised, asked and won in a group, as group home shows it: what its reader may read there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from groups.views.circle import Circle
from programs.wording import ago

TALKED = """
    (select json_agg(json_build_array(newest.id, newest.title, newest.said_at, newest.answers)) from (
        select t.id, t.title, t.said_at,
            (select count(*) from conversations_comment c
             where c.program_id = %(program)s and c.thread_id = t.id) as answers
        from conversations_thread t
        where t.program_id = %(program)s and t.group_id = %(group)s and t.closed_at is null
        order by t.said_at desc limit 3) as newest)::text,
    (select json_agg(json_build_array(newest.text, newest.said_at, newest.name, newest.thanked)) from (
        select w.text, w.said_at, coalesce(m.name, '') as name, k.name as thanked
        from conversations_win w
        left join members_member m on m.program_id = %(program)s and m.id = w.member_id
        left join members_member k on k.program_id = %(program)s and k.id = w.kudos_to_id
        where w.program_id = %(program)s and w.group_id = %(group)s
        order by w.said_at desc limit 3) as newest)::text,
    (select json_agg(json_build_array(next.id, next.member_id, next.text, next.due_on)) from (
        select id, member_id, text, due_on from goals_commitment
        where program_id = %(program)s and audience @> array[%(group)s]::uuid[] and member_id = any(%(members)s)
              and state = 'open'
        order by due_on, said_at limit 40) as next)::text
"""


@dataclass(frozen=True)
class Talked:
    """`asked`: (url, title, answers, ago) of open questions; `won`: (words, who, ago); each the three newest."""

    asked: list[tuple[str, str, int, str]]
    won: list[tuple[str, str, str]]
    talk_url: str
    wins_url: str
    new_url: str


def talked_in(circle: Circle, asked: list[Any], won: list[Any]) -> Talked:
    """What was asked and won in a group lately, out of the first two columns of TALKED."""
    slug, where = circle.program.slug, [circle.program.slug, circle.key]
    return Talked(
        asked=[
            (reverse("thread", args=[slug, key]), title, answers, since(circle, at))
            for key, title, at, answers in asked
        ],
        won=[
            (text, f"{name or 'The facilitator'} thanks {thanked}" if thanked else name, since(circle, at))
            for text, at, name, thanked in won
        ],
        talk_url=reverse("talk", args=where),
        wins_url=reverse("wins", args=where),
        new_url=reverse("thread_new", args=where),
    )


def since(circle: Circle, at: str) -> str:
    """How long ago a moment out of JSON is."""
    return ago(circle.day(datetime.fromisoformat(at)), circle.today)
