"""R17: deploying again and again while cases run changes nothing for them, and starts nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from service.clock import SetClock
from service.domain.definitions import StartTrigger
from service.domain.instances import ProcessInstance
from service.domain.people import SYSTEM
from service.engine.progress import SourceFile
from service.operations.deployments import deploy
from service.operations.sweep import take_due
from service.runtime import Runtime
from tests.faults.invariants import check_after_fault
from tests.operations.drawings import FORM, chain, drawing, task
from tests.operations.stage import AGENT, a_case, do, open_tasks, put_live
from workers.due import Hands, work_off

DEPLOYS, VERSIONS, RUNNING = 50, 5, 40

EVERY_HOUR = drawing(
    "review",
    '<startEvent id="start"><timerEventDefinition>'
    '<timeCycle xsi:type="tFormalExpression">R/PT1H</timeCycle></timerEventDefinition></startEvent>',
    task("look"),
    '<endEvent id="end"/>',
    chain("start", "look", "end"),
)


def version(number: int) -> SourceFile:
    """A version whose second task says which it is."""
    parts = (task("respond"), task(f"assess_{number}"))
    return drawing("feedback", *parts, chain("start", "respond", f"assess_{number}", "end"))


def test_cases_that_run_while_fifty_deployments_come_stay_on_their_version(
    rt: Runtime, another_rt: Callable[[], Runtime]
) -> None:
    put_live(rt, version(0))
    instances = [a_case(rt).instance_id for _ in range(RUNNING)]
    deployer = another_rt()
    with ThreadPoolExecutor(1) as meanwhile:
        deploying = meanwhile.submit(_deploy_all, deployer)
        for each in instances:
            do(rt, each, "respond", AGENT)
        made = deploying.result()
    assert {tuple(open_tasks(rt, each)) for each in instances} == {("assess_0",)}
    assert made == {("feedback", number + 1): DEPLOYS // VERSIONS for number in range(VERSIONS)}
    latest = a_case(rt).instance_id
    do(rt, latest, "respond", AGENT)
    assert list(open_tasks(rt, latest)) == [f"assess_{VERSIONS - 1}"]
    check_after_fault(rt)


def test_however_often_it_is_deployed_a_process_has_one_start_timer(rt: Runtime, clock: SetClock) -> None:
    put_live(rt, EVERY_HOUR)
    for number in range(2):
        deploy(rt, [_renamed(EVERY_HOUR, number), FORM], by=SYSTEM)
        deploy(rt, [_renamed(EVERY_HOUR, number), FORM], by=SYSTEM)
    with rt.reading() as session:
        assert (
            len(session.scalars(select(StartTrigger.id).where(StartTrigger.due_at.is_not(None))).all()) == 1
        )
    for hour in (1, 2):
        clock.advance(timedelta(hours=1))
        work_off(Hands(rt, {}), take_due(rt, 10))
        assert len(_instances(rt)) == hour
    check_after_fault(rt)


def _deploy_all(rt: Runtime) -> Counter[tuple[str, int]]:
    """Fifty deployments, each version so many times in a row: what each was stored as."""
    made: Counter[tuple[str, int]] = Counter()
    for count in range(DEPLOYS):
        told = deploy(rt, [version(count * VERSIONS // DEPLOYS), FORM], by=SYSTEM)
        made.update((each.key, each.version) for each in (*told.created, *told.unchanged))
    return made


def _renamed(file: SourceFile, number: int) -> SourceFile:
    return SourceFile(file.path, file.content.replace(b'name="Review"', b'name="Review %d"' % number))


def _instances(rt: Runtime) -> list[UUID]:
    with rt.reading() as session:
        return list(session.scalars(select(ProcessInstance.id)))
