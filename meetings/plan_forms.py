"""Forms by which dates are planned: a series, one meeting, a poll for a date, days without meetings."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from groups.models import Group
from meetings.agendas import TEMPLATES
from meetings.models import AgendaTemplate, Blackout, Meeting, Series
from meetings.recurrence import Pattern
from programs.clock import instant, local_day, on_the_wall
from programs.conflict import VersionField
from programs.zones import zone_choices

MODES = {Group.Mode.ONLINE: "Online", Group.Mode.IN_PERSON: "In person", Group.Mode.HYBRID: "In person or by video"}
"""How one meeting is held; of a group as a whole the last means both in turn."""

DAYS = [
    (str(n), day)
    for n, day in enumerate(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
]
NTH = [("1", "First"), ("2", "Second"), ("3", "Third"), ("4", "Fourth"), ("-1", "Last")]
REPEATS = [
    ("weekly", "Every week", ""),
    ("weeks", "Every few weeks", ""),
    ("monthly", "Every month", "such as the third Thursday"),
    ("quarterly", "Every quarter", "every third month"),
    ("months", "Every few months", ""),
]
LONGEST_AHEAD = timedelta(days=730)


class DateInput(forms.DateInput):
    """A date as browsers let one pick it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """An hour as browsers let one pick it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M", attrs={"step": "300"})


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day to pick."""
    return forms.DateField(
        label=label, widget=DateInput(), error_messages={"invalid": "Write the day as 2027-03-18."}, **more
    )


def hour_field(label: str) -> forms.TimeField:
    """An hour to pick."""
    return forms.TimeField(label=label, widget=TimeInput(), error_messages={"invalid": "Write the hour as 09:00."})


class HowForm(forms.Form):
    """How long and where: what a series and a meeting have in common."""

    name = forms.CharField(label="Name", max_length=60, required=False, help_text="Such as Quarter in review.")
    minutes = forms.IntegerField(label="Minutes a day", min_value=15, max_value=720, initial=90)
    days = forms.IntegerField(label="Days in a row", min_value=1, max_value=5, initial=1)
    mode = forms.ChoiceField(label="How it is held", choices=list(MODES.items()), initial=Group.Mode.ONLINE)
    place = forms.CharField(label="Place", max_length=200, required=False, help_text="Name and address.")
    join_url = forms.URLField(
        label="Video link", max_length=500, required=False, assume_scheme="https",
        help_text="Only the people of the group get it.",
    )  # fmt: skip


class SeriesForm(HowForm):
    """A rule by plain choices, on the wall of a zone. `now` is aware, `series` the one that is changed."""

    repeats = forms.ChoiceField(
        label="How often", choices=[(key, words) for key, words, _ in REPEATS], initial="monthly",
        error_messages={"required": "Choose how often the group meets."},
    )  # fmt: skip
    every = forms.IntegerField(label="Every how many", min_value=2, max_value=12, initial=2, required=False)
    nth = forms.ChoiceField(label="Which of the month", choices=NTH, initial="3", required=False)
    weekday = forms.ChoiceField(label="Day", choices=DAYS, initial="3")
    first_on = day_field("From")
    at = hour_field("Begins at")
    agenda = forms.ChoiceField(label="Agenda to start from", required=False)

    def __init__(self, *args: Any, group: Group, now: datetime, series: Series | None = None, **kwargs: Any) -> None:
        initial = of_series(series) if series else usual(group, now)
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.group, self.now, self.series = group, now, series
        self.fields["zone"] = forms.ChoiceField(
            label="Time zone", choices=zone_choices(series.zone if series else group.zone)
        )
        own = [(str(one.pk), one.name) for one in AgendaTemplate.objects.all()]
        built_in = [(key, one.name) for key, one in TEMPLATES.items()]
        self.fields["agenda"].choices = [("", "None, we make our own"), *own, *built_in]  # type: ignore[attr-defined]
        if series:
            self.fields["version"] = VersionField(initial=series.version)

    @property
    def tiles(self) -> list[tuple[str, str, str]]:
        """The choices of how often, with a hint each."""
        return REPEATS

    def clean_first_on(self) -> date:
        """A new series begins today or later, within two years; the one of a series that is there may lie back."""
        first, today = self.cleaned_data["first_on"], local_day(self.now, self.group.zone)
        if self.series is None and first < today:
            raise forms.ValidationError("Choose today or a later day.")
        if first > today + LONGEST_AHEAD:
            raise forms.ValidationError("Choose a day within the next two years.")
        if self.series is not None and first > self.series.until:
            raise forms.ValidationError("No date would be left. Choose an earlier day, or end the series.")
        return first

    def clean(self) -> dict[str, Any]:
        """The choices make a rule."""
        cleaned = super().clean() or {}
        repeats = cleaned.get("repeats")
        if repeats in ("weeks", "months") and not cleaned.get("every") and "every" not in self.errors:
            self.add_error("every", f"Say every how many {repeats}.")
        if repeats in ("monthly", "quarterly", "months") and not cleaned.get("nth") and "nth" not in self.errors:
            self.add_error("nth", "Choose which one of the month.")
        return cleaned

    def pattern(self) -> Pattern:
        """The rule that a valid form says."""
        said = self.cleaned_data
        weekday, repeats = int(said["weekday"]), said["repeats"]
        if repeats in ("weekly", "weeks"):
            return Pattern("weekly", said["every"] if repeats == "weeks" else 1, weekday)
        every = {"monthly": 1, "quarterly": 3}.get(repeats) or said["every"]
        return Pattern("monthly", every, weekday, int(said["nth"]))

    def how(self) -> dict[str, Any]:
        """What is not the rule: how long, where, by which agenda."""
        names = ("name", "minutes", "days", "mode", "place", "join_url", "agenda", "at", "zone", "first_on")
        return {name: self.cleaned_data[name] for name in names}


