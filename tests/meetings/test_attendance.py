"""Attendance: one press for everybody, a press for each exception, a reason once it is settled, both shown when two
press at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groups.actions import take_seat
from groups.models import SeatHolder
from meetings.actions.attending import FREELY, Look, correct_attendance, note_look, take_attendance
from meetings.actions.opening import lay_table
from meetings.models import Attendance, Guest, Meeting, MeetingSettings, Rsvp
from members.actions import add_member, join
from programs.refusal import Refused
from programs.tenancy import inside

Seen = Attendance.Seen


@pytest.fixture
def held(meeting_on) -> Meeting:
    """A meeting of yesterday at which nobody took attendance yet."""
    return meeting_on(-1)


@pytest.fixture
def page(held) -> str:
    return f"/p/heartland/meetings/{held.pk}/attendance/"


def seen_at(world, meeting) -> dict[str, str]:
    """What was written down, by the member's first name."""
    with inside(world.heartland, world.facilitator):
        rows = Attendance.objects.filter(meeting=meeting).select_related("member")
        return {row.member.name: row.seen for row in rows}


def row_of(world, meeting, user) -> Attendance:
    with inside(world.heartland, world.facilitator):
        return Attendance.objects.get(meeting=meeting, member__user=user)


def key_of(world, user) -> str:
    with inside(world.heartland, world.facilitator):
        return str(world.member_of(user).pk)


def settle(world, meeting) -> None:
    """Two days pass."""
    with inside(world.heartland, world.facilitator):
        Meeting.objects.filter(pk=meeting.pk).update(attendance_at=timezone.now() - FREELY - timedelta(minutes=1))


def test_one_press_writes_down_everybody_as_they_said(world, client_as, held, page):
    browser = client_as(world.facilitator)
    assert "Everyone expected is here" in browser.get(page).content.decode()
    with inside(world.heartland, world.facilitator):
        Rsvp.objects.filter(meeting=held, member__user=world.peer).update(answer="no")
    shown = browser.get(page).content.decode()
    assert "Said no" in shown
    told = browser.post(page).content.decode()
    assert "2 of 3 seats here. 1 told us." in told
    seen = seen_at(world, held)
    assert (seen[world.member.name], seen[world.peer.name]) == (Seen.PRESENT, Seen.EXCUSED)
    assert browser.post(page).status_code == 200
    assert seen_at(world, held) == seen


@pytest.mark.parametrize(
    ("press", "expected"),
    [
        ("late", (Seen.LATE, 10, "")),
        ("left_early", (Seen.LEFT_EARLY, 10, "")),
        ("excused", (Seen.EXCUSED, None, "")),
        ("unexcused", (Seen.UNEXCUSED, None, "")),
        ("client_down", (Seen.EXCUSED, None, "client_down")),
        ("present", (Seen.PRESENT, None, "")),
    ],
)
def test_an_exception_is_one_press_and_undo_takes_it_back(world, client_as, held, page, press, expected):
    browser, key = client_as(world.facilitator), key_of(world, world.member)
    browser.post(page)
    answer = browser.post(page, {"member": key, "press": press, "version": 1})
    row = row_of(world, held, world.member)
    assert (row.seen, row.minutes, row.reason) == expected
    line = next(one for one in answer.context["roster"].lines if str(one.key) == key)
    if press == "present":
        assert line.undo is None
        return
    assert line.undo == Look(Seen.PRESENT)
    back = {"member": key, "back": "1", "version": row.version, "seen": "present", "minutes": "", "reason": ""}
    assert browser.post(page, back).status_code == 200
    assert row_of(world, held, world.member).seen == Seen.PRESENT


def test_the_first_press_takes_everybody_else_as_expected(world, client_as, held, page):
    key = key_of(world, world.peer)
    client_as(world.facilitator).post(page, {"member": key, "press": "unexcused"})
    assert seen_at(world, held)[world.peer.name] == Seen.UNEXCUSED
    assert seen_at(world, held)[world.member.name] == Seen.PRESENT


def test_minutes_can_be_typed_and_wrong_ones_are_refused(world, client_as, held, page):
    browser, key = client_as(world.facilitator), key_of(world, world.member)
    browser.post(page)
    browser.post(page, {"member": key, "press": "late", "version": 1})
    sent = {"member": key, "seen": "late", "version": 2}
    assert browser.post(page, sent | {"minutes": "23"}).status_code == 200
    assert row_of(world, held, world.member).minutes == 23
    for wrong in ("0", "721", "ten", "", "\0"):
        assert browser.post(page, sent | {"version": 3, "minutes": wrong}).status_code in (409, 422)
    assert browser.post(page, {"member": key, "press": "asleep"}).status_code == 422
    assert browser.post(page, {"member": "nobody", "press": "late"}).status_code == 404
    assert row_of(world, held, world.member).minutes == 23


