"""Names of people and companies, tidied with restraint, and the keys by which two spellings are known to be one."""

import re
import unicodedata
from functools import lru_cache

from members.roster.values import NotUnderstood

_PARTICLES = frozenset(
    ("van", "von", "der", "den", "de", "del", "della", "di", "da", "la", "le", "du", "dos", "zu", "zur", "ter")
)
_SUFFIXES = {"jr": "Jr.", "jr.": "Jr.", "sr": "Sr.", "sr.": "Sr.", "ii": "II", "iii": "III", "iv": "IV"}
_AFTER_NAME = frozenset((*_SUFFIXES, "phd", "ph.d.", "md", "mba", "cpa", "esq", "esq."))


def person_name(text: str) -> str:
    """A person's name in usual order and case: "SMITH, Dana" and "dana smith" give "Dana Smith"; "LaToya" stays."""
    if "@" in text:
        raise NotUnderstood("is an e-mail address. Put the person's name here.")
    if not any(letter.isalpha() for letter in text):
        raise NotUnderstood("is not a name. Put the person's name here.")
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma and given and given.casefold() not in _AFTER_NAME and "," not in given:
        text = f"{given} {family}"
    words = text.replace(",", " ").split()
    return " ".join(_name_word(word, at_start=i == 0) for i, word in enumerate(words))


def _name_word(word: str, *, at_start: bool) -> str:
    low = word.casefold()
    if low in _SUFFIXES:
        return _SUFFIXES[low]
    if low in _AFTER_NAME:
        return word
    if low in _PARTICLES and not at_start:
        return low if word.islower() or word.isupper() else word
    if not (word.islower() or (word.isupper() and _is_shouted(word))):
        return word
    parts = re.split("([-'\u2019.])", low)
    return "".join(_name_part(part) for part in parts)


def _is_shouted(word: str) -> bool:
    """DANA is shouted; J.R., DJ and JT are not."""
    letters = [letter for letter in word if letter.isalpha()]
    return "." not in word and (
        len(letters) > 3 or (len(letters) > 1 and any(letter in "AEIOUY" for letter in letters))
    )


def _name_part(part: str) -> str:
    if part.startswith("mc") and len(part) > 3:
        return "Mc" + part[2:].capitalize()
    return part.capitalize()


_FORMS = (
    "llc llp lp pllc pc inc incorporated corp corporation co company ltd limited plc pty ulc gmbh ag kg ug se sarl sas "
    "bv nv oy ab as aps srl spa"
)
_IN_CAPITALS = "it msp mssp usa us tx ny nyc llc llp lp plc ulc ii iii bv ag"
_LEGAL_FORMS, _ACRONYMS = frozenset(_FORMS.split()), frozenset(_IN_CAPITALS.split())


def company_name(text: str) -> str:
    """A company's name as typed, unless it is all in lower or all in upper case: "acme it" gives "Acme IT"."""
    if not any(letter.isalnum() for letter in text):
        raise NotUnderstood("is not a company's name. Put the name of the MSP here.")
    letters = [letter for letter in text if letter.isalpha()]
    if text.islower() or (text.isupper() and len(letters) > 6 and " " in text):
        return " ".join(_company_word(word) for word in text.split())
    return text


def _company_word(word: str) -> str:
    bare = re.sub(r"\W", "", word).casefold()
    return word.upper() if bare in _ACRONYMS else word.capitalize()


@lru_cache(maxsize=32_768)
def name_key(text: str) -> str:
    """A name without case, accents, punctuation and "the": what makes two spellings of a group or goal the same."""
    letters = text.casefold().replace("&", " and ")
    if not letters.isascii():
        letters = "".join(
            letter for letter in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(letter)
        )
    key = " ".join(re.sub(r"[^\w\s]|_", " ", re.sub("['\u2019.]", "", letters)).split())
    return key.removeprefix("the ") or text.casefold()


def company_key(text: str) -> str:
    """`name_key` without a legal form at the end: "Acme I.T., LLC", "ACME IT" and "acme it llc" are one company."""
    words = name_key(text).split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)
