"""What a task's page knows of the acts around it: who is named, who may be chosen, what may be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import request

from service.domain.people import FRONT_DESK, Actor
from service.domain.views import PersonView, StoryView, TaskDetail, TaskView
from service.domain.views.acts import TaskActs
from service.domain.views.waiting import Wait
from service.queries import people
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


def people_in(happened: Iterable[StoryView], waits: Iterable[Wait]) -> set[str]:
    """Everybody named by what happened in a case and by what it waits for."""
    told = {name for each in happened for name in each.people}
    return told | {name for each in waits for name in each.people}


def act_facts(detail: TaskDetail, around: TaskActs, by: Actor) -> Mapping[str, object]:
    """The facts for the page's parts under ``acts/``."""
    task = detail.task
    record = request.args.get("record") == "1" or "_recording" in request.form
    recording = record and "complete_for" in around.may
    colleagues = people.people(runtime(), by=by) if task.state in OPEN else ()
    listed = task.state in OPEN and ("reassign" in detail.may or recording)
    return {
        "around": around,
        "recording": recording,
        "editing": "draft" in detail.may or recording,
        "colleagues": colleagues,
        "candidates": [each for each in colleagues if _may_do(each, task, around)] if listed else (),
        "for_customer": "complete" in detail.may and _takes_words(by, task),
        "told": request.args.get("told", ""),
    }


def _may_do(person: PersonView, task: TaskView, around: TaskActs) -> bool:
    """Whether it could be theirs: by their groups, and not shut out by the four-eyes rule."""
    return not set(person.groups).isdisjoint(task.candidate_groups) and person.name not in around.excluded


def _takes_words(by: Actor, task: TaskView) -> bool:
    """Whether they may record what the customer said."""
    return by.is_in(FRONT_DESK) or by.supervises_any(task.candidate_groups)
