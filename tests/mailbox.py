"""What lies in the outbox for an address, and the codes in it."""

import re

from notifications.models import Delivery, DeliveryWords
from programs.tenancy import POST, inside


def mails_to(address: str) -> list[DeliveryWords]:
    """The mails for an address that were given words (all of signing in), oldest first."""
    with inside(None, reach=POST):
        words = DeliveryWords.objects.filter(delivery__address=address).select_related("delivery")
        return list(words.order_by("delivery__created_at"))


def deliveries_to(address: str) -> list[Delivery]:
    """Everything in the outbox for an address, oldest first."""
    with inside(None, reach=POST):
        return list(Delivery.objects.filter(address=address).order_by("created_at"))


def code_for(address: str) -> str:
    """The six digits of the newest mail to an address."""
    found = re.search(r"^(\d{6})$", mails_to(address)[-1].text, re.MULTILINE)
    assert found, "no code in the newest mail"
    return found[1]
