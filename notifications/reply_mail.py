"""A reply as it comes in by mail: who sent it, in answer to what, and what of it is their own. Pure.

The mailbox is open to the world, so nothing here believes or raises. What was quoted and signatures are taken off by
mail-parser-reply, and by Beautiful Soup where a mail is HTML only. Whether who sent it may answer is the caller's
question.
"""

import hashlib
import re
from dataclasses import dataclass
from email.message import Message
from typing import Literal

from bs4 import BeautifulSoup
from mailparser_reply import EmailReplyParser
from mailparser_reply.constants import MAIL_LANGUAGES

from notifications.mail_parts import LARGEST, addresses, header, headers_of, leaves, parsed, text_of

Reason = Literal["not to us", "automatic", "no sender", "unreadable", "too big"]

LONGEST = 20_000
"""In characters: what is behind is not read."""
LARGEST_TEXT = 400_000
"""In bytes, of a part with markup."""

MOST_TAGS = 1500
"""What is behind them is quoted, or meant to cost time: tags within tags within tags do."""

TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "Resent-To")
MACHINES = re.compile(r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(\+.*)?@")
LISTS = ("List-Id", "List-Unsubscribe", "List-Post", "List-Help", "X-Mailing-List")
BULK = ("bulk", "junk", "list", "auto_reply", "auto-reply")

QUOTES = (
    "blockquote, .gmail_quote, .gmail_quote_container, .gmail_attr, .gmail_extra, .yahoo_quoted, .moz-cite-prefix,"
    " .protonmail_quote, .OutlookMessageHeader, .gmail_signature, .moz-signature, #Signature,"
    " #ms-outlook-mobile-signature, style, script, head, title"
)  # fmt: skip
"""What mail programs mark as quoted or as a signature."""
QUOTED_FROM_HERE = (
    "#divRplyFwdMsg, #appendonsend, #mail-editor-reference-message-container, div[style*='border-top:solid']"
)
"""Where Outlook begins to quote, without an end."""
BLOCKS = ["p", "div", "li", "tr", "h1", "h2", "h3", "h4", "table", "ul", "ol"]

_PARSER = EmailReplyParser(languages=list(MAIL_LANGUAGES))
_QUOTED = re.compile(r"^\s*(>|\|\s)")
_LONG_LINE = re.compile(r"([^\n]{700})(?=[^\n])")
"""The parser takes a long time for a line without end."""
_LEAD = re.compile(r"\d.*[<(]?\S+@\S+|\d{1,2}[:.]\d{2}")
_SENT_WITH = re.compile(
    r"\s*(sent (with|from|via)|von meinem .{1,40} gesendet|envoyé de(puis)? mon|enviado desde|inviato da"
    r"|verzonden (met|vanaf))\b",
    re.IGNORECASE,
)
_BLANK = re.compile(r"[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Reply:
    """A reply: the `tag` of the address that it came to, who sent it (in lower case), a key that is the same however
    often it is read, and the sender's own words. `is_cut` is a mail that was too large to be read."""

    tag: str
    sender: str
    key: str
    text: str
    is_cut: bool = False


@dataclass(frozen=True)
class NoReply:
    """Why a mail is no reply; `reason` is for a log and holds nothing of the mail."""

    reason: Reason


def reply_in(mail: bytes, address: str) -> Reply | NoReply:
    """The reply in a mail (RFC 822) to `address` with a tag ("reply+tag@example.org"). Never raises."""
    try:
        is_cut = len(mail) > LARGEST
        return _reply_in(headers_of(mail) if is_cut else parsed(mail), mail, address, is_cut)
    except (Exception, RecursionError):  # what strangers send may break a parser in any way, and the next mail waits
        return NoReply("unreadable")


def _reply_in(message: Message, mail: bytes, address: str, is_cut: bool) -> Reply | NoReply:
    tag = tag_of(message, address)
    if not tag:
        return NoReply("not to us")
    if is_automatic(message):
        return NoReply("automatic")
    senders = set(addresses(message, "From"))
    if len(senders) != 1:
        return NoReply("no sender")
    (sender,) = senders
    if MACHINES.match(sender):
        return NoReply("automatic")
    key = header(message, "Message-ID").encode("utf-8", "replace") or mail
    return Reply(
        tag, sender, hashlib.sha256(key).hexdigest()[:32], "" if is_cut else own_words(words_of(message)), is_cut
    )


def tag_of(message: Message, address: str) -> str:
    """What stands behind the + of our address in a mail to it."""
    name, _, domain = address.lower().partition("@")
    found = (
        re.fullmatch(rf"{re.escape(name)}\+([a-z2-7]+)@{re.escape(domain)}", one) for one in addresses(message, *TO)
    )
    return next((one[1] for one in found if one), "")


def is_automatic(message: Message) -> bool:
    """Whether a machine wrote it: out of office, a list, a bounce (RFC 3834, and what came before it)."""
    said = header(message, "Auto-Submitted").lower()
    return (
        (bool(said) and not said.startswith("no"))
        or header(message, "Precedence").lower() in BULK
        or header(message, "Return-Path") == "<>"
        or message.get_content_type() == "multipart/report"
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", *LISTS))
    )


def words_of(message: Message) -> str:
    """The text of a mail: the plain one, else what its HTML says."""
    parts = [part for part in leaves(message) if part.get_content_disposition() != "attachment"]
    for form, read in (("text/plain", plain), ("text/html", out_of_html)):
        for part in parts:
            if part.get_content_type() == form and (text := read(text_of(part, LARGEST_TEXT))).strip():
                return text[:LONGEST]
    return ""


def plain(text: str) -> str:
    """A plain text with one kind of line end and of space."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\xa0", " ")
    return _BLANK.sub("", text)


def out_of_html(markup: str) -> str:
    """What a mail of markup says, without what its mail program marked as quoted."""
    soup = BeautifulSoup("<".join(markup.split("<", MOST_TAGS)[:MOST_TAGS]), "html.parser")
    for found in soup.select(QUOTED_FROM_HERE):
        for later in [*found.find_next_siblings()]:
            later.decompose()
        found.decompose()
    for quoted in soup.select(QUOTES):
        if not quoted.decomposed:
            quoted.decompose()
    for line in soup.find_all("br"):
        line.replace_with("\n")
    for block in soup.find_all(BLOCKS):
        block.insert_before("\n")
        block.append("\n")
    return re.sub(r"\n{3,}", "\n\n", plain(soup.get_text()))


def own_words(text: str) -> str:
    """What its sender wrote themselves, above what they quote; or else below and between."""
    replies = _PARSER.read(_LONG_LINE.sub(r"\1\n", text)).replies
    above = unquoted(replies[0].body) if replies and not replies[0].headers else ""
    if above:
        return above
    return "\n".join(filter(None, (unquoted(reply.body) for reply in replies)))


def unquoted(text: str) -> str:
    """A text without the lines that are marked as quoted, the line that leads to them in whatever language, and what a
    mail program says of itself."""
    lines = text.split("\n")
    kept: list[str] = []
    for line in lines:
        if _QUOTED.match(line):
            kept = without_lead(kept)
        elif _SENT_WITH.match(line):
            break
        else:
            kept.append(line)
    return "\n".join(kept).strip()


def without_lead(lines: list[str]) -> list[str]:
    """The lines before a quote, without "so-and-so wrote on that day:" at their end."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    while end and lines[end - 1].strip().endswith(":") and _LEAD.search(lines[end - 1]):
        end -= 1
    return lines[:end]
