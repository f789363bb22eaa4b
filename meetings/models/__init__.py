"""The table: when a group meets, who comes, what is on the agenda, what was seen, and what follows from it."""

from meetings.models.agenda import AgendaItem, AgendaTemplate, Job
from meetings.models.attendance import Attendance, AttendanceRules, CatchUp, Guest, Leave, Step
from meetings.models.calendar import CalendarFeed
from meetings.models.capture import GroupDecision, ParkedItem, Recap
from meetings.models.closing import ClosingWord
from meetings.models.follow_up import FollowUp
from meetings.models.handover import Handover
from meetings.models.letter import Letter
from meetings.models.meeting import Meeting, MeetingQuerySet, Rsvp, RsvpQuerySet, Stay
from meetings.models.poll import DateAsk, DateOption, DatePoll, DateVote
from meetings.models.preparation import HandIn, Homework, Preparation
from meetings.models.series import Blackout, Series, SeriesQuerySet
from meetings.models.settings import MeetingSettings

__all__ = (
    "AgendaItem",
    "AgendaTemplate",
    "Attendance",
    "AttendanceRules",
    "Blackout",
    "CalendarFeed",
    "CatchUp",
    "ClosingWord",
    "DateAsk",
    "DateOption",
    "DatePoll",
    "DateVote",
    "FollowUp",
    "GroupDecision",
    "Guest",
    "HandIn",
    "Handover",
    "Homework",
    "Job",
    "Leave",
    "Letter",
    "Meeting",
    "MeetingQuerySet",
    "MeetingSettings",
    "ParkedItem",
    "Preparation",
    "Recap",
    "Rsvp",
    "RsvpQuerySet",
    "Series",
    "SeriesQuerySet",
    "Stay",
    "Step",
)
