"""Names taken out of a text, for whoever wants to judge a case before they know whose it is. Pure.

It helps to be fair; it is not anonymity: who knows the market may still guess.
"""

import re
from collections.abc import Iterable, Mapping

from members.roster.names import company_key

_SHORTEST = 2
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.,-])\+?\(?\d[\d\s()./-]{7,}\d(?!\w)")


def initials(name: str) -> str:
    """A person as initials: "Dana van der Smith" is "D. v. d. S."; '' for no name."""
    return " ".join(f"{word[0]}." for word in re.findall(r"[^\W\d_][\w'\u2019-]*", name))


def a_company(city: str = "") -> str:
    """A company without its name: "an MSP near Dayton, OH", or "an MSP"."""
    return f"an MSP near {city.strip()}" if city.strip() else "an MSP"


def names_of(people: Iterable[str], companies: Mapping[str, str]) -> dict[str, str]:
    """What to say instead of which name: `people` by name, `companies` as name -> city ('' if it is not known).

    Each part of a person's name is one too, and a company's name without its legal form.
    """
    instead = {}
    for person in people:
        words = person.split()
        instead[person.strip()] = initials(person)
        if len(words) > 1:
            instead |= {word: initials(word) for word in words if len(word) > _SHORTEST and word[0].isupper()}
    for company, city in companies.items():
        words = company.split()
        short = next((" ".join(words[:n]) for n in range(1, len(words)) if _is_short(words[:n], company)), company)
        instead |= {name.strip(" ,"): a_company(city) for name in (company, short)}
    return {name: said for name, said in instead.items() if len(name) >= _SHORTEST and said}


def masked(text: str, names: Mapping[str, str]) -> str:
    """`text` with each of `names` replaced by what it maps to, whatever their case, the longest name first.

    Only whole words; mail addresses, web addresses and phone numbers go too, for they tell the name again.
    """
    text = _PHONE.sub("a phone number", _LINK.sub("a web address", _MAIL.sub("a mail address", text)))
    if not names:
        return text
    said = {_folded(name): words for name, words in names.items()}
    ordered = sorted(said, key=len, reverse=True)
    pattern = "|".join(r"\s+".join(map(re.escape, name.split())) for name in ordered)
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", lambda hit: said[_folded(hit[0])], text, flags=re.IGNORECASE)


def _folded(name: str) -> str:
    return " ".join(name.lower().split())


def _is_short(words: list[str], company: str) -> bool:
    """Whether only a legal form follows after these words of a company's name."""
    return company_key(" ".join(words)) == company_key(company)
