"""Questionnaires nobody waits for any more: closed with what was said on the phone instead, or as lapsed.

A duty of the sweeper. Each is settled in a commit of its own, so that none stands in another's way.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.history import HistoryEvent
from service.domain.messages import Subscription
from service.domain.people import CUSTOMER
from service.domain.surveys import ANSWERED, BY_PHONE, Survey
from service.domain.tasks import TaskState, UserTask
from service.operations.customer.surveys import is_waited_for, keep, lapse

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

log = logging.getLogger(__name__)

_AT_ONCE = 100


def settle_surveys(rt: Runtime) -> int:
    """Close the questionnaires whose process has gone on; tells how many there were."""
    waiting = select(Subscription.id).where(
        Subscription.instance_id == Survey.instance_id, Subscription.message_name == ANSWERED
    )
    wanted = select(Survey.id, Survey.instance_id).where(Survey.ended_at.is_(None), ~waiting.exists())
    with rt.reading() as session:
        found = session.execute(wanted.order_by(Survey.id).limit(_AT_ONCE)).all()
    return sum(_settled(rt, row.id, row.instance_id) for row in found)


def _settled(rt: Runtime, survey_id: UUID, instance_id: UUID) -> bool:
    with rt.transaction() as tx:
        instance = tx.lock_instance(instance_id)
        survey = tx.session.get(Survey, survey_id)
        if survey is None or survey.ended_at is not None or is_waited_for(tx, instance_id):
            return False
        _settle(tx, instance, survey)
        return True


def _settle(tx: Transaction, instance: ProcessInstance, survey: Survey) -> None:
    """What the call brought, as far as it answers the same questions; else it lapsed."""
    said = _said_on_the_phone(tx, survey)
    if said is None:
        lapse(tx, instance, survey)
        return
    survey.answer(BY_PHONE, at=tx.at)
    tx.tell(instance, "survey.answered", CUSTOMER.name, detail={"way": BY_PHONE})
    form = tx.definitions.form(survey.definition_id, survey.form_key, survey.process_key)
    if form is None:  # the answers stand with the call; only the questions' results go without them
        log.warning("survey.form_missing: survey=%s form=%s", survey.id, survey.form_key)
        return
    keep(tx, survey, (form, said), BY_PHONE)


def _said_on_the_phone(tx: Transaction, survey: Survey) -> Mapping[str, object] | None:
    """The answers of the last call of this round's follow-up, as the history has them."""
    call = (
        select(UserTask.id)
        .where(
            UserTask.instance_id == survey.instance_id,
            UserTask.process_key == survey.process_key,
            UserTask.state == TaskState.COMPLETED,
            UserTask.completed_at >= survey.asked_at,
        )
        .order_by(UserTask.completed_at.desc())
        .limit(1)
    )
    told = select(HistoryEvent.detail).where(
        HistoryEvent.instance_id == survey.instance_id,
        HistoryEvent.type == "task.completed",
        HistoryEvent.task_id == call.scalar_subquery(),
    )
    detail = tx.session.execute(told).scalar()
    answers = detail.get("answers") if isinstance(detail, dict) else None
    return answers if isinstance(answers, Mapping) and answers.get("reached") is not False else None
