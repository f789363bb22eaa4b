"""A file of vetting with a row in every table, for the walk and the leaks: who asked, who thought what, who said no."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from groups.models import Group, SeatHolder
from members.actions import change_company
from members.models import Member
from programs.models import Program, Role, Track, User
from programs.tenancy import inside
from vetting.actions.applying import apply, attach
from vetting.actions.candor import answer_candor, ask_candor, settle_candor
from vetting.actions.deciding import decide, note_call
from vetting.actions.interest import ask_to_be_told
from vetting.actions.judging import judge
from vetting.actions.offering import make_offer
from vetting.actions.rechecking import recheck
from vetting.actions.signing import publish_agreement, sign
from vetting.actions.welcoming import begin_welcome, choose_buddy, look_at_newcomer
from vetting.models import (
    Agreement,
    Application,
    Approval,
    Ballot,
    Criteria,
    Interest,
    Interview,
    InterviewSlot,
    Opinion,
    Reference,
    Sponsor,
    VettingRules,
    Visit,
    VisitWord,
    WelcomeTick,
)
from vetting.states import Decision

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63600000000200"
    "0148afa4710000000049454e44ae426082"
)
"""A picture of one pixel."""


def a_file(program: Program, admin: User, facilitator: User, user: User, group: Group) -> dict[str, UUID]:
    """One application in `group`'s program, offered a seat after `user` said no and the facilitator settled it.

    Returns the keys of its rows by kind.
    """
    now, place = timezone.now(), group.pk.hex[:8]
    with inside(program):
        track = Track.objects.get(name="Owners")
        address = f"nora.{place}@kessler.example"
        apply(
            program=program, track=track, group=group, name="Nora Kessler", email=address, now=now, employees=18,
            company_name=f"Kessler {place}", why_now="We stopped growing.",
        )  # fmt: skip
    with inside(program, admin):
        VettingRules.objects.get_or_create(defaults={"opinions": 1, "references": 1})
        Criteria.objects.create(group=group, number=1, made_by=admin)
        application = Application.objects.get(email=address)
        application.consent_at = now
        application.save()
        judge(application, now=now)
        made = decide(application, Decision.ACCEPT, by=admin, now=now, reason="fits", note="Solid.")
        application.refresh_from_db()
        note_call(application, by=admin, now=now, words="Sounds honest.")
        check = ask_candor(application, group, by=admin, now=now)
        reference = Reference.objects.create(
            application=application, applicant_name=application.name, company_name=application.company_name,
            name="Ann Lee", email="ann.lee@reference.example", asked_at=now,
            expires_at=now + timedelta(days=30),
        )  # fmt: skip
        reviewer = Role.objects.filter(kind=Role.Kind.REVIEWER).exclude(user=None).first()
        opinion = Opinion.objects.create(
            application=application, user=reviewer.user if reviewer else admin, name="Rosa", view=Opinion.View.YES
        )
        nda = publish_agreement(Agreement.Kind.NDA, text=f"What is said stays. {place}", by=admin, now=now)
        charter = publish_agreement(Agreement.Kind.CHARTER, text="We come prepared.", by=admin, now=now, group=group)
    with inside(program, user):
        member = Member.objects.get(user=user)
        answer_candor(check, member, freely=False, now=now, reason="We bid on the same clients.")
        sign(charter, name="Somebody", member=member, now=now)
    with inside(program, admin):
        arrival = begin_welcome(group, member, by=admin, now=now - timedelta(days=31))
        others = SeatHolder.objects.current().filter(group=group).exclude(member=member)
        if beside := others.select_related("member").first():
            choose_buddy(arrival, beside.member, by=admin, now=now, words="You both run Autotask.")
    with inside(program, user):
        WelcomeTick.objects.create(member=member, group=group, what=WelcomeTick.What.CALENDAR)
    with inside(program, facilitator):
        settle_candor(check, clear=True, by=facilitator, now=now)
        look_at_newcomer(arrival, 30, scores={"ties": 0}, note="Shy at the table.", by=facilitator, now=now)
    with inside(program):
        ask_to_be_told(f"later.{place}@kessler.example", now=now)
    with inside(program, admin):
        interest = Interest.objects.get(email=f"later.{place}@kessler.example")
    with inside(program, admin):
        company = group.seats.order_by("number").first().company
        change_company(company, by=admin, facts={"parent": f"Holding {place}"})
        (changed,) = [one for one in recheck(company.pk, since=now, now=now) if one.group_id == group.pk]
        VettingRules.objects.update(interview=False, sponsor=False, visit=False, approval="none")
        offer = make_offer(application, group, by=admin, now=now, words="We would be glad of you.")
    with inside(program, reach=application.pk):
        Application.objects.update(state_before="", hears_at=None)
        Application.objects.update(state="pool")
        paper = attach(Application.objects.get(), name="certificate.png", content=PNG, now=now)
        Application.objects.update(state="offered")
    return steps_of(application, program, admin, facilitator, user, group) | {
        "application": application.pk,
        "candor": check.pk,
        "reference": reference.pk,
        "opinion": opinion.pk,
        "agreement": nda.pk,
        "charter": charter.pk,
        "offer": offer.pk,
        "paper": paper.pk,
        "decision": made.pk,
        "arrival": arrival.pk,
        "interest": interest.pk,
        "recheck": changed.pk,
    }


def steps_of(
    application: Application, program: Program, admin: User, facilitator: User, user: User, group: Group
) -> dict[str, UUID]:
    """The optional steps of a file: a call at a time of its own, a vote, somebody who vouches, a visit; their keys."""
    now = timezone.now()
    whom = {"applicant_name": application.name, "company_name": application.company_name}
    with inside(program, admin):
        VettingRules.objects.update(interview=True, sponsor=True, visit=True, approval="majority")
        member = Member.objects.get(user=user)
        begins = now + timedelta(days=2, minutes=InterviewSlot.objects.count())
        slot = InterviewSlot.objects.create(starts_at=begins, where="Phone", host=admin, host_name="Ada")
        Interview.objects.create(application=application, slot=slot, asked_at=now, chosen_at=now)
        seated = SeatHolder.objects.current().filter(group=group).exclude(member__user=None)
        approval = Approval.objects.create(
            application_id=application.pk, group=group, mode="majority", place="Dayton",
            asked=list(seated.values_list("member_id", flat=True)), **whom,
        )  # fmt: skip
        sponsor = Sponsor.objects.create(
            application=application, member=member, place="Dayton", words="Good.", answer="yes", **whom
        )
        visit = Visit.objects.create(
            application=application, group=group, on=now.date(), where="Online", signed_at=now, **whom
        )
        seat = seated.get(member=member).seat_id
    with inside(program, user):
        Ballot.objects.create(approval=approval, group=group, seat_id=seat, member=member, vote="no")
    with inside(program, facilitator):
        VisitWord.objects.create(visit=visit, group=group, welcome=True, by=facilitator)
    return {"slot": slot.pk, "approval": approval.pk, "sponsor": sponsor.pk, "visit": visit.pk}
