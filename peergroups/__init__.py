"""Wiring only: settings, the URL map, the timetable. No rule lives here; the domain's circles live in `groups`."""
