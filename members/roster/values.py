"""One cell of words: an e-mail address, a phone number, a time zone; and how a parser says that it is in doubt.

Each parser takes the text of a cell and gives back a plain value. It raises NotUnderstood, whose text continues the
sentence "Row 14, E-mail: 'dana@' …" and says what to do, or Doubtful, which also carries the value to go on with.
"""

import re
import unicodedata
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import available_timezones

from members.roster.writing import restored

_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS = frozenset(
    ("", "-", "--", "\u2013", "\u2014", "n/a", "na", "none", "null", "nil", "tbd", "?", "unknown", "not set")
)
_EXCEL_ERROR = re.compile(r"#(n/a|ref!|value!|name\?|div/0!|num!|null!|#+)", re.IGNORECASE)


class NotUnderstood(ValueError):
    """A cell that cannot be read. `str()` of it continues "Row 14, E-mail: 'dana@' …" and says what to do."""


class Doubtful(NotUnderstood):
    """A cell that was read with a doubt worth a warning. `value` is what to go on with; None leaves the field empty."""

    def __init__(self, says: str, value: Any) -> None:
        super().__init__(says)
        self.value = value


class Address(NamedTuple):
    """An e-mail address in lower case, and the name that stood before it ("Dana Smith <dana@…>"), or ""."""

    email: str
    name: str = ""


def clean(text: str) -> str:
    """A cell on one line, without invisible and direction-changing characters and the quote that `writing` puts before
    formulas. A cell that says nothing ("n/a", "-", "TBD") is "". Raises NotUnderstood for Excel's own errors.
    """
    text = " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", restored(text))).split())
    if text.casefold() in _BLANKS:
        return ""
    if _EXCEL_ERROR.fullmatch(text):
        if text.casefold() == "#n/a":
            return ""
        raise NotUnderstood("is an error that the spreadsheet shows. Repair the formula or type the value.")
    return text


def plain(text: str) -> str:
    """For comparing: lower case, full-width letters made normal, every dash a hyphen, single blanks."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub("[\u2010-\u2015\u2212]", "-", text).split())


_LOCAL = r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"{_LOCAL}@(?:[\w](?:[\w-]*[\w])?\.)+[^\W\d_][\w-]+")


def email(text: str) -> Address:
    """An e-mail address, with the name before it if there is one. Doubtful, with the first, where there are several."""
    before, bracket, inside = text.partition("<")
    name = before.strip(" \"'") if bracket and "@" in inside else ""
    bare = unicodedata.normalize("NFKC", inside if name or bracket else text).casefold()
    bare = re.sub(r"\s*@\s*", "@", bare.removeprefix("mailto:")).strip(" <>\"'.,;")
    parts = [part for part in re.split(r"[\s,;]+", bare) if "@" in part] if bare.count("@") > 1 else [bare]
    if len(parts) > 1 and all(_ADDRESS.fullmatch(part) for part in parts):
        raise Doubtful(f"holds {len(parts)} addresses; the first is used.", Address(parts[0], name))
    if _ADDRESS.fullmatch(bare) and ".." not in bare and not bare.startswith(".") and len(bare) <= 254:
        return Address(bare, name)
    raise NotUnderstood(_what_an_address_lacks(bare))


def emails(text: str) -> tuple[Address, ...]:
    """Every address of a cell that may hold several, separated by commas or semicolons."""
    parts = re.split(r"[;,]", text) if text.count("@") > 1 else [text]
    return tuple(email(part) for part in parts if part.strip())


def website(text: str) -> str:
    """A web address as people read it: northwindit.example, without https:// and a slash at the end."""
    bare = re.sub(r"^https?://", "", plain(text)).rstrip("/")
    if not re.fullmatch(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:/\S*)?", bare):
        raise NotUnderstood("is not a web address. Write it like northwindit.com.")
    return bare


def _what_an_address_lacks(bare: str) -> str:
    local, at, domain = bare.partition("@")
    repaired = bare.replace(",", ".")
    causes = (
        (not at, "is not an e-mail address. It looks like dana@northwindit.com."),
        (not domain, "is not a full address. Add what comes after the @."),
        (not local, "is not a full address. Add what comes before the @."),
        ("," in domain and _ADDRESS.fullmatch(repaired), f"has a comma in it. If {repaired} is meant, write that."),
        ("." not in domain, "has no ending after the @. Add it, such as .com."),
        (not local.isascii(), "has a letter before the @ that mail servers refuse. Check the spelling."),
        (True, "is not a valid address. Look for blanks, double dots or a missing letter."),
    )
    return next(sentence for applies, sentence in causes if applies)


def phone(text: str) -> str:
    """A phone number as people dial it: +1 512-555-0142, +49 30 901820, with " ext. 12"."""
    number, extension = _without_extension(plain(text).replace("(0)", ""))
    digits = re.sub(r"\D", "", number)
    if re.fullmatch(r"[\d.,]+e\+?\d+", number.replace(" ", "")):
        raise NotUnderstood("was shortened by the spreadsheet. Make the column text and type the number again.")
    if re.search(r"[^\d\s()+./-]", number) or not 7 <= len(digits) <= 15:
        raise NotUnderstood("is not a phone number. Write it like 512-555-0142.")
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    elif number.lstrip("( ").startswith("+") or digits.startswith("00"):
        return " ".join(re.sub(r"[^\d+]+", " ", "+" + number.lstrip("+(0 ")).split()) + extension
    if len(digits) == 10:
        return f"+1 {digits[:3]}-{digits[3:6]}-{digits[6:]}{extension}"
    if len(digits) < 10:
        raise Doubtful("has no area code; it was kept as it is.", " ".join(number.split()) + extension)
    return " ".join(number.split()) + extension


def _without_extension(number: str) -> tuple[str, str]:
    found = re.search(r"\s*(?:ext\.?|extension|x|#|durchwahl)\s*(\d{1,6})$", number.removeprefix("tel:"))
    if not found:
        return number.removeprefix("tel:").strip(" '"), ""
    return number.removeprefix("tel:")[: found.start()].strip(" '"), f" ext. {found[1]}"


@cache
def _zones() -> dict[str, str]:
    known = {name.casefold(): name for name in available_timezones()}
    american = {
        "America/New_York": "eastern et est edt",
        "America/Chicago": "central ct cst cdt",
        "America/Denver": "mountain mt mst mdt",
        "America/Phoenix": "arizona",
        "America/Los_Angeles": "pacific pt pst pdt",
        "America/Anchorage": "alaska akst akdt",
        "Pacific/Honolulu": "hawaii hst",
        "America/Halifax": "atlantic ast adt",
        "America/St_Johns": "newfoundland nst ndt",
    }
    return known | {word: zone for zone, words in american.items() for word in words.split()}


def zone(text: str) -> str:
    """An IANA zone name from itself or from what Americans call it: "eastern time", "CST"."""
    word = re.sub(r"\b(standard |daylight )?time\b|\(.*?\)|\b(us|usa)\b|[/ ]+$", "", plain(text)).strip(" /")
    found = _zones().get(word.replace(" ", "_")) or _zones().get(word)
    if not found:
        raise NotUnderstood("is not a time zone that we know. Write it like America/Chicago or Central.")
    return found
