"""Does our mail arrive? One real mail, and the records by which mailboxes decide whom to trust, in plain words."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from smtplib import SMTPException

import dns.exception
import dns.resolver
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import render_to_string

FOUND, NOT_FOUND, NOT_CHECKABLE = "found", "not found", "not checkable"

SELECTORS = (
    "default", "dkim", "mail", "google", "selector1", "selector2", "s1", "s2", "k1", "k2", "k3", "mandrill", "mte1",
    "pm", "fm1", "fm2", "fm3", "zoho", "sig1", "mxvault", "smtp", "key1", "resend", "brevo1",
)  # fmt: skip
"""Names under which the usual mail providers keep a DKIM key. The list is ours; a key under another name is given."""


@dataclass(frozen=True)
class Record:
    """One record in the name service: its name, whether it was found, and what it says or what to do."""

    name: str
    state: str
    said: str


@dataclass(frozen=True)
class Report:
    """What the test found: whether the mail server took the mail, its answer in words, the records of the sender."""

    sent: bool
    said: str
    records: list[Record]


def check_sender(send_to: str, *, address: str = "", selector: str = "", timeout: float = 5) -> Report:
    """Send one mail to `send_to` through EMAIL_URL now, and look up SPF, DKIM and DMARC of the sender.

    `address` is the sender (default DEFAULT_FROM_EMAIL), `selector` the name of its DKIM key if it is known, `timeout`
    the seconds for the mail server, and for all name servers together.
    """
    sender = address or settings.DEFAULT_FROM_EMAIL
    sent, said = send_one(sender, send_to, timeout)
    domain = parseaddr(sender)[1].rpartition("@")[2].lower()
    return Report(sent, said, list(records_of(domain, selector, timeout)))


def send_one(sender: str, send_to: str, timeout: float) -> tuple[bool, str]:
    """Whether the mail server took a mail, and what it said in words that a person can use."""
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    mail = EmailMultiAlternatives(
        "The sender test of Peergroups",
        render_to_string("notifications/sender_test.txt", {"sender": sender, "server": server}),
        sender,
        [send_to],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        EmailBackend(timeout=timeout).send_messages([mail])
    except SMTPException as refusal:
        return False, f"{server} answered, and refused: {words_of(refusal)}"
    except OSError as problem:
        reason = problem.strerror or str(problem) or type(problem).__name__
        return False, f"{server} cannot be reached: {reason}. EMAIL_URL names the mail server."
    return True, f"{server} took it. It is on its way to {send_to}."


def words_of(refusal: SMTPException) -> str:
    """A server's refusal in one line."""
    code, answer = getattr(refusal, "smtp_code", ""), getattr(refusal, "smtp_error", b"")
    if not code and getattr(refusal, "recipients", None):
        code, answer = next(iter(refusal.recipients.values()))  # type: ignore[attr-defined]
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return " ".join(f"{code} {text}".split()) or str(refusal)


def records_of(domain: str, selector: str, timeout: float) -> Iterator[Record]:
    """The three records of a sender's domain. Once nobody answers, the others are not waited for."""
    if "." not in domain or domain.rpartition(".")[2] in ("example", "invalid", "localhost", "test"):
        why = f"{domain or 'The sender'} is no domain of the real world. DEFAULT_FROM_EMAIL names the sender."
        yield from (Record(name, NOT_CHECKABLE, why) for name in ("SPF", "DKIM", "DMARC"))
        return
    resolver = Resolver(timeout)
    yield resolver.record(
        "SPF", [domain], "v=spf1", f"Add a TXT record at {domain} that names your mail server, as its provider says."
    )
    yield resolver.record(
        "DKIM",
        [f"{name}._domainkey.{domain}" for name in ([selector] if selector else SELECTORS)],
        "p=",
        "No key under the usual names. If your mail provider signs with another, this is no problem.",
    )
    labels = domain.split(".")
    yield resolver.record(
        "DMARC",
        [f"_dmarc.{'.'.join(labels[up:])}" for up in range(len(labels) - 1)],
        "v=dmarc1",
        f'Add a TXT record at _dmarc.{domain}; "v=DMARC1; p=none" is a beginning.',
    )


class Resolver:
    """Asks name servers for TXT records, within one budget of seconds."""

    def __init__(self, timeout: float) -> None:
        self.away = ""
        self.ends = time.monotonic() + timeout
        try:
            self.servers = dns.resolver.Resolver()
            self.servers.lifetime = self.servers.timeout = timeout / 2
        except dns.resolver.NoResolverConfiguration:
            self.away = "This server knows no name server to ask."

    def record(self, name: str, places: list[str], beginning: str, missing: str) -> Record:
        """The first record at one of `places` that has `beginning` in it; `missing` is what to do without one."""
        for place in places:
            if self.away:
                return Record(name, NOT_CHECKABLE, self.away)
            for text in self.texts(place):
                if beginning in text.lower().replace(" ", "")[:200]:
                    return Record(name, FOUND, f"{place}: {text[:120]}{'…' if len(text) > 120 else ''}")
        return Record(name, NOT_CHECKABLE, self.away) if self.away else Record(name, NOT_FOUND, missing)

    def texts(self, place: str) -> list[str]:
        """The TXT records at a place."""
        if time.monotonic() > self.ends:
            self.away = "The name servers took too long to answer. Try again in a while."
            return []
        try:
            answers = self.servers.resolve(place, "TXT")
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as problem:
            self.away = f"No name server answered ({type(problem).__name__}). Look it up from a machine with a network."
            return []
        return [b"".join(row.strings).decode("utf-8", "replace") for row in answers]
