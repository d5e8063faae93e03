"""What a task's page knows of the acts around it: who is named, who may be chosen, what may be done."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from service.domain.people import FRONT_DESK, Actor
from service.domain.views import TaskDetail, TaskView
from service.domain.views.acts import TaskActs
from service.queries import acts
from service.web.rendering import runtime

OPEN = ("ready", "claimed")


def people_of(task: TaskView, around: TaskActs) -> list[str | None]:
    """Everybody the page may name for this task and the acts around it."""
    found = [task.assignee, task.completed_by, task.delegated_by, task.acting_for, around.nudges.last_by]
    found += [each.person for each in around.copies]
    found += [each.signer for each in around.signatures]
    found += [each.completed_by for each in around.steps]
    found += [around.returned.by if around.returned else None, *around.absent]
    return found


def act_facts(detail: TaskDetail, around: TaskActs, by: Actor) -> Mapping[str, object]:
    """The facts for the page's parts under ``acts/``."""
    task = detail.task
    record = request.args.get("record") == "1" or "_recording" in request.form
    recording = record and "complete_for" in around.may
    listed = task.state in OPEN and ("reassign" in detail.may or recording)
    return {
        "around": around,
        "recording": recording,
        "editing": "draft" in detail.may or recording,
        "candidates": acts.candidates(runtime(), task.id, by=by) if listed else (),
        "for_customer": "complete" in detail.may and _takes_words(by, task),
        "told": request.args.get("told", ""),
    }


def _takes_words(by: Actor, task: TaskView) -> bool:
    """Whether they may record what the customer said."""
    return by.is_in(FRONT_DESK) or by.supervises_any(task.candidate_groups)
