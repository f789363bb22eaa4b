"""The rhythm over twelve simulated weeks: a miss, a skip and a return, as its member and others see them."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from goals.actions import check_in, open_goal
from goals.models import Goal
from goals.skipping import skip_turn
from goals.views.cards import greeting, rhythm_words, said_of
from groups.actions import change_group
from members.absence import add_away
from members.models import Member
from programs.clock import local_day
from programs.tenancy import inside
from programs.wording import near_day


def test_twelve_weeks_with_a_miss_a_skip_and_a_return(world, client_as, as_user):
    begins = timezone.now() - timedelta(weeks=13)
    with as_user(world.member) as me:
        made = open_goal(me, by=world.member, now=begins, title="Response time under 15 minutes", groups=[world.group])

        def stands() -> Goal:
            return Goal.objects.with_rhythm().get(pk=made.pk)

        def told(now: datetime) -> str:
            return rhythm_words(stands(), said_of([made])[made.pk], world.heartland, now, me.zone)

        def answer(after: timedelta) -> tuple[str, str]:
            """Answer the turn that is asked for, so long after it was; gives the greeting and the rhythm since."""
            goal = stands()
            now = goal.check_in_at + after
            said = check_in(goal, by=world.member, now=now, status="on_track")
            return greeting(said, goal.every_days), told(now + timedelta(hours=2))

        hour, day = timedelta(hours=1), timedelta(days=1)
        assert told(begins) == ""
        assert answer(hour) == ("Saved.", "")
        assert answer(2 * day) == ("Saved.", "2 of the last 2")
        # A turn goes by; the answer comes with the next one, and gets the warmest words.
        assert answer(15 * day) == ("Back on it: never two in a row.", "3 of the last 4")
        # One is left out on purpose: nothing is lost and nothing won.
        asked = stands().check_in_at
        skip_turn(stands(), by=world.member, now=asked + hour)
        assert told(asked + 2 * hour) == "3 of the last 4"
        assert answer(-day) == ("Saved.", "4 of the last 5")
        now = stands().check_in_at - day
        assert now - begins <= timedelta(weeks=13)
        # Nobody is told of zero, and what is late is repaired by the next answer.
        assert told(stands().check_in_at + 2 * day) == "3 of the last 5"
        assert answer(2 * day)[1] == "4 of the last 5"

    page = f"/p/heartland/goals/{made.pk}/"
    shown = "of the last 5"
    assert shown in client_as(world.member).get(page).content.decode()
    assert shown in client_as(world.facilitator).get(page).content.decode()
    assert shown not in client_as(world.peer).get(page).content.decode()
    assert shown in client_as(world.member).get("/p/heartland/today/").content.decode()
    group = f"/p/heartland/groups/{world.group.pk}/"
    assert shown not in client_as(world.peer).get(group).content.decode()
    with as_user(world.facilitator):
        change_group(world.group, by=world.facilitator, opens_grid=True)
    assert shown not in client_as(world.peer).get(group).content.decode()
    weeks = client_as(world.facilitator).get(group).content.decode().partition('id="weeks"')[2]
    assert shown in weeks.partition(">Dana Whitfield<")[2].partition("</tr>")[0]
    brief = client_as(world.facilitator).get(f"/p/heartland/meetings/{world.meeting.pk}/brief/").content.decode()
    assert "checked in 4 of the last 5 times" in brief


def test_what_is_asked_on_days_away_counts_neither_for_nor_against(world, client_as, as_user):
    now = timezone.now()
    today = local_day(now, world.heartland.zone)
    with as_user(world.member) as me:
        Goal.objects.of(me).update(audience=[], check_in_at=None)
        goal = open_goal(me, by=world.member, now=now - timedelta(days=80), title="Away and back", groups=[world.group])
        for weeks in (8, 6, 4):
            Goal.objects.filter(pk=goal.pk).update(check_in_at=now - timedelta(weeks=weeks, hours=1))
            check_in(
                Goal.objects.select_related("member").get(pk=goal.pk),
                by=world.member,
                now=now - timedelta(weeks=weeks),
                status="on_track",
            )
        Goal.objects.filter(pk=goal.pk).update(check_in_at=now - timedelta(days=3))
    own, group = f"/p/heartland/goals/{goal.pk}/", f"/p/heartland/groups/{world.group.pk}/"
    pages = [(world.member, own), (world.member, "/p/heartland/goals/"), (world.facilitator, own),
             (world.facilitator, group)]  # fmt: skip
    for user, page in pages:
        assert "3 of the last 4" in client_as(user).get(page).content.decode(), page
    with as_user(world.member):
        add_away(by=world.member, now=now, today=today, first=today - timedelta(days=5), last=today + timedelta(days=9))
    until = f"way until {near_day(today + timedelta(days=9), today)}"
    for user, page in [*pages, (world.member, "/p/heartland/today/")]:
        shown = client_as(user).get(page).content.decode()
        assert "3 of the last 3" in shown, page
        assert until in shown, page
    for page in (own, group):
        assert until not in client_as(world.peer).get(page).content.decode(), page


@pytest.mark.parametrize(("days", "word"), [(7, "no_news"), (14, "on_track"), (28, "on_track")])
def test_no_news_is_told_by_the_members_own_rhythm(world, client_as, as_user, days, word):
    now = timezone.now()
    with as_user(world.member) as me:
        Member.objects.filter(pk=me.pk).update(rhythm_days=days)
        goal = open_goal(me, by=world.member, now=now - timedelta(days=40), title="Own rhythm", groups=[world.group])
        check_in(goal, by=world.member, now=now - timedelta(days=20), status="on_track")
    with inside(world.heartland, world.peer):
        read = Goal.objects.with_rhythm().get(pk=goal.pk)
        assert read.every_days == days
    words = {"no_news": "No news", "on_track": "On track"}[word]
    for reader in (world.member, world.peer):
        page = client_as(reader).get(f"/p/heartland/goals/{goal.pk}/").content.decode()
        assert words in page.split('class="card card-body standing"')[1].split("</section>")[0]
