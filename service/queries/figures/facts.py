"""What each figure counts: one statement each, of rows that count and whether they did as they should.

Every statement gives the same columns: ``id`` (what is counted), ``at`` (when it counts), ``case_id``,
``customer_id``, ``tier``, ``task_id`` and ``instance_id`` (whose groups it belongs to), ``amount`` (1 or 0
for a share, a number for an average). The targets and their clauses are those of the policies, section N.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Uuid, case, literal, or_, select

from service.domain.cases import Case, CaseKind, CaseStatus
from service.domain.clocks import Outcome
from service.domain.clocks.rows import Clock
from service.domain.follow_ups import PlannedVisit, VisitState
from service.domain.people import FRONT_DESK, Actor
from service.domain.words import Words
from service.store.visibility import sees_case

Facts = Any  # a Select of the columns named above; its exact type tells nobody anything
FIRST_RESPONSE = ("respond", "complaint_transfer")
FOLLOW_UP_CALLS = ("follow_up", "complaint_follow_up")
_SETTLED = (Outcome.MET.value, Outcome.MET_LATE.value, Outcome.BREACHED.value)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: what it is called, what it counts, and what it should be."""

    key: str
    name: Words
    told: Words
    clause: str
    facts: Callable[[datetime, Actor], Facts]
    target: float | None = None
    average: bool = False
    of_tasks: bool = False
    """Whether what is counted is put down to the groups of its task; else to those of its instance."""


