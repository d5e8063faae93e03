"""R12: on a full disk writing fails with 507 or 503, reading goes on, and with room again all goes on."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, text

from service.runtime import Runtime, build_runtime
from service.settings import Settings
from tests.api.company import NEW_CASE, Company
from tests.conftest import copy_sqlite
from tests.databases import TEMPLATE
from tests.faults.invariants import check_after_fault
from tests.faults.load import cases_on_record
from tests.faults.small_disk import SmallDisk, small_disk

Staffed = Callable[[Runtime], Company]


def test_a_full_disk_under_sqlite_is_told_and_left_whole(
    sqlite_template: Path, tmp_path: Path, staffed: Staffed
) -> None:
    with small_disk(tmp_path / "disk", 8) as disk:
        told = replace(Settings(), database_url=copy_sqlite(sqlite_template, disk.folder), data_dir=tmp_path)
        rt = build_runtime(told)
        _fill_and_make_room(rt, disk, staffed)
        with rt.reading() as session:
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        rt.close()


@pytest.mark.postgres
def test_a_full_disk_under_postgresql_is_told_and_left_whole(
    postgres_server: URL, tmp_path: Path, staffed: Staffed
) -> None:
    # Not below tmp_path: the server's own user must be able to reach it.
    with (
        tempfile.TemporaryDirectory(prefix="aftercare-disk-") as folder,
        small_disk(Path(folder) / "disk", 32) as disk,
    ):
        admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
        _let_the_server_use(admin.url, Path(folder), disk.folder)
        with admin.connect() as server:
            server.execute(text(f"CREATE TABLESPACE small LOCATION '{disk.folder}'"))
            server.execute(text(f'CREATE DATABASE small TEMPLATE "{TEMPLATE}" TABLESPACE small'))
            address = postgres_server.set(database="small").render_as_string(hide_password=False)
            rt = build_runtime(replace(Settings(), database_url=address, data_dir=tmp_path))
            try:
                _fill_and_make_room(rt, disk, staffed)
            finally:
                rt.close()
                server.execute(text("DROP DATABASE small WITH (FORCE)"))
                server.execute(text("DROP TABLESPACE small"))
        admin.dispose()


def _fill_and_make_room(rt: Runtime, disk: SmallDisk, staffed: Staffed) -> None:
    company = staffed(rt)
    case = company.open_case()
    agent = company.as_("agent")
    disk.fill()
    opened, refused = {case["id"]}, 0
    for number in range(400):  # what is left of the last pages may still be written on
        answer = agent.post("/cases", NEW_CASE, Idempotency_Key=f"full-{number}")
        if answer.status_code == 201:
            opened.add(answer.json["id"])
            continue
        assert answer.status_code in (503, 507), answer.get_data(as_text=True)
        refused += 1
        if refused == 5:
            break
    assert refused == 5
    assert agent.get(f"/cases/{case['id']}").status_code == 200
    disk.make_room()
    again = agent.post("/cases", NEW_CASE, Idempotency_Key=f"full-{number}")
    assert again.status_code == 201
    assert cases_on_record(rt) == opened | {again.json["id"]}
    check_after_fault(rt)


def _let_the_server_use(server: URL, parent: Path, folder: Path) -> None:
    with create_engine(server).connect() as connection:
        data = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    if not data.exists():
        pytest.skip("the server is on another machine")
    owner = data.stat()
    parent.chmod(0o755)
    os.chown(folder, owner.st_uid, owner.st_gid)
