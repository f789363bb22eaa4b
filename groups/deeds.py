"""What happened to groups and seats, in words (programs/deeds.py). What is a group's is not the program's audit's."""

from django.db.models import Value
from django.db.models.functions import Concat

from programs.deeds import Thing

DEEDS = {
    "group.opened": "opened a group",
    "term.began": "appointed a facilitator",
    "term.ended": "ended a facilitator's term",
    "term.resumed": "took the end of a facilitator's term back",
    "term.handed": "handed a group to a substitute",
    "member.left": "marked somebody as departed",
    "member.returned": "took somebody back",
}

OF_A_GROUP = {
    "group.changed": "changed the group",
    "group.forming": "set the group to forming",
    "group.active": "began the group",
    "group.paused": "paused the group",
    "group.closed": "closed the group",
    "seat.taken": "gave a seat",
    "seat.left": "ended a seat",
    "seat.handed_over": "handed a seat over",
    "seat.returned": "gave a seat back",
    "facilitator.appointed": "appointed a facilitator",
    "facilitator.stands_in": "named a substitute",
    "facilitator.resumed": "took a facilitator's end back",
    "facilitator.ended": "ended a facilitator's term",
}

THINGS = {
    "groups.group": Thing("group", page="group"),
    "groups.facilitatorterm": Thing("facilitator", Concat("name", Value(" of "), "group__name")),
}
