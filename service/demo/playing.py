"""Playing one story: the operations a person's request would call, each at its own hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch
from uuid import UUID

from sqlalchemy import select

from service.clock import SetClock
from service.demo.people import PEOPLE
from service.demo.stories import Claim, Client, Complete, Happening, Hear, Story, Wait, Withdraw
from service.domain.instances import ProcessInstance
from service.domain.outbox import OutboxMessage, OutboxState
from service.domain.people import SYSTEM, Actor
from service.domain.tasks import TaskState, UserTask
from service.domain.timers import PENDING_STATES, TimerJob
from service.errors import Conflict, NotAllowed, NotFound
from service.operations.cases import (
    ContactGiven,
    CustomerGiven,
    NewCase,
    NewCaseMessage,
    add_message,
    open_case,
    withdraw_case,
)
from service.operations.outbox import complete_effect
from service.operations.tasks import claim_task, complete_task
from service.operations.timers import fire_timer
from service.runtime import Runtime

_TELLING = ("notify", "ask_customer")
"""Effects that only tell people something."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where stories play: a runtime on a clock of our own, up to the present."""

    rt: Runtime
    clock: SetClock
    until: datetime


@dataclass(frozen=True, slots=True)
class Scene:
    """One case on the stage."""

    stage: Stage
    case_id: UUID


def play(stage: Stage, story: Story) -> None:
    """Let everything of the story happen at its hour, and then time pass up to the present."""
    stage.clock.set(stage.until - story.since)
    opened = open_case(stage.rt, _new_case(story), by=_actor("agent"))
    scene = Scene(stage, opened.id)
    for happening in story.happened:
        happen(happening, scene)
    _pass_time(scene, stage.until)


def _new_case(story: Story) -> NewCase:
    return NewCase(
        kind=story.kind,
        channel=story.channel,
        customer=_customer(story.client),
        contact=ContactGiven(story.client.contact, story.client.phone),
        subject=story.subject,
        description=story.description,
        expected_solution=story.expected_solution or None,
    )


def _customer(client: Client) -> CustomerGiven:
    return CustomerGiven(
        name=client.name,
        phone=client.phone,
        industry=client.industry,
        address=client.address,
        tier=client.tier,
    )


@singledispatch
def happen(happening: Happening, scene: Scene) -> None:
    """Let one thing happen."""
    raise TypeError(f"nobody knows how {happening!r} happens")


@happen.register
def _complete(happening: Complete, scene: Scene) -> None:
    task_id, by = _taken(scene, happening.activity_id)
    complete_task(scene.stage.rt, task_id, happening.answers, by=by)
    _tell_everybody(scene)


@happen.register
def _claim(happening: Claim, scene: Scene) -> None:
    _taken(scene, happening.activity_id)


@happen.register
def _wait(happening: Wait, scene: Scene) -> None:
    _pass_time(scene, min(scene.stage.clock.now() + happening.passed, scene.stage.until))


@happen.register
def _hear(happening: Hear, scene: Scene) -> None:
    words = NewCaseMessage(happening.text, direction="in", channel="wechat")
    add_message(scene.stage.rt, scene.case_id, words, by=_actor("agent"))


@happen.register
def _withdraw(happening: Withdraw, scene: Scene) -> None:
    withdraw_case(scene.stage.rt, scene.case_id, reason=happening.reason, by=_actor("agent"))


def _taken(scene: Scene, activity_id: str) -> tuple[UUID, Actor]:
    """The open task of this activity, claimed by the first of the made-up people who may."""
    with scene.stage.rt.reading() as session:
        open_tasks = select(UserTask.id).where(
            UserTask.case_id == scene.case_id,
            UserTask.activity_id == activity_id,
            UserTask.state == TaskState.READY,
        )
        task_id = session.scalars(open_tasks).one()
    for person in PEOPLE:
        by = _actor(person.name)
        try:
            claim_task(scene.stage.rt, task_id, by=by)
            return task_id, by
        except (NotFound, NotAllowed, Conflict):
            continue
    raise LookupError(f"none of the made-up people may take {activity_id}")


def _pass_time(scene: Scene, until: datetime) -> None:
    """Move the clock on; every timer of the case that becomes due fires at its own hour, in due order."""
    while (due := _next_timer(scene, until)) is not None:
        timer_id, due_at = due
        scene.stage.clock.set(max(due_at, scene.stage.clock.now()))
        fire_timer(scene.stage.rt, timer_id)
        _tell_everybody(scene)
    scene.stage.clock.set(max(until, scene.stage.clock.now()))


def _next_timer(scene: Scene, until: datetime) -> tuple[UUID, datetime] | None:
    with scene.stage.rt.reading() as session:
        found = session.execute(
            select(TimerJob.id, TimerJob.due_at)
            .join(ProcessInstance, ProcessInstance.id == TimerJob.instance_id)
            .where(ProcessInstance.case_id == scene.case_id, TimerJob.state.in_(PENDING_STATES))
            .where(TimerJob.due_at <= until)
            .order_by(TimerJob.due_at, TimerJob.id)
            .limit(1)
        ).first()
    return (found.id, found.due_at) if found else None


def _tell_everybody(scene: Scene) -> None:
    """Count notifications as sent: nobody made up has a mailbox. Other effects are left to the workers."""
    with scene.stage.rt.reading() as session:
        unsent = session.scalars(
            select(OutboxMessage.id)
            .join(ProcessInstance, ProcessInstance.id == OutboxMessage.instance_id)
            .where(ProcessInstance.case_id == scene.case_id, OutboxMessage.topic.in_(_TELLING))
            .where(OutboxMessage.state == OutboxState.PENDING)
        ).all()
    outputs: Mapping[str, object] = {}
    for outbox_id in unsent:
        complete_effect(scene.stage.rt, outbox_id, outputs, by=SYSTEM)


def _actor(name: str) -> Actor:
    person = next(each for each in PEOPLE if each.name == name)
    return Actor(name, groups=frozenset(person.groups), supervises=frozenset(person.supervises))
