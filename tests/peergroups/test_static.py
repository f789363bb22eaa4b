"""Static files under ASGI, as the web process serves them."""

import asyncio
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import AsyncClient

WORDS = "/static/css/peergroups.css"


def ask(path: str, method: str = "get", **headers: str):
    """The answer, asked for in a thread of its own: in ours a browser's loop may be running."""
    with warnings.catch_warnings(), ThreadPoolExecutor(1) as thread:
        warnings.simplefilter("error")  # a stream that had to be gathered would warn
        return thread.submit(asyncio.run, getattr(AsyncClient(), method)(path, headers=headers)).result()


def test_a_file_goes_out_whole_and_without_a_warning() -> None:
    response = ask(WORDS)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/css")
    assert len(response.content) == int(response["Content-Length"]) > 1000


def test_head_unchanged_and_a_part_of_it() -> None:
    head = ask(WORDS, "head")
    assert (head.status_code, head.content) == (200, b"")
    assert ask(WORDS, **{"if-none-match": head["ETag"]}).status_code == 304
    part = ask(WORDS, range="bytes=2-5")
    assert (part.status_code, part.content) == (206, ask(WORDS).content[2:6])


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_another_method_is_refused(method: str) -> None:
    assert ask(WORDS, method).status_code == 405


def test_the_manifest_is_one_and_its_icons_are_there() -> None:
    response = ask("/static/app.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    for icon in response.json()["icons"]:
        found = ask(f"/static/{icon['src']}")
        assert found["Content-Type"].partition(";")[0] == icon["type"]
