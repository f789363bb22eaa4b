"""The local servers: what they promise, started and stopped for real in folders of their own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import environ
import psutil
import psycopg
import pytest

from peergroups.embedded import ServerError, Servers, environment, remove, start, temporary

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may act as another account")


def connect(url: str) -> psycopg.Connection:
    """A connection of our own to what Django would connect to."""
    it = environ.Env.db_url_config(url)
    return psycopg.connect(host=it["HOST"], port=it["PORT"], user=it["USER"], dbname=it["NAME"], autocommit=True)


def ask(url: str, question: str) -> object:
    """The first value of the first row."""
    with connect(url) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


def ping(servers: Servers) -> bytes:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(servers.redis_url.removeprefix("unix://"))
        connection.sendall(b"PING\r\n")
        return connection.recv(100)


def answers(servers: Servers) -> bool:
    try:
        return ask(servers.app_url, "select 1") == 1 and ping(servers) == b"+PONG\r\n"
    except (psycopg.OperationalError, OSError):
        return False


def postmaster(var: Path) -> int:
    return int((var / "servers/postgres/postmaster.pid").read_text().split()[0])


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that several tests start servers in, one after the other, and stop them."""
    var = tmp_path_factory.mktemp("kept") / "var"
    yield var
    remove(var)


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    """Servers that the tests only ask."""
    with temporary() as servers:
        yield servers


def test_the_roles_are_plain_and_the_owner_owns(servers: Servers) -> None:
    with connect(servers.app_url) as connection:
        rows = connection.execute(
            "select rolname, rolcanlogin, rolcreatedb, rolsuper or rolbypassrls or rolcreaterole or rolreplication"
            " from pg_roles where rolname like 'peergroups%' order by rolname"
        ).fetchall()
    assert rows == [
        ("peergroups_app", True, False, False),
        ("peergroups_authz", False, False, False),
        ("peergroups_datafix", False, False, False),
        ("peergroups_owner", True, True, False),
    ]
    owner = "select pg_get_userbyid(datdba) from pg_database where datname = current_database()"
    assert ask(servers.app_url, owner) == "peergroups_owner"
    assert ask(servers.superuser_url, "select current_setting('is_superuser')") == "on"


def test_the_owner_has_the_rights_of_a_helper_role_only_after_becoming_it(servers: Servers) -> None:
    for role in ("peergroups_authz", "peergroups_datafix"):
        assert ask(servers.owner_url, f"select pg_has_role('{role}', 'USAGE')") is False
        with connect(servers.owner_url) as connection:
            connection.execute(f"set role {role}")
        with connect(servers.app_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"set role {role}")


def test_nobody_else_can_reach_them(servers: Servers) -> None:
    folder = Path(environ.Env.db_url_config(servers.app_url)["HOST"])
    assert folder.stat().st_mode & 0o777 == 0o700
    assert ask(servers.superuser_url, "show listen_addresses") == ""


def test_data_survives_a_stop_and_a_kill(var: Path) -> None:
    first = start(var)
    with connect(first.owner_url) as connection:
        connection.execute("create table kept as select 42 as answer")
    first.stop()
    assert not answers(first)

    second = start(var)
    os.kill(postmaster(var), signal.SIGKILL)
    assert not answers(second)

    third = start(var)
    assert answers(third)
    assert ask(third.owner_url, "select answer from kept") == 42
    second.stop()
    third.stop()


def test_a_lock_file_that_names_another_process_does_no_harm(var: Path) -> None:
    start(var).stop()
    (var / "servers/postgres/postmaster.pid").write_text(f"{os.getpid()}\n{var}/servers/postgres\n")
    servers = start(var)
    assert answers(servers)
    servers.stop()


def test_the_last_user_stops_them(var: Path) -> None:
    first, second = start(var), start(var)
    first.stop()
    first.stop()
    assert answers(second)
    with pytest.raises(ServerError, match="in use"):
        remove(var)
    second.stop()
    assert not answers(second)


def test_a_folder_removed_under_them_still_lets_them_end(tmp_path: Path) -> None:
    servers = start(tmp_path / "var")
    valkey = Path(servers.redis_url.removeprefix("unix://"))
    shutil.rmtree(tmp_path / "var")
    servers.stop()
    assert not [
        it for it in psutil.process_iter(["cmdline"]) if str(valkey.parent) in " ".join(it.info["cmdline"] or [])
    ]


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="needs a folder in which not even root may write")
def test_where_one_may_not_write_one_line_says_what_to_do() -> None:
    with pytest.raises(ServerError, match=r"^/sys/var cannot be written .* VAR_DIR\.$"):
        start(Path("/sys/var"))


def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    var = tmp_path / ("long" * 30)
    servers = start(var)
    assert answers(servers)
    assert not servers.redis_url.removeprefix("unix://").startswith(str(var))
    servers.stop()


def test_a_path_with_odd_characters_and_an_interrupted_first_start(tmp_path: Path) -> None:
    var = tmp_path / "Ann's %41 è?#"
    half_made = var / "servers/postgres.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    servers = start(var)
    assert ask(servers.app_url, "select 1") == 1
    servers.stop()


@as_root
def test_below_a_closed_folder_nothing_outside_changes(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    before = [(folder.stat().st_mode, folder.stat().st_uid) for folder in (closed, *closed.parents)]
    servers = start(closed / "project" / "var")
    assert answers(servers)
    assert Path(f"/proc/{postmaster(closed / 'project' / 'var')}").stat().st_uid != 0
    servers.stop()
    assert [(folder.stat().st_mode, folder.stat().st_uid) for folder in (closed, *closed.parents)] == before


@as_root
def test_temporary_servers_end_with_a_killed_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    env = {**os.environ, "TMPDIR": str(tmp_path_factory.mktemp("t"))}
    script = "from peergroups.embedded import temporary as t\nwith t() as s: print(s.app_url, flush=True); input()"
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        url = run.stdout.readline().strip()
        with closing(connect(url)) as connection:
            run.kill()
            run.wait()
            with pytest.raises(psycopg.OperationalError):
                connection.execute("select pg_sleep(60)")


def test_addresses_that_are_set_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    var = tmp_path / "var"
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/one")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    with environment(var) as env:
        assert (env["DATABASE_URL"], env["REDIS_URL"]) == ("postgres://elsewhere/one", "redis://elsewhere")
    assert not var.exists()
    monkeypatch.delenv("REDIS_URL")
    with environment(var) as env:
        assert env["DATABASE_URL"] == "postgres://elsewhere/one"
        assert "DATABASE_OWNER_URL" not in env
        assert env["REDIS_URL"].startswith("unix:///")


def test_a_command_beside_them_gets_their_addresses_and_gives_its_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    script = 'test -n "$DATABASE_URL" -a -n "$DATABASE_OWNER_URL" -a -n "$REDIS_URL" && kill -TERM $$'
    command = [sys.executable, "-m", "peergroups.embedded", "once", "--", "sh", "-c", script]
    assert subprocess.run(command, check=False).returncode == 128 + signal.SIGTERM
