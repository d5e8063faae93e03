"""``aftercare up`` brings everything up, says where, and leaves nothing behind, however it ends."""

from __future__ import annotations

import signal
import socket
import sys
from pathlib import Path

import psutil
import pytest

from tests.setup.processes import family_of, is_alive, wait_until
from tests.setup.upping import free_port, up
from tests.walks.caller import Caller

pytestmark = pytest.mark.slow


def test_it_comes_up_with_made_up_people_and_cases_and_goes_without_a_trace(tmp_path: Path) -> None:
    with up(tmp_path, "--demo") as house:
        house.wait_until_it_answers()
        agent = Caller.signed_in(house.address, "agent", "demo")
        cases = agent.get("/cases?limit=100")["items"]
        assert len(cases) >= 12
        assert {"open", "withdrawn", "closed_satisfied"} <= {each["status"] for each in cases}
        wait_until(lambda: len(agent.get("/health")["workers"]) == 3, within_s=60)
        everybody = family_of(house.process.pid)
        assert "valkey-server" in {psutil.Process(pid).name() for pid in everybody}
        assert house.stop(signal.SIGTERM) == 0
        assert house.said().splitlines()[-1] == "Stopped."
        assert "alembic" not in house.said()
        for kept in tmp_path.glob("aftercare.db*"):
            assert kept.stat().st_mode & 0o077 == 0, f"{kept.name} can be read by others"
        assert not [pid for pid in everybody if is_alive(pid)]
    with up(tmp_path, "--demo") as again:
        again.wait_until_it_answers()
        assert len(Caller.signed_in(again.address, "agent", "demo").get("/cases?limit=100")["items"]) == len(
            cases
        )
        assert "is live" not in again.said()


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells children of a parent's death"
)
def test_killed_outright_it_takes_everything_with_it_and_starts_again(tmp_path: Path) -> None:
    with up(tmp_path) as house:
        house.wait_until_it_answers()
        children = family_of(house.process.pid)[1:]
        house.process.kill()
        house.process.wait()
        wait_until(lambda: not any(map(is_alive, children)), within_s=30)
    with up(tmp_path) as again:
        again.wait_until_it_answers()
        assert "user add" in again.said()
        with up(tmp_path) as second:
            assert second.process.wait(30) == 1
            assert f"another aftercare (process {again.process.pid}) is up on {tmp_path}" in second.said()
            assert "Traceback" not in second.said()
        assert again.stop() == 0


def test_a_part_that_dies_is_started_again(tmp_path: Path) -> None:
    with up(tmp_path) as house:
        house.wait_until_it_answers()
        [valkey] = _valkeys_of(house.process.pid)
        valkey.kill()
        wait_until(lambda: _valkeys_of(house.process.pid) - {valkey}, within_s=30)
        assert "valkey ended" in house.said()
        assert house.stop() == 0


def test_a_taken_port_is_told_before_anything_is_started(tmp_path: Path) -> None:
    port = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with up(tmp_path, port=port) as house:
            assert house.process.wait(30) == 1
    assert house.said().startswith(f"aftercare: port {port} on 127.0.0.1 cannot be used")
    assert "--port" in house.said() and len(house.said().splitlines()) == 1
    assert not (tmp_path / "valkey").exists()


def _valkeys_of(parent: int) -> set[psutil.Process]:
    """Those that live; a process of the family that ends while one looks is passed over."""
    family = family_of(parent)
    return {
        each
        for each in psutil.process_iter(["name"])
        if each.pid in family and each.info["name"] == "valkey-server"
    }
