"""Group home: who needs help first, what happened lately, live by a poll that costs little; staff read no goals."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from goals.actions import check_in, open_goal, show_goal, undo_check_in
from goals.closing import close_goal
from goals.models import CheckIn, Goal
from groups.actions import appoint_facilitator, change_group, end_term, leave_seat, take_seat
from groups.models import FacilitatorTerm, Group, SeatHolder
from members.actions import change_member
from members.models import Member
from programs.models import Role
from programs.tenancy import inside

HTMX = {"HX-Request": "true"}


@pytest.fixture
def page(world) -> str:
    return f"/p/heartland/groups/{world.group.pk}/"


@pytest.fixture
def says(world) -> Callable[..., None]:
    """The member of the world checks in on their goal."""

    def say(status: str, *, ago: timedelta = timedelta(0), **more) -> None:
        with inside(world.heartland, world.member):
            goal = Goal.objects.get(pk=world.goal.pk)
            check_in(goal, by=world.member, now=timezone.now() - ago, status=status, **more)

    return say


def read(browser, page: str) -> str:
    answer = browser.get(page)
    assert answer.status_code == 200
    return answer.content.decode()


def row_of(page: str, name: str) -> str:
    """The row of a member."""
    return next(row for row in page.split("<li id=")[1:] if f">{name}<" in row).partition("<section")[0]


# -- what it shows -----------------------------------------------------------------------------------------------------


def test_every_member_stands_with_their_goals(world, client_as, page, says):
    says("at_risk", value=Decimal("47.5"))
    shown = read(client_as(world.peer), page)
    row = row_of(shown, "Dana Whitfield")
    for words in ("Northwind IT", "Gross margin 52 %", "47.5 → 52 %", "At risk", "today", f"/goals/{world.goal.pk}/"):
        assert words in row, words
    assert 'value="44"' in row, "44 % of the way from 44 to 52"
    assert "Out of the office" not in shown, "a private goal"
    assert "3 of 12 taken" in shown
    assert "Frank Ortiz" in shown


def test_who_needs_help_comes_first(world, client_as, page):
    with inside(world.heartland, world.member):
        third = (
            SeatHolder.objects.current().select_related("member__user").get(member__name="Grace Lindqvist").member.user
        )
        goals = Goal.objects.shown_in(world.group).open().values_list("member__user_id", "pk")
        found = dict(goals)
    for user, status in ((third, "on_track"), (world.member, "at_risk"), (world.peer, "stuck")):
        with inside(world.heartland, user):
            goal = Goal.objects.get(pk=found[user.pk])
            check_in(goal, by=user, now=timezone.now(), status=status)
    shown = read(client_as(world.member), page)
    names = re.findall(r'person-name">([^<]+)<', shown)
    assert names == ["Luis Ferreira", "Dana Whitfield", "Grace Lindqvist"]
    pulse = shown.partition('id="pulse"')[2].partition("</section>")[0]
    assert re.findall(r'pulse-count num">(\d+)<', pulse) == ["1", "1", "1"]


def pulse_of(browser, page: str) -> str:
    """The words of the pulse."""
    part = read(browser, page).partition('id="pulse"')[2].partition(">")[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split()).replace(" ,", ",")


def test_the_pulse_names_who_needs_help(world, client_as, page, says):
    assert "Dana" not in pulse_of(client_as(world.peer), page)
    says("stuck")
    assert "Who needs help: Dana Whitfield, Grace Lindqvist" in pulse_of(client_as(world.peer), page)


@pytest.mark.parametrize(
    ("then", "since", "told"),
    [
        ("stuck", "on_track", "↑ 1 up"),
        ("on_track", "at_risk", "↓ 1 down"),
        ("at_risk", "at_risk", "→ 1 the same"),
        ("on_track", "", "○ 1 without news"),
    ],
)
def test_the_pulse_says_how_goals_moved_since_the_last_meeting(world, client_as, page, says, then, since, told):
    with inside(world.heartland, world.member):
        Goal.objects.shown_in(world.group).update(created_at=timezone.now() - timedelta(days=90))
    says(then, ago=timedelta(days=25))
    if since:
        says(since, ago=timedelta(days=1))
    pulse = pulse_of(client_as(world.peer), page)
    assert "Since we met on" in pulse
    assert told in pulse


def test_a_private_goal_is_in_no_count(world, client_as, page, as_member):
    before = pulse_of(client_as(world.peer), page)
    with as_member(world.member):
        goal = Goal.objects.select_related("member").get(pk=world.private_goal.pk)
        check_in(goal, by=world.member, now=timezone.now(), status="stuck")
    assert pulse_of(client_as(world.peer), page) == pulse_of(client_as(world.facilitator), page) == before


def test_a_goal_done_since_the_last_meeting_is_counted_as_done(world, client_as, page, as_member):
    with as_member(world.member):
        goal = Goal.objects.select_related("member").get(pk=world.goal.pk)
        close_goal(goal, "done", by=world.member, now=timezone.now())
    assert "✓ 1 done" in pulse_of(client_as(world.peer), page)


def test_who_reads_since_after_the_meeting_is_told_of_no_movement(world, client_as, page):
    assert "Since we met on" in pulse_of(client_as(world.peer), page)
    with inside(world.heartland, world.admin):
        SeatHolder.objects.filter(member__user=world.peer).update(reads_from=timezone.now() - timedelta(days=1))
    assert "Since we met on" not in pulse_of(client_as(world.peer), page)


def test_two_silent_rounds_are_no_news(world, client_as, page):
    with inside(world.heartland, world.member):
        Goal.objects.filter(pk=world.goal.pk).update(checked_in_at=timezone.now() - timedelta(days=40))
    assert "No news" in row_of(read(client_as(world.peer), page), "Dana Whitfield")


def test_milestones_are_counted(world, client_as, page, as_member):
    with as_member(world.member) as me:
        goal = open_goal(
            me, by=world.member, now=timezone.now(), title="PSA migrated twice", kind="milestones",
            groups=[world.group], milestones=["One", "Two", "Three", "Four"],
        )  # fmt: skip
        done = [goal.milestones.first().pk]
        check_in(goal, by=world.member, now=timezone.now(), status="on_track", milestones_done=done)
    row = row_of(read(client_as(world.peer), page), "Dana Whitfield")
    assert "1 of 4 done" in row
    assert 'value="25"' in row


def test_goals_shown_elsewhere_and_closed_ones_are_not_on_it(world, client_as, page, as_member):
    with as_member(world.member):
        goal = Goal.objects.select_related("member").get(pk=world.goal.pk)
        close_goal(goal, "done", by=world.member, now=timezone.now())
    shown = read(client_as(world.peer), page)
    assert "No goal shown here yet" in row_of(shown, "Dana Whitfield")
    assert "Dana Whitfield is done: Gross margin 52 %" in shown


def test_a_group_without_goals_says_the_next_step(world, client_as, page):
    for user in (world.member, world.peer):
        with inside(world.heartland, user):
            Goal.objects.filter(member__user=user).update(audience=[])
    with inside(world.heartland, world.admin):
        third = SeatHolder.objects.current().select_related("member__user").get(member__name="Grace Lindqvist")
        leave_seat(third, by=world.admin, now=timezone.now())
    assert "2 people, no goals yet. Start with one each." in read(client_as(world.member), page)


def test_lately_tells_what_the_reader_may_read(world, client_as, page, says, as_member):
    says("at_risk")
    with inside(world.heartland, world.admin):
        take_seat(world.group, world.pending, by=world.admin, now=timezone.now())
    with as_member(world.member):
        show_goal(world.private_goal, [world.group], by=world.member, now=timezone.now())
        show_goal(world.private_goal, [], by=world.member, now=timezone.now())
    shown = read(client_as(world.peer), page)
    assert "Dana Whitfield checked in: Gross margin 52 %" in shown
    assert "Wanda Ruiz joined" in shown
    assert "Out of the office" not in shown


def test_a_check_in_that_was_taken_back_is_not_told(world, client_as, page, as_member):
    before = read(client_as(world.peer), page).count("Dana Whitfield checked in")
    with as_member(world.member):
        goal = Goal.objects.get(pk=world.goal.pk)
        made = check_in(goal, by=world.member, now=timezone.now(), status="stuck")
        undo_check_in(made, by=world.member, now=timezone.now())
    assert read(client_as(world.peer), page).count("Dana Whitfield checked in") == before


def test_a_new_facilitator_is_announced_to_everybody(world, client_as, page):
    with inside(world.heartland, world.admin):
        role = Role.objects.get(user=world.reviewer, kind="facilitator")
        appoint_facilitator(world.group, role, by=world.admin, now=timezone.now(), is_co=True)
    for who in (world.member, world.peer, world.facilitator):
        shown = read(client_as(who), page)
        assert "Rosa Klein facilitates this group from" in shown
        assert "co-facilitator" in shown
    with inside(world.heartland, world.admin):
        term = FacilitatorTerm.objects.current().get(role=role, group=world.group)
        end_term(term, by=world.admin, now=timezone.now())
    shown = read(client_as(world.member), page)
    assert "facilitates this group from" not in shown
    assert "Rosa Klein no longer facilitates" in shown


def test_an_admin_who_becomes_facilitator_reads_from_that_day(world, client_as, page, says):
    with inside(world.heartland, world.admin):
        role = Role.objects.create(user=world.admin, name="Priya Raman", kind="facilitator")
        appoint_facilitator(world.group, role, by=world.admin, now=timezone.now())
    browser = client_as(world.admin)
    assert "Gross margin 52 %" not in read(browser, page)
    says("stuck", ago=timedelta(seconds=-1))
    assert "Gross margin 52 %" in read(browser, page)


def test_a_newcomer_is_told_why_so_little_is_there(world, client_as, page, says):
    with inside(world.heartland, world.admin):
        take_seat(world.group, world.pending, by=world.admin, now=timezone.now())
        Member.objects.filter(pk=world.pending.pk).update(user=world.reviewer)
    browser = client_as(world.reviewer)
    shown = read(browser, page)
    assert "You came lately: goals said before that appear with their next check-in." in shown
    assert "Gross margin 52 %" not in shown
    says("on_track", ago=timedelta(seconds=-1))
    assert "Gross margin 52 %" in read(browser, page)


# -- week by week ------------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(world) -> None:
    """The group opened its weeks to its members."""
    with inside(world.heartland, world.facilitator):
        change_group(world.group, by=world.facilitator, opens_grid=True)


def weeks_of(page: str) -> str:
    """The section with the weeks, '' where there is none."""
    return page.partition('id="weeks"')[2].partition("</section>")[0]


def cells_of(page: str, name: str) -> list[str]:
    """What the row of a person says, oldest week first; '' where it is blank."""
    row = next(row for row in weeks_of(page).split("<tr ") if f">{name}<" in row)
    return [re.sub("<[^>]+>", "", cell) for cell in re.findall("<td>(.*?)</td>", row)]


def monday(world, weeks_ago: int = 0) -> datetime:
    """Monday noon of a week, in the program's zone."""
    noon = timezone.now().astimezone(ZoneInfo(world.heartland.zone)).replace(hour=12, minute=0)
    return noon - timedelta(days=noon.weekday(), weeks=weeks_ago)


