"""A real Valkey for the tests of this folder."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from redis import Redis

from service.commands import valkey
from tests.setup.processes import wait_until


@pytest.fixture(scope="session")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Valkey of our own."""
    folder = tmp_path_factory.mktemp("valkey")
    server = subprocess.Popen(valkey.command(folder))
    wait_until(lambda: valkey.answers(folder))
    yield valkey.url(folder)
    server.kill()
    server.wait()


@pytest.fixture
def redis(valkey_url: str) -> Iterator[Redis]:
    """A connection to that Valkey, empty."""
    connection = Redis.from_url(valkey_url)
    connection.flushall()
    yield connection
    connection.close()
