"""What is done at a meeting, with rows in its tables: an agenda and jobs, what was written down, a recap."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from goals.promising import make_commitment
from groups.models import Group
from meetings.actions.agendas import Line, publish, save_template, set_agenda
from meetings.actions.capturing import note_decision, park
from meetings.actions.closing import give_closing
from meetings.actions.recapping import send_recap
from meetings.agendas import Item, Kind
from meetings.models import Meeting, Rsvp
from members.models import Member
from programs.models import Program, User
from programs.tenancy import inside


def a_run(program: Program, admin: User, facilitator: User, user: User, group: Group) -> dict[str, UUID]:
    """The last meeting of `group` with all that was written down there, and an agenda of the program's own."""
    now, where = timezone.now(), group.pk.hex[:8]
    with inside(program, facilitator):
        meeting = Meeting.objects.of(group).past(now).select_related("group")[0]
        member = Member.objects.get(user=user)
        parked = park(meeting, by=facilitator, now=now, title=f"Later {where}")
        lines = (
            Line(f"Talk {where}", 20, "hot_seat", presenter=member.pk, notes=f"Bring {where}", parked=parked.pk),
            Line(f"Close {where}", 10, "closing"),
        )
        before = meeting.starts_at - timedelta(days=1)
        set_agenda(meeting, by=facilitator, now=before, lines=lines, jobs={f"Host {where}": member.pk})
        publish(meeting, by=facilitator, now=before)
        note_decision(meeting, by=facilitator, now=now, text=f"We will {where}")
        make_commitment(
            member, group, by=facilitator, now=now, today=now.date(), text=f"Raise it {where}",
            due_on=now.date() + timedelta(days=7), meeting=meeting,
        )  # fmt: skip
        send_recap(meeting, by=facilitator, now=now - timedelta(minutes=5), text=f"Thank you {where}")
    with inside(program, user):
        place = Rsvp.objects.select_related("meeting").get(meeting=meeting, member=member)
        give_closing(place, by=user, now=meeting.ends_at, rating=8, word="useful")
    with inside(program, admin):
        items = [Item("open", f"Open {where}", 10, Kind.OPENING)]
        template = save_template(None, by=admin, now=now, name=f"Ours {where}", items=items)
    return {"past meeting": meeting.pk, "agenda template": template.pk}
