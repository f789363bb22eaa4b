"""Facts about users and programs."""

import pytest
from django.core.exceptions import ValidationError

from programs.models import Program, User, valid_zone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "email", "greeting"),
    [("Ada North", "ada@example.com", "Ada"), ("", "ada@example.com", "ada"), ("Ada", "x@example.com", "Ada")],
)
def test_a_greeting_uses_the_first_word(name, email, greeting):
    assert User(name=name, email=email).get_short_name() == greeting


def test_an_address_is_kept_in_lower_case_and_without_a_password():
    user = User.objects.create_user(" Ada@Example.COM ", "Ada")
    assert user.email == "ada@example.com"
    assert not user.has_usable_password()


@pytest.mark.parametrize("zone", ["", "Chicago", "Mars/Base", "America"])
def test_a_zone_is_one_of_the_world(zone):
    with pytest.raises(ValidationError):
        valid_zone(zone)
    valid_zone("America/Chicago")


@pytest.mark.parametrize("currency", ["usd", "EURO", "$", ""])
def test_a_currency_has_three_capitals(currency):
    program = Program(name="North", slug="north", currency=currency)
    with pytest.raises(ValidationError) as wrong:
        program.full_clean()
    assert "currency" in wrong.value.message_dict
