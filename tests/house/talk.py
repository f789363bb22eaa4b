"""What is said in a group between meetings, for the walk and the leaks: a thread, an answer, a win, a private word."""

from uuid import UUID

from django.utils import timezone

from conversations.supporting import answer_support, ask_support
from conversations.talking import answer_thread, ask_group, react
from conversations.winning import post_win
from goals.actions import open_goal
from groups.models import FacilitatorTerm, Group
from meetings.actions.capturing import raise_issue
from members.models import Member
from programs.models import Program, User
from programs.tenancy import inside


def some_talk(program: Program, facilitator: User, user: User, group: Group) -> dict[str, UUID]:
    """A question of `user` about a private goal, answered, applauded; a win; support that the facilitator gives."""
    now, where = timezone.now(), group.pk.hex[:8]
    with inside(program, user):
        me = Member.objects.get(user=user)
        goal = open_goal(me, title=f"Hidden {where}", by=user, now=now)
        thread = ask_group(group, by=user, now=now, title=f"Ask {where}", text=f"Because {where}", goal=goal)
        comment = answer_thread(thread, by=user, now=now, kind="experience", text=f"Last year {where}")
        win = post_win(group, by=user, now=now, text=f"Done {where}")
        term = FacilitatorTerm.objects.own().get(group=group)
        support = ask_support(me, group, term, by=user, now=now, text=f"It is hard {where}")
        issue = raise_issue(group, me, by=user, now=now, title=f"Bring {where}")
    with inside(program, facilitator):
        answer_support(support, by=facilitator, now=now, text=f"I call {where}")
        react(thread, "thanks", by=facilitator, now=now)
    return {"issue": issue.pk, "thread": thread.pk, "comment": comment.pk, "win": win.pk, "support": support.pk}
