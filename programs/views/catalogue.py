"""The catalogue of components, with samples: usual, wrong, and far too much."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goals.chart import Point, line_chart, sparkline
from programs.access import public

LONG_NAME = "Bartholomew Featherstonehaugh-Cholmondeley"
FIRST_DAY = date(2026, 1, 8)
PARTS = [
    "pages",
    "type",
    "buttons",
    "status",
    "numbers",
    "people",
    "fields",
    "tables",
    "notes",
    "ways",
    "open",
    "charts",
]
STATUSES = ["on_track", "at_risk", "stuck", "no_news", "done", "dropped"]


class SampleForm(forms.Form):
    """One field of each kind; bound, it always has something to say."""

    sentence = forms.CharField(
        label="Your goal in one sentence", help_text="What will be different, in words a peer would use."
    )
    start = forms.DecimalField(label="From", widget=forms.TextInput({"inputmode": "decimal"}))
    target = forms.DecimalField(label="To", widget=forms.TextInput({"inputmode": "decimal"}))
    due = forms.DateField(label="By when", widget=forms.DateInput(attrs={"type": "date"}))
    track = forms.ChoiceField(label="Track", choices=[("", "Choose a track"), ("owner", "Owner")])
    note = forms.CharField(
        label="Note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Your group sees the status, not the note.",
    )
    sees = forms.ChoiceField(
        label="Who sees it",
        widget=forms.RadioSelect,
        choices=[("me", "Only me"), ("group", "Owners East")],
    )
    topics = forms.MultipleChoiceField(
        label="Ask me about",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("pricing", "Pricing"), ("hiring", "Hiring"), ("security", "Security stack")],
    )
    remind = forms.BooleanField(label="Remind me every two weeks")
    photo = forms.FileField(label="Photo", required=False)
    company = forms.CharField(
        label="Company", disabled=True, initial="Baxter IT", required=False, help_text="An admin changes this."
    )

    def clean(self) -> dict[str, Any] | None:
        if self.cleaned_data.get("due"):
            self.add_error("due", "Choose a day from March 3 on; the meeting is on the 2nd.")
        self.add_error(None, "The target is below the start; swap the two?")
        return super().clean()


def chart() -> Any:
    """Seven check-ins against a pace line."""
    steps = zip(
        ["46", "46.4", "46.2", "47.1", "47.2", "48.6", "49.4"],
        ["on_track", "on_track", "at_risk", "stuck", "stuck", "at_risk", "on_track"],
        strict=True,
    )
    points = [
        Point(FIRST_DAY + timedelta(days=23 * n), Decimal(value), status) for n, (value, status) in enumerate(steps)
    ]
    return line_chart(
        points,
        start=Decimal(46),
        target=Decimal(52),
        begins=FIRST_DAY,
        ends=date(2026, 6, 30),
        today=points[-1].date,
        unit="%",
        name="Gross margin",
    )


def spark(goal: str, values: list[str], status: str) -> dict[str, Any]:
    """A goal's small line and its status."""
    points = [Point(FIRST_DAY + timedelta(days=14 * n), Decimal(value), status) for n, value in enumerate(values)]
    return {"goal": goal, "line": sparkline(points), "status": status}


def person(name: str, note: str, initials: str, status: str, *, hue: int = 0, url: str = "#people") -> dict[str, Any]:
    """A row of the people list."""
    return {"name": name, "note": note, "initials": initials, "hue": hue, "status": status, "url": url}


PEOPLE = [
    person("Priya Raman", "Owner, Baxter IT · Tulsa, OK", "PR", "on_track", hue=3),
    person("Marcus Oyelaran", "Managing partner, Keystone Networks · Dayton, OH", "MO", "at_risk", hue=0),
    person(LONG_NAME, f"Chief Operating Officer, {LONG_NAME} Systems · Sault Ste. Marie, MI", "BF", "stuck", hue=5),
    person("Li", "Northwind", "L", "no_news", hue=1, url=""),
    person("Dana Whitfield", "", "DW", "done", hue=2),
    person("Sam Ito", "Owner", "SI", "dropped", hue=4),
    person("Ana Cruz", "Owner", "AC", "on_track", hue=6, url=""),
    person("Joe Bell", "Owner", "JB", "on_track", hue=7, url=""),
]