@pytest.fixture
def said(world) -> Callable[..., None]:
    """Writes the Monday noon check-ins of the member of the world, by how many weeks ago they were."""

    def write(**statuses: str) -> None:
        with inside(world.heartland, world.member):
            CheckIn.objects.filter(goal__member__user=world.member).delete()
            goal = Goal.objects.get(pk=world.goal.pk)
            for ago, status in statuses.items():
                CheckIn.objects.create(
                    goal=goal, member_id=goal.member_id, audience=goal.audience, status=status,
                    said_at=monday(world, int(ago.removeprefix("w"))),
                )  # fmt: skip

    return write


@pytest.fixture
def seated_long(world) -> None:
    """Everybody came, and may read, since half a year."""
    long = timezone.now() - timedelta(days=180)
    with inside(world.heartland, world.admin):
        SeatHolder.objects.update(since=long, reads_from=long)
        FacilitatorTerm.objects.update(since=long, reads_from=long)


def test_the_facilitator_sees_who_told_what_in_which_week(world, client_as, page, said, seated_long):
    said(w1="on_track", w2="stuck", w7="at_risk", w8="stuck")
    shown = read(client_as(world.facilitator), page)
    cells = cells_of(shown, "Dana Whitfield")
    assert [cell.partition(",")[0] for cell in cells] == [
        "At risk", "No news", "No news", "No news", "No news", "Stuck", "On track", "No news",
    ]  # fmt: skip
    assert cells[6] == f"On track, {monday(world, 1):%b} {monday(world, 1).day}"
    glyphs = re.findall(
        r"glyph g-(\w+)\" title", weeks_of(shown).partition(">Dana Whitfield<")[2].partition("</tr>")[0]
    )
    assert glyphs == ["at_risk", *4 * ["no_news"], "stuck", "on_track", "no_news"]
    assert "Only the facilitators see this." in weeks_of(shown)
    this_week = re.findall(r'glyph g-(\w+)" title="[^"]+"></i><span[^<]+</span></td></tr>', weeks_of(shown))
    told = len(this_week) - this_week.count("no_news")
    assert len(this_week) == 3
    assert f"{told} of 3 checked in since Monday." in weeks_of(shown)
    assert "Check-ins are every two weeks" in weeks_of(shown)
    assert "blank" not in weeks_of(shown)


