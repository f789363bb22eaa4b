"""The script for the time without a network: the same for everybody, and nothing of anybody in it."""

import re

from django.contrib.staticfiles import finders
from django.test import Client

from tests.world import World

URL = "/service-worker.js"


def test_it_is_a_script_that_serves_the_whole_site_and_costs_no_query(world: World, client_as, queries) -> None:
    dana: Client = client_as(world.member)
    answers = []
    assert queries(lambda: answers.append(dana.get(URL))) == 0
    assert answers[0].status_code == 200
    assert answers[0]["Content-Type"] == "text/javascript; charset=utf-8"
    assert "max-age=86400" in answers[0]["Cache-Control"]
    assert answers[0].content == Client().get(URL).content
    assert not answers[0].has_header("Vary")
    assert not answers[0].cookies


def test_it_keeps_static_files_only_and_they_are_there(client: Client, db: None) -> None:
    (files,) = re.findall(r"^const FILES = \[(.+)\];$", client.get(URL).text, re.MULTILINE)
    paths = re.findall(r'"([^"]+)"', files)
    assert len(paths) == 3
    assert [path for path in paths if not finders.find(path.removeprefix("/static/"))] == []


def test_another_method_is_refused(client: Client, db: None) -> None:
    assert client.post(URL).status_code == 405
