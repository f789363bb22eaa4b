import pytest

from members.roster.choices import TRACKS, business_model, mode, ownership, role, seat_status, yes_no
from members.roster.values import Doubtful, NotUnderstood


@pytest.mark.parametrize(
    ("text", "track"),
    [
        ("owner", "Owner/Principal"),
        ("Owner / Principal", "Owner/Principal"),
        ("Founder & CEO", "Owner/Principal"),
        ("President/CEO", "Owner/Principal"),
        ("Co-Owner", "Owner/Principal"),
        ("Svc Mgr", "Service Manager"),
        ("service delivery manager", "Service Manager"),
        ("PM", "Project Manager"),
        ("Security Lead", "Security"),
        ("dispatch", "Triage/Dispatch"),
        ("C.O.O.", "COO"),
        ("Dir. of Operations", "COO"),
        ("Ops Manager", "COO"),
    ],
)
def test_role_finds_the_track(text: str, track: str) -> None:
    assert role(text) == track


def test_role_keeps_free_text() -> None:
    assert role("vCIO") == "vCIO"
    assert role("vCIO") not in TRACKS


def test_role_answers_in_the_words_of_the_program() -> None:
    assert role("Founder", ["Owners", "Service Managers"]) == "Owners"
    assert role("svc mgr", ["Owners", "Service Managers"]) == "Service Managers"
    assert role("VCIO", ["Owners", "vCIO"]) == "vCIO"
    assert role("COO", ["Owners"]) == "COO"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Active", "active"),
        ("Yes", "active"),
        ("no", "alumni"),
        ("On leave", "leave"),
        ("Stand-in", "alternate"),
        ("Guest", "guest"),
        ("resigned", "alumni"),
    ],
)
def test_seat_status(text: str, status: str) -> None:
    assert seat_status(text) == status


def test_seat_status_refuses() -> None:
    with pytest.raises(NotUnderstood, match="Write active, on leave, alternate, guest or alumni"):
        seat_status("purple")


@pytest.mark.parametrize(("text", "answer"), [("Y", True), ("true", True), ("✓", True), ("N", False), ("0", False)])
def test_yes_no(text: str, answer: bool) -> None:
    assert yes_no(text) is answer


def test_yes_no_refuses() -> None:
    with pytest.raises(NotUnderstood, match="neither yes nor no"):
        yes_no("perhaps")


def test_what_a_company_is_and_how_a_group_meets() -> None:
    assert business_model("Managed services") == "managed"
    assert business_model("Break/Fix") == "breakfix"
    assert ownership("PE-backed") == "investor"
    assert mode("In-person") == "in_person"
    assert mode("zoom") == "online"


def test_an_unknown_choice_leaves_the_field_empty_with_a_doubt() -> None:
    with pytest.raises(Doubtful, match="left empty") as doubt:
        ownership("my uncle")
    assert doubt.value.value == ""
