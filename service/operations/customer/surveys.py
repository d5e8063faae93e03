"""Questionnaires: put to the customer, reminded of, answered once, by link or on the phone.

Whether one may be answered is decided by the process: as long as it waits for ``survey_answered``. The rows
here remember what was asked and what was said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import insert, select

from service.domain.cases import Case
from service.domain.messages import Subscription, correlation_text
from service.domain.people import CUSTOMER, SYSTEM
from service.domain.surveys import ANSWERED, BY_LINK, CHOICE, WORDS, Survey, SurveyAnswer
from service.engine.forms import InvalidAnswers, Kind, validate_answers
from service.engine.forms.nesting import dig
from service.engine.forms.posted import text_of
from service.errors import CaseNotFound, Invalid, NothingToAnswer
from service.ids import new_id
from service.operations.customer.links import case_of
from service.operations.messages import Message, hand_over
from service.operations.notifying import notify

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.engine.forms import Form
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

_WORDS_KINDS = (Kind.TEXTFIELD, Kind.TEXTAREA, Kind.DYNAMICLIST)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a process wants put to the customer: which form, in the words of which notice."""

    instance_id: UUID
    form_key: str
    template: str
    process_key: str = "follow_up"


def ask_customer(rt: Runtime, asking: Asking) -> bool:
    """Send the questionnaire, or a reminder of it, as long as its answer is waited for; tells whether."""
    with rt.transaction() as tx:
        instance = tx.lock_instance(asking.instance_id)
        if instance.case_id is None or not is_waited_for(tx, instance.id):
            return False
        case = tx.get(Case, instance.case_id, CaseNotFound(case_id=instance.case_id))
        survey = open_survey(tx, instance.id)
        if survey is None or survey.round != case.round:
            survey = _begun(tx, instance, case, asking)
        else:
            survey.reminders, survey.reminded_at = survey.reminders + 1, tx.at
        notify(tx, instance.id, ("customer",), asking.template)
        tx.tell(instance, "survey.asked", SYSTEM.name, detail={"reminders": survey.reminders})
        return True


def answer_questionnaire(
    rt: Runtime, token: str, answers: Mapping[str, object], *, language: str, signed_by: str = ""
) -> None:
    """Hand the customer's answers to the process, once; ``signed_by`` signs the work off."""
    with rt.transaction() as tx:
        case = case_of(tx, token)
        if case.instance_id is None:
            raise NothingToAnswer(number=case.number)
        instance = tx.lock_instance(case.instance_id)
        survey = open_survey(tx, instance.id)
        if survey is None or not is_waited_for(tx, instance.id):
            raise NothingToAnswer(number=case.number)
        form = form_of(tx, survey)
        values = _fitting(form, answers, language)
        signature = signed_by.strip()[:255]
        survey.answer(BY_LINK, at=tx.at, signed_by=signature or None)
        keep(tx, survey, (form, values), BY_LINK)
        told = {"way": BY_LINK, "satisfaction": text_of(values.get("satisfaction"))}
        tx.tell(instance, "survey.answered", CUSTOMER.name, detail=told)
        if signature:
            tx.tell(instance, "case.signed_off", CUSTOMER.name, detail={"name": signature})
        heard = Message(ANSWERED, correlation_text({"business_key": case.number}), values, CUSTOMER.name)
        hand_over(tx, heard, keep_for=None)


def is_waited_for(tx: Transaction, instance_id: UUID) -> bool:
    """Whether the process still wants to hear the answers."""
    mine = (Subscription.instance_id == instance_id) & (Subscription.message_name == ANSWERED)
    return tx.session.execute(select(Subscription.id).where(mine).limit(1)).first() is not None


def open_survey(tx: Transaction, instance_id: UUID) -> Survey | None:
    """The questionnaire put last to the customer of this instance, if it was not answered."""
    mine = (Survey.instance_id == instance_id) & Survey.ended_at.is_(None)
    wanted = select(Survey).where(mine).order_by(Survey.id.desc()).limit(1)
    return tx.session.execute(wanted).scalar_one_or_none()


def form_of(tx: Transaction, survey: Survey) -> Form:
    """The form the questions stand in."""
    form = tx.definitions.form(survey.definition_id, survey.form_key, survey.process_key)
    if form is None:
        raise NothingToAnswer(number=survey.form_key)
    return form


def lapse(tx: Transaction, instance: ProcessInstance, survey: Survey) -> None:
    """Note that nobody waits for the answers any more."""
    survey.lapse(at=tx.at)
    tx.tell(instance, "survey.lapsed", SYSTEM.name, detail={"round": survey.round})


def _begun(tx: Transaction, instance: ProcessInstance, case: Case, asking: Asking) -> Survey:
    before = open_survey(tx, instance.id)
    if before is not None:
        lapse(tx, instance, before)
    survey = Survey(
        id=new_id(),
        case_id=case.id,
        instance_id=instance.id,
        definition_id=instance.definition_id,
        process_key=asking.process_key,
        form_key=asking.form_key,
        round=case.round,
        asked_at=tx.at,
        reminders=0,
    )
    tx.add(survey)
    tx.session.flush()
    return survey


def _fitting(form: Form, answers: Mapping[str, object], language: str) -> dict[str, object]:
    try:
        return validate_answers(form, answers, {})
    except InvalidAnswers as invalid:
        raise Invalid(invalid.fields_in(language)) from invalid


def keep(tx: Transaction, survey: Survey, said: tuple[Form, Mapping[str, object]], way: str) -> None:
    """Write down the answers to the questions of this form."""
    form, values = said
    given = ((field, dig(values, field.path)) for field in form.fields)
    rows = [
        {
            "survey_id": survey.id,
            "question": field.name,
            "value": _in_words(value),
            "kind": WORDS if field.kind in _WORDS_KINDS else CHOICE,
            "way": way,
            "at": tx.at,
        }
        for field, value in given
        if value not in (None, "", [])
    ]
    if rows:
        tx.session.execute(insert(SurveyAnswer), rows)


def _in_words(value: object) -> str:
    """An answer as text: choices with commas, rows with semicolons."""
    if isinstance(value, Mapping):
        return ", ".join(_in_words(each) for each in value.values() if each not in (None, "", []))
    if isinstance(value, list):
        rows = any(isinstance(each, Mapping) for each in value)
        return ("; " if rows else ", ").join(map(_in_words, value))
    return text_of(value)
