"""The same case by bare SpiffWorkflow: in memory, and with its whole state in one SQLite row a step."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from tests.bench.diagram import SPIFF, bpmn

ANSWERS = {"category": "quality", "severity": "general", "note": "The door does not close. 门关不上。"}

Advance = Callable[[Callable[[BpmnWorkflow], None]], bool]


def parse() -> Any:
    """The benchmark's process as SpiffWorkflow's own specification (parsed once, outside the measurement)."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(io.BytesIO(bpmn(SPIFF))))
    return parser.get_spec("feedback")


def answers(rounds_left: int) -> dict[str, object]:
    """What a person answers; the customer is satisfied once no unsatisfied round is left."""
    return {**ANSWERS, "satisfied": rounds_left <= 0}


def complete_open_task(workflow: BpmnWorkflow, rounds_left: int) -> str:
    """Complete the one open user task, run to the next waits, and name the task."""
    task = workflow.get_next_task(state=TaskState.READY, manual=True)
    task.data.update(answers(rounds_left))
    task.run()
    workflow.do_engine_steps()
    return str(task.task_spec.name)


def run_in_memory(spec: Any, rounds: int) -> None:
    """One case with this many unsatisfied rounds, the live workflow kept in memory throughout."""
    workflow = BpmnWorkflow(spec)
    workflow.do_engine_steps()
    while not workflow.completed:
        if complete_open_task(workflow, rounds) == "call_customer":
            rounds -= 1


class RowStore:
    """The whole workflow, specification included, as JSON in one row, read and written at every step."""

    def __init__(self, folder: Path, spec: Any) -> None:
        """Open the database the way a careful person would: WAL, one commit a step."""
        self._spec = spec
        self._serializer = BpmnWorkflowSerializer()
        self._db = sqlite3.connect(folder / "bare.db")
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("CREATE TABLE workflow (id INTEGER PRIMARY KEY, state TEXT NOT NULL)")

    def run(self, rounds: int) -> None:
        """One case with this many unsatisfied rounds, restored and saved at each step."""
        workflow = BpmnWorkflow(self._spec)
        workflow.do_engine_steps()
        state = self._serializer.serialize_json(workflow)
        with self._db:
            row = self._db.execute("INSERT INTO workflow (state) VALUES (?)", (state,)).lastrowid
        while not workflow.completed:
            (state,) = self._db.execute("SELECT state FROM workflow WHERE id = ?", (row,)).fetchone()
            workflow = self._serializer.deserialize_json(state)
            if complete_open_task(workflow, rounds) == "call_customer":
                rounds -= 1
            state = self._serializer.serialize_json(workflow)
            with self._db:
                self._db.execute("UPDATE workflow SET state = ? WHERE id = ?", (state, row))
