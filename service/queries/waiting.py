"""What a case waits for, whoever is to do it: people, a moment, word from outside, programs, this product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, select

from service.domain.acts import Signing, SignState, TaskSignature
from service.domain.cases import Case
from service.domain.incidents import Incident
from service.domain.instances import RUNNING, CaseRun, InstanceState, ProcessInstance
from service.domain.outbox import OWN_TOPICS, OutboxMessage
from service.domain.tasks import UserTask
from service.domain.timers import TimerJob
from service.domain.views.waiting import Awaited, Wait
from service.errors import CaseNotFound
from service.ids import read_id
from service.operations.closing import EFFECT, SUBSCRIPTION, TASK, TIMER
from service.queries.searching import every_run_of
from service.queries.unsigned import unsigned
from service.store.shaping import task_view
from service.store.visibility import glimpses_case, sees_case

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.domain.views import TaskView
    from service.runtime import Runtime

REACHED = frozenset({"intermediateCatchEvent", "receiveTask", "eventBasedGateway"})
"""Elements a run itself stands at; timers and messages of others only accompany it."""

_Run = Any  # a row of the runs asked for
_Place = tuple[_Run, str]
"""The run that waits, and the element's id."""


def case_waits(rt: Runtime, case_id: UUID, seen: Iterable[TaskView] = (), *, by: Actor) -> tuple[Wait, ...]:
    """What the case waits for; for whoever sees it at a glance, what waits beside it.

    ``seen``: those of its open tasks that the reader has before them already.
    """
    with rt.reading() as session:
        rows = session.execute(_runs(case_id, by)).all()
        if not rows:
            raise CaseNotFound(case_id=case_id)
        runs = {row.id: row for row in rows if row.id is not None}
        at_hand = {each.id: each for each in seen}
        signers = _signers(session, [each.id for each in at_hand.values() if each.signing in _SIGNED_FIRST])
        found = [*_halted(rt, rows, by.language), *(_of_task(each, signers) for each in at_hand.values())]
        for kind, told in _TOLD.items():
            places = {each: place for each, place in _places(runs, kind).items() if each not in at_hand}
            found += told(rt, session, places, by.language) if places else ()
    return tuple(found)


def _runs(case_id: UUID, by: Actor) -> Select[Any]:
    """The case's runs that go on, each with what it is stuck at; one row of nothing where none does."""
    beside = select(CaseRun.instance_id).where(CaseRun.case_id == Case.id).correlate(Case)
    columns: Any = (
        ProcessInstance.id,
        ProcessInstance.definition_id,
        ProcessInstance.state,
        ProcessInstance.waits,
        Incident.activity_id.label("stuck_at"),
        Incident.id.label("incident"),
    )
    mine = ProcessInstance.id.in_(every_run_of(case_id)) & ProcessInstance.state.in_(RUNNING)
    stuck = (Incident.instance_id == ProcessInstance.id) & (Incident.state == "open")
    return (
        select(*columns)
        .select_from(Case)
        .outerjoin(ProcessInstance, mine & (sees_case(by) | ProcessInstance.id.in_(beside)))
        .outerjoin(Incident, stuck)
        .where(Case.id == case_id, glimpses_case(by))
        .order_by(ProcessInstance.id, Incident.id)
    )


def _halted(rt: Runtime, rows: Iterable[_Run], language: str) -> Iterator[Wait]:
    """What no work of people's will move."""
    told = set()
    for row in rows:
        if row.incident is not None:
            yield Wait(Awaited.STUCK, _name(rt, (row, row.stuck_at or ""), language))
        if row.state == InstanceState.SUSPENDED and row.id not in told:
            told.add(row.id)
            yield Wait(Awaited.SUSPENDED)


def _places(runs: Mapping[UUID, _Run], kind: str) -> dict[UUID, _Place]:
    """The rows waited for of one kind, each with its run and element; where people have work to do, no timer
    beside it and no message.
    """
    found: dict[UUID, _Place] = {}
    for run in runs.values():
        people = any(wait[0] == TASK for wait in run.waits.values())
        if not (people and kind in (TIMER, SUBSCRIPTION)):
            mine = (wait for wait in run.waits.values() if wait[0] == kind)
            found |= {read_id(wait[1]): (run, wait[2]) for wait in mine}
    return found


