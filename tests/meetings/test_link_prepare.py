"""Preparing from the mail: it shows and saves one place's own words, Done shares them, and nothing is said before."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from goals.actions import check_in
from goals.models import CheckIn, Commitment, Goal
from goals.promising import make_commitment
from groups.models import SeatHolder
from meetings.actions.preparing import set_homework
from meetings.models import HandIn, Meeting, ParkedItem, Preparation, Rsvp
from members.models import Member
from programs import links
from programs.models import Activity
from programs.tenancy import inside
from tests.house.files import PNG


@pytest.fixture
def place(world):
    """The member's place at the meeting in two days."""
    with inside(world.heartland, world.member):
        return Rsvp.objects.get(meeting=world.meeting, member__user=world.member)


@pytest.fixture
def url(world, place):
    return links.url("prepare", world.heartland.pk, place.pk).removeprefix("http://testserver")


@pytest.fixture
def promise(world):
    now = timezone.now()
    with inside(world.heartland, world.member):
        me = Member.objects.get(user=world.member)
        return make_commitment(
            me, world.group, by=world.member, now=now, today=now.date(), text="Call the five largest",
            due_on=now.date() + timedelta(days=1),
        )  # fmt: skip


@pytest.fixture
def phone():
    """Nobody's browser."""
    return Client()


def as_member(world, read, user=None):
    with inside(world.heartland, user or world.member):
        return read()


def words(browser, url, **more):
    """What the page posts: its marks, and what stands in it."""
    form = browser.get(url).context["form"]
    return {name: form[name].value() or "" for name in form.fields if not name.startswith("promise-")} | more


def prepared(world, user=None):
    return as_member(world, lambda: Preparation.objects.filter(meeting=world.meeting).first(), user)


def test_done_shares_it_checks_in_keeps_and_parks(world, phone, url, promise):
    sent = words(phone, url, win="Two new clients", issue="Who owns pricing?", weight="3", done="1")
    sent |= {f"goal-{world.goal.pk}": "at_risk", f"promise-{promise.pk}": "on"}
    answer = phone.post(url, sent)
    assert answer.status_code == 302
    page = phone.get(url).content.decode()
    assert "You are prepared" in page
    assert "Two new clients" in page
    row = prepared(world, world.peer)
    assert (row.win, row.issue, row.weight) == ("Two new clients", "Who owns pricing?", 3)
    assert as_member(world, lambda: world.goal.check_ins.first().status) == "at_risk"
    assert as_member(world, lambda: Commitment.objects.get(pk=promise.pk).state) == "kept"
    parked = as_member(world, lambda: ParkedItem.objects.get(pk=row.pk), world.facilitator)
    assert (parked.title, parked.weight, parked.member_id) == ("Who owns pricing?", 3, row.member_id)
    kinds = as_member(world, lambda: set(Activity.objects.filter(via="mail").values_list("kind", flat=True)))
    assert kinds >= {"preparation.done", "goal.checked_in", "promise.kept"}


def test_what_stands_is_confirmed_without_a_touch(world, phone, url):
    with inside(world.heartland, world.member):
        Goal.objects.filter(pk=world.goal.pk).update(status="stuck", checked_in_at=timezone.now() - timedelta(days=20))
    before = as_member(world, world.goal.check_ins.count)
    phone.post(url, words(phone, url, done="1"))
    assert as_member(world, world.goal.check_ins.count) == before + 1
    assert as_member(world, lambda: world.goal.check_ins.first().status) == "stuck"


