"""A card that any address book reads, and into which nobody can write a line of their own."""

from members.vcard import phone_uri, vcard


def lines(card: bytes) -> list[str]:
    """The unfolded lines of a card."""
    return card.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_a_card_says_who_somebody_is():
    card = vcard(
        key="6c1f", name="Dana Mc Whitfield", company="Northwind IT", title="Owner", phone="+1 608-555-0142",
        email="dana@northwind.example", city="Madison", region="WI", country="US", website="northwind.example",
    )  # fmt: skip
    assert lines(card) == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "UID:urn:uuid:6c1f",
        "FN:Dana Mc Whitfield",
        "N:Whitfield;Dana Mc;;;",
        "ORG:Northwind IT",
        "TITLE:Owner",
        "TEL;TYPE=WORK,VOICE:+1 608-555-0142",
        "EMAIL;TYPE=INTERNET:dana@northwind.example",
        "ADR;TYPE=WORK:;;;Madison;WI;;US",
        "URL:https://northwind.example",
        "END:VCARD",
    ]


def test_what_is_empty_leaves_no_line():
    assert len(lines(vcard(key="1", name="Ann"))) == 6


def test_a_value_cannot_begin_a_line_of_its_own():
    card = vcard(key="1", name="Ann\r\nTEL:+1900\nEND:VCARD\rX;Y,Z\\\x00\u2028Q", company="Bo\nBEGIN:VCARD")
    read = lines(card)
    assert [line.split(":")[0] for line in read] == ["BEGIN", "VERSION", "UID", "FN", "N", "ORG", "END"]
    assert read[3] == r"FN:Ann\nTEL:+1900\nEND:VCARD\nX\;Y\,Z\\Q"


def test_long_lines_are_folded_between_letters():
    card = vcard(key="1", name="Ann", title="Zürich, Straße " * 20)
    assert all(len(line) <= 75 for line in card.split(b"\r\n"))
    assert "TITLE:" + "Zürich\\, Straße " * 20 in lines(card)


def test_a_number_that_can_be_dialed():
    assert phone_uri("+1 512-555-0142") == "+15125550142"
    assert phone_uri("(512) 555-0142 ext. 12") == "5125550142;ext=12"
    assert phone_uri("javascript:alert(1)") == ""
    assert phone_uri("") == ""
