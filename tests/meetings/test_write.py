"""Write to my group: whom one may write to, how many get it, and the minute in which it is taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.models import Group
from meetings.models import Letter, Meeting, Rsvp
from members.models import Member
from programs.clock import local_day
from programs.models import Activity, Track
from programs.tenancy import inside

PAGE = "/p/heartland/write/"


def letters(world, user) -> list[Letter]:
    with inside(world.heartland, user):
        return list(Letter.objects.all())


def typed(to: str, **more) -> dict[str, str]:
    return {"to": to, "subject": "Thursday", "text": "Bring your numbers."} | more


def to_group(world) -> str:
    return f"group:{world.group.pk}"


def test_a_facilitator_writes_to_their_group_after_seeing_how_many_get_it(world, client_as):
    browser = client_as(world.facilitator)
    looked = browser.post(PAGE, typed(to_group(world)))
    assert looked.status_code == 200
    assert "3 people get this mail." in looked.content.decode()
    assert letters(world, world.facilitator) == []
    sent = browser.post(PAGE, typed(to_group(world), send="yes"), follow=True)
    assert "Your letter to 3 people leaves in a minute." in sent.content.decode()
    (letter,) = letters(world, world.facilitator)
    assert (len(letter.readers), letter.subject, letter.reply_to) == (3, "Thursday", world.facilitator.email)
    assert world.member.pk in letter.readers


def test_who_it_is_for_reads_it_and_staff_and_others_do_not(world, client_as):
    client_as(world.facilitator).post(PAGE, typed(to_group(world), send="yes"))
    assert len(letters(world, world.member)) == 1
    for user in (world.admin, world.sibling, world.reviewer):
        assert letters(world, user) == []


def test_a_facilitator_is_offered_their_groups_and_no_more(world, client_as):
    read = client_as(world.facilitator).get(PAGE).content.decode()
    assert "Owners 1</option>" in read
    assert "Owners 2</option>" not in read
    assert "All members" not in read
    for to in ("all", "facilitators", f"group:{world.sibling_group.pk}", "state:active", "nonsense", "silent:x"):
        assert client_as(world.facilitator).post(PAGE, typed(to, send="yes")).status_code == 422
    assert letters(world, world.facilitator) == []


def members_of(world, **where) -> set:
    with inside(world.heartland, world.admin):
        return set(Member.objects.active().filter(**where).exclude(user=None).values_list("user", flat=True))


def test_an_admin_writes_to_all_to_facilitators_and_to_a_filter(world, client_as):
    with inside(world.heartland, world.admin):
        track = Track.objects.get(name="Owners")
    groups = {"company__seats__group__in": [world.group.pk, world.sibling_group.pk]}
    for to, expected in (
        ("all", members_of(world)),
        ("facilitators", {world.facilitator.pk, world.reviewer.pk}),
        (f"track:{track.pk}", members_of(world, **groups)),
        ("state:active", members_of(world, **groups)),
        (to_group(world), members_of(world, company__seats__group=world.group.pk)),
    ):
        client_as(world.admin).post(PAGE, typed(to, send="yes"))
        newest = letters(world, world.admin)[0]
        assert set(newest.readers) == expected, to


def test_nobody_of_a_paused_group_is_told_apart_as_nobody(world, client_as):
    response = client_as(world.admin).post(PAGE, typed("state:paused", send="yes"))
    assert response.status_code == 422
    assert "Nobody of those has joined yet" in response.content.decode()


def test_the_silent_of_one_meeting(world, client_as, meeting_on):
    today = local_day(timezone.now(), "America/Chicago")
    meeting = meeting_on(20, mode=Group.Mode.IN_PERSON, place="Dayton", answer_by=today + timedelta(days=3))
    with inside(world.heartland, world.facilitator):
        Rsvp.objects.filter(meeting=meeting, member__user=world.peer).update(answer="yes")
    url = f"{PAGE}?to=silent:{meeting.pk}"
    assert "Who has not answered yet in Owners 1" in client_as(world.facilitator).get(url).content.decode()
    client_as(world.facilitator).post(PAGE, typed(f"silent:{meeting.pk}", send="yes"))
    (letter,) = letters(world, world.facilitator)
    assert world.member.pk in letter.readers
    assert world.peer.pk not in letter.readers
    assert "Who has not answered" not in client_as(world.reviewer).get(url).content.decode()
    with inside(world.heartland, world.facilitator):
        Meeting.objects.filter(pk=meeting.pk).update(state="canceled")
    assert "Who has not answered" not in client_as(world.facilitator).get(url).content.decode()


def test_taking_it_back_keeps_the_words_in_the_form(world, client_as):
    browser = client_as(world.facilitator)
    browser.post(PAGE, typed(to_group(world), send="yes"))
    (letter,) = letters(world, world.facilitator)
    url = reverse("letter_undo", args=["heartland", letter.pk])
    assert url in browser.get(PAGE).content.decode()
    back = browser.post(url).content.decode()
    assert "Taken back. Nobody got it" in back
    assert "Bring your numbers." in back
    assert letters(world, world.facilitator) == []


def test_after_its_minute_it_has_left(world, client_as):
    browser = client_as(world.facilitator)
    browser.post(PAGE, typed(to_group(world), send="yes"))
    with inside(world.heartland, world.facilitator):
        Letter.objects.update(written_at=timezone.now() - timedelta(seconds=61))
    (letter,) = letters(world, world.facilitator)
    url = reverse("letter_undo", args=["heartland", letter.pk])
    assert ">Leaves in a minute</h2>" not in browser.get(PAGE).content.decode()
    assert "It has left already." in browser.post(url, follow=True).content.decode()
    assert len(letters(world, world.facilitator)) == 1


def test_only_the_writer_takes_it_back(world, client_as):
    client_as(world.facilitator).post(PAGE, typed(to_group(world), send="yes"))
    (letter,) = letters(world, world.facilitator)
    url = reverse("letter_undo", args=["heartland", letter.pk])
    for user in (world.admin, world.reviewer, world.member):
        assert client_as(user).post(url).status_code == 404
    assert client_as(world.facilitator).get(url).status_code == 405


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"to": ""}, "Choose who it is for."),
        ({"subject": ""}, "Give it a subject."),
        ({"text": ""}, "What do you want to say?"),
        ({"text": "a\0b"}, "Null characters are not allowed."),
        ({"subject": "x" * 121}, "at most 120 characters"),
    ],
)
def test_what_cannot_be_says_why_and_keeps_the_rest(world, client_as, given, error):
    response = client_as(world.facilitator).post(PAGE, typed(to_group(world), send="yes") | given)
    assert response.status_code == 422
    read = response.content.decode()
    assert error in read
    assert "Thursday" in read or "Bring your numbers." in read
    assert letters(world, world.facilitator) == []


@pytest.mark.parametrize("role", ["member", "peer", "sibling", "stranger", "foreign_admin", "foreign_facilitator"])
def test_it_does_not_exist_for_others(world, client_as, role):
    assert client_as(getattr(world, role)).get(PAGE).status_code == 404


def test_signed_out_one_is_asked_to_sign_in(world, client_as):
    assert client_as(None).get(PAGE).url.startswith("/accounts/login/")


def test_the_record_says_that_a_letter_was_written_and_not_to_whom(world, client_as):
    client_as(world.facilitator).post(PAGE, typed(to_group(world), send="yes"))
    with inside(world.heartland, world.facilitator):
        news = Activity.objects.get(kind="letter.written")
    assert (news.group_id, news.member_id, news.fields) == (world.group.pk, None, [])


def test_few_queries(world, client_as, queries):
    browser = client_as(world.admin)
    browser.get(PAGE)
    assert queries(lambda: browser.get(PAGE)) <= 10
