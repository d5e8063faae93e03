"""Completing a task by hand from the board: its own form, filled in there in the name of whoever has it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from service.domain.people import Actor
from service.domain.views import TaskSheet
from service.domain.views.board import RunSheet, RunTask
from service.operations.stepping_in.kinds import Intervention, Kind
from service.queries import sheets
from service.queries.people import members_of
from service.runtime import Runtime

REASON, TASK, WHOSE = "_reason", "_task", "_whose"
"""Our own fields beside those of the form, which never begin so."""


@dataclass(frozen=True, slots=True)
class Filling:
    """A task of a run with its form, as far as it is filled in, and in whose name it may be completed."""

    task: RunTask
    sheet: TaskSheet
    doers: tuple[tuple[str, str], ...]

    @property
    def labels(self) -> dict[str, str]:
        """What the fields of the form are called."""
        return {each.name: f"{each.within} {each.label}".strip() for each in self.sheet.asked}

    def intervention(self) -> Intervention:
        """The act as the form says it."""
        return Intervention(
            act=Kind.COMPLETE,
            reason=request.form.get(REASON, ""),
            element=self.task.activity_id,
            to=request.form.get(WHOSE) or None,
            variables=self.sheet.answers,
        )


def filling(rt: Runtime, run: RunSheet, *, by: Actor) -> Filling | None:
    """The task meant, else the first, with what was entered; None if no task is open."""
    wanted = request.values.get(TASK)
    found = next((each for each in run.run.tasks if str(each.id) == wanted), None)
    task = found or next(iter(run.run.tasks), None)
    if task is None:
        return None
    typed = {name: request.form.getlist(name) for name in request.form} if found is not None else None
    sheet = sheets.task_sheet(rt, task.id, typed or None, by=by)
    members = {} if task.assignee else members_of(rt, task.candidate_groups)
    return Filling(task, sheet, tuple(dict.fromkeys(each for some in members.values() for each in some)))
