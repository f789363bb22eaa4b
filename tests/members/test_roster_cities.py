import pytest

from members.roster.cities import CityText, city, other_reading
from members.roster.values import NotUnderstood


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Austin, TX", CityText("Austin", "TX", "US")),
        ("Austin TX", CityText("Austin", "TX", "US")),
        ("austin, texas", CityText("austin", "TX", "US")),
        ("Austin, Texas, USA", CityText("Austin", "TX", "US")),
        ("100 Main St, Austin, TX 78701-1234", CityText("Austin", "TX", "US")),
        ("Portland (OR)", CityText("Portland", "OR", "US")),
        ("Denver, CO", CityText("Denver", "CO", "US")),
        ("Washington, D.C.", CityText("Washington", "DC", "US")),
        ("Toronto, ON", CityText("Toronto", "ON", "CA")),
        ("Ottawa, ON K1A 0B1", CityText("Ottawa", "ON", "CA")),
        ("Montréal, Québec", CityText("Montréal", "QC", "CA")),
        ("Perth, WA, Australia", CityText("Perth", "WA", "AU")),
        ("Köln", CityText("Köln")),
        ("München, Bayern, Germany", CityText("München", "Bayern", "DE")),
        ("Paris FR", CityText("Paris", "", "FR")),
        ("London, UK", CityText("London", "", "GB")),
        ("São Paulo, SP, Brazil", CityText("São Paulo")),
    ],
)
def test_city(text: str, place: CityText) -> None:
    assert city(text) == place


def test_separate_cells_for_state_and_country() -> None:
    assert city("Portland", "ME") == CityText("Portland", "ME", "US")
    assert city("Vancouver", "British Columbia", "Canada") == CityText("Vancouver", "BC", "CA")
    assert city("Cork", "", "Ireland") == CityText("Cork", "", "IE")


def test_a_code_that_is_a_state_and_a_country_has_a_second_reading() -> None:
    assert city("Berlin, DE") == CityText("Berlin", "DE", "US")
    assert other_reading(city("Berlin, DE")) == CityText("Berlin", "", "DE")
    assert other_reading(city("Austin, TX")) is None


@pytest.mark.parametrize("text", ["12345", ",", "()"])
def test_city_refuses(text: str) -> None:
    with pytest.raises(NotUnderstood, match="is not a city"):
        city(text)
