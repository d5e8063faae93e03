"""The people and moves of the operations' tests."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from service.domain.people import ALL, SYSTEM, Actor
from service.domain.tasks import UserTask
from service.domain.timers import TimerJob
from service.domain.views import OpenedCase, TaskView
from service.engine.progress import SourceFile
from service.operations.cases import ContactGiven, CustomerGiven, NewCase, open_case
from service.operations.deployments import deploy
from service.operations.people import set_groups
from service.operations.tasks import claim_task, complete_task
from service.runtime import Runtime
from tests.operations.drawings import FORM, chain, drawing, task

AGENT = Actor("agent", frozenset({"customer_service"}))
AGENT2 = Actor("agent2", frozenset({"customer_service"}))
TECH = Actor("tech", frozenset({"technical_support"}))
LOGISTICS = Actor("logistics", frozenset({"logistics"}))
MANAGER = Actor("manager", frozenset({"supervisor", "management_group"}), ALL)
TECH_LEAD = Actor("tech_lead", frozenset({"technical_support"}), frozenset({"technical_support"}))
OWNER = Actor("owner", frozenset({"process_owner"}))

GROUPS = (
    "customer_service",
    "technical_support",
    "logistics",
    "supervisor",
    "management_group",
    "process_owner",
)

TWO_TASKS = drawing(
    "feedback",
    task("respond"),
    task("assess", "technical_support"),
    chain("start", "respond", "assess", "end"),
)
"""The front desk answers, then technical support looks at it."""


def put_live(rt: Runtime, *files: SourceFile) -> None:
    """Deploy these files with the tests' form."""
    set_groups(rt, {name: {"en": name} for name in GROUPS})
    deploy(rt, [*files, FORM], by=SYSTEM)


def a_case(rt: Runtime, *, kind: str = "feedback", by: Actor = AGENT, **extra: object) -> OpenedCase:
    """Open a case."""
    new = NewCase(
        kind=kind,
        channel="hotline",
        customer=CustomerGiven(name="Lin Hai", phone="13800000001", tier=2),
        contact=ContactGiven("Lin Hai", "13800000001"),
        subject="The drawer sticks",
        description="It has stuck since Monday.",
        extra=dict(extra),
    )
    return open_case(rt, new, by=by)


def open_tasks(rt: Runtime, instance_id: UUID) -> dict[str, UserTask]:
    """The open tasks of an instance, by activity id."""
    with rt.reading() as session:
        wanted = select(UserTask).where(UserTask.instance_id == instance_id, UserTask.open)
        return {task.activity_id: task for task in session.execute(wanted).scalars()}


def the_task(rt: Runtime, instance_id: UUID, activity_id: str) -> UUID:
    """The id of the open task of this activity."""
    return open_tasks(rt, instance_id)[activity_id].id


def do(rt: Runtime, instance_id: UUID, activity_id: str, by: Actor, **answers: object) -> TaskView:
    """Claim and complete the open task of this activity."""
    task_id = the_task(rt, instance_id, activity_id)
    claim_task(rt, task_id, by=by)
    return complete_task(rt, task_id, answers, by=by)


def timers_of(rt: Runtime, instance_id: UUID) -> list[TimerJob]:
    """The timers of an instance, in the order they were made."""
    with rt.reading() as session:
        wanted = select(TimerJob).where(TimerJob.instance_id == instance_id).order_by(TimerJob.id)
        return list(session.execute(wanted).scalars())
