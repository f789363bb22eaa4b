"""Companies that changed since they were seated: judged again, read by who may, and settled with a reason."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groups.actions import leave_seat
from members.actions import change_company
from members.models import City
from programs.models import Activity, Due
from programs.tenancy import inside
from vetting.actions.publishing import publish_criteria
from vetting.actions.rechecking import settle_recheck
from vetting.actions.ringing import ring_all
from vetting.criteria import Criterion, Weight
from vetting.kinds import Kind
from vetting.models import Recheck

pytestmark = pytest.mark.django_db

PAGE = "/p/heartland/rechecks/"


@pytest.fixture
def changed(world, cities, now):
    """Changes the company of a seat of Owners 1 and lets the clocks ring."""

    def change(facts=None, number=0, **fields):
        with inside(world.heartland, world.admin):
            company = held(world)[number].company
            change_company(company, by=world.admin, facts=facts or {}, **fields)
        ring_all(now=timezone.now() + timedelta(minutes=1))
        return company

    return change


def held(world):
    return list(world.group.seats.select_related("company").order_by("number"))


def rows(world, user=None):
    with inside(world.heartland, user or world.admin):
        return list(Recheck.objects.order_by("since"))


def text(answer) -> str:
    return answer.content.decode()


def test_moved_beside_another_is_judged_again_and_shown(world, changed, client_as):
    kettering, here = (City.objects.filter(name=name, region="OH").first() for name in ("Kettering", "Dayton"))
    changed(city=kettering, number=1)
    company = changed(city=here)
    (row,) = [one for one in rows(world) if one.company_id == company.pk]
    assert row.changes == {"city": "Moved to Dayton, OH."}
    assert any("miles away" in one["sentence"] for one in row.conflicts)
    for user in (world.admin, world.facilitator):
        page = text(client_as(user).get(PAGE))
        assert company.name in page
        assert "Moved to Dayton, OH." in page
        assert "miles away" in page


def test_growing_counts_only_out_of_the_band(world, changed, now):
    with inside(world.heartland, world.admin):
        asked = Criterion("employees", Kind.EMPLOYEES, Weight.MUST, {"min": 8, "max": 40})
        publish_criteria(world.group, [asked], by=world.admin, now=now)
    changed({"employees": 39})
    assert rows(world) == []
    changed({"employees": 41})
    (row,) = rows(world)
    assert row.changes["employees"] == "41 people now."
    assert row.fit == "not"
    assert row.findings[0]["sentence"] == "41 people; Owners 1 asks for 8 to 40."


def test_an_owner_in_common_is_a_conflict_and_a_second_change_joins_the_first(world, changed):
    changed({"parent": "Big Holding"}, number=1)
    company = changed({"parent": "Big Holding Inc."})
    row = next(one for one in rows(world) if one.company_id == company.pk)
    assert [one["kind"] for one in row.conflicts if one["level"]] == ["same_owner"]
    changed({"revenue_band": 5})
    row = next(one for one in rows(world) if one.company_id == company.pk)
    assert row.changes["parent"] == "Belongs to Big Holding Inc. now."
    assert row.changes["revenue_band"].startswith("Revenue: 10")


def test_what_nobody_judges_by_asks_nobody(world, changed):
    changed(website="new.example")
    assert rows(world) == []


def test_a_company_without_a_seat_is_not_looked_at(world, changed, now):
    company = changed({"parent": "Big Holding"})
    assert len(rows(world)) == 1
    with inside(world.heartland, world.admin):
        assert not Due.objects.filter(kind="company.changed").exists()
        for holder in held(world)[0].holders.all():
            leave_seat(holder, by=world.admin, now=now)
        assert not Recheck.objects.open().filter(company=company).exists()


def test_an_import_asks_as_well(world, now):
    from members.importing import have_judged_again

    with inside(world.heartland, world.admin):
        company = held(world)[0].company
        have_judged_again([company, company], by=world.admin, at=now)
        have_judged_again([company], by=None, at=now)
        assert Due.objects.filter(kind="company.changed", object_id=company.pk).count() == 1


def test_seen_it_stays_keeps_who_and_why(world, changed, client_as):
    company = changed({"parent": "Big Holding"})
    (row,) = rows(world)
    browser = client_as(world.facilitator)
    url = f"{PAGE}{row.pk}/settlement/"
    answer = browser.post(url, {f"{row.pk}-reason": "  "})
    assert answer.status_code == 422
    assert "Say in a few words why it stays." in text(answer)
    assert f'href="#id_{row.pk}-reason"' in text(answer)
    assert browser.post(url, {f"{row.pk}-reason": "Same people, same town."}).status_code == 302
    (row,) = rows(world)
    assert (row.settled_by, row.reason) == (world.facilitator, "Same people, same town.")
    page = text(client_as(world.admin).get(PAGE))
    assert "Nothing to look at" in page
    assert "It stays: Same people, same town." in page
    again = client_as(world.admin).post(url, {f"{row.pk}-reason": "Mine"}, follow=True)
    assert "looked at this before you: Same people, same town." in text(again)
    with inside(world.heartland, world.admin):
        assert held(world)[0].company_id == company.pk
        assert Activity.objects.filter(kind="recheck.settled", by_id=world.facilitator.pk).count() == 1


def test_a_change_after_it_was_seen_is_a_new_one(world, changed, now):
    changed({"parent": "Big Holding"})
    with inside(world.heartland, world.admin):
        settle_recheck(Recheck.objects.get(), by=world.admin, now=now, reason="Fine.")
    changed({"parent": "Bigger Holding"})
    assert [one.settled_at is None for one in rows(world)] == [False, True]


def test_the_people_of_the_group_never_read_it(world, changed, client_as):
    changed({"parent": "Big Holding"})
    (row,) = rows(world)
    for who in ("member", "peer", "sibling", "reviewer", "foreign_admin", "foreign_facilitator"):
        browser = client_as(getattr(world, who))
        if who != "foreign_facilitator":
            assert browser.post(f"{PAGE}{row.pk}/settlement/", {f"{row.pk}-reason": "x"}).status_code == 404
            assert browser.get(PAGE).status_code in (200, 404)
            assert "Big Holding" not in text(browser.get(PAGE))
    for user in (world.member, world.peer, world.sibling):
        assert rows(world, user) == []


def test_queries_stay_the_same_with_more_rows(world, changed, client_as, queries):
    browser = client_as(world.admin)
    changed({"parent": "Big Holding"})
    few = queries(lambda: browser.get(PAGE))
    changed({"parent": "Big Holding"}, number=1)
    changed({"parent": "Big Holding"}, number=2)
    assert len(rows(world)) == 3
    assert queries(lambda: browser.get(PAGE)) == few <= 10


def test_signed_out_and_wrong_method(client, world, changed, client_as):
    changed({"parent": "Big Holding"})
    (row,) = rows(world)
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")
    browser = client_as(world.admin)
    assert browser.post(PAGE).status_code == 405
    assert browser.get(f"{PAGE}{row.pk}/settlement/").status_code == 405
