"""Set-up stays reproducible: locks without addresses, one set of entry points, no secret with a default."""

import gzip
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from honcho.environ import parse_procfile

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = sorted((PROJECT / "requirements").glob("*.txt"))
COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())


def pinned(lock: Path) -> dict[str, str]:
    """The locked versions by name."""
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", lock.read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_has_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert not re.search(r"^--", text, re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)


def test_what_development_runs_is_what_production_runs() -> None:
    base, dev, uv = (pinned(PROJECT / f"requirements/{name}.txt") for name in ("base", "dev", "uv"))
    assert base.items() | uv.items() <= dev.items()


def test_the_npm_lock_names_no_registry() -> None:
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert not [name for name, package in packages.items() if name and "integrity" not in package]


def test_containers_and_the_local_runner_start_the_same_commands() -> None:
    procfile = dict(parse_procfile((PROJECT / "Procfile").read_text()).processes)
    local = {
        name: procfile[name].replace('"$VAR_DIR/beat"', "/var/lib/peergroups/beat")
        for name in ("web", "worker", "beat")
    }
    assert local == {name: COMPOSE["services"][name]["command"] for name in local}
    (image,) = re.findall(r"^CMD (.+)$", (PROJECT / "Dockerfile").read_text(), re.MULTILINE)
    assert " ".join(json.loads(image)) == procfile["web"]


def test_every_long_lived_container_has_a_health_check() -> None:
    inherited = "HEALTHCHECK" in (PROJECT / "Dockerfile").read_text()
    for name, service in COMPOSE["services"].items():
        if service.get("restart") != "no":
            assert service.get("healthcheck") or (inherited and "build" in service), name


def test_no_secret_has_a_default() -> None:
    secrets = re.findall(
        r"\$\{(\w*(?:PASSWORD|SECRET|KEY|EMAIL_URL)\w*)(.*?)\}", (PROJECT / "docker-compose.yml").read_text()
    )
    assert {name for name, _ in secrets} >= {"APP_PASSWORD", "OWNER_PASSWORD", "POSTGRES_PASSWORD", "SECRET_KEY"}
    assert all(rest.startswith(":?") or rest == ":-" for _, rest in secrets)  # asked for, or none at all


def test_only_migrations_know_the_owner() -> None:
    knowing = {name for name, it in COMPOSE["services"].items() if "DATABASE_OWNER_URL" in it.get("environment", {})}
    assert knowing == {"migrate"}


def test_make_alone_lists_every_target_with_a_line_of_help() -> None:
    listed = subprocess.run(["make"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    (phony,) = re.findall(r"^\.PHONY: (.+)$", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    assert re.findall(r"^  make ([a-z-]+) +\S", listed, re.MULTILINE) == phony.split()


def test_the_first_page_fits_its_budget() -> None:
    style = gzip.compress((PROJECT / "static/build/app.css").read_bytes())
    assert len(style) < 25_000
    assert (PROJECT / "static/build/inter.woff2").stat().st_size < 50_000
