"""Names taken out of a text, for whoever wants to judge a case before they know whose it is. Pure.

It helps to be fair; it is not anonymity: who knows the market may still guess.
"""

import re
from collections.abc import Iterable, Mapping

from members.roster.names import company_key

_SHORTEST = 2
_ADDRESSES = (
    (re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "a mail address"),
    (re.compile(r"\b(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)]", re.IGNORECASE), "a web address"),
    (
        re.compile(r"(?<![\w-])[a-z0-9-]+\.(?:com|net|org|io|co|us|ca|uk|de|eu|au|biz|info|tech|it)\b(?:/[^\s<>]*)?"),
        "a web address",
    ),
    # Nine digits or more: a day and an hour are no phone.
    (re.compile(r"(?<![\w.,-])(?!\d{4}-\d\d-\d\d)\+?\(?(?:\d[ ()./-]{0,3}){8,14}\d(?![\w,])"), "a phone number"),
)


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
        instead |= {
            name.strip(" ,"): a_company(city) for name in (company, short, short.lower(), short.replace(".", ""))
        }
    return {name: said for name, said in instead.items() if len(name) >= _SHORTEST and said}


def masked(text: str, names: Mapping[str, str]) -> str:
    """`text` with each of `names` replaced by what it maps to, the longest name first; only whole words.

    A name of several words is known in any case, a single word as written or in capitals: "Will" went, "will" stays.
    Mail addresses, web addresses and phone numbers go too, for they tell the name again.
    """
    for pattern, words in _ADDRESSES:
        text = pattern.sub(words, text)
    said = sorted(((name, words) for name, words in names.items() if name.strip()), key=lambda one: -len(one[0]))
    if not said:
        return text

    def instead(hit: re.Match[str]) -> str:
        number = hit.lastindex or 1
        words, stop = said[number - 1][1], hit[0][len(hit[number]) :]
        return words + stop.removeprefix(words[-1:])

    either = "|".join(f"({_spelled(name)})" for name, _ in said)
    return re.sub(rf"(?<!\w)(?:{either})(?!\w)\.?", instead, text)


def _spelled(name: str) -> str:
    """A pattern for a name however it is spaced, of several words in any case."""
    words = r"\s+".join(map(re.escape, name.split()))
    return f"(?i:{words})" if len(name.split()) > 1 else f"{words}|{words.upper()}"


def _is_short(words: list[str], company: str) -> bool:
    """Whether only a legal form follows after these words of a company's name."""
    return company_key(" ".join(words)) == company_key(company)
