"""D8 with the workers' own hands: who is told of a late answer, until somebody acknowledges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml

from service.clock import SetClock
from service.commands.files import read_folder
from service.domain.people import SYSTEM
from service.domain.views import OpenedCase
from service.operations.deployments import deploy
from service.operations.people import NewPerson, add_person, set_groups
from service.operations.sweep import take_due
from service.operations.tasks import claim_task
from service.runtime import Runtime, build_runtime
from service.settings import Settings
from tests.conftest import copy_sqlite
from tests.operations.promises import at
from tests.operations.stage import AGENT, MANAGER, a_case, do, open_tasks
from tests.processes.diagrams import PROCESSES
from tests.workers.test_handlers import Keeps
from workers.channels import Channels
from workers.due import Hands, work_off
from workers.handlers import default_handlers

OWNER, LEAD, SUPERVISOR = ("assignee:respond",), "lead:customer_service", ("supervisor",)
STAFF = (
    NewPerson("agent", "correct horse", groups=["customer_service"]),
    NewPerson("cs_lead", "correct horse", groups=["customer_service"], supervises=["customer_service"]),
    NewPerson("manager", "correct horse", groups=["supervisor"], supervises=["*"]),
)


@pytest.fixture
def house(sqlite_template: Path, tmp_path: Path, clock: SetClock) -> Iterator[Runtime]:
    """A database on which the company's own processes are live, with an agent, a lead and a supervisor."""
    clock.set(at("2026-11-23 08:00"))
    url = copy_sqlite(sqlite_template, tmp_path)
    settings = replace(Settings(), database_url=url, data_dir=tmp_path, notify_urls="console:")
    rt = build_runtime(settings, clock=clock)
    set_groups(rt, yaml.safe_load((PROCESSES / "groups.yaml").read_text())["groups"])
    for person in STAFF:
        add_person(rt, person)
    deploy(rt, read_folder(PROCESSES), by=SYSTEM)
    clock.set(at("2026-11-23 10:00"))
    yield rt
    rt.close()


def told_until(rt: Runtime, clock: SetClock, until: datetime) -> list[tuple[datetime, tuple[str, ...], str]]:
    """Let time pass in steps of ten minutes; the notices about the case's lateness, each with its moment."""
    kept = Keeps()
    hands = Hands(rt, default_handlers(rt, Channels({"console": kept})))
    told, seen = [], 0
    while clock.now() < until:
        clock.advance(timedelta(minutes=10))
        while not (due := take_due(rt, 200)).empty:
            work_off(hands, due)
        told += [(clock.now(), each.to, each.text) for each in kept.kept[seen:] if each.to != ("customer",)]
        seen = len(kept.kept)
    return told


def a_late_case(rt: Runtime) -> OpenedCase:
    """A case of tier 2 (two hours on the hotline's calendar) that somebody took and does not answer."""
    case = a_case(rt)
    claim_task(rt, open_tasks(rt, case.instance_id)["respond"].id, by=AGENT)
    return case


def test_d8_a_late_answer_climbs_from_its_owner_over_the_lead_to_the_supervisor(
    house: Runtime, clock: SetClock
) -> None:
    case = a_late_case(house)
    told = told_until(house, clock, at("2026-11-23 18:00"))
    first, second, third = told[:3]
    assert (first[0], first[1]) == (at("2026-11-23 11:40"), OWNER)
    assert "first response: 20 min of working time left" in first[2]
    assert (second[0], second[1]) == (at("2026-11-23 12:00"), (*OWNER, LEAD))
    assert "“Answer the customer” is late (Customer service)" in second[2]
    assert (third[0], third[1]) == (
        at("2026-11-23 14:00"),
        SUPERVISOR,
    )  # noon not counted
    assert open_tasks(house, case.instance_id).keys() == {"respond", "acknowledge_escalation"}


def test_d8_the_supervisor_is_told_again_in_working_hours_until_it_is_acknowledged(
    house: Runtime, clock: SetClock
) -> None:
    case = a_late_case(house)
    told = told_until(house, clock, at("2026-11-24 19:00"))
    reminded = [moment for moment, to, text in told if to == SUPERVISOR and "still late" in text]
    assert reminded == [at("2026-11-23 18:00"), at("2026-11-24 14:00"), at("2026-11-24 18:00")]
    do(house, case.instance_id, "acknowledge_escalation", MANAGER, measure_taken="A colleague helps out.")
    clock.set(at("2026-11-25 08:00"))
    later = told_until(house, clock, at("2026-11-25 19:00"))
    assert [text for _, to, text in later if to == SUPERVISOR and "“Answer the customer”" in text] == []