def test_the_latest_of_a_week_counts_and_of_one_moment_the_one_that_asks_for_help(
    world, client_as, page, said, seated_long
):
    said(w1="stuck")
    with inside(world.heartland, world.member):
        first = CheckIn.objects.get(goal__member__user=world.member)
        first.pk, first.said_at, first.status = None, first.said_at + timedelta(days=1), "on_track"
        first.save(force_insert=True)
    browser = client_as(world.facilitator)
    assert cells_of(read(browser, page), "Dana Whitfield")[6].startswith("On track")
    with inside(world.heartland, world.member):
        first.pk, first.status = None, "at_risk"
        first.save(force_insert=True)
    browser.cookies["theme"] = "dark"
    assert cells_of(read(browser, page), "Dana Whitfield")[6].startswith("At risk")


def test_a_week_is_the_one_of_the_program_not_of_utc(world, client_as, page, said, seated_long):
    said(w1="on_track")
    sunday_night = monday(world, 1).replace(hour=23) - timedelta(days=1)
    with inside(world.heartland, world.member):
        CheckIn.objects.filter(goal__member__user=world.member).update(said_at=sunday_night)
    assert sunday_night.astimezone(UTC).weekday() == 0
    cells = cells_of(read(client_as(world.facilitator), page), "Dana Whitfield")
    assert (cells[5].partition(",")[0], cells[6].partition(",")[0]) == ("On track", "No news")


