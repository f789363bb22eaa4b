"""Goals as owners and managers of MSPs write them: forty that say it all, forty that lack something, and what.

Written from goals of the trade (research/mission.md: figures that peer groups compare); numbers are made up.
"""

from datetime import date
from decimal import Decimal

import pytest

from goals.smart import BECAUSE, Draft, what_is_missing

TODAY = date(2026, 11, 22)
MARCH, JUNE, DECEMBER = date(2027, 3, 31), date(2027, 6, 30), date(2027, 12, 31)


def number(title, start, target, unit, due, why, **more):
    """A goal of a number; None leaves something out."""
    values = [None if value is None else Decimal(str(value)) for value in (start, target)]
    return Draft(
        title=title, start_value=values[0], target_value=values[1], unit=unit, due_on=due, why=why, **more
    )  # fmt: skip


def steps(title, milestones, due, why, **more):
    """A goal that is done or not done."""
    return Draft(kind="milestones", title=title, milestones=tuple(milestones), due_on=due, why=why, **more)


GOOD = [
    number("Gross margin of managed services", 44, 52, "%", JUNE, "It pays for a second dispatcher."),
    number("MRR from security", 18000, 30000, "USD", DECEMBER, "Clients ask their insurer first, and then us."),
    number("MRR churn a month", 2.1, 1, "%", JUNE, "We lose what sales brings in."),
    number("Tickets per tech a week", 85, 60, "tickets", JUNE, "Two good people said that they are tired."),
    number("First response in hours", 3.5, 2, "hours", MARCH, "Our contracts promise two."),
    number("Days of sales outstanding", 48, 30, "days", JUNE, "Payroll should not wait for the post."),
    number("Cash reserve", 38, 90, "days", DECEMBER, "2020.", if_then="If a month ends well, I move half"),
    number("Service utilization", 61, 75, "%", JUNE, "Above that we can hire from earnings."),
    number("Clients with a tested restore", 12, 35, "clients", MARCH, "One ransom note was enough."),
    number("Devices patched within 14 days", 78, 95, "%", MARCH, "The auditor reads this number."),
    number("Accounts with MFA", 82, 100, "%", MARCH, "Our own cover depends on it."),
    number("Share of flat-fee contracts", 55, 80, "%", DECEMBER, "Hourly work hides what we are bad at."),
    number("Owner's hours on tickets a week", 22, 10, "hours", JUNE, "I cannot sell what I repair."),
    number("Quarterly reviews held", 4, 12, "reviews", JUNE, "Clients leave where nobody asked.",
           first_step="Call Northwind", first_step_on=date(2026, 12, 1)),
    number("Average revenue per seat", 118, 141, "USD", DECEMBER, "Suppliers raised theirs twice."),
    number("EBITDA share", 9, 15, "%", DECEMBER, "A buyer looks at this before anything else."),
    number("Quotes answered within two days", 40, 90, "%", MARCH, "The second quote loses."),
    number("Net promoter score of clients", 31, 50, "points", DECEMBER, "Referrals are our only marketing."),
    number("Reopened tickets", 11, 5, "%", JUNE, "Each costs a second visit."),
    number("SLA kept", 87, 97, "%", JUNE, "Three clients may leave over it."),
    number("Projects over budget", 45, 15, "%", DECEMBER, "Projects eat what services earn."),
    number("Clients above a tenth of revenue", 3, 1, "clients", DECEMBER, "One call must not end us."),
    number("Leads from referrals a quarter", 4, 8, "leads", JUNE, "They close at twice the rate."),
    number("Time to onboard a client", 45, 21, "days", JUNE, "The first month decides how they speak of us."),
    number("Technicians with a next-level certificate", 2, 5, "people", DECEMBER, "It is what they stay for."),
    number("Endpoints per technician", 180, 250, "endpoints", DECEMBER, "It is what our peers of this size do."),
    number("Escalations to the owner a week", 9, 2, "calls", MARCH, "Nobody learns while I answer."),
    number("Contracts with a yearly price rise", 30, 100, "%", DECEMBER, "Costs rise whether we say so or not."),
    number("Vendors that we pay", 43, 25, "vendors", JUNE, "Every portal is a door and an invoice."),
    number("Documented clients", 14, 40, "clients", JUNE, "Knowledge left with Sam last year."),
    number("Agreement gross margin of the ten smallest clients", 12, 35, "%", JUNE, "Or we part as friends."),
    steps("Service manager hired", ["Scorecard written", "Calls held", "Offer accepted"], MARCH, "I am in the way."),
    steps("PSA migrated", ["Data cleaned", "Trial run", "Old one switched off"], MARCH, "Two systems cost us."),
    steps("SOC 2 Type I report in hand", ["Gaps listed", "Policies signed", "Auditor booked", "Report"], DECEMBER,
          "Two bids were lost without it."),
    steps("Cyber insurance renewed with two offers", ["Questionnaire", "Offers", "Signed"], MARCH, "It ends in April."),
    steps("Price list published", ["Costs checked", "Ten clients told", "On the site"], MARCH, "Quotes are fights."),
    steps("Second office open in Toledo", ["Lease signed", "Two people hired", "First client served"], DECEMBER,
          "A third of our drive time goes there."),
    steps("Incident plan rehearsed", ["Roles named", "Table-top held", "Gaps closed"], MARCH, "We improvised."),
    steps("Bookkeeping handed over", ["Accounts agreed", "Two months side by side", "Mine off"], MARCH,
          "My Sundays."),
    steps("Co-owner agreement signed", ["Terms listed", "Draft", "Both signed"], JUNE, "We want to stay friends."),
]  # fmt: skip

