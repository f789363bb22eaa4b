"""What happened to meetings, in words (programs/deeds.py). What is a group's is not the program's audit's."""

OF_A_GROUP = {
    "series.planned": "planned a series of meetings",
    "series.extended": "had a further year of meetings planned",
    "series.changed": "changed a series of meetings",
    "series.ended": "ended a series of meetings",
    "meeting.planned": "planned a meeting",
    "meeting.opened": "had people asked to a meeting",
    "meeting.changed": "changed a meeting",
    "meeting.moved": "moved a meeting",
    "meeting.canceled": "canceled a meeting",
    "meeting.restored": "brought a canceled meeting back",
    "agenda.published": "published an agenda",
    "rsvp.answered": "answered whether they come",
    "rsvp.withdrawn": "lost a place at a meeting with the seat",
    "attendance.taken": "took attendance",
    "attendance.corrected": "corrected attendance",
}