def _tasks(rt: Runtime, session: Session, places: Mapping[UUID, _Place], language: str) -> Iterator[Wait]:
    wanted = select(UserTask).where(UserTask.id.in_(places), UserTask.open).order_by(UserTask.id)
    tasks = session.execute(wanted).scalars().all()
    lacking = unsigned(rt, session, [(each, places[each.id][0].definition_id) for each in tasks])
    signers = _signers(session, [each.id for each in tasks if each.signing in _SIGNED_FIRST])
    for task in tasks:
        names = rt.definitions.names(places[task.id][0].definition_id, language)
        view = task_view(task, case_number=None, names=names)
        yield _of_task(replace(view, unsigned=lacking.get(task.id, ())), signers)


def _of_task(task: TaskView, signers: Mapping[UUID, tuple[str, ...]]) -> Wait:
    if task.unsigned:
        return Wait(Awaited.SECTIONS, task.name, task.unsigned, task_id=task.id)
    if task.id in signers:
        return Wait(Awaited.SIGNATURE, task.name, people=signers[task.id], task_id=task.id)
    holder = (task.assignee,) if task.assignee else ()
    return Wait(Awaited.TASK, task.name, task.candidate_groups, holder, task_id=task.id)


_SIGNED_FIRST = (Signing.BEFORE, Signing.SUBMITTED)


def _signers(session: Session, tasks: list[UUID]) -> Mapping[UUID, tuple[str, ...]]:
    if not tasks:
        return {}
    asked = select(TaskSignature.task_id, TaskSignature.signer).where(
        TaskSignature.task_id.in_(tasks), TaskSignature.state == SignState.ASKED
    )
    found: defaultdict[UUID, tuple[str, ...]] = defaultdict(tuple)
    for task_id, signer in session.execute(asked.order_by(TaskSignature.id)):
        found[task_id] += (signer,)
    return found


def _effects(rt: Runtime, session: Session, places: Mapping[UUID, _Place], language: str) -> Iterator[Wait]:
    wanted = select(OutboxMessage.id, OutboxMessage.topic, OutboxMessage.worker, OutboxMessage.locked_until)
    for row in session.execute(wanted.where(OutboxMessage.id.in_(places)).order_by(OutboxMessage.id)):
        name = _name(rt, places[row.id], language)
        held = row.worker is not None and row.locked_until is not None and row.locked_until > rt.now()
        who = (row.worker.partition("/")[0],) if held else ()
        yield Wait(Awaited.OURS if row.topic in OWN_TOPICS else Awaited.OUTSIDE, name, people=who)


def _timers(rt: Runtime, session: Session, places: Mapping[UUID, _Place], language: str) -> Iterator[Wait]:
    mine = {each: place for each, place in places.items() if _is_reached(rt, place)}
    if not mine:
        return
    wanted = select(TimerJob.id, TimerJob.due_at).where(TimerJob.id.in_(mine)).order_by(TimerJob.due_at)
    for row in session.execute(wanted):
        yield Wait(Awaited.TIMER, _name(rt, mine[row.id], language), until=row.due_at)


def _messages(rt: Runtime, session: Session, places: Mapping[UUID, _Place], language: str) -> Iterator[Wait]:
    for place in places.values():
        if _is_reached(rt, place):
            yield Wait(Awaited.MESSAGE, _name(rt, place, language))


_TOLD = {TASK: _tasks, EFFECT: _effects, TIMER: _timers, SUBSCRIPTION: _messages}


def _is_reached(rt: Runtime, place: _Place) -> bool:
    run, activity_id = place
    info = rt.definitions.get(run.definition_id).activities.get(activity_id)
    return info is not None and info.activity_type in REACHED


def _name(rt: Runtime, place: _Place, language: str) -> str:
    run, activity_id = place
    return rt.definitions.get(run.definition_id).name_of(activity_id, language)
