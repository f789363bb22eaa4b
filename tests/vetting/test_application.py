"""A file: evidence beside criteria, conflicts, cases like it, its history; who may read it; and what is noted in it."""

from datetime import timedelta

import pytest

from programs.actions import give_role
from programs.models import Role
from programs.tenancy import inside
from vetting import states
from vetting.actions.applying import attach
from vetting.actions.candor import answer_candor, ask_candor, settle_candor
from vetting.actions.deciding import decide, note_call, say_reading, undo_decision
from vetting.actions.reviewing import ask_reference, give_opinion, set_rules
from vetting.models import Application, CallNote, Dossier, Opinion, Reference
from vetting.states import State

pytestmark = pytest.mark.django_db

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63600000000200"
    "0148afa4710000000049454e44ae426082"
)


@pytest.fixture
def admin(world, client_as):
    """Priya's browser."""
    return client_as(world.admin)


@pytest.fixture
def reviewer(world, client_as):
    """Rosa's browser."""
    return client_as(world.reviewer)


@pytest.fixture
def filed(applicant, world):
    """An application with everything told."""
    return applicant(
        group=world.group,
        website="kessler.example",
        goals="Kessler Networks wants a second pair of eyes.",
        competitors=["Baxter IT"],
        facts={"managed_users": 900, "revenue_band": 2, "maturity": 2.5, "maturity_evidence": {"books": "Closed May"},
               "service_radius_km": 40, "verticals": ["Dental"], "business_model": "managed"},
    )  # fmt: skip


@pytest.fixture
def second(world):
    """A second reviewer of Heartland: Frank, who runs a group as well."""
    with inside(world.heartland, world.admin):
        give_role(Role.Kind.REVIEWER, by=world.admin, name=str(world.facilitator), email=world.facilitator.email)
        Role.objects.filter(kind=Role.Kind.REVIEWER, email=world.facilitator.email).update(user=world.facilitator)
    return world.facilitator


def url(application, part: str = "") -> str:
    return f"/p/heartland/applications/{application.pk}/{part}"


def text(answer) -> str:
    return answer.content.decode()


def as_admin(world):
    return inside(world.heartland, world.admin)


# -- what it shows ---------------------------------------------------------------------------------------------------


def test_evidence_stands_beside_criteria_with_a_word_for_each_mark(world, admin, filed):
    with as_admin(world):
        Application.objects.update(maturity={"books": 3, "sales": 1})
    page = text(admin.get(url(filed)))
    for words in (
        "Nora Kessler", "Kessler Networks", "We stopped growing", "900", "1\N{EN DASH}3 M", "Managed services first",
        "Baxter IT", "Dental", "second pair of eyes", "Closed May", "25 miles",
    ):  # fmt: skip
        assert words in page
    assert 'href="https://kessler.example" target="_blank" rel="noopener' in page
    with as_admin(world):
        findings = Dossier.objects.get(application=filed).findings
    assert findings
    for one in findings:
        assert one["sentence"].split(";")[0] in page.replace("&#x27;", "'")
    assert {"met": "Met", "not_met": "Not met", "unclear": "Unclear"}[findings[0]["met"]] in page


def test_conflicts_are_drawn_said_and_listed(world, admin, filed):
    found = [
        {"group": str(world.group.pk), "level": 3, "kind": "territory", "sentence": "Same market: Baxter IT is near.",
         "company": "Baxter IT", "km": 11.0},
        {"group": str(world.group.pk), "level": 2, "kind": "named", "sentence": "They named Ohm & Co.",
         "company": "Ohm & Co", "km": None},
    ]  # fmt: skip
    with as_admin(world):
        Dossier.objects.filter(application=filed).update(conflicts=found)
    page = text(admin.get(url(filed)))
    assert "Cannot share a group" in page
    assert "1. Baxter IT, 7 miles, cannot share a group" in page
    assert "1 company within 15 mi; Baxter IT is the nearest, 7 miles away." in page
    assert "Same market: Baxter IT is near." in page
    assert "They named Ohm &amp; Co." in page
    assert ">not known</td>" in page