def usual(group: Group, now: datetime) -> dict[str, Any]:
    """What stands in the form of a new series: most groups meet so (research/mission section 3)."""
    mode = Group.Mode.IN_PERSON if group.mode == Group.Mode.IN_PERSON else Group.Mode.ONLINE
    tomorrow = local_day(now, group.zone) + timedelta(days=1)
    return {"first_on": tomorrow, "at": time(9), "zone": group.zone, "mode": mode}


def of_series(series: Series) -> dict[str, Any]:
    """A series as its form says it."""
    pattern = Pattern.parse(series.pattern)
    names = ("name", "minutes", "days", "mode", "place", "join_url", "agenda", "at", "zone", "first_on")
    return {
        **{name: getattr(series, name) for name in names},
        "repeats": repeats_of(pattern),
        "every": pattern.interval if pattern.interval > 1 else 2,
        "nth": str(pattern.nth or 3),
        "weekday": str(pattern.weekday),
    }


def repeats_of(pattern: Pattern) -> str:
    """Which of the plain choices a rule is."""
    if pattern.freq == "weekly":
        return "weekly" if pattern.interval == 1 else "weeks"
    return {1: "monthly", 3: "quarterly"}.get(pattern.interval, "months")


class MeetingForm(HowForm):
    """One meeting: its day and hour on the wall, and what a journey needs. `meeting` is the one that is changed."""

    day = day_field("Day")
    at = hour_field("Begins at")
    travel = forms.CharField(
        label="How to get there and where to stay", max_length=1000, required=False,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    hotel_until = day_field("Rooms are held until", required=False)
    answer_by = day_field(
        "A yes is needed by", required=False, help_text="For meetings in person: who has not said yes by then is asked."
    )

    def __init__(self, *args: Any, group: Group, now: datetime, meeting: Meeting | None = None, **kwargs: Any) -> None:
        initial = of_meeting(meeting) if meeting else usual(group, now)
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.group, self.now, self.meeting = group, now, meeting
        self.fields["zone"] = forms.ChoiceField(
            label="Time zone", choices=zone_choices(meeting.zone if meeting else group.zone)
        )
        if meeting:
            self.fields["version"] = VersionField(initial=meeting.version)

    def clean(self) -> dict[str, Any]:
        """A new or moved meeting lies ahead, and what is to be answered or booked before it lies before it."""
        cleaned = super().clean() or {}
        day, at, zone = cleaned.get("day"), cleaned.get("at"), cleaned.get("zone")
        if day and at and zone:
            starts_at = instant(day, at, zone)
            if starts_at <= self.now and (self.meeting is None or starts_at != self.meeting.starts_at):
                self.add_error("day", "That moment is over. Choose a later one.")
            if day > local_day(self.now, zone) + LONGEST_AHEAD:
                self.add_error("day", "Choose a day within the next two years.")
            cleaned["starts_at"] = starts_at
        for name, words in (("hotel_until", "Rooms are"), ("answer_by", "A yes is")):
            until = cleaned.get(name)
            if until and day and until > day:
                self.add_error(name, f"{words} needed before the meeting. Choose an earlier day.")
        return cleaned

    def fields_of_meeting(self) -> dict[str, Any]:
        """The columns of a meeting that a valid form says, its moments included."""
        said = self.cleaned_data
        names = ("name", "minutes", "days", "mode", "place", "join_url", "travel", "hotel_until", "answer_by", "zone")
        last = said["day"] + timedelta(days=said["days"] - 1)
        ends_at = instant(last, said["at"], said["zone"]) + timedelta(minutes=said["minutes"])
        return {**{name: said[name] for name in names}, "starts_at": said["starts_at"], "ends_at": ends_at}


def of_meeting(meeting: Meeting) -> dict[str, Any]:
    """A meeting as its form says it."""
    names = ("name", "minutes", "days", "mode", "place", "join_url", "travel", "hotel_until", "answer_by", "zone")
    begins = on_the_wall(meeting.starts_at, meeting.zone)
    return {name: getattr(meeting, name) for name in names} | {
        "day": begins.date(), "at": begins.time().replace(tzinfo=None)
    }  # fmt: skip


class BlackoutForm(forms.ModelForm):
    """Days on which no group of the program meets."""

    class Meta:
        model = Blackout
        fields = ("name", "first", "last")
        labels = {"name": "What is on", "first": "First day", "last": "Last day"}
        help_texts = {"name": "Such as the annual conference."}
        widgets = {"first": DateInput(), "last": DateInput()}

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or {}
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] < cleaned["first"]:
            self.add_error("last", "The last day comes before the first.")
        return cleaned


