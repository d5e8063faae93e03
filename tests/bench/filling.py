"""A database filled with open tasks, as many as wanted, by a short way that leaves every row in place."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import JSON, Connection, Table, insert, select, text

from service.demo.people import PEOPLE
from service.domain.cases import Case, CaseCounter
from service.domain.clocks.rows import Clock, ClockEntry
from service.domain.customers import Contact, Customer
from service.domain.instances import ProcessInstance
from service.domain.searching import CustomerWord, words_of
from service.domain.tasks import UserTask, UserTaskGroup
from service.ids import new_id
from service.operations import people
from service.operations.people import add_person
from service.operations.sessions import sign_in
from service.runtime import Runtime
from service.store.hot import table
from tests.bench.multiplying import multiply
from tests.desk.office import PROCESSES, deploy_folder, feedback

GROUPS = (
    "customer_service", "technical_support", "logistics", "quality", "finance", "field_service",
    "sales", "warehouse", "legal", "key_accounts", "training", "returns",
)  # fmt: skip
_NAMES = (
    "Wang Fang",
    "Li Na",
    "Zhang Wei 张伟",
    "刘洋",
    "Chen Jing 陈静",
    "Yang Min",
    "赵磊",
    "Huang Yan",
    "周杰",
    "Wu Qiang",
)
_BATCH = 20_000
_BASE = 10_000
"""So many cases are made one by one; beyond that, all of them are copied as often as wanted."""
_MAPPED = (
    Customer,
    Contact,
    CustomerWord,
    Case,
    ProcessInstance,
    UserTask,
    UserTaskGroup,
    Clock,
    ClockEntry,
)

Row = dict[str, Any]  # Any: whatever the columns hold


def fill(rt: Runtime, tasks: int) -> dict[str, str]:
    """Let there be this many open tasks, and say with which tokens ``agent`` and ``manager`` are signed in.

    One real case is the pattern; the others are its rows with other names, dates, tiers, groups. One in
    twenty is at risk, one in fifty overdue, one in a hundred paused; one in five is somebody's.
    """
    people._SCRYPT_N = 2
    with rt.reading() as session:
        furnished = session.execute(select(ProcessInstance.id)).first() is not None
    if not furnished:
        for person in PEOPLE:
            add_person(rt, person)
        deploy_folder(rt, PROCESSES)
        feedback(rt)
    with rt.reading() as session:
        pattern = _pattern(session.connection())
        have = len(session.execute(select(UserTask.id).limit(_BASE)).all())
    with rt.database.migrating() as connection:
        _copies(connection, pattern, range(have, min(tasks, _BASE)), rt.now())
        for copy in range(1, tasks // _BASE):
            multiply(connection, _MAPPED, copy, base=_BASE)
    with rt.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not rt.database.sqlite:
            connection.execute(text("VACUUM ANALYZE"))
    return {name: sign_in(rt, name, "demo").token for name in ("agent", "manager")}


def _pattern(connection: Connection) -> dict[str, Row]:
    """The rows of the one real case."""
    mapped = (Customer, Contact, Case, ProcessInstance, UserTask, UserTaskGroup, Clock)
    found = {
        each.__tablename__: dict(connection.execute(select(table(each))).mappings().first() or {})
        for each in mapped
    }
    mine = select(table(Clock)).where(table(Clock).c.task_id.is_not(None))
    found["clock"] = dict(connection.execute(mine).mappings().one())
    opened = select(table(ClockEntry)).where(table(ClockEntry).c.clock_id == found["clock"]["id"])
    return found | {"clock_event": dict(connection.execute(opened).mappings().first() or {})}


def _copies(connection: Connection, pattern: dict[str, Row], numbers: range, now: datetime) -> None:
    chance = random.Random(7)
    _LAST.clear()  # of another database, perhaps
    made = (_matter(pattern, number, now, chance) for number in numbers)
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        connection.execute(text("PRAGMA cache_size = -1000000"))
    while batch := list(islice(made, _BATCH)):
        for mapped in _MAPPED:
            _write(
                connection,
                table(mapped),
                [row for each in batch for row in each.get(mapped.__tablename__, ())],
            )
    last = table(CaseCounter).c.last
    connection.execute(table(CaseCounter).update().values({last: numbers.stop}))


def _matter(
    pattern: dict[str, Row], number: int, now: datetime, chance: random.Random
) -> dict[str, list[Row]]:
    """The rows of one case; every fifth brings a new customer."""
    rows: dict[str, list[Row]] = {}
    if number % 5 == 0 or not _LAST:
        _LAST[:] = [new_id(), new_id()]
        name, phone = chance.choice(_NAMES), f"100{number:08}"
        rows["customer"] = [pattern["customer"] | {"id": _LAST[0], "name": name, "phone": phone}]
        contact = {"id": _LAST[1], "customer_id": _LAST[0], "name": name, "phone": phone}
        rows["contact"] = [pattern["contact"] | contact]
        rows["customer_word"] = [{"word": each, "customer_id": _LAST[0]} for each in words_of((name, phone))]
    case, run, task, clock = new_id(), new_id(), new_id(), new_id()
    tier = chance.choices((1, 2, 3, 4), (3, 12, 25, 60))[0]
    process = "follow_up" if number % 20_000 == 1 else chance.choice(("feedback", "complaint"))
    rows["service_case"] = [
        pattern["service_case"]
        | {"id": case, "number": f"FB-2026-{number + 1:06}", "customer_id": _LAST[0], "contact_id": _LAST[1]}
        | {"instance_id": run, "tier": tier, "tracking_token_hash": case.bytes + run.bytes}
    ]
    rows["process_instance"] = [
        pattern["process_instance"] | {"id": run, "case_id": case, "business_key": str(number)}
    ]
    due, warn, risk = _dates(now, chance)
    who = f"person{chance.randrange(3000)}" if chance.random() < 0.2 else None
    dated = {"sort_due_at": due or datetime.fromisoformat("9999-12-31T00:00:00+00:00")}
    rows["user_task"] = [
        pattern["user_task"]
        | {"id": task, "instance_id": run, "case_id": case, "process_key": process, "assignee": who}
        | {"state": "claimed" if who else "ready", "due_at": due, **dated}
    ]
    groups = (GROUPS[0] if chance.random() < 0.5 else chance.choice(GROUPS[1:]),)
    groups += ("quality_second",) if chance.random() < 0.03 else ()
    rows["user_task_group"] = [
        pattern["user_task_group"]
        | {"task_id": task, "group_name": each, "instance_id": run, "at_risk": risk or None, **dated}
        | {"process_key": process, "tier": tier}
        for each in groups
    ]
    rows["clock"] = [
        pattern["clock"]
        | {"id": clock, "instance_id": run, "case_id": case, "task_id": task, "due_at": due, "warn_at": warn}
        | {"paused": due is None, "look_at": now + timedelta(days=3)}
    ]
    rows["clock_event"] = [pattern["clock_event"] | {"clock_id": clock}]
    return rows


_LAST: list[UUID] = []
"""The customer and contact of the case before."""


def _dates(now: datetime, chance: random.Random) -> tuple[datetime | None, datetime | None, bool]:
    """When a task is due, when it is at risk, and whether it is."""
    lot = chance.random()
    if lot < 0.01:
        return None, None, False
    if lot < 0.03:
        late = timedelta(minutes=chance.randrange(1, 10_000))
        return now - late, now - late - timedelta(hours=2), True
    ahead = timedelta(minutes=chance.randrange(60, 20_000))
    if lot < 0.08:
        return now + ahead / 8, now - timedelta(minutes=5), True
    return now + timedelta(hours=1) + ahead, now + timedelta(hours=1) + ahead * 0.8, False


def _write(connection: Connection, into: Table, rows: Sequence[Row]) -> None:
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(insert(into), rows)
        return
    driver: Any = connection.connection.driver_connection
    names = [column.name for column in into.columns]
    json = {column.name for column in into.columns if isinstance(column.type, JSON)}
    words = ", ".join(names)
    with driver.cursor().copy(f"COPY {into.name} ({words}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(
                [
                    Jsonb(row[name]) if name in json and row.get(name) is not None else row.get(name)
                    for name in names
                ]
            )
