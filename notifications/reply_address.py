"""The address that a reply goes to: which mail it answers, signed, so that it says whose reply it can be.

A token fits before the @ (64 signs, RFC 5321), in letters of one case, as some mail servers keep no other.
"""

from base64 import b32decode, b32encode
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

ANSWERED_WITHIN = timedelta(days=45)
"""How long a mail can be answered: as long as its links open (programs/links.py)."""

EXAMPLE = "at risk 49 %, we lost our dispatcher"
"""How a reply may read."""

_SIGNATURE = 16


def address_of(delivery_id: UUID) -> str:
    """Where a reply to a mail goes; "" where no mailbox reads replies."""
    if not settings.REPLY_ADDRESS:
        return ""
    name, _, domain = settings.REPLY_ADDRESS.partition("@")
    return f"{name}+{token(delivery_id)}@{domain}"


def token(delivery_id: UUID) -> str:
    """The 52 letters that name a mail and prove that we wrote them."""
    signed = delivery_id.bytes + signature(delivery_id.bytes, settings.SECRET_KEY)
    return b32encode(signed).decode().rstrip("=").lower()


def read(letters: str) -> UUID | None:
    """The mail that a token names; None for one that we did not write."""
    try:
        signed = b32decode(letters.upper() + "=" * (-len(letters) % 8))
    except ValueError:
        return None
    key, proof = signed[:16], signed[16:]
    if len(proof) != _SIGNATURE:
        return None
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return UUID(bytes=key) if any(constant_time_compare(signature(key, one), proof) for one in keys) else None


def signature(value: bytes, key: str | bytes) -> bytes:
    """What proves a value."""
    return salted_hmac("mail-reply", value, secret=key, algorithm="sha256").digest()[:_SIGNATURE]
