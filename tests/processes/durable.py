"""Scenarios played on the operations: the same files, on a database, with the workers' own hands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from io import BytesIO
from uuid import UUID

import pytest
import yaml
from sqlalchemy import select

from service.clock import SetClock
from service.domain.calendars import WorkingCalendar, read_calendars
from service.domain.cases import Case
from service.domain.instances import ProcessInstance
from service.domain.messages import Subscription
from service.domain.people import SYSTEM, Actor
from service.domain.tasks import UserTask
from service.domain.timers import PENDING_STATES, TimerJob
from service.errors import AftercareError, NotAllowed
from service.operations.answers import checked_variables
from service.operations.attachments import AttachmentGiven, keep_attachment
from service.operations.cases import (
    ContactGiven,
    CustomerGiven,
    NewCase,
    NewCaseMessage,
    add_message,
    open_case,
    withdraw_case,
)
from service.operations.instances import terminate_instance
from service.operations.messages import Message, hand_over
from service.operations.sweep import take_due
from service.operations.tasks import claim_task, complete_task, unclaim_task
from service.runtime import Runtime
from service.scenarios.reading import Scenario, Step
from service.scenarios.spelling import after
from tests.processes.diagrams import PROCESSES
from workers.due import Hands, work_off
from workers.handlers import Inside, Outside
from workers.records import file_record

DESK = Actor("desk", frozenset({"customer_service"}))
ON_THE_CASE = ("status", "round", "satisfied_outcome", "satisfied_handling", "satisfaction")
Named = Mapping[str, object]


@cache
def office() -> WorkingCalendar:
    """The company's ordinary calendar, on which the scenarios count working time."""
    return read_calendars(yaml.safe_load((PROCESSES / "calendars.yaml").read_text())).default


