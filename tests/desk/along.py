"""A case taken along its process: tasks claimed and completed by those they are for."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

import yaml

from service.domain.people import SYSTEM, Actor
from service.domain.views import OpenedCase, PageRequest, TaskView
from service.operations.attachments import AttachmentGiven, keep_attachment
from service.operations.tasks import claim_task, complete_task
from service.queries import tasks
from service.queries.tasks import TaskFilter
from service.runtime import Runtime
from tests.desk.office import PROCESSES

TECH = Actor("tech", frozenset({"technical_support"}))
MANAGER = Actor("manager", frozenset({"supervisor", "management_group", "tier_group"}), frozenset({"*"}))


def written_answers(process: str, activity: str) -> dict[str, object]:
    """What the process's scenarios answer to this task."""
    scenarios = yaml.safe_load((PROCESSES / process / "scenarios.yaml").read_text(encoding="utf-8"))
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in scenarios["answers"][activity].items()
    }


def _filed(rt: Runtime, case: OpenedCase, written: dict[str, object]) -> dict[str, object]:
    """The answers, with files of the case for those the scenario speaks of."""

    def kept(told: object) -> str:
        given = AttachmentGiven(f"{told}.txt", "", BytesIO(b"drawn"))
        return str(keep_attachment(rt, case.id, given, by=SYSTEM).id)

    return {
        name: [kept(each) for each in value] if isinstance(value, list) and "file of" in str(value) else value
        for name, value in written.items()
    }


def waiting(rt: Runtime, case: OpenedCase, activity: str) -> TaskView:
    """The open task of a case at this activity."""
    found = tasks.inbox(rt, TaskFilter(case_id=case.id), PageRequest(), by=SYSTEM).items
    return next(each for each in found if each.activity_id == activity)


def taken(rt: Runtime, case: OpenedCase, activity: str, by: Actor | None = None) -> UUID:
    """The open task at this activity, claimed by somebody of its group (or by whom is named)."""
    task = waiting(rt, case, activity)
    who = by or Actor(f"one_of_{task.candidate_groups[0]}", frozenset(task.candidate_groups))
    claim_task(rt, task.id, by=who)
    return task.id


def done(rt: Runtime, case: OpenedCase, activity: str, by: Actor | None = None, **answers: object) -> UUID:
    """The open task at this activity, completed with the scenario's answers and these."""
    task_id = taken(rt, case, activity, by)
    task = tasks.task_detail(rt, task_id, by=SYSTEM).task
    who = by or Actor(str(task.assignee), frozenset(task.candidate_groups))
    written = written_answers(task.process_key, activity)
    complete_task(rt, task_id, {**_filed(rt, case, written), **answers}, by=who)
    return task_id