def test_members_see_the_weeks_only_if_the_group_opened_them(world, client_as, page, said, opened):
    said(w0="stuck")
    for user in (world.member, world.peer, world.facilitator):
        shown = read(client_as(user), page)
        assert cells_of(shown, "Dana Whitfield")[-1].startswith("Stuck")
        assert "Everybody in the group sees this." in weeks_of(shown)
    with inside(world.heartland, world.facilitator):
        change_group(world.group, by=world.facilitator, opens_grid=False)
    for user in (world.member, world.peer):
        assert weeks_of(read(client_as(user), page)) == ""
    assert weeks_of(read(client_as(world.facilitator), page))


def test_an_admin_outside_sees_no_weeks_even_of_a_group_that_opened_them(world, client_as, page, opened):
    shown = read(client_as(world.admin), page)
    assert weeks_of(shown) == ""
    assert "Week by week" not in shown


def test_what_is_private_or_shown_elsewhere_is_not_in_the_weeks(world, client_as, page, said, seated_long):
    said(w0="stuck")
    with inside(world.heartland, world.member):
        CheckIn.objects.filter(goal__member__user=world.member).update(audience=[])
    assert cells_of(read(client_as(world.facilitator), page), "Dana Whitfield")[-1].startswith("No news")
    with inside(world.heartland, world.member):
        CheckIn.objects.filter(goal__member__user=world.member).update(audience=[world.sibling_group.pk])
    browser = client_as(world.facilitator)
    assert cells_of(read(browser, page), "Dana Whitfield")[-1].startswith("No news")


def test_weeks_before_somebody_came_are_blank_not_silent(world, client_as, page, seated_long):
    with inside(world.heartland, world.admin):
        take_seat(world.group, world.pending, by=world.admin, now=timezone.now())
    shown = read(client_as(world.facilitator), page)
    assert cells_of(shown, "Wanda Ruiz")[:-1] == 7 * [""]
    assert cells_of(shown, "Wanda Ruiz")[-1].startswith("No news")
    assert "A blank week is from before they came." in weeks_of(shown)


def test_a_new_facilitator_is_told_from_when_they_read(world, client_as, page, said, seated_long):
    said(w1="stuck", w3="at_risk")
    with inside(world.heartland, world.admin):
        Group.objects.update(created_at=timezone.now() - timedelta(days=365))
        role = Role.objects.get(user=world.reviewer, kind="facilitator")
        appoint_facilitator(world.group, role, by=world.admin, now=monday(world, 2))
    shown = read(client_as(world.reviewer), page)
    cells = cells_of(shown, "Dana Whitfield")
    assert cells[:6] == 6 * [""], "nothing is said of weeks that they may not read whole, not even that nobody spoke"
    assert [cell.partition(",")[0] for cell in cells[6:]] == ["Stuck", "No news"]
    assert f"You read here from {monday(world, 2):%B} {monday(world, 2).day} on." in weeks_of(shown)
    assert "A blank week is from before they or you came." in weeks_of(shown)


