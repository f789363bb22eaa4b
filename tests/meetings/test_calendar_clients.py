"""Our calendars as programs of others see them: khal opens our files, vdirsyncer fetches our feed over http."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from icalendar import Calendar

from meetings.calendar import Contact, Entry, cancel, feed, overview, request

NOW = datetime(2026, 10, 1, tzinfo=UTC)
ANN = Contact("Ann", "ann@acme.example")
BIN = Path(sys.executable).parent
KHAL = """\
[calendars]
[[ours]]
path = {path}
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = ours
[sqlite]
path = {path}/khal.db
"""
VDIRSYNCER = """\
[general]
status_path = "{path}/status"
[pair ours]
a = "feed"
b = "mine"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "http://127.0.0.1:{port}/calendar/token.ics"
[storage mine]
type = "filesystem"
path = "{mine}"
fileext = ".ics"
"""


def entry(number: int, starts_at: datetime, hours: int = 2, **facts) -> Entry:
    made = Entry(
        uid=f"meeting-{number}@peers.example", sequence=0, starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        zone="America/Chicago", title="Owners meeting", where="", url="https://peers.example/m/", description="",
        organizer=Contact("Summit", "calendar@peers.example"),
    )  # fmt: skip
    return replace(made, **facts)


# 09:00 on the wall of Chicago, a week before its clocks go back (November 1), and two weeks after.
BEFORE = entry(1, datetime(2026, 10, 22, 14, tzinfo=UTC))
AFTER = entry(2, datetime(2026, 11, 19, 15, tzinfo=UTC))
NINE_IN_CHICAGO = ["2026-10-22 09:00 2026-10-22 11:00", "2026-11-19 09:00 2026-11-19 11:00"]


def said(program: str, *words: str | Path, home: Path) -> str:
    """What a program says, with a home of its own; it fails with its words."""
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}
    ran = subprocess.run([BIN / program, *words], env=env, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


class Khal:
    """A calendar program, its clock in one zone, with one calendar in a folder of its own."""

    def __init__(self, home: Path, zone: str) -> None:
        self.home, self.folder = home, home / "calendar"
        self.folder.mkdir(exist_ok=True)
        (home / "khal.conf").write_text(KHAL.format(path=self.folder, zone=zone))

    def opens(self, file: bytes) -> None:
        """As somebody presses on an attachment."""
        attachment = self.home / "opened.ics"
        attachment.write_bytes(file)
        said("khal", "--config", self.home / "khal.conf", "import", "--batch", attachment, home=self.home)

    def lists(self, shape: str = "{start-long} {end-long}") -> list[str]:
        """A line of each event from October to the end of the year."""
        words = ("list", "--once", "--day-format", "", "--format", shape, "2026-10-01", "92d")
        return said("khal", "--config", self.home / "khal.conf", *words, home=self.home).strip().splitlines()


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("America/Chicago", NINE_IN_CHICAGO),
        ("America/Denver", ["2026-10-22 08:00 2026-10-22 10:00", "2026-11-19 08:00 2026-11-19 10:00"]),
        # Phoenix never changes its clocks: the meeting moves there, and is right.
        ("America/Phoenix", ["2026-10-22 07:00 2026-10-22 09:00", "2026-11-19 08:00 2026-11-19 10:00"]),
        ("Europe/Berlin", ["2026-10-22 16:00 2026-10-22 18:00", "2026-11-19 16:00 2026-11-19 18:00"]),
    ],
)
def test_khal_shows_the_year_by_the_clock_on_its_own_wall(tmp_path, zone, expected):
    khal = Khal(tmp_path, zone)
    khal.opens(overview([BEFORE, AFTER], NOW))
    assert khal.lists() == expected


def test_khal_moves_the_entry_that_it_has_when_an_invitation_follows_the_overview(tmp_path):
    khal = Khal(tmp_path, "America/Chicago")
    khal.opens(overview([BEFORE, AFTER], NOW))
    khal.opens(
        request(replace(AFTER, sequence=1, where="Room 2", ends_at=AFTER.ends_at + timedelta(hours=1)), ANN, NOW)
    )
    assert khal.lists("{start-long} {end-long} {title} {location}") == [
        f"{NINE_IN_CHICAGO[0]} Owners meeting https://peers.example/m/",
        "2026-11-19 09:00 2026-11-19 12:00 Owners meeting Room 2",
    ]


def test_khal_shows_a_canceled_meeting_as_canceled(tmp_path):
    khal = Khal(tmp_path, "America/Chicago")
    khal.opens(request(AFTER, ANN, NOW))
    assert khal.lists("{uid} {status}") == ["meeting-2@peers.example CONFIRMED"]
    khal.opens(cancel(replace(AFTER, sequence=1, status="canceled"), ANN, NOW))
    assert khal.lists("{uid} {status}") == ["meeting-2@peers.example CANCELLED"]


def test_khal_shows_two_days_as_one_event(tmp_path):
    khal = Khal(tmp_path, "America/Chicago")
    khal.opens(overview([replace(AFTER, ends_at=datetime(2026, 11, 20, 20, tzinfo=UTC))], NOW))
    assert khal.lists() == ["2026-11-19 09:00 2026-11-20 14:00"]


@contextmanager
def served(files: list[bytes]) -> Iterator[int]:
    """Answers any address with the last of `files`, on a port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(len(files[-1])))
            self.end_headers()
            self.wfile.write(files[-1])

        def log_message(self, *_: object) -> None:
            """Nothing: the tests' own words are enough."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_vdirsyncer_follows_the_feed_and_khal_shows_it(tmp_path):
    khal = Khal(tmp_path, "America/Chicago")
    config = tmp_path / "vdirsyncer.conf"
    files = [feed([BEFORE, AFTER], "Summit Peers", NOW)]

    def synced() -> list[str]:
        said("vdirsyncer", "--config", config, "sync", home=tmp_path)
        return khal.lists()

    with served(files) as port:
        config.write_text(VDIRSYNCER.format(path=tmp_path, port=port, mine=khal.folder))
        said("vdirsyncer", "--config", config, "discover", home=tmp_path)
        assert synced() == NINE_IN_CHICAGO

        later = replace(AFTER, sequence=1, starts_at=AFTER.starts_at + timedelta(hours=1))
        files.append(feed([BEFORE, later], "Summit Peers", NOW))
        assert synced() == [NINE_IN_CHICAGO[0], "2026-11-19 10:00 2026-11-19 11:00"]

        files.append(feed([replace(BEFORE, sequence=1, status="canceled"), later], "Summit Peers", NOW))
        assert synced() == ["2026-11-19 10:00 2026-11-19 11:00"]

    # It gives what comes by http a uid of its own.
    (kept,) = (Calendar.from_ical(path.read_bytes()) for path in khal.folder.glob("*.ics"))
    assert [(one["SEQUENCE"], one.start) for one in kept.walk("VEVENT")] == [(1, later.starts_at)]