def _hit(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _of_cases(at: Any, amount: Any, by: Actor, *which: ColumnElement[bool]) -> Facts:
    return select(
        Case.id.label("id"),
        at.label("at"),
        Case.id.label("case_id"),
        Case.customer_id.label("customer_id"),
        Case.tier.label("tier"),
        literal(None, Uuid()).label("task_id"),
        Case.instance_id.label("instance_id"),
        amount.label("amount"),
    ).where(sees_case(by), *which)


def _closed(amount: Any, by: Actor, *which: ColumnElement[bool]) -> Facts:
    return _of_cases(Case.closed_at, amount, by, Case.closed_at.is_not(None), *which)


def _satisfied_outcome(_now: datetime, by: Actor) -> Facts:
    answered = Case.satisfied_outcome.is_not(None)
    return _closed(_hit(Case.satisfied_outcome.is_(True)), by, answered)


def _satisfied_handling(_now: datetime, by: Actor) -> Facts:
    answered = Case.satisfied_handling.is_not(None)
    return _closed(_hit(Case.satisfied_handling.is_(True)), by, answered)


def _resolved(_now: datetime, by: Actor) -> Facts:
    stood = Case.status != CaseStatus.WITHDRAWN
    return _closed(_hit(Case.status == CaseStatus.CLOSED_SATISFIED), by, stood)


def _rounds(_now: datetime, by: Actor) -> Facts:
    return _closed(Case.round, by, Case.status != CaseStatus.WITHDRAWN)


def _complaints_handled(_now: datetime, by: Actor) -> Facts:
    is_complaint = Case.kind == CaseKind.COMPLAINT
    return _of_cases(Case.contacted_at, _hit(Case.closed_at.is_not(None)), by, is_complaint)


def _kept(kinds: tuple[str, ...] | None) -> Callable[[datetime, Actor], Facts]:
    """Promises due in the month: kept, or missed; one that was exempted before its breach does not count."""

    def facts(now: datetime, by: Actor) -> Facts:
        overdue = Clock.ended_at.is_(None) & (Clock.due_at < now)
        counts = or_(Clock.breached_at.is_not(None), Clock.outcome.in_(_SETTLED), overdue)
        kept = Clock.breached_at.is_(None) & (Clock.outcome == Outcome.MET.value)
        found = (
            select(
                Clock.id.label("id"),
                Clock.due_at.label("at"),
                Clock.case_id.label("case_id"),
                Case.customer_id.label("customer_id"),
                Clock.tier.label("tier"),
                Clock.task_id.label("task_id"),
                Clock.instance_id.label("instance_id"),
                _hit(kept).label("amount"),
            )
            .join(Case, Case.id == Clock.case_id)
            .where(Clock.due_at.is_not(None), counts, sees_case(by))
        )
        return found.where(Clock.kind.in_(kinds)) if kinds else found

    return facts


def _visits(_now: datetime, by: Actor) -> Facts:
    sees = by.supervises_all or by.is_in(FRONT_DESK)
    return select(
        PlannedVisit.id.label("id"),
        PlannedVisit.due_on.label("at"),
        literal(None, Uuid()).label("case_id"),
        PlannedVisit.customer_id.label("customer_id"),
        PlannedVisit.tier.label("tier"),
        literal(None, Uuid()).label("task_id"),
        literal(None, Uuid()).label("instance_id"),
        _hit(PlannedVisit.state == VisitState.DONE).label("amount"),
    ).where(literal(sees), PlannedVisit.state != VisitState.CANCELLED)


FIGURES: tuple[Figure, ...] = (
    Figure(
        "satisfied_outcome",
        Words("对结果满意率", "Satisfied with the outcome"),
        Words(
            "当月结案并已答复的客户中，对结果满意的比例",
            "of the cases closed in the month whose customer answered",
        ),
        "S1-8.1, S2-8",
        _satisfied_outcome,
        target=0.95,
    ),
    Figure(
        "satisfied_handling",
        Words("对办理过程满意率", "Satisfied with the handling"),
        Words(
            "当月结案并已答复的客户中，对办理过程满意的比例",
            "of the cases closed in the month whose customer answered",
        ),
        "S1-8.1, S2-8",
        _satisfied_handling,
        target=0.95,
    ),
    Figure(
        "response_kept",
        Words("首次响应及时率", "First response in time"),
        Words("当月到期的首次响应承诺中，按时兑现的比例", "of the first responses due in the month"),
        "S2-8",
        _kept(FIRST_RESPONSE),
        of_tasks=True,
    ),
    Figure(
        "promises_kept",
        Words("全部期限兑现率", "All deadlines kept"),
        Words("当月到期的全部期限中，按时兑现的比例", "of all deadlines due in the month"),
        "S1-8.1",
        _kept(None),
        of_tasks=True,
    ),
    Figure(
        "resolved",
        Words("问题解决率", "Resolution rate"),
        Words(
            "当月结案（撤回除外）中，客户满意结案的比例",
            "of the cases closed in the month, withdrawn ones aside",
        ),
        "S2-8",
        _resolved,
        target=0.95,
    ),
    Figure(
        "complaints_handled",
        Words("投诉处理率", "Complaints handled"),
        Words("当月收到的投诉中，已结案的比例", "of the complaints that came in the month, closed by now"),
        "S1-8.1",
        _complaints_handled,
        target=0.98,
    ),
    Figure(
        "rounds",
        Words("平均办理轮次", "Rounds per case"),
        Words(
            "当月结案的平均轮次，撤回除外", "average over the cases closed in the month, withdrawn ones aside"
        ),
        "S1-3.3c",
        _rounds,
        average=True,
    ),
    Figure(
        "follow_ups_done",
        Words("办理后回访及时率", "Follow-up calls in time"),
        Words("当月到期的办理后回访中，按时完成的比例", "of the follow-up calls due in the month"),
        "S1-8.1, S1-3.3b",
        _kept(FOLLOW_UP_CALLS),
        target=0.95,
        of_tasks=True,
    ),
    Figure(
        "visits_done",
        Words("定期回访完成率", "Planned follow-ups done"),
        Words("当月计划的定期回访中，已联系到客户的比例", "of the regular follow-ups planned for the month"),
        "S1-8.1, S1-5.1",
        _visits,
        target=0.95,
    ),
)
BY_KEY = {each.key: each for each in FIGURES}
