"""A case whose promises are timed, and how its clocks are looked at."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from service.domain.cases import Case
from service.domain.clocks import Waiting
from service.domain.outbox import OutboxMessage
from service.domain.timers import TimerJob
from service.domain.views import OpenedCase
from service.domain.views.clocks import CaseClocks, ClockView
from service.operations.notices import attend_clock
from service.operations.sweep import take_due
from service.queries.clocks import case_clocks
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, properties, task
from tests.operations.stage import (
    MANAGER,
    timers_of,
)

FOR_PHOTOS = Waiting("cannot be judged without them", "photos of the damage", date(2026, 12, 31))


def clocks(rt: Runtime, case: OpenedCase) -> CaseClocks:
    return case_clocks(rt, case.id, by=MANAGER)


def the_clock(rt: Runtime, case: OpenedCase, kind: str) -> ClockView:
    """The clock of this kind; the last of several."""
    return [each for each in clocks(rt, case).items if each.kind == kind][-1]


def timer(rt: Runtime, case: OpenedCase, activity_id: str) -> TimerJob:
    return next(each for each in timers_of(rt, case.instance_id) if each.activity_id == activity_id)


def attend_all(rt: Runtime) -> None:
    """Do what the workers do with clocks that are due."""
    for clock_id in take_due(rt, 100).clocks:
        attend_clock(rt, clock_id)


def told(rt: Runtime) -> list[list[str]]:
    """To whom of ours the notices went, in order."""
    return [to for _, to in noticed(rt) if to != ["customer"]]


def noticed(rt: Runtime) -> list[tuple[str, list[str]]]:
    """Every notice in order: in which words, and to whom."""
    with rt.reading() as session:
        sent = select(OutboxMessage).where(OutboxMessage.kind == "notice").order_by(OutboxMessage.id)
        rows = [each.payload for each in session.scalars(sent)]
        return [(str(each["template"]), list(each["to"])) for each in rows]  # type: ignore[call-overload]  # JSON


_HEARD = (
    '<subProcess id="heard" triggeredByEvent="true">'
    '<startEvent id="wrote" isInterrupting="false">'
    '<messageEventDefinition messageRef="customer_message_message"/></startEvent>'
    + task("read", inside=properties(sla="read_message"))
    + '<endEvent id="read_end"/>'
    + chain("wrote", "read", "read_end")
    + "</subProcess>"
)

WRITES = drawing(
    "feedback",
    task("resolve", inside=properties(sla="resolve")),
    task("after"),
    _HEARD,
    chain("start", "resolve", "after", "end"),
    messages=("customer_message",),
)

ROUNDS = drawing(
    "feedback",
    task("respond", inside=properties(sla="respond")),
    '<scriptTask id="next" scriptFormat="feel" camunda:resultVariable="round">'
    "<script>=round + 1</script></scriptTask>",
    '<exclusiveGateway id="again"/><exclusiveGateway id="enough" default="enough_again"/>',
    '<startEvent id="start"/><endEvent id="end"/>',
    chain("start", "again", "respond", "next", "enough", "again"),
    '<sequenceFlow id="stop" sourceRef="enough" targetRef="end"><conditionExpression '
    'xsi:type="tFormalExpression">=round &gt; 3</conditionExpression></sequenceFlow>',
)


def customer_of(rt: Runtime, case: OpenedCase) -> UUID:
    with rt.reading() as session:
        return session.get_one(Case, case.id).customer_id
