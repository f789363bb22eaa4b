"""Every table, read without any filter, as everybody: the database alone shows nobody a word too many, nor too few."""

import pytest
from django.apps import apps
from django.db import connection

from groups.models import SeatHolder
from members.models import Member
from programs.rls import APP
from programs.tenancy import here, inside, standing
from tests.conftest import owner_connection
from tests.house.canaries import PATTERN, Reader, may_see, plant
from tests.house.expectations import Cast

CAST = {
    "admin": "heartland",
    "reviewer": "heartland",
    "facilitator": "heartland",
    "member": "heartland",
    "peer": "heartland",
    "sibling": "heartland",
    "stranger": "summit",
    "foreign_admin": "summit",
    "foreign_facilitator": "summit",
}


def reader_of(world, name: str) -> Reader:
    """One of the cast with what they are, from the standing that the database found."""
    user, program = getattr(world, name), getattr(world, CAST[name])
    with inside(program, user):
        who = standing()
        member = Member.objects.filter(user=user).first()
        return Reader(
            name=name,
            user_id=user.pk,
            program_id=program.pk,
            member_id=member.pk if member else None,
            company_id=member.company_id if member else None,
            is_admin=who.is_admin,
            circles=who.groups,
            runs=who.facilitates,
            is_reviewer=who.is_reviewer,
            seats=frozenset(SeatHolder.objects.current().filter(member=member).values_list("seat_id", flat=True)),
        )


def everything_readable() -> set[str]:
    """Every canary that a SELECT over all tables of programs returns in the open scope."""
    found: set[str] = set()
    for model in apps.get_models():
        if "program_id" not in {one.column for one in model._meta.concrete_fields}:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'select t::text from "{model._meta.db_table}" t')
            found |= {word for (line,) in cursor.fetchall() for word in PATTERN.findall(line)}
    return found


@pytest.mark.django_db(transaction=True)
def test_every_role_reads_exactly_what_the_handbook_says(world):
    readers = [reader_of(world, name) for name in CAST]
    Cast(world).file()
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        planted = plant(owner)
    assert len(planted) > 150
    for reader in readers:
        for program in (world.heartland, world.summit):
            with inside(program, reader.user_id):
                seen = everything_readable()
            allowed = {
                word
                for word, cell in planted.items()
                if cell.row["program_id"] == program.pk and may_see(reader, cell, {world.group.pk})
            }
            assert {planted[word] for word in seen - allowed} == set(), (
                f"{reader.name} reads too much of {program.slug}"
            )
            missing = {(planted[word].table, planted[word].column) for word in allowed - seen}
            assert missing == set(), f"{reader.name} misses something of {program.slug}"


@pytest.mark.django_db(transaction=True)
def test_without_a_scope_nothing_is_there(world):
    Cast(world).file()
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        plant(owner)
    from django.db import transaction

    with transaction.atomic():
        assert not here()
        assert everything_readable() == set()


PUBLISHED = {
    "programs_track", "groups_group", "groups_facilitatorterm", "vetting_vettingrules", "vetting_criteria",
    "vetting_agreement", "meetings_attendancerules",
}  # fmt: skip
"""Tables of which anybody inside a program reads something."""


@pytest.mark.django_db(transaction=True)
def test_a_mail_link_reads_its_object_and_nothing_else(world):
    Cast(world).file()
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        planted = plant(owner)
    with inside(world.heartland, reach=world.goal.pk):
        seen = {planted[word] for word in everything_readable()}
    private = {cell for cell in seen if cell.table not in PUBLISHED}
    assert private
    assert {cell.row.get("goal_id", cell.row["id"]) for cell in private} == {world.goal.pk}


@pytest.mark.django_db(transaction=True)
def test_an_applicant_reads_their_own_file_and_not_what_is_thought_of_it(world):
    cast = Cast(world)
    cast.file()
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        planted = plant(owner)
    mine = cast.files["application", "own"]
    with inside(world.heartland, reach=mine):
        seen = {planted[word] for word in everything_readable()}
    private = {cell for cell in seen if cell.table not in PUBLISHED}
    assert {cell.table for cell in private} == {
        "vetting_application", "vetting_paper", "vetting_offer", "vetting_interviewslot", "vetting_visit",
    }  # fmt: skip
    own = {mine, cast.files["slot", "own"]}  # the time for a call that they have, and nobody else's
    assert {cell.row.get("application_id", cell.row["id"]) for cell in private} == own
    charters = {cell.row["group_id"] for cell in seen if cell.table == "vetting_agreement"}
    assert charters == {None, world.group.pk}


@pytest.mark.django_db(transaction=True)
def test_a_referee_reads_the_form_and_nothing_else(world):
    cast = Cast(world)
    cast.file()
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        planted = plant(owner)
    with inside(world.heartland, reach=cast.files["reference", "own"]):
        seen = {planted[word] for word in everything_readable()}
    assert {cell.row["id"] for cell in seen if cell.table not in PUBLISHED} == {cast.files["reference", "own"]}


@pytest.mark.django_db(transaction=True)
def test_the_post_reads_no_words_but_those_it_was_given(world):
    Cast(world).file()
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        planted = plant(owner)
    with inside(None, reach="post"):
        seen = {planted[word].table for word in everything_readable()}
    assert seen <= {
        "notifications_delivery", "notifications_deliverywords", "notifications_addresstrouble",
        "notifications_mailreport", "notifications_mailreply",
    }  # fmt: skip


def test_the_reader_is_the_plain_role(db):
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == (APP,)
