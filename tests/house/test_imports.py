"""What import-linter's contracts cannot say: pages may reach into any room, but not for its pages."""

import tomllib
from pathlib import Path

import grimp

PROJECT = Path(__file__).resolve().parents[2]
ROOMS = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
PAGES = ("views", "forms")


def test_no_room_imports_the_pages_of_another() -> None:
    graph = grimp.build_graph(*ROOMS, cache_dir=None)
    pages = [name for name in graph.modules if name.split(".")[1:2] and name.split(".")[1] in PAGES]
    assert pages
    trespasses = [
        (importer, page)
        for page in pages
        for importer in graph.find_modules_that_directly_import(page)
        if importer.split(".")[0] != page.split(".")[0]
    ]
    assert trespasses == []


def test_every_app_is_under_the_contract() -> None:
    apps = {path.parent.name for path in PROJECT.glob("*/models.py")}
    assert apps <= set(ROOMS)
