"""The end of a meeting: who is asked and how, what each gives, and what the group hears of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from groups.models import SeatHolder
from meetings.actions.attending import Look, note_look, take_attendance
from meetings.actions.closing import CLOSING, ask_closing, give_closing, take_back_closing
from meetings.actions.opening import tend
from meetings.actions.planning import add_meeting
from meetings.models import Attendance, ClosingWord, Meeting, Rsvp
from meetings.models.closing import closes_at, closing_of
from meetings.views.parts import closing as part
from members.models import Member
from notifications.announcing import announce
from notifications.models import Delivery, Kind, Notice
from notifications.notices import letter_of
from notifications.sweeping import sweep
from programs import links
from programs.clock import on_the_wall
from programs.models import Activity, Due
from programs.refusal import Refused
from programs.tenancy import POST, inside

Seen = Attendance.Seen
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def over(world, now) -> Meeting:
    """A meeting of the group that ended a minute ago; nothing else is due or told."""
    wall = on_the_wall(now - timedelta(minutes=91), world.group.zone)
    with inside(world.heartland, world.facilitator):
        made = add_meeting(
            world.group, by=world.facilitator, now=now - DAY, day=wall.date(), at=wall.time(), zone=world.group.zone,
            minutes=90,
        )  # fmt: skip
    with inside(None, reach=POST):
        Due.objects.all().delete()
        Activity.objects.filter(announced_at=None).update(announced_at=now)
    return made


def people(world) -> list:
    """The users who sit in the group."""
    with inside(world.heartland, world.facilitator):
        holders = SeatHolder.objects.current().filter(group=world.group).select_related("member__user")
        return [held.member.user for held in holders if held.member.user_id]


def place_of(user, meeting) -> Rsvp:
    return Rsvp.objects.select_related("meeting__group", "member").get(meeting=meeting, member__user=user)


def give(world, user, meeting, now, rating=8, word="useful") -> ClosingWord:
    with inside(world.heartland, user):
        return give_closing(place_of(user, meeting), by=user, now=now, rating=rating, word=word)


def heard(world, user, meeting, now):
    with inside(world.heartland, user):
        return part.of(Meeting.objects.get(pk=meeting.pk), "heartland", now)


def rings(world, now) -> None:
    """The group's clock, in the name of the program's admin; then what was recorded is told."""
    with inside(world.heartland, world.admin):
        tend(world.group, now=now)
    announce(now=now)
    sweep(now=now)


def asked(kind=Kind.CLOSING_WORDS) -> set:
    with inside(None, reach=POST):
        return set(Notice.objects.filter(kind=kind).values_list("recipient_id", flat=True))


# -- asking ------------------------------------------------------------------------------------------------------------


def test_who_was_expected_is_asked_in_the_app_when_the_meeting_is_over_and_once(world, over, now):
    with inside(world.heartland, world.facilitator):
        Rsvp.objects.filter(meeting=over, member__user=world.peer).update(answer="no")
    rings(world, now)
    assert world.member.pk in asked()
    assert world.peer.pk not in asked()
    with inside(None, reach=POST):
        before = Notice.objects.filter(kind=Kind.CLOSING_WORDS).count()
    rings(world, now + HOUR)
    with inside(None, reach=POST):
        assert Notice.objects.filter(kind=Kind.CLOSING_WORDS).count() == before
        assert not Delivery.objects.filter(kind=Kind.CLOSING_WORDS).exists()


def test_the_clock_of_the_group_rings_at_the_end_of_its_next_meeting(world, over, now):
    with inside(None, reach=POST):
        Due.objects.all().delete()
    with inside(world.heartland, world.admin):
        Meeting.objects.filter(group=world.group).exclude(pk=over.pk).update(state="canceled")
        tend(world.group, now=over.ends_at - HOUR)
        assert Due.objects.get(kind="meetings.tend").at == over.ends_at


def test_who_left_early_is_asked_by_mail_and_who_was_absent_not_at_all(world, over, now):
    with inside(world.heartland, world.facilitator):
        keys = {user.pk: Member.objects.get(user=user).pk for user in people(world)}
        looks = {keys[world.member.pk]: Look(Seen.LEFT_EARLY, minutes=20), keys[world.peer.pk]: Look(Seen.UNEXCUSED)}
        take_attendance(over, by=world.facilitator, now=now, looks=looks)
    rings(world, now)
    assert world.peer.pk not in asked()
    with inside(None, reach=POST):
        mail = Delivery.objects.get(kind=Kind.CLOSING_WORDS)
    assert mail.user_id == world.member.pk
    made = letter_of(mail, world.heartland, world.member, now)
    assert made.words.subject == f"How was it? {world.group.name}"
    assert "/a/" in made.words.text
    assert "left" in made.words.text
    give(world, world.member, over, now)
    assert letter_of(mail, world.heartland, world.member, now) is None


def test_who_is_known_later_to_have_left_gets_one_mail_and_none_when_the_day_is_over(world, over, now):
    rings(world, now)
    with inside(world.heartland, world.facilitator):
        member = Member.objects.get(user=world.member).pk
        meeting = Meeting.objects.get(pk=over.pk)
        note_look(meeting, member, by=world.facilitator, now=now, look=Look(Seen.LEFT_EARLY, minutes=5))
        assert Due.objects.filter(kind=CLOSING).count() == 0  # it is read by whom it is for
    rings(world, now + HOUR)
    rings(world, now + 2 * HOUR)
    with inside(None, reach=POST):
        mail = Delivery.objects.get(kind=Kind.CLOSING_WORDS)
    assert letter_of(mail, world.heartland, world.member, now + HOUR) is not None
    assert letter_of(mail, world.heartland, world.member, closes_at(over)) is None


def test_a_meeting_of_last_week_asks_nobody(world, over, now):
    with inside(world.heartland, world.admin):
        ask_closing(Meeting.objects.get(pk=over.pk), now=now + 7 * DAY)
        assert not Rsvp.objects.filter(meeting=over).exclude(closing_asked="").exists()


# -- giving ------------------------------------------------------------------------------------------------------------


def test_it_is_open_from_a_quarter_of_an_hour_before_the_end_to_the_end_of_the_next_day(world, over, now):
    with pytest.raises(Refused, match="quarter of an hour"):
        give(world, world.member, over, over.ends_at - timedelta(minutes=16))
    give(world, world.member, over, over.ends_at - timedelta(minutes=15))
    give(world, world.member, over, closes_at(over) - timedelta(seconds=1))
    with pytest.raises(Refused, match="end of the day after"):
        give(world, world.member, over, closes_at(over))
    assert on_the_wall(closes_at(over), over.zone).hour == 0


@pytest.mark.parametrize(("rating", "word"), [(0, "good"), (11, "good"), (5, "two words"), (5, "x" * 25)])
def test_a_number_from_one_to_ten_and_one_word(world, over, now, rating, word):
    with pytest.raises(Refused):
        give(world, world.member, over, now, rating, word)


def test_said_again_it_takes_the_place_of_what_was_said_and_it_can_be_taken_back(world, over, now):
    give(world, world.member, over, now, 4, "slow")
    give(world, world.member, over, now, 9, "")
    with inside(world.heartland, world.member):
        assert (ClosingWord.objects.get().rating, ClosingWord.objects.get().word) == (9, "")
        take_back_closing(place_of(world.member, over), by=world.member, now=now)
        assert not ClosingWord.objects.exists()


# -- hearing -----------------------------------------------------------------------------------------------------------


def test_the_group_hears_words_and_the_average_from_three_up_after_each_said_theirs(world, over, now):
    everybody = people(world)
    assert len(everybody) == 3
    for number, user in enumerate(everybody[:2]):
        give(world, user, over, now, 6 + number, "Useful")
    first = heard(world, everybody[0], over, now)
    assert (first.average, first.words, first.lacking) == (None, [], 1)
    last = heard(world, everybody[2], over, now)
    assert (last.asks, last.shown, last.gave) == (True, False, False)
    give(world, everybody[2], over, now, 9, "useful")
    found = heard(world, everybody[0], over, now)
    assert (found.average, found.words) == (Decimal("7.3"), [("Useful", 3)])
    assert heard(world, world.facilitator, over, now).average == Decimal("7.3")


def test_who_gave_none_hears_the_others_when_nobody_can_give_one_any_more(world, over, now):
    give(world, world.member, over, now)
    assert not heard(world, world.peer, over, now).shown
    assert heard(world, world.peer, over, closes_at(over)).shown


def test_a_number_is_read_by_nobody_but_its_author(world, over, now):
    give(world, world.member, over, now)
    for user in (world.peer, world.facilitator, world.admin):
        with inside(world.heartland, user):
            assert not ClosingWord.objects.exists()
    for user in (world.admin, world.sibling):
        with inside(world.heartland, user):
            assert closing_of(over).answers == 0


def test_nobody_says_it_in_the_place_of_somebody_else(world, over, now):
    with inside(world.heartland, world.peer):
        own, other = place_of(world.peer, over), place_of(world.member, over)
        common = {"meeting_id": over.pk, "group_id": over.group_id, "rating": 1}
        for place, member in ((other, own.member_id), (own, other.member_id)):
            with pytest.raises(DatabaseError), transaction.atomic():
                ClosingWord.objects.create(rsvp=place, member_id=member, **common)


# -- the pages ---------------------------------------------------------------------------------------------------------


def test_the_page_asks_saves_and_can_be_changed_and_taken_back(world, over, client_as):
    browser, page = client_as(world.member), reverse("closing", args=["heartland", over.pk])
    assert "How was it, from 1 to 10?" in browser.get(page).content.decode()
    answer = browser.post(page, {"rating": "7", "word": "two words"})
    assert answer.status_code == 422
    assert "One word, the first that comes." in answer.content.decode()
    assert "two words" in answer.content.decode()
    shown = browser.post(page, {"rating": "7", "word": "honest"}, follow=True).content.decode()
    assert "Saved. Nobody sees your number." in shown
    assert "honest" in shown
    assert "Three answers are needed" in shown
    assert "How was it, from 1 to 10?" in browser.get(page + "?change=1").content.decode()
    assert "Taken back." in browser.post(page, {"act": "remove"}, follow=True).content.decode()


def test_the_meeting_and_its_recap_ask_until_it_is_given(world, over, client_as, queries):
    url = reverse("meeting", args=["heartland", over.pk])
    assert "Say how it was" in client_as(world.member).get(url).content.decode()
    recap = client_as(world.facilitator).get(reverse("recap", args=["heartland", over.pk])).content.decode()
    assert "In one word" in recap
    assert "Say how it was" not in recap


def test_who_was_absent_is_not_asked(world, over, now, client_as):
    with inside(world.heartland, world.facilitator):
        member = Member.objects.get(user=world.member).pk
        take_attendance(over, by=world.facilitator, now=now, looks={member: Look(Seen.EXCUSED)})
    page = client_as(world.member).get(reverse("closing", args=["heartland", over.pk])).content.decode()
    assert "You were not at this meeting" in page
    assert "from 1 to 10?" not in page


def test_the_link_of_the_mail_asks_without_signing_in_and_a_get_saves_nothing(world, over, now, client):
    with inside(world.heartland, world.member):
        place = place_of(world.member, over)
    page = reverse("link_closing", args=[links.token("closing", world.heartland.pk, place.pk)])
    assert 'value="8" checked' in client.get(page + "?rating=8").content.decode()
    with inside(world.heartland, world.member):
        assert not ClosingWord.objects.exists()
    assert "Choose a number from 1 to 10." in client.post(page, {"word": "honest"}).content.decode()
    shown = client.post(page, {"rating": "8", "word": "honest"}, follow=True).content.decode()
    assert "You gave" in shown
    assert "Nobody sees your number" in shown
    with inside(world.heartland, world.member):
        assert ClosingWord.objects.get().rating == 8


def test_the_link_says_when_its_day_is_over(world, over, client):
    with inside(world.heartland, world.facilitator):
        Meeting.objects.filter(pk=over.pk).update(starts_at=over.starts_at - 3 * DAY, ends_at=over.ends_at - 3 * DAY)
    with inside(world.heartland, world.member):
        place = place_of(world.member, over)
    page = reverse("link_closing", args=[links.token("closing", world.heartland.pk, place.pk)])
    assert "until the end of the day after" in client.get(page).content.decode()
    assert client.post(page, {"rating": "8"}).status_code == 200
    with inside(world.heartland, world.member):
        assert not ClosingWord.objects.exists()