def test_during_the_meeting_a_press_knows_the_minutes(world, client_as, held, page):
    browser, now, key = client_as(world.facilitator), timezone.now(), key_of(world, world.member)
    with inside(world.heartland, world.facilitator):
        Meeting.objects.filter(pk=held.pk).update(
            starts_at=now - timedelta(minutes=17), ends_at=now + timedelta(minutes=40)
        )
    browser.post(page)
    browser.post(page, {"member": key, "press": "late", "version": 1})
    assert row_of(world, held, world.member).minutes == 17
    browser.post(page, {"member": key, "press": "left_early", "version": 2})
    assert row_of(world, held, world.member).minutes == 40


def test_two_who_press_at_once_are_shown_both(world, client_as, held, page):
    browser, key = client_as(world.facilitator), key_of(world, world.member)
    browser.post(page)
    browser.post(page, {"member": key, "press": "late", "version": 1})
    answer = browser.post(page, {"member": key, "press": "unexcused", "version": 1})
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "Late by 10 minutes" in told
    assert "Nothing is overwritten until you choose." in told
    assert row_of(world, held, world.member).seen == Seen.LATE
    assert browser.post(page, {"member": key, "press": "late", "version": 1}).status_code == 200
    assert browser.post(page, {"member": key, "seen": "unexcused", "version": 2}).status_code == 200
    assert row_of(world, held, world.member).seen == Seen.UNEXCUSED


def test_a_settled_look_is_corrected_with_a_reason(world, client_as, held, page):
    browser, key = client_as(world.facilitator), key_of(world, world.member)
    browser.post(page)
    settle(world, held)
    shown = browser.get(page).content.decode()
    assert "Correct" in shown
    assert 'name="press"' not in shown
    assert browser.post(page, {"member": key, "press": "late", "version": 1}).status_code == 409
    edit, sent = f"{page}{key}/", {"seen": "unexcused", "version": 1}
    refused = browser.post(edit, sent | {"why": ""})
    assert refused.status_code == 422
    assert "Say why, in a few words. They read it." in refused.content.decode()
    assert browser.post(edit, sent | {"why": "He never came."}).status_code == 302
    row = row_of(world, held, world.member)
    assert (row.seen, row.seen_before, row.corrected_why) == (Seen.UNEXCUSED, Seen.PRESENT, "He never came.")
    assert "He never came." in browser.get(edit).content.decode()


def test_two_who_correct_at_once_are_shown_both_and_nothing_is_lost(world, client_as, held, page):
    browser, key = client_as(world.facilitator), key_of(world, world.member)
    browser.post(page)
    settle(world, held)
    edit = f"{page}{key}/"
    browser.post(edit, {"seen": "unexcused", "version": 1, "why": "He never came."})
    answer = browser.post(edit, {"seen": "late", "minutes": "20", "version": 1, "why": "He came late."})
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "No word" in told
    assert "He came late." in told
    assert (
        browser.post(edit, {"seen": "late", "minutes": "20", "version": 2, "why": "He came late."}).status_code == 302
    )
    assert row_of(world, held, world.member).seen == Seen.LATE


def test_bad_input_of_the_form_is_said_at_the_field(world, client_as, held, page):
    browser, key = client_as(world.facilitator), key_of(world, world.member)
    browser.post(page)
    edit = f"{page}{key}/"
    answer = browser.post(edit, {"seen": "late", "minutes": "", "version": 1, "alternate": "kept as typed"})
    assert answer.status_code == 422
    assert "By how many minutes?" in answer.content.decode()
    assert "kept as typed" in answer.content.decode()
    assert browser.post(edit, {"seen": "asleep", "version": 1}).status_code == 422
    assert browser.post(edit, {"seen": "late", "minutes": "5\0", "version": 1}).status_code == 422


def test_co_owners_have_a_row_each_and_the_seat_counts_once(world, client_as, held, page):
    with inside(world.heartland, world.admin):
        owner = world.member_of(world.member)
        partner = join(
            add_member(by=world.admin, company=owner.company, name="Co Owner", email="co@owner.example"),
            now=timezone.now(),
        )
        take_seat(world.group, partner, by=world.admin, now=timezone.now())
        lay_table(held, now=timezone.now())
    browser = client_as(world.facilitator)
    told = browser.post(page).content.decode()
    assert "3 of 3 seats here." in told
    assert len(seen_at(world, held)) == 4
    told = browser.post(page, {"member": str(partner.pk), "press": "unexcused", "version": 1}).content.decode()
    assert "3 of 3 seats here." in told


def test_an_alternate_is_offered_where_the_group_takes_them(world, client_as, held, page):
    browser = client_as(world.facilitator)
    assert 'value="substitute"' not in browser.get(page).content.decode()
    browser.post(page)
    with inside(world.heartland, world.facilitator):
        MeetingSettings.objects.create(group=world.group, alternates=True)
    assert 'value="substitute"' in browser.get(page).content.decode()
    key = key_of(world, world.member)
    edit = f"{page}{key}/"
    browser.post(edit, {"seen": "substitute", "alternate": "Ana Diaz", "minutes": "7", "version": 1})
    row = row_of(world, held, world.member)
    assert (row.seen, row.alternate, row.minutes) == (Seen.SUBSTITUTE, "Ana Diaz", None)
    assert "Ana Diaz came instead" in browser.get(page).content.decode()


