"""What is refused before anything starts: each time one line, which says what to do."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from peergroups.machine import HOST, NotReadyError, any_port, check_database, check_mail, check_valkey, free_port


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_busy_port_is_refused_and_a_free_one_taken(busy_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(busy_port))
    with pytest.raises(NotReadyError, match=f"Port {busy_port} is in use: .*make demo PORT="):
        free_port()
    monkeypatch.setenv("PORT", str(any_port(0)))
    assert free_port() == int(os.environ["PORT"])


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1"])
def test_what_is_no_port_is_refused(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(NotReadyError, match=f"PORT={port} is not a port"):
        free_port()


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL"])
@pytest.mark.parametrize(
    "url", ["mysql://localhost/x", "postgres://127.0.0.1:1/x", "postgres://no.invalid/x", "nonsense"]
)
def test_a_wrong_database_is_refused(name: str, url: str) -> None:
    with pytest.raises(NotReadyError, match=rf"^{name} does not work \(.+\)\. Write it as postgres://.*$"):
        check_database({name: url})


def test_the_message_never_shows_a_password() -> None:
    with pytest.raises(NotReadyError) as refused:
        check_database({"DATABASE_URL": "postgres://ann:hunter2@127.0.0.1:1/x"})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "unix:///nowhere", "nonsense"])
def test_a_wrong_valkey_is_refused(url: str) -> None:
    with pytest.raises(NotReadyError, match=r"^REDIS_URL does not work \(.+\)\. Write it as redis://.*$"):
        check_valkey({"REDIS_URL": url})


@pytest.mark.parametrize(
    "url",
    ["smtp://127.0.0.1:1", "smtp+tls://ann:hunter2@no.invalid:587", "smtp://:25", "relay.example", "smtp://a:b:c"],
)
def test_a_wrong_mail_server_is_refused(url: str) -> None:
    with pytest.raises(
        NotReadyError, match=r"^EMAIL_URL does not work \(.+\)\. Write it as smtp\+tls://.*$"
    ) as refused:
        check_mail({"EMAIL_URL": url})
    assert "hunter2" not in str(refused.value)


def test_a_mail_server_that_answers_will_do(busy_port: int) -> None:
    check_mail({"EMAIL_URL": f"smtp://{HOST}:{busy_port}"})


def test_on_the_command_line_it_is_one_line_and_a_failure(busy_port: int) -> None:
    command = [sys.executable, "-m", "peergroups", "demo"]
    env = {**os.environ, "PORT": str(busy_port)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert (done.stdout + done.stderr).count("\n") == 1
