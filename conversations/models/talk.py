"""Threads of a group, what is said in them, and applause."""

from typing import Any

from django.db import models
from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from goals.models import Goal
from groups.models import Group
from members.models import Member
from programs.models import ProgramModel, User
from programs.tenancy import program_manager


class InGroup(ProgramModel):
    """What somebody says in one group. A facilitator who is no member says it as a user alone.

    It is read by whoever sits in the group or facilitates it, from the day from which they read there, and by `by`.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    @property
    def author(self) -> str:
        """Who says it, by name."""
        return self.member.name if self.member else str(self.by)


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Threads, in the members' words."""

    def of(self, group: Any) -> "ThreadQuerySet":
        """Those of a group, the one in which somebody spoke last first; with `answers` and `last_at`."""
        told = self.filter(group=group).select_related("member", "by")
        last = Greatest("said_at", Coalesce(Max("comments__said_at"), F("said_at")))
        return told.annotate(answers=Count("comments"), last_at=last).order_by("-last_at")

    def open(self) -> "ThreadQuerySet":
        """Those that still ask for something."""
        return self.filter(closed_at=None)


class Thread(InGroup):
    """Something that somebody asks their group, often because a goal is stuck. Experience is asked for before advice.

    `goal` stays hidden from whom it is not shown to: of a private goal the thread tells what its title says, no more.
    """

    goal = models.ForeignKey(Goal, on_delete=models.SET_NULL, related_name="threads", null=True, blank=True)
    title = models.CharField(max_length=140)
    text = models.TextField(max_length=2000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = program_manager(ThreadQuerySet)

    class Meta:
        ordering = ("-said_at",)
        indexes = (
            models.Index(fields=["program", "group", "-said_at"], name="thread_of_group"),
            models.Index(fields=["program", "goal"], name="thread_of_goal"),
        )

    def __str__(self) -> str:
        return self.title


class Comment(InGroup):
    """An answer in a thread: what I did and what happened, a question, or an idea."""

    class Kind(models.TextChoices):
        EXPERIENCE = "experience", "Experience"
        QUESTION = "question", "Question"
        IDEA = "idea", "Idea"

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.EXPERIENCE)
    text = models.TextField(max_length=2000)
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = program_manager()

    class Meta:
        ordering = ("said_at",)
        indexes = (models.Index(fields=["program", "thread", "said_at"], name="comment_of_thread"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.said_at:%Y-%m-%d}"


class Reaction(InGroup):
    """Applause, thanks or "me too", for a thread, an answer or a win."""

    class Sort(models.TextChoices):
        APPLAUSE = "applause", "Applause"
        THANKS = "thanks", "Thanks"
        ME_TOO = "me_too", "Me too"

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="reactions", null=True, blank=True)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reactions", null=True, blank=True)
    win = models.ForeignKey(
        "conversations.Win", on_delete=models.CASCADE, related_name="reactions", null=True, blank=True
    )
    sort = models.CharField(max_length=8, choices=Sort)

    objects = program_manager()

    class Meta:
        ordering = ("said_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["program", "by", "sort", "thread", "comment", "win"], nulls_distinct=False, name="one_of_a_sort"
            ),
            models.CheckConstraint(
                condition=Q(thread__isnull=False, comment=None, win=None)
                | Q(thread=None, comment__isnull=False, win=None)
                | Q(thread=None, comment=None, win__isnull=False),
                name="reaction_to_one_thing",
            ),
        )

    def __str__(self) -> str:
        return self.get_sort_display()
