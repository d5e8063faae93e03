"""Deployments: the same bytes make no new version, running instances stay on theirs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.clock import SetClock
from service.domain.definitions import StartTrigger
from service.domain.people import SYSTEM
from service.domain.views import PageRequest
from service.engine.progress import SourceFile
from service.errors import DefinitionNotFound, FilesRefused, Invalid, NotInGroup
from service.operations.deployments import check, deploy
from service.operations.messages import deliver_message
from service.operations.sweep import take_due
from service.operations.timers import fire_start
from service.queries.definitions import definition, definition_xml, definitions
from service.queries.instances import InstanceFilter, instances
from service.queries.people import group_names
from service.runtime import Runtime
from tests.operations.drawings import FORM, chain, drawing, properties, task
from tests.operations.stage import AGENT, MANAGER, OWNER, TWO_TASKS, a_case, do, open_tasks, put_live

ONE_TASK = drawing("feedback", task("respond"), chain("start", "respond", "end"))
DAILY = drawing(
    "rounds",
    '<startEvent id="daily"><timerEventDefinition>'
    '<timeCycle xsi:type="tFormalExpression">R/PT24H</timeCycle>'
    "</timerEventDefinition></startEvent>"
    '<startEvent id="start"/><endEvent id="end"/>',
    task("walk"),
    chain("daily", "walk", "end"),
    chain("start", "walk"),
)
ON_MESSAGE = drawing(
    "returns",
    f'<startEvent id="start">{properties(brings="answer")}'
    '<messageEventDefinition messageRef="parcel_back_message"/></startEvent>'
    '<endEvent id="end"/>',
    task("unpack"),
    chain("start", "unpack", "end"),
    messages=("parcel_back",),
)


def versions(rt: Runtime) -> list[tuple[str, int]]:
    found = definitions(rt, PageRequest(), by=OWNER).items
    return sorted((each.key, each.version) for each in found)


def test_the_same_bytes_make_no_new_version(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    again = deploy(rt, [TWO_TASKS, FORM], by=OWNER)
    assert (again.created, [each.version for each in again.unchanged]) == ((), [1])
    assert versions(rt) == [("feedback", 1)]


def test_a_changed_form_is_a_new_version(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    changed = replace(FORM, content=FORM.content.replace(b"Amount", b"Sum"))
    assert [each.version for each in deploy(rt, [TWO_TASKS, changed], by=OWNER).created] == [2]


def test_running_instances_stay_on_their_version(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    old = a_case(rt)
    put_live(rt, ONE_TASK)
    new = a_case(rt)
    for case in (old, new):
        do(rt, case.instance_id, "respond", AGENT)
    assert list(open_tasks(rt, old.instance_id)) == ["assess"]
    assert open_tasks(rt, new.instance_id) == {}


def test_files_with_findings_change_nothing(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    broken = SourceFile(
        "feedback/feedback.bpmn", TWO_TASKS.content.replace(b'targetRef="assess"', b'targetRef="x"')
    )
    with pytest.raises(FilesRefused) as refused:
        deploy(rt, [broken, FORM], by=OWNER)
    assert refused.value.findings
    assert check(rt, [broken, FORM]).refused
    with pytest.raises(Invalid):
        deploy(rt, [FORM], by=OWNER)
    assert versions(rt) == [("feedback", 1)]


def test_only_a_process_owner_deploys(rt: Runtime) -> None:
    for by in (AGENT, MANAGER):
        with pytest.raises(NotInGroup):
            deploy(rt, [TWO_TASKS, FORM], by=by)


def test_a_versions_drawing_comes_back_byte_for_byte(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    put_live(rt, ONE_TASK)
    assert definition_xml(rt, "feedback", 1, by=OWNER) == TWO_TASKS.content
    assert definition(rt, "feedback", 2, by=OWNER).version == 2
    with pytest.raises(DefinitionNotFound):
        definition_xml(rt, "feedback", 3, by=OWNER)


def test_groups_come_with_the_files(rt: Runtime) -> None:
    groups = SourceFile("groups.yaml", "groups:\n  customer_service: {en: Front desk, zh: 客服}\n".encode())
    deploy(rt, [ONE_TASK, FORM, groups], by=OWNER)
    assert group_names(rt, "zh")["customer_service"] == "客服"


def test_a_process_starts_by_its_timer_and_only_in_its_newest_version(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, DAILY)
    put_live(rt, replace(DAILY, content=DAILY.content.replace(b'name="Walk"', b'name="Tour"')))
    assert take_due(rt, 10).starts == ()
    clock.advance(timedelta(hours=24))
    (trigger_id,) = take_due(rt, 10).starts
    assert [fire_start(rt, trigger_id) for _ in range(2)] == [True, False]
    (started,) = instances(rt, InstanceFilter(process_key="rounds"), PageRequest(), by=MANAGER).items
    assert (started.version, started.active) == (2, ("walk",))
    clock.advance(timedelta(hours=24))
    assert take_due(rt, 10).starts == (trigger_id,)


def test_a_start_timer_that_comes_twice_does_not_come_a_third_time(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, replace(DAILY, content=DAILY.content.replace(b"R/PT24H", b"R2/PT24H")))
    came = []
    for _ in range(4):
        clock.advance(timedelta(hours=24))
        came += [fire_start(rt, each) for each in take_due(rt, 10).starts]
    assert came == [True, True]


def test_a_message_starts_the_process_that_begins_with_it(rt: Runtime) -> None:
    put_live(rt, ON_MESSAGE)
    found = deliver_message(rt, "parcel_back", {"order": "1"}, {"answer": "broken"}, by=SYSTEM)
    assert found.result == "started" and found.instance_id is not None
    assert list(open_tasks(rt, found.instance_id)) == ["unpack"]


def test_competing_deployments_make_one_version_each(rt: Runtime, another_rt: Callable[[], Runtime]) -> None:
    check(rt, [ONE_TASK, FORM])
    put_live(rt, ONE_TASK)
    changed = [
        replace(DAILY, content=DAILY.content.replace(b'name="Walk"', f'name="Walk {n % 3}"'.encode()))
        for n in range(6)
    ]
    for each in changed:
        check(rt, [each, FORM])  # outside the race: the check takes its time, the lock is held without it
    threads = [
        threading.Thread(target=deploy, args=(another_rt(), [each, FORM]), kwargs={"by": OWNER})
        for each in changed
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = [version for key, version in versions(rt) if key == "rounds"]
    assert made == list(range(1, len(made) + 1))
    with rt.reading() as session:
        armed = select(func.count()).select_from(StartTrigger).where(StartTrigger.kind == "timer")
        assert session.execute(armed).scalar_one() == 1
