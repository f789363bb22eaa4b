"""The program's agreement: its versions, how far it is signed, what was signed on paper, and how it is counted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groups.models import SeatHolder
from members.models import Member
from programs.tenancy import inside
from vetting.actions.signing import publish_agreement, sign
from vetting.models import Agreement, Signature

PAGE = "/p/heartland/agreements/"
TEXT = "What is said here stays here."


@pytest.fixture
def nda(world, now):
    """Publishes a version of Heartland's agreement."""

    def publish(text=TEXT, *, minor=False):
        with inside(world.heartland, world.admin):
            return publish_agreement(Agreement.Kind.NDA, text=text, by=world.admin, now=now, minor=minor)

    return publish


@pytest.fixture
def signs(world, now):
    """Has a member of Heartland sign a version."""

    def sign_it(agreement, user):
        with inside(world.heartland, user):
            sign(agreement, name=user.name, member=world.member_of(user), by=user, now=now)

    return sign_it


def seated(world) -> int:
    """How many members sit in groups of Heartland."""
    with inside(world.heartland, world.admin):
        return SeatHolder.objects.current().values("member").distinct().count()


def test_the_first_text_is_published_and_everybody_seated_is_asked(world, client_as):
    browser = client_as(world.admin)
    assert "There is no agreement yet." in browser.get(PAGE).content.decode()
    read = browser.post(PAGE, {"text": f"{TEXT}\r\nAnd nowhere else."}, follow=True).content.decode()
    assert "Version 1 is in force. Everybody is asked to sign it." in read
    everybody = seated(world)
    assert f"{everybody} of {everybody} unsigned" in read
    assert "Dana Whitfield" in read
    assert "Wanda Ruiz" not in read, "who has no seat is not asked yet"
    with inside(world.heartland, world.admin):
        assert Agreement.objects.get().text == f"{TEXT}\nAnd nowhere else."


def test_who_has_signed_is_counted_by_group_and_by_name(world, client_as, nda, signs):
    signs(nda(), world.member)
    answer = client_as(world.admin).get(PAGE)
    everybody = seated(world)
    assert f"{everybody - 1} of {everybody} unsigned" in answer.content.decode()
    groups = {row["group__name"]: (row["unsigned"], row["asked"]) for row in answer.context["campaign"]["groups"]}
    assert groups["Owners 1"] == (2, 3)
    assert world.member.name not in [str(one) for one, _ in answer.context["campaign"]["people"]]
    assert [row["signature"].name for row in answer.context["campaign"]["latest"]] == [world.member.name]


def test_a_mended_word_asks_nobody_again_and_a_new_rule_asks_everybody(world, client_as, nda, signs):
    signs(nda(), world.member)
    browser, everybody = client_as(world.admin), seated(world)
    told = browser.post(PAGE, {"text": "What is said here, stays here.", "minor": "on"}, follow=True).content.decode()
    assert "Version 2 is in force. Who has signed has signed." in told
    assert f"{everybody - 1} of {everybody} unsigned" in told
    assert "signatures from version 1 on hold" in told
    told = browser.post(PAGE, {"text": "Nor what is shown."}, follow=True).content.decode()
    assert f"{everybody} of {everybody} unsigned" in told
    with inside(world.heartland, world.admin):
        assert list(Agreement.objects.order_by("number").values_list("number", "binds_from")) == [
            (1, 1),
            (2, 1),
            (3, 3),
        ]


def test_what_was_signed_on_paper_counts_with_its_day(world, client_as, nda):
    agreement, browser, everybody = nda(), client_as(world.admin), seated(world)
    with inside(world.heartland, world.admin):
        members = [world.member_of(user).pk for user in (world.member, world.peer)]
    url = f"/p/heartland/agreements/{agreement.pk}/paper/"
    told = browser.post(url, {"members": members, "on": "2023-05-04"}, follow=True).content.decode()
    assert "2 signatures on paper noted." in told
    assert f"{everybody - 2} of {everybody} unsigned" in told
    assert "May 4, 2023" in told
    assert "on paper, noted by Priya Raman" in told
    with inside(world.heartland, world.admin):
        assert {one.recorded_by for one in Signature.objects.all()} == {world.admin}


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"on": "2023-05-04"}, "Tick who signed."),
        ({"members": "one"}, "Say on which day."),
        ({"members": "one", "on": "May"}, "Type a day such as"),
        ({"members": "one", "on": "later"}, "That day is still to come."),
        ({"members": "nonsense", "on": "2023-05-04"}, "is not a valid UUID."),
        ({"members": "\0", "on": "2023-05-04"}, "Who signed</a>:"),
        ({"members": "foreign", "on": "2023-05-04"}, "has signed meanwhile"),
    ],
)
def test_a_wrong_note_says_so_and_keeps_the_ticks(world, client_as, nda, data, error):
    agreement = nda()
    with inside(world.heartland, world.admin):
        mine = str(world.member_of(world.member).pk)
    with inside(world.summit, world.foreign_admin):
        foreign = str(Member.objects.first().pk)
    keys = {"one": mine, "foreign": foreign}
    typed = {name: keys.get(value, value) for name, value in data.items()}
    if typed.get("on") == "later":
        typed["on"] = (timezone.now() + timedelta(days=2)).date().isoformat()
    answer = client_as(world.admin).post(f"/p/heartland/agreements/{agreement.pk}/paper/", typed)
    assert answer.status_code == 422
    assert error in answer.content.decode()
    if typed.get("members") == mine:
        assert f'value="{mine}" checked' in answer.content.decode()
    with inside(world.heartland, world.admin):
        assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("text", "error"),
    [("", "Write or paste the text first."), (" \n ", "Write or paste"), (TEXT, "Nothing in the text has changed."),
     ("a\0b", "Null characters are not allowed."), ("x" * 40_001, "at most 40000 characters")],
)  # fmt: skip
def test_a_text_that_cannot_stand_is_not_published(world, client_as, nda, text, error):
    nda()
    answer = client_as(world.admin).post(PAGE, {"text": text})
    assert answer.status_code == 422
    assert error in answer.content.decode()
    with inside(world.heartland, world.admin):
        assert Agreement.objects.count() == 1


def test_more_people_and_versions_cost_no_more_queries(world, client_as, nda, signs, queries):
    browser = client_as(world.admin)
    nda()
    few = queries(lambda: browser.get(PAGE))
    newest = nda("Nor what is shown.")
    for user in (world.member, world.peer, world.sibling):
        signs(newest, user)
    assert queries(lambda: browser.get(PAGE)) == few
    assert few <= 10


@pytest.mark.parametrize("who", ["member", "facilitator", "reviewer", "stranger", "foreign_admin"])
def test_nobody_else_finds_it(world, client_as, nda, who):
    agreement = nda()
    browser = client_as(getattr(world, who))
    assert browser.get(PAGE).status_code == 404
    assert browser.post(PAGE, {"text": "Mine"}).status_code == 404
    assert browser.post(f"/p/heartland/agreements/{agreement.pk}/paper/").status_code == 404


def test_signed_out_one_is_asked_to_sign_in_and_a_get_notes_nothing(world, client_as, nda):
    assert "/accounts/login" in client_as(None).get(PAGE).headers["Location"]
    url = f"/p/heartland/agreements/{nda().pk}/paper/"
    assert client_as(world.admin).get(url).status_code == 405