def test_a_poll_brings_the_weeks_too_where_they_are_seen(world, client_as, page, says):
    browser, peer = client_as(world.facilitator), client_as(world.peer)
    whole, peers = browser.get(page), peer.get(page)
    says("stuck")
    answer = poll(browser, page, tag_of(whole))
    part = answer.content.decode()
    assert len(answer.content) * 4 <= len(whole.content)
    assert part.count("<tr id=") == 1
    row = part.partition("<template><tr ")[2].partition("</tr></template>")[0]
    assert 'hx-swap-oob="true"' in row
    assert row.count("<td>") == 8
    assert re.findall(r'title="([^"]+)"', row)[-1].startswith("Stuck")
    assert re.search(r'id="weeks-lead" hx-swap-oob="true">\d of 3 checked in since Monday', part)
    part = poll(peer, page, tag_of(peers)).content.decode()
    assert 'id="feed"' in part
    assert "<tr" not in part


def test_opening_the_weeks_changes_the_version_of_the_page(world, client_as, page):
    browser = client_as(world.peer)
    tag = tag_of(browser.get(page))
    with inside(world.heartland, world.facilitator):
        change_group(world.group, by=world.facilitator, opens_grid=True)
    assert browser.get(page, headers={"If-None-Match": tag}).status_code == 200


# -- who may -----------------------------------------------------------------------------------------------------------


def test_an_admin_outside_sees_the_frame_and_is_told_why_no_more(world, client_as, page, says):
    says("stuck", note="We lost the hospital")
    shown = read(client_as(world.admin), page)
    for words in ("Only the people in this group read its goals.", "Not us either.", "3 of 12 taken", "Frank Ortiz"):
        assert words in shown, words
    assert "Dana Whitfield" in shown
    for words in ("Gross margin", "Stuck", "hospital", "checked in", "pulse"):
        assert words not in shown, words


@pytest.mark.parametrize(("who", "status"), [("member", 200), ("peer", 200), ("facilitator", 200), ("admin", 200)])
def test_the_circle_and_staff_may(world, client_as, page, who, status):
    assert client_as(getattr(world, who)).get(page).status_code == status


@pytest.mark.parametrize("who", ["sibling", "reviewer", "stranger", "foreign_admin", "foreign_facilitator"])
def test_others_do_not_know_that_it_exists(world, client_as, page, who):
    assert client_as(getattr(world, who)).get(page).status_code == 404


def test_a_group_of_another_program_is_not_under_ones_own(world, client_as):
    for user in (world.member, world.admin):
        assert client_as(user).get(f"/p/heartland/groups/{world.foreign_group.pk}/").status_code == 404


def test_settings_are_offered_to_those_who_run_it(world, client_as, page):
    assert f"{page}settings/" in read(client_as(world.facilitator), page)
    assert f"{page}settings/" in read(client_as(world.admin), page)
    assert f"{page}settings/" not in read(client_as(world.member), page)
    assert f"{page}expect/" in read(client_as(world.member), page)


def test_signed_out_one_is_sent_to_sign_in(client_as, page, world):
    assert "/accounts/login" in client_as(None).get(page).headers["Location"]


def test_it_only_shows(world, client_as, page):
    assert client_as(world.member).post(page).status_code == 405


def test_who_left_reads_it_no_more(world, client_as, page):
    browser = client_as(world.member)
    assert browser.get(page).status_code == 200
    with inside(world.heartland, world.admin):
        holder = SeatHolder.objects.current().get(member__user=world.member, group=world.group)
        leave_seat(holder, by=world.admin, now=timezone.now())
    assert browser.get(page).status_code == 404
    assert "Gross margin" not in row_or_nothing(read(client_as(world.peer), page))


def row_or_nothing(page: str) -> str:
    return row_of(page, "Dana Whitfield") if ">Dana Whitfield<" in page else ""


# -- unchanged, and what moved -----------------------------------------------------------------------------------------


def tag_of(answer) -> str:
    return answer.headers["ETag"]


def test_unchanged_since_the_last_look_it_is_304(world, client_as, page, queries):
    browser = client_as(world.member)
    tag = tag_of(browser.get(page))
    answer = browser.get(page, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content, tag_of(answer)) == (304, b"", tag)
    assert "private" in answer.headers["Cache-Control"]
    assert "HX-Request" in answer.headers["Vary"]
    assert queries(lambda: browser.get(page, headers={"If-None-Match": tag})) <= 4


