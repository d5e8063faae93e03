"""Children are started again when they die and never outlive the one that watches over them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.setup.processes import family_of, is_alive, wait_until

WATCHING = """
import sys
from service.commands.supervision import Household
household = Household()
household.add("first", [sys.executable, "-c", "import time; time.sleep(600)"])
household.add("second", [sys.executable, "-c", "import time; time.sleep(600)"])
print("up", flush=True)
sys.exit(household.keep())
"""
STUBBORN = """
import sys, signal
from service.commands import supervision
supervision._PATIENCE_S = 1.0
household = supervision.Household()
deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
household.add("only", [sys.executable, "-c", deaf])
sys.exit(household.keep())
"""


def _watch(script: str) -> subprocess.Popen[bytes]:
    watcher = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert watcher.stdout is not None
    watcher.stdout.readline()
    return watcher


def test_a_child_that_dies_is_started_again() -> None:
    watcher = _watch(WATCHING)
    try:
        children = set(family_of(watcher.pid)[1:])
        victim = children.pop()
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: len(set(family_of(watcher.pid)[1:]) - {victim}) == 2)
    finally:
        watcher.terminate()
        assert watcher.wait(20) == 0


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_stop_it_leaves_nothing_running(ending: signal.Signals) -> None:
    watcher = _watch(WATCHING)
    everybody = family_of(watcher.pid)
    watcher.send_signal(ending)
    assert watcher.wait(20) == 0
    assert not [pid for pid in everybody if is_alive(pid)]


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells children of a parent's death"
)
def test_killed_outright_it_leaves_nothing_running() -> None:
    watcher = _watch(WATCHING)
    children = family_of(watcher.pid)[1:]
    watcher.kill()
    watcher.wait(20)
    wait_until(lambda: not any(map(is_alive, children)))


def test_a_child_that_does_not_listen_is_ended_all_the_same() -> None:
    watcher = _watch(STUBBORN)
    [child] = family_of(watcher.pid)[1:]
    watcher.terminate()
    assert watcher.wait(20) == 0
    assert not psutil.pid_exists(child)


def test_a_child_that_cannot_start_is_reported_and_not_waited_for(tmp_path: Path) -> None:
    script = """
from service.commands.supervision import ChildFailed, Household
import sys
household = Household()
household.add("web", [sys.executable, "-c", "raise SystemExit(7)"])
try:
    household.wait_until(lambda: False, patience_s=20, what="the web server")
except ChildFailed as failed:
    print(failed)
"""
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=True
    )
    assert said.stdout.strip() == "web ended at once (7); what it said stands above"