def test_a_guest_is_noted_by_name_and_taken_off(world, client_as, held, page):
    browser = client_as(world.facilitator)
    assert browser.post(f"{page}guests/", {"name": "", "company": "Kept Inc"}).status_code == 422
    told = browser.post(f"{page}guests/", {"name": "Ann Lee", "company": "Lee IT"}, follow=True).content.decode()
    assert "Ann Lee" in told
    with inside(world.heartland, world.facilitator):
        guest = Guest.objects.get()
    for _ in range(2):
        assert browser.post(f"{page}guests/{guest.pk}/").status_code == 302
    with inside(world.heartland, world.facilitator):
        assert not Guest.objects.exists()


def test_it_opens_ten_minutes_before(world, client_as, meeting_on):
    coming = meeting_on(3)
    page = f"/p/heartland/meetings/{coming.pk}/attendance/"
    browser = client_as(world.facilitator)
    assert "Attendance opens ten minutes before the meeting." in browser.get(page).content.decode()
    assert browser.post(page).status_code == 409
    assert browser.post(f"{page}guests/", {"name": "Ann"}).status_code == 422
    with inside(world.heartland, world.facilitator):
        assert take_attendance(coming, by=world.facilitator, now=coming.starts_at - timedelta(minutes=9), looks={})
        with pytest.raises(Refused, match="no place"):
            note_look(coming, world.facilitator.pk, by=world.facilitator, now=coming.starts_at, look=Look(Seen.PRESENT))
        row = Attendance.objects.filter(meeting=coming).first()
        with pytest.raises(Refused, match="Say why"):
            correct_attendance(
                row, by=world.facilitator, now=timezone.now(), look=Look(Seen.UNEXCUSED), why=" ", seen=1
            )


def test_the_sheet_is_for_paper_before_and_after(world, client_as, held, page):
    browser = client_as(world.facilitator)
    empty = browser.get(f"{page}sheet/").content.decode()
    assert world.member.name in empty
    assert "sheet-box" in empty
    browser.post(page)
    taken = browser.get(f"{page}sheet/").content.decode()
    assert "sheet-box" not in taken
    assert "3 of 3 seats here." in taken


@pytest.mark.parametrize("path", ["", "sheet/"])
def test_only_who_runs_the_group_and_staff_see_it(world, client_as, held, page, path):
    for user in (world.facilitator, world.admin):
        assert client_as(user).get(page + path).status_code == 200
    for user in (world.member, world.peer, world.sibling, world.reviewer, world.stranger, world.foreign_admin):
        assert client_as(user).get(page + path).status_code == 404
    assert "/accounts/login" in client_as(None).get(page + path).headers["Location"]
    assert client_as(world.facilitator).put(page + path).status_code == 405


def test_a_facilitator_of_another_group_changes_nothing(world, client_as, held, page):
    key = key_of(world, world.member)
    client_as(world.facilitator).post(page)
    for user in (world.reviewer, world.member, world.peer):
        browser = client_as(user)
        assert browser.post(page).status_code == 404
        assert browser.post(page, {"member": key, "press": "unexcused", "version": 1}).status_code == 404
        assert browser.get(f"{page}{key}/").status_code == 404
        assert browser.post(f"{page}{key}/", {"seen": "unexcused", "version": 1}).status_code == 404
        assert browser.post(f"{page}guests/", {"name": "Ann"}).status_code == 404
    assert row_of(world, held, world.member).seen == Seen.PRESENT


def test_the_queries_are_the_same_for_one_row_and_for_many(world, client_as, held, page, queries):
    browser = client_as(world.facilitator)
    browser.post(page)
    many = queries(lambda: browser.get(page))
    with inside(world.heartland, world.facilitator):
        keep = SeatHolder.objects.current().filter(group=world.group).first().member_id
        Rsvp.objects.filter(meeting=held).exclude(member=keep).delete()
        Attendance.objects.filter(meeting=held).exclude(member=keep).delete()
    assert queries(lambda: browser.get(page)) == many
    assert many <= 10


def test_a_meeting_that_was_planned_when_it_was_over_is_filled_by_the_button(world, client_as, meeting_on, now):
    late = meeting_on(-3)
    with inside(world.heartland, world.facilitator):
        Rsvp.objects.filter(meeting=late).delete()
        Meeting.objects.filter(pk=late.pk).update(opened_at=None)
    browser, page = client_as(world.facilitator), f"/p/heartland/meetings/{late.pk}/attendance/"
    assert "Nobody is on the roster yet." in browser.get(page).content.decode()
    assert "3 of 3 seats here." in browser.post(page).content.decode()
