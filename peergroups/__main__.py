"""The whole product on one machine: `python -m peergroups demo|run|reset`. `make` says when to use which."""

import contextlib
import http.client
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from peergroups.embedded import ServerError, environment, make_var, remove, var_dir
from peergroups.embedded.command import dying_with_us, ending_with_us
from peergroups.machine import HOST, NotReadyError, any_port, check_database, check_mail, check_valkey, free_port

PROJECT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def serve(*, samples: bool) -> int:
    """Prepare everything, run all services until they end or we are told to, and return an exit code.

    Raises NotReadyError or ServerError.
    """
    port = free_port()
    check_database(os.environ)
    check_valkey(os.environ)
    check_mail(os.environ)
    var = var_dir()
    make_var(var)
    given = os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")
    with contextlib.ExitStack() as stack:
        with step("Using the servers you named" if given else "Starting PostgreSQL and Valkey"):
            env = stack.enter_context(environment(var))
        env |= settings(var, port, env, samples=samples)
        with step("Bringing the database up to date" + " (half a minute the first time)" * samples):
            printed = prepared(env, samples=samples)
        return run_services(env, port, printed or welcome(env))


def settings(var: Path, port: int, env: dict[str, str], *, samples: bool) -> dict[str, str]:
    """The environment of the services, beyond the addresses of the servers. What the user has set stays."""
    ours = {
        "SECRET_KEY": secret_key(var),
        "SITE_URL": f"http://localhost:{port}",
        "VAR_DIR": str(var),
        "GRANIAN_HOST": HOST,
        "GRANIAN_LOG_LEVEL": "warning",
        "PYTHONUNBUFFERED": "1",
        # Celery warns against root because of workers that strangers can reach; this one is reached from here alone.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
    if not env.get("EMAIL_URL"):
        # Never a well-known one: until our mail server listens there, the mail would go to whoever else does.
        ours |= {"EMAIL_URL": f"smtp://{HOST}:{any_port(0)}", "MAIL_ACCEPT_LOG": str(var / "mail")}
    ours = {name: value for name, value in ours.items() if not env.get(name)}
    return ours | {
        "DEMO": str(samples),
        "GRANIAN_PORT": str(port),
        "PATH": f"{BIN}{os.pathsep}{env.get('PATH', os.defpath)}",
    }


def run_services(env: dict[str, str], port: int, greeting: str) -> int:
    """Run what the Procfile lists, say where the product is once it answers, and return the exit code.

    The services live in a session of their own, so that only we are told to stop, and then stop them in order.
    """
    names = ["web", "worker", "beat", *(["mail"] if env.get("MAIL_ACCEPT_LOG") else [])]
    command = [str(BIN / "honcho"), "start", "--env", os.devnull, *names]
    with (
        subprocess.Popen(
            [*dying_with_us("TERM"), *command], cwd=PROJECT, env=env, stdin=subprocess.DEVNULL, start_new_session=True
        ) as services,
        ending_with_us(services, apart=True),
    ):
        while services.poll() is None and not answers(port):
            time.sleep(0.2)
        if services.poll() is None:
            say(f"\n{greeting.rstrip()}\n\n  Peergroups is at {env['SITE_URL']}   (Ctrl-C stops everything)\n")
        code = services.wait()
    return 0 if code in (0, 128 + signal.SIGINT, 128 + signal.SIGTERM) else 1


def prepared(env: dict[str, str], *, samples: bool) -> str:
    """Migrate and make the samples; return what that printed. Raises NotReadyError if it failed."""
    command = [sys.executable, "-m", "peergroups.prepare", *(["samples"] if samples else [])]
    done = subprocess.run(command, cwd=PROJECT, env=env, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise NotReadyError("The database could not be prepared; the lines above say why.")
    return done.stdout


def welcome(env: dict[str, str]) -> str:
    """What the first person to come should know."""
    lines = ["  An empty program is set up on its first page."]
    if log := env.get("MAIL_ACCEPT_LOG"):
        lines.append(f"  Mail goes no further than {log} until you set EMAIL_URL.")
    return "\n".join(lines)


def answers(port: int) -> bool:
    """Does the web server reply, whatever it replies?"""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
        connection.request("GET", "/", headers={"Host": "localhost"})
        return connection.getresponse().status > 0
    return False


def secret_key(var: Path) -> str:
    """The key that signs cookies and links: made once, kept in `var` where only we can read it."""
    file = var / "secret_key"
    file.touch(mode=0o600)
    if not file.stat().st_size:
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """Say what goes on, and then how long it took, on one line."""
    say(f"  {what} … ", end="")
    began = time.monotonic()
    try:
        yield
    except BaseException:
        say("")
        raise
    say(f"{time.monotonic() - began:.1f} s")


def say(line: str, end: str = "\n") -> None:
    """Print at once, also into a pipe."""
    print(line, end=end, flush=True)


def main(arguments: list[str]) -> int:
    """Return the exit code of what was asked."""
    match arguments:
        case ["demo"]:
            return serve(samples=True)
        case ["run"]:
            return serve(samples=False)
        case ["reset"]:
            remove(var_dir())
            return 0
        case _:
            say("usage: python -m peergroups demo|run|reset")
            return 2


if __name__ == "__main__":
    for ending in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(ending) is not signal.SIG_IGN:
            signal.signal(ending, lambda number, frame: sys.exit(128 + number))
    try:
        sys.exit(main(sys.argv[1:]))
    except (NotReadyError, ServerError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
