import pytest

from members.roster.columns import Guess, guess_columns, kind_of, mapping_of, memory_of, normalized
from members.roster.fields import FIELDS


def fields(*header: str) -> list[str]:
    return [guess.field for guess in guess_columns(header)]


@pytest.mark.parametrize(
    ("header", "plain"),
    [
        ("# of Employees", "number of employees"),
        ("  E-Mail ", "e mail"),
        ("MRR %", "mrr percent"),
        ("Größe", "grosse"),
        ("Facilitator\u2019s e-mail", "facilitator e mail"),
        ("Seat_since", "seat since"),
    ],
)
def test_normalized(header: str, plain: str) -> None:
    assert normalized(header) == plain


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_every_name_of_a_field_is_known_and_belongs_to_it_alone(field: object) -> None:
    for name in (*field.names, *field.alone, field.label):  # type: ignore[attr-defined]
        others = [f.key for f in FIELDS.values() if normalized(name) in map(normalized, (*f.names, *f.alone, f.label))]
        assert others == [field.key]  # type: ignore[attr-defined]


def test_a_roster_as_it_comes() -> None:
    assert fields(
        "MSP", "Full Name", "Email Address", "Cell", "City/State", "# Employees", "Annual Rev", "% Recurring"
    ) == [
        "company",
        "name",
        "email",
        "phone",
        "city",
        "employees",
        "revenue",
        "recurring_share",
    ]


def test_words_around_a_name_and_slips_of_spelling() -> None:
    guesses = guess_columns(["Main e-mail address", "Employes", "Peer group name (2026)", "Facilitater"])
    assert [guess.field for guess in guesses] == ["email", "employees", "group", "facilitator"]
    assert [guess.why for guess in guesses] == [
        "reads like E-mail",
        "spelled like Employees",
        "reads like Group",
        "spelled like Facilitator's e-mail",
    ]
    assert all(0.7 <= guess.score < 0.99 for guess in guesses)


def test_two_mail_columns_are_told_apart() -> None:
    assert fields("E-mail", "Facilitator e-mail") == ["email", "facilitator"]


def test_a_field_is_given_once_and_the_surest_column_has_it() -> None:
    guesses = guess_columns(["Primary phone number", "Phone"])
    assert guesses[1].field == "phone"
    assert guesses[0] == Guess(0, "Primary phone number", "", 0.0, "Phone is already taken from Phone")


def test_unknown_columns_are_named_and_left_out() -> None:
    guesses = guess_columns(["Company", "Shoe size", "Company notes", "Old e-mail"])
    assert [guess.field for guess in guesses] == ["company", "", "", ""]
    assert guesses[1].why == "not a column that we know"
    assert mapping_of(guesses) == {0: "company"}


def test_a_column_full_of_addresses_is_the_e_mail_whatever_its_header() -> None:
    rows = [("Acme", "dana@acme.example"), ("Bolt", "lee@bolt.example"), ("Cog", "")]
    guesses = guess_columns(["Company", "Col 2"], rows)
    assert (guesses[1].field, guesses[1].why) == ("email", "its cells are e-mail addresses")


def test_what_was_confirmed_last_time_comes_first() -> None:
    header = ["Company", "Chief", "Phone", "Shoe size"]
    memory = memory_of(header, {0: "company", 1: "name", 3: "ask_me"})
    assert memory == {"company": "company", "chief": "name", "phone": "", "shoe size": "ask_me"}
    guesses = guess_columns(header, remembered=memory)
    assert [guess.field for guess in guesses] == ["company", "name", "", "ask_me"]
    assert [guess.why for guess in guesses] == ["as last time", "as last time", "left out last time", "as last time"]


def test_a_remembered_field_that_no_longer_exists_is_left_out() -> None:
    assert guess_columns(["Chief"], remembered={"chief": "gone"})[0].field == ""


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (["Name", "Employees", "Revenue", "City"], ["company", "employees", "revenue", "city"]),
        (["Name", "Track", "Facilitator"], ["group", "group_track", "facilitator"]),
        (["Group", "Track", "Meets", "Cost"], ["group", "group_track", "cadence", "cost"]),
        (["E-mail", "Group", "From", "To"], ["email", "group", "since", "until"]),
        (["E-mail", "Goal", "From", "To", "By"], ["email", "goal", "goal_from", "goal_to", "goal_by"]),
        (["Name", "Goal", "From", "To"], ["name", "goal", "goal_from", "goal_to"]),
        (["Name", "Group", "Role"], ["name", "group", "role"]),
    ],
)
def test_short_headers_mean_what_the_file_is_about(header: list[str], told: list[str]) -> None:
    assert fields(*header) == told


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"email", "name", "company", "group", "goal"}, "people"),
        ({"company", "city", "revenue"}, "companies"),
        ({"group", "facilitator"}, "groups"),
        ({"group", "company"}, "groups"),
        ({"email", "goal", "goal_to"}, "goals"),
        ({"name", "company", "goal"}, "goals"),
        ({"name", "email", "company", "goal"}, "people"),
        ({"email", "goal", "phone"}, "people"),
        ({"email", "goal", "group"}, "people"),
        ({"goal", "goal_to"}, None),
        (set(), None),
    ],
)
def test_the_kind_of_a_file_shows_in_its_columns(told: set[str], kind: str | None) -> None:
    assert kind_of(told) == kind


def test_three_hundred_strange_columns_are_quick() -> None:
    header = [f"Qzx wvut column number {i}" for i in range(300)]
    assert not mapping_of(guess_columns(header))
