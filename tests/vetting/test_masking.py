import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vetting.masking import a_company, initials, masked, names_of

NAMES = names_of(["Dana Whitfield", "Will de Groot"], {"Baxter I.T., LLC": "Dayton, OH", "Acme": ""})


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Dana Whitfield", "D. W."),
        ("Will de Groot", "W. d. G."),
        ("Mary-Jane O'Neil Jr.", "M. O. J."),
        ("Łukasz Żak", "Ł. Ż."),
        ("  ", ""),
        ("42", ""),
    ],
)
def test_a_person_as_initials(name: str, short: str) -> None:
    assert initials(name) == short


def test_a_company_by_where_it_is() -> None:
    assert a_company("Dayton, OH") == "an MSP near Dayton, OH"
    assert a_company() == a_company(" ") == "an MSP"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dana Whitfield of Baxter I.T., LLC wrote.", "D. W. of an MSP near Dayton, OH wrote."),
        ("DANA  WHITFIELD and dana whitfield", "D. W. and D. W."),
        ("I asked Dana. Whitfield's idea", "I asked D. W.'s idea"),
        (
            "Baxter I.T. runs, baxter it too; ACME and acme do not.",
            "an MSP near Dayton, OH runs, an MSP near Dayton, OH too; an MSP and an MSP do not.",
        ),
        ("We will ask Will.", "We will ask W."),
        ("It was Acme.", "It was an MSP."),
        ("Danaher and Acmetrics stay.", "Danaher and Acmetrics stay."),
        (
            "Mail dana.w@baxter-it.example or see https://baxterit.com/team.",
            "Mail a mail address or see a web address.",
        ),
        ("See baxterit.com/about and www.acme.example, please", "See a web address and a web address, please"),
        ("Call (937) 555-0142 or +1 937.555.0142.", "Call a phone number or a phone number."),
        ("Since 2023-05-04 09, 1,200,000 a year, 14 people.", "Since 2023-05-04 09, 1,200,000 a year, 14 people."),
        ("", ""),
    ],
)
def test_names_and_addresses_go(text: str, said: str) -> None:
    assert masked(text, NAMES) == said


@pytest.mark.parametrize("sign", ["1)(", "1-", "a-", "a.", "www.", "@", "(", "Dana "])
def test_a_text_made_to_be_slow_is_not(sign: str) -> None:
    before = time.process_time()
    masked(sign * 4000 + "!", NAMES)
    assert time.process_time() - before < 1


def test_without_names_only_addresses_go() -> None:
    assert masked("Dana at dana@acme.example", {}) == "Dana at a mail address"
    assert masked("Dana", {" ": "x"}) == "Dana"
    assert names_of([""], {"": ""}) == {}


WORDS = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=12)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=4), st.dictionaries(WORDS, WORDS, max_size=3), WORDS, WORDS)
def test_no_name_stays_whatever_it_is_made_of(
    people: list[str], companies: dict[str, str], before: str, after: str
) -> None:
    names = names_of(people, companies)
    for name in names:
        said = masked(f"{before} , {name} , {after}", {name: "\N{BLACK SQUARE}"})
        assert "\N{BLACK SQUARE}" in said or "address" in said or "phone" in said