def test_a_candor_check_is_told_in_one_word_and_no_name(world, admin, filed, now):
    with as_admin(world):
        Application.objects.update(state=State.POOL, consent_at=now)
        filed.refresh_from_db()
        check = ask_candor(filed, world.group, by=world.admin, now=now)
    assert "Being checked" in text(admin.get(url(filed)))
    with inside(world.heartland, world.member):
        answer_candor(check, world.member_of(world.member), freely=False, now=now, reason="We bid on the same")
    assert "We bid on the same" not in text(admin.get(url(filed)))
    with inside(world.heartland, world.facilitator):
        settle_candor(check, clear=False, by=world.facilitator, now=now)
    page = text(admin.get(url(filed)))
    assert "Blocked" in page
    assert "We bid on the same" not in page


def test_cases_like_it_come_with_decision_and_reason_nearest_first(world, admin, filed, applicant, now):
    for name, size, reason in (("Ann Big", 200, "large"), ("Bob Near", 20, "place"), ("Cy Mid", 40, "small"),
                               ("Di Far", 2, "silence")):  # fmt: skip
        made = applicant(name, employees=size)
        with as_admin(world):
            decide(made, states.Decision.DECLINE, by=world.admin, now=now, reason=reason)
    cases = admin.get(url(filed)).context["similar"]
    assert [one["application"].name for one in cases] == ["Bob Near", "Cy Mid", "Di Far"]
    assert (cases[0]["chip"], cases[0]["decided"]) == ("Outside our area", "Declined")


def test_why_keeps_what_was_known_then(world, admin, filed, now):
    with as_admin(world):
        made = decide(filed, states.Decision.DECLINE, by=world.admin, now=now, reason="small", words="Come back at 10.",
                      note="Called twice.")  # fmt: skip
        then = made.evidence["findings"][0]["sentence"]
        Dossier.objects.filter(application=filed).update(findings=[])
    page = text(admin.get(url(filed)))
    for words in ("New to declined", "Smaller than our groups", "Come back at 10.", "Called twice.", str(world.admin)):
        assert words in page
    assert then.split(";")[0] in page
    with as_admin(world):
        undo_decision(made, by=world.admin, now=now)
    assert "Taken back" in text(admin.get(url(filed)))


def test_names_are_hidden_on_demand(admin, filed, world, now):
    with as_admin(world):
        note_call(filed, by=world.admin, now=now, words="Nora Kessler sounds honest.")
    page = text(admin.get(f"{url(filed)}?masked=1")).split("<main")[1]
    for name in ("Nora", "Kessler", "kessler"):
        assert name not in page
    assert "N. K." in page
    assert "an MSP" in page
    assert "sounds honest" in page


def test_next_and_previous_walk_the_queue(admin, applicant, now):
    first, second, third = (applicant(f"Guest {n}", when=now - timedelta(days=9 - n)) for n in range(3))
    page = text(admin.get(url(second)))
    assert f'href="{url(third)}" data-key="j"' in page
    assert f'href="{url(first)}" data-key="k"' in page
    assert "2 of 3" in page
    assert 'data-key="k"' not in text(admin.get(url(first)))


def test_queries_do_not_grow_with_what_is_in_it(world, admin, filed, applicant, queries, now):
    admin.get(url(filed))
    few = queries(lambda: admin.get(url(filed)))
    for number in range(12):
        other = applicant(f"Guest {number}")
        with as_admin(world):
            decide(other, states.Decision.DECLINE, by=world.admin, now=now, reason="small")
            note_call(filed, by=world.admin, now=now, words=f"Call {number}")
    with inside(world.heartland, reach=filed.pk):
        for number in range(4):
            attach(Application.objects.get(), name=f"{number}.png", content=PNG, now=now)
    many = queries(lambda: admin.get(url(filed)))
    assert many == few


# -- who may read it -------------------------------------------------------------------------------------------------


