"""Finds the browser of the journeys: the system's Chromium, else Debian's package, else Playwright's own download.

`python tests/browser.py` prints its path; `make test` does so first, so that an installation happens once.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoBrowserError(RuntimeError):
    """There is no browser and none could be installed. The message is one line that says what to do."""


def find_browser() -> Path:
    """The path of a Chromium. Installs one if there is none, which takes minutes. Raises NoBrowserError."""
    ways: tuple[Callable[[], Path | None], ...] = (of_system, of_playwright, install_of_debian, install_of_playwright)
    for way in ways:
        if (browser := way()) is not None:
            return browser
    raise NoBrowserError("No browser for the journeys: install Chromium (Debian: apt-get install chromium).")


def of_system() -> Path | None:
    """The Chromium or Chrome that is on the PATH."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def install_of_debian() -> Path | None:
    """Debian's package; only root can install it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (("update",), ("install", "--yes", "--no-install-recommends", "chromium")):
        if subprocess.run(["apt-get", "--quiet=2", *words], env=env, stdout=sys.stderr, check=False).returncode:
            return None
    return of_system()


def of_playwright() -> Path | None:
    """The Chromium that Playwright has downloaded before."""
    where = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    # In a process of its own, for a test session may already have Playwright running in this one.
    asked = subprocess.run([sys.executable, "-c", where], capture_output=True, text=True, check=False)
    path = Path(asked.stdout.strip() or "none")
    return path if path.is_file() else None


def install_of_playwright() -> Path | None:
    """Playwright's own download, in the user's cache."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
        return None
    return of_playwright()


if __name__ == "__main__":
    try:
        print(find_browser())
    except NoBrowserError as error:
        sys.exit(str(error))
