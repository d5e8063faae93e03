"""The embedded Valkey keeps what it was given, and one left over by a killed run is found and stopped."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis

from service.commands import valkey
from tests.setup.processes import wait_until


@contextmanager
def _running(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    folder.mkdir(exist_ok=True)
    server = subprocess.Popen(valkey.command(folder), stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: valkey.answers(folder))
        yield server
    finally:
        server.kill()
        server.wait()


def test_nobody_answers_where_none_was_started(tmp_path: Path) -> None:
    assert not valkey.answers(tmp_path)
    assert not valkey.stop_left_over(tmp_path)


def test_a_left_over_one_is_stopped_and_its_data_kept(tmp_path: Path) -> None:
    with _running(tmp_path) as left_over:
        Redis.from_url(valkey.url(tmp_path)).set("kept", "yes")
        assert valkey.stop_left_over(tmp_path)
        assert left_over.wait(10) == 0
        assert valkey.is_gone(tmp_path)
    with _running(tmp_path):
        assert Redis.from_url(valkey.url(tmp_path)).get("kept") == b"yes"


def test_it_listens_on_no_port_and_lets_only_its_owner_in(tmp_path: Path) -> None:
    with _running(tmp_path):
        assert Redis.from_url(valkey.url(tmp_path)).config_get("port") == {"port": "0"}
        assert valkey.socket_path(tmp_path).stat().st_mode & 0o077 == 0


def test_a_folder_with_a_very_long_name_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)
    deep.mkdir()
    assert len(str(valkey.socket_path(deep))) <= 100
    with _running(deep):
        assert valkey.answers(deep)
