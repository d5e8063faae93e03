"""``aftercare up``: everything on one machine, in one terminal, until Ctrl-C.

The data folder holds it all and is locked, so that two of these never share one. Ours are an embedded Valkey,
the web server and the workers, each a child process that is watched over and that does not outlive us.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from service.commands import prepare, valkey, web, work
from service.commands.place import private, settings_for
from service.commands.supervision import ChildFailed, Household
from service.settings import Settings

if TYPE_CHECKING:
    from service.commands import Commands

_READY_WITHIN_S = 60.0
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Listening on any address, by the one we reach ourselves on."""
_VALKEY_WITHIN_S = 20.0
_HIGHEST_PORT = 65_535


def add_to(commands: Commands) -> None:
    """Name the words of this command."""
    parser = commands.add_parser("up", help="run everything on this machine until Ctrl-C")
    parser.add_argument("--demo", action="store_true", help="add made-up people (password: demo) and cases")
    parser.add_argument("--port", type=_port, default=8000, help="default: %(default)s")
    parser.add_argument("--host", default="127.0.0.1", help="default: %(default)s; 0.0.0.0 lets others in")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where everything is kept, default: ./data")
    parser.set_defaults(run=run)


def _port(text: str) -> int:
    """A port as it is typed."""
    if not text.isdecimal() or int(text) > _HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; ports are numbers from 1 to {_HIGHEST_PORT}")
    return int(text)


def run(asked: argparse.Namespace) -> int:
    """Bring everything up, say where it is, and keep it up."""
    began = time.monotonic()
    settings = settings_for(Settings.from_env(), data_dir=asked.data)
    if not settings.processes_dir.is_dir():
        missing = f"there are no process files in {settings.processes_dir}"
        raise ValueError(f"{missing}; name their folder in AFTERCARE_PROCESSES_DIR")
    private(settings.data_dir)
    with _alone_in(settings.data_dir), _listening(asked.host, asked.port) as door:
        household = Household()
        try:
            if _bring_up(household, settings, door, demo=asked.demo):
                took = f"{time.monotonic() - began:.1f} s"
                _tell(f"aftercare answers at {_address(door)} (after {took}). Ctrl-C stops it.")
                _tell(_who_may_sign_in(asked.demo))
            household.keep()
        except ChildFailed as failed:
            raise ValueError(str(failed)) from failed
        finally:
            household.leave()
    _tell("Stopped.")
    return 0


def _bring_up(household: Household, settings: Settings, door: socket.socket, *, demo: bool) -> bool:
    """Start the parts in order; False when a stop was asked for on the way."""
    environment = _environment(settings, _address(door))
    if not settings.redis_url:
        environment["REDIS_URL"] = _start_valkey(household, settings.data_dir / "valkey")
    # Once there are tables, the web server loads meanwhile; nobody is told the address before both are ready.
    early = prepare.was_prepared(settings)
    if early:
        _start_web(household, door, environment)
    if not _prepare(household, environment, demo=demo):
        return False
    if not early:
        _start_web(household, door, environment)
    if not household.wait_until(lambda: _answers(door), patience_s=_READY_WITHIN_S, what="the web server"):
        return False
    # Only now: people wait for the first page, and what is due can wait two seconds for its workers.
    for name, command in work.commands_of():
        household.add(name, command, environment=environment)
    return True


def _start_web(household: Household, door: socket.socket, environment: Mapping[str, str]) -> None:
    """Start the web server behind the open door: one process, for one machine and a quick start."""
    fd = door.fileno()
    command = web.command(f"fd://{fd}", workers=1, threads=2 * web.THREADS)
    household.add("web", command, environment=environment, pass_fds=(fd,))


def _prepare(household: Household, environment: Mapping[str, str], *, demo: bool) -> bool:
    """Upgrade the tables and put the files live; False when a stop was asked for meanwhile."""
    _tell("Preparing the database and the process files.")
    words = [sys.executable, "-P", "-m", "service.cli", "prepare", *(["--demo"] if demo else [])]
    prepared = subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, check=False)
    if household.stopping.is_set():
        return False
    if prepared.returncode != 0:
        raise ChildFailed("it could not be prepared; the reason stands above")
    return True


def _environment(settings: Settings, address: str) -> dict[str, str]:
    """What the children are told: our settings, with everything this command decided filled in."""
    told = dict(os.environ)
    told["AFTERCARE_DATA_DIR"] = str(settings.data_dir)
    told["AFTERCARE_PROCESSES_DIR"] = str(settings.processes_dir)
    told.setdefault("AFTERCARE_PUBLIC_URL", address)
    told["PYTHONUNBUFFERED"] = "1"
    told.pop("PYTHONDONTWRITEBYTECODE", None)  # what is started again and again should not compile each time
    return told


def _start_valkey(household: Household, folder: Path) -> str:
    """Start the embedded Valkey and tell its address; one left over from a killed run is stopped first."""
    folder.mkdir(exist_ok=True)
    if valkey.stop_left_over(folder):
        _tell("Stopped a Valkey that a killed run left behind.")
        household.wait_until(
            lambda: valkey.is_gone(folder), patience_s=_VALKEY_WITHIN_S, what="the old Valkey"
        )
    household.add("valkey", valkey.command(folder))
    household.wait_until(lambda: valkey.answers(folder), patience_s=_VALKEY_WITHIN_S, what="Valkey")
    return valkey.url(folder)


@contextlib.contextmanager
def _alone_in(data_dir: Path) -> Iterator[None]:
    """Hold the data folder; a second ``up`` on it is refused."""
    with open(data_dir / "up.lock", "a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            lock.seek(0)
            raise ValueError(
                f"another aftercare (process {lock.read().strip() or 'unknown'}) is up on {data_dir}; "
                "stop it first, or choose another folder with --data"
            ) from held
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """The door people come through, opened here: a taken port is told before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except (OSError, OverflowError) as taken:
            why = taken.strerror if isinstance(taken, OSError) else taken
            raise ValueError(
                f"port {port} on {host} cannot be used ({why}); choose another with --port"
            ) from taken
        door.listen(512)
        yield door


def _address(door: socket.socket) -> str:
    """What to type into a browser on this machine."""
    host, port = door.getsockname()[:2]
    if host in _EVERYWHERE or host.startswith("127."):
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _answers(door: socket.socket) -> bool:
    host, port = door.getsockname()[:2]
    connection = http.client.HTTPConnection(_EVERYWHERE.get(host, host), port, timeout=2)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _who_may_sign_in(demo: bool) -> str:
    if demo:
        return "Sign in as agent, tech, aftersales, manager, owner … (password: demo). All data is made up."
    add = "./run user add NAME --group customer_service"
    return f"Nobody can sign in yet unless you let them in: {add}. --demo brings made-up people and cases."


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
