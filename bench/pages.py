"""How fast pages are: group home against the smallest view that one can write, and what a page weighs.

The base is one indexed query and a 300-byte template without middleware, on the same server, in one worker process of
its own, at one request at a time; rounds are interleaved and the median of the paired ratios is the figure.
"""

import gzip
import re
import statistics
from collections.abc import Iterator
from itertools import cycle

from bench.circle import make_circle
from bench.stage import Browser, Figure, Web, environment, paired, serving

TOKEN = "c" * 32
ROUNDS, REQUESTS = 5, 60
STATEMENTS = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")


def run() -> Iterator[Figure]:
    """All figures of `pages`."""
    with environment():
        small, cookies = make_circle(members=12, goals=3)
        large, large_cookies = make_circle(members=100, goals=3, slug="large")
        city = any_city()
        with serving("bench.base_settings") as base, serving("peergroups.settings") as web:
            yield from speed(base, web, f"/one/{city}/", small, cookies)
            yield Figure(
                "pages.cpu_growth_12_to_100",
                statistics.median(cpu(web, large, large_cookies) / cpu(web, small, cookies) for _ in range(ROUNDS)),
                3,
                at_least=False,
            )
            yield from weight(web, small, cookies)
        yield from queries(small, cookies, large, large_cookies)


def any_city() -> int:
    """A city for the base view; one is made when none are loaded."""
    from members.models import City

    city, _ = City.objects.get_or_create(
        id=1,
        defaults={"name": "Madison", "country": "US", "latitude": 43.07, "longitude": -89.4, "zone": "America/Chicago"},
    )
    return city.pk


def speed(base: Web, web: Web, one: str, group: str, cookies: str) -> Iterator[Figure]:
    """Group home uncached, unchanged since the last view, and a check-in by htmx."""
    plain, signed_in = Browser(base.port), Browser(web.port, f"{cookies}; csrftoken={TOKEN}")
    page = signed_in.ask(group)
    goal = a_goal(signed_in)
    tag = page.headers["etag"]

    answers = cycle((b"status=on_track", b"status=at_risk"))

    def check_in() -> None:
        answer = signed_in.ask(
            f"{goal}check-in/", method="POST", body=next(answers), HX_Request="true", X_CSRFToken=TOKEN
        )
        assert answer.status == 200, answer.body[:300]

    def fresh() -> None:
        assert signed_in.ask(group).status == 200

    def unchanged() -> None:
        assert signed_in.ask(group, If_None_Match=tag).status == 304

    acts = {"base": lambda: plain.ask(one), "group_home": fresh, "unchanged": unchanged}
    shares = paired(acts, "base")
    yield Figure("pages.group_home", shares["group_home"], 0.10)
    yield Figure("pages.unchanged", shares["unchanged"], 0.30)
    shares = paired({"base": lambda: plain.ask(one), "check_in": check_in}, "base")
    yield Figure("pages.check_in", shares["check_in"], 0.08)


def a_goal(browser: Browser) -> str:
    """The path of one goal of whoever is signed in."""
    return re.search(rb"/p/bench/goals/[0-9a-f-]{36}/", browser.ask("/p/bench/goals/").body).group().decode()


def cpu(web: Web, path: str, cookies: str) -> float:
    """CPU seconds of the server for REQUESTS pages."""
    browser = Browser(web.port, cookies)
    browser.ask(path)
    before = web.cpu_seconds()
    for _ in range(REQUESTS):
        browser.ask(path)
    return web.cpu_seconds() - before


def weight(web: Web, group: str, cookies: str) -> Iterator[Figure]:
    """Bytes over the wire, gzipped, of a first visit, a repeat visit and a fragment."""
    browser = Browser(web.port, f"{cookies}; csrftoken={TOKEN}")
    page = browser.ask(group).body
    parts = set(re.findall(rb'(?:src|href)="(/static/[^"]+)"', page))
    sizes = [len(browser.ask(part.decode(), Accept_Encoding="gzip").body) for part in parts]
    goal = a_goal(browser)
    fragment = browser.ask(
        f"{goal}check-in/", method="POST", body=b"status=on_track", HX_Request="true", X_CSRFToken=TOKEN
    )
    assert fragment.status == 200
    home = len(gzip.compress(page, 6))
    yield Figure("pages.first_visit_kB", (home + sum(sizes)) / 1000, 100, at_least=False)
    yield Figure("pages.first_visit_requests", 1 + len(parts), 8, at_least=False)
    yield Figure("pages.repeat_kB", home / 1000, 6, at_least=False)
    whole = len(gzip.compress(browser.ask(goal).body, 6))
    yield Figure("pages.fragment_share", len(gzip.compress(fragment.body, 6)) / whole, 0.25, at_least=False)


def queries(small: str, cookies: str, large: str, large_cookies: str) -> Iterator[Figure]:
    """SELECT, INSERT, UPDATE and DELETE statements of the pages that list people or goals, at 12 and at 100."""
    pages = ("", "today/", "goals/", "goals/due/", "people/", "groups/")
    few = {page: statements(f"/p/bench/{page}", cookies) for page in pages} | {"group": statements(small, cookies)}
    many = {page: statements(f"/p/large/{page}", large_cookies) for page in pages}
    many["group"] = statements(large, large_cookies)
    yield Figure("pages.most_queries", max(*few.values(), *many.values()), 10, at_least=False)
    growth = {page: many[page] - few[page] for page in few}
    worst = max(growth, key=growth.__getitem__)
    yield Figure(f"pages.queries_grow_by({worst.strip('/') or 'program'})", growth[worst], 0, at_least=False)


def statements(path: str, cookies: str) -> int:
    """How many statements one page costs, session and user included, those that begin with WITH too."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    browser = Client(headers={"host": "localhost"})
    name, _, value = cookies.partition("=")
    browser.cookies[name] = value
    browser.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return sum(one["sql"].lstrip().upper().startswith(STATEMENTS) for one in captured)
