"""The face of somebody without a photo: initials on a tint that stays theirs. Pure."""

from uuid import UUID

TINTS = 8


def initials(name: str) -> str:
    """Up to two letters that stand for a name."""
    words = name.replace("&", " ").split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def hue(key: UUID) -> int:
    """A color class (0 to 7) that stays with a person or a company."""
    return key.int % TINTS
