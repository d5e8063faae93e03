"""One run in full: where it stands, its data and how that changed, what it waits for, what is stuck."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from sqlalchemy import ScalarSelect, func, select

from service.domain.cases import Case
from service.domain.definitions import ProcessDefinition
from service.domain.history import HistoryEvent
from service.domain.incidents import Incident
from service.domain.instances import ProcessInstance
from service.domain.messages import Subscription
from service.domain.outbox import OutboxMessage, OutboxState
from service.domain.timers import PENDING_STATES, TimerJob, TimerState
from service.domain.views.board import Changed, ElementView, RunSheet, StuckView, VariableView, WaitView
from service.domain.views.desk import StoryView
from service.engine import Definition, variables_at
from service.errors import InstanceNotFound
from service.feel.values import to_plain
from service.operations.incidents import can_be_retried
from service.queries.board.running import rows_of
from service.queries.instances import sees_inside
from service.queries.story import TOLD, told_of
from service.queries.wording import wording
from service.runtime.releases import of_this_release
from service.store.visibility import sees_instance

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.runtime import Runtime

MOST_TOLD = 100
_MOST_CHANGES = 2_000
_LONGEST = 400
_BY_HAND = (
    "instance.started",
    "instance.modified",
    "instance.variables_set",
    "instance.restarted",
    "instance.migrated",
    "message.received",
)
NOT_BEGUN = ("boundaryEvent", "eventSubProcess")


def run_sheet(rt: Runtime, instance_id: UUID, *, by: Actor) -> RunSheet:
    """The run as it stands; for who may not see it, it is not there."""
    with rt.reading() as session:
        run = _run(session, instance_id, by)
        definition = rt.definitions.get(run.definition_id)
        others = select(ProcessInstance.id).where(
            ProcessInstance.case_id == run.case_id,
            ProcessInstance.id != run.id,
            sees_instance(by, ProcessInstance.id, owners=True),
        )
        shown = rows_of(rt, session, [run.id], by)
        beside = session.execute(others).scalars().all() if run.case_id else []
        sees_case = sees_inside(session, run, by)
        newest, in_round = session.execute(select(_newest(run.process_key), _round(run.case_id))).one()
        return RunSheet(
            run=shown[0],
            definition_id=run.definition_id,
            revision=run.revision,
            newest=newest,
            round=in_round,
            variables=_variables(session, run, definition) if sees_case else (),
            waits=tuple(_waits(session, run.id, definition, by.language)),
            stuck=tuple(_stuck(session, run.id, definition, by.language)),
            elements=elements_of(definition, by.language),
            called=_called(run, definition, by.language),
            others=tuple(rows_of(rt, session, beside, by)),
            sees_case=sees_case,
        )


def run_story(rt: Runtime, instance_id: UUID, *, by: Actor) -> tuple[StoryView, ...]:
    """What happened in it, the newest first, the last hundred events that people would tell."""
    asked = select(HistoryEvent).where(
        HistoryEvent.instance_id == instance_id, HistoryEvent.type.in_((*TOLD, *_BY_HAND))
    )
    with rt.reading() as session:
        run = _run(session, instance_id, by)
        if not sees_inside(session, run, by):
            return ()
        found = session.execute(asked.order_by(HistoryEvent.seq.desc()).limit(MOST_TOLD)).scalars().all()
    words = wording(rt, run.definition_id, by.language)
    definition = rt.definitions.get(run.definition_id)
    return tuple(told_of(each, definition, words, by.language) for each in found)


def elements_of(definition: Definition, language: str) -> tuple[ElementView, ...]:
    """The elements of a definition that can be begun, by name."""
    found = (
        ElementView(each.activity_id, definition.name_of(each.activity_id, language), each.activity_type)
        for each in definition.activities.values()
        if each.activity_type not in NOT_BEGUN
    )
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.id)))


def _run(session: Session, instance_id: UUID, by: Actor) -> ProcessInstance:
    mine = ProcessInstance.id == instance_id
    wanted = select(ProcessInstance).where(mine, sees_instance(by, ProcessInstance.id, owners=True))
    found: ProcessInstance | None = session.execute(wanted).scalar_one_or_none()
    if found is None:
        raise InstanceNotFound(instance_id=instance_id)
    return found


def _newest(key: str) -> ScalarSelect[Any]:
    return select(func.max(ProcessDefinition.version)).where(ProcessDefinition.key == key).scalar_subquery()


def _round(case_id: UUID | None) -> ScalarSelect[Any]:
    return select(Case.round).where(Case.id == case_id).scalar_subquery()


def _variables(session: Session, run: ProcessInstance, definition: Definition) -> tuple[VariableView, ...]:
    with of_this_release():
        values = to_plain(dict(variables_at(definition, run.engine_state, "")))
    assert isinstance(values, dict)
    changes = _changes(session, run.id)
    return tuple(
        VariableView(name, _text(values[name]), tuple(changes.get(name, ()))) for name in sorted(values)
    )


def _changes(session: Session, instance_id: UUID) -> Mapping[str, list[Changed]]:
    """Who gave which variable which value, by the history; what was only repeated is no change."""
    asked = select(HistoryEvent.at, HistoryEvent.actor, HistoryEvent.detail).where(
        HistoryEvent.instance_id == instance_id, HistoryEvent.type.not_like("activity.%")
    )
    found: dict[str, list[Changed]] = defaultdict(list)
    for at, actor, detail in session.execute(asked.order_by(HistoryEvent.seq).limit(_MOST_CHANGES)).all():
        changed = detail.get("changed")
        for name, value in changed.items() if isinstance(changed, dict) else ():
            text = _text(value)
            if not found[name] or found[name][-1].value != text:
                found[name].append(Changed(at, actor, text))
    return {name: each[::-1] for name, each in found.items()}


def _text(value: object) -> str:
    if isinstance(value, str):
        text = value
    else:
        text = orjson.dumps(value, default=str).decode()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _waits(session: Session, run_id: UUID, definition: Definition, language: str) -> Iterator[WaitView]:
    pending = (*PENDING_STATES, TimerState.HELD, TimerState.FAILED)
    timers = select(TimerJob).where(TimerJob.instance_id == run_id, TimerJob.state.in_(pending))
    for timer in session.execute(timers.order_by(TimerJob.due_at, TimerJob.id)).scalars():
        name = definition.name_of(timer.activity_id, language)
        state = timer.state if timer.state in (TimerState.HELD, TimerState.FAILED) else ""
        yield WaitView("timer", timer.activity_id, name, "", timer.due_at, state)
    messages = select(Subscription).where(Subscription.instance_id == run_id).order_by(Subscription.id)
    for wait in session.execute(messages).scalars():
        name = definition.name_of(wait.activity_id, language)
        yield WaitView("message", wait.activity_id, name, wait.message_name)
    unsent = (OutboxState.PENDING, OutboxState.DISPATCHED, OutboxState.FAILED)
    effects = select(OutboxMessage).where(
        OutboxMessage.instance_id == run_id, OutboxMessage.state.in_(unsent), OutboxMessage.kind == "effect"
    )
    for effect in session.execute(effects.order_by(OutboxMessage.id)).scalars():
        name = definition.name_of(effect.activity_id, language)
        state = effect.state if effect.state == OutboxState.FAILED else ""
        yield WaitView("effect", effect.activity_id, name, effect.topic, None, state)


def _stuck(session: Session, run_id: UUID, definition: Definition, language: str) -> Iterator[StuckView]:
    mine = (Incident.instance_id == run_id) & (Incident.state == "open")
    for each in session.execute(select(Incident).where(mine).order_by(Incident.id)).scalars():
        yield StuckView(
            id=each.id,
            kind=each.kind,
            activity_id=each.activity_id,
            name=definition.name_of(each.activity_id, language) if each.activity_id else "",
            message=each.message,
            remedy=str(each.detail.get("remedy") or ""),
            times=each.times,
            opened_at=each.opened_at,
            can_retry=can_be_retried(each),
        )


def _called(run: ProcessInstance, definition: Definition, language: str) -> tuple[str, ...]:
    """The processes of the elements where it stands, beside its own."""
    keys = [definition.activities[each].process_key for each in run.active if each in definition.activities]
    others: Any = dict.fromkeys(key for key in keys if key != definition.key)
    return tuple(definition.name_of(key, language) for key in others)
