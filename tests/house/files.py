"""A file of vetting with a row in every table, for the walk and the leaks: who asked, who thought what, who said no."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from groups.models import Group
from members.models import Member
from programs.models import Program, Role, Track, User
from programs.tenancy import inside
from vetting.actions.applying import apply, attach
from vetting.actions.candor import answer_candor, ask_candor, settle_candor
from vetting.actions.deciding import decide, note_call
from vetting.actions.judging import judge
from vetting.actions.offering import make_offer
from vetting.actions.signing import publish_agreement, sign
from vetting.models import (
    Agreement,
    Application,
    Criteria,
    Opinion,
    Reference,
    VettingRules,
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
        WelcomeTick.objects.create(member=member, group=group, what=WelcomeTick.What.GOAL)
    with inside(program, facilitator):
        settle_candor(check, clear=True, by=facilitator, now=now)
    with inside(program, admin):
        offer = make_offer(application, group, by=admin, now=now, words="We would be glad of you.")
    with inside(program, reach=application.pk):
        Application.objects.update(state_before="", hears_at=None)
        Application.objects.update(state="pool")
        paper = attach(Application.objects.get(), name="certificate.png", content=PNG, now=now)
        Application.objects.update(state="offered")
    return {
        "application": application.pk,
        "candor": check.pk,
        "reference": reference.pk,
        "opinion": opinion.pk,
        "agreement": nda.pk,
        "charter": charter.pk,
        "offer": offer.pk,
        "paper": paper.pk,
        "decision": made.pk,
    }