class PollForm(forms.Form):
    """A question for a date: up to eight moments on the wall of a zone, and until when people answer."""

    OPTIONS = range(1, 9)

    name = forms.CharField(label="What for", max_length=60, help_text="Such as Two days in person.")
    minutes = forms.IntegerField(label="Minutes", min_value=15, max_value=720, initial=90)
    mode = forms.ChoiceField(label="How it is held", choices=list(MODES.items()), initial=Group.Mode.ONLINE)
    place = forms.CharField(label="Place", max_length=200, required=False)
    join_url = forms.URLField(label="Video link", max_length=500, required=False, assume_scheme="https")
    answer_by = day_field("Answers until")

    def __init__(self, *args: Any, group: Group, now: datetime, **kwargs: Any) -> None:
        until = local_day(now, group.zone) + timedelta(days=7)
        super().__init__(*args, **{**kwargs, "initial": {"answer_by": until, "zone": group.zone}})
        self.fields["zone"] = forms.ChoiceField(label="Time zone", choices=zone_choices(group.zone))
        for number in self.OPTIONS:
            self.fields[f"day_{number}"] = day_field(f"Day {number}", required=False)
            self.fields[f"at_{number}"] = hour_field(f"Hour of day {number}")
            self.fields[f"at_{number}"].required = False
            self.initial[f"at_{number}"] = time(9)

    @property
    def options(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The rows of days and hours."""
        return [(self[f"day_{number}"], self[f"at_{number}"]) for number in self.OPTIONS]

    def clean(self) -> dict[str, Any]:
        """A day needs its hour; a row without a day is none."""
        cleaned = super().clean() or {}
        moments = []
        for number in self.OPTIONS:
            day, at = cleaned.get(f"day_{number}"), cleaned.get(f"at_{number}")
            if day and at is None and f"at_{number}" not in self.errors:
                self.add_error(f"at_{number}", "Say at which hour.")
            elif day and at is not None and cleaned.get("zone"):
                moments.append(instant(day, at, cleaned["zone"]))
        cleaned["moments"] = moments
        return cleaned

    def fields_of_poll(self) -> dict[str, Any]:
        """What a valid form says, as the action takes it."""
        names = ("name", "minutes", "mode", "place", "join_url", "answer_by", "zone", "moments")
        return {name: self.cleaned_data[name] for name in names}