def test_each_reader_has_a_version_of_their_own(world, client_as, page):
    tags = {tag_of(client_as(user).get(page)) for user in (world.member, world.peer, world.facilitator)}
    assert len(tags) == 3


@pytest.mark.parametrize("change", ["check-in", "name", "group", "theme", "role", "seat"])
def test_whatever_changes_the_page_changes_its_version(world, client_as, page, says, change):
    browser = client_as(world.peer)
    tag = tag_of(browser.get(page))
    with inside(world.heartland, world.admin):
        if change == "name":
            member = Member.objects.get(user=world.member)
            change_member(member, by=world.admin, name="Dana Whitfield-Cole")
        elif change == "group":
            change_group(world.group, by=world.admin, purpose="Numbers first")
        elif change == "role":
            Role.objects.create(user=world.peer, name="Luis", kind="reviewer")
        elif change == "seat":
            take_seat(world.group, world.pending, by=world.admin, now=timezone.now())
    if change == "theme":
        browser.cookies["theme"] = "dark"
    if change == "check-in":
        says("stuck")
    answer = browser.get(page, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert tag_of(answer) != tag


def test_a_page_with_a_message_on_it_is_not_kept(world, client_as, page):
    browser = client_as(world.member)
    browser.get(page)
    browser.post(f"/p/heartland/goals/{world.goal.pk}/check-in/", {"status": "stuck"})
    with_message = browser.get(page)
    assert "Your group sees the status." in with_message.content.decode()
    assert browser.get(page, headers={"If-None-Match": tag_of(with_message)}).status_code == 200


def poll(browser, page: str, tag: str):
    return browser.get(page, headers=HTMX | {"If-None-Match": tag})


def test_the_page_polls_with_its_version(world, client_as, page):
    browser = client_as(world.member)
    answer = browser.get(page)
    pulse = re.search(r"<section class=\"pulse\"[^>]*>", answer.content.decode())[0]
    assert f'hx-get="{page}" hx-trigger="every 15s"' in pulse
    headers = json.loads(re.search(r"hx-headers='([^']+)'", pulse)[1])
    assert f"W/{headers['If-None-Match']}" == tag_of(answer)
    assert poll(browser, page, headers["If-None-Match"]).status_code == 304


def test_a_poll_gets_the_rows_that_moved_and_no_more(world, client_as, page, says):
    browser = client_as(world.peer)
    whole = browser.get(page)
    says("stuck")
    answer = poll(browser, page, tag_of(whole))
    part = answer.content.decode()
    assert part.count("<li id=") == 1
    assert "Stuck" in row_of(part, "Dana Whitfield")
    assert 'hx-swap-oob="true"' in part
    assert 'id="feed"' in part
    assert 'data-announce="Dana Whitfield checked in: Gross margin 52 %"' in part
    assert "<html" not in part
    assert len(part) * 4 <= len(whole.content)
    assert poll(browser, page, tag_of(answer)).status_code == 304


@pytest.mark.parametrize("tag", ["", '"nonsense"', 'W/"..."', "*"])
def test_a_poll_that_knows_nothing_loads_the_page_anew(world, client_as, page, tag):
    answer = poll(client_as(world.peer), page, tag)
    assert (answer.status_code, answer.headers["HX-Refresh"], answer.content) == (200, "true", b"")


def test_when_more_than_goals_changed_the_page_is_loaded_anew(world, client_as, page):
    browser = client_as(world.peer)
    tag = tag_of(browser.get(page))
    with inside(world.heartland, world.admin):
        take_seat(world.group, world.pending, by=world.admin, now=timezone.now())
    assert poll(browser, page, tag).headers["HX-Refresh"] == "true"


# -- what it costs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["member", "facilitator"])
def test_the_number_of_queries_is_flat(world, client_as, page, queries, newcomer, as_member, opened, who):
    browser = client_as(getattr(world, who))
    browser.get(page)
    few = queries(lambda: browser.get(page))
    for number in range(9):
        person = newcomer(f"Person {number}")
        with inside(world.heartland, world.admin):
            take_seat(world.group, person, by=world.admin, now=timezone.now())
    with as_member(world.member) as me:
        for number in range(6):
            open_goal(
                me, by=world.member, now=timezone.now(), title=f"Goal {number}", groups=[world.group],
                kind="milestones", milestones=["One", "Two"],
            )  # fmt: skip
    assert queries(lambda: browser.get(page)) == few <= 10
