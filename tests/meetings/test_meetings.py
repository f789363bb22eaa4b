"""The list of meetings: what comes, what was, the year, for each reader what is theirs."""

from datetime import timedelta

from django.utils import timezone

from groups.models import Group
from meetings.actions.planning import cancel_meeting
from meetings.models import Meeting
from members.models import Member
from programs.tenancy import inside

PAGE = "/p/heartland/meetings/"


def text(answer) -> str:
    return answer.content.decode()


def test_a_member_sees_the_next_one_with_its_buttons_and_the_year(world, client_as, series):
    answer = client_as(world.member).get(PAGE)
    read, context = text(answer), answer.context
    assert context["next"].buttons is not None
    assert "Next meeting" in read
    assert "Third Thursday of each month, 9:00\xa0am, 105 minutes." in read
    assert "meetings in the next twelve months, all online." in read
    assert "Plan a year" not in read
    assert "/join/" in context["next"].join_url


def test_the_reader_s_wall_comes_first_and_the_group_s_beside_it(world, client_as, series):
    with inside(world.heartland, world.admin):
        Member.objects.filter(user=world.member).update(zone="America/New_York")
    line = client_as(world.member).get(PAGE).context["coming"][-1]
    assert (line.hours, line.there) == ("10:00\xa0am to 11:45\xa0am", "9:00\xa0am in Chicago")


def test_at_a_place_the_place_s_wall_comes_first(world, client_as, meeting_on):
    with inside(world.heartland, world.admin):
        Member.objects.filter(user=world.member).update(zone="Europe/Berlin")
    one = meeting_on(5, mode="in_person", place="Hotel Ohio")
    (line,) = [line for line in client_as(world.member).get(PAGE).context["coming"] if line.key == one.pk]
    assert (line.hours, line.where) == ("9:00\xa0am to 10:30\xa0am", "Hotel Ohio")
    assert line.there == "4:00\xa0pm in Berlin"


def test_a_facilitator_may_plan_there(world, client_as, series):
    read = text(client_as(world.facilitator).get(PAGE))
    assert f"/groups/{world.group.pk}/series/new/" in read
    assert f"/series/{series.pk}/" in read


def test_a_canceled_one_stays_in_sight_and_is_not_the_next(world, client_as, series, now):
    with inside(world.heartland, world.facilitator):
        first = Meeting.objects.of(world.group).to_come(now)[0]
        cancel_meeting(first, by=world.facilitator, now=now)
    context = client_as(world.member).get(PAGE).context
    assert context["next"].line.key != first.pk
    assert [line.canceled for line in context["coming"] if line.key == first.pk] == [True]


def test_nobody_else_s_meetings_are_listed(world, client_as, series):
    keys = {str(one) for one in (world.group.pk, series.pk)}
    for who in (world.sibling, world.stranger):
        page = PAGE if who == world.sibling else PAGE.replace("heartland", "summit")
        read = text(client_as(who).get(page))
        assert not any(key in read for key in keys)


def test_an_admin_sees_all_and_chooses_a_group(world, client_as, series):
    browser = client_as(world.admin)
    assert any(line.group == world.group.name for line in browser.get(PAGE).context["coming"])
    one = browser.get(f"{PAGE}?group={world.group.pk}")
    assert one.context["circles"][0].runs
    assert f"/groups/{world.group.pk}/series/new/" in text(one)


def test_a_group_that_is_not_the_reader_s_is_not_there(world, client_as):
    for key in (world.foreign_group.pk, world.sibling_group.pk, "nonsense"):
        assert client_as(world.member).get(f"{PAGE}?group={key}").status_code == 404


def test_the_past_is_read_back(world, client_as, meeting_on):
    meeting_on(-40, name="Long ago")
    browser = client_as(world.member)
    assert "Long ago" in text(browser.get(PAGE))
    assert "Long ago" not in text(browser.get(PAGE, {"before": (timezone.now() - timedelta(days=60)).isoformat()}))
    for nonsense in ("2026-13-40", "x", "2026-01-01", "0001-01-01T00:00:00+00:00"):
        assert browser.get(PAGE, {"before": nonsense}).status_code == 200


def test_no_meeting_yet_says_what_comes(world, client_as):
    with inside(world.heartland, world.admin):
        Meeting.objects.all().delete()
    assert "No meeting is planned." in text(client_as(world.member).get(PAGE))


def test_on_a_holiday_says_whose(world, client_as, now):
    from datetime import time

    from meetings.actions.planning import add_meeting

    off = world.heartland.days_off(now.date())
    day = min(one for one in off if one > now.date() + timedelta(days=1))
    with inside(world.heartland, world.facilitator):
        add_meeting(world.group, by=world.facilitator, now=now, day=day, at=time(9), zone="America/Chicago", minutes=60)
    assert off[day] in [line.holiday for line in client_as(world.member).get(PAGE).context["coming"]]


def test_signed_out_and_wrong_method(world, client_as):
    assert client_as(None).get(PAGE).status_code == 302
    assert client_as(world.member).post(PAGE).status_code == 405


def test_the_number_of_queries_is_flat(world, client_as, queries, meeting_on, series):
    for who in (world.member, world.facilitator, world.admin):
        browser = client_as(who)
        browser.get(PAGE)
        few = queries(lambda browser=browser: browser.get(PAGE))
        for days in (4, 5, 6):
            meeting_on(days)
        assert queries(lambda browser=browser: browser.get(PAGE)) == few <= 10


def test_members_find_it_in_their_bar(world, client_as):
    items = client_as(world.member).get(PAGE).context["nav_items"]
    assert [item.get("short", item["label"]) for item in items][:4] == ["Today", "Goals", "Meet", "Group"]


def test_a_closed_group_plans_nothing_more(world, client_as, series):
    with inside(world.heartland, world.admin):
        Group.objects.filter(pk=world.group.pk).update(state="closed")
    assert "Plan a year" not in text(client_as(world.facilitator).get(PAGE))
