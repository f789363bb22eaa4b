"""Past attendance from a spreadsheet: many words for one thing, what is wrong said in words, nobody mailed."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from meetings.attendance_csv import STATUSES, Person, read_attendance, status, with_headers
from meetings.models import Attendance, Meeting, Rsvp
from meetings.policy import Reason, Seen, State
from meetings.standings import of_groups
from members.roster.reading import read_table
from members.roster.values import NotUnderstood
from notifications.announcing import announce
from notifications.models import Delivery
from programs.clock import local_day
from programs.models import Due
from programs.tenancy import inside
from tests.meetings.test_standings import seat_of

TODAY = date(2026, 6, 1)
PEOPLE = [Person(1, "dana@msp.example", "Dana Whitfield"), Person(2, "lee@msp.example", "Lee Chen")]


def read(text: str):
    return read_attendance(read_table(with_headers(text).encode()), PEOPLE, order="mdy", today=TODAY)


def told(plan) -> list[tuple]:
    return [(one.who, one.day.isoformat(), one.seen.value, one.minutes, one.reason) for one in plan.entries]


@pytest.mark.parametrize(("meant", "words"), STATUSES.items(), ids=lambda value: str(value)[:20])
def test_every_word_for_a_status_is_read(meant, words):
    for word in words.split(","):
        seen, minutes, reason = status(f" {word.upper()} ")
        assert ((seen, reason), minutes) == (meant, None)


@pytest.mark.parametrize(
    ("text", "minutes", "expected"),
    [
        ("late 12", "", (Seen.LATE, 12, "")),
        ("L (7 min)", "", (Seen.LATE, 7, "")),
        ("late", "25", (Seen.LATE, 25, "")),
        ("Left early by 30 minutes", "", (Seen.LEFT_EARLY, 30, "")),
        ("present", "25", (Seen.PRESENT, None, "")),
        ("M", "", (Seen.EXCUSED, None, Reason.MEDICAL)),
    ],
)
def test_minutes_are_read_where_they_mean_something(text, minutes, expected):
    assert status(text, minutes) == expected


@pytest.mark.parametrize("text", ["maybe", "", "late 900", "P A"])
def test_what_is_no_status_is_said(text):
    with pytest.raises(NotUnderstood):
        status(text)


def test_a_row_for_each_person_and_meeting():
    plan = read("E-mail,Date,Status\nDANA@msp.example,3/19/2026,P\nlee@msp.example,3/19/2026,no show\n")
    assert told(plan) == [(1, "2026-03-19", "present", None, ""), (2, "2026-03-19", "unexcused", None, "")]
    assert not plan.problems


def test_a_column_for_each_meeting_as_chapters_keep_them():
    plan = read("Name,Company,1/15/2026,2/19/2026\nDana Whitfield,MSP,P,A\n lee  chen,MSP,,S\n")
    assert told(plan) == [
        (1, "2026-01-15", "present", None, ""), (1, "2026-02-19", "unexcused", None, ""),
        (2, "2026-02-19", "substitute", None, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "header", ["Name,1/15/2026,2/19/2026", '"Name";"2026-01-15";"2026-02-19"', "E-mail\t1.15.2026\t2/19/26"]
)
def test_a_row_of_days_alone_is_a_row_of_headers(header):
    who = "dana@msp.example" if "mail" in header else "Dana Whitfield"
    cells = [who, "P", "L 12"]
    delimiter = next(one for one in ";,\t" if one in header)
    plan = read(f"{header}\n{delimiter.join(cells)}\n")
    assert told(plan) == [(1, "2026-01-15", "present", None, ""), (1, "2026-02-19", "late", 12, "")]


def test_each_row_that_is_not_clear_is_said_with_its_number_and_the_others_stand():
    plan = read(
        "Name,Date,Status\nDana Whitfield,3/19/2026,P\nNobody Here,3/19/2026,P\nLee Chen,someday,P\n"
        "Lee Chen,3/19/2026,maybe\nLee Chen,3/19/2027,P\n,3/19/2026,P\nDana Whitfield,3/19/2026,P\n"
        "Dana Whitfield,3/19/2026,A\nLee Chen,,P\n"
    )
    assert told(plan) == [(1, "2026-03-19", "present", None, "")]
    said = {problem.row: problem.words for problem in plan.problems}
    assert sorted(said) == [3, 4, 5, 6, 7, 9, 10]
    assert said[3] == "“Nobody Here” is nobody in this group."
    assert said[4].startswith("“someday” is no date")
    assert said[5].startswith("“maybe” is no attendance that we know.")
    assert said[6] == "2027-03-19 is still to come."
    assert said[7].startswith("It does not say who.")
    assert said[9] == "2026-03-19: another row says present of them."
    assert said[10] == "It has no date."


def test_two_of_one_name_are_told_apart_by_their_address():
    people = [*PEOPLE, Person(3, "lee@other.example", "Lee Chen")]
    table = read_table(b"Name,E-mail,Date,Status\nLee Chen,,3/19/2026,P\nLee Chen,lee@other.example,3/19/2026,P\n")
    plan = read_attendance(table, people, order="mdy", today=TODAY)
    assert [one.who for one in plan.entries] == [3]
    assert "several called" in plan.problems[0].words


@pytest.mark.parametrize("text", ["Date,Status\n3/19/2026,P\n", "Name,Status\nDana Whitfield,P\n"])
def test_a_file_without_who_or_when_is_refused_whole(text):
    assert read(text).obstacle


# -- the page ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(world) -> str:
    return f"/p/heartland/groups/{world.group.pk}/attendance/import/"


@pytest.fixture
def days() -> list[date]:
    """Two days of the last months on which nobody met as far as is known."""
    return [timezone.now().date() - timedelta(days=ago) for ago in (100, 70)]


@pytest.fixture
def rows(world, days) -> str:
    """The member missed both meetings; a stranger and a broken row stand between them."""
    lines = [f"{world.member.email},{day.isoformat()},absent" for day in days]
    lines += [f"{world.peer.email},{day.isoformat()},P" for day in days]
    return "\n".join(["E-mail,Date,Status", *lines, f"nobody@else.example,{days[0].isoformat()},P"])


def test_it_is_shown_before_it_is_written_down_and_nobody_is_mailed(world, client_as, page, rows, days):
    browser = client_as(world.facilitator)
    file = SimpleUploadedFile("past.csv", rows.encode(), "text/csv")
    shown = browser.post(page, {"file": file})
    assert "4 looks at 2 meetings" in shown.content.decode()
    assert "is the address of nobody in this group" in shown.content.decode()
    with inside(world.heartland, world.facilitator):
        before = (Meeting.objects.count(), Rsvp.objects.count(), Due.objects.count())
    announce(now=timezone.now())
    with inside(world.heartland, world.facilitator):
        mails = Delivery.objects.count()
    told = browser.post(page, {"rows": rows, "import": "1"}).content.decode()
    assert "4 looks at 2 new meetings" in told
    assert "nobody@else.example" in told
    announce(now=timezone.now())
    with inside(world.heartland, world.facilitator):
        assert (Meeting.objects.count(), Rsvp.objects.count(), Due.objects.count()) == (before[0] + 2, *before[1:])
        assert Delivery.objects.count() == mails
        made = Meeting.objects.get(planned_on=days[0])
        assert (made.opened_at, made.is_over(timezone.now())) == (None, True)
        today = local_day(timezone.now(), world.group.zone)
        assert of_groups([world.group], today)[seat_of(world, world.member).pk].state is State.CALL


def test_done_twice_it_changes_nothing(world, client_as, page, rows):
    browser = client_as(world.facilitator)
    browser.post(page, {"rows": rows, "import": "1"})
    with inside(world.heartland, world.facilitator):
        before = sorted(Attendance.objects.values_list("pk", "seen", "version"))
    told = browser.post(page, {"rows": rows.replace("absent", "P"), "import": "1"}).content.decode()
    assert "4 were there already" in told
    with inside(world.heartland, world.facilitator):
        assert sorted(Attendance.objects.values_list("pk", "seen", "version")) == before


def test_an_imported_look_is_corrected_with_a_reason_like_any_other(world, client_as, page, rows, days):
    browser = client_as(world.facilitator)
    browser.post(page, {"rows": rows, "import": "1"})
    with inside(world.heartland, world.facilitator):
        made = Meeting.objects.get(planned_on=days[0])
        key = world.member_of(world.member).pk
    shown = browser.get(f"/p/heartland/meetings/{made.pk}/attendance/").content.decode()
    assert world.member.name in shown
    sent = {"seen": "present", "version": 1}
    assert browser.post(f"/p/heartland/meetings/{made.pk}/attendance/{key}/", sent).status_code == 302


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a file, or paste its rows."),
        ({"rows": "E-mail,Date,Status"}, "nothing below it"),
        ({"rows": "a\0b,c"}, "Null characters"),
        ({"rows": "Date,Status\n2026-01-01,P"}, "No column says who."),
        ({"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7 nothing")}, "This is a PDF"),
    ],
)
def test_what_cannot_be_read_says_why(world, client_as, page, sent, said):
    answer = client_as(world.facilitator).post(page, sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_who_may_open_it(world, client_as, page):
    for user in (world.facilitator, world.admin):
        assert client_as(user).get(page).status_code == 200
    for user in (world.member, world.peer, world.sibling, world.reviewer, world.stranger, world.foreign_facilitator):
        assert client_as(user).get(page).status_code == 404
    assert "/accounts/login" in client_as(None).get(page).headers["Location"]
    assert client_as(world.facilitator).put(page).status_code == 405


def test_the_queries_are_few(world, client_as, page, queries):
    browser = client_as(world.facilitator)
    assert queries(lambda: browser.get(page)) <= 6