def test_a_reviewer_reads_and_decides_nothing(world, admin, reviewer, filed, now):
    with as_admin(world):
        note_call(filed, by=world.admin, now=now, words="Between admins.")
    page = text(reviewer.get(url(filed)))
    assert "We stopped growing" in page
    for hidden in ("Between admins.", "/decision/", "/judgment/", "Call notes"):
        assert hidden not in page
    for part in ("decision/", "decision/undo/", "judgment/", "note/", "step/", "paid/", "reopening/", "reading/"):
        assert reviewer.post(url(filed, part)).status_code == 404
        assert admin.get(url(filed, part)).status_code == 405


@pytest.mark.parametrize("who", ["member", "facilitator", "stranger", "foreign_admin"])
def test_for_others_it_does_not_exist(world, client_as, filed, who):
    browser = client_as(getattr(world, who))
    assert browser.get(url(filed)).status_code == 404
    assert browser.post(url(filed, "decision/"), {"decision": "decline", "reason": "small"}).status_code == 404


def test_signed_out_one_is_sent_to_sign_in(client, filed):
    assert client.get(url(filed)).headers["Location"].startswith("/accounts/login/")


# -- what is noted ---------------------------------------------------------------------------------------------------


def test_notes_steps_and_the_tick(world, admin, filed, now):
    assert admin.post(url(filed, "note/"), {"words": "Sounds honest."}).status_code == 302
    owner = world.admin.pk
    assert admin.post(url(filed, "step/"), {"words": "Call", "on": "2026-12-01", "owner": owner}).status_code == 302
    with as_admin(world):
        set_rules(by=world.admin, now=now, payment=True)
    assert "not in place yet" in text(admin.get(url(filed)))
    admin.post(url(filed, "paid/"), {"paid": "1"})
    with as_admin(world):
        dossier = Dossier.objects.get(application=filed)
        assert (dossier.next_step, dossier.next_owner, dossier.next_on.isoformat()) == (
            "Call",
            world.admin,
            "2026-12-01",
        )
        assert dossier.paid_at
        assert CallNote.objects.get().words == "Sounds honest."
        assert Application.objects.get(pk=filed.pk).state == State.IN_REVIEW
    admin.post(url(filed, "paid/"), {"paid": "0"})
    with as_admin(world):
        assert Dossier.objects.get(application=filed).paid_at is None


def test_what_is_wrong_comes_back_with_what_was_typed(world, admin, filed):
    answer = admin.post(url(filed, "note/"), {"words": "A\0B"})
    assert answer.status_code == 422
    answer = admin.post(url(filed, "step/"), {"words": "Call them", "on": "1899-01-01"})
    assert answer.status_code == 422
    assert "Choose a day of this century." in text(answer)
    assert 'value="Call them"' in text(answer)
    answer = admin.post(url(filed, "step/"), {"words": "Call", "owner": world.member.pk})
    assert "Choose a program admin or reviewer" in text(answer)
    assert admin.post(url(filed, "note/"), {"words": " "}).status_code == 422
    with as_admin(world):
        assert not CallNote.objects.exists()


def test_it_is_weighed_again(world, admin, filed):
    with as_admin(world):
        Dossier.objects.filter(application=filed).update(fit="", findings=[])
    assert admin.post(url(filed, "judgment/")).status_code == 302
    with as_admin(world):
        assert Dossier.objects.get(application=filed).findings


def test_what_was_declined_is_taken_up_again_and_nothing_else(world, admin, filed, now):
    answer = admin.post(url(filed, "reopening/"), follow=True)
    assert "Only what was declined" in text(answer)
    with as_admin(world):
        decide(filed, states.Decision.DECLINE, by=world.admin, now=now, reason="small")
    assert "Take it up again" in text(admin.get(url(filed)))
    admin.post(url(filed, "reopening/"))
    with as_admin(world):
        assert Application.objects.get(pk=filed.pk).state == State.IN_REVIEW


def test_who_else_reads_it_is_told(world, admin, filed, now):
    assert "is reading this too" not in text(admin.post(url(filed, "reading/")))
    with as_admin(world):
        Dossier.objects.filter(application=filed).update(reader=None)
        say_reading(filed, by=world.facilitator, now=now)
    assert f"{world.facilitator} is reading this too" in text(admin.post(url(filed, "reading/")))


