"""What a browser sends for homework, signed in or by the link in a mail."""

from dataclasses import dataclass
from datetime import datetime

from meetings.actions.preparing import ask_for_help, hand_in, need_no_help, take_back_hand_in
from meetings.models import Homework, Rsvp
from programs.activity import Via
from programs.models import User
from programs.refusal import Refused
from programs.request import Request
from vetting.papers import LARGEST

LONGEST_TEXT = 4000


@dataclass(frozen=True)
class Sent:
    """What was pressed ("in", "back", "help", "no_help") and what came with it."""

    act: str
    text: str = ""
    file_name: str = ""
    content: bytes = b""

    @classmethod
    def of(cls, request: Request) -> "Sent":
        """What a request sends; of a file no more is read than may be kept, and one byte."""
        upload = request.FILES.get("paper")
        return cls(
            request.POST.get("act", ""),
            request.POST.get("text", "").replace("\r\n", "\n"),
            upload.name or "" if upload else "",
            upload.read(LARGEST + 1) if upload else b"",
        )


def receive(homework: Homework, place: Rsvp, sent: Sent, *, by: User | None, now: datetime, via: Via = "web") -> str:
    """Do what was pressed, and say so in a sentence. Raises Refused."""
    if len(sent.text) > LONGEST_TEXT or "\0" in sent.text:
        raise Refused(f"Write up to {LONGEST_TEXT} letters, as plain text.", field="text")
    match sent.act:
        case "in":
            hand_in(
                homework, place, by=by, now=now, text=sent.text, file_name=sent.file_name, content=sent.content, via=via
            )
            return "Handed in. Your group sees it."
        case "back":
            take_back_hand_in(homework, place, by=by, now=now, via=via)
            return "Taken back. Only you see it."
        case "help":
            ask_for_help(homework, place, by=by, now=now, text=sent.text, via=via)
            return "Your facilitator sees that you need help, and nobody else does."
        case "no_help":
            need_no_help(homework, place)
            return "Good. Your facilitator does not see it any more."
    raise Refused("Press one of the buttons.")
