"""The goal sheet: a quarter on one page, on paper and as a PDF; private goals are their owner's alone."""

import re
import subprocess
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from goals import paper
from goals.actions import check_in, open_goal
from goals.closing import close_goal
from goals.models import Goal
from goals.promising import keep_commitment, make_commitment
from members.models import Member
from programs.clock import local_day
from programs.tenancy import inside


def sheet(world, user, ending: str = "/", query: str = "") -> str:
    with inside(world.heartland, world.admin):
        key = Member.objects.get(user=user).pk
    return reverse("goal_sheet", args=["heartland", key]).rstrip("/") + ending + query


@pytest.fixture
def full(world, as_user) -> None:
    """The member has four goals: two with pictures, one private, one of milestones; and promises."""
    now = timezone.now()
    with as_user(world.member) as me:
        for goal in Goal.objects.select_related("member").filter(pk__in=[world.goal.pk, world.private_goal.pk]):
            for back, value in ((40, 45), (26, 46), (12, 48)):
                said = {"value": Decimal(value)} if goal.kind == Goal.Kind.NUMBER else {}
                fresh = Goal.objects.select_related("member").get(pk=goal.pk)
                check_in(fresh, by=world.member, now=now - timedelta(days=back), status="at_risk", **said)
        steps = open_goal(
            me, by=world.member, now=now - timedelta(days=50), title="PSA migrated to a new one", kind="milestones",
            groups=[world.group], milestones=["Tool chosen", "Data moved", "Team trained"],
        )  # fmt: skip
        done = [steps.milestones.first().pk]
        check_in(steps, by=world.member, now=now - timedelta(days=2), status="on_track", milestones_done=done)
        open_goal(
            me, by=world.member, now=now, title="Cash reserve of 90 days", unit="days", start_value=38, target_value=90,
            due_on=local_day(now, "America/Chicago") + timedelta(days=200), groups=[world.group],
        )  # fmt: skip
        today = local_day(now, "America/Chicago")
        for text in ("Call the bank", "Send Luis the SLA"):
            made = make_commitment(me, world.group, by=world.member, now=now, today=today, text=text, due_on=today)
        keep_commitment(made, by=world.member, now=now)


def text_of(pdf: bytes, tmp_path) -> tuple[str, int]:
    """The words of a PDF as another program reads them, and how many pages it has."""
    file = tmp_path / "sheet.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True).stdout
    return said, len(re.findall(rb"/Type /Page\b", pdf))


def test_the_sheet_says_status_values_promises_and_what_comes_next(world, client_as, full):
    shown = client_as(world.member).get(sheet(world, world.member)).content.decode()
    for words in (
        "Gross margin 52 %", "At risk", "48 %", "Only you see this page", "Private", "Next: Data moved",
        "1 of 3 milestones done", "Promises: 1 kept, 1 open", "Send Luis the SLA", "checked in",
    ):  # fmt: skip
        assert words in shown, words
    assert shown.count('<svg viewBox="0 0 640 220"') >= 2


def test_private_goals_can_be_left_out_and_nobody_else_finds_them(world, client_as, full):
    title = world.private_goal.title
    assert title in client_as(world.member).get(sheet(world, world.member)).content.decode()
    for user, query in ((world.member, "?shown=1"), (world.facilitator, "")):
        shown = client_as(user).get(sheet(world, world.member, query=query)).content.decode()
        assert world.goal.title in shown
        assert title not in shown
        assert "Private" not in shown.partition("goal-sheet")[2].partition("</main>")[0].replace(
            "Private goals are", ""
        )


@pytest.mark.parametrize("ending", ["/", ".pdf"])
@pytest.mark.parametrize("who", ["peer", "admin", "sibling", "reviewer", "stranger"])
def test_others_do_not_find_it(world, client_as, who, ending):
    assert client_as(getattr(world, who)).get(sheet(world, world.member, ending)).status_code == 404