@dataclass
class Durable:
    """One scenario on the database."""

    rt: Runtime
    clock: SetClock
    scenario: Scenario
    told: list[str] = field(default_factory=list)
    case_id: UUID = UUID(int=0)

    def play(self, kind: str) -> None:
        """Open the case and do every step; an assertion tells the first difference."""
        given = self.scenario.given
        phone = str(int(self.clock.now().timestamp()))  # a customer of its own: tiers differ
        new = NewCase(
            kind=kind,
            channel=str(given["channel"]),
            customer=CustomerGiven(
                name=str(given["customer_name"]), phone=phone, tier=int(str(given["tier"]))
            ),
            contact=ContactGiven(str(given["contact_name"]), phone),
            subject=str(given["subject"]),
            description=str(given["description"]),
            address=given.get("address"),  # type: ignore[arg-type]  # YAML wrote text
            contracted_on=given.get("contracted_on"),  # type: ignore[arg-type]  # YAML wrote a date
            expected_solution=given.get("expected_solution"),  # type: ignore[arg-type]  # YAML wrote text
        )
        self.case_id = open_case(self.rt, new, by=DESK).id
        for step in self.scenario.steps:
            getattr(self, f"_{step.word}")(step)
            self._work_off()

    def clear(self) -> None:
        """End what the scenario left open, so that its timers wake nobody later."""
        with self.rt.reading() as session:
            left = select(ProcessInstance.id).where(
                ProcessInstance.case_id == self.case_id, ProcessInstance.state == "active"
            )
            running = list(session.scalars(left))
        for instance_id in running:
            terminate_instance(self.rt, instance_id, reason="the scenario is over", by=SYSTEM)

    def _claim(self, step: Step) -> None:
        self._taken(step)

    def _complete(self, step: Step) -> None:
        task_id, actor = self._taken(step)
        complete_task(self.rt, task_id, self._answers(step), by=actor)

    def _refuse(self, step: Step) -> None:
        task = next(task for task in self._open_tasks() if task.activity_id == step.subject)
        with pytest.raises(AftercareError):
            self._complete(step)
        if step.details.get("by") is None:
            holder = next(each.assignee for each in self._open_tasks() if each.id == task.id)
            unclaim_task(self.rt, task.id, by=Actor(str(holder), frozenset(task.candidate_groups)))

    def _wait(self, step: Step) -> None:
        self._wait_until(after(self.clock.now(), step.subject, office()))

    def _fire(self, step: Step) -> None:
        self._wait_until(next(timer.due_at for timer in self._timers() if timer.activity_id == step.subject))

    def _message(self, step: Step) -> None:
        words = step.mapping("with")
        if step.subject == "case_withdrawn":
            withdraw_case(self.rt, self.case_id, reason=str(words.get("reason", "none")), by=DESK)
        elif step.subject != "customer_message":
            with self.rt.transaction() as tx:
                instance_id = tx.session.get_one(Case, self.case_id).instance_id
                named = (Subscription.instance_id == instance_id) & (
                    Subscription.message_name == step.subject
                )
                about = tx.session.scalars(select(Subscription.correlation).where(named)).one()
                brought = checked_variables("with", words)
                hand_over(tx, Message(str(step.subject), about, brought, DESK.name), keep_for=None)
        else:
            add_message(
                self.rt, self.case_id, NewCaseMessage(str(words["message_text"]), "in", "mail"), by=DESK
            )

    def _expect(self, step: Step) -> None:
        expected = step.subject if isinstance(step.subject, dict) else {}
        for word in ("open", "timers", "variables", "told", "ended", "groups"):
            if word in expected:
                getattr(self, f"_expect_{word}")(expected[word], step.place)

    def _expect_open(self, wanted: list[str], place: str) -> None:
        assert sorted(task.activity_id for task in self._open_tasks()) == sorted(wanted), place

    def _expect_timers(self, wanted: list[str], place: str) -> None:
        assert sorted(timer.activity_id for timer in self._timers()) == sorted(wanted), place

    def _expect_variables(self, wanted: Named, place: str) -> None:
        with self.rt.reading() as session:
            case = session.get_one(Case, self.case_id)
            for name in set(wanted) & set(ON_THE_CASE):
                assert getattr(case, name) == wanted[name], f"{place}: {name}"

    def _expect_told(self, wanted: list[str], place: str) -> None:
        assert self.told == wanted, place
        self.told.clear()

    def _expect_ended(self, wanted: str, place: str) -> None:
        with self.rt.reading() as session:
            states = session.scalars(
                select(ProcessInstance.state).where(ProcessInstance.case_id == self.case_id)
            )
            assert set(states) == {"completed"}, place

    def _expect_groups(self, wanted: Mapping[str, list[str]], place: str) -> None:
        found = {task.activity_id: sorted(task.candidate_groups) for task in self._open_tasks()}
        for activity_id, groups in wanted.items():
            assert found[activity_id] == sorted(groups), place

    def _taken(self, step: Step) -> tuple[UUID, Actor]:
        task = next(task for task in self._open_tasks() if task.activity_id == step.subject)
        for actor in self._who(task, step.details.get("by")):
            try:
                claim_task(self.rt, task.id, by=actor)
                return task.id, actor
            except NotAllowed:
                if step.details.get("by"):
                    raise
        raise AssertionError(f"{step.place}: nobody may take it")

    def _who(self, task: UserTask, named: object) -> Iterator[Actor]:
        if named is not None:
            yield Actor(str(named), self.scenario.people[str(named)])
            return
        group = task.candidate_groups[0]
        holder = [task.assignee] if task.assignee else []
        for name in (*holder, f"{group} 1", f"{group} 2"):
            yield Actor(name, self.scenario.people.get(name, frozenset({group})))

    def _answers(self, step: Step) -> dict[str, object]:
        merged = {**self.scenario.answers.get(str(step.subject), {}), **step.mapping("answers")}
        filled = {key: _as_json(value) for key, value in merged.items() if value is not None}
        return {key: self._filed(value) for key, value in filled.items()}

    def _filed(self, value: object) -> object:
        """A list of files the scenario speaks of, as files of the case."""
        if not isinstance(value, list) or not any(str(each).startswith("file of ") for each in value):
            return value
        given = [AttachmentGiven(f"{each}.txt", "", BytesIO(b"drawn")) for each in value]
        return [str(keep_attachment(self.rt, self.case_id, each, by=DESK).id) for each in given]

    def _open_tasks(self) -> list[UserTask]:
        with self.rt.reading() as session:
            wanted = select(UserTask).where(UserTask.case_id == self.case_id, UserTask.open)
            return list(session.scalars(wanted.order_by(UserTask.id)))

    def _timers(self) -> list[TimerJob]:
        of_case = select(ProcessInstance.id).where(ProcessInstance.case_id == self.case_id)
        with self.rt.reading() as session:
            wanted = select(TimerJob).where(
                TimerJob.instance_id.in_(of_case), TimerJob.state.in_(PENDING_STATES)
            )
            return list(session.scalars(wanted.order_by(TimerJob.due_at, TimerJob.id)))

    def _wait_until(self, instant: datetime) -> None:
        self._work_off()
        for _ in range(100):
            due = [timer.due_at for timer in self._timers() if timer.due_at <= instant]
            if not due:
                break
            self.clock.set(max(self.clock.now(), due[0]))
            self._work_off()
        self.clock.set(max(self.clock.now(), instant))

    def _work_off(self) -> None:
        """Do whatever is due now, as a worker would."""
        outside = {"notify": Outside(self._note), "ask_customer": Outside(lambda *_: {})}
        hands = Hands(self.rt, {**outside, "file_record": Inside(file_record)})
        for _ in range(100):
            due = take_due(self.rt, 100)
            if due.empty:
                return
            work_off(hands, due)

    def _note(self, rt: Runtime, effect: object) -> Mapping[str, object]:
        if effect.kind == "notice":  # type: ignore[attr-defined]  # an EffectWork
            return {}  # of a clock, beside the process: scenarios tell what the diagram does
        self.told.append(str(effect.payload["template"]))  # type: ignore[attr-defined]  # an EffectWork
        return {}


def _as_json(value: object) -> object:
    """What YAML wrote, as a person's browser sends it."""
    return value.isoformat() if isinstance(value, date) else value