BAD = [
    (Draft(), "title_missing"),
    (Draft(title="Improve customer satisfaction"), "title_vague"),
    (Draft(title="Better documentation"), "title_vague"),
    (Draft(title="Grow the business"), "title_vague"),
    (Draft(title="Become the best MSP in Ohio"), "title_vague"),
    (Draft(title="Streamline onboarding"), "title_vague"),
    (Draft(title="Manage cash better", why="Payroll"), "title_vague"),
    (Draft(title="Work on the service desk"), "title_vague"),
    (Draft(title="Attend two conferences", due_on=JUNE, why="To learn"), "only_effort"),
    (Draft(title="Discuss pricing with the team"), "only_effort"),
    (Draft(title="Research a new RMM"), "only_effort"),
    (Draft(title="Think about succession"), "only_effort"),
    (number("Gross margin 52 % and churn 1 %", None, 52, "%", JUNE, "Both hurt"), "two_goals"),
    (number("$2M revenue and 12 % EBITDA", 1.5, 2, "M", DECEMBER, "A bank asks"), "two_goals"),
    (number("Hire 3 techs & cut tickets to 60", 5, 8, "techs", JUNE, "We are tired"), "two_goals"),
    (number("Reduce gross margin", 44, 52, "%", JUNE, "It pays"), "direction_odd"),
    (number("Increase churn", 3, 1, "%", JUNE, "We lose"), "direction_odd"),
    (number("Lower utilization", 61, 75, "%", JUNE, "To hire"), "direction_odd"),
    (Draft(title="Improve margin", due_on=JUNE, why="It pays"), "measure_missing"),
    (Draft(title="Stronger sales", due_on=JUNE, why="It pays"), "measure_missing"),
    (number("Gross margin", None, 52, "%", JUNE, "It pays"), "start_missing"),
    (number("First response", None, 2, "hours", MARCH, "Contract"), "start_missing"),
    (number("Gross margin", 44, None, "%", JUNE, "It pays"), "target_missing"),
    (number("Cash reserve", 38, None, "days", DECEMBER, "2020"), "target_missing"),
    (number("Tickets per tech", 85, 60, "", JUNE, "Tired"), "unit_missing"),
    (number("SLA kept", 97, 97, "%", JUNE, "It pays"), "target_equals_start"),
    (number("MRR", 30000, 120000, "USD", DECEMBER, ""), "jump_unexplained"),
    (number("Reopened tickets", 30, 5, "%", JUNE, ""), "jump_unexplained"),
    (number("Gross margin", 44, 52, "%", date(2026, 11, 30), "It pays"), "due_soon"),
    (number("Gross margin", 44, 52, "%", TODAY, "It pays"), "due_soon"),
    (number("Gross margin", 44, 52, "%", JUNE, ""), "why_missing"),
    (number("Gross margin", 44, 52, "%", None, "It pays"), "due_missing"),
    (number("Gross margin", 44, 52, "%", date(2026, 6, 30), "It pays"), "due_passed"),
    (number("EBITDA share", 9, 15, "%", date(2029, 12, 31), "A sale"), "due_far"),
    (steps("PSA migrated", [], MARCH, "An hour a day"), "milestones_missing"),
    (steps("Service manager hired", ["Hired"], MARCH, "Bottleneck"), "milestones_few"),
    (steps("Incident plan rehearsed", ["", " "], MARCH, "We improvised"), "milestones_missing"),
    (number("Gross margin", 44, 52, "%", JUNE, "It pays", first_step="Call the accountant"), "step_without_day"),
    (number("Gross margin", 44, 52, "%", JUNE, "It pays", if_then="Stay disciplined"), "if_then_loose"),
    (steps("Price list published", ["Costs", "Site"], None, "A fight today"), "due_missing"),
]  # fmt: skip


def test_there_are_forty_of_each():
    assert len(GOOD) >= 40
    assert len(BAD) >= 40


@pytest.mark.parametrize("draft", GOOD, ids=lambda draft: draft.title)
def test_a_good_goal_lacks_nothing(draft):
    assert what_is_missing(draft, today=TODAY) == []


@pytest.mark.parametrize(("draft", "code"), BAD, ids=lambda part: getattr(part, "title", part))
def test_what_a_goal_lacks_is_said_with_why_it_matters(draft, code):
    hints = {hint.code: hint for hint in what_is_missing(draft, today=TODAY)}
    assert code in hints
    assert hints[code].text.endswith((".", "?"))
    assert hints[code].because.endswith(".")
    assert hints[code].because != hints[code].text


def test_every_letter_says_why_it_matters():
    assert set(BECAUSE) == set("SMART")
