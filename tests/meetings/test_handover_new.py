"""Handing a group to a substitute on its page: who may, what is refused, ending and undoing it, and who is told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.actions import end_term
from groups.models import FacilitatorTerm
from meetings.models import Handover, Meeting
from notifications.announcing import announce
from notifications.models import Delivery, Kind
from notifications.notices import letter_of
from programs.clock import local_day
from programs.tenancy import POST, inside
from tests.meetings.substitutes import chosen, handed, robin

DAY = timedelta(days=1)


@pytest.fixture
def somebody(world):
    return robin(world)


@pytest.fixture
def page(world) -> str:
    return reverse("handover_new", args=[world.heartland.slug, world.group.pk])


def filled(world, somebody, now, *, first=1, last=5, **more) -> dict[str, str]:
    today = local_day(now, world.heartland.zone)
    return {
        "who": str(chosen(world, somebody).role), "first": (today + first * DAY).isoformat(),
        "last": (today + last * DAY).isoformat(), "note": "Grace wants to leave early.", "call": "Rosa, 555 0100",
        **more,
    }  # fmt: skip


def test_a_facilitator_hands_over_and_may_undo_it(world, client_as, somebody, page, now):
    client = client_as(world.facilitator)
    answer = client.post(page, filled(world, somebody, now), follow=True)
    assert "Robin Adeyemi stands in from" in answer.text
    with inside(world.heartland, world.facilitator):
        made = Handover.objects.get(group=world.group)
        assert (made.note, made.call, made.by_id) == (
            "Grace wants to leave early.",
            "Rosa, 555 0100",
            world.facilitator.pk,
        )
        assert made.term.sees_standing is False
    where = [world.heartland.slug, world.group.pk, made.term_id]
    assert reverse("handover_end", args=where) in answer.text
    answer = client.post(reverse("handover_end", args=where), follow=True)
    assert "Robin Adeyemi no longer stands in." in answer.text
    answer = client.post(reverse("handover_resume", args=where), follow=True)
    assert "Undone. Robin Adeyemi stands in from" in answer.text
    assert [row["term"].pk for row in answer.context["rows"]] == [made.term_id]


def test_an_admin_hands_over_and_reads_nothing_by_it(world, client_as, somebody, page, now):
    client_as(world.admin).post(page, filled(world, somebody, now, first=0))
    with inside(world.heartland, world.admin):
        term = FacilitatorTerm.objects.get(name="Robin Adeyemi")
    assert client_as(world.admin).get(reverse("handover", args=[world.heartland.slug, term.pk])).status_code == 404


def test_what_was_typed_stays_when_it_is_refused(world, client_as, somebody, page, now):
    answer = client_as(world.facilitator).post(page, filled(world, somebody, now, first=5, last=1))
    assert answer.status_code == 422
    assert "The last day lies before the first one." in answer.text
    assert "Grace wants to leave early." in answer.text


def test_an_overlap_is_told_beside_the_first_day(world, client_as, somebody, page, now):
    handed(world, somebody, now)
    answer = client_as(world.facilitator).post(page, filled(world, world.reviewer, now, first=2))
    assert "Robin Adeyemi stands in on some of these days." in str(answer.context["form"].errors["first"])


def test_the_days_around_a_meeting_are_filled_in(world, client_as, page):
    with inside(world.heartland, world.facilitator):
        meeting = Meeting.objects.of(world.group).to_come(timezone.now()).order_by("starts_at").first()
    initial = client_as(world.facilitator).get(f"{page}?meeting={meeting.pk}").context["form"].initial
    assert initial["first"] <= local_day(meeting.starts_at, world.heartland.zone) < initial["last"]
    for other in ("nonsense", world.sibling_meeting.pk):
        assert client_as(world.facilitator).get(f"{page}?meeting={other}").context["form"].initial == {}


def test_members_other_facilitators_and_substitutes_do_not_find_it(world, client_as, somebody, page, now):
    handed(world, somebody, now)
    for user in (world.member, world.reviewer, somebody, world.foreign_facilitator):
        assert client_as(user).get(page).status_code == 404
        assert client_as(user).post(page, {}).status_code == 404


def test_a_substitute_does_not_find_the_pages_on_which_the_group_is_run(world, client_as, somebody, now):
    handed(world, somebody, now)
    client, slug = client_as(somebody), world.heartland.slug
    for name in ("group_settings", "seats", "terms", "standings", "newcomers", "series_new"):
        assert client.get(reverse(name, args=[slug, world.group.pk])).status_code == 404, name
    for name in ("brief", "agenda", "meeting_run", "meeting"):
        assert client.get(reverse(name, args=[slug, world.meeting.pk])).status_code == 200, name


def test_the_page_of_facilitators_leads_here_and_names_no_substitute(world, client_as, somebody, page, now):
    handed(world, somebody, now)
    answer = client_as(world.facilitator).get(reverse("terms", args=[world.heartland.slug, world.group.pk]))
    assert page in answer.text
    assert "Robin Adeyemi" not in answer.text


def test_group_home_says_who_stands_in_and_when(world, client_as, somebody, now):
    handed(world, somebody, now, begins=2, lasts=3)
    shown = client_as(world.member).get(reverse("group", args=[world.heartland.slug, world.group.pk]))
    assert "Robin Adeyemi stands in as facilitator from" in shown.text
    assert "Robin Adeyemi" not in [term.name for term in shown.context["circle"].facilitators]


def test_the_substitute_and_the_group_are_told_and_nothing_confidential_is_in_it(world, somebody, now):
    made = handed(world, somebody, now, begins=3, note="Grace wants to leave early.")
    announce(now=now)
    with inside(None, reach=POST):
        mails = Delivery.objects.filter(about_id=made.term_id)
        assert {mail.user_id for mail in mails.filter(kind=Kind.STANDS_IN)} == {somebody.pk}
        assert world.member.pk in {mail.user_id for mail in mails.filter(kind=Kind.TERM)}
    with inside(None, reach=POST):
        mail = Delivery.objects.get(kind=Kind.STANDS_IN, about_id=made.term_id)
        to_member = Delivery.objects.get(kind=Kind.TERM, about_id=made.term_id, user_id=world.member.pk)
    letter = letter_of(mail, world.heartland, somebody, now)
    assert world.group.name not in letter.words.subject
    for part in (letter.words.text, letter.words.html):
        assert "You stand in for the facilitator of Owners 1" in part
        assert f"/handovers/{made.term_id}/" in part
        assert "Grace" not in part
    told = letter_of(to_member, world.heartland, world.member, now)
    assert "stands in as facilitator of Owners 1 from" in told.words.text
    assert "and nothing after them" in " ".join(told.words.html.split())


def test_no_mail_leaves_once_it_was_taken_back(world, somebody, now):
    made = handed(world, somebody, now, begins=3)
    announce(now=now)
    with inside(world.heartland, world.facilitator):
        end_term(FacilitatorTerm.objects.get(pk=made.term_id), by=world.facilitator, now=now)
    with inside(None, reach=POST):
        mail = Delivery.objects.get(kind=Kind.STANDS_IN, about_id=made.term_id)
    assert letter_of(mail, world.heartland, somebody, now) is None


def test_few_queries_however_many_stand_in(world, client_as, somebody, page, now, queries):
    client = client_as(world.facilitator)
    handed(world, somebody, now)
    one = queries(lambda: client.get(page))
    for begins in (10, 20):
        handed(world, somebody, now, begins=begins)
    assert queries(lambda: client.get(page)) == one <= 10
