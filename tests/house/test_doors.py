"""Every view states its door, and every door is one we know."""

from tests.house.url_map import addresses

OWN_DOORS = ("admin:",)
"""Namespaces with a door of their own: Django's admin asks for the platform operator."""

DOORS = {"public", "signed_in", "person", "member", "facilitator", "admin", "reviewer_or_admin", "runs_or_admin"}


def test_every_view_has_a_door():
    bare = [
        address.route
        for address in addresses()
        if not address.name.startswith(OWN_DOORS) and not hasattr(address.view, "door")
    ]
    assert bare == [], "decorate these views with a door from programs/access.py, members/access.py or groups/access.py"


def test_every_door_is_known():
    for address in addresses():
        door = getattr(address.view, "door", "public")
        assert door in DOORS or door.startswith("mail_link:"), f"{address.route} has the unknown door {door}"


def test_a_mail_link_door_stands_at_mail_addresses_only():
    for address in addresses():
        assert getattr(address.view, "door", "").startswith("mail_link:") == address.route.startswith("a/")


def test_everything_of_a_program_lies_under_its_slug():
    for address in addresses():
        if getattr(address.view, "door", "public") in DOORS - {"public", "signed_in"}:
            assert address.route.startswith("p/<slug:program>/"), address.route


def test_every_address_has_a_name_of_its_own():
    names = [address.name for address in addresses() if not address.name.startswith(OWN_DOORS)]
    assert len(names) == len(set(names))
