"""What customers answered: the questionnaires of a case, and results per question over time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import func, select, true

from service.domain.cases import Case
from service.domain.people import FRONT_DESK, PROCESS_OWNER
from service.domain.surveys import BY_LINK, WORDS, Survey, SurveyAnswer
from service.errors import CaseNotFound, NotInGroup
from service.queries.wording import components_of, label_of, wording
from service.store.visibility import may_see_case, sees_case

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

_MOST = 200_000
_WORDS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class SurveyView:
    """One questionnaire of a case; ``answers`` are questions and answers in the reader's language."""

    id: UUID
    round: int
    asked_at: datetime
    reminders: int
    ended_at: datetime | None
    answered_by: str | None
    signed_by: str | None
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MonthView:
    """A question's answers in a month; ``mean`` of those that are numbers."""

    month: str
    count: int
    mean: float | None
    spread: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question's results over time."""

    question: str
    label: str
    months: tuple[MonthView, ...]


@dataclass(frozen=True, slots=True)
class ResultsView:
    """Everything customers answered in a stretch of time."""

    asked: int
    answered: int
    by_link: int
    questions: tuple[QuestionView, ...]
    words: tuple[tuple[datetime, str, str], ...]
    """The last words: when, which question, what."""


def case_surveys(rt: Runtime, case_id: UUID, *, by: Actor) -> tuple[SurveyView, ...]:
    """The questionnaires put to the customer of a case, the newest first."""
    with rt.reading() as session:
        if not may_see_case(session, case_id, by):
            raise CaseNotFound(case_id=case_id)
        put = select(Survey).where(Survey.case_id == case_id).order_by(Survey.id.desc())
        surveys = session.execute(put).scalars().all()
        mine = SurveyAnswer.survey_id.in_([each.id for each in surveys])
        said: dict[UUID, list[SurveyAnswer]] = defaultdict(list)
        for answer in session.execute(select(SurveyAnswer).where(mine)).scalars():
            said[answer.survey_id].append(answer)
    return tuple(_survey(rt, each, said[each.id], by.language) for each in surveys)


def results(rt: Runtime, since: datetime, until: datetime, *, by: Actor) -> ResultsView:
    """What was answered between these instants: numbers of the cases this person sees, for process owners of
    all; words only of those they see.
    """
    if not (by.is_in(FRONT_DESK, PROCESS_OWNER) or by.is_supervisor):
        raise NotInGroup(name=by.name, groups=FRONT_DESK)
    seen = true() if by.is_in(PROCESS_OWNER) else sees_case(by)
    put = select(func.count(), func.count(Survey.answered_by)).select_from(Survey)
    put = put.join(Case, Case.id == Survey.case_id).where(
        Survey.asked_at >= since, Survey.asked_at < until, seen
    )
    within = (SurveyAnswer.at >= since, SurveyAnswer.at < until)
    counted = _answers().where(*within, SurveyAnswer.kind != WORDS, seen).limit(_MOST)
    written = _answers().where(*within, SurveyAnswer.kind == WORDS, sees_case(by)).limit(_WORDS_SHOWN)
    with rt.reading() as session:
        asked, answered = session.execute(put).one()
        by_link = session.execute(put.where(Survey.answered_by == BY_LINK)).one()[0]
        choices, told = session.execute(counted).all(), session.execute(written).all()
    labels = _labels(rt, {tuple(row[1:]) for row in (*choices, *told)}, by.language)
    words = tuple((each.at, labels.get(each.question, each.question), each.value) for each, *_ in told)
    return ResultsView(asked, answered, by_link, _questions(rt, [row[0] for row in choices], labels), words)


def _answers() -> Any:  # Any: a select of two things
    """Answers with the form they were asked by, the newest first."""
    return (
        select(SurveyAnswer, Survey.definition_id, Survey.form_key, Survey.process_key)
        .join(Survey, Survey.id == SurveyAnswer.survey_id)
        .join(Case, Case.id == Survey.case_id)
        .order_by(SurveyAnswer.at.desc(), SurveyAnswer.survey_id, SurveyAnswer.question)
    )


def _questions(
    rt: Runtime, answers: Sequence[SurveyAnswer], labels: dict[str, str]
) -> tuple[QuestionView, ...]:
    zone = ZoneInfo(rt.settings.time_zone)
    sorted_out: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for each in answers:
        sorted_out[each.question][each.at.astimezone(zone).strftime("%Y-%m")].append(each.value)
    return tuple(
        QuestionView(
            question,
            labels.get(question, question),
            tuple(_month(month, values) for month, values in sorted(months.items())),
        )
        for question, months in sorted(sorted_out.items())
    )


def _month(month: str, values: Sequence[str]) -> MonthView:
    numbers = [int(each) for each in values if each.isdecimal()]
    mean = round(sum(numbers) / len(numbers), 2) if len(numbers) == len(values) else None
    return MonthView(month, len(values), mean, tuple(sorted(Counter(values).items())))


def _labels(rt: Runtime, asked: set[Any], language: str) -> dict[str, str]:  # Any: where a form is found
    """What the questions of these forms are called."""
    found: dict[str, str] = {}
    for definition_id, form_key, process_key in asked:
        file = rt.definitions.form_file(definition_id, form_key, process_key)
        document = orjson.loads(file) if file is not None else {}
        names = rt.definitions.names(definition_id, language)
        form_id = str(document.get("id", ""))
        found |= {
            str(each["key"]): label_of(each, form_id, names)
            for each in components_of(document)
            if each.get("key")
        }
    return found


def _survey(rt: Runtime, row: Survey, said: Sequence[SurveyAnswer], language: str) -> SurveyView:
    words = wording(rt, row.definition_id, language)
    labels = _labels(rt, {(row.definition_id, row.form_key, row.process_key)}, language)
    return SurveyView(
        id=row.id,
        round=row.round,
        asked_at=row.asked_at,
        reminders=row.reminders,
        ended_at=row.ended_at,
        answered_by=row.answered_by,
        signed_by=row.signed_by,
        answers=tuple(
            (labels.get(each.question, each.question), words.value(each.question, each.value))
            for each in said
        ),
    )
