import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.roster.names import company_key, company_name, name_key, person_name
from members.roster.values import NotUnderstood


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SMITH, Dana", "Dana Smith"),
        ("dana MCALLISTER", "Dana McAllister"),
        ("LaToya DeShawn Jones", "LaToya DeShawn Jones"),
        ("mary-ann o'neill", "Mary-Ann O'Neill"),
        ("J.R. Ewing", "J.R. Ewing"),
        ("DJ Patel", "DJ Patel"),
        ("LEE, Kim", "Kim Lee"),
        ("Vincent van Gogh", "Vincent van Gogh"),
        ("VON BRAUN, Eva", "Eva von Braun"),
        ("MARTIN KING JR", "Martin King Jr."),
        ("Sam Reyes, CPA", "Sam Reyes CPA"),
        ("André Fontenot", "André Fontenot"),
        ("Jo", "Jo"),
        ("李小龍", "李小龍"),
    ],
)
def test_person_name(text: str, name: str) -> None:
    assert person_name(text) == name


@pytest.mark.parametrize("text", ["dana@x.example", "512", "---"])
def test_person_name_refuses(text: str) -> None:
    with pytest.raises(NotUnderstood, match="Put the person's name here"):
        person_name(text)


@given(
    st.text(alphabet=st.characters(codec="cp1252", categories=["Lu", "Ll", "Zs"]), min_size=1).filter(
        lambda text: text.strip()
    )
)
def test_person_name_keeps_every_letter(text: str) -> None:
    assert sorted(person_name(text).casefold().replace(" ", "")) == sorted("".join(text.split()).casefold())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("acme it", "Acme IT"),
        ("NORTHWIND MANAGED SERVICES", "Northwind Managed Services"),
        ("ACME IT, LLC", "Acme IT, LLC"),
        ("IBM", "IBM"),
        ("iTech pros", "iTech pros"),
    ],
)
def test_company_name(text: str, name: str) -> None:
    assert company_name(text) == name


def test_company_name_refuses_punctuation() -> None:
    with pytest.raises(NotUnderstood, match="Put the name of the MSP here"):
        company_name("***")


@pytest.mark.parametrize(
    "text", ["Acme IT, LLC", "acme it llc", "ACME I.T.", "The Acme IT Co., Inc.", " Acme  IT ", "Ácme IT GmbH"]
)
def test_spellings_of_one_company_have_one_key(text: str) -> None:
    assert company_key(text) == "acme it"


def test_a_company_named_only_by_a_legal_form_keeps_it() -> None:
    assert company_key("Company LLC") == "company"


def test_other_names_are_other_companies() -> None:
    assert company_key("Acme IT Services") != company_key("Acme IT")
    assert company_key("Maple & Main") == company_key("Maple and Main")


def test_name_key_of_a_name_without_letters_is_the_name() -> None:
    assert name_key("***") == "***"
    assert name_key("Owners #1") != name_key("Owners #2")