def test_nothing_is_said_or_seen_before_done(world, phone, url, promise):
    sent = words(phone, url, win="Two new clients") | {f"promise-{promise.pk}": "on"}
    sent[f"goal-{world.goal.pk}"] = "stuck"
    before = as_member(world, world.goal.check_ins.count)
    answer = phone.post(url, sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Saved at" in answer.content.decode()
    assert prepared(world).win == "Two new clients"
    for who in (world.peer, world.facilitator, world.admin, world.sibling):
        assert prepared(world, who) is None
    assert as_member(world, world.goal.check_ins.count) == before
    assert as_member(world, lambda: Commitment.objects.get(pk=promise.pk).state) == "open"
    form = phone.get(url).context["form"]
    assert form[f"goal-{world.goal.pk}"].value() == "stuck"
    assert form[f"promise-{promise.pk}"].value() is True


def test_an_admin_never_reads_it(world, phone, url):
    phone.post(url, words(phone, url, win="Two new clients", issue="Pricing", done="1"))
    assert prepared(world, world.admin) is None
    assert as_member(world, ParkedItem.objects.count, world.admin) == 0


def test_two_windows_that_changed_the_same_are_shown_both(world, phone, url):
    one, other = words(phone, url, win="From the phone"), words(phone, url, win="From the desk")
    phone.post(url, one, headers={"HX-Request": "true"})
    answer = phone.post(url, other, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#prepare-form"
    page = answer.content.decode()
    assert "Win: From the phone" in page
    assert "Win: From the desk" in page
    assert prepared(world).win == "From the phone"
    again = {name: answer.context["form"][name].value() or "" for name in answer.context["form"].fields}
    assert phone.post(url, again | {"keep": "mine"}).status_code == 302
    assert prepared(world).win == "From the desk"


def test_two_windows_that_changed_something_else_keep_both(world, phone, url):
    one, other = words(phone, url, win="A win"), words(phone, url, issue="An issue")
    phone.post(url, one, headers={"HX-Request": "true"})
    answer = phone.post(url, other, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert (prepared(world).win, prepared(world).issue) == ("A win", "An issue")
    # The second window still shows no win, and saves again: it knows what it does not show.
    marks = {f"was-{name}": mark for name, mark in answer.context["marks"].items()}
    phone.post(url, other | marks | {"issue": "An issue, sharper"}, headers={"HX-Request": "true"})
    assert (prepared(world).win, prepared(world).issue) == ("A win", "An issue, sharper")


def test_taken_back_it_is_nobodys_but_their_own(world, phone, url):
    phone.post(url, words(phone, url, win="Two new clients", issue="Pricing", done="1"))
    assert phone.post(url, {"take_back": "1"}).status_code == 302
    assert prepared(world, world.peer) is None
    assert prepared(world).win == "Two new clients"
    assert as_member(world, ParkedItem.objects.count, world.facilitator) == 0


def test_changed_after_done_the_parking_lot_follows_until_it_is_on_an_agenda(world, phone, url):
    phone.post(url, words(phone, url, issue="Pricing", done="1"))
    phone.post(url, words(phone, f"{url}?again=1", issue="Pricing of support", done="1"))
    assert as_member(world, lambda: ParkedItem.objects.get().title, world.peer) == "Pricing of support"
    with inside(world.heartland, world.facilitator):
        ParkedItem.objects.update(state="scheduled")
    phone.post(url, words(phone, f"{url}?again=1", issue="", done="1"))
    assert as_member(world, lambda: ParkedItem.objects.get().title, world.peer) == "Pricing of support"


def test_done_twice_is_said_once(world, phone, url):
    sent = words(phone, url, win="Once", done="1") | {f"goal-{world.goal.pk}": "at_risk"}
    before = as_member(world, world.goal.check_ins.count)
    for _ in range(2):
        assert phone.post(url, sent).status_code == 302
    assert as_member(world, world.goal.check_ins.count) == before + 1
    done = as_member(world, lambda: Activity.objects.filter(kind="preparation.done").count())
    assert done == 1


def test_a_check_in_of_a_moment_ago_keeps_its_note(world, phone, url):
    with inside(world.heartland, world.member):
        check_in(world.goal, by=world.member, now=timezone.now(), status="on_track", note="Signed today")
    phone.post(url, words(phone, url, done="1") | {f"goal-{world.goal.pk}": "at_risk"})
    last = as_member(world, world.goal.check_ins.first)
    assert (last.status, last.note) == ("at_risk", "Signed today")


@pytest.mark.parametrize(
    ("field", "value"), [("win", "a\0b"), ("win", "x" * 601), ("issue", "y" * 141), ("weight", "7")]
)
def test_what_cannot_be_kept_comes_back_with_a_word(world, phone, url, field, value):
    sent = words(phone, url, win="A win", issue="An issue", done="1") | {field: value}
    answer = phone.post(url, sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert "An issue" in answer.content.decode() or field == "issue"
    assert prepared(world) is None
    part = phone.post(url, sent, headers={"HX-Request": "true"})
    assert "Not saved yet" in part.content.decode()


def test_homework_is_handed_in_by_file_and_a_wrong_one_is_explained(world, phone, url, place, homework):
    one = homework(hand_in="file")
    there = reverse("link_hand_in", args=[url.split("/")[2], one.pk])
    wrong = phone.post(there, {"act": "in", "paper": a_file("deal.docx", b"PK\x03\x04 office")})
    assert wrong.status_code == 422
    assert "Save it as a PDF first" in wrong.content.decode()
    assert phone.post(there, {"act": "in", "paper": a_file("deal.png", PNG)}).status_code == 302
    row = as_member(world, lambda: HandIn.objects.get(homework=one), world.peer)
    assert (row.file_name, row.file_kind, bytes(row.content)) == ("deal.png", "png", PNG)
    assert "deal.png" in phone.get(url).content.decode()


def test_who_asks_for_help_is_seen_by_the_facilitator_alone(world, phone, url, homework):
    one = homework(hand_in="text")
    there = reverse("link_hand_in", args=[url.split("/")[2], one.pk])
    assert phone.post(there, {"act": "help", "text": "I do not get it"}).status_code == 302
    assert as_member(world, lambda: HandIn.objects.get().text, world.facilitator) == "I do not get it"
    for who in (world.peer, world.admin, world.sibling):
        assert as_member(world, HandIn.objects.count, who) == 0
    phone.post(there, {"act": "no_help"})
    assert as_member(world, HandIn.objects.count, world.facilitator) == 0


def test_homework_of_another_meeting_does_not_exist_here(world, phone, url):
    with inside(world.heartland, world.reviewer):
        strange = set_homework(
            world.sibling_meeting, by=world.reviewer, now=world.sibling_meeting.starts_at - timedelta(days=11),
            title="Theirs", minutes=10,
        )  # fmt: skip
    answer = phone.post(reverse("link_hand_in", args=[url.split("/")[2], strange.pk]), {"act": "in"})
    assert answer.status_code == 410


def test_after_the_meeting_the_link_says_so(world, phone, url):
    ends = timezone.now() - timedelta(minutes=1)
    with inside(world.heartland, world.facilitator):
        Meeting.objects.filter(pk=world.meeting.pk).update(ends_at=ends)
    for answer in (phone.get(url), phone.post(url, {"done": "1"})):
        assert answer.status_code == 410
        assert "This meeting is over" in answer.content.decode()


def test_a_leaver_finds_nothing(world, phone, url):
    with inside(world.heartland, world.admin):
        SeatHolder.objects.filter(member__user=world.member).update(left_at=timezone.now())
    assert phone.get(url).status_code == 410


def test_it_reads_nothing_but_its_own(world, place):
    with inside(world.heartland, reach=place.pk):
        assert set(Goal.objects.values_list("member", flat=True)) == {place.member_id}
        assert Rsvp.objects.count() == 1
        assert not CheckIn.objects.exists()
        with pytest.raises(Exception, match="row-level security"):
            ParkedItem.objects.create(
                group_id=place.group_id, member_id=place.member_id, title="Not from a preparation"
            )


def test_a_link_of_another_purpose_does_not_open_it(world, phone, place):
    strange = links.token("rsvp", world.heartland.pk, place.pk)
    assert phone.get(reverse("link_prepare", args=[strange])).status_code == 410


def test_wrong_methods(phone, url):
    assert phone.put(url).status_code == 405
    assert phone.get(f"{url}homework/00000000-0000-0000-0000-000000000000/").status_code == 405


def a_file(name, content):
    return SimpleUploadedFile(name, content)
