"""What the demo's people say to each other between meetings: a question with answers, wins, thanks."""

from datetime import datetime, timedelta

from conversations.talking import answer_thread, ask_group, react
from conversations.winning import post_win
from groups.models import Group, SeatHolder
from members.models import Member
from programs.models import Program
from programs.tenancy import inside

QUESTION = "Who has raised prices for clients of ten years, and what happened?"
ANSWERS = (
    ("experience", "We raised the five oldest by 18 percent, by phone, one a day. Four stayed, one asked for a year."),
    ("question", "What do the five pay per managed user today, against your newest client?"),
    ("experience", "We wrote a letter first and called after. Never again: two had a lawyer before I had them."),
)  # fmt: skip
WINS = ("Queue at zero on a Friday, the first time this year", "The hospital signed for three years")


def peer_talk(program: Program, group: Group, people: list[Member], now: datetime) -> None:
    """A thread of the first in the roster that three others answer, two wins, and thanks. Outside of the program."""
    users = [one.user for one in people if one.user]
    if len(users) < 5:
        return
    asker = users[1]
    with inside(program, asker):
        thread = ask_group(
            group, by=asker, now=now - timedelta(days=4), title=QUESTION, via="demo",
            text="Half of my clients pay what they paid in 2016. I put the letter off every Friday.",
        )  # fmt: skip
    for number, (kind, text) in enumerate(ANSWERS):
        user = users[2 + number]
        with inside(program, user):
            then = now - timedelta(days=3, hours=-5 * number)
            answer = answer_thread(thread, by=user, now=then, kind=kind, text=text, via="demo")
        with inside(program, asker):
            react(answer, "thanks", by=asker, now=then + timedelta(hours=2), via="demo")
    for number, text in enumerate(WINS):
        user = users[3 + number]
        with inside(program, user):
            win = post_win(group, by=user, now=now - timedelta(days=9 - 7 * number), text=text, via="demo")
        for fan in users[:2]:
            with inside(program, fan):
                react(win, "applause", by=fan, now=now - timedelta(days=1), via="demo")
    with inside(program, asker):
        thanked = SeatHolder.objects.current().get(group=group, member__user=users[2]).member_id
        text = "An hour on the phone about my letter. I sent it."
        post_win(group, by=asker, now=now - timedelta(days=1), text=text, kudos_to=thanked, via="demo")
