"""A person as an address book takes them: a vCard, and links to call and to text. Pure.

Source: RFC 2426 (vCard 3.0, which every address book reads) and RFC 3966 (tel: links).
"""

import re

LONGEST_LINE = 75
"""Octets of a line, after which RFC 2426 folds it."""


def escaped(text: str) -> str:
    """A value as vCard writes it: nothing in it can begin a line of its own, or another value."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]", "", text)
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return re.sub(r"\r\n|\r|\n", r"\\n", text)


def folded(line: str) -> bytes:
    """A line with its end, broken where it is too long, never inside a letter."""
    parts = [b""]
    for letter in line:
        octets = letter.encode(errors="ignore")
        if len(parts[-1]) + len(octets) > LONGEST_LINE - (len(parts) > 1):
            parts.append(b"")
        parts[-1] += octets
    return b"\r\n ".join(parts) + b"\r\n"


def vcard(
    *, key: str, name: str, company: str = "", title: str = "", phone: str = "", email: str = "", city: str = "",
    region: str = "", country: str = "", website: str = "",
) -> bytes:  # fmt: skip
    """The card of one person; `key` keeps it one card when it is taken over again. Empty values leave no line."""
    given, _, family = name.rpartition(" ")
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"UID:urn:uuid:{escaped(key)}", f"FN:{escaped(name)}"]
    lines.append(f"N:{escaped(family)};{escaped(given)};;;")
    lines += told("ORG", company) + told("TITLE", title) + told("TEL;TYPE=WORK,VOICE", phone)
    lines += told("EMAIL;TYPE=INTERNET", email)
    if city:
        lines.append(f"ADR;TYPE=WORK:;;;{escaped(city)};{escaped(region)};;{escaped(country)}")
    lines += told("URL", f"https://{website}" if website else "")
    return b"".join(map(folded, [*lines, "END:VCARD"]))


def told(name: str, value: str) -> list[str]:
    """A line for a value, or none."""
    return [f"{name}:{escaped(value)}"] if value else []


def phone_uri(phone: str) -> str:
    """What a phone dials: "+1 512-555-0142 ext. 12" gives "+15125550142;ext=12"; "" where there is nothing to dial."""
    number, _, extension = re.sub(r"(?i)\s*(?:ext\.?|x|#)\s*(\d+)$", r"|\1", phone).partition("|")
    digits = re.sub(r"\D", "", number)
    if len(digits) < 3:
        return ""
    plus = "+" if number.strip().startswith("+") else ""
    return f"{plus}{digits}" + (f";ext={extension}" if extension else "")
