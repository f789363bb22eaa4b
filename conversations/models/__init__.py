"""What people of a group say to each other between meetings, and what one of them says to another alone."""

from conversations.models.support import Support
from conversations.models.talk import Comment, Reaction, Thread
from conversations.models.win import Win

__all__ = ["Comment", "Reaction", "Support", "Thread", "Win"]
