"""Links in mail: a signature salted by purpose, for one object and one act, with a lifetime per purpose."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse

LIFETIMES = {
    "application": timedelta(days=30),
    "calendar-feed": timedelta(days=36500),
    "check-in": timedelta(days=45),
    "closing": timedelta(days=7),
    "interest": timedelta(days=365),
    "invitation": timedelta(days=365),
    "join": timedelta(days=120),
    "mute": timedelta(days=365),
    "poll": timedelta(days=120),
    "prepare": timedelta(days=120),
    "promise": timedelta(days=45),
    "reference": timedelta(days=30),
    "rsvp": timedelta(days=120),
}
"""How long a link of each purpose opens its page. A mute link outlives its mail, as RFC 8058 senders promise. An
invitation ends after 30 days by its own row (members.actions.INVITATION_LASTS); its link then still opens the page that
offers a new one. A calendar's feed lives until its owner takes it back."""


class BadLink(Exception):
    """A link that opens nothing. `worn_out` tells an honest link past its time from a broken or foreign one."""

    def __init__(self, *, worn_out: bool = False) -> None:
        super().__init__("worn out" if worn_out else "broken")
        self.worn_out = worn_out


def signer(purpose: str) -> TimestampSigner:
    """The signer of one purpose; a token of another purpose does not verify."""
    return _signer(purpose, settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS))


@cache
def _signer(purpose: str, key: str, earlier_keys: tuple[str, ...]) -> TimestampSigner:
    """Made once for a purpose: every mail signs several links."""
    return TimestampSigner(key=key, fallback_keys=list(earlier_keys), salt=f"mail-link.{purpose}")


@cache
def _path(purpose: str) -> str:
    """The path of a link, with {} where its token stands."""
    return reverse(f"link_{purpose.replace('-', '_')}", args=["token"]).replace("/token/", "/{}/", 1)


def token(purpose: str, program_id: UUID, object_id: UUID) -> str:
    """The signed token of a link."""
    packed = urlsafe_b64encode(program_id.bytes + object_id.bytes).decode().rstrip("=")
    return signer(purpose).sign(packed)


def url(purpose: str, program_id: UUID, object_id: UUID) -> str:
    """The absolute address of a link, always on the configured site, never on the host of a request."""
    return settings.SITE_URL + _path(purpose).format(token(purpose, program_id, object_id))


def read(purpose: str, signed: str) -> tuple[UUID, UUID]:
    """(program, object) of a token; raises BadLink for anything that is not a living link of this purpose."""
    try:
        packed = signer(purpose).unsign(signed, max_age=LIFETIMES[purpose])
        keys = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        return UUID(bytes=keys[:16]), UUID(bytes=keys[16:])
    except SignatureExpired as expired:
        raise BadLink(worn_out=True) from expired
    except (BadSignature, NotBase64, ValueError) as broken:
        raise BadLink from broken
