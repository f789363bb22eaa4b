"""A goal that stands still: told to its member alone, in the inbox and in their weekly digest. No mail of its own."""

from collections.abc import Iterable
from uuid import UUID

from notifications.models import Kind
from notifications.wishes import run
from programs.models import Activity

USER = "select user_id from app_users_of(%s) where program_id = %s"


def told(news: Activity) -> Iterable[tuple[Kind, UUID]]:
    """Whose inbox tells of it: the goal's member, once, in however many groups the goal is shown."""
    return [(Kind.STALLED, user) for user in user_of(news)]


def user_of(news: Activity) -> list[UUID]:
    """The user of the member whom an activity concerns, while they are a member. Asked by the post."""
    return [user for (user,) in run(USER, [[news.member_id], news.program_id])]
