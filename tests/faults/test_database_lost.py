"""R5: PostgreSQL restarts or its connections are cut, and people see success or are told to come again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from service.runtime import Runtime, build_runtime
from service.settings import Settings
from service.store.db import database_url
from tests.api.company import Company
from tests.faults.invariants import check_after_fault
from tests.faults.load import cases_on_record, load
from tests.faults.own_postgres import cut_connections, own_postgres

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

Staffed = Callable[[Runtime], Company]


def test_connections_cut_under_load_are_told_as_later_and_nothing_is_done_twice(
    live_rt: Runtime, settings: Settings, staffed: Staffed
) -> None:
    if live_rt.database.sqlite:
        pytest.skip("SQLite has no connections that anybody could cut")
    url = database_url(settings.database_url).render_as_string(hide_password=False)
    with load(staffed(live_rt)) as people:
        for _ in range(8):
            people.done(2)
            assert cut_connections(url) > 0
        people.done(2)
    assert set(people.statuses) == {200, 201, 503}
    assert cases_on_record(live_rt) == set(people.cases)
    check_after_fault(live_rt)


def test_a_restarted_server_is_found_again_and_nothing_is_done_twice(
    tmp_path: Path, staffed: Staffed
) -> None:
    with own_postgres() as server:
        rt = build_runtime(replace(Settings(), database_url=server.url, data_dir=tmp_path))
        with load(staffed(rt)) as people:
            for _ in range(2):
                people.done(5)
                server.restart()
            people.done(5)
        assert people.statuses[503] > 0
        assert cases_on_record(rt) == set(people.cases)
        check_after_fault(rt)
        rt.close()
