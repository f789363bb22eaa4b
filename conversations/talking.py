"""Changes to talk: asking the group, answering with experience, a question or an idea, applause; and taking it back."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from conversations.models import Comment, Reaction, Thread
from goals.models import Goal
from groups.models import Group
from programs.activity import Via, record
from programs.models import Activity, User
from programs.refusal import Refused
from programs.tenancy import standing

CHANGED_WITHIN = timedelta(hours=1)
"""How long what was said can be given other words, or taken back."""

LONGEST_TITLE, LONGEST_TEXT = 140, 2000


def as_oneself(group_id: Any, by: User) -> dict[str, Any]:
    """The columns that say who speaks, in which group; a facilitator who is no member speaks as a user."""
    return {"group_id": group_id, "member_id": standing().member_id, "by": by}


def refuse_words(text: str, longest: int, field: str, question: str) -> str:
    """The text without spaces around it; raises Refused with `question` for none, and for too many letters."""
    text = text.strip()
    if not text:
        raise Refused(question, field=field)
    if len(text) > longest:
        raise Refused(f"Say it in {longest} letters; these are {len(text)}.", field=field)
    return text


@transaction.atomic
def ask_group(
    group: Group, *, by: User, now: datetime, title: str, text: str = "", goal: Goal | None = None, via: Via = "web"
) -> Thread:
    """A thread in a group. Its people read the title and the text; of a goal that is not shown there, nothing else.

    Raises Refused without a title, and for too many letters. An open thread on the same goal there is gone on with:
    pressing twice asks once.
    """
    title = refuse_words(title, LONGEST_TITLE, "title", "What do you ask? One sentence is enough.")
    if len(text) > LONGEST_TEXT:
        raise Refused(f"Say it in {LONGEST_TEXT} letters; these are {len(text)}.", field="text")
    same = Thread.objects.open().filter(group=group, goal=goal, title=title, by=by).first()
    if same:
        return same
    made: Thread = Thread.objects.create(
        **as_oneself(group.pk, by), goal=goal, title=title, text=text.strip(), said_at=now
    )
    record("thread.asked", by=by, about=made, via=via, group=group.pk, member=made.member_id, at=now)
    return made


@transaction.atomic
def change_thread(thread: Thread, *, by: User, now: datetime, title: str, text: str, via: Via = "web") -> None:
    """Give one's own question other words. Raises Refused without a title, and for too many letters."""
    title = refuse_words(title, LONGEST_TITLE, "title", "What do you ask? One sentence is enough.")
    if len(text) > LONGEST_TEXT:
        raise Refused(f"Say it in {LONGEST_TEXT} letters; these are {len(text)}.", field="text")
    words = {"title": title, "text": text.strip()}
    if Thread.objects.filter(pk=thread.pk).exclude(**words).update(**words):
        record("thread.changed", by=by, about=thread, via=via, group=thread.group_id, member=thread.member_id, at=now)


@transaction.atomic
def close_thread(thread: Thread, *, by: User, now: datetime, via: Via = "web") -> None:
    """It is answered. Said twice it changes nothing."""
    if Thread.objects.open().filter(pk=thread.pk).update(closed_at=now):
        record("thread.closed", by=by, about=thread, via=via, group=thread.group_id, member=thread.member_id, at=now)


@transaction.atomic
def reopen_thread(thread: Thread, *, by: User, now: datetime, via: Via = "web") -> None:
    """It asks again. Said twice it changes nothing."""
    if Thread.objects.filter(pk=thread.pk, closed_at__isnull=False).update(closed_at=None):
        record("thread.reopened", by=by, about=thread, via=via, group=thread.group_id, member=thread.member_id, at=now)


@transaction.atomic
def remove_thread(thread: Thread, *, by: User, now: datetime, via: Via = "web") -> None:
    """Take one's own question back. Raises Refused once somebody has answered: their words stay."""
    if Comment.objects.filter(thread=thread).exists():
        raise Refused("Somebody has answered already. Close it instead; their words stay.")
    record("thread.removed", by=by, about=thread, via=via, group=thread.group_id, member=thread.member_id, at=now)
    thread.delete()


@transaction.atomic
def ask_partner(goal: Goal, *, by: User, now: datetime, via: Via = "web") -> None:
    """Tell a goal's accountability partner that it is stuck and that a word would help; once a day at most."""
    if goal.partner_id is None:
        raise Refused("Nobody is named as accountability partner of this goal yet.")
    told = Activity.objects.filter(kind="goal.help_asked", about_id=goal.pk, at__gt=now - timedelta(days=1))
    if not told.exists():
        record("goal.help_asked", by=by, about=goal, via=via, group=goal.member_id, member=goal.member_id, at=now)


@transaction.atomic
def answer_thread(thread: Thread, *, by: User, now: datetime, kind: str, text: str, via: Via = "web") -> Comment:
    """Say something in a thread. Raises Refused without words, for too many letters, and for an unknown kind.

    The same words twice within a minute are one answer.
    """
    text = refuse_words(text, LONGEST_TEXT, "text", "What do you want to say?")
    if kind not in Comment.Kind.values:
        raise Refused("Choose experience, question or idea.", field="kind")
    just_now = Comment.objects.filter(thread=thread, by=by, text=text, said_at__gt=now - timedelta(minutes=1)).first()
    if just_now:
        return just_now
    made: Comment = Comment.objects.create(
        **as_oneself(thread.group_id, by), thread=thread, kind=kind, text=text, said_at=now
    )
    record("thread.answered", by=by, about=thread, via=via, group=thread.group_id, member=made.member_id, at=now)
    return made


def refuse_late(comment: Comment, now: datetime) -> None:
    """Raise Refused once an hour has passed: others have read it, and answered."""
    if now - comment.said_at >= CHANGED_WITHIN:
        raise Refused("An answer can be changed for an hour. Say it anew instead.")


@transaction.atomic
def change_comment(comment: Comment, *, by: User, now: datetime, kind: str, text: str, via: Via = "web") -> None:
    """Give one's own answer other words within an hour."""
    refuse_late(comment, now)
    text = refuse_words(text, LONGEST_TEXT, "text", "What do you want to say?")
    if kind not in Comment.Kind.values:
        raise Refused("Choose experience, question or idea.", field="kind")
    if Comment.objects.filter(pk=comment.pk).exclude(kind=kind, text=text).update(kind=kind, text=text, edited_at=now):
        record("comment.changed", by=by, about=comment, via=via, group=comment.group_id, at=now)


@transaction.atomic
def remove_comment(comment: Comment, *, by: User, now: datetime, via: Via = "web") -> None:
    """Take one's own answer back within an hour."""
    refuse_late(comment, now)
    record("comment.removed", by=by, about=comment, via=via, group=comment.group_id, at=now)
    comment.delete()


@transaction.atomic
def react(to: Any, sort: str, *, by: User, now: datetime, via: Via = "web") -> bool:
    """Applaud a thread, an answer or a win; a second press takes it back. Returns whether it is there now."""
    if sort not in Reaction.Sort.values:
        raise Refused("Press one of the three.")
    about = {to._meta.model_name: to}
    given = Reaction.objects.filter(by=by, sort=sort, **about)
    if gone := given.first():
        record("reaction.taken_back", by=by, about=gone, via=via, group=to.group_id, at=now)
        given.delete()
        return False
    made = Reaction.objects.create(**as_oneself(to.group_id, by), sort=sort, said_at=now, **about)
    record("reaction.given", by=by, about=made, via=via, group=to.group_id, at=now)
    return True