def test_a_paper_is_a_file_to_keep(world, admin, reviewer, client_as, filed, now):
    with inside(world.heartland, reach=filed.pk):
        paper = attach(Application.objects.get(), name="Zürich\r\nX.png", content=PNG, now=now)
    address = f"/p/heartland/applications/papers/{paper.pk}/"
    for browser in (admin, reviewer):
        answer = browser.get(address)
        assert answer.content == PNG
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert address in text(admin.get(url(filed)))
    for who in (world.member, world.facilitator, world.foreign_admin):
        assert client_as(who).get(address).status_code == 404


# -- opinions and references -----------------------------------------------------------------------------------------


def test_opinions_are_asked_for_only_if_the_program_wants_them(world, admin, reviewer, filed):
    for browser in (admin, reviewer):
        assert "pinion" not in text(browser.get(url(filed))).split("<main")[1]
    assert reviewer.post(url(filed, "opinion/"), {"view": "yes"}).status_code == 404


def test_a_reviewer_writes_before_they_see_what_others_think(world, admin, reviewer, client_as, filed, now, second):
    with as_admin(world):
        set_rules(by=world.admin, now=now, opinions=2)
    with inside(world.heartland, second):
        give_opinion(filed, by=second, now=now, view=Opinion.View.NO, words="Too far away.")
    page = text(reviewer.get(url(filed)))
    assert "Too far away." not in page
    assert "Your opinion" in page
    assert reviewer.post(url(filed, "opinion/"), {"words": "Hm"}).status_code == 422
    assert reviewer.post(url(filed, "opinion/"), {"view": "yes", "words": "Glad of them."}).status_code == 302
    page = text(reviewer.get(url(filed)))
    assert "Too far away." in page
    assert "Change it" not in page
    answer = reviewer.post(url(filed, "opinion/"), {"view": "no"})
    assert answer.status_code == 422
    assert "yours stands as you wrote it" in text(answer)
    page = text(admin.get(url(filed)))
    assert "2 of 2 are in." in page
    assert "Glad of them." in page


def test_who_is_too_close_steps_aside_and_the_file_is_closed_to_them(world, admin, reviewer, filed, now):
    with as_admin(world):
        set_rules(by=world.admin, now=now, opinions=1)
    answer = reviewer.post(url(filed, "recusal/"))
    assert answer.headers["Location"] == "/p/heartland/applications/"
    for part in ("", "opinion/", "recusal/"):
        method = reviewer.post if part else reviewer.get
        assert method(url(filed, part)).status_code == 404
    assert "stepped aside" in text(admin.get(url(filed)))
    assert admin.post(url(filed, "recusal/")).status_code == 404


def test_a_referee_is_asked_by_name_and_what_they_said_is_shown(world, admin, reviewer, filed, now):
    asked = {"name": "Ann Lee", "email": "Ann@Lee.example", "relation": "A client"}
    assert admin.post(url(filed, "reference/"), asked).status_code == 404
    with as_admin(world):
        set_rules(by=world.admin, now=now, references=1)
        Application.objects.filter(pk=filed.pk).update(referees=[asked, {"name": "Bo Ek", "email": "bo@ek.example"}])
    assert "Ask<span" in text(admin.get(url(filed)))
    assert admin.post(url(filed, "reference/"), asked).status_code == 302
    again = admin.post(url(filed, "reference/"), asked)
    assert again.status_code == 422
    assert "They were asked already" in text(again)
    own = admin.post(url(filed, "reference/"), asked | {"email": filed.email})
    assert "own address" in text(own)
    with as_admin(world):
        reference = Reference.objects.get()
        assert (reference.email, reference.expires_at - reference.asked_at) == ("ann@lee.example", timedelta(days=30))
        Reference.objects.update(answered_at=now, answers={"known": "Since school.", "together": "perhaps"})
    for browser in (admin, reviewer):
        page = text(browser.get(url(filed)))
        assert "Since school." in page
        assert "Perhaps" in page
    assert reviewer.post(url(filed, "reference/"), asked).status_code == 404
    with as_admin(world):
        ask_reference(filed, by=world.admin, now=now, name="Bo", email="bo@ek.example")
    assert "no answer yet" in text(admin.get(url(filed)))
