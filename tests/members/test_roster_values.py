import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.roster.values import (
    Address,
    Doubtful,
    NotUnderstood,
    clean,
    email,
    emails,
    phone,
    plain,
    website,
    zone,
)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Acme \u00a0 IT\r\n", "Acme IT"),
        ("two\nlines", "two lines"),
        ("\ufeffAcme\u200b", "Acme"),
        ("gpj.exe\u202e\u2066", "gpj.exe"),
        ("bell\x07", "bell"),
        ("🍰 Cake 👩‍💻", "🍰 Cake 👩‍💻"),
        ("Cafe\u0301", "Café"),
        ("n/a", ""),
        ("TBD", ""),
        (" - ", ""),
        ("#N/A", ""),
        ("'=1+1", "=1+1"),
        ("'+1 512-555-0142", "+1 512-555-0142"),
        ("'s Gravenhage", "'s Gravenhage"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize("text", ["#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "########"])
def test_clean_refuses_the_errors_of_a_spreadsheet(text: str) -> None:
    with pytest.raises(NotUnderstood, match="an error that the spreadsheet shows"):
        clean(text)


@given(st.text())
def test_clean_never_leaves_control_or_direction_characters(text: str) -> None:
    try:
        cleaned = clean(text)
    except NotUnderstood:
        return
    assert not set(cleaned) & set("\x00\x07\x1b\n\r\t\u202a\u202e\u2066\u2069\ufeff\u200b")
    assert cleaned == cleaned.strip()


def test_plain_makes_forms_of_one_letter_the_same() -> None:
    assert plain("\uff11\uff12\u201315  \uff33taff") == "12-15 staff"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("dana@northwindit.example", Address("dana@northwindit.example")),
        ("  Dana@NorthwindIT.Example ", Address("dana@northwindit.example")),
        ("Dana Smith <dana@x.example>", Address("dana@x.example", "Dana Smith")),
        ('"Smith, Dana" <dana@x.example>', Address("dana@x.example", "Smith, Dana")),
        ("<dana@x.example>", Address("dana@x.example")),
        ("mailto:dana@x.example", Address("dana@x.example")),
        ("dana @ x.example", Address("dana@x.example")),
        ("dana@x.example;", Address("dana@x.example")),
        ("dana\uff20x.example", Address("dana@x.example")),
        ("dana+peer@müller.example", Address("dana+peer@müller.example")),
        ("o'hara@x.co.uk", Address("o'hara@x.co.uk")),
    ],
)
def test_email(text: str, address: Address) -> None:
    assert email(text) == address


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("dana@", "is not a full address. Add what comes after the @."),
        ("@x.example", "is not a full address. Add what comes before the @."),
        ("dana", "is not an e-mail address."),
        ("dana@northwind", "has no ending after the @. Add it, such as .com."),
        ("dana@x,com", "has a comma in it. If dana@x.com is meant, write that."),
        ("dänä@x.example", "has a letter before the @ that mail servers refuse."),
        ("da na@x.example", "is not a valid address."),
        ("dana@@x.example", "is not a valid address."),
        ("dana..b@x.example", "is not a valid address."),
        ("dana@-x.example", "is not a valid address."),
        ("d" * 250 + "@x.example", "is not a valid address."),
    ],
)
def test_email_says_what_an_address_lacks(text: str, says: str) -> None:
    with pytest.raises(NotUnderstood) as problem:
        email(text)
    assert str(problem.value).startswith(says)


def test_email_takes_the_first_of_several_with_a_doubt() -> None:
    with pytest.raises(Doubtful, match="holds 2 addresses") as doubt:
        email("dana@x.example; lee@x.example")
    assert doubt.value.value == Address("dana@x.example")


def test_emails_takes_all() -> None:
    assert emails("Priya Raman <priya@c.example>; dan@c.example") == (
        Address("priya@c.example", "Priya Raman"),
        Address("dan@c.example"),
    )


@given(st.text(max_size=60))
def test_email_gives_an_address_or_a_reason(text: str) -> None:
    address: Address | str
    try:
        address = email(text)
    except NotUnderstood as problem:
        address = str(problem)
    if isinstance(address, str):
        assert address.endswith(".")
    else:
        assert address.email == address.email.casefold().strip()
        assert address.email.count("@") == 1


@pytest.mark.parametrize(
    ("text", "dialed"),
    [
        ("(512) 555-0142", "+1 512-555-0142"),
        ("5125550142", "+1 512-555-0142"),
        ("+1 512.555.0142", "+1 512-555-0142"),
        ("1-512-555-0142 x12", "+1 512-555-0142 ext. 12"),
        ("tel:512-555-0142", "+1 512-555-0142"),
        ("+49 30 901820", "+49 30 901820"),
        ("0049 30 901820", "+49 30 901820"),
        ("+44 (0)20 7946 0958", "+44 20 7946 0958"),
    ],
)
def test_phone(text: str, dialed: str) -> None:
    assert phone(text) == dialed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1.5125E+10", "was shortened by the spreadsheet."),
        ("call the office", "is not a phone number."),
        ("12", "is not a phone number."),
        ("1234567890123456", "is not a phone number."),
    ],
)
def test_phone_refuses(text: str, says: str) -> None:
    with pytest.raises(NotUnderstood) as problem:
        phone(text)
    assert str(problem.value).startswith(says)


def test_phone_without_an_area_code_is_kept_with_a_doubt() -> None:
    with pytest.raises(Doubtful, match="no area code") as doubt:
        phone("555-0142")
    assert doubt.value.value == "555-0142"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("https://www.Northwindit.example/", "www.northwindit.example"),
        ("northwindit.example/team", "northwindit.example/team"),
    ],
)
def test_website(text: str, bare: str) -> None:
    assert website(text) == bare


@pytest.mark.parametrize("text", ["javascript:alert(1)", "our site", "http://localhost", "<script>"])
def test_website_refuses(text: str) -> None:
    with pytest.raises(NotUnderstood, match="is not a web address"):
        website(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("America/Chicago", "America/Chicago"),
        ("america/new york", "America/New_York"),
        ("Central", "America/Chicago"),
        ("Eastern Standard Time", "America/New_York"),
        ("Mountain Time (US)", "America/Denver"),
        ("PT", "America/Los_Angeles"),
        ("Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_zone(text: str, name: str) -> None:
    assert zone(text) == name


def test_zone_refuses_what_is_nowhere() -> None:
    with pytest.raises(NotUnderstood, match="is not a time zone"):
        zone("Mars/Olympus")