def test_the_file_holds_the_same_on_one_page(world, client_as, full, tmp_path):
    answer = client_as(world.member).get(sheet(world, world.member, ".pdf"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert re.search(r"attachment; filename=\"goals-\d{4}-\d\d\.pdf\"", answer.headers["Content-Disposition"])
    said, pages = text_of(answer.content, tmp_path)
    for words in (world.goal.title, world.private_goal.title, "Cash reserve of 90 days", "Next: Data moved", "1 of 1"):
        assert words in said, words
    assert pages == 1
    facilitated, _ = text_of(client_as(world.facilitator).get(sheet(world, world.member, ".pdf")).content, tmp_path)
    assert world.goal.title in facilitated
    assert world.private_goal.title not in facilitated


def test_many_goals_fill_pages_that_are_numbered(world, client_as, as_user, full, tmp_path):
    with as_user(world.member) as me:
        for number in range(5):
            open_goal(me, by=world.member, now=timezone.now(), title=f"Further goal {number}", groups=[world.group])
    said, pages = text_of(client_as(world.member).get(sheet(world, world.member, ".pdf")).content, tmp_path)
    assert pages >= 2
    assert f"{pages} of {pages}" in said


@pytest.mark.parametrize("name", ["Łukasz Żółkiewski", "Đặng Thị Hương", "Наталія Їжак", "Ελένη Ώρα", "I\u0307pek"])
def test_names_are_written_whole(world, client_as, as_user, name, tmp_path):
    with as_user(world.admin):
        Member.objects.filter(user=world.member).update(name=name)
    answer = client_as(world.member).get(sheet(world, world.member, ".pdf"))
    said, _ = text_of(answer.content, tmp_path)
    assert paper.written(name) in said


def test_what_the_typeface_cannot_write_is_printed_by_the_browser(world, client_as, as_user):
    with as_user(world.admin):
        Member.objects.filter(user=world.member).update(name="山田 太郎")
    answer = client_as(world.member).get(sheet(world, world.member, ".pdf"), follow=True)
    shown = answer.content.decode()
    assert "Our file cannot write" in shown
    assert "山田 太郎" in shown


def test_ornaments_do_not_hold_up_the_file(world, client_as, as_user, tmp_path):
    with as_user(world.member):
        Goal.objects.filter(pk=world.goal.pk).update(title="Margin \U0001f680 44 → 52")
    said, _ = text_of(client_as(world.member).get(sheet(world, world.member, ".pdf")).content, tmp_path)
    assert "44 to 52" in said


def test_a_goal_closed_in_the_quarter_is_on_it_and_an_older_one_is_not(world, client_as, as_user):
    now = timezone.now()
    with as_user(world.member):
        goal = Goal.objects.select_related("member").get(pk=world.goal.pk)
        close_goal(goal, "done", by=world.member, now=now)
    browser = client_as(world.member)
    assert world.goal.title in browser.get(sheet(world, world.member)).content.decode()
    with as_user(world.member):
        Goal.objects.filter(pk=world.goal.pk).update(closed_at=now - timedelta(days=100))
    assert world.goal.title not in browser.get(sheet(world, world.member)).content.decode()


def test_the_number_of_queries_is_flat(world, client_as, as_user, queries):
    browser = client_as(world.facilitator)
    page = sheet(world, world.member)
    browser.get(page)
    few = queries(lambda: browser.get(page))
    with as_user(world.member) as me:
        for number in range(5):
            open_goal(me, by=world.member, now=timezone.now(), title=f"Further goal {number}", groups=[world.group])
    assert queries(lambda: browser.get(page)) == few <= 10


def test_an_empty_quarter_says_the_next_step(world, client_as, as_user):
    with as_user(world.member) as me:
        Goal.objects.of(me).update(state=Goal.State.DRAFT)
    shown = client_as(world.member).get(sheet(world, world.member)).content.decode()
    assert "No goal this quarter. Start with one." in shown
    assert client_as(world.member).get(sheet(world, world.member, ".pdf")).status_code == 200