def week(row: int, column: int) -> dict[str, str] | None:
    """A cell of the status grid; the last people joined late."""
    status = STATUSES[(row * column + column) % 4]
    return None if column < row - 4 else {"status": status, "words": status.replace("_", " ")}


def member(number: int) -> dict[str, Any]:
    """One of sixty rows."""
    companies = ["Baxter IT", "Keystone Networks", "Northwind Managed Services and Telephony", "Harbor Tech"]
    given = ["Priya", "Marcus", "Dana", "Li", "Sam", "Ana"]
    family = ["Raman", "Oyelaran", "Whitfield", "Chen", "Ito", "Cruz"]
    return {
        "name": LONG_NAME if number == 3 else f"{given[number % 6]} {family[(number // 6 + number) % 6]}",
        "company": companies[number % 4],
        "status": STATUSES[number % 6],
        "employees": [14, 22, 8, 131, 47][number % 5],
        "since": 2016 + number % 9,
    }


SAMPLES: dict[str, Any] = {
    "parts": [(part, part.capitalize()) for part in PARTS],
    "people": PEOPLE,
    "weeks": [f"W{number}" for number in range(40, 48)],
    "grid": [
        {"name": one["name"], "url": one["url"], "cells": [week(row, column) for column in range(8)]}
        for row, one in enumerate(PEOPLE)
    ],
    "rows": [member(number) for number in range(60)],
    "page": Paginator(range(60), 25).page(2),
    "form": SampleForm(auto_id="good_%s"),
    "wrong": SampleForm(
        {"start": "fifty", "target": "52", "due": "2026-03-01", "note": "Two clients are still on the old price."},
        auto_id="wrong_%s",
    ),
    "chart": chart(),
    "sparks": [
        spark("Gross margin 52 %", ["46", "46.4", "47", "47.2", "49.4"], "on_track"),
        spark("Tickets per tech below 60", ["81", "80", "84", "79", "78"], "at_risk"),
        spark("Cash for 90 days", ["40", "40", "40"], "stuck"),
    ],
    "columns": [
        {"label": "Member", "sort_url": "#tables", "sorted": "ascending"},
        {"label": "Company", "sort_url": "#tables"},
        {"label": "Status"},
        {"label": "Employees", "num": True},
        {"label": "Since", "num": True},
    ],
    "selects": [
        {"name": "track", "label": "Track", "value": "", "options": [("", "Any"), ("owner", "Owner")]},
        {"name": "size", "label": "Size", "value": "", "options": [("", "Any"), ("small", "10-24 people")]},
    ],
    "tabs": [
        {"label": "Home", "url": "#ways", "current": True},
        {"label": "Goals", "url": "#ways", "count": 36},
        {"label": "What to expect", "url": "#ways"},
        {"label": "Seats", "url": "#ways", "count": 12},
    ],
    "steps": [
        {"label": "Name and look", "url": "#ways", "state": "done"},
        {"label": "Tracks", "url": "#ways", "state": "done"},
        {"label": "Rules", "state": "current"},
        {"label": "Mail", "state": "next"},
        {"label": "People", "state": "next"},
        {"label": "Preview", "state": "next"},
    ],
    "rsvp": [("yes", "Yes", "in the room"), ("late", "Late", "say how late"), ("no", "No", "send my update anyway")],
    "menu": [
        {"label": "Edit", "url": "#open", "icon": "pencil"},
        {"label": "Hand over", "url": "#open", "icon": "arrow-left-right"},
        {"label": "End the seat", "url": "#open", "icon": "log-out", "post": True},
    ],
    "facts": [
        ("How often do you meet?", "Monthly on the second Thursday, 90 minutes, by video. Twice a year in person."),
        ("What if I miss one?", "Tell us before and it counts as told. After three of twelve we talk about the seat."),
        {"term": "Territory", "text": "No two members within 30 miles", "url": "#numbers"},
        ("What does it cost?", "$450 a month for a company, travel not included."),
    ],
}


@public
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every component in its states, for whoever builds a page."""
    return render(request, "catalogue.html", SAMPLES)
